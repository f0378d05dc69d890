"""Returns, credit notes and short closes

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STATUSES = "status IN ('APPROVED', 'CREDITED', 'INSPECTED', 'RECEIVED', 'REJECTED', 'REQUESTED', 'SETTLED', 'WITHDRAWN')"
_ENTRIES = "kind IN ('commit', 'change', 'release', 'deliver', 'receivables', 'credit_note')"
_ENTRIES_BEFORE = "kind IN ('commit', 'change', 'release', 'deliver', 'receivables')"
_COMMITS = sa.text("kind = 'commit'")


def upgrade() -> None:
    _set_entries(_ENTRIES)
    op.create_table(
        "order_returns",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("warehouse", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("requested_by_name", sa.String(length=120), nullable=False),
        sa.Column("requested_at", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.Column("received_at", sa.String(length=32), nullable=True),
        sa.Column("inspected_at", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.CheckConstraint(_STATUSES, name=op.f("ck_order_returns_status")),
        sa.CheckConstraint("kind IN ('claim', 'refused')", name=op.f("ck_order_returns_kind")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_returns_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_returns")),
        sa.UniqueConstraint("number", name=op.f("uq_order_returns_number")),
    )
    op.create_index(op.f("ix_order_returns_order_id"), "order_returns", ["order_id"])
    op.create_index("ix_order_returns_newest", "order_returns", ["requested_at", "id"])
    op.create_index("ix_order_returns_dealer_newest", "order_returns", ["dealer_id", "requested_at", "id"])
    _lines_and_notes()
    op.create_table(
        "order_close_requests",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_close_requests_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_close_requests")),
    )


def _lines_and_notes() -> None:
    op.create_table(
        "order_return_lines",
        sa.Column("return_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.String(length=40), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("lot", sa.String(length=80), nullable=False),
        sa.Column("base_qty", sa.BigInteger(), nullable=False),
        sa.Column("received_base", sa.BigInteger(), nullable=False),
        sa.Column("restocked_base", sa.BigInteger(), nullable=False),
        sa.Column("quarantined_base", sa.BigInteger(), nullable=False),
        sa.Column("scrapped_base", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("base_qty > 0 AND received_base >= 0 AND received_base <= base_qty", name=op.f("ck_order_return_lines_received_within_asked")),
        sa.CheckConstraint("restocked_base >= 0 AND quarantined_base >= 0 AND scrapped_base >= 0", name=op.f("ck_order_return_lines_outcomes_not_negative")),
        sa.CheckConstraint("restocked_base + quarantined_base + scrapped_base <= received_base", name=op.f("ck_order_return_lines_outcomes_within_received")),
        sa.ForeignKeyConstraint(["return_id"], ["order_returns.id"], name=op.f("fk_order_return_lines_return_id")),
        sa.PrimaryKeyConstraint("return_id", "seq", name=op.f("pk_order_return_lines")),
    )
    op.create_table(
        "credit_notes",
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("return_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("goods_amount", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("free_owed", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("goods_amount >= 0", name=op.f("ck_credit_notes_goods_amount_not_negative")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_credit_notes_order_id")),
        sa.ForeignKeyConstraint(["return_id"], ["order_returns.id"], name=op.f("fk_credit_notes_return_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_credit_notes")),
        sa.UniqueConstraint("return_id", name=op.f("uq_credit_notes_return_id")),
    )
    op.create_index(op.f("ix_credit_notes_order_id"), "credit_notes", ["order_id"])


def downgrade() -> None:
    op.drop_table("order_close_requests")
    op.drop_index(op.f("ix_credit_notes_order_id"), table_name="credit_notes")
    op.drop_table("credit_notes")
    op.drop_table("order_return_lines")
    op.drop_index("ix_order_returns_dealer_newest", table_name="order_returns")
    op.drop_index("ix_order_returns_newest", table_name="order_returns")
    op.drop_index(op.f("ix_order_returns_order_id"), table_name="order_returns")
    op.drop_table("order_returns")
    op.execute("UPDATE credit_entries SET kind = 'receivables', order_id = NULL WHERE kind = 'credit_note'")
    _set_entries(_ENTRIES_BEFORE)


def _set_entries(kinds: str) -> None:
    """SQLite copies the table, because it cannot change a check."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_credit_entries_kind"), "credit_entries", type_="check")
        op.create_check_constraint(op.f("ck_credit_entries_kind"), "credit_entries", kinds)
        return
    whole = sa.Table(
        "credit_entries",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("receivable", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.CheckConstraint(kinds, name=op.f("ck_credit_entries_kind")),
        sa.CheckConstraint("(order_id IS NULL) = (kind = 'receivables')", name=op.f("ck_credit_entries_order_named")),
        sa.ForeignKeyConstraint(["dealer_id"], ["credit_accounts.dealer_id"], name=op.f("fk_credit_entries_dealer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_entries")),
        sa.Index("ix_credit_entries_dealer_id", "dealer_id"),
        sa.Index("ix_credit_entries_order_id", "order_id"),
        sa.Index("uq_credit_entries_commit", "order_id", unique=True, sqlite_where=_COMMITS),
    )
    with op.batch_alter_table("credit_entries", copy_from=whole, recreate="always"):
        pass
