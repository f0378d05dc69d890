"""Tables of returns and credit notes, and of orders whose rest a dealer gives up. Private to this subpackage.

Invariant: a return has at most one credit note; what is inspected of a line adds up to what was received of it, which is never more than was asked for.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from backend.kit.columns import Amount, JsonText, UtcDateTime, metadata
from backend.ordering.returning.domain import ReturnKind, ReturnStatus

_ID = 40
_STATUSES = ", ".join(f"'{status.value}'" for status in sorted(ReturnStatus))
_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(ReturnKind))

order_returns = Table(
    "order_returns",
    metadata,
    Column("id", String(_ID), primary_key=True),
    Column("number", String(30), nullable=False, unique=True),
    Column("order_id", String(_ID), ForeignKey("orders.id"), nullable=False, index=True),
    Column("dealer_id", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("status", String(12), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("note", String(200), nullable=False),
    Column("warehouse", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("requested_by", String(80), nullable=False),
    Column("requested_by_name", String(120), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("decided_by", String(80), nullable=False),
    Column("decided_at", UtcDateTime),
    Column("received_at", UtcDateTime),
    Column("inspected_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    CheckConstraint(f"status IN ({_STATUSES})", name="status"),
    CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
)
Index("ix_order_returns_newest", order_returns.c.requested_at, order_returns.c.id)
Index("ix_order_returns_dealer_newest", order_returns.c.dealer_id, order_returns.c.requested_at, order_returns.c.id)

order_return_lines = Table(
    "order_return_lines",
    metadata,
    Column("return_id", String(_ID), ForeignKey("order_returns.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("line_no", Integer, nullable=False),
    Column("part_number", String(40), nullable=False),
    Column("sku", String(60), nullable=False),
    Column("lot", String(80), nullable=False),
    Column("base_qty", BigInteger, nullable=False),
    Column("received_base", BigInteger, nullable=False),
    Column("restocked_base", BigInteger, nullable=False),
    Column("quarantined_base", BigInteger, nullable=False),
    Column("scrapped_base", BigInteger, nullable=False),
    Column("amount", Amount),
    CheckConstraint("base_qty > 0 AND received_base >= 0 AND received_base <= base_qty", name="received_within_asked"),
    CheckConstraint("restocked_base >= 0 AND quarantined_base >= 0 AND scrapped_base >= 0", name="outcomes_not_negative"),
    CheckConstraint("restocked_base + quarantined_base + scrapped_base <= received_base", name="outcomes_within_received"),
)

credit_notes = Table(
    "credit_notes",
    metadata,
    Column("number", String(30), primary_key=True),
    Column("return_id", String(_ID), ForeignKey("order_returns.id"), nullable=False, unique=True),
    Column("order_id", String(_ID), ForeignKey("orders.id"), nullable=False, index=True),
    Column("dealer_id", String(40), nullable=False),
    Column("goods_amount", Amount, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("free_owed", JsonText, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    CheckConstraint("goods_amount >= 0", name="goods_amount_not_negative"),
)

order_close_requests = Table(
    "order_close_requests",
    metadata,
    Column("order_id", String(_ID), ForeignKey("orders.id"), primary_key=True),
    Column("asked_by", String(80), nullable=False),
    Column("asked_by_name", String(120), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)
