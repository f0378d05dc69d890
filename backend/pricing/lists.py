"""Maintaining price lists: what there is, what another version would change, publishing it from a day on, and its history.

Invariant: a published version is never changed; a preview leaves nothing behind and shows what `quote_prices` would answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.outbox import publish
from backend.pricing import repository
from backend.pricing.service import NewPriceList, PriceQuery, import_price_list, known_prices

PAGE = 50
LONGEST_CODE = 60
MOST_SHOWN = 500
"""Rows of a preview and entries of a version that are shown; all of them are published."""


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A version of a price list with who published it, when that is known, and how many entries it has."""

    code: str
    version: int
    scope: str
    scope_value: str
    valid_from: datetime
    valid_to: datetime | None
    derived_from: str | None
    discount_percent: Decimal | None
    entries: int
    published_by: str | None
    published_at: datetime | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What a product costs a tier before and after, per base unit at its smallest quantity; None: nothing. `tier` "" is the guide price."""

    sku: str
    name_zh: str
    name_en: str
    tier: str
    before: Decimal | None
    after: Decimal | None


def list_price_lists(uow: UnitOfWork, actor: Actor, after: str = "", *, clock: Clock) -> tuple[list[ListVersion], str | None]:
    """Versions by list, newest first, a page of lists at a time; the cursor is the last list's code."""
    actor.require(Permission.MANAGE_PRICES)
    codes = repository.list_codes(uow, after, PAGE + 1)
    shown = codes[:PAGE]
    versions = _versions(uow, shown, clock.now())
    return versions, shown[-1] if len(codes) > PAGE else None


def read_price_list(uow: UnitOfWork, actor: Actor, code: str, *, clock: Clock) -> tuple[list[ListVersion], list[tuple[int, str, int, Decimal]]]:
    """The versions of a list and the entries of the newest of them: (version, sku, least base units, price). Raises NotFound."""
    actor.require(Permission.MANAGE_PRICES)
    versions = _versions(uow, [code], clock.now())
    if not versions:
        raise NotFound("pricing.no_list", price_list=code)
    newest = versions[0].version
    return versions, [(newest, *entry) for entry in repository.entries_of(uow, code, newest, MOST_SHOWN)]


def preview_price_list(uow: UnitOfWork, actor: Actor, new: NewPriceList) -> list[PriceChange]:
    """What the version would change from its first instant on, for every tier it reaches. Nothing is stored, but the transaction must be able to.

    A version is whole: what an earlier one had and it has not comes first, because its price is gone.
    """
    actor.require(Permission.MANAGE_PRICES)
    _check(uow, new)
    skus = [sku for sku, _, _ in new.entries] or repository.skus_of_code(uow, new.derived_from or "")
    gone = sorted(set(repository.skus_of_code(uow, new.code)) - set(skus))
    skus = list(dict.fromkeys([*gone, *skus]))[:MOST_SHOWN]
    tiers = _tiers(uow, new)
    before = {tier: _prices(uow, query, skus, new.valid_from) for tier, query in tiers.items()}
    with uow.trial():
        import_price_list(uow, new)
        after = {tier: _prices(uow, query, skus, new.valid_from) for tier, query in tiers.items()}
    known = get_skus(uow, skus)
    rows = [(sku, tier) for sku in skus for tier in tiers if before[tier].get(sku) != after[tier].get(sku)]
    return [PriceChange(sku, known[sku].name_zh, known[sku].name_en, tier, before[tier].get(sku), after[tier].get(sku)) for sku, tier in rows if sku in known]


def publish_price_list(uow: UnitOfWork, actor: Actor, new: NewPriceList, *, clock: Clock) -> int:
    """Store the version, in force from its day on; returns its number. Raises Invalid("pricing.bad_list" | "pricing.unknown_goods")."""
    actor.require(Permission.MANAGE_PRICES)
    _check(uow, new)
    at = clock.now()
    version = import_price_list(uow, new, Stamp(actor.user_id, at))
    what = {"version": version, "valid_from": new.valid_from.isoformat(), "entries": len(new.entries)}
    record(uow, f"price_list:{new.code}", "price_list.published", what, by=Stamp(actor.user_id, at))
    publish(uow, "price.list_published", f"price_list:{new.code}:{version}", {"price_list": new.code, "version": version}, at=at)
    return version


def _versions(uow: UnitOfWork, codes: Sequence[str], at: datetime) -> list[ListVersion]:
    found: list[ListVersion] = []
    in_force: set[str] = set()
    for row in repository.versions_of(uow, codes):
        valid = row.valid_from <= at and (row.valid_to is None or at < row.valid_to) and row.code not in in_force
        if valid:
            in_force.add(row.code)
        names = ("code", "version", "scope", "scope_value", "valid_from", "valid_to", "derived_from", "discount_percent", "published_by", "published_at")
        found.append(ListVersion(**{name: getattr(row, name) for name in names}, entries=int(row.entries), in_force=valid))
    return found


def _tiers(uow: UnitOfWork, new: NewPriceList) -> Mapping[str, tuple[str, str, tuple[str, ...]]]:
    """Who may pay other prices by it: (dealer, grade, groups) by the name of the tier."""
    if new.scope == "contract":
        return {new.scope_value: (new.scope_value, "", ())}
    if new.scope == "group":
        return {new.scope_value: ("", "", (new.scope_value,))}
    grades = sorted({*repository.grades(uow), *([new.scope_value] if new.scope == "grade" else [])})
    return {"": ("", "", ()), **{grade: ("", grade, ()) for grade in grades}}


def _prices(uow: UnitOfWork, who: tuple[str, str, tuple[str, ...]], skus: Sequence[str], at: datetime) -> dict[str, Decimal]:
    dealer, grade, groups = who
    priced = known_prices(uow, PriceQuery(dealer, grade, at, tuple((sku, 1) for sku in skus), groups))
    return {sku: price.unit_net for sku, price in priced.items()}


def _check(uow: UnitOfWork, new: NewPriceList) -> None:
    skus = sorted({sku for sku, _, _ in new.entries})
    if not new.code.strip() or len(new.code) > LONGEST_CODE:
        raise Invalid("pricing.bad_list", price_list=new.code)
    unknown = sorted(set(skus) - set(get_skus(uow, skus))) if skus else []
    if unknown:
        raise Invalid("pricing.unknown_goods", price_list=new.code, skus=", ".join(unknown[:20]))
