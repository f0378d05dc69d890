"""Promises of the unit of work."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from backend.kit import audit, outbox
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, Invalid, Unavailable
from backend.kit.idempotency import run_once
from backend.kit.numbering import next_number, skip_to

AT = datetime(2025, 6, 11, tzinfo=UTC)


def _publish(uow: UnitOfWork, key: str) -> None:
    outbox.publish(uow, "test", key, {"n": key}, at=AT)


def _count(uow: UnitOfWork) -> int:
    return int(uow.execute(select(func.count()).select_from(outbox.outbox)).scalar_one())


def test_a_write_that_raises_leaves_nothing_behind(any_database: Database) -> None:
    """Rollback on error."""

    def work(uow: UnitOfWork) -> None:
        _publish(uow, "a")
        raise Invalid("test.no")

    with pytest.raises(Invalid):
        any_database.write(work)
    assert any_database.read(_count) == 0


def test_one_failing_write_does_not_disturb_the_others_of_its_group(any_database: Database) -> None:
    """Savepoints keep the members of a group commit apart."""
    barrier = threading.Barrier(8)

    def work(number: int) -> bool:
        barrier.wait()

        def write(uow: UnitOfWork) -> None:
            _publish(uow, str(number))
            if number % 2:
                raise Invalid("test.odd")

        try:
            any_database.write(write)
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(work, range(8)))
    assert outcomes == [number % 2 == 0 for number in range(8)]
    assert any_database.read(_count) == 4


def test_a_read_cannot_write(any_database: Database) -> None:
    """Whatever a read does is not kept."""
    with pytest.raises(DBAPIError):
        any_database.read(lambda uow: _publish(uow, "a"))
    assert any_database.read(_count) == 0


def test_a_write_inside_a_write_is_refused_instead_of_hanging(database: Database) -> None:
    """The single writer would wait for itself."""
    with pytest.raises(RuntimeError, match="write inside a write"):
        database.write(lambda _uow: database.write(_count))


def test_a_closed_database_says_so(database: Database) -> None:
    """Late writers are told instead of left waiting."""
    database.write(_count)
    writer = database._writer
    database.close()
    assert writer is not None
    with pytest.raises(Unavailable):
        writer.submit(_count)


def test_the_same_key_does_the_work_once_and_answers_the_same(any_database: Database) -> None:
    """Twenty parallel requests with one key."""

    def once(_n: int) -> object:
        def write(uow: UnitOfWork) -> object:
            return run_once(uow, "user", "key", "hash", lambda: {"number": next_number(uow, "test")}, at=AT)

        return any_database.write(write)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(once, range(20)))
    assert answers == [answers[0]] * 20


def test_a_key_reused_for_another_request_is_a_conflict(any_database: Database) -> None:
    """Same key, other body."""
    any_database.write(lambda uow: run_once(uow, "user", "key", "one", lambda: 1, at=AT))
    with pytest.raises(Conflict):
        any_database.write(lambda uow: run_once(uow, "user", "key", "two", lambda: 2, at=AT))


def test_numbers_are_unique_when_many_ask_at_once(any_database: Database) -> None:
    """No max+1."""
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _n: any_database.write(lambda uow: next_number(uow, "order")), range(60)))
    assert len(set(numbers)) == 60


def test_an_edited_audit_entry_breaks_its_chain(any_database: Database) -> None:
    """The hash chain shows tampering, and only for the aggregate that was touched."""
    by = audit.Stamp("user:1", AT)

    def write(uow: UnitOfWork) -> None:
        for name in ("order:1", "order:2"):
            audit.record(uow, name, "made", {"total": "1.00"}, by=by, new=True)
            audit.record(uow, name, "paid", {}, by=by)

    any_database.write(write)
    assert any_database.read(audit.broken_chains) == []
    first = (audit.audit_log.c.aggregate == "order:1") & (audit.audit_log.c.seq == 1)
    any_database.write(lambda uow: uow.execute(audit.audit_log.update().where(first).values(actor="x")))
    assert any_database.read(audit.broken_chains) == ["order:1"]
    assert [entry.action for entry in any_database.read(lambda uow: audit.history(uow, "order:2"))] == ["made", "paid"]


def test_a_failed_delivery_is_kept_with_its_reason_and_tried_again(any_database: Database) -> None:
    """At-least-once delivery, not before its next time; what the receiver said is cut to a bounded length."""
    any_database.write(lambda uow: _publish(uow, "a"))
    clock = FixedClock(AT)

    def fail(_message: outbox.OutboxMessage) -> None:
        raise ConnectionError("down " * 1000)

    delivered: list[str] = []
    assert outbox.relay_once(any_database, fail, clock) == 0
    assert len(any_database.read(lambda uow: uow.execute(select(outbox.outbox.c.last_error)).scalar_one())) == outbox.LONGEST_ERROR
    assert outbox.relay_once(any_database, lambda message: delivered.append(message.key), clock) == 0
    clock.instant += timedelta(seconds=2)
    assert outbox.relay_once(any_database, lambda message: delivered.append(message.key), clock) == 1
    assert outbox.relay_once(any_database, lambda message: delivered.append(message.key), clock) == 0
    assert delivered == ["a"]


def test_a_message_survives_a_receiver_that_is_down_for_a_day(database: Database) -> None:
    """The waits double up to an hour; the relay looks every minute."""
    database.write(lambda uow: _publish(uow, "a"))
    clock = FixedClock(AT)
    tries: list[datetime] = []

    def fail(_message: outbox.OutboxMessage) -> None:
        tries.append(clock.instant)
        raise ConnectionError("down")

    while clock.instant < AT + timedelta(days=1):
        outbox.relay_once(database, fail, clock)
        clock.instant += timedelta(minutes=1)
    assert len(tries) < outbox.MAX_ATTEMPTS
    assert [outbox.wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 11, 12, 59)] == [2, 4, 8, 2048, 3600, 3600]
    clock.instant += outbox.LONGEST_WAIT
    assert outbox.relay_once(database, lambda _message: None, clock) == 1


def test_numbers_that_were_taken_over_are_never_given_out_again(any_database: Database) -> None:
    """An import brings its own numbers; skipping back changes nothing."""
    any_database.write(lambda uow: skip_to(uow, "order", 500))
    any_database.write(lambda uow: skip_to(uow, "order", 20))
    assert any_database.write(lambda uow: next_number(uow, "order")) == 501
