"""Tables of feedback and tickets. Private to this module.

Invariant: one question of a person in a conversation is one ticket, however often it is asked.
"""

from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint

from backend.kit.columns import UtcDateTime, metadata

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("user_id", String(40), nullable=False, index=True),
    Column("dealer_id", String(40)),
    Column("text", Text, nullable=False),
    Column("rating", Integer),
    Column("conversation_id", String(40)),
    Column("status", String(12), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("user_id", String(40), nullable=False),
    Column("dealer_id", String(40)),
    Column("subject", Text, nullable=False),
    Column("question_hash", String(64), nullable=False),
    Column("conversation_id", String(40), nullable=False),
    Column("status", String(12), nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered_by", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("user_id", "conversation_id", "question_hash"),
)
