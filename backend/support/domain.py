"""Feedback and tickets as values.

Feedback goes new → read → planned → done, or is declined; a ticket is open until it is answered, and closed when the asker is content.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedbackStatus(StrEnum):
    """The life of a piece of feedback."""

    NEW = "new"
    READ = "read"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


FEEDBACK_STEPS: dict[FeedbackStatus, frozenset[FeedbackStatus]] = {
    FeedbackStatus.NEW: frozenset({FeedbackStatus.READ, FeedbackStatus.PLANNED, FeedbackStatus.DONE, FeedbackStatus.DECLINED}),
    FeedbackStatus.READ: frozenset({FeedbackStatus.PLANNED, FeedbackStatus.DONE, FeedbackStatus.DECLINED}),
    FeedbackStatus.PLANNED: frozenset({FeedbackStatus.DONE, FeedbackStatus.DECLINED}),
    FeedbackStatus.DONE: frozenset(),
    FeedbackStatus.DECLINED: frozenset({FeedbackStatus.PLANNED}),
}
"""What may follow what. A declined idea may be taken up again; done is done."""


class TicketStatus(StrEnum):
    """The life of a ticket."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """One piece of feedback. `author` is his name; `note` is what staff tell him about it; `rating` 1 to 5 when he gave one."""

    id: str
    number: str
    author: str
    dealer_id: str | None
    text: str
    rating: int | None
    status: FeedbackStatus
    note: str
    created_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class FeedbackChange:
    """What staff do with feedback: its new status, what its author is told, and the version that was looked at."""

    status: str
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class FeedbackTaken:
    """Feedback that has just been stored."""

    number: str
    text: str
    as_of: datetime
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """What a person wants answered: his own words (with or without the phrase that asks for a ticket), and where he said them."""

    text: str
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class TicketOffer:
    """A ticket that waits for the person's yes. `confirm_token` is the key of its button; the talk so far goes along when there is one."""

    subject: str
    product_zh: str
    product_en: str
    serial: str
    due_at: datetime
    conversation_id: str
    proposal_id: str
    confirm_token: str | None


@dataclass(frozen=True, slots=True)
class TicketView:
    """A question for a person, with the time by which it should be answered."""

    ticket_id: str
    number: str
    asker: str
    dealer_id: str | None
    subject: str
    product_zh: str
    product_en: str
    serial: str
    status: TicketStatus
    answer: str
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TicketsShown:
    """Tickets of the person himself, newest first; `opened` when the first one has just been opened."""

    items: tuple[TicketView, ...]
    as_of: datetime
    opened: bool = False
