"""Tables of imports with the rows they set aside, of webhooks, and of what other systems sent. Private to this module.

Invariant: the same content is imported once per kind; every row of a file is either in use or stands in `import_rejects` with its reason. An
event is delivered to a subscription in one row. Of the rows with one external id one counts; others that differ are conflicts.
"""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from backend.integration.domain import CodeKind, DeliveryStatus, RecordStatus, SubscriptionStatus
from backend.kit.columns import Amount, BigId, JsonText, UtcDateTime, metadata


def _one_of(column: str, values: type[SubscriptionStatus | DeliveryStatus | RecordStatus | CodeKind]) -> str:
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


import_runs = Table(
    "import_runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("report", JsonText, nullable=False),
    UniqueConstraint("kind", "content_hash"),
)

import_rejects = Table(
    "import_rejects",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("run_id", String(40), ForeignKey("import_runs.id"), nullable=False),
    Column("row_no", BigInteger, nullable=False),
    Column("reason", String(30), nullable=False),
    Column("raw", JsonText, nullable=False),
)
Index("ix_import_rejects_run", import_rejects.c.run_id, import_rejects.c.reason, import_rejects.c.row_no)

webhook_subscriptions = Table(
    "webhook_subscriptions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("url", String(500), nullable=False),
    Column("topics", JsonText, nullable=False),
    Column("secret", String(80), nullable=False),
    Column("status", String(10), nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("failing_since", UtcDateTime),
    CheckConstraint(_one_of("status", SubscriptionStatus), name="status"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("subscription_id", String(40), ForeignKey("webhook_subscriptions.id"), nullable=False),
    Column("event_id", String(40), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("status", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("last_status", Integer),
    Column("last_answer", Text),
    UniqueConstraint("subscription_id", "event_id"),
    CheckConstraint(_one_of("status", DeliveryStatus), name="status"),
)
_waiting = webhook_deliveries.c.status == DeliveryStatus.WAITING.value
Index("ix_webhook_deliveries_waiting", webhook_deliveries.c.subscription_id, webhook_deliveries.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
Index("ix_webhook_deliveries_status", webhook_deliveries.c.status, webhook_deliveries.c.id)

erp_codes = Table(
    "erp_codes",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("their_code", String(120), primary_key=True),
    Column("our_code", String(60), nullable=False),
    Column("set_by", String(80), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    CheckConstraint(_one_of("kind", CodeKind), name="kind"),
)
Index("ix_erp_codes_ours", erp_codes.c.kind, erp_codes.c.our_code)

erp_records = Table(
    "erp_records",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("kind", String(12), nullable=False),
    Column("external_id", String(120), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("content", JsonText, nullable=False),
    Column("status", String(10), nullable=False),
    Column("missing_kind", String(10)),
    Column("missing_code", String(120)),
    Column("reason", String(60)),
    Column("params", JsonText),
    Column("subject", String(300)),
    Column("as_of", UtcDateTime),
    Column("received_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),
    UniqueConstraint("kind", "external_id", "content_hash"),
    CheckConstraint(_one_of("status", RecordStatus), name="status"),
)
_counts = erp_records.c.status != RecordStatus.CONFLICT.value
Index("uq_erp_records_counts", erp_records.c.kind, erp_records.c.external_id, unique=True, sqlite_where=_counts, postgresql_where=_counts)
Index("ix_erp_records_status", erp_records.c.status, erp_records.c.id)
_dated = erp_records.c.as_of.is_not(None)
Index("ix_erp_records_subject", erp_records.c.kind, erp_records.c.subject, erp_records.c.as_of, sqlite_where=_dated, postgresql_where=_dated)

order_handouts = Table(
    "order_handouts",
    metadata,
    Column("order_id", String(40), ForeignKey("orders.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("external_id", String(120), nullable=False),
    Column("lines_hash", String(64), nullable=False),
    Column("total", Amount, nullable=False),
    Column("ship_to", String(40), nullable=False),
    Column("delivery_date", Date),
    Column("dead", Boolean, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
