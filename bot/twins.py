"""The typed answer to "order again, or is it a duplicate?": it counts only while the draft that was shown last asks just that.

Invariant: "again" confirms exactly the offer that this conversation showed with the question; "duplicate" throws that draft away.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.actions import Outcome
from bot.confirmation import Offer
from tools import confirming
from tools.context import ToolContext


def settle_twin(context: ToolContext, text: str, offers: Sequence[Offer], state: Mapping[str, Any]) -> Outcome | None:
    """What became of the answer; None when the text is none."""
    draft = state.get("draft") or {}
    said = confirming.answer_about_twin(text) if draft.get("twin") else ""
    if said == "duplicate":
        confirming.answer(context, draft["twin"], confirming.DUPLICATE)
        return Outcome(did="answer")
    shown = next((one for one in offers if said and (one.kind, one.subject) == (confirming.ORDER_DRAFT, draft["id"]) and one.seen == "shown"), None)
    if shown is None:
        return None
    confirming.confirm_proposal(context, shown.id)
    return Outcome(did="confirm")
