"""Applying what a message was read to mean to a draft or to an order that is to be changed. Pure.

Invariant: only understood wishes change lines; every other wish is a question, and an open question stays until a later message
speaks of the same thing. An unknown product is told once and dropped with the next message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.kit.ids import hash_content
from backend.ordering.delivering import DELIVERY_QUESTIONS, with_delivery
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.editing import apply_wish, set_base, with_wishes
from backend.ordering.notes import with_notes
from backend.ordering.own_words import with_chosen, with_read
from backend.ordering.reading.domain import LearnedName, LineStatus, Op, OrderReading, PastOrder, ReadLine
from backend.ordering.schemas import Candidate, Question, QuestionKind


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a reading refers to besides its own words."""

    skus: Mapping[str, Sku]
    history: Sequence[PastOrder]
    default_ship_to: str | None
    dealer_id: str = ""
    learned: Sequence[LearnedName] = ()


def apply_reading(content: DraftContent, reading: OrderReading, around: Surroundings) -> DraftContent:
    """The draft after the message. What depends on stock is settled later (`conditions`)."""
    content = _with_notes(content, reading)
    content = replace(content, questions=tuple(one for one in content.questions if one.id not in reading.given_up))
    if reading.lines:
        reading = replace(reading, lines=tuple(_in_unit_of(line, content.questions) for line in reading.lines))
        before, content = content, _set_lines(content, reading, around)
        content = with_read(content, before, reading.lines, around.learned)
        content, answered = _settle_questions(content, reading, around.skus)
        asked = [ask(line, around.skus) for line in reading.lines if line.status is not LineStatus.OK and line not in answered]
        known = {question.id for question in content.questions}
        content = replace(content, questions=(*content.questions, *(q for q in dict.fromkeys(asked) if q.id not in known)))
        content = _note_repetition(content, reading.lines, around)
        content = _check_total(content, reading)
    return with_delivery(content, reading.delivery)


def _with_notes(content: DraftContent, reading: OrderReading) -> DraftContent:
    urgency = reading.delivery.urgent_reason or ("urgent" if reading.delivery.urgent else "")
    said = {"po_number": reading.po_number or "", "recipient": reading.recipient, "payment_wish": reading.payment_wish, "urgency": urgency}
    notes = with_notes(content.notes, **said)
    return content if notes == content.notes else replace(content, notes=notes)


def _check_total(content: DraftContent, reading: OrderReading) -> DraftContent:
    """Ask about a stated sum that the lines do not give; any later wish for goods settles it."""
    others = tuple(one for one in content.questions if one.kind is not QuestionKind.CHECK_TOTAL)
    total = reading.checksum
    if total is None or total.agrees or any(line.status is not LineStatus.OK for line in reading.lines):
        return content if len(others) == len(content.questions) else replace(content, questions=others)
    counted = sum((line.qty for line in reading.lines if line.qty is not None and total.unit in (None, line.unit)), Decimal(0))
    number = hash_content(QuestionKind.CHECK_TOTAL.value, total.qty, total.unit, counted)[:12]
    asked = Question(number, QuestionKind.CHECK_TOTAL, "", qty=total.qty, unit=total.unit, counted=counted)
    return replace(content, questions=(*others, asked))


def ask(line: ReadLine, skus: Mapping[str, Sku]) -> Question:
    """The question about a wish that was not understood. The same wish gives the same id."""
    qty = line.factor if line.op is Op.SCALE else line.qty
    if line.status is LineStatus.UNKNOWN_PRODUCT and line.unit_said and line.unit is None:
        qty = None
    return _question(QuestionKind(line.status.value), line, qty, tuple(_candidate(skus[code]) for code in line.candidates if code in skus))


def need_quantity(question: Question, sku: str) -> Question:
    """A question whose product is now clear but not its quantity."""
    number = hash_content(QuestionKind.NEED_QTY.value, sku, question.source)[:12]
    return replace(question, id=number, kind=QuestionKind.NEED_QTY, sku=sku, candidates=(), qty=None, base_qty=None)


def note_order(content: DraftContent, number: str, day: date | None, ship_to: str | None) -> DraftContent:
    """The draft as a repetition of an earlier order, for the dealer's usual place (C11)."""
    return replace(content, repeated_order=number, repeated_date=day, ship_to=ship_to or content.ship_to)


def _question(kind: QuestionKind, line: ReadLine, qty: Decimal | None, candidates: tuple[Candidate, ...]) -> Question:
    return Question(
        id=hash_content(kind.value, line.sku or "", line.source, *line.candidates)[:12],
        kind=kind,
        source=line.source,
        candidates=candidates,
        sku=line.sku,
        qty=qty,
        unit=line.unit,
        base_qty=line.base_qty,
        blocking=kind is not QuestionKind.UNKNOWN_PRODUCT,
        op=line.op.value,
        condition=line.condition or "",
        lot_wish=line.lot_wish,
        likely=line.likely,
    )


def _candidate(sku: Sku) -> Candidate:
    return Candidate(sku.code, sku.name_zh, sku.name_en)


