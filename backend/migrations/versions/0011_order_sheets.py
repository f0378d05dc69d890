"""Spreadsheets of orders

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_sheets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=80), nullable=False),
        sa.Column("user_name", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafts", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("drafted_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_sheets")),
    )
    op.create_index("ix_order_sheets_content", "order_sheets", ["dealer_id", "content_hash"])
    op.create_index("ix_order_sheets_newest", "order_sheets", ["user_id", "made_at", "id"])
    op.create_index("ix_order_sheets_age", "order_sheets", ["made_at"])
    _add_rows()


def _add_rows() -> None:
    op.create_table(
        "order_sheet_rows",
        sa.Column("sheet_id", sa.String(length=40), nullable=False),
        sa.Column("row_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=True),
        sa.Column("said", sa.String(length=120), nullable=True),
        sa.Column("sku", sa.String(length=60), nullable=True),
        sa.Column("candidates", sa.Text(), nullable=True),
        sa.Column("qty", sa.String(length=40), nullable=True),
        sa.Column("unit", sa.String(length=10), nullable=True),
        sa.Column("base_qty", sa.BigInteger(), nullable=True),
        sa.Column("likely", sa.String(length=40), nullable=True),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.CheckConstraint("status IS NULL OR status IN ('ok', 'ask', 'reject', 'skip')", name=op.f("ck_order_sheet_rows_status")),
        sa.CheckConstraint("status IS NULL OR status <> 'ok' OR (sku IS NOT NULL AND base_qty > 0)", name=op.f("ck_order_sheet_rows_ok_is_whole")),
        sa.ForeignKeyConstraint(["sheet_id"], ["order_sheets.id"], name=op.f("fk_order_sheet_rows_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "row_no", name=op.f("pk_order_sheet_rows")),
    )
    op.create_index("ix_order_sheet_rows_status", "order_sheet_rows", ["sheet_id", "status", "row_no"])
    unread = sa.text("status IS NULL")
    op.create_index("ix_order_sheet_rows_unread", "order_sheet_rows", ["sheet_id"], sqlite_where=unread, postgresql_where=unread)


def downgrade() -> None:
    op.drop_table("order_sheet_rows")
    op.drop_table("order_sheets")
