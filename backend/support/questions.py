"""From what a person says to a question that staff can answer: its words, the one product it names, the serial number or trace code.

Where the message itself says nothing but "open a ticket", the newest of his earlier messages in the conversation is the question.
Invariant: only the person's own words of his own conversation are read; they are kept as words, nothing is ordered from them.
"""

from dataclasses import dataclass

from backend.conversations.service import list_turns
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering.reader import find_products
from backend.support.asking import last_question, question_in, serial_in
from backend.support.domain import TicketRequest

LONGEST_SUBJECT = 500
LOOKED_BACK = 10
"""Turns in which the question and its serial number are looked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a ticket is about; `sku` and `serial` are empty when none was read."""

    subject: str
    conversation_id: str = ""
    sku: str = ""
    serial: str = ""


def read_question(uow: UnitOfWork, actor: Actor, request: TicketRequest, *, clock: Clock) -> Question:
    """Raises Invalid("ticket.empty") when neither the words nor the conversation say what it is about."""
    words = request.text.replace("\0", "")
    earlier = _said_before(uow, actor, request.conversation_id)
    subject = (question_in(words) or last_question(earlier))[:LONGEST_SUBJECT]
    if not subject:
        raise Invalid("ticket.empty")
    found = {mention.candidates for mention in find_products(uow, subject, clock.now(), actor.dealer_id).found}
    skus = found.pop() if len(found) == 1 else ()
    serial = next((serial for text in (words, *earlier) if (serial := serial_in(text))), "")
    return Question(subject, request.conversation_id, skus[0] if len(skus) == 1 else "", serial)


def _said_before(uow: UnitOfWork, actor: Actor, conversation_id: str) -> list[str]:
    """The person's latest messages in his conversation, newest first."""
    if not conversation_id:
        return []
    rows = list_turns(uow, actor, conversation_id, limit=LOOKED_BACK)
    return [row.text for row in reversed(rows) if row.speaker is None and row.text]
