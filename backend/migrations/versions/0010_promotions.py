"""Promotions, what they gave to orders, prices reported from the channel, and who published a price list

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("price_lists", sa.Column("published_by", sa.String(length=80), nullable=True))
    op.add_column("price_lists", sa.Column("published_at", sa.String(length=32), nullable=True))
    op.create_table(
        "promotions",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("stopped_at", sa.String(length=32), nullable=True),
        sa.Column("claimed_amount", sa.BigInteger(), nullable=False),
        sa.Column("claimed_units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("claimed_amount >= 0 AND claimed_units >= 0", name=op.f("ck_promotions_claimed_not_negative")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_promotions")),
    )
    op.create_table(
        "promotion_versions",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.String(length=32), nullable=False),
        sa.Column("valid_to", sa.String(length=32), nullable=True),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["promotions.code"], name=op.f("fk_promotion_versions_code")),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_promotion_versions")),
    )
    op.create_table(
        "order_promotions",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("promotion_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=True),
        sa.Column("sku_name_zh", sa.String(length=200), nullable=False),
        sa.Column("sku_name_en", sa.String(length=200), nullable=False),
        sa.Column("free_base", sa.BigInteger(), nullable=False),
        sa.Column("reserved_base", sa.BigInteger(), nullable=False),
        sa.Column("shipped_base", sa.BigInteger(), nullable=False),
        sa.Column("amount_off", sa.BigInteger(), nullable=False),
        sa.Column("line_nos", sa.Text(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("claimed_amount", sa.BigInteger(), nullable=False),
        sa.Column("claimed_units", sa.BigInteger(), nullable=False),
        sa.Column("clawed_base", sa.BigInteger(), nullable=False),
        sa.Column("clawed_amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "reserved_base >= 0 AND shipped_base >= 0 AND reserved_base + shipped_base <= free_base", name=op.f("ck_order_promotions_free_within_bounds")
        ),
        sa.CheckConstraint("amount_off >= 0 AND claimed_amount >= 0 AND claimed_units >= 0", name=op.f("ck_order_promotions_figures_not_negative")),
        sa.CheckConstraint(
            "clawed_base >= 0 AND clawed_base <= free_base AND clawed_amount >= 0 AND clawed_amount <= amount_off",
            name=op.f("ck_order_promotions_clawed_within_given"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_promotions_order_id")),
        sa.PrimaryKeyConstraint("order_id", "line_no", name=op.f("pk_order_promotions")),
    )
    op.create_table(
        "price_reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("promotion", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("quoted_by", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("quoted", sa.String(length=40), nullable=False),
        sa.Column("expected", sa.String(length=40), nullable=False),
        sa.Column("complies", sa.Boolean(), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("reported_by", sa.String(length=80), nullable=False),
        sa.Column("reported_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["promotion"], ["promotions.code"], name=op.f("fk_price_reports_promotion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_reports")),
        sa.UniqueConstraint("promotion", "reference", name=op.f("uq_price_reports_promotion_reference")),
    )


def downgrade() -> None:
    for table in ("price_reports", "order_promotions", "promotion_versions", "promotions"):
        op.drop_table(table)
    op.drop_column("price_lists", "published_at")
    op.drop_column("price_lists", "published_by")
