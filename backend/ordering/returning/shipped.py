"""What of an order was delivered and may still come back, by line, part and lot.

Orders that were taken over from another system have no parts: of them only quantities are known. Invariant: free goods count like paid ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, Reason, Refused
from backend.ordering import repository
from backend.ordering.fulfilling.service import delivered_places
from backend.ordering.promoting.holding import free_lines
from backend.ordering.returning import store
from backend.ordering.returning.domain import Place, Return, ReturnLine, delivered_lots, places_left, taken_from
from backend.ordering.returning.schemas import ReturnWish


@dataclass(frozen=True, slots=True)
class Shipped:
    """An order as a return sees it: its lines, paid and free, and where their goods went out."""

    rows: Mapping[int, Any]
    free: Mapping[int, Any]
    places: tuple[Place, ...]
    returns: tuple[Return, ...]

    def of_line(self, line_no: int) -> tuple[Place, ...]:
        """The places of one line."""
        return tuple(place for place in self.places if place.line_no == line_no)

    def left_of(self, line_no: int) -> int:
        """How much of a line may still come back."""
        return sum(place.left for place in self.of_line(line_no))


def shipped_of(uow: UnitOfWork, order: Row[Any]) -> Shipped:
    """What was delivered of an order and is not back. Hold the order before writing by it."""
    rows = {row.line_no: row for row in repository.read_lines(uow, order.id)}
    free = {row.line_no: row for row in free_lines(uow, order.id)}
    returns = store.returns_of_orders(uow, [order.id])
    return Shipped(rows, free, places_left(_places(uow, order, rows), returns), returns)


def lines_for(order: Row[Any], shipped: Shipped, wishes: Sequence[ReturnWish]) -> tuple[ReturnLine, ...]:
    """The lines of a return for some wishes.

    Raises Invalid("return.nothing" | "return.bad_line"), Refused("return.too_many") with what is left of each line, and
    Refused("return.code_not_shipped") for a lot or code that was not in the shipment.
    """
    if not wishes:
        raise Invalid("return.nothing", number=order.number)
    left = {(place.line_no, place.part_number, place.lot): place for place in shipped.places}
    lines: list[ReturnLine] = []
    for wish in wishes:
        found = _of_wish(order, shipped, wish, left)
        lines += [_line(len(lines) + number, place, quantity) for number, (place, quantity) in enumerate(found, start=1)]
    return tuple(lines)


def _of_wish(order: Row[Any], shipped: Shipped, wish: ReturnWish, left: dict[tuple[int, str, str], Place]) -> tuple[tuple[Place, int], ...]:
    mine = [place for place in left.values() if place.line_no == wish.line_no]
    known = shipped.rows.get(wish.line_no) or shipped.free.get(wish.line_no)
    if known is None or wish.base_qty < 1:
        raise Invalid("return.bad_line", number=order.number, line=wish.line_no)
    code = wish.code.strip()
    if code and any(place.lot for place in mine):
        mine = [place for place in mine if place.lot.casefold() == code.casefold()]
        if not mine:
            raise Refused("return.code_not_shipped", [Reason("CODE_NOT_SHIPPED", {"code": code, "sku": known.sku})], code=code, number=order.number)
    found = taken_from(mine, wish.base_qty)
    if sum(quantity for _, quantity in found) < wish.base_qty:
        open_base = sum(place.left for place in mine)
        reason = Reason("TOO_MANY", {"sku": known.sku, "asked": wish.base_qty, "left": open_base})
        raise Refused("return.too_many", [reason], number=order.number, asked=wish.base_qty, left=open_base)
    for place, quantity in found:
        key = (place.line_no, place.part_number, place.lot)
        left[key] = _less(place, quantity)
    return tuple((_named(place, code), quantity) for place, quantity in found)


def check_returnable(order: Row[Any], shipped: Shipped) -> None:
    """Raise Conflict("return.nothing_delivered") while nothing of an order has arrived."""
    if not any(place.delivered for place in shipped.places):
        raise Conflict("return.nothing_delivered", number=order.number, status=order.status)


def _places(uow: UnitOfWork, order: Row[Any], rows: Mapping[int, Row[Any]]) -> list[Place]:
    parted = delivered_places(uow, order.id)
    if not parted:
        return [Place(row.line_no, row.sku, "", "", "", row.delivered_base, row.delivered_base) for row in rows.values() if row.delivered_base]
    return [
        Place(one.line_no, one.sku, one.part_number, one.warehouse, lot, quantity, quantity)
        for one in parted
        for lot, quantity in delivered_lots(one.lots, one.delivered)
    ]


def _less(place: Place, quantity: int) -> Place:
    return Place(place.line_no, place.sku, place.part_number, place.warehouse, place.lot, place.delivered, place.left - quantity)


def _named(place: Place, code: str) -> Place:
    """Goods of a shipment without known lots keep the code that was read on them."""
    return place if place.lot or not code else Place(place.line_no, place.sku, place.part_number, place.warehouse, code, place.delivered, place.left)


def _line(seq: int, place: Place, quantity: int) -> ReturnLine:
    return ReturnLine(seq, place.line_no, place.part_number, place.sku, place.lot, quantity)
