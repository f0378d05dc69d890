"""What Alembic runs for every command: the caller's connection and the tables of all modules.

Invariant: a migration runs inside the caller's transaction on both databases, so a failed one leaves the schema as it was.
"""

import importlib
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from backend.kit.columns import metadata

_STORED_AS = {"Amount": "sa.BigInteger()", "ExactDecimal": "sa.String(length=40)", "UtcDateTime": "sa.String(length=32)", "JsonText": "sa.Text()"}
_ROOT = Path(__file__).parent.parent.parent
_TABLES = ("backend/*/models.py", "backend/kit/*.py", "knowledge/*/models.py")


def _register_tables() -> None:
    for pattern in _TABLES:
        for path in sorted(_ROOT.glob(pattern)):
            if path.stem != "__init__":
                importlib.import_module(".".join(path.relative_to(_ROOT).with_suffix("").parts))


def _render_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A migration names plain column types: it must mean the same when the code has moved on."""
    return _STORED_AS.get(type(item).__name__, False) if kind == "type" else False


def _run() -> None:
    _register_tables()
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_item=_render_type,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
