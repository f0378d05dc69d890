"""Questions about where and when a draft goes: which place or day, or how much to each.

Invariant: a button chooses one place or day for everything, or says in words that two of them get half each; no other division is offered.
"""

from datetime import date

from bot.messages import Button
from bot.rendering.voice import Voice
from tools.views import Candidate, Question, QuestionKind

_DAYS = frozenset({QuestionKind.WHICH_DAY, QuestionKind.DIVIDE_DAYS})
_DIVIDED = frozenset({QuestionKind.DIVIDE_PLACES, QuestionKind.DIVIDE_DAYS})
DELIVERY_KINDS = _DAYS | _DIVIDED | {QuestionKind.WHICH_PLACE}


def delivery_subject(question: Question, voice: Voice) -> str:
    """What is asked about: the place or the day."""
    return voice("question-day" if question.kind in _DAYS else "question-place")


def delivery_sentence(question: Question, voice: Voice) -> str:
    """The question with everything that may have been meant."""
    if question.kind is QuestionKind.WHICH_PLACE and question.source:
        return voice("ask-unknown_place", said=question.source, choices=voice.list(_choices(question, voice)))
    return voice(f"ask-{question.kind.value}", choices=voice.list(_choices(question, voice)))


def delivery_buttons(question: Question, voice: Voice) -> tuple[Button, ...]:
    """Every place or day by itself; goods for two of them may also be halved."""
    divided, days, words = question.kind in _DIVIDED, question.kind in _DAYS, _choices(question, voice)
    label = "choose-all-on" if days else "choose-all-to"
    buttons = tuple(
        Button(voice(label, choice=said) if divided else said, f"answer:{question.id}:{one.sku}") for said, one in zip(words, question.candidates, strict=True)
    )
    if not divided or len(words) != 2:  # noqa: PLR2004 - only two have halves
        return buttons
    said = voice("say-half-on" if days else "say-half-to", first=words[0], second=words[1])
    return (*buttons, Button(voice("choose-half-each"), f"say:{said}"))


def _choices(question: Question, voice: Voice) -> list[str]:
    return [_words(one, question, voice) for one in question.candidates]


def _words(candidate: Candidate, question: Question, voice: Voice) -> str:
    return voice.day(date.fromisoformat(candidate.sku)) if question.kind in _DAYS else voice.name(candidate)
