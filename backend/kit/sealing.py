"""Sealing the audit log: once a day the heads of all chains that grew go into one chain of their own.

A chain alone does not tell that its last rows are gone, or that somebody wrote all of it anew; the seals remember how far each chain was and
with which hash. Invariant: a seal covers the one before it and is never changed; a head that was sealed stays in its chain for ever.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row, and_, func, insert, or_, select

from backend.kit.audit import audit_log, audit_seals, sealed_heads
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.ids import hash_content

_log = logging.getLogger(__name__)
BATCH = 2000
"""Heads of one seal: nobody waits long for the transaction that writes it."""


def seal_due(database: Database, clock: Clock, since: datetime) -> int:
    """Seal what grew, unless that was done since an instant; returns how many heads were sealed. A seal from the future is of a wrong clock.

    The hash of the newest seal is logged: kept outside the database it shows that the seals themselves were written anew.
    """
    newest = select(audit_seals.c.at).order_by(audit_seals.c.no.desc()).limit(1)
    last = database.read(lambda uow: uow.execute(newest).scalar_one_or_none())
    return 0 if last is not None and since <= last <= clock.now() else seal(database, clock)


def seal(database: Database, clock: Clock) -> int:
    """Seal every chain that grew since it was sealed, some to a seal; a day on which nothing happened has an empty seal."""
    done = 0
    while True:
        heads = database.read(_grown)
        written = database.write(partial(_write, heads=heads, at=clock.now()))
        _log.info("audit log sealed: seal %d of %d chains, hash %s", *written)
        done += len(heads)
        if len(heads) < BATCH:
            return done


def broken_seals(uow: UnitOfWork) -> list[str]:
    """What the seals say against: "seal 3" that was changed or is missing, and every aggregate whose chain no longer holds a sealed head."""
    found: list[str] = []
    number, previous = 0, ""
    for row in uow.execute(select(audit_seals).order_by(audit_seals.c.no)).all():
        number += 1
        heads = uow.execute(select(sealed_heads).where(sealed_heads.c.seal_no == row.no).order_by(sealed_heads.c.aggregate))
        digest = _digest((one.aggregate, one.seq, one.hash) for one in heads)
        whole = row.no == number and row.previous == previous and row.digest == digest and row.hash == _hash_of(row.no, row.at, digest, previous)
        if not whole:
            found.append(f"seal {row.no}")
        number, previous = row.no, row.hash
    return [*found, *uow.execute(_lost_heads()).scalars()]


def _grown(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """The heads of the chains that grew since they were sealed."""
    newest = select(audit_log.c.aggregate, func.max(audit_log.c.seq).label("seq")).group_by(audit_log.c.aggregate).subquery()
    sealed = select(sealed_heads.c.aggregate, func.max(sealed_heads.c.seq).label("seq")).group_by(sealed_heads.c.aggregate).subquery()
    joined = newest.join(audit_log, and_(audit_log.c.aggregate == newest.c.aggregate, audit_log.c.seq == newest.c.seq))
    joined = joined.outerjoin(sealed, sealed.c.aggregate == newest.c.aggregate)
    query = select(audit_log.c.aggregate, audit_log.c.seq, audit_log.c.hash).select_from(joined)
    grown = or_(sealed.c.seq.is_(None), sealed.c.seq < newest.c.seq)
    return uow.execute(query.where(grown).order_by(audit_log.c.aggregate).limit(BATCH)).all()


def _write(uow: UnitOfWork, heads: Sequence[Row[Any]], at: datetime) -> tuple[int, int, str]:
    last = uow.execute(select(audit_seals).order_by(audit_seals.c.no.desc()).limit(1)).first()
    number, previous = (last.no + 1, last.hash) if last else (1, "")
    digest = _digest(tuple(one) for one in sorted(heads))
    digest_of_all = _hash_of(number, at, digest, previous)
    row = {"no": number, "at": at, "heads": len(heads), "digest": digest, "previous": previous, "hash": digest_of_all}
    uow.execute(insert(audit_seals).values(row))
    if heads:
        uow.execute(insert(sealed_heads), [{"seal_no": number, "aggregate": one.aggregate, "seq": one.seq, "hash": one.hash} for one in heads])
    return number, len(heads), digest_of_all


def _lost_heads() -> Any:
    """Aggregates of which a sealed head is no longer in the log as it was."""
    kept = and_(audit_log.c.aggregate == sealed_heads.c.aggregate, audit_log.c.seq == sealed_heads.c.seq, audit_log.c.hash == sealed_heads.c.hash)
    joined = sealed_heads.outerjoin(audit_log, kept)
    return select(sealed_heads.c.aggregate).select_from(joined).where(audit_log.c.id.is_(None)).distinct().order_by(sealed_heads.c.aggregate)


def _digest(heads: Iterable[tuple[Any, ...]]) -> str:
    return hash_content(*(f"{aggregate}@{seq}={value}" for aggregate, seq, value in sorted(heads)))


def _hash_of(number: int, at: datetime, digest: str, previous: str) -> str:
    return hash_content(number, at.timestamp(), digest, previous)
