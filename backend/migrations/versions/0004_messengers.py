"""Bindings and updates of messengers

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("done_at IS NULL")


def upgrade() -> None:
    _create_links()
    _create_updates()
    _create_out()
    op.create_table(
        "messenger_buttons",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("connector", sa.String(length=20), nullable=False),
        sa.Column("chat", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("used_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_messenger_buttons")),
    )
    op.create_index(op.f("ix_messenger_buttons_created_at"), "messenger_buttons", ["created_at"])


def _create_links() -> None:
    op.create_table(
        "binding_links",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("connector", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("account_name", sa.String(length=120), nullable=True),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_binding_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding_links")),
        sa.UniqueConstraint("hash", name=op.f("uq_binding_links_hash")),
    )
    op.create_index(op.f("ix_binding_links_user_id"), "binding_links", ["user_id"])
    op.create_index(op.f("ix_bindings_user_id"), "bindings", ["user_id"])
    op.add_column("bindings", sa.Column("account_name", sa.String(length=120), nullable=True))


def _create_updates() -> None:
    op.create_table(
        "messenger_updates",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("connector", sa.String(length=20), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("next_attempt_at", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("done_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messenger_updates")),
        sa.UniqueConstraint("connector", "update_id", name=op.f("uq_messenger_updates_connector_update_id")),
        sa.UniqueConstraint("connector", "chat", "key", name=op.f("uq_messenger_updates_connector_chat_key")),
    )
    op.create_index("ix_messenger_updates_waiting", "messenger_updates", ["connector", "update_id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_messenger_updates_done_at", "messenger_updates", ["done_at"])


def _create_out() -> None:
    op.create_table(
        "messenger_out",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("connector", sa.String(length=20), nullable=False),
        sa.Column("chat", sa.String(length=80), nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("next_attempt_at", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("started_at", sa.String(length=32), nullable=True),
        sa.Column("floor", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("done_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messenger_out")),
        sa.UniqueConstraint("connector", "ref", "part", name=op.f("uq_messenger_out_connector_ref_part")),
    )
    op.create_index("ix_messenger_out_waiting", "messenger_out", ["connector", "id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_messenger_out_done_at", "messenger_out", ["done_at"])
    op.create_index("ix_messenger_out_chat", "messenger_out", ["connector", "chat", "message_id"])


def downgrade() -> None:
    for table in ("messenger_buttons", "messenger_out", "messenger_updates", "binding_links"):
        op.drop_table(table)
    op.drop_column("bindings", "account_name")
    op.drop_index(op.f("ix_bindings_user_id"), "bindings")
