"""Tables of tables that people sent for ordering. Private to this module.

`order_sheets` is one table of one person; `order_sheet_rows` its rows as they were sent and as they were read. Invariant: a row is read when it
has a status; `content_hash` is of the cells alone, so that the same table is known again under another name and in another format.
"""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from backend.kit.columns import ExactDecimal, JsonText, UtcDateTime, metadata
from backend.ordering.sheets.domain import RowStatus

_STATUSES = ", ".join(f"'{status.value}'" for status in RowStatus)

order_sheets = Table(
    "order_sheets",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("dealer_id", String(40), nullable=False),
    Column("user_id", String(80), nullable=False),
    Column("user_name", String(120), nullable=False),
    Column("name", String(200), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("layout", JsonText, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("drafts", JsonText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("drafted_at", UtcDateTime),
)
Index("ix_order_sheets_content", order_sheets.c.dealer_id, order_sheets.c.content_hash)
Index("ix_order_sheets_newest", order_sheets.c.user_id, order_sheets.c.made_at, order_sheets.c.id)
Index("ix_order_sheets_age", order_sheets.c.made_at)

order_sheet_rows = Table(
    "order_sheet_rows",
    metadata,
    Column("sheet_id", String(40), ForeignKey("order_sheets.id"), primary_key=True),
    Column("row_no", Integer, primary_key=True, autoincrement=False),
    Column("cells", JsonText, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("status", String(10)),
    Column("why", String(20)),
    Column("said", String(120)),
    Column("sku", String(60)),
    Column("candidates", JsonText),
    Column("qty", ExactDecimal),
    Column("unit", String(10)),
    Column("base_qty", BigInteger),
    Column("likely", ExactDecimal),
    Column("by_person", Boolean, nullable=False),
    CheckConstraint(f"status IS NULL OR status IN ({_STATUSES})", name="status"),
    CheckConstraint("status IS NULL OR status <> 'ok' OR (sku IS NOT NULL AND base_qty > 0)", name="ok_is_whole"),
)
Index("ix_order_sheet_rows_status", order_sheet_rows.c.sheet_id, order_sheet_rows.c.status, order_sheet_rows.c.row_no)
_unread = order_sheet_rows.c.status.is_(None)
Index("ix_order_sheet_rows_unread", order_sheet_rows.c.sheet_id, sqlite_where=_unread, postgresql_where=_unread)
