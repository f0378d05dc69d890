"""Statements over imports and the rows they set aside. Private to this module."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, insert, select

from backend.integration.models import import_rejects, import_runs
from backend.kit.db import UnitOfWork

BATCH = 5000


def find_run(uow: UnitOfWork, kind: str, content_hash: str) -> Mapping[str, Any] | None:
    """The report of an earlier import of the same content."""
    query = select(import_runs.c.report).where(import_runs.c.kind == kind, import_runs.c.content_hash == content_hash)
    report: Mapping[str, Any] | None = uow.execute(query).scalar_one_or_none()
    return report


def add_run(uow: UnitOfWork, run_id: str, kind: str, report: Mapping[str, Any], at: datetime) -> None:
    """Store an import with its report."""
    values = {"id": run_id, "kind": kind, "content_hash": report["content_hash"], "file_name": report["file_name"][:200], "at": at, "report": report}
    uow.execute(insert(import_runs), [values])


def add_rejects(uow: UnitOfWork, run_id: str, rejects: Iterable[tuple[int, str, Mapping[str, Any]]]) -> int:
    """Store rows that are in no order, in batches; returns how many."""
    stored, waiting = 0, iter(rejects)
    while batch := list(islice(waiting, BATCH)):
        uow.execute(insert(import_rejects), [{"run_id": run_id, "row_no": row_no, "reason": reason, "raw": raw} for row_no, reason, raw in batch])
        stored += len(batch)
    return stored


def read_runs(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """Every import, newest first."""
    return uow.execute(select(import_runs).order_by(import_runs.c.at.desc(), import_runs.c.id.desc())).all()


def read_rejects(uow: UnitOfWork, run_id: str, reason: str | None, after: int, limit: int) -> Sequence[Row[Any]]:
    """Rows of an import that were set aside, in the order of the file."""
    query = select(import_rejects.c.id, import_rejects.c.row_no, import_rejects.c.reason, import_rejects.c.raw)
    query = query.where(import_rejects.c.run_id == run_id, import_rejects.c.id > after)
    if reason is not None:
        query = query.where(import_rejects.c.reason == reason)
    return uow.execute(query.order_by(import_rejects.c.id).limit(limit)).all()
