"""Promises of the one writer: whatever goes wrong inside a group, nobody is told a lie about what is stored."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from backend.kit import outbox
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid, Unavailable

AT = datetime(2025, 6, 11, tzinfo=UTC)


def _publish(uow: UnitOfWork, key: str) -> None:
    outbox.publish(uow, "test", key, {}, at=AT)


def _stored(uow: UnitOfWork) -> set[str]:
    return set(uow.execute(select(outbox.outbox.c.key)).scalars())


def _in_one_group(database: Database, works: list[Callable[[UnitOfWork], None]]) -> list[BaseException | None]:
    """Run `works` as one group commit: the writer is kept busy until all of them wait."""
    gate, held = threading.Event(), threading.Event()

    def run(work: Callable[[UnitOfWork], None]) -> BaseException | None:
        try:
            database.write(work)
        except BaseException as error:  # noqa: BLE001 - the error is what the test looks at
            return error
        return None

    def hold(_uow: UnitOfWork) -> None:
        held.set()
        gate.wait(10)

    with ThreadPoolExecutor(len(works) + 1) as pool:
        holder = pool.submit(database.write, hold)
        held.wait(10)
        writer = database._sqlite_writer()
        futures = []
        for number, work in enumerate(works, 1):
            futures.append(pool.submit(run, work))
            while writer._jobs.qsize() < number:
                time.sleep(0.001)
        gate.set()
        holder.result()
        return [future.result() for future in futures]


def test_a_transaction_that_sqlite_gave_up_is_a_failure_for_the_whole_group(database: Database) -> None:
    """A disk that is full rolls everything back, the earlier members too; the later ones are not stored one by one."""

    def lose(uow: UnitOfWork) -> None:
        _publish(uow, "lost")
        uow.connection.connection.dbapi_connection.execute("ROLLBACK")  # type: ignore[union-attr] # what SQLite does by itself when the disk is full
        raise Invalid("test.full")

    outcomes = _in_one_group(database, [lambda uow: _publish(uow, "before"), lose, lambda uow: _publish(uow, "after")])
    assert all(outcome is not None for outcome in outcomes)
    assert database.read(_stored) == set()
    database.write(lambda uow: _publish(uow, "next"))
    assert database.read(_stored) == {"next"}


def _give_up_in_sqlite(uow: UnitOfWork) -> None:
    """A conflict that SQLite answers by rolling the whole transaction back, as it may do when the disk is full."""
    _publish(uow, "lost")
    columns = "topic, key, payload, created_at, attempts, next_attempt_at"
    uow.execute(text(f"INSERT OR ROLLBACK INTO outbox (id, {columns}) SELECT id, {columns} FROM outbox"))


def _give_up_above_the_savepoint(uow: UnitOfWork) -> None:
    """The common transaction ends under the member's savepoint, which then has nothing left to roll back and says nothing."""
    _publish(uow, "lost")
    common = uow.connection.get_transaction()
    assert common is not None
    common.rollback()
    raise Invalid("test.gone")


def _give_up_and_say_nothing(uow: UnitOfWork) -> None:
    """The same by somebody who takes it for a success."""
    with pytest.raises(Invalid):
        _give_up_above_the_savepoint(uow)


@pytest.mark.filterwarnings("ignore:nested transaction already deassociated")
@pytest.mark.parametrize("lose", [_give_up_in_sqlite, _give_up_above_the_savepoint, _give_up_and_say_nothing])
def test_whoever_ends_the_common_transaction_ends_it_for_everybody(database: Database, lose: Callable[[UnitOfWork], None]) -> None:
    """Nobody of the group is told that his work is stored, and what comes after it is whole again."""
    outcomes = _in_one_group(database, [lambda uow: _publish(uow, "before"), lose, lambda uow: _publish(uow, "after")])
    assert all(outcome is not None for outcome in outcomes)
    assert database.read(_stored) == set()
    database.write(lambda uow: _publish(uow, "next"))
    assert database.read(_stored) == {"next"}


def test_a_failing_member_of_a_group_fails_alone(database: Database) -> None:
    """Its savepoint takes only its own rows back."""

    def fail(uow: UnitOfWork) -> None:
        _publish(uow, "no")
        raise Invalid("test.no")

    outcomes = _in_one_group(database, [lambda uow: _publish(uow, "a"), fail, lambda uow: _publish(uow, "b")])
    assert [type(outcome) for outcome in outcomes] == [type(None), Invalid, type(None)]
    assert database.read(_stored) == {"a", "b"}


