"""What a person reads when a turn broke, and whether the turn is over or may be tried again.

Invariant: what was done is named; "please send it again" is said only when nothing was done.
"""

from collections.abc import Sequence
from typing import Any

from backend.kit.errors import DomainError, Unavailable
from backend.kit.phrases import Phrasebook
from bot.messages import Block, Text
from tools.views import ConfirmResult


def is_over(error: Exception, results: Sequence[Any]) -> bool:
    """Whether the turn is settled although it broke: something was done, or it would break again in the same way."""
    return bool(results) or (isinstance(error, DomainError) and not isinstance(error, Unavailable))


def apology(error: Exception, lang: str, say: Phrasebook) -> Text:
    """The sentence for a turn that broke before anything was done."""
    if isinstance(error, DomainError) and say.has(error.code):
        return Text(say.say(lang, error.code, **dict(error.params)), tone="error")
    return Text(say.say(lang, "assistant.failed"), tone="error")


def unfinished(cards: Sequence[Block], lang: str, say: Phrasebook) -> tuple[Block, ...]:
    """What was done in a turn, when the rest of it broke."""
    return (*cards, Text(say.say(lang, "assistant.not-finished"), tone="error"))


def without_cards(results: Sequence[Any], lang: str, say: Phrasebook) -> tuple[Block, ...]:
    """Plain sentences for results that could not be laid out: the orders that were placed, changed or cancelled by number."""
    done = [result for result in results if isinstance(result, ConfirmResult) and result.order is not None]
    told = [say.say(lang, f"assistant.done-{one.outcome}", number=one.order.number) for one in done if one.order and say.has(f"assistant.done-{one.outcome}")]
    return tuple(Text(sentence, tone="warning") for sentence in told) or (Text(say.say(lang, "assistant.not-shown"), tone="error"),)
