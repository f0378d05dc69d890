"""The deterministic route beside the model: confirming, declining and answering by button or by a plain yes.

These are no tools of a model: no model ever sees a token or a proposal id. Invariant: what they did, or why not, is kept in the
context's results like every tool result; a message that comes again after a crash confirms what it confirmed then, and nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Invalid, NotFound, Unavailable
from backend.kit.idempotency import find_answer, run_once
from backend.ordering import service as ordering
from backend.ordering.answering import answer_about_twin
from backend.ordering.returning.requesting import ORDER_RETURN, show_return_offer
from backend.ordering.returning.schemas import ReturnOffer
from backend.ordering.schemas import Answer, CancelRequest, ChangeView, ConfirmResult, DraftView, Shortage
from backend.ordering.short_closing import ORDER_CLOSE, propose_close
from backend.proposals import service as proposals
from backend.proposals.service import Proposal, Taken
from backend.support import service as support
from backend.support.domain import TicketOffer, TicketsShown
from tools.context import ToolContext
from tools.declaring import attempt
from tools.ordering import still_open
from tools.results import Declined, Discarded, DraftSet, ToolProblem
from tools.running import Work, clean, message_key, write, write_under

__all__ = [
    "DUPLICATE",
    "ORDER_CANCEL",
    "ORDER_CHANGE",
    "ORDER_CLOSE",
    "ORDER_DRAFT",
    "ORDER_RETURN",
    "TICKET",
    "Proposal",
    "answer",
    "answer_about_twin",
    "answer_of",
    "can_be_offered_again",
    "confirm_all",
    "confirm_proposal",
    "confirm_token",
    "confirmed_among",
    "decline",
    "earlier_yes",
    "list_open_proposals",
    "live_proposals",
    "offer_again",
    "said_yes_to_all",
]
R = TypeVar("R")
TICKET = support.TICKET
DROP, DUPLICATE, QUANTITY = "drop", "duplicate", "="
ORDER_DRAFT, ORDER_CHANGE, ORDER_CANCEL = ordering.ORDER_DRAFT, ordering.ORDER_CHANGE, ordering.ORDER_CANCEL
_SHORTAGES = {choice.value for choice in Shortage} - {DROP}


Confirmed = ConfirmResult | TicketsShown
"""What came of a yes: an order, its change or cancellation, or a ticket."""
Offered = DraftView | ChangeView | ReturnOffer | TicketOffer
"""What waits for a yes."""


def confirm_token(context: ToolContext, token: str) -> Confirmed | ToolProblem:
    """Confirm what a button stands for."""
    return _done(context, lambda uow, actor: _carry_out(context, uow, actor, proposals.take(uow, actor, clean(token), clock=context.clock)))


def confirm_proposal(context: ToolContext, proposal_id: str) -> Confirmed | ToolProblem:
    """Confirm a live proposal after a typed yes; one that was confirmed already is told again with what came of it."""

    def confirm(uow: UnitOfWork, actor: Actor) -> Confirmed:
        key = message_key(context, "yes")
        run_once(uow, actor.user_id, key, key, lambda: proposal_id, at=context.clock.now())
        return _carry_out(context, uow, actor, proposals.take_live(uow, actor, proposal_id, clock=context.clock))

    return _done(context, confirm)


def _carry_out(context: ToolContext, uow: UnitOfWork, actor: Actor, taken: Taken) -> Confirmed:
    """Hand what was taken to the module whose kind of offer it is."""
    if taken.proposal.kind == support.TICKET:
        return support.carry_out_ticket(uow, actor, taken, clock=context.clock)
    return ordering.carry_out(uow, actor, taken, clock=context.clock, source_message_id=context.message_id)


def confirm_all(context: ToolContext, proposal_ids: Sequence[str]) -> tuple[Confirmed | ToolProblem, ...]:
    """Confirm several proposals after one yes, each in its own transaction, in this order: what one meets does not stop the others.

    A message that runs again confirms those of its first run and no others. The drafts that stay open are shown, so that nobody takes them for ordered.
    """
    actor, key = context.actor, message_key(context, "yes-to-all")

    def remembered(uow: UnitOfWork) -> list[str]:
        return list(run_once(uow, actor.user_id, key, key, lambda: list(proposal_ids), at=context.clock.now()))

    done = tuple(_confirm_one(context, proposal_id) for proposal_id in context.write(remembered))
    told = {result.draft.draft_id for result in done if isinstance(result, ConfirmResult) and result.draft}
    left = write(context, lambda uow, actor: DraftSet(still_open(uow, actor, context.clock)))
    context.results.extend(draft for draft in left.drafts if draft.draft_id not in told)
    return done


def _confirm_one(context: ToolContext, proposal_id: str) -> Confirmed | ToolProblem:
    return _done(context, lambda uow, actor: _carry_out(context, uow, actor, proposals.take_live(uow, actor, proposal_id, clock=context.clock)))


def said_yes_to_all(context: ToolContext) -> tuple[str, ...]:
    """The proposals that an earlier run of this very message set out to confirm; none when this is the first run."""
    found = context.read(lambda uow: find_answer(uow, context.actor.user_id, message_key(context, "yes-to-all")))
    return () if found is None else tuple(map(str, found))


@dataclass(frozen=True, slots=True)
class EarlierYes:
    """What an earlier run of this very message did: the proposals it set out to confirm together, or the one; and which are confirmed by now."""

    every: tuple[str, ...]
    one: str | None
    done: tuple[Proposal, ...]


def earlier_yes(context: ToolContext, shown: Collection[str]) -> EarlierYes:
    """Both in one look; `done` is of the one, or, when this is the first run, of those that were `shown`."""
    owner = context.actor.user_id

    def look(uow: UnitOfWork) -> EarlierYes:
        every = find_answer(uow, owner, message_key(context, "yes-to-all"))
        one = find_answer(uow, owner, message_key(context, "yes"))
        done = proposals.confirmed_among(uow, context.actor, shown if one is None else [str(one)])
        return EarlierYes(tuple(map(str, every or ())), None if one is None else str(one), done)

    return context.read(look)


def decline(context: ToolContext, proposal_id: str) -> Declined | ToolProblem:
    """Take a proposal back; a draft stays, only its confirmation dies."""
    return _done(context, lambda uow, actor: Declined(proposals.decline(uow, actor, proposal_id, clock=context.clock)))


def answer(context: ToolContext, question_id: str, choice: str) -> DraftView | Discarded | ToolProblem:
    """Answer an open question of the draft; `choice` is a SKU code, "=10" (a quantity), "take_available", "backorder", "drop" or "duplicate"."""
    clock = context.clock

    def answered(uow: UnitOfWork, actor: Actor) -> DraftView | Discarded:
        if choice == DUPLICATE:
            return Discarded(ordering.discard_duplicate(uow, actor, question_id, clock=clock))
        return ordering.answer_question(uow, actor, answer_of(question_id, choice), clock=clock)

    def shown(uow: UnitOfWork, actor: Actor) -> DraftView | Discarded:
        return Discarded(done=True) if choice == DUPLICATE else ordering.show_draft(uow, actor, clock=clock)

    key = message_key(context, "answer", question_id, choice)
    return attempt(context, lambda: write_under(context, key, answered, shown))


def answer_of(question_id: str, choice: str) -> Answer:
    """The answer a button stands for."""
    if choice in {DROP, DUPLICATE}:
        return Answer(question_id, drop=True)
    if choice.startswith(QUANTITY):
        return Answer(question_id, qty=_quantity(choice.removeprefix(QUANTITY)))
    if choice in _SHORTAGES:
        return Answer(question_id, shortage=Shortage(choice))
    return Answer(question_id, sku=clean(choice))


def _quantity(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError as error:
        raise Invalid("draft.bad_answer") from error


def live_proposals(context: ToolContext) -> tuple[Proposal, ...]:
    """What the person could confirm now, oldest first, without tokens."""
    return context.read(lambda uow: proposals.live_proposals(uow, context.actor, clock=context.clock))


def confirmed_among(context: ToolContext, ids: Collection[str]) -> tuple[Proposal, ...]:
    """Those of the person's proposals that have been confirmed, oldest first."""
    return context.read(lambda uow: proposals.confirmed_among(uow, context.actor, ids))


