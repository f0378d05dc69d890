"""The queue of rows that wait for a person: codes that are not mapped, rows that could not be used, the same id with other content.

Invariant: a row leaves the queue by being used or by being dismissed, and both are in the audit log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select

from backend.identity.domain import Actor, Permission
from backend.integration.domain import CodeKind, RecordStatus
from backend.integration.erp.codes import CodePair, set_code
from backend.integration.erp.domain import Kind, Outcome, RowAnswer
from backend.integration.erp.taking import MOST_ROWS, take_waiting
from backend.integration.models import erp_records
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.paging import Page, cursor_number, encode_cursor, page_size

_R = erp_records.c
_QUEUED = (RecordStatus.WAITING.value, RecordStatus.CONFLICT.value)


@dataclass(frozen=True, slots=True)
class QueuedRow:
    """A row that waits. Of a conflict `counted` is the row that counts."""

    id: int
    kind: Kind
    external_id: str
    status: RecordStatus
    content: Mapping[str, str]
    missing_kind: CodeKind | None
    missing_code: str
    reason: str
    params: Mapping[str, Any]
    received_at: datetime
    counted: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping and what became of the rows that waited for it."""

    pair: CodePair
    taken: int
    waiting: int


def list_queue(uow: UnitOfWork, actor: Actor, *, status: RecordStatus | None = None, cursor: str | None = None, limit: int = 50) -> Page[QueuedRow]:
    """Rows that wait, oldest first."""
    actor.require(Permission.INTEGRATE)
    size = page_size(limit)
    query = select(erp_records).where(_R.status.in_([status.value] if status in (RecordStatus.WAITING, RecordStatus.CONFLICT) else _QUEUED))
    if cursor:
        query = query.where(_R.id > cursor_number(cursor))
    found = uow.execute(query.order_by(_R.id).limit(size + 1)).all()
    counted = _counted(uow, [row for row in found[:size] if row.status == RecordStatus.CONFLICT.value])
    return Page(tuple(_of_row(row, counted) for row in found[:size]), encode_cursor(found[size - 1].id) if len(found) > size else None)


def count_queue(uow: UnitOfWork, actor: Actor) -> dict[str, int]:
    """How many rows wait and how many are in conflict."""
    actor.require(Permission.INTEGRATE)
    rows = uow.execute(select(_R.status, func.count().label("many")).where(_R.status.in_(_QUEUED)).group_by(_R.status))
    return {**dict.fromkeys(_QUEUED, 0), **{row.status: row.many for row in rows}}


def map_code(uow: UnitOfWork, actor: Actor, kind: CodeKind, their_code: str, our_code: str, *, clock: Clock) -> Mapped:
    """Map a code and take in the rows that waited for it (the first hundred; the others when they come again or the code is mapped once more)."""
    pair = set_code(uow, actor, kind, their_code, our_code, clock=clock)
    waiting = select(_R.id).where(_R.status == RecordStatus.WAITING.value, _R.missing_kind == kind.value, _R.missing_code == pair.their_code)
    answers = take_waiting(uow, actor, list(uow.execute(waiting.order_by(_R.id).limit(MOST_ROWS)).scalars()), clock=clock)
    _note(uow, actor, "rows_mapped", {"code": pair.their_code, "rows": len(answers)}, clock)
    taken = sum(answer.outcome is Outcome.TAKEN for answer in answers)
    return Mapped(pair, taken, len(answers) - taken)


def try_again(uow: UnitOfWork, actor: Actor, record_id: int, *, clock: Clock) -> RowAnswer:
    """Try one row that waits once more. Raises NotFound("integration.no_row")."""
    actor.require(Permission.INTEGRATE)
    answers = take_waiting(uow, actor, [record_id], clock=clock)
    if not answers:
        raise NotFound("integration.no_row", row=record_id)
    return next(answer for answer in answers if answer.row_no == record_id)


def dismiss(uow: UnitOfWork, actor: Actor, record_id: int, *, clock: Clock) -> None:
    """Drop a row that waits or is in conflict; its id may be sent again. Raises NotFound("integration.no_row")."""
    actor.require(Permission.INTEGRATE)
    which = and_(_R.id == record_id, _R.status.in_(_QUEUED))
    row = uow.execute(select(erp_records).where(which)).first()
    if row is None:
        raise NotFound("integration.no_row", row=record_id)
    uow.execute(delete(erp_records).where(which))
    _note(uow, actor, "row_dismissed", {"kind": row.kind, "external_id": row.external_id, "content": row.content, "status": row.status}, clock)


def _counted(uow: UnitOfWork, conflicts: list[Any]) -> dict[tuple[str, str], Mapping[str, str]]:
    ids = sorted({row.external_id for row in conflicts})
    rows = uow.execute(select(_R.kind, _R.external_id, _R.content).where(_R.external_id.in_(ids), _R.status != RecordStatus.CONFLICT.value)) if ids else ()
    return {(row.kind, row.external_id): row.content for row in rows}


def _of_row(row: Any, counted: Mapping[tuple[str, str], Mapping[str, str]]) -> QueuedRow:
    missing = CodeKind(row.missing_kind) if row.missing_kind else None
    told = (missing, row.missing_code or "", row.reason or "", row.params or {}, row.received_at)
    earlier = counted.get((row.kind, row.external_id)) if row.status == RecordStatus.CONFLICT.value else None
    return QueuedRow(row.id, Kind(row.kind), row.external_id, RecordStatus(row.status), row.content, *told, earlier)


def _note(uow: UnitOfWork, actor: Actor, what: str, data: Mapping[str, Any], clock: Clock) -> None:
    record(uow, "erp_rows", f"integration.{what}", data, by=Stamp(actor.user_id, clock.now()))
