"""Blocking or freeing a lot with what it means for orders: who loses goods, what of that is promised anew, who gets his goods later (R11).

The preview does the same and takes it back; a person marks a lot only as he saw it there. Invariant: afterwards no order counts on a blocked lot,
and every order that gets goods later was told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.identity.domain import Actor, Permission
from backend.inventory.blocking import LostPromise, LotMark, block_lot
from backend.inventory.domain import LotStatus
from backend.inventory.service import Want, reserve
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict
from backend.kit.ids import hash_content, new_id
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.domain import OrderAction
from backend.ordering.expecting import expect, refresh_expected
from backend.ordering.fulfilling.backorders import fill_order
from backend.ordering.fulfilling.domain import TO_SHIP, Part, PartLine, PartStatus, carved
from backend.ordering.fulfilling.settling import OpenOrder, open_order, store
from backend.ordering.promoting.deriving import FIRST_LINE
from backend.ordering.promoting.holding import free_lines, set_held
from backend.ordering.supplying import supply_of
from backend.ordering.viewing import order_view
from backend.settings.calendar import earliest_delivery
from backend.settings.service import load_brand_settings


@dataclass(frozen=True, slots=True)
class LotLoss:
    """What one order loses: base units taken back, of them promised anew from other stock, and when the rest should come (None: no day yet)."""

    order_id: str
    number: str
    dealer_id: str
    lost_base: int
    moved_base: int
    expected_on: date | None

    @property
    def late_base(self) -> int:
        """What comes later than was promised."""
        return self.lost_base - self.moved_base


@dataclass(frozen=True, slots=True)
class LotEffect:
    """What marking a lot means; `orders` in the order of placing."""

    sku: str
    warehouse: str
    lot: str
    status: LotStatus
    before: LotStatus
    orders: tuple[LotLoss, ...]

    @property
    def seen(self) -> str:
        """What marking the lot "as seen" is bound to: the same as long as it means the same."""
        losses = (f"{one.order_id}:{one.lost_base}:{one.moved_base}:{one.expected_on}" for one in self.orders)
        return hash_content(self.sku, self.warehouse, self.lot, self.status.value, self.before.value, *losses)


def preview_lot_mark(uow: UnitOfWork, actor: Actor, mark: LotMark, *, clock: Clock) -> LotEffect:
    """What marking the lot would do. Nothing stays."""
    with uow.trial():
        return mark_lot_for_orders(uow, actor, mark, clock=clock)


def mark_lot_as_seen(uow: UnitOfWork, actor: Actor, mark: LotMark, seen: str, *, clock: Clock) -> LotEffect:
    """Mark the lot if that still means what the preview said. Raises Conflict("inventory.lot_moved_on"), and nothing happened then."""
    effect = mark_lot_for_orders(uow, actor, mark, clock=clock)
    if effect.seen != seen:
        raise Conflict("inventory.lot_moved_on", sku=effect.sku, lot=effect.lot)
    return effect


def mark_lot_for_orders(uow: UnitOfWork, actor: Actor, mark: LotMark, *, clock: Clock) -> LotEffect:
    """Mark the lot; what orders lose is reserved anew from other lots and warehouses, or comes later. Raises NotFound("inventory.no_lot")."""
    actor.require(Permission.MANAGE_STOCK)
    before, lost = block_lot(uow, actor, mark, clock=clock)
    found = promise_again(uow, actor, lost, clock=clock)
    refresh_expected(uow, actor, {mark.place[0]}, clock=clock)
    return LotEffect(*mark.place, mark.lot, mark.status, before, found)


def promise_again(uow: UnitOfWork, actor: Actor, lost: Iterable[LostPromise], *, clock: Clock) -> tuple[LotLoss, ...]:
    """Reserve what orders lost from other stock, or let it come later; each order is told."""
    by_order: dict[str, list[LostPromise]] = {}
    for one in lost:
        by_order.setdefault(one.order_id, []).append(one)
    return tuple(_lose(uow, actor, order_id, losses, clock) for order_id, losses in by_order.items())


def _lose(uow: UnitOfWork, actor: Actor, order_id: str, lost: Sequence[LostPromise], clock: Clock) -> LotLoss:
    """Take the goods from one order and promise it others; it is told when less is left than before."""
    opened = open_order(uow, actor, order_id)
    sums: dict[int, int] = {}
    for one in lost:
        sums[one.line_no] = sums.get(one.line_no, 0) + one.base_qty
    moved = _with_parts(uow, actor, opened, lost, clock) if opened.parts else _without_parts(uow, opened, sums, clock)
    total = sum(sums.values())
    view = order_view(uow, actor, open_order(uow, actor, order_id).order, with_history=False)
    lines = expect(uow, order_id, view.lines, clock=clock)
    late = [line for line in lines if line.line_no in sums and line.backorder_base]
    days = [line.expected_on for line in late]
    day = None if not days or None in days else max(one for one in days if one)
    if moved < total:
        data = {"day": day.isoformat() if day else "", "why": "lot", "skus": sorted({one.sku for one in lost}), "lost": total - moved}
        now = open_order(uow, actor, order_id).order
        repository.set_order(uow, order_id, now.version, {})
        announce(uow, actor, Event("delayed", order_id, now.number, now.dealer_id, now.version + 1, now.status, data), at=clock.now())
    return LotLoss(order_id, opened.order.number, opened.order.dealer_id, total, moved, day)


def _without_parts(uow: UnitOfWork, opened: OpenOrder, sums: dict[int, int], clock: Clock) -> int:
    order = opened.order
    earliest = earliest_delivery(load_brand_settings(uow), clock.now())
    day = max(order.delivery_date or earliest, earliest)
    rows = {row.line_no: row for row in (*opened.rows, *free_lines(uow, order.id))}
    through = supply_of(uow, order.dealer_id, opened.rows, day).through
    wants = tuple(Want(number, rows[number].sku, base_qty, True, through.get(rows[number].sku)) for number, base_qty in sorted(sums.items()))
    again: dict[int, int] = {}
    for one in reserve(uow, order.id, wants, day=day, clock=clock):
        again[one.line_no] = again.get(one.line_no, 0) + one.base_qty
    for number, base_qty in sums.items():
        if base_qty != again.get(number, 0):
            set_held(uow, order.id, number, rows[number].reserved_base - base_qty + again.get(number, 0))
    return sum(again.values())


def _with_parts(uow: UnitOfWork, actor: Actor, opened: OpenOrder, lost: Sequence[LostPromise], clock: Clock) -> int:
    """Take the goods out of the parts that were to leave; what other stock serves becomes further parts."""
    exponent = load_brand_settings(uow).currency_exponent
    waiting, parts = _taken_out(opened, lost, exponent)
    free = {one.line_no for one in lost if one.line_no >= FIRST_LINE}
    for row in free_lines(uow, opened.order.id) if free else ():
        if row.line_no in free:
            gone = sum(one.base_qty for one in lost if one.line_no == row.line_no)
            set_held(uow, opened.order.id, row.line_no, row.reserved_base - gone)
    before = _waiting_base(opened.parts)
    store(uow, opened, (*parts, *waiting), OrderAction.FILL)
    fill_order(uow, opened.order.id, clock=clock)
    after = _waiting_base(open_order(uow, actor, opened.order.id).parts)
    return max(0, sum(one.base_qty for one in lost) - (after - before))


def _taken_out(opened: OpenOrder, lost: Sequence[LostPromise], exponent: int) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The one part that waits, with what was lost in it, and the others without."""
    left: dict[tuple[str, int], int] = {}
    for one in lost:
        left[one.warehouse, one.line_no] = left.get((one.warehouse, one.line_no), 0) + one.base_qty
    gone: list[PartLine] = []
    others: list[Part] = []
    known = next((part for part in opened.parts if part.status is PartStatus.WAITING), None)
    like: Part | None = known
    for part in opened.parts:
        if part is known:
            continue
        if part.status not in TO_SHIP:
            others.append(part)
            continue
        kept: list[PartLine] = []
        for line in part.lines:
            taken, rest = carved(line, min(line.base_qty, left.get((part.warehouse, line.line_no), 0)), exponent)
            left[part.warehouse, line.line_no] = left.get((part.warehouse, line.line_no), 0) - (taken.base_qty if taken else 0)
            gone += [taken] if taken else []
            kept += [rest if taken is None or rest is None else replace(rest, picked=0)] if rest else []
        like = like or part
        if kept:
            others.append(part if len(kept) == len(part.lines) and tuple(kept) == part.lines else replace(part, lines=tuple(kept)))
    if not gone or like is None:
        return ((known,) if known else ()), tuple(others)
    lines = _merged((*(known.lines if known else ()), *gone))
    if known is not None:
        return (replace(known, lines=lines),), tuple(others)
    emptied = next((part for part in opened.parts if part.status in TO_SHIP and part.id not in {one.id for one in others}), None)
    if emptied is not None:
        return (replace(emptied, status=PartStatus.WAITING, warehouse="", promise_day=None, lines=lines),), tuple(others)
    number = opened.next_no
    fresh = replace(like, id=new_id("part"), part_no=number, number=f"{opened.order.number}-{number:02d}", status=PartStatus.WAITING)
    return (replace(fresh, warehouse="", promise_day=None, lines=lines, version=1, picked_at=None),), tuple(others)


def _merged(lines: Iterable[PartLine]) -> tuple[PartLine, ...]:
    sums: dict[int, PartLine] = {}
    for line in lines:
        known = sums.get(line.line_no)
        bare = replace(line, picked=0)
        sums[line.line_no] = bare if known is None else replace(known, base_qty=known.base_qty + line.base_qty, line_total=known.line_total + line.line_total)
    return tuple(sums[number] for number in sorted(sums))


def _waiting_base(parts: Iterable[Part]) -> int:
    return sum(line.base_qty for part in parts if part.status is PartStatus.WAITING for line in part.lines)
