"""Tables of imports and of the rows they set aside. Private to this module.

Invariant: the same content is imported once per kind; every row of a file is either in use or stands in `import_rejects` with its reason.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, UniqueConstraint

from backend.kit.columns import BigId, JsonText, UtcDateTime, metadata

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
