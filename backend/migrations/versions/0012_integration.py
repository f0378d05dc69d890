"""Webhooks, mappings, rows and hand-outs of other systems

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_webhooks()
    _create_exchange()


def _create_webhooks() -> None:
    op.create_table(
        "webhook_subscriptions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("failing_since", sa.String(length=32), nullable=True),
        sa.CheckConstraint("status IN ('active', 'off', 'disabled')", name=op.f("ck_webhook_subscriptions_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_subscriptions")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("subscription_id", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.String(length=32), nullable=False),
        sa.Column("claimed_at", sa.String(length=32), nullable=True),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_answer", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'sent', 'dead')", name=op.f("ck_webhook_deliveries_status")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["webhook_subscriptions.id"], name=op.f("fk_webhook_deliveries_subscription_id_webhook_subscriptions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint("subscription_id", "event_id", name=op.f("uq_webhook_deliveries_subscription_id_event_id")),
    )
    waiting = sa.text("status = 'waiting'")
    op.create_index(
        "ix_webhook_deliveries_waiting", "webhook_deliveries", ["subscription_id", "id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("ix_webhook_deliveries_status", "webhook_deliveries", ["status", "id"])


def _create_exchange() -> None:
    op.create_table(
        "erp_codes",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("their_code", sa.String(length=120), nullable=False),
        sa.Column("our_code", sa.String(length=60), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('sku', 'dealer', 'warehouse')", name=op.f("ck_erp_codes_kind")),
        sa.PrimaryKeyConstraint("kind", "their_code", name=op.f("pk_erp_codes")),
    )
    op.create_index("ix_erp_codes_ours", "erp_codes", ["kind", "our_code"])
    op.create_table(
        "erp_records",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("missing_kind", sa.String(length=10), nullable=True),
        sa.Column("missing_code", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("params", sa.Text(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("as_of", sa.String(length=32), nullable=True),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("taken_at", sa.String(length=32), nullable=True),
        sa.CheckConstraint("status IN ('taken', 'waiting', 'conflict')", name=op.f("ck_erp_records_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_records")),
        sa.UniqueConstraint("kind", "external_id", "content_hash", name=op.f("uq_erp_records_kind_external_id_content_hash")),
    )
    counts = sa.text("status != 'conflict'")
    op.create_index("uq_erp_records_counts", "erp_records", ["kind", "external_id"], unique=True, sqlite_where=counts, postgresql_where=counts)
    op.create_index("ix_erp_records_status", "erp_records", ["status", "id"])
    dated = sa.text("as_of IS NOT NULL")
    op.create_index("ix_erp_records_subject", "erp_records", ["kind", "subject", "as_of"], sqlite_where=dated, postgresql_where=dated)
    op.create_table(
        "order_handouts",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("lines_hash", sa.String(length=64), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("ship_to", sa.String(length=40), nullable=False),
        sa.Column("delivery_date", sa.Date(), nullable=True),
        sa.Column("dead", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_handouts_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_handouts")),
    )


def downgrade() -> None:
    for table in ("order_handouts", "erp_records", "erp_codes", "webhook_deliveries", "webhook_subscriptions"):
        op.drop_table(table)
