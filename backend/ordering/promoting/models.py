"""The table of what promotions gave to orders. Private to this subpackage.

Invariant: rows are derived, never typed in; what is reserved and shipped never exceeds `free_base`; line numbers of free goods begin at 9001.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, String, Table

from backend.kit.columns import Amount, JsonText, metadata

order_promotions = Table(
    "order_promotions",
    metadata,
    Column("order_id", String(40), ForeignKey("orders.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True, autoincrement=False),
    Column("promotion_id", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("name_zh", String(80), nullable=False),
    Column("name_en", String(80), nullable=False),
    Column("sku", String(60)),
    Column("sku_name_zh", String(200), nullable=False),
    Column("sku_name_en", String(200), nullable=False),
    Column("free_base", BigInteger, nullable=False),
    Column("reserved_base", BigInteger, nullable=False),
    Column("shipped_base", BigInteger, nullable=False),
    Column("amount_off", Amount, nullable=False),
    Column("line_nos", JsonText, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("claimed_amount", Amount, nullable=False),
    Column("claimed_units", BigInteger, nullable=False),
    Column("clawed_base", BigInteger, nullable=False),
    Column("clawed_amount", Amount, nullable=False),
    CheckConstraint("reserved_base >= 0 AND shipped_base >= 0 AND reserved_base + shipped_base <= free_base", name="free_within_bounds"),
    CheckConstraint("amount_off >= 0 AND claimed_amount >= 0 AND claimed_units >= 0", name="figures_not_negative"),
    CheckConstraint("clawed_base >= 0 AND clawed_base <= free_base AND clawed_amount >= 0 AND clawed_amount <= amount_off", name="clawed_within_given"),
)
