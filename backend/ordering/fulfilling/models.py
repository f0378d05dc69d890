"""Tables of the parts of orders. Private to this module.

Invariant: the parts of an order hold together exactly the base units and the money of its lines; each part leaves in one shipment.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from backend.kit.columns import Amount, JsonText, UtcDateTime, metadata
from backend.ordering.fulfilling.domain import PartStatus

_ID = 40
_STATUSES = ", ".join(f"'{status.value}'" for status in sorted(PartStatus))

order_parts = Table(
    "order_parts",
    metadata,
    Column("id", String(_ID), primary_key=True),
    Column("order_id", String(_ID), ForeignKey("orders.id"), nullable=False),
    Column("part_no", Integer, nullable=False),
    Column("number", String(40), nullable=False, unique=True),
    Column("warehouse", String(40), nullable=False),
    Column("temperature", String(10), nullable=False),
    Column("supplier", String(60), nullable=False),
    Column("promise_day", Date),
    Column("status", String(12), nullable=False),
    Column("total", Amount, nullable=False),
    Column("carrier", String(80), nullable=False),
    Column("tracking", String(80), nullable=False),
    Column("signed_by", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("picked_at", UtcDateTime),
    Column("shipped_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    UniqueConstraint("order_id", "part_no"),
    CheckConstraint(f"status IN ({_STATUSES})", name="status"),
    CheckConstraint("total >= 0", name="total_not_negative"),
)
Index("ix_order_parts_work", order_parts.c.status, order_parts.c.promise_day, order_parts.c.number)

order_part_lines = Table(
    "order_part_lines",
    metadata,
    Column("part_id", String(_ID), ForeignKey("order_parts.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True, autoincrement=False),
    Column("sku", String(60), nullable=False),
    Column("base_qty", BigInteger, nullable=False),
    Column("picked_base", BigInteger, nullable=False),
    Column("shipped_base", BigInteger, nullable=False),
    Column("delivered_base", BigInteger, nullable=False),
    Column("cancelled_base", BigInteger, nullable=False),
    Column("line_total", Amount, nullable=False),
    Column("lots", JsonText, nullable=False),
    CheckConstraint("base_qty > 0", name="base_qty_positive"),
    CheckConstraint("line_total >= 0", name="line_total_not_negative"),
    CheckConstraint(
        "delivered_base >= 0 AND cancelled_base >= 0 AND delivered_base <= shipped_base AND delivered_base + cancelled_base <= base_qty "
        "AND shipped_base <= picked_base AND picked_base <= base_qty",
        name="quantities",
    ),
)
