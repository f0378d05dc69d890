"""Orders as cards: one order with its lines and reasons, and lists of orders."""

from bot.messages import Card, Cell, Column, Row, Text
from bot.rendering.formats import format_date
from bot.rendering.lines import line_columns, line_row, names_of
from bot.rendering.notes import note_lines
from bot.rendering.promotions import promotion_rows
from bot.rendering.reasons import gate_lines, gate_word
from bot.rendering.voice import Voice
from tools.views import OrderList, OrderSummary, OrderView, Page

_NOT_YET = {"DRAFT", "SUBMITTED", "HOLD", "APPROVED", "ALLOCATED", "PICKING"}


def order_card(order: OrderView, voice: Voice, *, title: str = "") -> Card:
    """One order: what it holds, where it stands, when it arrives, and why a person must release it if so."""
    priced = order.total is not None
    held = gate_lines(order.hold_reasons, voice, names_of(order.lines, voice), placed=True) if order.status == "HOLD" else ()
    return Card(
        kind="order",
        title=title or status_sentence(order, voice),
        columns=line_columns(voice, priced=priced),
        rows=(*(line_row(line, voice) for line in order.lines), *promotion_rows(order.promotions, order.lines, voice)),
        total=Cell(voice.money(order.total), _under_total(order, voice)) if priced else None,
        total_label=voice("total-label", currency=order.currency) if priced else "",
        notes=(*note_lines(order.notes, voice), *(() if priced else (_under_total(order, voice),)), _placed(order, voice)),
        warnings=(*_rejection(order, voice), *held, *((voice("releases-one-of-two"),) if order.half_released else ())),
    )


def order_list(answer: OrderList | Page[OrderSummary], voice: Voice) -> Card | Text:
    """Orders as a table, newest first; a sentence when there are none."""
    page, dealer, statuses = _asked(answer, voice)
    what = voice.list([status_word(status, voice) for status in statuses])
    if not page.items:
        return Text(voice("orders-none-status", status=what) if what else voice("orders-none"))
    many = len({order.dealer_id for order in page.items}) > 1 or (isinstance(answer, OrderList) and answer.below)
    parts = [voice("orders-title", count=len(page.items)), *(part for part in (dealer, what) if part)]
    figure = Column(voice("column-amount" if any(order.total is not None for order in page.items) else "column-lines"), figure=True)
    columns = (Column(voice("column-order")), Column(voice("column-placed")), Column(voice("column-order-status")), figure)
    return Card(
        kind="orders",
        title=" · ".join(parts),
        columns=columns,
        rows=tuple(_summary_row(order, voice, many=many) for order in page.items),
        notes=(voice("orders-more"),) if page.next_cursor else (),
    )


def status_word(status: str, voice: Voice) -> str:
    """A status in a word."""
    key = f"order-status-{status}"
    return voice(key) if voice.has(key) else status


def status_sentence(order: OrderView, voice: Voice) -> str:
    """Where an order stands and when it arrives, in one sentence."""
    key = f"order-state-{order.status}"
    state = voice(key if voice.has(key) else "order-state-other", number=order.number, status=status_word(order.status, voice))
    if order.delivery_date is None or order.status in {"CANCELLED", "REJECTED", "CLOSED"}:
        return f"{state}{voice('order-ends')}"
    when = "order-arrived" if order.status == "DELIVERED" else "order-arrives" if order.status != "HOLD" else "order-would-arrive"
    return f"{state}{voice(when, date=voice.day(order.delivery_date, order.order_date))}"


def _under_total(order: OrderView, voice: Voice) -> str:
    parts = [voice("ship-to", place=voice.pick(order.ship_to_name_zh, order.ship_to_name_en) or order.ship_to)]
    if order.delivery_date is not None:
        key = "delivered-on" if order.status == "DELIVERED" else "delivery-planned" if order.status in _NOT_YET else "delivery-on"
        parts.append(voice(key, date=voice.day(order.delivery_date, order.order_date)))
    return " · ".join(parts)


def _placed(order: OrderView, voice: Voice) -> str:
    dealer = voice.pick(order.dealer_name_zh, order.dealer_name_en)
    day = format_date(order.order_date, voice.locale, weekday=False)
    if order.placed_by:
        return voice("order-placed-by", date=day, dealer=dealer, person=order.placed_by)
    return voice("order-placed", date=day, dealer=dealer)


def _rejection(order: OrderView, voice: Voice) -> tuple[str, ...]:
    if order.status != "REJECTED":
        return ()
    reasons = [str(entry.data.get("reason", "")) for entry in order.history if entry.action == "rejected"]
    return (voice("order-rejected-because", reason=reasons[-1]),) if reasons and reasons[-1] else ()


def _asked(answer: OrderList | Page[OrderSummary], voice: Voice) -> tuple[Page[OrderSummary], str, tuple[str, ...]]:
    if isinstance(answer, Page):
        return answer, "", ()
    return answer.page, voice.pick(answer.dealer_name_zh, answer.dealer_name_en), answer.statuses


def _summary_row(order: OrderSummary, voice: Voice, *, many: bool) -> Row:
    delivery = "—" if order.delivery_date is None else voice.day(order.delivery_date, order.order_date)
    key = "delivered-on" if order.status == "DELIVERED" else "delivery-planned"
    under = "" if order.delivery_date is None or order.status in {"CANCELLED", "REJECTED"} else voice(key, date=delivery)
    reasons = voice.list([gate_word(code, voice) for code in order.hold_codes]) if order.status == "HOLD" else ""
    lines = voice("line-count", count=order.line_count)
    return Row(
        cells=(
            Cell(order.number, voice.pick(order.dealer_name_zh, order.dealer_name_en) if many else ""),
            Cell(format_date(order.order_date, voice.locale, weekday=False), under),
            Cell(status_word(order.status, voice), reasons),
            Cell(lines) if order.total is None else Cell(voice.money(order.total), lines),
        )
    )
