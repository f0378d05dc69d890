"""Floor prices: what no line may be sold below

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_lists",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(length=32), nullable=False),
        sa.Column("valid_to", sa.String(length=32), nullable=True),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_lists")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_floor_lists_code_version")),
    )
    op.create_table(
        "floor_entries",
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("price", sa.String(length=40), nullable=True),
        sa.Column("cost", sa.String(length=40), nullable=True),
        sa.Column("margin_percent", sa.String(length=40), nullable=True),
        sa.Column("guide_percent", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["floor_lists.id"], name=op.f("fk_floor_entries_list_id")),
        sa.PrimaryKeyConstraint("list_id", "sku", "category", name=op.f("pk_floor_entries")),
    )
    op.create_index("ix_floor_entries_sku", "floor_entries", ["sku"])


def downgrade() -> None:
    op.drop_index("ix_floor_entries_sku", "floor_entries")
    op.drop_table("floor_entries")
    op.drop_table("floor_lists")
