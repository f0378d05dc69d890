"""The typed answer to "order again, or is it a duplicate?": it counts only while the draft that was shown last asks just that.

Invariant: "again" confirms exactly the offer that this conversation showed with the question; "duplicate" throws that draft away.
"""

from bot.said import Outcome, Said
from tools import confirming


def settle_twin(said: Said) -> Outcome | None:
    """What became of the answer; None when the text is none."""
    context, draft = said.context, said.state.get("draft") or {}
    answer = confirming.answer_about_twin(said.text) if draft.get("twin") else ""
    if answer == "duplicate":
        confirming.answer(context, draft["twin"], confirming.DUPLICATE)
        return Outcome(did="answer")
    shown = next((one for one in said.offers if answer and (one.kind, one.subject) == (confirming.ORDER_DRAFT, draft["id"]) and one.seen == "shown"), None)
    if shown is None:
        return None
    confirming.confirm_proposal(context, shown.id)
    return Outcome(did="confirm")
