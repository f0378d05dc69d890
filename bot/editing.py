"""A message that the person changed after sending it: read as what he meant in the first place.

When the draft was last changed by the earlier wording, that change is taken back and the new wording is read in its place. Invariant: what
came after the earlier wording, here or elsewhere, is never undone; then the draft is shown and the person asked to say what should be different.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from backend.conversations.service import TurnRow, list_turns
from bot.messages import Card, reply_from_json
from bot.said import Outcome
from tools.context import ToolContext
from tools.direct import show, undo
from tools.standing import is_last_change
from tools.views import ToolProblem

LOOKED_AT = 8
"""Turns among which the earlier wording is looked for."""
_ALIKE = 0.4
_DRAFT = "draft"
Standing = Literal["new", "instead", "late"]


def settle_edited(context: ToolContext, text: str) -> Outcome | None:
    """Take the earlier wording back, for the new one to be read in its place; when it is too late for that, the draft is shown as it is."""
    rows = context.read(lambda uow: list_turns(uow, context.actor, context.conversation_id, limit=LOOKED_AT))
    if take_back_earlier(context, rows, text) != "late":
        return None
    show(context)
    return Outcome(("assistant.edited-message",), did="show_draft")


def take_back_earlier(context: ToolContext, rows: Sequence[TurnRow], text: str) -> Standing:
    """How to read a changed message: as a new one, instead of the last one (whose change is taken back here), or too late for that."""
    earlier = max(range(len(rows)), key=lambda index: _likeness(rows[index].text, text), default=None)
    if earlier is None or _likeness(rows[earlier].text, text) < _ALIKE or not _drew_up(rows[earlier]):
        return "new"
    row = rows[earlier]
    if _drafts_of(row) > 1 or any(_drew_up(later) for later in rows[earlier + 1 :]) or not is_last_change(context, row.at):
        return "late"
    before = len(context.results)
    undo(context)
    failed = any(isinstance(result, ToolProblem) for result in context.results[before:])
    del context.results[before:]
    return "late" if failed else "instead"


def _likeness(earlier: str, text: str) -> float:
    return SequenceMatcher(None, earlier.casefold(), text.casefold()).ratio()


def _drew_up(row: TurnRow) -> bool:
    """Whether a turn showed a draft."""
    return _drafts_of(row) > 0


def _drafts_of(row: TurnRow) -> int:
    """How many drafts a turn showed."""
    return sum(isinstance(block, Card) and block.kind == _DRAFT for block in reply_from_json(row.reply).blocks)
