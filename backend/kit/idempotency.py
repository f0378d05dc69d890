"""Idempotency keys: the same key with the same request gives the stored answer, with another request a Conflict (R6).

Invariant: key, request hash and answer are stored in the transaction that did the work, so a crash leaves both or neither.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, Table, bindparam, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.columns import JsonText, UtcDateTime, metadata
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid
from backend.kit.prepared import Prepared

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("owner", String(80), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("answer", JsonText),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)
MAX_KEY = 120
_MINE = (idempotency_keys.c.owner == bindparam("its_owner")) & (idempotency_keys.c.key == bindparam("its_key"))
_CLAIM = Prepared(
    lambda is_sqlite: (sqlite_insert if is_sqlite else pg_insert)(idempotency_keys).on_conflict_do_nothing().returning(idempotency_keys.c.key),
    ("owner", "key", "request_hash", "created_at"),
)
_STORED = Prepared(select(idempotency_keys.c.request_hash, idempotency_keys.c.answer).where(_MINE))
_KEEP = Prepared(update(idempotency_keys).where(_MINE).values(answer=bindparam("the_answer", type_=idempotency_keys.c.answer.type)))


def find_answer(uow: UnitOfWork, owner: str, key: str) -> Any:
    """What was stored under a key of `owner`, None when nothing was."""
    stored = _STORED.first(uow, {"its_owner": owner, "its_key": key})
    return stored.answer if stored else None


def run_once(uow: UnitOfWork, owner: str, key: str, request_hash: str, work: Callable[[], Any], *, at: datetime) -> Any:
    """Do `work` unless `owner` did it before under `key`; `work` returns the JSON answer that is stored.

    A second transaction with the same key waits for the first on PostgreSQL's unique index and then finds its answer.
    """
    if not key or len(key) > MAX_KEY:
        raise Invalid("idempotency.bad_key", longest=MAX_KEY)
    mine = {"its_owner": owner, "its_key": key}
    claim = {"owner": owner, "key": key, "request_hash": request_hash, "created_at": at}
    if _CLAIM.first(uow, claim) is None:
        stored = _STORED.all(uow, mine)[0]
        if stored.request_hash != request_hash:
            raise Conflict("idempotency.other_request", key=key)
        return stored.answer
    answer = work()
    _KEEP.run(uow, {**mine, "the_answer": answer})
    return answer


def purge_answers(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Forget up to `limit` keys that were first used before an instant; returns how many. Their requests would be new ones again."""
    which = tuple_(idempotency_keys.c.owner, idempotency_keys.c.key)
    old = select(idempotency_keys.c.owner, idempotency_keys.c.key).where(idempotency_keys.c.created_at < before).limit(limit)
    return uow.execute(delete(idempotency_keys).where(which.in_(old))).rowcount
