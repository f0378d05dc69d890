"""The table of proposals. Private to this module."""

from sqlalchemy import Column, Index, Integer, String, Table, text

from backend.kit.columns import JsonText, UtcDateTime, metadata

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner_id", String(40), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("seed", String(32), nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("status", String(12), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("result", JsonText),
    Column("reminded_at", UtcDateTime),
)
NOT_CONFIRMED = text("status <> 'confirmed'")
Index("ix_proposals_not_confirmed", proposals.c.expires_at, sqlite_where=NOT_CONFIRMED, postgresql_where=NOT_CONFIRMED)
LIVE_KEY = (proposals.c.owner_id, proposals.c.kind, proposals.c.subject)
LIVE = text("status = 'live'")
Index(
    "uq_proposals_live",
    *LIVE_KEY,
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)
