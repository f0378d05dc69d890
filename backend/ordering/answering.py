"""Answering one open question of the draft: which product, how much, or what to do about short stock.

Invariant: an answer settles exactly one question; a chosen product keeps the quantity that was said before.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.inventory.service import availability
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.ordering.applying import need_quantity
from backend.ordering.delivering import DELIVERY_QUESTIONS, after_choice, choice_in_words, usual_place, with_delivery
from backend.ordering.domain import Draft, DraftContent, DraftLine
from backend.ordering.editing import apply_wish, base_of, put_line, remove_line, set_base, within_available
from backend.ordering.lines import SHORT_PREFIX
from backend.ordering.own_words import with_chosen
from backend.ordering.planning import plan_delivery
from backend.ordering.reader import read_reply
from backend.ordering.reading.shortage import gives_up, takes_substitute
from backend.ordering.schemas import Answer, Question, QuestionKind, Shortage
from backend.ordering.substituting import with_substitute
from backend.ordering.supplying import Supply, supply_of
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

_DUPLICATE = re.compile(r"重复|下重|下过了|多下了|不小心|\b(?:duplicate|by mistake|already (?:ordered|placed)|same order twice)\b", re.IGNORECASE)
_AGAIN = re.compile(r"再[下来要]一?[单份次]|另一?单|不是重复|没重复|\b(?:order again|another one|not a duplicate|one more order|again)\b", re.IGNORECASE)
_AS_LISTED = re.compile(
    r"明细(?:没错|对|为准)|(?:清单|明细|数量)(?:没错|没问题|是对的|都对)|按(?:明细|清单)|\b(?:lines|list|quantities) (?:are|is) (?:right|correct)|as listed\b",
    re.IGNORECASE,
)
_CHECKED = re.compile(r"数量(?:没错|没问题|是对的|核对过了?|就是这么多)|\bquantit(?:y|ies) (?:is|are) (?:right|correct|checked)\b", re.IGNORECASE)
_LONGEST_ANSWER = 30
"""A longer text about a duplicate says more than which of two it is."""


def answer_about_twin(text: str) -> str:
    """Whether words say that a draft repeats an order by mistake ("duplicate") or on purpose ("again"); empty when they say neither."""
    if len(text) > _LONGEST_ANSWER or re.search(r"\d", text):
        return ""
    again = _AGAIN.search(text) is not None
    return "again" if again else "duplicate" if _DUPLICATE.search(text) else ""


def after_words(uow: UnitOfWork, draft: Draft, questions: Sequence[Question], text: str, clock: Clock) -> DraftContent | None:
    """The draft's content when `text` answers one of `questions`, else None."""
    plain = _plain_answer(draft.content, questions, text)
    if plain is not None:
        return after_answer(uow, draft.content, plain, clock, draft.dealer_id)
    reply = read_reply(uow, text, draft.content, questions, clock=clock)
    if reply is None:
        return None
    shortage = Shortage(reply.shortage) if reply.shortage else None
    answer = Answer(reply.question_id, reply.sku, reply.qty, reply.unit, shortage, reply.drop)
    try:
        after = after_answer(uow, draft.content, answer, clock, draft.dealer_id)
        return with_delivery(after, reply.delivery) if reply.delivery else after
    except Invalid as error:
        if error.code != "draft.bad_answer":
            raise
        return None


def _plain_answer(content: DraftContent, questions: Sequence[Question], text: str) -> Answer | None:
    """The answer that set phrases are: as listed, not that one, the substitute, the first of two places."""
    total = next((one for one in questions if one.kind is QuestionKind.CHECK_TOTAL), None)
    if total is not None and _AS_LISTED.search(text) and len(text) <= _LONGEST_ANSWER:
        return Answer(total.id, drop=True)
    given_up = next((one for one in content.questions if one.source and one.kind not in DELIVERY_QUESTIONS and gives_up(text, one.source)), None)
    if given_up is not None:
        return Answer(given_up.id, drop=True)
    offered = [one for one in questions if one.substitutes]
    if len(offered) == 1 and len(offered[0].substitutes) == 1 and takes_substitute(text):
        return Answer(offered[0].id, offered[0].substitutes[0].sku)
    unknown = next((one for one in questions if one.kind in DELIVERY_QUESTIONS and one.source), None)
    if unknown is not None and usual_place(text):
        return Answer(unknown.id, drop=True)
    chosen = ((question, choice_in_words(question, text)) for question in questions)
    return next((Answer(question.id, code) for question, code in chosen if code is not None), None)


