"""A ticket as an offer: shown with one button, opened by the person's yes, once.

Invariant: what is opened is what was shown; a yes that comes again gets the ticket of the first.
"""

from dataclasses import asdict

from backend.catalog.service import get_skus
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_content
from backend.proposals.service import NewProposal, Proposal, Taken, complete, propose
from backend.settings.service import load_brand_settings
from backend.support.domain import TicketOffer, TicketRequest, TicketsShown
from backend.support.office import office_due
from backend.support.questions import Question, read_question
from backend.support.tickets import find_ticket, open_ticket

TICKET = "ticket"
"""The kind of the proposal; its subject is the conversation."""


def propose_ticket(uow: UnitOfWork, actor: Actor, request: TicketRequest, *, clock: Clock) -> TicketOffer:
    """Offer a ticket for what the person says; another question in the same conversation takes the place of the offer before."""
    return _offer(uow, actor, read_question(uow, actor, request, clock=clock), clock)


def show_ticket_offer(uow: UnitOfWork, actor: Actor, proposal: Proposal, *, clock: Clock) -> TicketOffer:
    """A live offer once more, with its button."""
    return _offer(uow, actor, Question(**proposal.payload), clock)


def carry_out_ticket(uow: UnitOfWork, actor: Actor, taken: Taken, *, clock: Clock) -> TicketsShown:
    """Open the ticket of an offer that its person said yes to."""
    if taken.earlier_result is not None:
        ticket, _ = find_ticket(uow, actor, str(taken.earlier_result["ticket_id"]))
    else:
        ticket = open_ticket(uow, actor, Question(**taken.proposal.payload), clock=clock)
        complete(uow, taken.proposal.id, {"ticket_id": ticket.ticket_id})
    return TicketsShown((ticket,), clock.now().astimezone(load_brand_settings(uow).zone), opened=True)


def _offer(uow: UnitOfWork, actor: Actor, question: Question, clock: Clock) -> TicketOffer:
    settings, shown = load_brand_settings(uow), asdict(question)
    new = NewProposal(TICKET, question.conversation_id, 1, hash_content(*shown.values()), shown, settings.proposal_minutes)
    proposal = propose(uow, actor, new, clock=clock)
    product = get_skus(uow, [question.sku]).get(question.sku)
    names = (question.sku, question.sku) if product is None else (product.name_zh, product.name_en)
    due = office_due(settings, clock.now()).astimezone(settings.zone)
    return TicketOffer(question.subject, *names, question.serial, due, question.conversation_id, proposal.id, proposal.token)
