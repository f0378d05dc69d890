"""Under several drafts of one reply: one button that confirms all of them, besides the button of each.

Invariant: the button stands for exactly the offers it was shown with; once one of them has changed it confirms nothing.
"""

from collections.abc import Sequence
from typing import Any

from bot.messages import Block, Button, Text
from bot.rendering.voice import Voice
from tools.views import DraftView

MOST_TOGETHER = 8
"""As many as the action of a button has room for, and as a person can look over."""


def confirm_all(results: Sequence[Any], voice: Voice) -> tuple[Block, ...]:
    """A sentence with the button; nothing when fewer than two of the drafts can be confirmed."""
    last = {result.draft_id: result for result in results if isinstance(result, DraftView)}
    ids = [draft.proposal_id for draft in last.values() if draft.confirm_token and draft.proposal_id]
    if not 2 <= len(ids) <= MOST_TOGETHER:  # noqa: PLR2004 - several begin at two
        return ()
    count = len(ids)
    words = voice("drafts-confirm-all", count=count)
    return (Text(voice("drafts-several", count=count), (Button(words, "confirm-all:" + ",".join(ids)),)),)