def test_a_broken_constraint_is_the_callers_error_and_not_the_storages(database: Database) -> None:
    """The same key twice: the second caller hears of it, the others are stored."""
    outcomes = _in_one_group(database, [lambda uow: _publish(uow, "same"), lambda uow: _publish(uow, "same"), lambda uow: _publish(uow, "other")])
    assert [outcome is None for outcome in outcomes] == [True, False, True]
    assert not isinstance(outcomes[1], Unavailable)
    assert database.read(_stored) == {"same", "other"}


def test_a_callback_after_the_commit_that_fails_does_not_undo_the_answer(any_database: Database) -> None:
    """The work is stored; its caller must not try again. The callback may write itself."""

    def work(uow: UnitOfWork) -> str:
        _publish(uow, "kept")
        uow.after_commit.append(lambda: any_database.write(lambda later: _publish(later, "follow-up")))
        uow.after_commit.append(lambda: 1 // 0)  # type: ignore[arg-type, return-value] # it never returns
        return "done"

    assert any_database.write(work) == "done"
    assert any_database.read(_stored) == {"kept", "follow-up"}


def test_after_closing_nothing_is_opened_again(any_database: Database) -> None:
    """A late request is told that the system shuts down."""
    any_database.write(lambda uow: _publish(uow, "a"))
    any_database.close()
    with pytest.raises(Unavailable, match=r"database\.closed"):
        any_database.write(lambda uow: _publish(uow, "b"))
    with pytest.raises(Unavailable, match=r"database\.closed"):
        any_database.read(_stored)


def test_closing_answers_everybody_who_waits(database: Database) -> None:
    """Writes that were accepted are committed before the file is let go; none hangs."""
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(database.write, lambda uow, n=n: _publish(uow, str(n))) for n in range(100)]
        futures[0].result()
        database.close()
        accepted = {str(n) for n, future in enumerate(futures) if future.exception() is None}
    reopened = Database(database.url.render_as_string(hide_password=False))
    assert reopened.read(_stored) == accepted
    reopened.close()


def test_a_damaged_file_is_named_as_such(tmp_path: Path) -> None:
    """Reading and writing both say what is wrong instead of raising the driver's error."""
    path = tmp_path / "damaged.db"
    path.write_bytes(b"this is no database" * 500)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(Unavailable, match=r"database\.damaged"):
        database.read(_stored)
    with pytest.raises(Unavailable, match=r"database\.damaged"):
        database.write(_stored)
    database.close()


def test_sqlite_without_a_file_is_refused() -> None:
    """Reader and writer would look at two different databases."""
    with pytest.raises(Invalid, match=r"database\.memory"):
        Database("sqlite://")


@pytest.mark.postgresql
def test_a_read_sees_one_moment_on_postgresql(postgresql_database: Database) -> None:
    """Two statements of one read agree although somebody wrote between them."""

    def read(uow: UnitOfWork) -> tuple[int, int]:
        count = select(func.count()).select_from(outbox.outbox)
        first = uow.execute(count).scalar_one()
        postgresql_database.write(lambda other: _publish(other, "between"))
        return first, uow.execute(count).scalar_one()

    assert postgresql_database.read(read) == (0, 0)


@pytest.mark.postgresql
def test_a_deadlock_is_tried_again(postgresql_database: Database) -> None:
    """PostgreSQL kills one of two transactions that wait for each other; its caller does not notice."""
    for key in ("a", "b"):
        postgresql_database.write(lambda uow, key=key: _publish(uow, key))
    both_hold_one = threading.Barrier(2)
    tries: list[str] = []

    def touch(first: str, second: str) -> None:
        def work(uow: UnitOfWork) -> None:
            tries.append(first)
            for key in (first, second):
                uow.execute(text("UPDATE outbox SET attempts = attempts + 1 WHERE key = :key"), {"key": key})
                if key == first and len(tries) <= 2:
                    both_hold_one.wait(10)

        postgresql_database.write(work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(touch, ["a", "b"], ["b", "a"]))
    assert len(tries) >= 3
    assert postgresql_database.read(lambda uow: set(uow.execute(select(outbox.outbox.c.attempts)).scalars())) == {2}
