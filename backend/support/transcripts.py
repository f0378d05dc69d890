"""What a member of staff is given when he takes over or answers a ticket: the conversation, and the person's open drafts as they stand now.

Invariant: both are shown only after the conversation or the ticket was found inside the reader's scope, and never with anything that confirms
them; of a ticket's conversation nothing newer than the ticket, for no more went along with it.
"""

from dataclasses import dataclass, replace

from backend.conversations.service import Transcript, TurnRow, read_talk, read_transcript
from backend.identity.domain import Actor
from backend.identity.service import actor_of_user
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.lending import drafts_of
from backend.ordering.schemas import DraftView
from backend.support.domain import TicketView
from backend.support.tickets import find_ticket


@dataclass(frozen=True, slots=True)
class Case:
    """A handed-over conversation with what goes along."""

    transcript: Transcript
    drafts: tuple[DraftView, ...]


@dataclass(frozen=True, slots=True)
class TicketCase:
    """A ticket with the talk that led to it, oldest first; no talk when it was opened without one."""

    ticket: TicketView
    turns: tuple[TurnRow, ...]


def read_ticket(uow: UnitOfWork, actor: Actor, ticket: str) -> TicketCase:
    """For its asker, and for staff who answer people in his scope; raises NotFound("ticket.not_found")."""
    found, conversation_id = find_ticket(uow, actor, ticket)
    return TicketCase(found, read_talk(uow, conversation_id, until=found.created_at) if conversation_id else ())


def read_case(uow: UnitOfWork, staff: Actor, conversation_id: str, *, clock: Clock, before: int | None = None) -> Case:
    """The transcript and the drafts; raises NotFound("conversation.not_found") for everything outside the scope."""
    transcript = read_transcript(uow, staff, conversation_id, clock=clock, before=before)
    owner = actor_of_user(uow, transcript.item.handover.user_id)
    return Case(transcript, drafts_of(uow, replace(owner, locale=staff.locale), clock=clock) if owner else ())
