"""Who asks and what he may see and do. An Actor comes from a session or a messenger binding, never from text or arguments.

Invariant: every use case takes an Actor; row scope is `Actor.scope`, rights are `Actor.require`.
"""

from dataclasses import dataclass
from enum import StrEnum

from backend.kit.errors import NotPermitted


class Role(StrEnum):
    """The roles of the channel."""

    DEALER_USER = "dealer_user"
    PROVINCE_MANAGER = "province_manager"
    BRAND_MANAGER = "brand_manager"
    TECHNICIAN = "technician"
    CHANNEL_CONTROL = "channel_control"
    WAREHOUSE = "warehouse"
    ADMIN = "admin"
    OTHER_SYSTEM = "other_system"


class Permission(StrEnum):
    """What a role may do; each use case names one."""

    PLACE_ORDERS = "place_orders"
    READ_ORDERS = "read_orders"
    READ_CATALOGUE = "read_catalogue"
    READ_PRICES = "read_prices"
    READ_STOCK = "read_stock"
    READ_CREDIT = "read_credit"
    APPROVE_ORDERS = "approve_orders"
    MANAGE_DEALERS = "manage_dealers"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"
    ANSWER_CHATS = "answer_chats"
    SHIP_ORDERS = "ship_orders"
    HANDLE_RETURNS = "handle_returns"
    MANAGE_STOCK = "manage_stock"
    MANAGE_PRICES = "manage_prices"
    MANAGE_RULES = "manage_rules"
    KEEP_ARTICLES = "keep_articles"
    INTEGRATE = "integrate"
    EXCHANGE_DATA = "exchange_data"


_SELLING = {Permission.READ_ORDERS, Permission.READ_CATALOGUE, Permission.READ_PRICES, Permission.READ_STOCK, Permission.READ_CREDIT}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DEALER_USER: frozenset({*_SELLING, Permission.PLACE_ORDERS}),
    Role.PROVINCE_MANAGER: frozenset({*_SELLING, Permission.ANSWER_CHATS}),
    Role.BRAND_MANAGER: frozenset(
        {
            *_SELLING,
            Permission.APPROVE_ORDERS,
            Permission.MANAGE_DEALERS,
            Permission.MANAGE_STOCK,
            Permission.READ_AUDIT,
            Permission.ANSWER_CHATS,
            Permission.MANAGE_RULES,
            Permission.MANAGE_PRICES,
            Permission.HANDLE_RETURNS,
            Permission.KEEP_ARTICLES,
        }
    ),
    Role.TECHNICIAN: frozenset({Permission.KEEP_ARTICLES}),
    Role.CHANNEL_CONTROL: frozenset({*_SELLING, Permission.MANAGE_DEALERS, Permission.READ_AUDIT}),
    Role.WAREHOUSE: frozenset(
        {Permission.SHIP_ORDERS, Permission.HANDLE_RETURNS, Permission.MANAGE_STOCK, Permission.READ_ORDERS, Permission.READ_CATALOGUE, Permission.READ_STOCK}
    ),
    Role.ADMIN: frozenset(Permission),
    Role.OTHER_SYSTEM: frozenset({Permission.EXCHANGE_DATA}),
}


class ScopeKind(StrEnum):
    """How far an actor sees."""

    ALL = "all"
    SUBTREE = "subtree"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows an actor may see: all dealers, one dealer and all below it (`path` such as "1.2.3."), or none."""

    kind: ScopeKind
    path: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or rule, or job) on whose behalf a use case runs. `dealer_id` is set for dealer users only."""

    user_id: str
    name: str
    role: Role
    locale: str
    scope: Scope
    dealer_id: str | None = None

    @property
    def is_buyer(self) -> bool:
        """Whether the person orders for a company; an administrator may do everything, but belongs to none."""
        return self.dealer_id is not None and self.may(Permission.PLACE_ORDERS)

    @property
    def is_person(self) -> bool:
        """Whether somebody is behind it who talks, asks and is told things; another system only exchanges data."""
        return self.role is not Role.OTHER_SYSTEM

    def may(self, permission: Permission) -> bool:
        """Whether the role has the permission."""
        return permission in PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Raise NotPermitted unless the role has the permission."""
        if not self.may(permission):
            raise NotPermitted("identity.not_permitted", permission=permission.value, role=self.role.value)

    def own_dealer(self) -> str:
        """The dealer this actor writes for; raises NotPermitted for everybody who belongs to none."""
        if self.dealer_id is None:
            raise NotPermitted("identity.no_dealer", role=self.role.value)
        return self.dealer_id


SYSTEM = Actor(user_id="system", name="system", role=Role.ADMIN, locale="en", scope=Scope(ScopeKind.ALL))
"""The actor of jobs, imports and the demo loader; never reachable from a session."""
