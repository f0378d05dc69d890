"""Tables of price lists, floor prices, promotions and reported prices. Private to this module.

Invariant: a version is never changed once stored; which one is in force follows from the instant that is asked about. What orders claimed of a
promotion's budget is counted over all its versions.
"""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from backend.kit.columns import Amount, BigId, ExactDecimal, JsonText, UtcDateTime, metadata

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
    Column("published_by", String(80)),
    Column("published_at", UtcDateTime),
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

floor_lists = Table(
    "floor_lists",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("code", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_to", UtcDateTime),
    Column("published_by", String(80), nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    UniqueConstraint("code", "version"),
)

floor_entries = Table(
    "floor_entries",
    metadata,
    Column("list_id", BigId, ForeignKey("floor_lists.id"), primary_key=True),
    Column("sku", String(60), primary_key=True),
    Column("category", String(60), primary_key=True),
    Column("price", ExactDecimal),
    Column("cost", ExactDecimal),
    Column("margin_percent", ExactDecimal),
    Column("guide_percent", ExactDecimal),
)
Index("ix_floor_entries_sku", floor_entries.c.sku)

promotions = Table(
    "promotions",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("stopped_at", UtcDateTime),
    Column("claimed_amount", Amount, nullable=False),
    Column("claimed_units", BigInteger, nullable=False),
    CheckConstraint("claimed_amount >= 0 AND claimed_units >= 0", name="claimed_not_negative"),
)

promotion_versions = Table(
    "promotion_versions",
    metadata,
    Column("code", String(40), ForeignKey("promotions.code"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name_zh", String(80), nullable=False),
    Column("name_en", String(80), nullable=False),
    Column("document", JsonText, nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_to", UtcDateTime),
    Column("published_by", String(80), nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
)

price_reports = Table(
    "price_reports",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("promotion", String(40), ForeignKey("promotions.code"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reference", String(80), nullable=False),
    Column("quoted_by", String(80), nullable=False),
    Column("grade", String(20), nullable=False),
    Column("sku", String(60), nullable=False),
    Column("base_qty", BigInteger, nullable=False),
    Column("quoted", ExactDecimal, nullable=False),
    Column("expected", ExactDecimal, nullable=False),
    Column("complies", Boolean, nullable=False),
    Column("quoted_on", Date, nullable=False),
    Column("reported_by", String(80), nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    UniqueConstraint("promotion", "reference"),
)
