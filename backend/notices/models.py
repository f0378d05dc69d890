"""Tables of notices and of who wants to hear what. Private to this module.

A notice is delivered when `delivered_at` is set; `connector` says where to. `claimed_at` is set before it is sent, so that a notice whose
sending was cut off is not sent twice.
"""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from backend.kit.columns import BigId, JsonText, UtcDateTime, metadata

notices = Table(
    "notices",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("user_id", String(40), nullable=False, index=True),
    Column("kind", String(60), nullable=False),
    Column("key", String(120), nullable=False),
    Column("params", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("read_at", UtcDateTime),
    Column("connector", String(20)),
    Column("claimed_at", UtcDateTime),
    Column("next_attempt_at", UtcDateTime),
    Column("last_error", Text),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    UniqueConstraint("user_id", "key"),
)
WAITING = text("delivered_at IS NULL")
Index("ix_notices_waiting", notices.c.id, sqlite_where=WAITING, postgresql_where=WAITING)

notice_settings = Table(
    "notice_settings",
    metadata,
    Column("user_id", String(40), primary_key=True),
    Column("muted", JsonText, nullable=False),
    Column("connector", String(20)),
    Column("quiet_from", String(5)),
    Column("quiet_until", String(5)),
)
