"""Reading a short reply to an open question: which of the candidates, how much, or what to do about short stock.

Invariant: a reply is an answer only when it fits the question's form and nothing else is in it; talk, commands and other products are not
answers (None) and are read as an order message instead. A delivery wish beside the answer is handed on.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.text import normalise
from backend.ordering.reading.amounts import amount_of, unit_for
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.domain import Delivery, LineStatus, OpenQuestion
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.replying import Reply
from backend.ordering.reading.shortage import drops, says_yes, shortage_of, takes_half
from backend.ordering.reading.words import UnitWord

_WHICH = ("ambiguous", "unknown_product")
_AMOUNTS = ("need_qty", "bad_qty", "check_qty", "short_stock")
_LONGEST = 200
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """What the reply settles: a product, a quantity, how to handle short stock ("take_available", "backorder", "drop"), or to drop the wish."""

    question_id: str
    sku: str | None = None
    qty: Decimal | None = None
    unit: Unit | None = None
    shortage: str | None = None
    drop: bool = False
    delivery: Delivery | None = None


def read_answer(text: str, questions: tuple[OpenQuestion, ...], context: ReadingContext) -> QuestionAnswer | None:
    """The answer to the first open question that the text fits, or None when it is no answer."""
    if not questions or len(text) > _LONGEST:
        return None
    normal = normalise(text).strip()
    reply = Reply(normal, context)
    short = next((question for question in questions if question.kind == "short_stock"), None)
    shortage = None if reply.inquires else shortage_of(normal)
    if short is not None and shortage is not None and not (drops(normal) and len(questions) > 1 and questions[0] is not short):
        own = (*short.candidates, *((short.sku,) if short.sku else ()))
        return None if reply.names_other(own) else QuestionAnswer(short.id, shortage=shortage, drop=shortage == "drop")
    if drops(normal):
        return QuestionAnswer(questions[0].id, drop=True, shortage="drop" if questions[0].kind == "short_stock" else None)
    for question in questions:
        answer = _answer(reply, question, context)
        if answer is not None:
            return replace(answer, delivery=reply.delivery)
    return _by_amounts(reply, short, context) if short is not None else None


def _by_amounts(reply: Reply, question: OpenQuestion, context: ReadingContext) -> QuestionAnswer | None:
    """Reads 8箱照下, "the six you have": in free words the amount that was wanted keeps it, the amount there is takes it."""
    wanted, there = question.qty, question.available_base
    sku = context.index.by_code.get(question.sku or "")
    if sku is None or reply.inquires or reply.names_other((sku.code,)):
        return None
    said = reply.values(sku, question.unit)
    if not said or wanted is None or there is None or not question.base_qty:
        return None
    available = there * wanted / question.base_qty
    if wanted in said and said <= {wanted, available, wanted - available}:
        return QuestionAnswer(question.id, shortage="backorder")
    return QuestionAnswer(question.id, shortage="take_available") if said == {available} else None


def _answer(reply: Reply, question: OpenQuestion, context: ReadingContext) -> QuestionAnswer | None:
    if question.kind in _WHICH and question.candidates:
        chosen = reply.choice(question.candidates)
        if chosen is None:
            return None
        code, quantity = chosen
        qty, unit = _counted(context.index.by_code[code], quantity, question, context)
        return QuestionAnswer(question.id, sku=code, qty=qty, unit=unit)
    if question.kind in _AMOUNTS and question.sku is not None and question.sku in context.index.by_code:
        if question.kind == "check_qty" and says_yes(reply.normal):
            return QuestionAnswer(question.id, qty=question.qty, unit=question.unit)
        half = Quantity(question.qty * _HALF) if question.qty is not None and takes_half(reply.normal) else None
        amount = half or reply.amount(question.sku)
        sku = context.index.by_code[question.sku]
        if amount is not None and _is_plausible(sku, amount, question, context):
            qty, unit = _counted(sku, amount, question, context)
            return QuestionAnswer(question.id, qty=qty, unit=unit)
    return None


def _is_plausible(sku: Sku, quantity: Quantity, question: OpenQuestion, context: ReadingContext) -> bool:
    """Whole pieces, more than none, and not so many that it would be asked again: else the reply is read as a message, which asks."""
    if quantity.unit is None and question.unit is not None and quantity.value is not None:
        quantity = replace(quantity, unit=UnitWord((), question.unit.value))
    return amount_of(sku, quantity, context.policy).status is LineStatus.OK


def _counted(sku: Sku, quantity: Quantity | None, question: OpenQuestion, context: ReadingContext) -> tuple[Decimal | None, Unit | None]:
    """Quantity and unit as said; without a unit the question's own."""
    if quantity is None or quantity.value is None:
        return None, None
    if quantity.unit is None:
        return quantity.value, question.unit
    factor = Decimal(context.policy.dozen) if quantity.unit.dozen else quantity.unit.times
    return quantity.value * factor, unit_for(sku, quantity.unit)
