"""What notices are about, which of them cannot wait for the morning, and which nobody can switch off.

Invariant: every kind belongs to one topic; what people write to each other always comes.
"""

TOPICS = ("orders", "prices", "expiry", "reminders", "feedback")
"""What a person may switch off."""
PEOPLE = "people"
_TOPIC_OF = {
    "order": "orders",
    "price": "prices",
    "stock": "expiry",
    "proposal": "reminders",
    "integration": "reminders",
    "feedback": "feedback",
    "ticket": PEOPLE,
    "chat": PEOPLE,
    "messenger": PEOPLE,
}
URGENT = frozenset({"chat.staff_message", "chat.message", "chat.handed_over", "chat.unanswered", "proposal.expiring", "order.rejected"})
"""Kinds that somebody waits for right now."""


def topic_of(kind: str) -> str:
    """The topic of a kind such as "order.released"."""
    return _TOPIC_OF.get(kind.partition(".")[0], "orders")


def is_urgent(kind: str) -> bool:
    """Whether it is pushed at night too."""
    return kind in URGENT
