"""Tools about tickets: offering one, which the person opens with a button, and telling how his own stand.

`offer_ticket` is the same for the deterministic route. Invariant: a ticket is opened by the person's yes, never by a model; but a question that no article
answers becomes one at once, in his own words and once in a conversation (`ticket_for`).
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from dataclasses import dataclass
from datetime import datetime

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.settings.service import load_brand_settings
from backend.support import service as support
from backend.support.domain import TicketOffer, TicketRequest, TicketsShown, TicketView
from backend.support.service import asks_for_ticket, question_in, speaks_of_tickets
from tools.context import ToolContext
from tools.declaring import attempt, model_tool
from tools.running import clean, read, write

__all__ = ["QuestionTicket", "asks_for_ticket", "has_question", "list_tickets", "offer_ticket", "open_ticket", "speaks_of_tickets", "ticket_for"]
SHOWN = 5
LOOKED_THROUGH = 50


@dataclass(frozen=True, slots=True)
class QuestionTicket:
    """The ticket of a question that no article answers; `key` tells questions of a conversation apart, `new` is False for one that was open before."""

    key: str
    ticket: TicketView
    as_of: datetime
    new: bool = True


@model_tool("write")
def open_ticket(runtime: ToolRuntime[ToolContext], text: str = "") -> TicketOffer:
    """Offer a ticket: a question that a person answers later, for a wish for one or an after-sales question. The person's yes opens it.

    Args:
        text: The person's own words about the question, unchanged, with product and serial number, for example "咖啡机 E04 不加热"; empty when
            he only says "open a ticket": his question before is taken then.
    """
    return offered(runtime.context, text)


@model_tool("read")
def list_tickets(runtime: ToolRuntime[ToolContext]) -> TicketsShown:
    """How the person's own tickets stand and what was answered, newest first."""
    context = runtime.context

    def listed(uow: UnitOfWork, actor: Actor) -> TicketsShown:
        page = support.list_tickets(uow, actor, own=True, limit=SHOWN)
        return TicketsShown(page.items, context.clock.now().astimezone(load_brand_settings(uow).zone))

    return read(context, listed)


def offered(context: ToolContext, text: str) -> TicketOffer:
    """The offer for some words of the person in this conversation."""
    request = TicketRequest(clean(text), context.conversation_id)
    return write(context, lambda uow, actor: support.propose_ticket(uow, actor, request, clock=context.clock))


def offer_ticket(context: ToolContext, text: str) -> None:
    """Offer a ticket beside the model; its result, or why there is none, is kept for the reply."""
    attempt(context, lambda: offered(context, text))


def ticket_for(context: ToolContext, text: str, key: str, number: str = "") -> None:
    """Open the ticket of a question, or show the one with this number; its result is kept for the reply."""

    def opened(uow: UnitOfWork, actor: Actor) -> QuestionTicket:
        at = context.clock.now().astimezone(load_brand_settings(uow).zone)
        own = support.list_tickets(uow, actor, own=True, limit=LOOKED_THROUGH).items if number else ()
        standing = next((ticket for ticket in own if ticket.number == number), None)
        if standing is not None:
            return QuestionTicket(key, standing, at, new=False)
        request = TicketRequest(clean(text), context.conversation_id)
        question = support.read_question(uow, actor, request, clock=context.clock)
        return QuestionTicket(key, support.open_ticket(uow, actor, question, clock=context.clock), at)

    attempt(context, lambda: write(context, opened))


def has_question(text: str) -> bool:
    """Whether a text says what a ticket is about, beside asking for one."""
    return question_in(text) != ""
