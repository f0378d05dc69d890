"""Tables of dealer credit. Private to this module.

Invariant: for every account committed = sum of its entries' `committed` and open_receivables = sum of its entries' `receivable`;
entries are only ever added.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from backend.credit.domain import EntryKind
from backend.kit.columns import Amount, BigId, UtcDateTime, metadata

accounts = Table(
    "credit_accounts",
    metadata,
    Column("dealer_id", String(40), primary_key=True),
    Column("credit_limit", Amount, nullable=False),
    Column("uplift", Amount, nullable=False),
    Column("uplift_from", UtcDateTime),
    Column("uplift_to", UtcDateTime),
    Column("open_receivables", Amount, nullable=False),
    Column("committed", Amount, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("overdue_days", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    CheckConstraint("credit_limit >= 0", name="limit_not_negative"),
    CheckConstraint("uplift >= 0", name="uplift_not_negative"),
    CheckConstraint("committed >= 0", name="committed_not_negative"),
    CheckConstraint("overdue_days >= 0", name="overdue_days_not_negative"),
)

_kinds = ", ".join(f"'{kind.value}'" for kind in EntryKind)
entries = Table(
    "credit_entries",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("dealer_id", String(40), ForeignKey("credit_accounts.dealer_id"), nullable=False, index=True),
    Column("order_id", String(60), index=True),
    Column("kind", String(12), nullable=False),
    Column("committed", Amount, nullable=False),
    Column("receivable", Amount, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint(f"kind IN ({_kinds})", name="kind"),
    CheckConstraint("(order_id IS NULL) = (kind = 'receivables')", name="order_named"),
)
_commits = entries.c.kind == EntryKind.COMMIT.value
Index("uq_credit_entries_commit", entries.c.order_id, unique=True, sqlite_where=_commits, postgresql_where=_commits)