def _set_lines(content: DraftContent, reading: OrderReading, around: Surroundings) -> DraftContent:
    understood = [line for line in reading.lines if line.status is LineStatus.OK]
    if not understood:
        return content
    skus, usual = around.skus, _repeated_units(understood, around.history)
    units: dict[str, Unit] = {line.sku: line.unit for line in understood if line.sku and line.unit}
    after = {code: base_qty for code, base_qty in reading.final_cart.items() if code in skus and base_qty > 0}
    before = {line.sku: line.base_qty for line in content.lines}
    content = replace(content, lines=tuple(_seen(line) for line in content.lines if line.sku in after))
    for code, base_qty in after.items():
        if before.get(code) != base_qty or code in units:
            content = set_base(content, skus[code], base_qty, units.get(code) or usual.get(code), _marks(code, understood, before.get(code, 0)))
        wish = next((line for line in reversed(understood) if line.sku == code and (line.condition or line.lot_wish)), None)
        if wish is not None:
            firm = before.get(code, 0) if wish.op is Op.ADD else 0
            content = with_wishes(content, code, firm, (wish.condition or "", wish.lot_wish))
    return content


def _repeated_units(understood: Sequence[ReadLine], history: Sequence[PastOrder]) -> dict[str, Unit]:
    """The packs of the orders the message repeats: what is half of 15 cases is 7.5 cases."""
    repeated = {line.order_id for line in understood if line.op is Op.REPEAT}
    return {line.sku: line.unit for order in history if order.order_id in repeated for line in order.lines}


def _seen(line: DraftLine) -> DraftLine:
    """The line without the mark of an earlier message that goods came on top."""
    marks = tuple(mark for mark in line.marks if not mark.startswith("on_top:"))
    return line if marks == line.marks else replace(line, marks=marks)


def _marks(code: str, understood: Sequence[ReadLine], before: int) -> tuple[str, ...]:
    """What is special about a line that the message changed; `before` are the base units it had, so that goods on top of it are seen."""
    own = [line for line in understood if line.sku in {code, "ALL"}]
    claim = ("price_claim",) if any(line.price_claim for line in own) else ()
    scaling = next((line for line in own if line.op is Op.SCALE), None)
    if scaling is not None:
        return (f"scaled:{format(scaling.factor.normalize(), 'f')}" if scaling.factor else "scaled", *claim)
    repeated = any(line.op is Op.REPEAT for line in understood)
    if before and own and all(line.op is Op.ADD for line in own):
        return (f"on_top:{before}", *claim)
    return ("repeat", *claim) if repeated and not before and all(line.op is Op.REPEAT for line in own) else claim


def _settle_questions(content: DraftContent, reading: OrderReading, skus: Mapping[str, Sku]) -> tuple[DraftContent, list[ReadLine]]:
    """Drop the questions the message speaks of; a named candidate takes the quantity that was said before."""
    answered: list[ReadLine] = []
    for question in content.questions:
        if question.kind in (QuestionKind.UNKNOWN_PRODUCT, QuestionKind.LEFT_OUT):
            content = _without(content, question)
            continue
        if question.kind in DELIVERY_QUESTIONS or question.id in reading.spared:
            continue
        line = next((line for line in reading.lines if _speaks_of(line, question)), None)
        if line is None:
            continue
        content = _without(content, question)
        chosen = _chosen(line, question)
        if chosen is None or line.status is LineStatus.OK or chosen not in skus:
            continue
        qty, unit = (line.qty, line.unit) if line.qty is not None else (question.qty, question.unit)
        if qty is None:
            continue
        content = with_chosen(apply_wish(content, question, skus[chosen], qty, unit), question.source, chosen)
        answered.append(line)
    return content, answered


def _speaks_of(line: ReadLine, question: Question) -> bool:
    if question.kind is QuestionKind.AMBIGUOUS and _chosen(line, question):
        return True
    if question.kind is QuestionKind.AMBIGUOUS and line.status is LineStatus.AMBIGUOUS and _is_narrower(line, question):
        return True
    same_product = question.sku is not None and line.sku == question.sku
    same_choice = bool(line.candidates) and {one.sku for one in question.candidates} == set(line.candidates)
    return same_product or same_choice or (bool(line.source) and line.source == question.source)


def _is_narrower(line: ReadLine, question: Question) -> bool:
    """Whether the line names the product of an open question more closely ("20 bags of lays", then "10 lays original")."""
    return bool(line.candidates) and set(line.candidates) < {one.sku for one in question.candidates} and line.op.value == question.op


def _in_unit_of(line: ReadLine, questions: Sequence[Question]) -> ReadLine:
    """A closer description without a unit of its own counts in the unit that was used before."""
    if line.status is not LineStatus.AMBIGUOUS or line.unit_said:
        return line
    before = next((one for one in questions if one.kind is QuestionKind.AMBIGUOUS and one.unit and _is_narrower(line, one)), None)
    return replace(line, unit=before.unit) if before else line


def _chosen(line: ReadLine, question: Question) -> str | None:
    offered = {one.sku for one in question.candidates}
    if line.sku in offered:
        return line.sku
    common = offered & set(line.candidates)
    return next(iter(common)) if line.status is LineStatus.AMBIGUOUS and len(common) == 1 else None


def _without(content: DraftContent, question: Question) -> DraftContent:
    return replace(content, questions=tuple(other for other in content.questions if other.id != question.id))


def _note_repetition(content: DraftContent, lines: Sequence[ReadLine], around: Surroundings) -> DraftContent:
    repeated = next((line.order_id for line in reversed(lines) if line.op is Op.REPEAT and line.status is LineStatus.OK), None)
    if repeated is None:
        return content
    day = next((order.date for order in around.history if order.order_id == repeated), None)
    return note_order(content, repeated, day, around.default_ship_to)
