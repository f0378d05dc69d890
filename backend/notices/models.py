"""The table of notices. Private to this module."""

from sqlalchemy import Column, String, Table, UniqueConstraint

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
    UniqueConstraint("user_id", "key"),
)
