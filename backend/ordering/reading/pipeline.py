"""Reading one order message: normalise, set aside what is no order line, cut into items and clauses, assemble wishes, give each a status.

Pure: the same text and context give the same reading; no clock, no database. Invariant: reading never raises on any text, and only lines
with status ok are in `final_cart`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.catalog.text import normalise
from backend.ordering.reading.assembling import Assembler
from backend.ordering.reading.choosing import Chooser
from backend.ordering.reading.clauses import split
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.destinations import Mark, Portions, apart_from_places, marks_in, portions_of
from backend.ordering.reading.domain import CartLine, Delivery, OrderReading
from backend.ordering.reading.finishing import final_cart, lines_of, repeat_line, with_price_claims
from backend.ordering.reading.items import Item, Kind
from backend.ordering.reading.learning import learned_spans, standing_alone, units_learned
from backend.ordering.reading.noting import compared, with_notes
from backend.ordering.reading.parting import read_parts, with_notes_of
from backend.ordering.reading.positions import pointers_in
from backend.ordering.reading.recalling import days_told, recalled
from backend.ordering.reading.remarking import over_draft, with_remarks
from backend.ordering.reading.remarks import as_written, remarks_in
from backend.ordering.reading.repeating import Repeat, repeat_in, wants_copy
from backend.ordering.reading.rules import attempts_in
from backend.ordering.reading.scanning import scan
from backend.ordering.reading.session import Session
from backend.ordering.reading.spans import Span, Taken, clear_of, merged
from backend.ordering.reading.stripping import delivery_of, noise_in, places_in
from backend.ordering.reading.tables import untabled
from backend.ordering.reading.undecided import left_open
from backend.ordering.reading.unknown_places import unknown_places

_MAY_ASK = (Kind.TAG, Kind.SOFT, Kind.MASK)
LONGEST_TEXT = 8_000
_REPEATED = re.compile(r"((\S)\2{30})\2+")
_CIRCLED = re.compile("[①-⑳]")
_GLUED = re.compile(r"(?<=\d)(ml|l|g|kg|cm|mm)x(?=\d)")
_DIGITS = re.compile(r"(\d{30})\d+")
_GAP = re.compile(r"\s{7,}")


def bounded(text: str) -> str:
    """The normalised text, cut at `LONGEST_TEXT`; a run of signs, digits or blanks that nobody means is shortened: reading stays linear."""
    normal = _GAP.sub(_short_gap, normalise(_CIRCLED.sub(";", untabled(text[:LONGEST_TEXT]))))
    return _GLUED.sub(r"\1 x ", _DIGITS.sub(r"\1", _REPEATED.sub(r"\1", normal)))


def _short_gap(gap: re.Match[str]) -> str:
    """Six blanks instead of many; an empty line in them stays one."""
    return "\n\n" if gap.group().count("\n") > 1 else "\n" if "\n" in gap.group() else " " * 6


def settled(normal: str, context: ReadingContext) -> tuple[list[Span], Delivery]:
    """Spans of a normalised text that are no order lines (days, places, references, money, remarks, other numbers), and the delivery wish in them."""
    today = context.now.date()
    _repeat, references = repeat_in(normal, context.history, today, alone=not context.cart)
    remarks = [span for span in remarks_in(normal, raises=bool(context.cart)).spans if span.kind != "up_to"]
    delivery, spans = delivery_of(normal, context.places, today, [*references, *remarks, *recalled(normal)])
    return merged([*references, *spans, *_off_places(remarks, spans), *noise_in(normal)]), delivery


def _off_places(remarks: Sequence[Span], delivery: Sequence[Span]) -> list[Span]:
    """The remarks; a recipient who is a ship-to place is none."""
    places = Taken(span for span in delivery if span.kind == "place")
    return [one for one in remarks if one.kind != "recipient" or not places.meets(one.start, one.end)]


def read_order(text: str, context: ReadingContext) -> OrderReading:
    """What the message asks for, seen against the draft, the history and the places."""
    normal = bounded(text)
    several = _several(normal, text, context)
    parted = read_parts(several.cut, context, lambda words, known: read_normal(words, text, known)) if several.cut is not None else None
    whole = read_normal(normal, text, context)
    if parted is None:
        wished = bool(whole.lines or context.cart) and not whole.is_question
        return replace(whole, delivery=_said_as_written(left_open(normal, several.items, several.marks, whole.delivery, context), text)) if wished else whole
    return replace(with_notes_of(parted, whole), injection=whole.injection, checksum=parted.checksum or compared(whole.checksum, parted))


def _said_as_written(delivery: Delivery, text: str) -> Delivery:
    left = delivery.open
    return replace(delivery, open=replace(left, said=as_written(left.said, text))) if left is not None and left.said else delivery


@dataclass(frozen=True, slots=True)
class _Several:
    """The destinations of a message that names more than one, and the message cut by them, where it can be."""

    marks: Sequence[Mark] = ()
    items: Sequence[Item] = ()
    cut: Portions | None = None


def _several(normal: str, text: str, context: ReadingContext) -> _Several:
    today = context.now.date()
    people = _people(normal, text, context)
    if not people and not marks_in(normal, context.places, today, ()):
        return _Several()
    _repeat, references = repeat_in(normal, context.history, today, alone=not context.cart)
    marks = marks_in(normal, context.places, today, [*references, *remarks_in(normal, raises=bool(context.cart)).spans])
    if not people and not marks:
        return _Several()
    spans, _delivery = settled(normal, context)
    items = scan(normal, merged([*spans, *(Span(mark.start, mark.end, "delivery") for mark in [*people, *marks])]), context.index)
    people = apart_from_places(normal, items, people)
    return _Several(marks, items, (portions_of(normal, items, people) if people else None) or (portions_of(normal, items, marks) if marks else None))


def _people(normal: str, text: str, context: ReadingContext) -> list[Mark]:
    """Recipients who are no ship-to places, together with the places beside them, when there are at least two to send goods to."""
    places = places_in(normal, context.places)
    named = [Mark(span.start, span.end, Delivery(place=span.codes[0])) for span in places if span.codes]
    remarks = [remark for remark in remarks_in(normal, raises=bool(context.cart)).found if remark.kind == "recipient"]
    people = [Mark(one.start, one.end, Delivery(), as_written(one.said, text)) for one in clear_of(remarks, places)]
    return sorted([*named, *people], key=lambda mark: mark.start) if people and len(named) + len(people) > 1 else []


def read_normal(normal: str, text: str, context: ReadingContext) -> OrderReading:
    """The reading of a normalised text; `text` is as the person wrote it."""
    known = _known(normal, context)
    remarks = remarks_in(normal, raises=bool(context.cart))
    told = recalled(normal) if known.repeat is None else []
    delivery, delivery_spans = delivery_of(normal, context.places, context.now.date(), [*known.references, *known.pointed, *remarks.spans, *told])
    remarked = _off_places(remarks.spans, delivery_spans)
    unknown = unknown_places(normal, context.places, [*remarks.spans, *delivery_spans], context.index)
    delivery_spans += [Span(one.start, one.end, "place") for one in unknown]
    own = learned_spans(normal, context.learned, context.index)
    settled_spans = [*known.references, *remarked, *delivery_spans, *days_told(normal, context.now.date(), told), *noise_in(normal)]
    spans = merged([*own, *known.pointed, *clear_of(settled_spans, [*own, *known.pointed])])
    items = scan(normal, spans, context.index)
    alone = standing_alone(normal, own, items)
    if len(alone) < len(own):
        own, spans = alone, merged([*alone, *known.pointed, *clear_of(settled_spans, [*alone, *known.pointed])])
        items = scan(normal, spans, context.index)
    session = Session(normal, context, Chooser(context.index, context.history, context.policy), known.repeated)
    session.amending = known.repeat is not None and known.repeat.others
    session.told = told
    session.learned = units_learned(normal, own, context.learned)
    attempts = attempts_in(normal)
    Assembler(session).read(split(items, context.index), attempts)
    lines = with_remarks(lines_of(session), remarks.about_lines, normal)
    lines = with_price_claims(lines, session, [span for span in spans if span.kind == "money"])
    lines = over_draft(lines, remarks.about_lines, () if normal.rstrip(" ;.!").endswith(("?", "吗", "么", "没")) else context.cart)
    if known.repeat is not None:
        lines.insert(0, repeat_line(known.repeat, normal))
    asks = not lines and any(item.has("question") or (item.kind is Kind.MASK and item.text == "question") for item in items if item.kind in _MAY_ASK)
    if not lines and delivery != Delivery():
        only_asks = not context.cart and (asks or normal.rstrip(" ;.!").endswith(("?", "吗", "么")))
        taken = [*known.references, *known.pointed, *remarks.spans, *told]
        delivery = Delivery() if only_asks else delivery_of(normal, context.places, context.now.date(), taken, ordering=False)[0]
    reading = OrderReading(tuple(lines), delivery, final_cart(session, lines), injection=bool(attempts), is_question=asks)
    reading = replace(reading, given_up=tuple(session.given_up), spared=tuple(session.spared))
    totals = [normal[span.start : span.end] for span in spans if span.kind == "total"]
    return with_notes(reading, remarks, remarked, text, totals)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the message points at outside itself. What overlaps a pointer is settled by it: "the last one" is no order, "no. 2" no number of a house."""

    repeat: Repeat | None
    references: list[Span]
    pointed: list[Span]

    @property
    def repeated(self) -> tuple[CartLine, ...]:
        return self.repeat.order.lines if self.repeat is not None and self.repeat.order is not None else ()


def _known(normal: str, context: ReadingContext) -> _Known:
    """The earlier order that is wanted again and the lines that are pointed at; "double the last one" points, "same as the last one" repeats."""
    repeat, references = repeat_in(normal, context.history, context.now.date(), alone=not context.cart)
    known = _Known(repeat, references, [])
    codes = tuple(dict.fromkeys(line.sku for line in context.cart or known.repeated))
    pointed = [Span(one.start, one.end, "last line" if one.last else "line", one.codes) for one in pointers_in(normal, codes)]
    if repeat is not None and any(span.start <= repeat.start < span.end for span in pointed):
        if wants_copy(normal):
            pointed = [span for span in pointed if not span.start <= repeat.start < span.end]
        else:
            repeat = None
    return _Known(repeat, references, pointed)
