"""Under several drafts of one reply: one button that confirms all of them, besides the button of each.

The button says the words a person would say; what they confirm is decided where words are, by what this conversation has shown.
"""

from collections.abc import Sequence
from typing import Any

from bot.messages import Block, Button, Text
from bot.rendering.voice import Voice
from tools.views import DraftView


def confirm_all(results: Sequence[Any], voice: Voice) -> tuple[Block, ...]:
    """A sentence with the button; nothing when fewer than two of the drafts can be confirmed."""
    count = len({result.draft_id for result in results if isinstance(result, DraftView) and result.confirm_token})
    if count < 2:  # noqa: PLR2004 - several begin at two
        return ()
    words = voice("drafts-confirm-all", count=count)
    return (Text(voice("drafts-several", count=count), (Button(words, f"say:{voice('drafts-confirm-all-words')}"),)),)
