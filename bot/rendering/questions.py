"""Open questions about a draft or a change: what is asked, and a button for every answer.

Invariant: a button's action is "answer:<question id>:<choice>"; the choice is a SKU code, a quantity ("=50") or a way to deal with short stock.
"""

from collections.abc import Sequence

from bot.messages import Badge, Button, Cell, Row
from bot.rendering.delivery_questions import DELIVERY_KINDS, delivery_buttons, delivery_sentence, delivery_subject
from bot.rendering.formats import format_packs, format_quantity, quote_words
from bot.rendering.lines import pack_price
from bot.rendering.voice import Voice
from tools.views import Candidate, Question, QuestionKind, left_out

TBD = "—"

MOST_CHOICES = 12
"""Products to choose from in one reply, over all its questions; the others are found by writing more of the name."""


def question_rows(questions: Sequence[Question], voice: Voice) -> tuple[Row, ...]:
    """The questions of one card as rows; together they offer no more choices than a person can look through."""
    left, rows = MOST_CHOICES, []
    for place, question in enumerate(questions):
        waiting = sum(one.kind is QuestionKind.AMBIGUOUS for one in questions[place:])
        share = -(-left // waiting) if waiting else 0
        rows.append(question_row(question, voice, most=share))
        left -= min(share, len(question.candidates)) if question.kind is QuestionKind.AMBIGUOUS else 0
    return tuple(rows)


def question_row(question: Question, voice: Voice, *, most: int = MOST_CHOICES) -> Row:
    """A question as a row of the card's table, with its buttons; `most` is how many products it may offer."""
    price = pack_price(question.unit_price, question.factor) if question.unit_price is not None else TBD
    return Row(
        cells=(Cell(subject(question, voice), _sentence(question, voice, most)), Cell(_quantity(question, voice)), Cell(price), Cell(TBD)),
        badges=_badges(question, voice),
        buttons=delivery_buttons(question, voice) if question.kind in DELIVERY_KINDS else _buttons(question, voice, most),
    )


def subject(question: Question, voice: Voice) -> str:
    """What the question is about: the product where it is known, else the person's own words."""
    if question.kind in DELIVERY_KINDS:
        return delivery_subject(question, voice)
    if question.kind is not QuestionKind.AMBIGUOUS and len(question.candidates) == 1:
        return voice.name(question.candidates[0])
    known = next((one for one in question.candidates if one.sku == question.sku), None)
    if known is not None:
        return voice.name(known)
    if question.kind is QuestionKind.CHECK_TOTAL:
        return voice("total-stated")
    return quote_words(question.source) or question.sku or voice("question-this")


def blocking(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions that stand in the way of confirming."""
    return tuple(question for question in questions if question.blocking)


def total_words(label: str, questions: Sequence[Question], voice: Voice) -> str:
    """The label of a total, with the goods that were asked for and are not in it."""
    missing = left_out(questions)
    return " · ".join((label, voice("without-items", items=voice.list([subject(one, voice) for one in missing])))) if missing else label


def confirm_words(label: str, count: int, voice: Voice) -> str:
    """The label of a button that confirms, with how many things that were asked for it leaves out."""
    return voice("confirm-without", label=label, count=count) if count else label


def _sentence(question: Question, voice: Voice, most: int) -> str:
    if question.kind is QuestionKind.CHECK_TOTAL:
        return voice("ask-check_total", quantity=_wanted(question, voice), counted=_sum(question, voice))
    if question.kind in DELIVERY_KINDS:
        return delivery_sentence(question, voice)
    if question.kind is QuestionKind.LEFT_OUT:
        key = "ask-left_out" if question.available_base else "ask-left_out-none"
        return voice(key, quantity=_wanted(question, voice), available=_available(question, voice))
    figures: dict[str, object] = {"count": len(question.candidates), "quantity": _wanted(question, voice)}
    if question.kind is QuestionKind.AMBIGUOUS and len(question.candidates) > most:
        return voice("ask-ambiguous-more" if most else "ask-ambiguous-words", **figures, shown=most)
    if question.kind is QuestionKind.SHORT_STOCK:
        figures |= {"available": _available(question, voice), "base": _base(question.available_base or 0, question, voice)}
        if question.expected_on is not None:
            return voice("ask-short_stock-day", **figures, date=voice.day(question.expected_on))
    return voice(f"ask-{question.kind.value}", **figures)


def _quantity(question: Question, voice: Voice) -> str:
    """The quantity that was said, where only the product is open."""
    if question.kind in DELIVERY_KINDS:
        return TBD
    said = _wanted(question, voice) if question.kind is QuestionKind.AMBIGUOUS else ""
    return said or voice("quantity-open")


def _badges(question: Question, voice: Voice) -> tuple[Badge, ...]:
    match question.kind:
        case QuestionKind.SHORT_STOCK:
            return (Badge(voice("mark-short", wanted=_wanted(question, voice), available=_available(question, voice)), "warning"),)
        case QuestionKind.UNKNOWN_PRODUCT:
            return (Badge(voice("mark-unknown"), "error"),)
        case QuestionKind.LEFT_OUT:
            return (Badge(voice("mark-left-out"), "warning"),)
        case _:
            return (Badge(voice("mark-open"), "warning"),) if question.blocking else ()


def _buttons(question: Question, voice: Voice, most: int) -> tuple[Button, ...]:
    match question.kind:
        case QuestionKind.AMBIGUOUS:
            choices = tuple(_choice(number, one, question, voice) for number, one in enumerate(question.candidates[:most], 1))
            return (*choices, _answer(question, voice("choose-none"), "drop"))
        case QuestionKind.SHORT_STOCK:
            return _short_buttons(question, voice)
        case QuestionKind.CHECK_QTY:
            keep = voice("choose-keep", quantity=_wanted(question, voice))
            kept = (_answer(question, keep, question.sku),) if question.sku else ()
            return (*_likely(question, voice), *kept, _answer(question, voice("choose-drop"), "drop"))
        case QuestionKind.CHECK_TOTAL:
            return (_answer(question, voice("choose-as-listed"), "drop"),)
        case QuestionKind.NEED_QTY | QuestionKind.BAD_QTY:
            return (_answer(question, voice("choose-drop"), "drop"),)
        case _:
            return ()


def _likely(question: Question, voice: Voice) -> tuple[Button, ...]:
    """The quantity that was probably meant, as the first choice."""
    if question.likely is None:
        return ()
    said = voice("choose-likely", quantity=format_quantity(question.likely, unit_word(question, voice)))
    return (_answer(question, said, f"={question.likely:f}"),)


def _sum(question: Question, voice: Voice) -> str:
    return format_quantity(question.counted or 0, unit_word(question, voice))


def _choice(number: int, candidate: Candidate, question: Question, voice: Voice) -> Button:
    name = voice.name(candidate)
    twins = sum(voice.name(other) == name for other in question.candidates)
    return _answer(question, f"{number}. {name} ({candidate.sku})" if twins > 1 else f"{number}. {name}", candidate.sku)


def _short_buttons(question: Question, voice: Voice) -> tuple[Button, ...]:
    later = (_answer(question, voice("choose-backorder", quantity=_wanted(question, voice)), "backorder"),) if question.may_wait else ()
    instead = tuple(_answer(question, voice("choose-instead", name=voice.name(one)), one.sku) for one in question.substitutes)
    rest = (*later, *instead, _answer(question, voice("choose-drop"), "drop"))
    if not question.available_base:
        return rest
    return (_answer(question, voice("choose-available", quantity=_available(question, voice)), "take_available"), *rest)


def _answer(question: Question, label: str, choice: str) -> Button:
    return Button(label, f"answer:{question.id}:{choice}")


def _wanted(question: Question, voice: Voice) -> str:
    if question.qty is None:
        return ""
    return format_quantity(question.qty, unit_word(question, voice))


def _available(question: Question, voice: Voice) -> str:
    return format_packs(question.available_base or 0, _factor(question), unit_word(question, voice), _base_word(question, voice))


def _base(base: int, question: Question, voice: Voice) -> str:
    return format_quantity(base, _base_word(question, voice))


def _factor(question: Question) -> int:
    if question.factor:
        return question.factor
    if question.qty and question.base_qty and question.base_qty % question.qty == 0:
        return int(question.base_qty / question.qty)
    return 1


def unit_word(question: Question, voice: Voice) -> str:
    """The pack a question counts in, in words."""
    return question.unit_word or (voice(f"unit-{question.unit.value}") if question.unit else "")


def _base_word(question: Question, voice: Voice) -> str:
    return question.base_word or voice("unit-base")
