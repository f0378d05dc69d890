"""One message for several places or days: which open draft each part belongs to, and what the part makes of it. Pure.

Invariant: a part changes the draft of its own place and day or starts one; no line of the message is in two drafts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backend.ordering.applying import Surroundings, apply_reading
from backend.ordering.domain import Draft, DraftContent
from backend.ordering.reading.domain import LineStatus, Op, OrderPart, OrderReading, PastOrder, ReadLine

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class PartOfOrder:
    """A draft (None: a new one) and the content it shall have."""

    draft: Draft | None
    content: DraftContent


def parts_of(reading: OrderReading, open_drafts: Sequence[Draft], around: Surroundings, base: Draft | None = None) -> tuple[PartOfOrder, ...]:
    """What each part of the message makes; a checksum of the whole message is asked about with the last one.

    When the parts divide `base`, the draft that the message was read against, it becomes one of them and keeps nothing that went to another.
    """
    left = list(open_drafts)
    divided = base if base is not None and base in left and _divides(reading, base.content) else None
    owner = _owner_of(divided, reading, around.default_ship_to) if divided else None
    found: list[PartOfOrder] = []
    for place, part in enumerate(reading.parts):
        draft = divided if place == owner else _draft_for(part, [one for one in left if one is not divided], around.default_ship_to)
        if draft is not None:
            left.remove(draft)
        before = draft.content if draft else DraftContent(ship_to=around.default_ship_to)
        if draft is not None and draft is divided:
            before = _without_others(before, part, reading)
        own = replace(
            reading,
            lines=part.lines,
            delivery=part.delivery,
            final_cart=cart_after(before, part.lines, around.history),
            parts=(),
            po_number=part.po_number,
            recipient=part.recipient,
            payment_wish=part.payment_wish,
            checksum=reading.checksum if place == len(reading.parts) - 1 else None,
        )
        found.append(PartOfOrder(draft, apply_reading(before, own, around)))
    return tuple(found)


def _divides(reading: OrderReading, content: DraftContent) -> bool:
    """Whether the parts only say where the draft's own lines go."""
    lines = [line for part in reading.parts for line in part.lines]
    return bool(lines) and all(line.op is Op.SET and line.sku is not None and content.line_of(line.sku) is not None for line in lines)


def _owner_of(divided: Draft, reading: OrderReading, usual: str | None) -> int:
    """Which part the divided draft becomes: the one for its own place, else the first."""
    places = [part.delivery.place or usual for part in reading.parts]
    return places.index(divided.content.ship_to) if divided.content.ship_to in places else 0


def _without_others(content: DraftContent, part: OrderPart, reading: OrderReading) -> DraftContent:
    own = {line.sku for line in part.lines}
    gone = {line.sku for other in reading.parts for line in other.lines} - own
    return replace(content, lines=tuple(line for line in content.lines if line.sku not in gone))


def cart_after(content: DraftContent, lines: Sequence[ReadLine], history: Sequence[PastOrder]) -> dict[str, int]:
    """SKU -> base units after the understood lines, applied in turn."""
    cart = {line.sku: line.base_qty for line in content.lines}
    for line in lines:
        if line.status is LineStatus.OK:
            _apply(cart, line, history)
    return {sku: base_qty for sku, base_qty in cart.items() if base_qty > 0}


def _apply(cart: dict[str, int], line: ReadLine, history: Sequence[PastOrder]) -> None:
    if line.op is Op.REPEAT:
        again = next((order for order in history if order.order_id == line.order_id), None)
        for old in again.lines if again else ():
            cart[old.sku] = cart.get(old.sku, 0) + old.base_qty
    elif line.op is Op.SCALE:
        _scale(cart, line)
    elif line.op is Op.REMOVE:
        cart.pop(line.sku or "", None)
    elif line.sku is not None and line.base_qty is not None:
        cart[line.sku] = line.base_qty + (cart.get(line.sku, 0) if line.op is Op.ADD else 0)


def _scale(cart: dict[str, int], line: ReadLine) -> None:
    factor = Fraction(line.factor) if line.factor is not None else Fraction(1)
    for sku in list(cart) if line.sku == ALL else [line.sku or ""]:
        exact = cart.get(sku, 0) * factor
        if exact.denominator == 1 and sku in cart:
            cart[sku] = int(exact)


def _draft_for(part: OrderPart, left: Sequence[Draft], usual: str | None) -> Draft | None:
    """The open draft for the part's place, day and recipient, or one that holds nothing yet."""
    place = part.delivery.place or usual
    known = [one for one in left if part.recipient in ("", one.content.notes.recipient)]
    same = [one for one in known if one.content.ship_to == place and part.delivery.date in (None, one.content.requested_day)]
    empty = [one for one in left if not one.content.lines and not one.content.questions]
    return next(iter((*same, *empty)), None)
