"""Taking rows of another system in: each row is used once by its external id, waits for a mapping, or is answered with what is wrong.

The record of a row and what it does here are stored in one transaction. A row that is rejected leaves nothing, so it may come again,
corrected. Invariant: of the rows with one external id one counts; the same one again changes nothing, and another content is a conflict that
a person decides. A document of several rows is used whole or waits whole.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor, Permission
from backend.integration.domain import CodeKind, RecordStatus
from backend.integration.erp.applying import Resolved, apply_rows, document_of, group_of, place_of, subject_of
from backend.integration.erp.codes import resolve_codes
from backend.integration.erp.domain import Kind, Outcome, Row, RowAnswer, plain_row, read_row
from backend.integration.models import erp_records
from backend.inventory.service import hold_places
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, DomainError, Invalid, Refused, TooMuch

MOST_ROWS = 100
"""In one transaction: on SQLite everybody else's writes wait for it."""
MOST_TOGETHER = 500
"""The rows of one price list make one version together and the lines of one shipment leave together, so more of them are taken at once."""
AHEAD = timedelta(minutes=5)
"""How far the clock of another system may be ahead of ours."""
_R = erp_records.c


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A sound row with its place in what was sent and, for one that waits, its record; `row_no` 0 is a row of the same document sent earlier."""

    row_no: int
    row: Row
    record_id: int | None = None

    def answer(self, outcome: Outcome, code: str = "", params: Mapping[str, Any] | None = None) -> RowAnswer:
        return RowAnswer(self.row_no, self.row.external_id, outcome, code, params or {})


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A row that may be used now, with our codes for its own and the first that means nothing here."""

    found: _Numbered
    resolved: Resolved
    missing: tuple[CodeKind, str] | None = None


def most_rows(kind: Kind) -> int:
    """How many rows of a kind are taken at once."""
    return MOST_TOGETHER if kind in {Kind.PRICES, Kind.SHIPMENTS} else MOST_ROWS


def take_rows(uow: UnitOfWork, actor: Actor, kind: Kind, raw: Sequence[Mapping[str, Any]], *, clock: Clock, first_row: int = 1) -> tuple[RowAnswer, ...]:
    """Take rows in, in their order; the answers stand in that order too. Raises TooMuch("integration.too_many_rows")."""
    actor.require(Permission.EXCHANGE_DATA)
    if len(raw) > most_rows(kind):
        raise TooMuch("integration.too_many_rows", most=most_rows(kind))
    answers: list[RowAnswer] = []
    broken: set[str | None] = set()
    groups: dict[tuple[str, ...], list[_Sorted]] = {}
    for number, given in enumerate(raw, first_row):
        try:
            found = _Numbered(number, read_row(kind, given))
        except DomainError as error:
            answers.append(RowAnswer(number, str(given.get("external_id") or "")[:120], Outcome.REJECTED, error.code, error.params))
            broken.add(document_of(kind, plain_row(given)))
            continue
        sorted_out = _sort(uow, found, clock.now())
        if isinstance(sorted_out, _Sorted):
            groups.setdefault(group_of(found.row), []).append(sorted_out)
            continue
        answers.append(sorted_out)
        if sorted_out.outcome is Outcome.CONFLICT:
            broken.add(document_of(kind, found.row.content))
    _hold(uow, [one for group in groups.values() for one in group])
    for group in groups.values():
        answers += _settle(uow, actor, group, broken, clock)
    return tuple(sorted(answers, key=lambda one: one.row_no))


def take_waiting(uow: UnitOfWork, actor: Actor, record_ids: Sequence[int], *, clock: Clock) -> tuple[RowAnswer, ...]:
    """Try rows that wait once more, oldest first, with what waits of the same documents; `row_no` of an answer is the record's id."""
    waiting = {row.id: row for row in _read_waiting(uow, _R.id.in_(list(record_ids)))}
    documents = {document for row in waiting.values() if (document := document_of(Kind(row.kind), row.content))}
    if documents:
        waiting |= {row.id: row for row in _read_waiting(uow, _R.subject.in_(documents))}
    groups: dict[str, list[_Sorted]] = {}
    for number in sorted(waiting):
        one = _resolve(uow, _of_record(waiting[number], number))
        groups.setdefault(document_of(one.found.row.kind, one.found.row.content) or str(number), []).append(one)
    _hold(uow, [one for group in groups.values() for one in group])
    answers: list[RowAnswer] = []
    for group in groups.values():
        answers += _settle(uow, actor, group, (), clock)
    return tuple(sorted(answers, key=lambda one: one.row_no))


