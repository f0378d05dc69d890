"""Parts of orders in words: what of an order left with whom and what is still to come, in how many parts a draft will leave, what a warehouse has to ship.

Invariant: carriers, numbers and days are those of the parts; what has no day yet says so.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from bot.messages import Badge, Card, Cell, Column, Row, Text
from bot.rendering.formats import format_packs
from bot.rendering.voice import Voice
from tools.views import OrderSummary, PartLineView, PartView, Shipment, ShippingList

TONES: dict[str, Literal["accent", "warning", "error", "success"]] = {
    "DELIVERED": "success",
    "WAITING": "warning",
    "REFUSED": "error",
    "CANCELLED": "error",
}
_COMING = frozenset({"ALLOCATED", "PICKING", "SHIPPED"})
MOST_GOODS = 6


def part_notes(parts: Sequence[PartView], voice: Voice) -> tuple[str, ...]:
    """One sentence for each part of an order: number, state, carrier and tracking number, day, and its goods where there are several parts."""
    return tuple(_sentence(part, voice, with_goods=len(parts) > 1) for part in parts)


def shipments_note(shipments: Sequence[Shipment], voice: Voice) -> tuple[str, ...]:
    """In how many parts a draft will leave; nothing for one."""
    if not shipments:
        return ()
    parts = [_planned(one, voice) for one in shipments]
    return (voice("shipments-planned", count=str(len(parts)), parts=("；" if voice.locale == "zh" else "; ").join(parts)),)


def part_status(status: str, voice: Voice) -> str:
    """The state of a part in a word."""
    return voice(f"part-status-{status}")


def part_goods(lines: Sequence[PartLineView], voice: Voice) -> str:
    """The goods of a part in a row, the first few by name."""
    named = [f"{voice.name(line)} {packs_of(line, line.base_qty)}" for line in lines[:MOST_GOODS]]
    more = len(lines) - MOST_GOODS
    return voice.list([*named, voice("part-more", count=more)] if more > 0 else named)


def packs_of(line: PartLineView, base_qty: int) -> str:
    """A quantity of a part's line in the pack it was ordered in."""
    return format_packs(base_qty, line.factor, line.unit_word, line.base_unit)


def parts_blocks(parts: Sequence[PartView], voice: Voice) -> tuple[Card, ...]:
    """The parts of an order as a table: what left with whom, when the rest comes; nothing for an order that has none yet."""
    if not parts:
        return ()
    title = voice("parts-title", count=len(parts), number=parts[0].order_number)
    columns = (Column(voice("column-goods")), Column(voice("column-promised"), figure=True))
    return (Card(kind="parts", title=title, columns=columns, rows=tuple(_part_row(part, voice) for part in parts)),)


def _part_row(part: PartView, voice: Voice) -> Row:
    carried = (voice("part-carrier", carrier=part.carrier, tracking=part.tracking) if part.tracking else part.carrier) if part.carrier else ""
    signed = voice("part-signed", name=part.signed_by) if part.signed_by else ""
    refused = [f"{voice.name(line)} {packs_of(line, line.refused_base)}" for line in part.lines if line.refused_base]
    back = voice("part-refused", goods=voice.list(refused)) if refused else ""
    waits = voice("part-waits") if part.status == "WAITING" else ""
    under = " · ".join(word for word in (part.number, place_of(part, voice), carried, signed, back, waits) if word)
    return Row(cells=(Cell(part_goods(part.lines, voice), under), Cell(_day(part.promise_day, voice))), badges=(_badge(part, voice),))


def _badge(part: PartView, voice: Voice) -> Badge:
    return Badge(part_status(part.status, voice), TONES.get(part.status, "accent"))


def _day(day: date | None, voice: Voice) -> str:
    return voice.day(day) if day else voice("part-no-day")


def shipping_card(listed: ShippingList, voice: Voice) -> Card | Text:
    """What a warehouse has to ship, soonest first."""
    day = voice.day(listed.due) if listed.due else ""
    rows = (*(_row(part, voice) for part in listed.items), *(_released(order, voice) for order in listed.released))
    if not rows:
        return Text(voice("shipping-none-by", date=day) if day else voice("shipping-none"))
    title = voice("shipping-title-by", count=len(rows), date=day) if day else voice("shipping-title", count=len(rows))
    columns = (Column(voice("column-goods")), Column(voice("column-promised"), figure=True))
    notes = (voice("shipping-more"),) if listed.more else ()
    return Card(kind="shipping", title=title, columns=columns, rows=rows, notes=notes)


def _row(part: PartView, voice: Voice) -> Row:
    where = voice.pick(part.ship_to_name_zh, part.ship_to_name_en)
    dealer = voice.pick(part.dealer_name_zh, part.dealer_name_en)
    under = " · ".join((part.number, voice.list([dealer, where]), place_of(part, voice)))
    return Row(cells=(Cell(part_goods(part.lines, voice), under), Cell(_day(part.promise_day, voice))), badges=(_badge(part, voice),))


def _released(order: OrderSummary, voice: Voice) -> Row:
    """An order that is to be called for first."""
    goods = Cell(voice("line-count", count=order.line_count), f"{order.number} · {voice.pick(order.dealer_name_zh, order.dealer_name_en)}")
    return Row(cells=(goods, Cell(_day(order.delivery_date, voice))), badges=(Badge(voice("shipping-released"), "warning"),))


def place_of(part: PartView | Shipment, voice: Voice) -> str:
    """Where a part comes from: its warehouse, how it is kept, and its supplier."""
    named = voice.pick(part.warehouse_zh, part.warehouse_en) or part.warehouse
    kept = voice(f"temperature-{part.temperature}") if part.temperature not in {"", "ambient"} else ""
    return " · ".join(word for word in (named, kept, part.supplier) if word)


def _sentence(part: PartView, voice: Voice, *, with_goods: bool) -> str:
    words = [part.number, part_status(part.status, voice), place_of(part, voice)]
    if part.carrier:
        words.append(voice("part-carrier", carrier=part.carrier, tracking=part.tracking) if part.tracking else part.carrier)
    if part.status in _COMING and part.promise_day:
        words.append(voice("delivery-planned", date=voice.day(part.promise_day)))
    if part.status == "WAITING":
        words.append(voice("part-waits"))
    refused = [f"{voice.name(line)} {packs_of(line, line.refused_base)}" for line in part.lines if line.refused_base]
    if with_goods:
        words.append(part_goods(part.lines, voice))
    if refused:
        words.append(voice("part-refused", goods=voice.list(refused)))
    return " · ".join(word for word in words if word)


def _planned(one: Shipment, voice: Voice) -> str:
    goods = voice("line-count", count=one.lines)
    if one.waits:
        return voice("shipment-waits", goods=goods)
    place = place_of(one, voice)
    return voice("shipment-leaves", place=place, goods=goods, date=voice.day(one.day)) if one.day else f"{place} {goods}"
