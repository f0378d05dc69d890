"""Loading the channel of a world: brand settings, regions, places, dealers in their tree, people and credit."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer, Region, ShipTo
from backend.dealers.service import import_dealers, import_places, import_regions
from backend.identity.domain import SYSTEM, Role
from backend.identity.service import NewUser, create_users, place_org_units
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.rules.legacy import ApprovalRule, Condition
from backend.ordering.service import save_approval_rules
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings

World = Mapping[str, Any]
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ROLES = {"dealer": Role.DEALER_USER}


def load_settings(uow: UnitOfWork, world: World) -> None:
    """The brand's clock, currency and warning periods; everything else stays at its default. A world asks about unusual quantities only when it says so."""
    clock, approval = world["clock"], world["approval_policy"]
    settings = BrandSettings(
        currency=world["price_policy"]["currency"],
        time_zone=clock["timezone"],
        cutoff=time.fromisoformat(clock["cutoff_local"]),
        no_delivery_weekdays=tuple(WEEKDAYS.index(day) for day in clock["no_delivery_weekdays"]),
        licence_warning_days=approval["licence_warning_days"],
        near_expiry_days=approval["near_expiry_days"],
        unusual_quantity_factor=world.get("unusual_quantity_factor", 0),
    )
    save_brand_settings(uow, settings)


def load_rules(uow: UnitOfWork, world: World, *, clock: Clock) -> None:
    """The world's hold reasons as approval rules with its thresholds."""
    policy = world["approval_policy"]
    conditions = {
        "OVER_CREDIT": ("shortfall", "gt", "0"),
        "OVERDUE": ("overdue", "eq", "true"),
        "GRADE_NOT": ("grade", "ne", policy["auto_grade"]),
        "AMOUNT_GE": ("amount", "ge", policy["auto_total_below"]),
    }
    chosen = ((code, next(conditions[start] for start in conditions if code.startswith(start))) for code in policy["holds"])
    rules = [ApprovalRule(code.lower(), code, (Condition(*condition),)) for code, condition in chosen]
    save_approval_rules(uow, SYSTEM, rules, clock=clock)


def load_places(uow: UnitOfWork, world: World) -> int:
    """Regions and the places goods go to."""
    regions = [Region(r["region"], r["name_zh"], r["name_en"], tuple(r["forbidden_categories"])) for r in world["regions"]]
    places = [ShipTo(p["code"], p["name_zh"], p["name_en"], tuple(p["aliases"]), p["region"]) for p in world["ship_to"]]
    import_regions(uow, regions)
    import_places(uow, places)
    return len(regions) + len(places)


def load_dealers(uow: UnitOfWork, world: World) -> int:
    """Dealers with tree, licences, regions and freeze."""
    dealers = world["dealers"]
    place_org_units(uow, [(dealer["dealer"], dealer["parent"]) for dealer in dealers])
    import_dealers(uow, [_dealer(dealer) for dealer in dealers])
    return len(dealers)


def load_credit(uow: UnitOfWork, world: World, *, clock: Clock) -> int:
    """Limits, receivables and what is overdue."""
    currency = world["price_policy"]["currency"]
    accounts = [
        NewAccount(
            dealer_id=dealer["dealer"],
            limit=Decimal(dealer["credit_limit"]),
            open_receivables=Decimal(dealer["open_receivables"]),
            overdue=dealer["overdue"],
            overdue_days=dealer["overdue_days"],
            currency=currency,
        )
        for dealer in world["dealers"]
    ]
    import_accounts(uow, accounts, clock=clock)
    return len(accounts)


def load_users(uow: UnitOfWork, world: World) -> dict[str, tuple[str, str]]:
    """People with their logins and roles, without passwords; returns dealer -> (id, name) of its first user."""
    people: Sequence[Mapping[str, Any]] = world["users"]
    ids = create_users(uow, [_user(person) for person in people])
    first: dict[str, tuple[str, str]] = {}
    for person, user_id in zip(people, ids, strict=True):
        if person["dealer"]:
            first.setdefault(person["dealer"], (user_id, person["name"]))
    return first


def _dealer(dealer: Mapping[str, Any]) -> NewDealer:
    since = dealer["frozen_since"]
    return NewDealer(
        id=dealer["dealer"],
        name_zh=dealer["name_zh"],
        name_en=dealer["name_en"],
        grade=dealer["grade"],
        tier=dealer["tier"],
        parent_id=dealer["parent"],
        default_ship_to=dealer["default_ship_to"],
        authorised_regions=tuple(dealer["authorised_regions"]),
        licences={dealer["licence"]["number"]: date.fromisoformat(dealer["licence"]["valid_through"])},
        frozen=dealer["frozen"],
        frozen_since=date.fromisoformat(since) if since else None,
        frozen_reason=dealer["frozen_reason"],
    )


def _user(person: Mapping[str, Any]) -> NewUser:
    role = _ROLES.get(person["role"]) or Role(person["role"])
    return NewUser(login=person["user"], name=person["name"], role=role, locale=person["lang"], dealer_id=person["dealer"], scope_root=person.get("scope_root"))
