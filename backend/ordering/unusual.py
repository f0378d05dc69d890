"""A quantity that is too large to be taken without asking, however it came in: with an answer, or put directly by a page or over HTTP.

What words say is judged while they are read, by the same two limits. Invariant: who answers the very question about such a quantity is believed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.applying import ask
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.editing import put_line, remove_line
from backend.ordering.memory.recalling import usual_quantities
from backend.ordering.reading.amounts import is_large
from backend.ordering.reading.domain import LineStatus, Op, ReadingPolicy, ReadLine
from backend.ordering.reading.usual import checked
from backend.ordering.schemas import Question, QuestionKind
from backend.settings.calendar import local_day
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings


def policy_of(settings: BrandSettings) -> ReadingPolicy:
    """From which quantities on the brand wants to be sure."""
    factor = settings.unusual_quantity_factor
    return ReadingPolicy(check_cases_from=settings.check_cases_from, unusual_factor=Decimal(factor) if factor > 0 else None)


def ask_if_unusual(uow: UnitOfWork, dealer_id: str, before: DraftContent, after: DraftContent, *, clock: Clock) -> DraftContent:
    """The content after a change; a line that it raised to an unusual quantity is a question instead.

    The questions that `after` no longer has were answered by the change: one about a quantity is believed, any other says what was asked for.
    """
    left = {question.id for question in after.questions}
    answered = [question for question in before.questions if question.id not in left]
    believed = {question.sku for question in answered if question.kind is QuestionKind.CHECK_QTY}
    raised = [line for line in after.lines if line.base_qty > _base(before, line.sku) and line.sku not in believed]
    if not raised:
        return after
    settings = load_brand_settings(uow)
    policy, skus = policy_of(settings), get_skus(uow, [line.sku for line in raised])
    usual = usual_quantities(uow, dealer_id, list(skus), local_day(settings, clock.now())) if policy.unusual_factor else {}
    for line in raised:
        wish = _wish(answered, line, _base(before, line.sku))
        large = line.sku in skus and is_large(skus[line.sku], wish.base_qty or 0, policy)
        wish = checked(replace(wish, status=LineStatus.CHECK_QTY) if large else wish, usual, policy)
        after = after if wish.status is LineStatus.OK else _asked(before, after, wish, skus)
    return after


def _wish(answered: Sequence[Question], line: DraftLine, before: int) -> ReadLine:
    """What was asked for; an added quantity is what came on top."""
    named = [one for one in answered if line.sku in {one.sku, *(candidate.sku for candidate in one.candidates)}]
    question = next(iter(named or answered), None)
    op, source = (Op(question.op), question.source) if question else (Op.SET, "")
    wish = ReadLine(op, LineStatus.OK, line.sku, (line.sku,), qty=line.qty, unit=line.unit, base_qty=line.base_qty, source=source)
    more = line.base_qty - before
    return replace(wish, qty=line.qty * more / line.base_qty, base_qty=more) if op is Op.ADD and before else wish


def _asked(before: DraftContent, after: DraftContent, wish: ReadLine, skus: Mapping[str, Sku]) -> DraftContent:
    sku = wish.sku or ""
    old = before.line_of(sku)
    content = put_line(after, old) if old is not None else remove_line(after, sku)
    return replace(content, questions=(*content.questions, ask(wish, skus)))


def _base(content: DraftContent, sku: str) -> int:
    line = content.line_of(sku)
    return line.base_qty if line is not None else 0
