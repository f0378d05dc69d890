"""Parts of orders and what was shipped of them

Revision: 0009, after 0008. Products that are known already are kept at room temperature and come from the brand itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATUSES = "status IN ('ALLOCATED', 'CANCELLED', 'DELIVERED', 'PICKING', 'REFUSED', 'SHIPPED', 'WAITING')"


def upgrade() -> None:
    with op.batch_alter_table("skus") as skus:
        skus.add_column(sa.Column("temperature", sa.String(length=10), nullable=False, server_default="ambient"))
        skus.add_column(sa.Column("supplier", sa.String(length=60), nullable=False, server_default=""))
        skus.create_check_constraint(op.f("ck_skus_temperature"), "temperature IN ('ambient', 'chilled', 'frozen')")
    op.create_table(
        "order_parts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("part_no", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("temperature", sa.String(length=10), nullable=False),
        sa.Column("supplier", sa.String(length=60), nullable=False),
        sa.Column("promise_day", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("carrier", sa.String(length=80), nullable=False),
        sa.Column("tracking", sa.String(length=80), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("picked_at", sa.String(length=32), nullable=True),
        sa.Column("shipped_at", sa.String(length=32), nullable=True),
        sa.Column("delivered_at", sa.String(length=32), nullable=True),
        sa.CheckConstraint(_STATUSES, name=op.f("ck_order_parts_status")),
        sa.CheckConstraint("total >= 0", name=op.f("ck_order_parts_total_not_negative")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_parts_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_parts")),
        sa.UniqueConstraint("number", name=op.f("uq_order_parts_number")),
        sa.UniqueConstraint("order_id", "part_no", name=op.f("uq_order_parts_order_id_part_no")),
    )
    op.create_index("ix_order_parts_work", "order_parts", ["status", "promise_day", "number"])
    op.create_table(
        "order_part_lines",
        sa.Column("part_id", sa.String(length=40), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("picked_base", sa.BigInteger(), nullable=False),
        sa.Column("shipped_base", sa.BigInteger(), nullable=False),
        sa.Column("delivered_base", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_base", sa.BigInteger(), nullable=False),
        sa.Column("line_total", sa.BigInteger(), nullable=False),
        sa.Column("lots", sa.Text(), nullable=False),
        sa.CheckConstraint("base_qty > 0", name=op.f("ck_order_part_lines_base_qty_positive")),
        sa.CheckConstraint("line_total >= 0", name=op.f("ck_order_part_lines_line_total_not_negative")),
        sa.CheckConstraint(
            "delivered_base >= 0 AND cancelled_base >= 0 AND delivered_base <= shipped_base AND delivered_base + cancelled_base <= base_qty "
            "AND shipped_base <= picked_base AND picked_base <= base_qty",
            name=op.f("ck_order_part_lines_quantities"),
        ),
        sa.ForeignKeyConstraint(["part_id"], ["order_parts.id"], name=op.f("fk_order_part_lines_part_id")),
        sa.PrimaryKeyConstraint("part_id", "line_no", name=op.f("pk_order_part_lines")),
    )


def downgrade() -> None:
    op.drop_table("order_part_lines")
    op.drop_index("ix_order_parts_work", "order_parts")
    op.drop_table("order_parts")
    with op.batch_alter_table("skus") as skus:
        skus.drop_constraint(op.f("ck_skus_temperature"), type_="check")
        skus.drop_column("supplier")
        skus.drop_column("temperature")
