"""Tables of conversations and their turns. Private to this module.

Invariant: whatever name of a chat or message a door lets in fits its column; SQLite would not notice.
"""

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint

from backend.kit.columns import BigId, JsonText, UtcDateTime, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False, index=True),
    Column("connector", String(20), nullable=False),
    Column("chat", String(120), nullable=False),
    Column("state", JsonText, nullable=False),
    UniqueConstraint("user_id", "connector", "chat"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("message_id", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("reply", JsonText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "message_id"),
)
