"""A market of any tree of dealers for the tests of tools: each dealer has an account, users and two orders; words are few and plain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.messages import ToolMessage

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import import_skus
from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer, Region, ShipTo
from backend.dealers.service import import_dealers, import_places, import_regions
from backend.identity.domain import SYSTEM, Actor, Role
from backend.identity.service import NewUser, actor_of_login, create_users, place_org_units
from backend.inventory.service import NewWarehouse, Receipt, import_warehouses, receive_stock
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.ordering.schemas import DraftEdit, DraftView, HistoricLine, HistoricOrder, LineEdit
from backend.ordering.service import edit_draft, import_orders
from backend.pricing.service import NewPriceList, import_price_list
from tools import ALL_TOOLS
from tools.context import ToolContext

BY_NAME = {tool.name: tool for tool in ALL_TOOLS}
SKUS = [
    Sku("COKE-330", "可口可乐 330ml 罐装", "Coca-Cola 330ml can", "可口可乐", "Coca-Cola", "soda", "330ml", "can", "case", 24, default_unit=Unit.CASE),
    Sku("COKE-500", "可口可乐 500ml 瓶装", "Coca-Cola 500ml bottle", "可口可乐", "Coca-Cola", "soda", "500ml", "bottle", "case", 12, default_unit=Unit.CASE),
    Sku("BEER-330", "雪花啤酒 330ml 罐装", "Snow Beer 330ml can", "雪花", "Snow", "beer", "330ml", "can", "case", 24, default_unit=Unit.CASE),
    Sku("BEER-500", "雪花啤酒 500ml 罐装", "Snow Beer 500ml can", "雪花", "Snow", "beer", "500ml", "can", "case", 12, default_unit=Unit.CASE),
]
TWO_LEVELS = (None, 0, 0, None)
"""Dealer 0 above 1 and 2; dealer 3 alone."""


def dealer_id(place: int) -> str:
    """The code of the dealer at a place of the tree."""
    return f"DL{place}"


def name_zh(place: int) -> str:
    """Its Chinese name."""
    return f"第{'甲乙丙丁戊己庚辛'[place]}商行"


def number_of(place: int, nth: int) -> str:
    """The number of its `nth` order (1 or 2)."""
    return f"SO-{place + 1}00{nth}"


@dataclass(slots=True)
class Market:
    """A loaded database and short words for calling tools in it."""

    database: Database
    clock: FixedClock
    parents: tuple[int | None, ...]

    def actor(self, login: str) -> Actor:
        """The actor with this login."""
        return self.database.read(lambda uow: actor_of_login(uow, login))

    def context(self, login: str, *, message: str = "m1", locale: str = "zh") -> ToolContext:
        """A fresh context of one turn."""
        return ToolContext(self.database, self.actor(login), self.clock, locale, "c1", message)

    def call(self, context: ToolContext, name: str, **arguments: Any) -> ToolMessage:
        """Call a tool the way the agent does."""
        runtime: ToolRuntime[ToolContext, Any] = ToolRuntime(
            state={}, context=context, config={}, stream_writer=lambda _: None, tool_call_id="call", store=None
        )
        message = BY_NAME[name].invoke({"type": "tool_call", "id": "call", "name": name, "args": {**arguments, "runtime": runtime}})
        assert isinstance(message, ToolMessage)
        return message

    def ask(self, login: str, name: str, *, locale: str = "zh", **arguments: Any) -> Any:
        """The typed result of one call."""
        return self.call(self.context(login, locale=locale), name, **arguments).artifact

    def draft(self, login: str, **cases: int) -> DraftView:
        """Put cases of products into the open draft; "_" stands for "-" in codes."""
        actor = self.actor(login)
        edits = DraftEdit(tuple(LineEdit(sku.replace("_", "-"), Decimal(qty)) for sku, qty in cases.items()))
        return self.database.write(lambda uow: edit_draft(uow, actor, edits, clock=self.clock))

    def below(self, place: int) -> set[str]:
        """The codes of a dealer and all below it."""
        found = {place}
        while True:
            more = {child for child, parent in enumerate(self.parents) if parent in found} - found
            if not more:
                return {dealer_id(one) for one in found}
            found |= more


def load_market(database: Database, clock: FixedClock, parents: Sequence[int | None] = TWO_LEVELS) -> Market:
    """Load everything for a tree given as the parent of each dealer."""
    database.write(lambda uow: _load(uow, clock, tuple(parents)))
    return Market(database, clock, tuple(parents))


def _load(uow: UnitOfWork, clock: FixedClock, parents: tuple[int | None, ...]) -> None:
    import_skus(uow, SKUS)
    import_regions(uow, [Region("R-W", "西区", "West")])
    import_places(uow, [ShipTo("WH-W", "城西仓", "West Warehouse", (), "R-W")])
    codes = [(dealer_id(place), dealer_id(parent) if parent is not None else None) for place, parent in enumerate(parents)]
    place_org_units(uow, codes)
    import_dealers(uow, [_dealer(place, parent) for place, (_, parent) in enumerate(codes)])
    create_users(uow, _users(len(parents)))
    start = datetime(2025, 1, 1, tzinfo=UTC)
    import_price_list(uow, NewPriceList("BASE", "base", start, entries=tuple((sku.code, 0, Decimal("1.90")) for sku in SKUS)))
    import_price_list(uow, NewPriceList("A", "grade", start, scope_value="A", derived_from="BASE", discount_percent=Decimal(5)))
    import_warehouses(uow, [NewWarehouse("BW-E", "东仓", "East", 0)])
    receive_stock(uow, SYSTEM, [Receipt("BW-E", sku.code, "L1", 240 * sku.units_per_case, date(2025, 6, 1), None) for sku in SKUS], clock=clock)
    import_accounts(uow, [NewAccount(code, Decimal(50_000 + place)) for place, (code, _) in enumerate(codes)], clock=clock)
    import_orders(uow, [_order(place, nth) for place in range(len(parents)) for nth in (1, 2)])


def _dealer(place: int, parent: str | None) -> NewDealer:
    return NewDealer(dealer_id(place), name_zh(place), f"Company {'ABCDEFGH'[place]}", "A", 2, parent, "WH-W", ("R-W",), {f"L{place}": date(2026, 1, 1)})


def _users(count: int) -> list[NewUser]:
    dealers = [NewUser(f"user{n}", f"User {n}", Role.DEALER_USER, "zh", dealer_id=dealer_id(n)) for n in range(count)]
    managers = [NewUser(f"manager{n}", f"Manager {n}", Role.PROVINCE_MANAGER, "zh", scope_root=dealer_id(n)) for n in range(count)]
    others = [NewUser(role.value, role.value, role, "zh") for role in (Role.BRAND_MANAGER, Role.TECHNICIAN, Role.CHANNEL_CONTROL, Role.WAREHOUSE)]
    return [*dealers, *managers, *others]


def _order(place: int, nth: int) -> HistoricOrder:
    total = Decimal("45.60") * nth
    lines = (HistoricLine("COKE-330", Decimal(nth), Unit.CASE, 24 * nth, total),)
    base = HistoricOrder(number_of(place, nth), dealer_id(place), date(2025, 6, nth), "WH-W", date(2025, 6, nth + 2), "DELIVERED", total, lines)
    return base if nth == 1 else replace(base, status="APPROVED", delivery_date=date(2025, 6, 12))
