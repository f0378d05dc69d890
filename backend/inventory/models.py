"""Tables of stock. Private to this module.

Invariant: for every balance on_hand = sum of its lots = sum of its moves, reserved = sum of its ACTIVE reservations, and
reserved <= on_hand. `stock_version` rises whenever lots, on_hand or buffer change, so a reader knows that the lots he saw still stand.
"""

from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table, UniqueConstraint

from backend.inventory.domain import BackorderPolicy, InboundStatus, LotStatus, MoveKind, ReservationStatus, TransferStatus
from backend.kit.columns import BigId, UtcDateTime, metadata

SKU = 60
WAREHOUSE = 40


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


warehouses = Table(
    "warehouses",
    metadata,
    Column("code", String(WAREHOUSE), primary_key=True),
    Column("name_zh", String(120), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("sells", Boolean, nullable=False),
)

balances = Table(
    "stock_balances",
    metadata,
    Column("sku", String(SKU), primary_key=True),
    Column("warehouse", String(WAREHOUSE), ForeignKey("warehouses.code"), primary_key=True),
    Column("on_hand", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("buffer", BigInteger, nullable=False),
    Column("stock_version", BigInteger, nullable=False),
    CheckConstraint("reserved >= 0", name="reserved_not_negative"),
    CheckConstraint("reserved <= on_hand", name="reserved_within_on_hand"),
    CheckConstraint("buffer >= 0", name="buffer_not_negative"),
    sqlite_with_rowid=False,
)

lots = Table(
    "stock_lots",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("sku", String(SKU), nullable=False),
    Column("warehouse", String(WAREHOUSE), nullable=False),
    Column("lot", String(80), nullable=False),
    Column("on_hand", BigInteger, nullable=False),
    Column("received", Date, nullable=False),
    Column("expiry", Date),
    Column("remove_days", Integer, nullable=False),
    Column("remove_by", Date),
    Column("status", String(12), nullable=False),
    ForeignKeyConstraint(["sku", "warehouse"], ["stock_balances.sku", "stock_balances.warehouse"]),
    UniqueConstraint("sku", "warehouse", "lot"),
    CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
    CheckConstraint("remove_days >= 0", name="remove_days_not_negative"),
    _one_of("status", LotStatus),
)
Index("ix_stock_lots_standing", lots.c.sku, lots.c.warehouse, lots.c.remove_by, sqlite_where=lots.c.on_hand > 0, postgresql_where=lots.c.on_hand > 0)

moves = Table(
    "stock_moves",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("sku", String(SKU), nullable=False),
    Column("warehouse", String(WAREHOUSE), nullable=False),
    Column("lot_id", BigId, ForeignKey("stock_lots.id"), nullable=False, index=True),
    Column("base_qty", BigInteger, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("reference", String(120), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("base_qty <> 0", name="not_nothing"),
    _one_of("kind", MoveKind),
)

reservations = Table(
    "stock_reservations",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("order_id", String(60), nullable=False, index=True),
    Column("line_no", Integer, nullable=False),
    Column("sku", String(SKU), nullable=False),
    Column("warehouse", String(WAREHOUSE), nullable=False),
    Column("base_qty", BigInteger, nullable=False),
    Column("status", String(12), nullable=False),
    Column("day", Date, nullable=False),
    Column("reserved_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    ForeignKeyConstraint(["sku", "warehouse"], ["stock_balances.sku", "stock_balances.warehouse"]),
    CheckConstraint("base_qty > 0", name="base_qty_positive"),
    _one_of("status", ReservationStatus),
)
_active = reservations.c.status == ReservationStatus.ACTIVE.value
Index("ix_stock_reservations_active", reservations.c.sku, reservations.c.warehouse, reservations.c.day, sqlite_where=_active, postgresql_where=_active)

inbound_deliveries = Table(
    "inbound_deliveries",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("external_id", String(80), nullable=False, unique=True),
    Column("warehouse", String(WAREHOUSE), ForeignKey("warehouses.code"), nullable=False),
    Column("sku", String(SKU), nullable=False),
    Column("base_qty", BigInteger, nullable=False),
    Column("arrived_base", BigInteger, nullable=False),
    Column("due", Date, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("status", String(12), nullable=False),
    Column("changed_by", String(80), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint("base_qty > 0", name="base_qty_positive"),
    CheckConstraint("arrived_base >= 0", name="arrived_not_negative"),
    _one_of("status", InboundStatus),
)
_open = inbound_deliveries.c.status == InboundStatus.OPEN.value
Index("ix_inbound_deliveries_open", inbound_deliveries.c.sku, inbound_deliveries.c.due, sqlite_where=_open, postgresql_where=_open)

dealer_stock_policies = Table(
    "dealer_stock_policies",
    metadata,
    Column("dealer_id", String(40), ForeignKey("dealers.id"), primary_key=True),
    Column("backorder", String(12), nullable=False),
    Column("least_days", Integer, nullable=False),
    Column("least_percent", Integer, nullable=False),
    CheckConstraint("least_days >= 0", name="least_days_not_negative"),
    CheckConstraint("least_percent >= 0 AND least_percent <= 100", name="least_percent_within"),
    _one_of("backorder", BackorderPolicy),
)

sku_lives = Table(
    "sku_lives",
    metadata,
    Column("sku", String(SKU), primary_key=True),
    Column("life_days", Integer, nullable=False),
    CheckConstraint("life_days > 0", name="life_days_positive"),
)

sku_substitutes = Table(
    "sku_substitutes",
    metadata,
    Column("sku", String(SKU), primary_key=True),
    Column("substitute", String(SKU), primary_key=True),
    Column("priority", Integer, nullable=False),
    CheckConstraint("sku <> substitute", name="another"),
)

transfers = Table(
    "stock_transfers",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("source", String(WAREHOUSE), ForeignKey("warehouses.code"), nullable=False),
    Column("target", String(WAREHOUSE), ForeignKey("warehouses.code"), nullable=False),
    Column("status", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("note", String(200), nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("made_at", UtcDateTime, nullable=False, index=True),
    CheckConstraint("source <> target", name="another_place"),
    _one_of("status", TransferStatus),
)

transfer_lines = Table(
    "stock_transfer_lines",
    metadata,
    Column("number", String(40), ForeignKey("stock_transfers.number"), primary_key=True),
    Column("line_no", Integer, primary_key=True, autoincrement=False),
    Column("sku", String(SKU), nullable=False),
    Column("lot", String(80), nullable=False),
    Column("base_qty", BigInteger, nullable=False),
    Column("received_base", BigInteger, nullable=False),
    Column("lost_base", BigInteger, nullable=False),
    Column("reason", String(200), nullable=False),
    CheckConstraint("base_qty > 0", name="base_qty_positive"),
    CheckConstraint("received_base >= 0 AND lost_base >= 0 AND received_base + lost_base <= base_qty", name="received_within_sent"),
)
