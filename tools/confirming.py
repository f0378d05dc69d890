"""The deterministic route beside the model: confirming, declining and answering by button or by a plain yes.

These are no tools of a model: no model ever sees a token or a proposal id. Invariant: what they did, or why not, is kept in the
context's results like every tool result.
"""

from typing import TypeVar

from backend.ordering import service as ordering
from backend.ordering.schemas import Answer, CancelRequest, ChangeView, Confirmation, ConfirmResult, DraftView, Shortage
from backend.proposals.service import Proposal
from backend.proposals.service import live_proposals as proposals_of
from tools.context import ToolContext
from tools.declaring import attempt
from tools.results import Declined, ToolProblem
from tools.running import Work, clean, write

R = TypeVar("R")
DROP = "drop"
_SHORTAGES = {choice.value for choice in Shortage} - {DROP}


def confirm_token(context: ToolContext, token: str) -> ConfirmResult | ToolProblem:
    """Confirm what a button stands for."""
    request = Confirmation(clean(token), context.message_id)
    return _done(context, lambda uow, actor: ordering.confirm(uow, actor, request, clock=context.clock))


def confirm_proposal(context: ToolContext, proposal_id: str) -> ConfirmResult | ToolProblem:
    """Confirm a live proposal after a typed yes."""
    return _done(context, lambda uow, actor: ordering.confirm_proposal(uow, actor, proposal_id, clock=context.clock, source_message_id=context.message_id))


def decline(context: ToolContext, proposal_id: str) -> Declined | ToolProblem:
    """Take a proposal back; a draft stays, only its confirmation dies."""
    return _done(context, lambda uow, actor: Declined(ordering.decline(uow, actor, proposal_id, clock=context.clock)))


def answer(context: ToolContext, question_id: str, choice: str) -> DraftView | ToolProblem:
    """Answer an open question of the draft; `choice` is a SKU code, "take_available", "backorder" or "drop"."""
    request = answer_of(question_id, choice)
    return _done(context, lambda uow, actor: ordering.answer_question(uow, actor, request, clock=context.clock))


def answer_of(question_id: str, choice: str) -> Answer:
    """The answer a button stands for."""
    if choice == DROP:
        return Answer(question_id, drop=True)
    if choice in _SHORTAGES:
        return Answer(question_id, shortage=Shortage(choice))
    return Answer(question_id, sku=clean(choice))


def live_proposals(context: ToolContext) -> tuple[Proposal, ...]:
    """What the person could confirm now, oldest first, without tokens."""
    return context.read(lambda uow: proposals_of(uow, context.actor, clock=context.clock))


def list_open_proposals(context: ToolContext) -> tuple[DraftView | ChangeView, ...]:
    """Everything that waits for the person's confirmation as it stands now, shown afresh; showing makes new buttons."""
    shown = (write(context, again) for proposal in live_proposals(context) if (again := _again(context, proposal)) is not None)
    return tuple(shown)


def _again(context: ToolContext, proposal: Proposal) -> Work[DraftView | ChangeView] | None:
    clock = context.clock
    if proposal.kind == ordering.ORDER_DRAFT:
        return lambda uow, actor: ordering.show_draft(uow, actor, clock=clock)
    if proposal.kind == ordering.ORDER_CHANGE:
        return lambda uow, actor: ordering.show_change(uow, actor, proposal, clock=clock)
    if proposal.kind == ordering.ORDER_CANCEL:
        request = CancelRequest(str(proposal.payload["number"]))
        return lambda uow, actor: ordering.propose_cancel(uow, actor, request, clock=clock)
    return None


def _done(context: ToolContext, work: Work[R]) -> R | ToolProblem:
    return attempt(context, lambda: write(context, work))
