"""Promises of the seals: a chain that was changed, shortened, written anew or removed after it was sealed is named, and so is a changed seal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from backend.kit import sealing
from backend.kit.audit import Stamp, audit_log, audit_seals, broken_chains, record, sealed_heads
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.sealing import broken_seals, seal, seal_due

Tamper = Callable[[UnitOfWork], object]


def _write(uow: UnitOfWork, clock: FixedClock, *names: str) -> None:
    for name in names:
        record(uow, name, "made", {"by_name": "Wang"}, by=Stamp("usr_1", clock.now()))


@pytest.fixture
def sealed(any_database: Database, clock: FixedClock) -> Database:
    """Two chains, of three rows and of one, under one seal."""
    any_database.write(lambda uow: _write(uow, clock, "order:1", "order:1", "order:1", "order:2"))
    assert seal(any_database, clock) == 2
    return any_database


def _edit(uow: UnitOfWork) -> None:
    uow.execute(update(audit_log).where(audit_log.c.aggregate == "order:1", audit_log.c.seq == 2).values(actor="usr_2"))


def _remove_last(uow: UnitOfWork) -> None:
    uow.execute(delete(audit_log).where(audit_log.c.aggregate == "order:1", audit_log.c.seq == 3))


def _remove_all(uow: UnitOfWork) -> None:
    uow.execute(delete(audit_log).where(audit_log.c.aggregate == "order:1"))


def _write_anew(uow: UnitOfWork) -> None:
    _remove_all(uow)
    clock = FixedClock(uow.execute(audit_log.select()).first().at)  # type: ignore[union-attr] # order:2 is there
    for _ in range(3):
        record(uow, "order:1", "made", {"by_name": "Li"}, by=Stamp("usr_2", clock.now()))


@pytest.mark.parametrize(
    ("tamper", "chains", "seals"),
    [
        pytest.param(_edit, ["order:1"], [], id="a changed row"),
        pytest.param(_remove_last, [], ["order:1"], id="the last row removed"),
        pytest.param(_remove_all, [], ["order:1"], id="a chain removed"),
        pytest.param(_write_anew, [], ["order:1"], id="a chain written anew"),
    ],
)
def test_what_was_done_to_a_sealed_chain_shows(sealed: Database, tamper: Tamper, chains: list[str], seals: list[str]) -> None:
    """The chain tells a changed row by itself; what a chain cannot tell the seal does."""
    assert (sealed.read(broken_chains), sealed.read(broken_seals)) == ([], [])
    sealed.write(tamper)
    assert (sealed.read(broken_chains), sealed.read(broken_seals)) == (chains, seals)


def test_a_chain_that_goes_on_after_its_seal_is_whole(sealed: Database, clock: FixedClock) -> None:
    """Only what grew is sealed again; earlier seals hold."""
    clock.instant += timedelta(days=1)
    sealed.write(lambda uow: _write(uow, clock, "order:2", "order:3"))
    assert seal(sealed, clock) == 2
    assert sealed.read(broken_seals) == []
    sealed.write(lambda uow: uow.execute(delete(audit_log).where(audit_log.c.aggregate == "order:3")))
    assert sealed.read(broken_seals) == ["order:3"]


@pytest.mark.parametrize("column", ["at", "digest", "hash", "heads"])
def test_a_changed_seal_shows(sealed: Database, clock: FixedClock, column: str) -> None:
    """Also a head that was taken out of a seal."""
    clock.instant += timedelta(days=1)
    seal(sealed, clock)
    if column == "heads":
        sealed.write(lambda uow: uow.execute(delete(sealed_heads).where(sealed_heads.c.aggregate == "order:2")))
    else:
        value = clock.now() if column == "at" else "0" * 64
        sealed.write(lambda uow: uow.execute(update(audit_seals).where(audit_seals.c.no == 1).values({column: value})))
    assert "seal 1" in sealed.read(broken_seals)


def test_a_missing_seal_shows(sealed: Database, clock: FixedClock) -> None:
    """Their numbers leave no gap."""
    for _ in range(2):
        clock.instant += timedelta(days=1)
        seal(sealed, clock)
    sealed.write(lambda uow: uow.execute(delete(audit_seals).where(audit_seals.c.no == 2)))
    assert sealed.read(broken_seals) == ["seal 3"]


def test_the_log_is_sealed_once_a_day(sealed: Database, clock: FixedClock) -> None:
    """A job that runs every few minutes seals when a new day has begun, also a day on which nothing happened."""
    midnight = clock.now().replace(hour=0, minute=0)
    assert seal_due(sealed, clock, midnight) == 0
    clock.instant += timedelta(days=1)
    sealed.write(lambda uow: _write(uow, clock, "order:2"))
    assert [seal_due(sealed, clock, midnight + timedelta(days=1)) for _ in range(2)] == [1, 0]


def test_many_heads_are_sealed_some_to_a_seal(any_database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a transaction that writes a whole company."""
    monkeypatch.setattr(sealing, "BATCH", 2)
    any_database.write(lambda uow: _write(uow, clock, *(f"order:{number}" for number in range(5))))
    assert seal(any_database, clock) == 5
    assert any_database.read(lambda uow: len(uow.execute(audit_seals.select()).all())) == 3
    assert any_database.read(broken_seals) == []
