"""Tickets with their product and serial number, and lists of people that are read page by page

Revision: 0007, after 0006. A question that was answered or closed may be asked again: only an open ticket stands for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SAME_QUESTION = ["user_id", "conversation_id", "question_hash"]
_OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_constraint("uq_tickets_user_id_conversation_id_question_hash", type_="unique")
        tickets.add_column(sa.Column("sku", sa.String(length=60), nullable=False, server_default=""))
        tickets.add_column(sa.Column("serial", sa.String(length=64), nullable=False, server_default=""))
    op.create_index("uq_tickets_open", "tickets", _SAME_QUESTION, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_tickets_created_at_id", "tickets", ["created_at", "id"])
    op.create_index("ix_feedback_created_at_id", "feedback", ["created_at", "id"])
    op.create_index("ix_turns_conversation_id_id", "turns", ["conversation_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_turns_conversation_id_id", "turns")
    op.drop_index("ix_feedback_created_at_id", "feedback")
    op.drop_index("ix_tickets_created_at_id", "tickets")
    op.drop_index("uq_tickets_open", "tickets")
    repeated = "SELECT min(id) FROM tickets GROUP BY user_id, conversation_id, question_hash"
    op.execute(f"DELETE FROM tickets WHERE id NOT IN ({repeated})")
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_column("serial")
        tickets.drop_column("sku")
        tickets.create_unique_constraint("uq_tickets_user_id_conversation_id_question_hash", _SAME_QUESTION)