def _read_waiting(uow: UnitOfWork, which: Any) -> Sequence[Any]:
    query = select(erp_records).where(which, _R.status == RecordStatus.WAITING.value).order_by(_R.id)
    return uow.execute(query if uow.is_sqlite else query.with_for_update()).all()


def _of_record(stored: Any, row_no: int) -> _Numbered:
    return _Numbered(row_no, Row(Kind(stored.kind), stored.external_id, stored.content), stored.id)


def _hold(uow: UnitOfWork, rows: Iterable[_Sorted]) -> None:
    """Hold every stock that is stated before any of it is read, all in one call, so that nobody waits for a place we hold."""
    hold_places(uow, {place for one in rows if one.missing is None and (place := place_of(one.resolved))})


def _sort(uow: UnitOfWork, found: _Numbered, now: datetime) -> RowAnswer | _Sorted:
    """The answer to a row that was sent before; else the row with our codes."""
    row = found.row
    counted = (_R.kind == row.kind.value) & (_R.external_id == row.external_id) & (_R.status != RecordStatus.CONFLICT.value)
    earlier = uow.execute(select(_R.id, _R.content_hash, _R.status).where(counted)).first()
    if earlier is not None and earlier.content_hash != row.content_hash:
        _store(uow, row, {"status": RecordStatus.CONFLICT.value, "reason": "integration.other_content"}, now)
        return found.answer(Outcome.CONFLICT, "integration.other_content")
    if earlier is not None and earlier.status == RecordStatus.TAKEN.value:
        return found.answer(Outcome.KNOWN)
    return _resolve(uow, replace(found, record_id=earlier.id) if earlier else found)


def _resolve(uow: UnitOfWork, found: _Numbered) -> _Sorted:
    ours, missing = resolve_codes(uow, found.row.codes)
    return _Sorted(found, Resolved(found.row, ours), missing)


def _settle(uow: UnitOfWork, actor: Actor, group: Sequence[_Sorted], broken: Collection[str | None], clock: Clock) -> list[RowAnswer]:
    """Use a group of rows or let it wait; a document with the rows of it that wait already."""
    document = document_of(group[0].found.row.kind, group[0].found.row.content)
    if document is None:
        answers = [_wait(uow, one, None, clock.now()) for one in group if one.missing is not None]
        ready = [one for one in group if one.missing is None]
        return answers + (_use(uow, actor, ready, clock) if ready else [])
    if document in broken:
        return [one.found.answer(Outcome.WAITING if one.found.record_id else Outcome.REJECTED, "integration.document_broken") for one in group]
    here = {one.found.record_id for one in group}
    mates = [_resolve(uow, _of_record(row, 0)) for row in _read_waiting(uow, _R.subject == document) if row.id not in here]
    whole = [*group, *mates]
    lacking = next((one.missing for one in whole if one.missing is not None), None)
    if lacking is not None:
        answers = [_wait(uow, one, lacking, clock.now()) for one in whole]
    elif here | {one.found.record_id for one in mates} == {None}:
        answers = _use(uow, actor, whole, clock)
    else:
        answers = _use(uow, actor, [_kept(uow, one, clock.now()) for one in whole], clock)
    return [answer for answer in answers if answer.row_no]


def _wait(uow: UnitOfWork, one: _Sorted, lacking: tuple[CodeKind, str] | None, now: datetime) -> RowAnswer:
    """Let a row wait for its own code, or for the code that another row of its document lacks."""
    kind, code = one.missing or lacking or (None, "")
    mine = one.missing is not None
    told: dict[str, Any] = {"missing_kind": kind.value if mine and kind else None, "missing_code": code if mine else None, "reason": None, "params": None}
    why = "integration.not_mapped" if mine else "integration.document_waits"
    if not mine:
        told |= {"reason": why, "params": {"code": code}}
    if one.found.record_id is None:
        _store(uow, one.found.row, {"status": RecordStatus.WAITING.value, "subject": _document(one), **told}, now)
    else:
        uow.execute(update(erp_records).where(_R.id == one.found.record_id).values(told))
    return one.found.answer(Outcome.WAITING, why, {"kind": kind.value if kind else "", "code": code})


def _document(one: _Sorted) -> str | None:
    return document_of(one.found.row.kind, one.found.row.content)


