"""Clauses about the release of held orders: which wait for the person's own decision, and releasing by hand. Words only; nothing is released by them."""

from bot.brain.embedded.segment import Clause
from bot.brain.embedded.state import DialogueState


def awaiting_release(clause: Clause, _state: DialogueState) -> str:
    """Which orders wait for the person's own decision: "有哪些单子要我批", "what needs my approval?"."""
    return "approving" if "awaiting" in clause.strong and not (clause.counted or clause.known) else ""


def releasing(clause: Clause, _state: DialogueState) -> str:
    """Releasing orders by hand, without a number."""
    wanted = clause.requests or not clause.asks
    return "approving" if "approving" in clause.strong and wanted and not (clause.counted or clause.known) else ""
