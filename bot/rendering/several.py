"""Under several drafts of one reply: one button that confirms those of them that can be confirmed, and which are left.

Invariant: the button stands for exactly the offers it was shown with; once one of them has changed it confirms nothing. A draft that a gate
blocks or that a question is open about is none of them.
"""

from collections.abc import Sequence
from typing import Any

from bot.messages import Block, Button, Text
from bot.rendering.questions import confirm_words
from bot.rendering.voice import Voice
from tools.views import DraftView, QuestionKind

FEWEST_TOGETHER = 2
MOST_TOGETHER = 8
"""As many as the action of a button has room for, and as a person can look over."""


def confirm_all(results: Sequence[Any], voice: Voice) -> tuple[Block, ...]:
    """A sentence with the button; nothing when fewer than two of the drafts can be confirmed."""
    shown = list({result.draft_id: result for result in results if isinstance(result, DraftView)}.values())
    ready = [draft for draft in shown if _is_ready(draft)]
    if not FEWEST_TOGETHER <= len(ready) <= MOST_TOGETHER:
        return ()
    left = [str(draft.number) for draft in shown if not _is_ready(draft)]
    told = voice("drafts-several", count=len(shown))
    if left:
        told = voice("drafts-several-left", count=len(ready), left=voice.list(left))
    words = confirm_words(voice("drafts-confirm-all", count=len(ready)), sum(draft.left_out for draft in ready), voice)
    return (Text(told, (Button(words, "confirm-all:" + ",".join(draft.proposal_id or "" for draft in ready)),)),)


def _is_ready(draft: DraftView) -> bool:
    """Whether a yes to all may mean the draft: it is offered, nothing blocks it, and it asks nothing."""
    asks = any(one.blocking or one.kind is QuestionKind.DUPLICATE for one in draft.questions)
    return bool(draft.confirm_token and draft.proposal_id) and not asks and not any(gate.blocks for gate in draft.gates)
