"""Conversations handed to a person, tickets, feedback, subscriptions to notices

Revision: 0003, after 0002. Notices that were queued before nobody could be pushed to count as delivered: they are old news.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CONVERSATION_COLUMNS = (
    ("handed_over_at", sa.String(length=32)),
    ("handed_over_by", sa.String(length=40)),
    ("handed_over_reason", sa.Text()),
    ("assignee", sa.String(length=40)),
    ("waiting_since", sa.String(length=32)),
    ("answered_at", sa.String(length=32)),
    ("escalated_at", sa.String(length=32)),
    ("handed_back_at", sa.String(length=32)),
)
NOTICE_COLUMNS = (
    ("connector", sa.String(length=20)),
    ("claimed_at", sa.String(length=32)),
    ("next_attempt_at", sa.String(length=32)),
    ("last_error", sa.Text()),
)


def upgrade() -> None:
    for name, kind in CONVERSATION_COLUMNS:
        op.add_column("conversations", sa.Column(name, kind, nullable=True))
    handed_over = sa.text("handed_over_at IS NOT NULL")
    op.create_index("ix_conversations_handed_over", "conversations", ["handed_over_at"], sqlite_where=handed_over, postgresql_where=handed_over)
    op.add_column("turns", sa.Column("speaker", sa.String(length=120), nullable=True))
    for name, kind in NOTICE_COLUMNS:
        op.add_column("notices", sa.Column(name, kind, nullable=True))
    op.add_column("notices", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE notices SET delivered_at = created_at WHERE delivered_at IS NULL")
    waiting = sa.text("delivered_at IS NULL")
    op.create_index("ix_notices_waiting", "notices", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    op.add_column("proposals", sa.Column("reminded_at", sa.String(length=32), nullable=True))
    _create_support()


def _create_support() -> None:
    op.create_table(
        "notice_settings",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("muted", sa.Text(), nullable=False),
        sa.Column("connector", sa.String(length=20), nullable=True),
        sa.Column("quiet_from", sa.String(length=5), nullable=True),
        sa.Column("quiet_until", sa.String(length=5), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_settings")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("number", name=op.f("uq_feedback_number")),
    )
    op.create_index(op.f("ix_feedback_user_id"), "feedback", ["user_id"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("dealer_id", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("question_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
        sa.UniqueConstraint("user_id", "conversation_id", "question_hash", name=op.f("uq_tickets_user_id_conversation_id_question_hash")),
    )


def downgrade() -> None:
    for table in ("tickets", "feedback", "notice_settings"):
        op.drop_table(table)
    op.drop_column("proposals", "reminded_at")
    op.drop_index("ix_notices_waiting", "notices")
    for name in ("attempts", *(name for name, _ in reversed(NOTICE_COLUMNS))):
        op.drop_column("notices", name)
    op.drop_column("turns", "speaker")
    op.drop_index("ix_conversations_handed_over", "conversations")
    for name, _ in reversed(CONVERSATION_COLUMNS):
        op.drop_column("conversations", name)
