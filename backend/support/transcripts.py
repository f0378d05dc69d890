"""What a member of staff is given when he takes over: the conversation, and the person's open drafts as they stand now.

Invariant: the drafts are shown only after the conversation was found inside the reader's scope, and never with anything that confirms them.
"""

from dataclasses import dataclass, replace

from backend.conversations.service import Transcript, read_transcript
from backend.identity.domain import Actor
from backend.identity.service import actor_of_user
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.lending import drafts_of
from backend.ordering.schemas import DraftView


@dataclass(frozen=True, slots=True)
class Case:
    """A handed-over conversation with what goes along."""

    transcript: Transcript
    drafts: tuple[DraftView, ...]


def read_case(uow: UnitOfWork, staff: Actor, conversation_id: str, *, clock: Clock, before: int | None = None) -> Case:
    """The transcript and the drafts; raises NotFound("conversation.not_found") for everything outside the scope."""
    transcript = read_transcript(uow, staff, conversation_id, clock=clock, before=before)
    owner = actor_of_user(uow, transcript.item.handover.user_id)
    return Case(transcript, drafts_of(uow, replace(owner, locale=staff.locale), clock=clock) if owner else ())
