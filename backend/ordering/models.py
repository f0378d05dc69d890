"""Tables of drafts, orders and approval rules, and of what dealers call things, by which every table is found. Private to this module.

Invariant: one open draft per person, dealer and slot; an order's total is the sum of its lines; one line per SKU in an order; a line's
base_qty = reserved + backorder + shipped + cancelled, and returned <= delivered <= shipped.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from backend.kit.columns import Amount, ExactDecimal, JsonText, UtcDateTime, metadata
from backend.ordering.domain import STORED_STATUSES, DraftStatus
from backend.ordering.fulfilling.models import order_part_lines, order_parts
from backend.ordering.memory.models import dealer_name_orders, dealer_names
from backend.ordering.promoting.models import order_promotions
from backend.ordering.returning.models import credit_notes, order_close_requests, order_return_lines, order_returns
from backend.ordering.rules.models import approval_delegations, approval_rule_drafts, order_escalations
from backend.ordering.sheets.models import order_sheet_rows, order_sheets

__all__ = [
    "approval_delegations",
    "approval_rule_drafts",
    "approval_rule_sets",
    "credit_notes",
    "dealer_name_orders",
    "dealer_names",
    "draft_versions",
    "drafts",
    "order_close_requests",
    "order_escalations",
    "order_lines",
    "order_part_lines",
    "order_parts",
    "order_promotions",
    "order_return_lines",
    "order_returns",
    "order_sheet_rows",
    "order_sheets",
    "orders",
]

ORDER_ID = 40
_STATUSES = ", ".join(f"'{status.value}'" for status in sorted(STORED_STATUSES))

drafts = Table(
    "order_drafts",
    metadata,
    Column("id", String(ORDER_ID), primary_key=True),
    Column("user_id", String(80), nullable=False),
    Column("dealer_id", String(40), nullable=False),
    Column("status", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", JsonText, nullable=False),
    Column("order_id", String(ORDER_ID)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("slot", Integer, nullable=False, server_default="0"),
    Column("focus", Integer, nullable=False, server_default="1"),
)
_open = drafts.c.status == DraftStatus.OPEN.value
open_draft_index = Index("uq_order_drafts_open", drafts.c.user_id, drafts.c.dealer_id, drafts.c.slot, unique=True, sqlite_where=_open, postgresql_where=_open)
_discarded = drafts.c.status == DraftStatus.DISCARDED.value
Index("ix_order_drafts_discarded", drafts.c.user_id, drafts.c.dealer_id, drafts.c.updated_at, sqlite_where=_discarded, postgresql_where=_discarded)

draft_versions = Table(
    "order_draft_versions",
    metadata,
    Column("draft_id", String(ORDER_ID), ForeignKey("order_drafts.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JsonText, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("id", String(ORDER_ID), primary_key=True),
    Column("number", String(30), nullable=False, unique=True),
    Column("dealer_id", String(40), nullable=False),
    Column("dealer_name_zh", String(120), nullable=False),
    Column("dealer_name_en", String(120), nullable=False),
    Column("status", String(16), nullable=False),
    Column("hold_reasons", JsonText, nullable=False),
    Column("decision", JsonText),
    Column("total", Amount, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("ship_to", String(40), nullable=False),
    Column("ship_to_name_zh", String(120), nullable=False),
    Column("ship_to_name_en", String(120), nullable=False),
    Column("order_date", Date, nullable=False),
    Column("delivery_date", Date),
    Column("version", Integer, nullable=False),
    Column("placed_by", String(80), nullable=False),
    Column("placed_by_name", String(120), nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("lines_hash", String(64), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("po_number", String(60)),
    Column("recipient", String(120)),
    Column("payment_wish", String(120)),
    Column("urgency", String(20)),
    Column("channel", String(10)),
    Column("first_message_at", UtcDateTime),
    CheckConstraint(f"status IN ({_STATUSES})", name="status"),
    CheckConstraint("total >= 0", name="total_not_negative"),
)
Index("ix_orders_dealer_newest", orders.c.dealer_id, orders.c.placed_at, orders.c.id)
Index("ix_orders_newest", orders.c.placed_at, orders.c.id)
Index("ix_orders_status_newest", orders.c.status, orders.c.placed_at, orders.c.id)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", String(ORDER_ID), ForeignKey("orders.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True, autoincrement=False),
    Column("sku", String(60), nullable=False),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("qty", ExactDecimal, nullable=False),
    Column("unit", String(10), nullable=False),
    Column("factor", Integer, nullable=False),
    Column("base_qty", BigInteger, nullable=False),
    Column("unit_price", ExactDecimal, nullable=False),
    Column("price_list", String(80), nullable=False),
    Column("price_version", Integer, nullable=False),
    Column("line_total", Amount, nullable=False),
    Column("backorder_base", BigInteger, nullable=False),
    Column("reserved_base", BigInteger, nullable=False),
    Column("shipped_base", BigInteger, nullable=False),
    Column("delivered_base", BigInteger, nullable=False),
    Column("returned_base", BigInteger, nullable=False),
    Column("cancelled_base", BigInteger, nullable=False),
    Column("lot_wish", String(120)),
    CheckConstraint("base_qty > 0", name="base_qty_positive"),
    CheckConstraint("factor > 0", name="factor_positive"),
    CheckConstraint("line_total >= 0", name="line_total_not_negative"),
    CheckConstraint("backorder_base >= 0 AND reserved_base >= 0 AND shipped_base >= 0 AND cancelled_base >= 0", name="quantities_not_negative"),
    CheckConstraint("backorder_base + reserved_base + shipped_base + cancelled_base = base_qty", name="quantities_add_up"),
    CheckConstraint("returned_base >= 0 AND returned_base <= delivered_base AND delivered_base <= shipped_base", name="returned_within_delivered"),
)
Index("ix_order_lines_sku", order_lines.c.sku, order_lines.c.order_id)

approval_rule_sets = Table(
    "approval_rule_sets",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", JsonText, nullable=False),
    Column("saved_by", String(80), nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("saved_by_name", String(120), nullable=False, server_default=""),
)

backorder_days = Table(
    "order_backorder_days",
    metadata,
    Column("order_id", String(ORDER_ID), ForeignKey("orders.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True, autoincrement=False),
    Column("day", Date),
)