def _kept(uow: UnitOfWork, one: _Sorted, now: datetime) -> _Sorted:
    """The row with a record that waits, so that a document stays together when it cannot be used."""
    if one.found.record_id is not None:
        return one
    row = one.found.row
    _store(uow, row, {"status": RecordStatus.WAITING.value, "subject": _document(one)}, now)
    mine = (_R.kind == row.kind.value) & (_R.external_id == row.external_id) & (_R.content_hash == row.content_hash)
    return replace(one, found=replace(one.found, record_id=uow.execute(select(_R.id).where(mine)).scalar_one_or_none()))


def _use(uow: UnitOfWork, actor: Actor, group: Sequence[_Sorted], clock: Clock) -> list[RowAnswer]:
    """Use a group of rows; what goes wrong with one of them leaves nothing of any."""
    now = clock.now()
    try:
        with uow.savepoint():
            fresh = [one for one in group if _claim(uow, one.found, one.resolved, now)]
            if fresh:
                apply_rows(uow, actor, [one.resolved for one in fresh], clock=clock)
    except DomainError as error:
        code, params = _why(error)
        for one in group:
            if one.found.record_id is not None:
                told = {"missing_kind": None, "missing_code": None, "reason": code, "params": params}
                uow.execute(update(erp_records).where(_R.id == one.found.record_id).values(told))
        return [one.found.answer(Outcome.REJECTED if one.found.record_id is None else Outcome.WAITING, code, params) for one in group]
    used = [one.found for one in fresh]
    return [one.found.answer(Outcome.TAKEN) if one.found in used else _overtaken(uow, one.found, now) for one in group]


def _overtaken(uow: UnitOfWork, found: _Numbered, now: datetime) -> RowAnswer:
    """The answer to a row whose id another one took first, in the same call or beside it: the same content is known, another is a conflict."""
    sorted_out = _sort(uow, found, now)
    return sorted_out if isinstance(sorted_out, RowAnswer) else found.answer(Outcome.KNOWN)


def _claim(uow: UnitOfWork, found: _Numbered, resolved: Resolved, now: datetime) -> bool:
    """Store that a row is used; False when another transaction was first. Raises what keeps a statement from being used now."""
    stated = _stated(uow, resolved, now)
    values = {"status": RecordStatus.TAKEN.value, "taken_at": now, "missing_kind": None, "missing_code": None, "reason": None, "params": None, **stated}
    if found.record_id is not None:
        return uow.execute(update(erp_records).where(_R.id == found.record_id, _R.status == RecordStatus.WAITING.value).values(values)).rowcount == 1
    return _store(uow, found.row, values, now)


def _stated(uow: UnitOfWork, resolved: Resolved, now: datetime) -> dict[str, Any]:
    """What a row states the present state of, and as of when: never later than now, so that it cannot outlast what is stated later.

    Raises Invalid("integration.future") for what lies ahead and Conflict("integration.older") for what was overtaken.
    """
    subject, said = subject_of(resolved), resolved.row.content.get("as_of")
    if subject is None or said is None:
        return {"subject": subject, "as_of": None}
    as_of = datetime.fromisoformat(said)
    if as_of > now + AHEAD:
        raise Invalid("integration.future", at=as_of.isoformat())
    dated = (_R.as_of.is_not(None)) & (_R.as_of <= now)
    newest = select(_R.as_of).where(_R.kind == resolved.row.kind.value, _R.subject == subject, dated, _R.status == RecordStatus.TAKEN.value)
    latest = uow.execute(newest.order_by(_R.as_of.desc()).limit(1)).scalar_one_or_none()
    if latest is not None and latest > as_of:
        raise Conflict("integration.older", at=latest.isoformat())
    return {"subject": subject, "as_of": min(as_of, now)}


def _store(uow: UnitOfWork, row: Row, values: Mapping[str, Any], now: datetime) -> bool:
    shared = {"kind": row.kind.value, "external_id": row.external_id, "content": dict(row.content), "content_hash": row.content_hash, "received_at": now}
    make = sqlite_insert if uow.is_sqlite else pg_insert
    return uow.execute(make(erp_records).values(**shared, **values).on_conflict_do_nothing().returning(_R.id)).first() is not None


def _why(error: DomainError) -> tuple[str, dict[str, Any]]:
    params = {name: str(value) for name, value in error.params.items()}
    if isinstance(error, Refused):
        params["reasons"] = ", ".join(reason.code for reason in error.reasons)
    return error.code, params
