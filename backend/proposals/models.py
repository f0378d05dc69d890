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
    Column("payload", JsonText, nullable=False),
    Column("status", String(12), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("result", JsonText),
)
Index(
    "uq_proposals_live",
    proposals.c.owner_id,
    proposals.c.kind,
    proposals.c.subject,
    unique=True,
    sqlite_where=text("status = 'live'"),
    postgresql_where=text("status = 'live'"),
)
