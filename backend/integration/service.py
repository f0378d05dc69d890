"""The public face of integration: importing an order history, and reading what imports did and set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.identity.domain import Actor, Permission
from backend.integration import repository
from backend.integration.order_history.domain import ImportReport, SetAside, report_of_json
from backend.integration.order_history.importing import import_order_history
from backend.kit.db import UnitOfWork
from backend.kit.paging import Page, cursor_number, encode_cursor, page_size

__all__ = ["ImportReport", "RejectedRow", "SetAside", "import_order_history", "list_imports", "list_rejects"]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a file that is in no order, as it stood there, why, and which required field it lacks (empty for none)."""

    row_no: int
    reason: str
    raw: Mapping[str, Any]
    field: str = ""


def list_imports(uow: UnitOfWork, actor: Actor) -> list[ImportReport]:
    """The reports of all imports, newest first."""
    actor.require(Permission.READ_AUDIT)
    return [report_of_json(row.report) for row in repository.read_runs(uow)]


def list_rejects(
    uow: UnitOfWork, actor: Actor, run_id: str, *, reason: SetAside | None = None, cursor: str | None = None, limit: int = 50
) -> Page[RejectedRow]:
    """Rows of an import that are in no order, in the order of the file."""
    actor.require(Permission.READ_AUDIT)
    size = page_size(limit)
    after = cursor_number(cursor) if cursor else 0
    found = repository.read_rejects(uow, run_id, reason.value if reason else None, after, size + 1)
    rows = tuple(RejectedRow(row.row_no, row.reason, row.raw, SetAside(row.reason).field or "") for row in found[:size])
    return Page(rows, encode_cursor(found[size - 1].id) if len(found) > size else None)
