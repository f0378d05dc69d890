"""Goods on their way and stock policies of dealers

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OPEN = sa.text("status = 'open'")
_KINDS = "kind IN ('receipt', 'shipment', 'adjustment', 'transfer', 'return', 'scrap')"
_KINDS_BEFORE = "kind IN ('receipt', 'shipment', 'adjustment')"


def upgrade() -> None:
    _set_kinds(_KINDS)
    _inbound()
    _policies()
    _transfers()
    op.create_table(
        "order_backorder_days",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_backorder_days_order_id")),
        sa.PrimaryKeyConstraint("order_id", "line_no", name=op.f("pk_order_backorder_days")),
    )


def _inbound() -> None:
    op.create_table(
        "inbound_deliveries",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("arrived_base", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("arrived_base >= 0", name=op.f("ck_inbound_deliveries_arrived_not_negative")),
        sa.CheckConstraint("base_qty > 0", name=op.f("ck_inbound_deliveries_base_qty_positive")),
        sa.CheckConstraint("status IN ('open', 'arrived', 'cancelled')", name=op.f("ck_inbound_deliveries_status")),
        sa.ForeignKeyConstraint(["warehouse"], ["warehouses.code"], name=op.f("fk_inbound_deliveries_warehouse")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_deliveries")),
        sa.UniqueConstraint("external_id", name=op.f("uq_inbound_deliveries_external_id")),
    )
    op.create_index("ix_inbound_deliveries_open", "inbound_deliveries", ["sku", "due"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def _policies() -> None:
    op.create_table(
        "dealer_stock_policies",
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("backorder", sa.String(length=12), nullable=False),
        sa.Column("least_days", sa.Integer(), nullable=False),
        sa.Column("least_percent", sa.Integer(), nullable=False),
        sa.CheckConstraint("backorder IN ('ask', 'never', 'partial', 'complete')", name=op.f("ck_dealer_stock_policies_backorder")),
        sa.CheckConstraint("least_days >= 0", name=op.f("ck_dealer_stock_policies_least_days_not_negative")),
        sa.CheckConstraint("least_percent >= 0 AND least_percent <= 100", name=op.f("ck_dealer_stock_policies_least_percent_within")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_stock_policies_dealer_id")),
        sa.PrimaryKeyConstraint("dealer_id", name=op.f("pk_dealer_stock_policies")),
    )
    op.create_table(
        "sku_lives",
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("life_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("life_days > 0", name=op.f("ck_sku_lives_life_days_positive")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_sku_lives")),
    )
    op.create_table(
        "sku_substitutes",
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("substitute", sa.String(length=60), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.CheckConstraint("sku <> substitute", name=op.f("ck_sku_substitutes_another")),
        sa.PrimaryKeyConstraint("sku", "substitute", name=op.f("pk_sku_substitutes")),
    )


def _transfers() -> None:
    op.create_table(
        "stock_transfers",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("source <> target", name=op.f("ck_stock_transfers_another_place")),
        sa.CheckConstraint("status IN ('draft', 'approved', 'dispatched', 'partly', 'received', 'cancelled')", name=op.f("ck_stock_transfers_status")),
        sa.ForeignKeyConstraint(["source"], ["warehouses.code"], name=op.f("fk_stock_transfers_source")),
        sa.ForeignKeyConstraint(["target"], ["warehouses.code"], name=op.f("fk_stock_transfers_target")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stock_transfers")),
    )
    op.create_index(op.f("ix_stock_transfers_made_at"), "stock_transfers", ["made_at"], unique=False)
    op.create_table(
        "stock_transfer_lines",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("lot", sa.String(length=80), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("received_base", sa.BigInteger(), nullable=False),
        sa.Column("lost_base", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("base_qty > 0", name=op.f("ck_stock_transfer_lines_base_qty_positive")),
        sa.CheckConstraint(
            "received_base >= 0 AND lost_base >= 0 AND received_base + lost_base <= base_qty", name=op.f("ck_stock_transfer_lines_received_within_sent")
        ),
        sa.ForeignKeyConstraint(["number"], ["stock_transfers.number"], name=op.f("fk_stock_transfer_lines_number")),
        sa.PrimaryKeyConstraint("number", "line_no", name=op.f("pk_stock_transfer_lines")),
    )


def downgrade() -> None:
    op.drop_table("order_backorder_days")
    op.drop_table("stock_transfer_lines")
    op.drop_index(op.f("ix_stock_transfers_made_at"), table_name="stock_transfers")
    op.drop_table("stock_transfers")
    op.drop_table("sku_substitutes")
    op.drop_table("sku_lives")
    op.drop_table("dealer_stock_policies")
    op.drop_index("ix_inbound_deliveries_open", table_name="inbound_deliveries", sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.drop_table("inbound_deliveries")
    op.execute("UPDATE stock_moves SET kind = 'adjustment' WHERE kind IN ('transfer', 'return', 'scrap')")
    _set_kinds(_KINDS_BEFORE)


def _set_kinds(kinds: str) -> None:
    """SQLite copies the table, because it cannot change a check."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_stock_moves_kind"), "stock_moves", type_="check")
        op.create_check_constraint(op.f("ck_stock_moves_kind"), "stock_moves", kinds)
        return
    whole = sa.Table(
        "stock_moves",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.CheckConstraint(kinds, name=op.f("ck_stock_moves_kind")),
        sa.CheckConstraint("base_qty <> 0", name=op.f("ck_stock_moves_not_nothing")),
        sa.ForeignKeyConstraint(["lot_id"], ["stock_lots.id"], name=op.f("fk_stock_moves_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_moves")),
        sa.Index("ix_stock_moves_lot_id", "lot_id"),
    )
    with op.batch_alter_table("stock_moves", copy_from=whole, recreate="always"):
        pass
