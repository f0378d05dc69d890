"""Tables of users, sessions, messenger bindings and the organisation tree. Private to this module."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, UniqueConstraint

from backend.kit.columns import UtcDateTime, metadata

org_units = Table(
    "org_units",
    metadata,
    Column("dealer_id", String(40), primary_key=True),
    Column("parent_id", String(40), ForeignKey("org_units.dealer_id")),
    Column("label", String(20), nullable=False),
    # Byte order on both databases: the scope is a range over this text.
    Column("path", String(400).with_variant(String(400, collation="C"), "postgresql"), nullable=False, unique=True),
)

users = Table(
    "users",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(30), nullable=False),
    Column("locale", String(5), nullable=False),
    Column("dealer_id", String(40), ForeignKey("org_units.dealer_id"), index=True),
    Column("scope_root", String(40), ForeignKey("org_units.dealer_id")),
    Column("password_hash", String(200)),
    Column("active", Boolean, nullable=False, default=True),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("user_id", String(40), ForeignKey("users.id"), primary_key=True),
    Column("page", String(40), primary_key=True),
    Column("name", String(60), primary_key=True),
    Column("query", String(500), nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user_id", String(40), ForeignKey("users.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)

bindings = Table(
    "bindings",
    metadata,
    Column("connector", String(20), primary_key=True),
    Column("external_id", String(80), primary_key=True),
    Column("user_id", String(40), ForeignKey("users.id"), nullable=False),
    Column("bound_at", UtcDateTime, nullable=False),
    Column("account_name", String(120)),
)

binding_codes = Table(
    "binding_codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user_id", String(40), ForeignKey("users.id"), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    UniqueConstraint("hash", "user_id"),
)

binding_links = Table(
    "binding_links",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("user_id", String(40), ForeignKey("users.id"), nullable=False, index=True),
    Column("connector", String(20), nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime),
    Column("external_id", String(80)),
    Column("account_name", String(120)),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(12)),
)

Index("ix_tokens_user_id", tokens.c.user_id)
Index("ix_bindings_user_id", bindings.c.user_id)
