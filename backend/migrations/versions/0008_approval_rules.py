"""Decision tables of the approval rules, who approves in whose place, and orders that waited too long

Revision: 0008, after 0007. Published sets of before keep their document, which is read as a table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("approval_rule_sets", sa.Column("saved_by_name", sa.String(length=120), nullable=False, server_default=""))
    op.create_table(
        "approval_rule_drafts",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.String(length=80), nullable=False),
        sa.Column("edited_by_name", sa.String(length=120), nullable=False),
        sa.Column("edited_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rule_drafts")),
    )
    op.create_table(
        "approval_delegations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("from_user", sa.String(length=80), nullable=False),
        sa.Column("from_name", sa.String(length=120), nullable=False),
        sa.Column("to_user", sa.String(length=80), nullable=False),
        sa.Column("to_name", sa.String(length=120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_approval_delegations_days_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_delegations")),
    )
    op.create_index("ix_approval_delegations_to_user", "approval_delegations", ["to_user", "last_day"])
    op.create_table(
        "order_escalations",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("escalated_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_escalations_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_escalations")),
    )


def downgrade() -> None:
    op.drop_table("order_escalations")
    op.drop_index("ix_approval_delegations_to_user", "approval_delegations")
    op.drop_table("approval_delegations")
    op.drop_table("approval_rule_drafts")
    with op.batch_alter_table("approval_rule_sets") as sets:
        sets.drop_column("saved_by_name")
