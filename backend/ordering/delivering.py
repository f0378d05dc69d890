"""Where and when a draft goes: taking over what a message says about it, asking about what it leaves open, and the answers. Pure.

Invariant: a place or day that the message leaves open changes nothing and blocks confirmation until it is said; saying it settles the question.
"""

import re
from dataclasses import replace
from datetime import date

from backend.kit.errors import Invalid
from backend.kit.ids import hash_content
from backend.ordering.domain import DraftContent
from backend.ordering.reading.domain import Delivery, OpenDelivery
from backend.ordering.schemas import Candidate, Question, QuestionKind

PLACE_QUESTIONS = frozenset({QuestionKind.WHICH_PLACE, QuestionKind.DIVIDE_PLACES})
DAY_QUESTIONS = frozenset({QuestionKind.WHICH_DAY, QuestionKind.DIVIDE_DAYS})
DELIVERY_QUESTIONS = PLACE_QUESTIONS | DAY_QUESTIONS
LONGEST_SAID = 40
_LONGEST_CHOICE = 12
_LONGEST_SHARES = 30
_HALVES = re.compile(r"一半|对半|平分|均分|\bhalf\b|\bevenly\b|\bsplit\b|\b50/50\b", re.IGNORECASE)
_EACH = re.compile(r"各(?:自|送|发|要)?|每(?:个地方|处|边|家|天)|\b(?:each|apiece|to both|both)\b", re.IGNORECASE)
_LONGEST_USUAL = 30
_USUAL = re.compile(
    r"老地方|(?:平时|原来|以前|上次|默认|常用)的?(?:地方|地址|地点|仓库?|那里)|照旧|照常|不变|\b(?:usual|same|normal|default|regular)\s+(?:place|address|one|warehouse|location)\b"
    r"|\bas (?:usual|always|before)\b|\bmy (?:own )?(?:place|shop|store|warehouse)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^(?:第?[一1]个?|前(?:面|一)(?:个|那个)?|(?:the )?(?:first|former)(?: one)?)[\s.!。]*$", re.IGNORECASE)
_LAST = re.compile(r"^(?:第?[二2]个?|后(?:面|一)(?:个|那个)?|(?:the )?(?:second|latter)(?: one)?)[\s.!。]*$", re.IGNORECASE)


def with_delivery(content: DraftContent, wish: Delivery) -> DraftContent:
    """The content for the place and the day that were wished for, where they were; what is open is asked."""
    if wish.place:
        content = replace(_without(content, PLACE_QUESTIONS), ship_to=wish.place)
    if wish.date:
        content = replace(_without(content, DAY_QUESTIONS), requested_day=wish.date, relation=wish.relation or "on")
    return content if wish.open is None else _with_question(content, wish.open)


def choice_in_words(question: Question, text: str) -> str | None:
    """The code of the place or day that short words point at ("the first one"); names and days are read as a message."""
    said = text.strip()
    if question.kind not in (QuestionKind.WHICH_PLACE, QuestionKind.WHICH_DAY) or len(said) > _LONGEST_CHOICE:
        return None
    match question.candidates:
        case (first, last):
            return first.sku if _FIRST.match(said) else last.sku if _LAST.match(said) else None
        case _:
            return None


def usual_place(text: str) -> bool:
    """Whether short words say that the goods go where they always go."""
    return len(text.strip()) <= _LONGEST_USUAL and _USUAL.search(text) is not None


def after_choice(content: DraftContent, question: Question, chosen: str | None) -> DraftContent:
    """The content after a place or day of `question` was chosen. Raises Invalid("draft.bad_answer") for anything else."""
    if chosen not in {one.sku for one in question.candidates} or chosen is None:
        raise Invalid("draft.bad_answer")
    wish = Delivery(place=chosen) if question.kind in PLACE_QUESTIONS else Delivery(date.fromisoformat(chosen), "on")
    return with_delivery(content, wish)


def spelled_out(content: DraftContent, text: str) -> str:
    """Words that divide without naming the places or days, with the ones that were asked about: "half each", 各5箱."""
    asked = next((one for one in content.questions if one.kind in (QuestionKind.DIVIDE_PLACES, QuestionKind.DIVIDE_DAYS)), None)
    if asked is None or len(text) > _LONGEST_SHARES:
        return text
    match tuple(one.sku if asked.kind is QuestionKind.DIVIDE_DAYS else one.name_zh for one in asked.candidates):
        case (first, second):
            return _shared_out(text, first, second, asked.kind)
        case _:
            return text


def _shared_out(text: str, first: str, second: str, kind: QuestionKind) -> str:
    """The words with the two places or days that they share the goods out to."""
    if _HALVES.search(text) and not re.search(r"\d", text):
        return f"一半送{first},一半送{second}" if kind is QuestionKind.DIVIDE_PLACES else f"一半{first}送,一半{second}送"
    amount = _EACH.sub(" ", text).strip(" ,.。，")
    return f"{first}: {amount}; {second}: {amount}" if amount and amount != text.strip(" ,.。，") else text


def _with_question(content: DraftContent, left: OpenDelivery) -> DraftContent:
    places = tuple(Candidate(one.code, one.name_zh, one.name_en) for one in left.places)
    days = tuple(Candidate(day.isoformat(), day.isoformat(), day.isoformat()) for day in left.days)
    kinds = (QuestionKind.DIVIDE_PLACES, QuestionKind.DIVIDE_DAYS) if left.divide else (QuestionKind.WHICH_PLACE, QuestionKind.WHICH_DAY)
    kind, candidates, settled = (kinds[0], places, PLACE_QUESTIONS) if places else (kinds[1], days, DAY_QUESTIONS)
    number = hash_content(kind.value, *(one.sku for one in candidates))[:12]
    content = _without(content, settled)
    return replace(content, questions=(*content.questions, Question(number, kind, left.said[:LONGEST_SAID], candidates)))


def _without(content: DraftContent, kinds: frozenset[QuestionKind]) -> DraftContent:
    kept = tuple(one for one in content.questions if one.kind not in kinds)
    return content if len(kept) == len(content.questions) else replace(content, questions=kept)
