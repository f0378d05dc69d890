"""What dealers call things, usual quantities, and what a draft and an order remember

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


ORDER_COLUMNS = (("po_number", 60), ("recipient", 120), ("payment_wish", 120), ("urgency", 20))
OPEN = sa.text("status = 'open'")
DISCARDED = sa.text("status = 'discarded'")


def upgrade() -> None:
    _add_drafts()
    _add_names()


def downgrade() -> None:
    _drop_names()
    _drop_drafts()


def _add_drafts() -> None:
    """Several open drafts of one person, their earlier versions, and what an order keeps beside its goods."""
    op.add_column("order_drafts", sa.Column("slot", sa.Integer(), server_default="0", nullable=False))
    op.add_column("order_drafts", sa.Column("focus", sa.Integer(), server_default="1", nullable=False))
    op.drop_index("uq_order_drafts_open", table_name="order_drafts")
    op.create_index("uq_order_drafts_open", "order_drafts", ["user_id", "dealer_id", "slot"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    discarded = ["user_id", "dealer_id", "updated_at"]
    op.create_index("ix_order_drafts_discarded", "order_drafts", discarded, sqlite_where=DISCARDED, postgresql_where=DISCARDED)
    op.create_table(
        "order_draft_versions",
        sa.Column("draft_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["order_drafts.id"], name=op.f("fk_order_draft_versions_draft_id_order_drafts")),
        sa.PrimaryKeyConstraint("draft_id", "version", name=op.f("pk_order_draft_versions")),
    )
    for name, length in ORDER_COLUMNS:
        op.add_column("orders", sa.Column(name, sa.String(length=length), nullable=True))
    op.add_column("order_lines", sa.Column("lot_wish", sa.String(length=120), nullable=True))


def _drop_drafts() -> None:
    op.drop_column("order_lines", "lot_wish")
    for name, _ in reversed(ORDER_COLUMNS):
        op.drop_column("orders", name)
    op.drop_table("order_draft_versions")
    op.drop_index("ix_order_drafts_discarded", table_name="order_drafts", sqlite_where=DISCARDED, postgresql_where=DISCARDED)
    op.drop_index("uq_order_drafts_open", table_name="order_drafts", sqlite_where=OPEN, postgresql_where=OPEN)
    op.execute("UPDATE order_drafts SET status = 'discarded' WHERE status = 'open' AND slot > 0")
    op.create_index("uq_order_drafts_open", "order_drafts", ["user_id", "dealer_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_column("order_drafts", "focus")
    op.drop_column("order_drafts", "slot")


def _add_names() -> None:
    """What dealers call things, and how long an order took from its first message."""
    op.create_table(
        "dealer_names",
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("word_key", sa.String(length=120), nullable=False),
        sa.Column("word", sa.String(length=120), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=True),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.String(length=30), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_number", sa.String(length=30), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("dealer_id", "word_key", name=op.f("pk_dealer_names")),
    )
    op.create_table(
        "dealer_name_orders",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("word_key", sa.String(length=120), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("word", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=True),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "word_key", "sku", name=op.f("pk_dealer_name_orders")),
    )
    op.create_index("ix_dealer_name_orders_word", "dealer_name_orders", ["dealer_id", "word_key"])
    op.add_column("orders", sa.Column("channel", sa.String(length=10), nullable=True))
    op.add_column("orders", sa.Column("first_message_at", sa.String(length=32), nullable=True))


def _drop_names() -> None:
    op.drop_column("orders", "first_message_at")
    op.drop_column("orders", "channel")
    op.drop_index("ix_dealer_name_orders_word", table_name="dealer_name_orders")
    op.drop_table("dealer_name_orders")
    op.drop_table("dealer_names")
