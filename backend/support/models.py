"""Tables of feedback and tickets. Private to this module.

Invariant: one question of a person in a conversation is one ticket for as long as it is open, however often it is asked.
"""

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

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
    Index(None, "created_at", "id"),
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
    Column("sku", String(60), nullable=False, default="", server_default=""),
    Column("serial", String(64), nullable=False, default="", server_default=""),
    Index(None, "created_at", "id"),
)
STILL_OPEN = text("status = 'open'")
SAME_QUESTION = (tickets.c.user_id, tickets.c.conversation_id, tickets.c.question_hash)
Index("uq_tickets_open", *SAME_QUESTION, unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN)
