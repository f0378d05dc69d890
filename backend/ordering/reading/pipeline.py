"""Reading one order message: normalise, set aside what is no order line, cut into items and clauses, assemble wishes, give each a status.

Pure: the same text and context give the same reading; no clock, no database. Invariant: reading never raises on any text, and only lines
with status ok are in `final_cart`.
"""

import re
from collections.abc import Sequence

from backend.catalog.text import normalise
from backend.ordering.reading.assembling import Assembler
from backend.ordering.reading.choosing import Chooser
from backend.ordering.reading.clauses import split
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.domain import CartLine, Delivery, OrderReading
from backend.ordering.reading.finishing import final_cart, lines_of, repeat_line, with_price_claims
from backend.ordering.reading.items import Kind
from backend.ordering.reading.positions import pointers_in
from backend.ordering.reading.references import repeat_in, wants_copy
from backend.ordering.reading.rules import attempts_in
from backend.ordering.reading.scanning import scan
from backend.ordering.reading.session import Session
from backend.ordering.reading.stripping import Span, delivery_of, merged, noise_in

LONGEST_TEXT = 8_000
_REPEATED = re.compile(r"((\S)\2{30})\2+")
_CIRCLED = re.compile("[①-⑳]")
_DIGITS = re.compile(r"(\d{30})\d+")


def bounded(text: str) -> str:
    """The normalised text, cut at `LONGEST_TEXT`; a sign or digit run that nobody writes on purpose is shortened, so that reading stays linear."""
    return _DIGITS.sub(r"\1", _REPEATED.sub(r"\1", normalise(_CIRCLED.sub(";", text[:LONGEST_TEXT]))))


def settled(normal: str, context: ReadingContext) -> tuple[list[Span], Delivery]:
    """Spans of a normalised text that are no order lines (days, places, references, money, other numbers), and the delivery wish in them."""
    today = context.now.date()
    _repeat, references = repeat_in(normal, context.history, today)
    delivery, spans = delivery_of(normal, context.places, today, references)
    return merged([*references, *spans, *noise_in(normal)]), delivery


def _pointers(normal: str, context: ReadingContext, repeated: Sequence[CartLine]) -> list[Span]:
    """Words that point at lines of the draft or of the repeated order by their place."""
    codes = tuple(dict.fromkeys(line.sku for line in context.cart or repeated))
    return [Span(pointer.start, pointer.end, "last line" if pointer.last else "line", pointer.codes) for pointer in pointers_in(normal, codes)]


def _beside(pointed: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """The spans that no pointer overlaps: "the last one" is then no order, "no. 2" no number of a house."""
    return [span for span in spans if not any(one.start < span.end and span.start < one.end for one in pointed)]


def read_order(text: str, context: ReadingContext) -> OrderReading:
    """What the message asks for, seen against the draft, the history and the places."""
    normal = bounded(text)
    today = context.now.date()
    repeat, references = repeat_in(normal, context.history, today)
    repeated = repeat.order.lines if repeat is not None and repeat.order is not None else ()
    pointed = _pointers(normal, context, repeated)
    if repeat is not None and any(span.start <= repeat.start < span.end for span in pointed):
        if wants_copy(normal):
            pointed = [span for span in pointed if not span.start <= repeat.start < span.end]
        else:
            repeat, repeated = None, ()
    delivery, delivery_spans = delivery_of(normal, context.places, today, [*references, *pointed])
    attempts = attempts_in(normal)
    spans = merged([*pointed, *_beside(pointed, [*references, *delivery_spans, *noise_in(normal)])])
    items = scan(normal, spans, context.index)
    chooser = Chooser(context.index, context.history, context.policy)
    session = Session(normal, context, chooser, repeated)
    Assembler(session).read(split(items, context.index), attempts)
    lines = with_price_claims(lines_of(session), session, [span for span in spans if span.kind == "money"])
    if repeat is not None:
        lines.insert(0, repeat_line(repeat, normal))
    asks = not lines and any(item.has("question") for item in items if item.kind in (Kind.TAG, Kind.SOFT))
    if not lines and not context.cart and (asks or normal.rstrip(" ;.!").endswith(("?", "吗", "么"))):
        delivery = Delivery()
    return OrderReading(tuple(lines), delivery, final_cart(session, lines), injection=bool(attempts), is_question=asks)
