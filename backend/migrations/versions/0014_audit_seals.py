"""Seals of the audit log: one chain over the heads of all chains

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_seals",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_audit_seals")),
    )
    op.create_table(
        "audit_sealed_heads",
        sa.Column("seal_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("aggregate", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["seal_no"], ["audit_seals.no"], name=op.f("fk_audit_sealed_heads_seal_no")),
        sa.PrimaryKeyConstraint("seal_no", "aggregate", name=op.f("pk_audit_sealed_heads")),
    )
    op.create_index("ix_audit_sealed_heads_aggregate", "audit_sealed_heads", ["aggregate", "seq"])


def downgrade() -> None:
    op.drop_index("ix_audit_sealed_heads_aggregate", "audit_sealed_heads")
    op.drop_table("audit_sealed_heads")
    op.drop_table("audit_seals")
