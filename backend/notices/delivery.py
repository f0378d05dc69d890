"""Sending what is queued: to the connector a person uses, not at night, once.

A notice is claimed in a transaction of its own before it is sent, and marked after. A sending that was cut off (the process died between, or
the connector broke in a way it does not declare) is not tried again, because it may have arrived; it counts as given up and `reconcile` names
it. One that a connector could not send waits and is tried again. Invariant: no notice is handed twice to a connector that took it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import DomainError
from backend.kit.outbox import is_due, wait_after
from backend.notices.domain import Deliverer, Notice, NoticeSettings
from backend.notices.models import WAITING, notices
from backend.notices.preferences import quiet_until, settings_of
from backend.notices.topics import is_urgent, topic_of
from backend.settings.service import load_brand_settings

MAX_ATTEMPTS = 20
LONGEST_ERROR = 500
CLAIM_LASTS = timedelta(minutes=10)
LONGEST_HOLD = timedelta(days=1)
"""No quiet hours are longer."""
IN_THE_LIST = "web"
"""Where it is read when nothing is sent: the person's list of notices."""
PUSHED = "push"
"""Where it went when the person's connector is not known: to whichever reached him."""
LastUsed = Callable[[UnitOfWork, Collection[str]], Mapping[str, str]]
"""The connector each of some people wrote through last."""
_COLUMNS = (notices.c.id, notices.c.user_id, notices.c.kind, notices.c.params, notices.c.created_at, notices.c.read_at)
_OPEN = (WAITING, notices.c.attempts < MAX_ATTEMPTS)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is due: to be sent now, to be left in the list, to be held until the quiet hours end."""

    send: tuple[Notice, ...]
    keep: tuple[int, ...]
    hold: Mapping[int, datetime]


def deliver_due(database: Database, deliverers: Sequence[Deliverer], clock: Clock, *, batch: int = 50, last_used: LastUsed | None = None) -> int:
    """Send what waits through the first connector that reaches the person; whom none reaches finds it in his list. Returns how many went out."""
    now = clock.now()
    plan = database.read(lambda uow: _plan(uow, now, batch, last_used))
    if plan.keep or plan.hold:
        database.write(lambda uow: _put_aside(uow, plan, now))
    sent = 0
    for notice in plan.send:
        if database.write(lambda uow, notice=notice: _claim(uow, notice, now)):  # type: ignore[misc] # bound defaults
            sent += _send(database, deliverers, notice, clock)
    return sent


def give_up_cut_off(database: Database, clock: Clock) -> int:
    """Stop waiting for sendings that were cut off; returns how many."""
    now = clock.now()
    late = update(notices).where(*_OPEN, or_(notices.c.claimed_at < now - CLAIM_LASTS, notices.c.claimed_at > now + CLAIM_LASTS))
    return database.write(lambda uow: uow.execute(late.values(claimed_at=None, attempts=MAX_ATTEMPTS, last_error="cut off while sending")).rowcount)


def count_given_up(uow: UnitOfWork) -> int:
    """Notices that nobody could be pushed; they are still in their readers' lists."""
    return int(uow.execute(select(func.count()).select_from(notices).where(WAITING, notices.c.attempts >= MAX_ATTEMPTS)).scalar_one())


def _plan(uow: UnitOfWork, now: datetime, batch: int, last_used: LastUsed | None) -> _Plan:
    due = notices.c.claimed_at.is_(None) & (notices.c.next_attempt_at.is_(None) | is_due(notices.c.next_attempt_at, now, LONGEST_HOLD))
    rows = uow.execute(select(*_COLUMNS).where(*_OPEN, due).order_by(notices.c.id).limit(batch)).all()
    if not rows:
        return _Plan((), (), {})
    brand, people = load_brand_settings(uow), {row.user_id for row in rows}
    chosen = settings_of(uow, people)
    used = last_used(uow, people) if last_used else {}
    send: list[Notice] = []
    keep: list[int] = []
    hold: dict[int, datetime] = {}
    for row in rows:
        wants = chosen.get(row.user_id, NoticeSettings())
        connector = wants.connector or used.get(row.user_id)
        until = None if is_urgent(row.kind) else quiet_until(wants, brand, now)
        if connector == IN_THE_LIST or topic_of(row.kind) in wants.muted:
            keep.append(row.id)
        elif until is not None:
            hold[row.id] = until
        else:
            send.append(replace(Notice(*tuple(row)), connector=connector))
    return _Plan(tuple(send), tuple(keep), hold)


def _put_aside(uow: UnitOfWork, plan: _Plan, now: datetime) -> None:
    if plan.keep:
        uow.execute(update(notices).where(notices.c.id.in_(plan.keep), *_OPEN).values(delivered_at=now, connector=IN_THE_LIST))
    for notice_id, until in plan.hold.items():
        uow.execute(update(notices).where(notices.c.id == notice_id, *_OPEN).values(next_attempt_at=until))


def _claim(uow: UnitOfWork, notice: Notice, now: datetime) -> bool:
    """Whether this process may send it; another that tries at the same moment may not."""
    free = update(notices).where(notices.c.id == notice.id, *_OPEN, notices.c.claimed_at.is_(None))
    return uow.execute(free.values(claimed_at=now)).rowcount == 1


def _send(database: Database, deliverers: Sequence[Deliverer], notice: Notice, clock: Clock) -> int:
    try:
        reached = any(deliverer.deliver(notice) for deliverer in deliverers)
    except (DomainError, OSError) as error:
        reason = repr(error)[:LONGEST_ERROR]
        database.write(lambda uow: _set(uow, notice, _failed(uow, notice, reason, clock.now())))
        return 0
    connector = (notice.connector or PUSHED) if reached else IN_THE_LIST
    database.write(lambda uow: _set(uow, notice, {"delivered_at": clock.now(), "connector": connector}))
    return int(reached)


def _failed(uow: UnitOfWork, notice: Notice, reason: str, now: datetime) -> dict[str, Any]:
    attempts = int(uow.execute(select(notices.c.attempts).where(notices.c.id == notice.id)).scalar_one()) + 1
    return {"attempts": attempts, "claimed_at": None, "last_error": reason, "next_attempt_at": now + wait_after(attempts)}


def _set(uow: UnitOfWork, notice: Notice, values: Mapping[str, Any]) -> None:
    uow.execute(update(notices).where(notices.c.id == notice.id).values(**values))
