"""Maintaining floor prices, for those who maintain prices: what there is, what another version would stop, publishing it, ending a list.

Invariant: a published version is never changed; neither an event that leaves the house nor a record of an order holds a floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.catalog.service import catalogue_index, get_skus
from backend.identity.domain import Actor, Permission
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.pricing import repository
from backend.pricing.floors import store
from backend.pricing.floors.domain import FloorEntry, NewFloorList
from backend.pricing.floors.service import floors_by
from backend.pricing.service import PriceQuery, known_prices

PAGE = 50
LONGEST_CODE = 60
MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class FloorVersion:
    """A version of a floor list with who published it."""

    code: str
    version: int
    valid_from: datetime
    valid_to: datetime | None
    entries: int
    published_by: str
    published_at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class FloorEffect:
    """A product's floor by a version, and what it costs a tier from one base unit on ("" is the guide price) where that is below the floor."""

    sku: str
    name_zh: str
    name_en: str
    floor: Decimal
    tier: str = ""
    price: Decimal | None = None


def list_floors(uow: UnitOfWork, actor: Actor, after: str = "", *, clock: Clock) -> tuple[list[FloorVersion], str | None]:
    """Versions by list, newest first, a page of lists at a time; the cursor is the last list's code."""
    actor.require(Permission.MANAGE_PRICES)
    codes = store.list_codes(uow, after, PAGE + 1)
    return _versions(uow, codes[:PAGE], clock.now()), codes[PAGE - 1] if len(codes) > PAGE else None


def read_floors(uow: UnitOfWork, actor: Actor, code: str, *, clock: Clock) -> tuple[list[FloorVersion], tuple[FloorEntry, ...]]:
    """The versions of a list and the entries of the newest of them. Raises NotFound."""
    actor.require(Permission.MANAGE_PRICES)
    rows = store.versions_of(uow, [code])
    if not rows:
        raise NotFound("pricing.no_floor_list", floor_list=code)
    return _versions(uow, [code], clock.now()), store.entries_of(uow, rows[0].id, MOST_SHOWN)


def preview_floors(uow: UnitOfWork, actor: Actor, new: NewFloorList) -> list[FloorEffect]:
    """The floors a version says, those first that some price list undercuts. Nothing is stored."""
    actor.require(Permission.MANAGE_PRICES)
    _check(uow, new)
    goods = {code: sku.category for code, sku in catalogue_index(uow).by_code.items() if sku.status == "active"}
    floors = floors_by(uow, {0: new.entries}, goods, new.valid_from)
    known = get_skus(uow, sorted(floors)) if floors else {}
    below: list[FloorEffect] = []
    for tier in ("", *sorted(repository.grades(uow))):
        query = PriceQuery("", tier, new.valid_from, tuple((sku, 1) for sku in floors))
        for sku, price in known_prices(uow, query).items():
            if price.unit_net < floors[sku]:
                below.append(FloorEffect(sku, known[sku].name_zh, known[sku].name_en, floors[sku], tier, price.unit_net))
    told = {one.sku for one in below}
    rest = [FloorEffect(sku, known[sku].name_zh, known[sku].name_en, floor) for sku, floor in sorted(floors.items()) if sku not in told]
    return [*sorted(below, key=lambda one: (one.sku, one.tier)), *rest][:MOST_SHOWN]


def publish_floors(uow: UnitOfWork, actor: Actor, new: NewFloorList, *, clock: Clock) -> int:
    """Store the version, in force by its validity; returns its number. Raises Invalid("pricing.bad_floors" | "pricing.unknown_goods"), Conflict."""
    actor.require(Permission.MANAGE_PRICES)
    _check(uow, new)
    if not new.entries:
        raise Invalid("pricing.bad_floors", floor_list=new.code)
    return _publish(uow, actor, new, clock)


def end_floors(uow: UnitOfWork, actor: Actor, code: str, version: int, *, clock: Clock) -> int:
    """From now on the list says nothing: a version without entries. Raises NotFound, Conflict("pricing.floors_moved_on")."""
    read_floors(uow, actor, code, clock=clock)
    return _publish(uow, actor, NewFloorList(code, clock.now(), (), version=version), clock)


def _publish(uow: UnitOfWork, actor: Actor, new: NewFloorList, clock: Clock) -> int:
    latest, at = store.latest_version(uow, new.code), clock.now()
    row = {"code": new.code, "version": latest + 1, "valid_from": new.valid_from, "valid_to": new.valid_to, "published_by": actor.user_id, "published_at": at}
    if new.version != latest or not store.add_version(uow, row, new.entries):
        raise Conflict("pricing.floors_moved_on", floor_list=new.code)
    what = {"version": latest + 1, "valid_from": new.valid_from.isoformat(), "entries": len(new.entries)}
    record(uow, f"floor_list:{new.code}", "floor_list.published", what, by=Stamp(actor.user_id, at))
    return latest + 1


def _versions(uow: UnitOfWork, codes: Sequence[str], at: datetime) -> list[FloorVersion]:
    found: list[FloorVersion] = []
    in_force: set[str] = set()
    for row in store.versions_of(uow, codes):
        valid = row.valid_from <= at and (row.valid_to is None or at < row.valid_to) and row.code not in in_force
        if valid:
            in_force.add(row.code)
        names = ("code", "version", "valid_from", "valid_to", "published_by", "published_at")
        found.append(FloorVersion(**{name: getattr(row, name) for name in names}, entries=int(row.entries), in_force=valid and bool(row.entries)))
    return found


def _check(uow: UnitOfWork, new: NewFloorList) -> None:
    keys = {(one.sku, one.category) for one in new.entries}
    sound = new.code.strip() and len(new.code) <= LONGEST_CODE and (new.valid_to is None or new.valid_to > new.valid_from)
    if not sound or len(keys) < len(new.entries) or not all(one.sound for one in new.entries):
        raise Invalid("pricing.bad_floors", floor_list=new.code)
    index = catalogue_index(uow).by_code
    categories = {sku.category for sku in index.values()}
    unknown = sorted({one.sku for one in new.entries if one.sku and one.sku not in index} | {one.category for one in new.entries} - {"", *categories})
    if unknown:
        raise Invalid("pricing.unknown_goods", price_list=new.code, skus=", ".join(unknown[:20]))