def after_answer(uow: UnitOfWork, content: DraftContent, answer: Answer, clock: Clock, dealer_id: str = "") -> DraftContent:
    """The content after an answer; without a dealer his terms for stock are the usual ones.

    Raises NotFound("draft.no_question"), Invalid("draft.bad_answer") or Invalid("order.bad_qty").
    """
    short = _short_line(content, answer.question_id)
    if short is not None:
        return _answer_shortage(
            uow, content, (short, supply_of(uow, dealer_id, [short], plan_delivery(load_brand_settings(uow), content, clock.now()).day)), answer, clock
        )
    question = next((one for one in content.questions if one.id == answer.question_id), None)
    if question is None:
        raise NotFound("draft.no_question")
    rest = replace(content, questions=tuple(one for one in content.questions if one.id != question.id))
    if question.kind in DELIVERY_QUESTIONS:
        return rest if answer.drop and question.source else after_choice(content, question, answer.sku)
    return rest if answer.drop else _answer_wish(uow, rest, question, answer)


def says_checked(text: str) -> bool:
    """Whether words say that their quantities were looked at again."""
    return _CHECKED.search(text) is not None


def with_checked(uow: UnitOfWork, content: DraftContent, clock: Clock) -> DraftContent:
    """The content with every unusual quantity taken as it was said."""
    for question in [one for one in content.questions if one.kind is QuestionKind.CHECK_QTY and one.sku]:
        content = after_answer(uow, content, Answer(question.id, question.sku), clock)
    return content


def _short_line(content: DraftContent, question_id: str) -> DraftLine | None:
    return content.line_of(question_id.removeprefix(SHORT_PREFIX)) if question_id.startswith(SHORT_PREFIX) else None


def _answer_shortage(uow: UnitOfWork, content: DraftContent, short: tuple[DraftLine, Supply], answer: Answer, clock: Clock) -> DraftContent:
    line, supply = short
    if answer.drop or answer.shortage is Shortage.DROP:
        return remove_line(content, line.sku)
    if answer.shortage is Shortage.BACKORDER and supply.may_wait:
        return put_line(content, replace(line, backorder=True))
    if answer.sku and answer.sku != line.sku:
        return with_substitute(uow, content, line, answer.sku)
    sku = _sku(uow, line.sku)
    if answer.qty is not None:
        unit = answer.unit or line.unit
        return set_base(content, sku, base_of(sku, answer.qty, unit), unit)
    if answer.shortage is not Shortage.TAKE_AVAILABLE:
        raise Invalid("draft.bad_answer")
    settings, now = load_brand_settings(uow), clock.now()
    day = plan_delivery(settings, content, now).day
    available = availability(uow, [line.sku], day=day, today=local_day(settings, now), through=supply.through)[line.sku].total
    if available >= line.base_qty:
        return content
    cut = within_available(sku, line, available)
    return put_line(content, cut) if cut else remove_line(content, line.sku)


def _answer_wish(uow: UnitOfWork, content: DraftContent, question: Question, answer: Answer) -> DraftContent:
    code = answer.sku or question.sku
    if code is None or (answer.sku and answer.sku != question.sku and answer.sku not in {one.sku for one in question.candidates}):
        raise Invalid("draft.bad_answer")
    qty, unit = _quantity(question, answer)
    if question.kind in (QuestionKind.AMBIGUOUS, QuestionKind.UNKNOWN_PRODUCT):
        content = with_chosen(content, question.source, code)
    if qty is None:
        if question.kind is QuestionKind.NEED_QTY or question.kind is QuestionKind.BAD_QTY:
            raise Invalid("draft.bad_answer")
        return replace(content, questions=(*content.questions, need_quantity(question, code)))
    return apply_wish(content, question, _sku(uow, code), qty, unit)


def _quantity(question: Question, answer: Answer) -> tuple[Decimal | None, Unit | None]:
    if answer.qty is not None:
        return answer.qty, answer.unit or question.unit
    if question.kind is QuestionKind.BAD_QTY:
        return None, None
    return question.qty, question.unit


def _sku(uow: UnitOfWork, code: str) -> Sku:
    found = get_skus(uow, [code])
    if code not in found:
        raise NotFound("catalog.no_sku", sku=code)
    return found[code]
