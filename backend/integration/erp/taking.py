"""Taking rows of another system in: each row is used once by its external id, waits for a mapping, or is answered with what is wrong.

The record of a row and what it does here are stored in one transaction. A row that is rejected leaves nothing, so it may come again,
corrected. Invariant: of the rows with one external id one counts; the same one again changes nothing, and another content is a conflict that
a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor, Permission
from backend.integration.domain import RecordStatus
from backend.integration.erp.applying import Resolved, apply_rows, group_of, subject_of
from backend.integration.erp.codes import resolve_codes
from backend.integration.erp.domain import Kind, Outcome, Row, RowAnswer, read_row
from backend.integration.models import erp_records
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, DomainError, Refused, TooMuch

MOST_ROWS = 100
"""In one transaction: on SQLite everybody else's writes wait for it."""
MOST_PRICES = 500
"""The rows of one price list make one version together, so more of them are taken at once."""
_R = erp_records.c


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A sound row with its place in what was sent and, for one that waited, its record."""

    row_no: int
    row: Row
    record_id: int | None = None

    def answer(self, outcome: Outcome, code: str = "", params: Mapping[str, Any] | None = None) -> RowAnswer:
        return RowAnswer(self.row_no, self.row.external_id, outcome, code, params or {})


def most_rows(kind: Kind) -> int:
    """How many rows of a kind are taken at once."""
    return MOST_PRICES if kind is Kind.PRICES else MOST_ROWS


_Usable = tuple[_Numbered, Resolved]


def take_rows(uow: UnitOfWork, actor: Actor, kind: Kind, raw: Sequence[Mapping[str, Any]], *, clock: Clock, first_row: int = 1) -> tuple[RowAnswer, ...]:
    """Take rows in, in their order; the answers stand in that order too. Raises TooMuch("integration.too_many_rows")."""
    actor.require(Permission.EXCHANGE_DATA)
    if len(raw) > most_rows(kind):
        raise TooMuch("integration.too_many_rows", most=most_rows(kind))
    answers: list[RowAnswer] = []
    groups: dict[tuple[str, ...], list[_Usable]] = {}
    for number, given in enumerate(raw, first_row):
        try:
            found = _Numbered(number, read_row(kind, given))
        except DomainError as error:
            answers.append(RowAnswer(number, str(given.get("external_id") or "")[:120], Outcome.REJECTED, error.code, error.params))
            continue
        sorted_out = _sort(uow, found, clock.now())
        if isinstance(sorted_out, RowAnswer):
            answers.append(sorted_out)
        else:
            groups.setdefault(group_of(sorted_out[1]), []).append(sorted_out)
    for group in groups.values():
        answers += _use(uow, actor, group, clock)
    return tuple(sorted(answers, key=lambda one: one.row_no))


def take_waiting(uow: UnitOfWork, actor: Actor, record_ids: Sequence[int], *, clock: Clock) -> tuple[RowAnswer, ...]:
    """Try rows that wait once more, oldest first; `row_no` of an answer is the record's id."""
    query = select(erp_records).where(_R.id.in_(list(record_ids)), _R.status == RecordStatus.WAITING.value).order_by(_R.id)
    rows = uow.execute(query if uow.is_sqlite else query.with_for_update()).all()
    answers: list[RowAnswer] = []
    for stored in rows:
        found = _Numbered(stored.id, Row(Kind(stored.kind), stored.external_id, stored.content), stored.id)
        ours, missing = resolve_codes(uow, found.row.codes)
        if missing is not None:
            uow.execute(update(erp_records).where(_R.id == stored.id).values(missing_kind=missing[0].value, missing_code=missing[1], reason=None, params=None))
            answers.append(found.answer(Outcome.WAITING, "integration.not_mapped", {"kind": missing[0].value, "code": missing[1]}))
        else:
            answers += _use(uow, actor, [(found, Resolved(found.row, ours))], clock)
    return tuple(answers)


