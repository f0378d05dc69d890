"""Rows of products: the line of a draft or an order in four columns, as every card shows them."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.messages import Badge, Button, Cell, Column, Row
from bot.rendering.formats import format_date, format_packs, format_quantity, format_unit_price, quote_words
from bot.rendering.voice import Voice
from tools.views import LineView

_WARNINGS = {"price_claim": "mark-price-claim", "price_changed": "mark-price-changed", "stock_changed": "mark-stock-changed"}
_OTHER_GOODS = frozenset({"older", "instead_of"})
_CONDITIONS = frozenset({"if_available", "up_to"})
_HALF, _DOUBLE = Decimal("0.5"), Decimal(2)


def line_columns(voice: Voice, *, priced: bool = True) -> tuple[Column, ...]:
    """Product, quantity, unit price, amount; without the last two for who may not read prices."""
    goods = (Column(voice("column-product")), Column(voice("column-quantity"), figure=True))
    return (*goods, Column(voice("column-unit-price"), figure=True), Column(voice("column-amount"), figure=True)) if priced else goods


def line_row(line: LineView, voice: Voice) -> Row:
    """One line with what was understood specially as badges."""
    goods = (Cell(voice.name(line), _under_name(line, voice)), Cell(quantity_of(line), base_of(line)))
    money = () if line.unit_price is None else (Cell(pack_price(line.unit_price, line.factor)), Cell(voice.money(line.line_total)))
    return Row(cells=(*goods, *money), badges=line_badges(line, voice), buttons=_not_this(line, voice))


def quantity_of(line: LineView) -> str:
    """The quantity in the person's own unit."""
    return format_quantity(line.qty, line.unit_word)


def base_of(line: LineView) -> str:
    """The quantity in base units, empty when that is the same."""
    return format_quantity(line.base_qty, line.base_unit) if line.factor > 1 or line.qty != line.base_qty else ""


def pack_price(unit_price: Decimal, factor: int) -> str:
    """What one unit costs: the line total of exactly one pack, or the exact price of one piece."""
    if factor <= 1:
        return format_unit_price(unit_price)
    return f"{(unit_price * factor).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,.2f}"


def line_badges(line: LineView, voice: Voice) -> tuple[Badge, ...]:
    """The marks of a line in words; a mark without a word is not shown."""
    badges: list[Badge] = []
    for mark in line.marks:
        kind, _, detail = mark.partition(":")
        if kind == "scaled":
            badges.append(Badge(_scaled(detail, voice)))
        elif kind == "repeat":
            badges.append(Badge(voice("mark-repeat")))
        elif kind == "on_top" and detail.isdigit() and int(detail) < line.base_qty:
            badges.append(Badge(voice("mark-on-top", before=_packs(line, int(detail)), more=_packs(line, line.base_qty - int(detail)))))
        elif kind == "learned":
            badges.append(Badge(voice("mark-learned", word=quote_words(detail))))
        elif kind in _OTHER_GOODS:
            badges.append(_other_goods(line, kind, detail, voice))
        elif kind in _CONDITIONS:
            badges.append(Badge(_conditional(line, kind, detail, voice), "warning"))
        elif kind in _WARNINGS:
            badges.append(Badge(voice(_WARNINGS[kind]), "warning"))
    if line.lot_wish:
        badges.append(Badge(voice("mark-lot-wish", words=line.lot_wish)))
    return (*badges, *_fulfilment(line, voice))


def _not_this(line: LineView, voice: Voice) -> tuple[Button, ...]:
    """A way back for a line that was read by the dealer's own word."""
    return (Button(voice("choose-not-this"), f"answer:{line.name_question}:drop"),) if line.name_question else ()


def _conditional(line: LineView, kind: str, asked: str, voice: Voice) -> str:
    """What became of a wish that depends on stock."""
    base = int(asked) if asked.isdigit() else line.base_qty
    full = "-full" if base <= line.base_qty else ""
    return voice(f"mark-{kind}{full}", asked=_packs(line, base), taken=_packs(line, line.base_qty))


def _other_goods(line: LineView, kind: str, detail: str, voice: Voice) -> Badge:
    """What the line stands in for, or what was left out because it ends too soon."""
    if kind == "instead_of":
        return Badge(voice("mark-instead", sku=detail))
    base, _, until = detail.partition(":")
    day = format_date(date.fromisoformat(until), voice.locale, weekday=False)
    return Badge(voice("mark-older", quantity=_packs(line, int(base)), date=day), "warning")


def _fulfilment(line: LineView, voice: Voice) -> tuple[Badge, ...]:
    """What became of a line: what has left, what is still missing, what was given up."""
    badges: list[Badge] = []
    if 0 < line.shipped_base < line.base_qty:
        badges.append(Badge(voice("mark-shipped", quantity=_packs(line, line.shipped_base)), "success"))
    if line.backorder_base:
        badges.append(Badge(voice("mark-backorder", quantity=_packs(line, line.backorder_base)), "warning"))
    if line.cancelled_base:
        badges.append(Badge(voice("mark-cancelled", quantity=_packs(line, line.cancelled_base)), "error"))
    return tuple(badges)


def names_of(lines: Sequence[LineView], voice: Voice) -> dict[str, str]:
    """SKU codes in words."""
    return {line.sku: voice.name(line) for line in lines}


def _scaled(detail: str, voice: Voice) -> str:
    try:
        factor = Decimal(detail)
    except ArithmeticError:
        return voice("mark-scaled")
    if factor in {_HALF, _DOUBLE}:
        return voice("mark-halved" if factor == _HALF else "mark-doubled")
    return voice("mark-times", factor=f"{factor.normalize():f}")


def _under_name(line: LineView, voice: Voice) -> str:
    parts: list[str] = []
    if line.factor > 1:
        parts.append(voice("pack", base=format_quantity(line.factor, line.base_unit), unit=line.unit_word))
    if line.available_base is not None:
        parts.append(voice("in-stock", quantity=_packs(line, line.available_base)))
    if line.promised_on is not None:
        parts.append(voice("line-promised", date=voice.day(line.promised_on)))
    if line.backorder_base and line.expected_on is not None:
        parts.append(voice("line-expected", date=voice.day(line.expected_on)))
    elif line.available_base is None and line.backorder_base:
        parts.append(voice("line-later"))
    return " · ".join(parts)


def _packs(line: LineView, base: int) -> str:
    return format_packs(base, line.factor, line.unit_word, line.base_unit)
