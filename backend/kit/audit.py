"""The audit log: append-only, hash-chained per aggregate, written in the same transaction as the change (R15).

Invariant: the rows of one aggregate number 1, 2, 3 … and each hash covers the one before, so a removed or edited row shows. That the last row
was removed, or all of them written anew, shows by the seals (`kit/sealing.py`), which keep the head of every chain.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, insert, select

from backend.kit.columns import BigId, JsonText, UtcDateTime, metadata
from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_content
from backend.kit.prepared import Prepared

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("aggregate", String(80), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(60), nullable=False),
    Column("data", JsonText, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("aggregate", "seq"),
)
audit_seals = Table(
    "audit_seals",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("heads", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
sealed_heads = Table(
    "audit_sealed_heads",
    metadata,
    Column("seal_no", Integer, ForeignKey("audit_seals.no"), primary_key=True, autoincrement=False),
    Column("aggregate", String(80), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_sealed_heads_aggregate", "aggregate", "seq"),
)
_APPEND = Prepared(insert(audit_log), ("aggregate", "seq", "at", "actor", "action", "data", "previous", "hash"))
_serialise = JsonText().process_bind_param


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One recorded fact about an aggregate such as "order:ord_…"."""

    aggregate: str
    seq: int
    at: datetime
    actor: str
    action: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who did it (a person, rule or job) and when."""

    actor: str
    at: datetime


def record(uow: UnitOfWork, aggregate: str, action: str, data: Mapping[str, Any], *, by: Stamp, new: bool = False) -> None:
    """Append one entry. `new` says the aggregate was made in this transaction, which saves the look-up of its last entry."""
    last = None if new else uow.execute(_last_entry(aggregate)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, "")
    row = {"aggregate": aggregate, "seq": seq, "at": by.at, "actor": by.actor, "action": action, "data": dict(data), "previous": previous}
    _APPEND.run(uow, {**row, "hash": _entry_hash(row)})


def history(uow: UnitOfWork, aggregate: str) -> list[AuditEntry]:
    """All entries of an aggregate, oldest first. The caller has checked that the actor may see the aggregate."""
    return histories(uow, [aggregate])[aggregate]


def histories(uow: UnitOfWork, aggregates: Collection[str]) -> dict[str, list[AuditEntry]]:
    """The same of several aggregates in one look."""
    columns = (audit_log.c.aggregate, audit_log.c.seq, audit_log.c.at, audit_log.c.actor, audit_log.c.action, audit_log.c.data)
    found: dict[str, list[AuditEntry]] = {aggregate: [] for aggregate in aggregates}
    rows = uow.execute(select(*columns).where(audit_log.c.aggregate.in_(found)).order_by(audit_log.c.seq)) if found else ()
    for row in rows:
        found[row.aggregate].append(AuditEntry(*tuple(row)))
    return found


def broken_chains(uow: UnitOfWork) -> list[str]:
    """Aggregates whose entries were changed, removed or re-ordered after the fact."""
    broken: list[str] = []
    aggregate, seq, previous = "", 0, ""
    for row in uow.execute(select(audit_log).order_by(audit_log.c.aggregate, audit_log.c.seq)).mappings():
        if row["aggregate"] != aggregate:
            aggregate, seq, previous = row["aggregate"], 0, ""
        seq += 1
        whole = row["seq"] == seq and row["previous"] == previous and row["hash"] == _entry_hash(dict(row))
        if not whole and (not broken or broken[-1] != aggregate):
            broken.append(aggregate)
        previous = row["hash"]
    return broken


def _last_entry(aggregate: str) -> Any:
    return select(audit_log.c.seq, audit_log.c.hash).where(audit_log.c.aggregate == aggregate).order_by(audit_log.c.seq.desc()).limit(1)


def _entry_hash(row: Mapping[str, Any]) -> str:
    at = row["at"].timestamp()
    return hash_content(row["aggregate"], row["seq"], at, row["actor"], row["action"], _serialise(row["data"], None), row["previous"])  # type: ignore[arg-type] # the dialect is not used
