"""Tables of conversations and their turns. Private to this module.

Invariant: whatever name of a chat or message a door lets in fits its column; SQLite would not notice.

A conversation is handed over while `handed_over_at` is set; `waiting_since` is the person's oldest message nobody answered yet. The
`speaker` of a turn is the member of staff who wrote it, and empty for what the person wrote.
"""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text

from backend.kit.columns import BigId, JsonText, UtcDateTime, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False, index=True),
    Column("connector", String(20), nullable=False),
    Column("chat", String(120), nullable=False),
    Column("state", JsonText, nullable=False),
    Column("handed_over_at", UtcDateTime),
    Column("handed_over_by", String(40)),
    Column("handed_over_reason", Text),
    Column("assignee", String(40)),
    Column("waiting_since", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("escalated_at", UtcDateTime),
    Column("handed_back_at", UtcDateTime),
    UniqueConstraint("user_id", "connector", "chat"),
)
HANDED_OVER = text("handed_over_at IS NOT NULL")
Index("ix_conversations_handed_over", conversations.c.handed_over_at, sqlite_where=HANDED_OVER, postgresql_where=HANDED_OVER)

turns = Table(
    "turns",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("message_id", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("reply", JsonText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("speaker", String(120)),
    UniqueConstraint("conversation_id", "message_id"),
    Index(None, "conversation_id", "id"),
)
