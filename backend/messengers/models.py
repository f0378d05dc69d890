"""Tables of messengers: what came in, what goes out, and the pending action behind each button. Private to this module.

An update is done when `done_at` is set; until then it is read again after every restart. A message to be sent is claimed (`started_at`)
before it is handed to the messenger, so that one whose answer was lost is looked for before it is sent again. `floor` is the highest
message id known just before the claim. A button's token is stored as a hash and stands for the `action` of one reply.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from backend.kit.columns import BigId, JsonText, UtcDateTime, metadata

updates = Table(
    "messenger_updates",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("connector", String(20), nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat", String(80), nullable=False),
    Column("key", String(120), nullable=False),
    Column("message_id", BigInteger),
    Column("payload", JsonText, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text),
    Column("done_at", UtcDateTime),
    UniqueConstraint("connector", "update_id"),
    UniqueConstraint("connector", "chat", "key"),
)
outgoing = Table(
    "messenger_out",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("connector", String(20), nullable=False),
    Column("chat", String(80), nullable=False),
    Column("ref", String(120), nullable=False),
    Column("part", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text),
    Column("started_at", UtcDateTime),
    Column("floor", BigInteger),
    Column("message_id", BigInteger),
    Column("outcome", String(12)),
    Column("done_at", UtcDateTime),
    UniqueConstraint("connector", "ref", "part"),
)
buttons = Table(
    "messenger_buttons",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("connector", String(20), nullable=False),
    Column("chat", String(80), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("action", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("used_at", UtcDateTime),
)
WAITING = text("done_at IS NULL")
Index("ix_messenger_updates_waiting", updates.c.connector, updates.c.update_id, sqlite_where=WAITING, postgresql_where=WAITING)
Index("ix_messenger_out_waiting", outgoing.c.connector, outgoing.c.id, sqlite_where=WAITING, postgresql_where=WAITING)
Index("ix_messenger_updates_done_at", updates.c.done_at)
Index("ix_messenger_out_done_at", outgoing.c.done_at)
Index("ix_messenger_out_chat", outgoing.c.connector, outgoing.c.chat, outgoing.c.message_id)
