"""Tables of the rules that are being drafted, of who approves in whose place, and of orders that waited too long. Private to this module.

Invariant: there is one draft; an order is escalated once for as long as it waits.
"""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from backend.kit.columns import JsonText, UtcDateTime, metadata

approval_rule_drafts = Table(
    "approval_rule_drafts",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("document", JsonText, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("edited_by", String(80), nullable=False),
    Column("edited_by_name", String(120), nullable=False),
    Column("edited_at", UtcDateTime, nullable=False),
)

approval_delegations = Table(
    "approval_delegations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("from_user", String(80), nullable=False),
    Column("from_name", String(120), nullable=False),
    Column("to_user", String(80), nullable=False),
    Column("to_name", String(120), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    CheckConstraint("first_day <= last_day", name="days_in_order"),
)
Index("ix_approval_delegations_to_user", approval_delegations.c.to_user, approval_delegations.c.last_day)

order_escalations = Table(
    "order_escalations",
    metadata,
    Column("order_id", String(40), ForeignKey("orders.id"), primary_key=True),
    Column("escalated_at", UtcDateTime, nullable=False),
)