def _sort(uow: UnitOfWork, found: _Numbered, now: datetime) -> RowAnswer | _Usable:
    """The answer to a row that is not to be used now; else the row with our codes."""
    row = found.row
    counted = (_R.kind == row.kind.value) & (_R.external_id == row.external_id) & (_R.status != RecordStatus.CONFLICT.value)
    earlier = uow.execute(select(_R.id, _R.content_hash, _R.status).where(counted)).first()
    if earlier is not None and earlier.content_hash != row.content_hash:
        _store(uow, row, {"status": RecordStatus.CONFLICT.value, "reason": "integration.other_content"}, now)
        return found.answer(Outcome.CONFLICT, "integration.other_content")
    if earlier is not None and earlier.status == RecordStatus.TAKEN.value:
        return found.answer(Outcome.KNOWN)
    ours, missing = resolve_codes(uow, row.codes)
    if missing is None:
        return (replace(found, record_id=earlier.id) if earlier else found), Resolved(row, ours)
    kind, code = missing
    if earlier is None:
        _store(uow, row, {"status": RecordStatus.WAITING.value, "missing_kind": kind.value, "missing_code": code}, now)
    return found.answer(Outcome.WAITING, "integration.not_mapped", {"kind": kind.value, "code": code})


def _use(uow: UnitOfWork, actor: Actor, group: Sequence[_Usable], clock: Clock) -> list[RowAnswer]:
    """Use a group of rows; what goes wrong with one of them leaves nothing of any."""
    now = clock.now()
    try:
        with uow.savepoint():
            fresh = [(found, resolved) for found, resolved in group if _claim(uow, found, resolved, now)]
            if fresh:
                apply_rows(uow, actor, [resolved for _, resolved in fresh], clock=clock)
    except DomainError as error:
        code, params = _why(error)
        for found, _ in group:
            if found.record_id is not None:
                uow.execute(update(erp_records).where(_R.id == found.record_id).values(missing_kind=None, missing_code=None, reason=code, params=params))
        return [found.answer(Outcome.REJECTED if found.record_id is None else Outcome.WAITING, code, params) for found, _ in group]
    used = {found.row_no for found, _ in fresh}
    return [found.answer(Outcome.TAKEN) if found.row_no in used else _overtaken(uow, found, now) for found, _ in group]


def _overtaken(uow: UnitOfWork, found: _Numbered, now: datetime) -> RowAnswer:
    """The answer to a row whose id another one took first, in the same call or beside it: the same content is known, another is a conflict."""
    sorted_out = _sort(uow, found, now)
    return sorted_out if isinstance(sorted_out, RowAnswer) else found.answer(Outcome.KNOWN)


def _claim(uow: UnitOfWork, found: _Numbered, resolved: Resolved, now: datetime) -> bool:
    """Store that a row is used; False when another transaction was first. Raises Conflict("integration.older") for what was overtaken."""
    subject, as_of = subject_of(resolved), found.row.content.get("as_of")
    stated = {"subject": subject, "as_of": datetime.fromisoformat(as_of) if as_of else None}
    if subject is not None:
        newest = select(_R.as_of).where(_R.kind == found.row.kind.value, _R.subject == subject, _R.as_of.is_not(None), _R.status == RecordStatus.TAKEN.value)
        latest = uow.execute(newest.order_by(_R.as_of.desc()).limit(1)).scalar_one_or_none()
        if latest is not None and stated["as_of"] is not None and latest > stated["as_of"]:
            raise Conflict("integration.older", at=latest.isoformat())
    values = {"status": RecordStatus.TAKEN.value, "taken_at": now, "missing_kind": None, "missing_code": None, "reason": None, "params": None, **stated}
    if found.record_id is not None:
        return uow.execute(update(erp_records).where(_R.id == found.record_id, _R.status == RecordStatus.WAITING.value).values(values)).rowcount == 1
    return _store(uow, found.row, values, now)


def _store(uow: UnitOfWork, row: Row, values: Mapping[str, Any], now: datetime) -> bool:
    shared = {"kind": row.kind.value, "external_id": row.external_id, "content": dict(row.content), "content_hash": row.content_hash, "received_at": now}
    make = sqlite_insert if uow.is_sqlite else pg_insert
    return uow.execute(make(erp_records).values(**shared, **values).on_conflict_do_nothing().returning(_R.id)).first() is not None


def _why(error: DomainError) -> tuple[str, dict[str, Any]]:
    params = {name: str(value) for name, value in error.params.items()}
    if isinstance(error, Refused):
        params["reasons"] = ", ".join(reason.code for reason in error.reasons)
    return error.code, params