def list_open_proposals(context: ToolContext) -> tuple[Offered, ...]:
    """Everything that waits for the person's confirmation as it stands now; what is as it was shown before keeps its button.

    What cannot be shown any more, such as a change of an order that has shipped meanwhile, is taken back and left out.
    """
    shown = (_shown_again(context, proposal) for proposal in live_proposals(context))
    return tuple(view for view in shown if view is not None)


def offer_again(context: ToolContext, proposal_id: str) -> Offered | ToolProblem:
    """Make an offer that ran out again, as it stands now."""

    def again(uow: UnitOfWork, actor: Actor) -> Offered:
        work = _again(context, proposals.find_offer(uow, actor, clean(proposal_id)))
        if work is None:
            raise NotFound("proposal.not_found")
        return work(uow, actor)

    return _done(context, again)


def can_be_offered_again(context: ToolContext, proposal_id: str) -> bool:
    """Whether it is an offer of the person that has run out."""
    try:
        context.read(lambda uow: proposals.find_offer(uow, context.actor, proposal_id))
    except NotFound:
        return False
    return True


def _shown_again(context: ToolContext, proposal: Proposal) -> Offered | None:
    again = _again(context, proposal)
    if again is None:
        return None
    try:
        return write(context, again)
    except Unavailable:
        raise
    except DomainError:
        write(context, lambda uow, actor: proposals.withdraw(uow, actor, proposal.kind, proposal.subject))
        return None


def _again(context: ToolContext, proposal: Proposal) -> Work[Offered] | None:
    clock, number = context.clock, str(proposal.payload.get("number", ""))
    again: Mapping[str, Work[Offered]] = {
        ordering.ORDER_DRAFT: lambda uow, actor: ordering.show_named_draft(uow, actor, proposal.subject, clock=clock),
        ordering.ORDER_CHANGE: lambda uow, actor: ordering.show_change(uow, actor, proposal, clock=clock),
        ordering.ORDER_CANCEL: lambda uow, actor: ordering.propose_cancel(uow, actor, CancelRequest(number), clock=clock),
        ORDER_CLOSE: lambda uow, actor: propose_close(uow, actor, CancelRequest(number), clock=clock),
        ORDER_RETURN: lambda uow, actor: show_return_offer(uow, actor, proposal, clock=clock),
        support.TICKET: lambda uow, actor: support.show_ticket_offer(uow, actor, proposal, clock=clock),
    }
    return again.get(proposal.kind)


def _done(context: ToolContext, work: Work[R]) -> R | ToolProblem:
    return attempt(context, lambda: write(context, work))
