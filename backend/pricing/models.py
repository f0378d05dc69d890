"""Tables of price lists. Private to this module.

Invariant: a version is never changed once stored; which one is in force follows from the instant that is asked about.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from backend.kit.columns import BigId, ExactDecimal, UtcDateTime, metadata

price_lists = Table(
    "price_lists",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("code", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("scope_value", String(60), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_to", UtcDateTime),
    Column("derived_from", String(60)),
    Column("discount_percent", ExactDecimal),
    UniqueConstraint("code", "version"),
)
Index("ix_price_lists_scope", price_lists.c.scope, price_lists.c.scope_value)

price_entries = Table(
    "price_entries",
    metadata,
    Column("list_id", BigId, ForeignKey("price_lists.id"), primary_key=True),
    Column("sku", String(60), primary_key=True),
    Column("min_base_qty", Integer, primary_key=True),
    Column("unit_price", ExactDecimal, nullable=False),
)
Index("ix_price_entries_sku", price_entries.c.sku)
