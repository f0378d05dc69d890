"""A quantity far above what the dealer ever ordered, when it comes with the answer to a question: it is asked back as in a message.

Invariant: who answers the very question about such a quantity is believed.
"""

from dataclasses import replace
from decimal import Decimal

from backend.catalog.service import get_skus
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.applying import ask
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.editing import put_line, remove_line
from backend.ordering.memory.recalling import usual_quantities
from backend.ordering.reading.domain import LineStatus, Op, ReadingPolicy, ReadLine
from backend.ordering.reading.usual import checked
from backend.ordering.schemas import Question, QuestionKind
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

_ANSWERED = frozenset({QuestionKind.AMBIGUOUS, QuestionKind.UNKNOWN_PRODUCT, QuestionKind.NEED_QTY, QuestionKind.BAD_QTY})


def ask_if_unusual(uow: UnitOfWork, dealer_id: str, before: DraftContent, after: DraftContent, *, clock: Clock) -> DraftContent:
    """The draft after an answer; the line it made is a question instead when it is unusual for the dealer."""
    settings, left = load_brand_settings(uow), {question.id for question in after.questions}
    question = next((one for one in before.questions if one.id not in left and one.kind in _ANSWERED), None)
    if question is None or settings.unusual_quantity_factor <= 0:
        return after
    line = next((one for one in after.lines if one.base_qty != _base(before, one.sku)), None)
    if line is None:
        return after
    policy = ReadingPolicy(unusual_factor=Decimal(settings.unusual_quantity_factor))
    usual = usual_quantities(uow, dealer_id, {line.sku}, local_day(settings, clock.now()))
    wish = checked(_wish(question, line, _base(before, line.sku)), usual, policy)
    return after if wish.status is LineStatus.OK else _asked(uow, before, after, wish)


def _wish(question: Question, line: DraftLine, before: int) -> ReadLine:
    """What the answered question asked for; an added quantity is what came on top."""
    if question.op == Op.ADD.value and before:
        more = line.base_qty - before
        return ReadLine(Op.ADD, LineStatus.OK, line.sku, qty=line.qty * more / line.base_qty, unit=line.unit, base_qty=more, source=question.source)
    return ReadLine(Op(question.op), LineStatus.OK, line.sku, qty=line.qty, unit=line.unit, base_qty=line.base_qty, source=question.source)


def _asked(uow: UnitOfWork, before: DraftContent, after: DraftContent, wish: ReadLine) -> DraftContent:
    sku = wish.sku or ""
    old = before.line_of(sku)
    content = put_line(after, old) if old is not None else remove_line(after, sku)
    return replace(content, questions=(*content.questions, ask(wish, get_skus(uow, [sku]))))


def _base(content: DraftContent, sku: str) -> int:
    line = content.line_of(sku)
    return line.base_qty if line is not None else 0
