"""Promises of notices: queued with the event, heard once by each person, delivered by the first connector that reaches him."""

from dataclasses import dataclass, field

import pytest

from backend.identity.domain import Actor, Role, Scope, ScopeKind
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.notices.service import Notice, deliver_due, list_notices, mark_read, queue_notice

WANG, LI = (Actor(user, user, Role.DEALER_USER, "zh", Scope(ScopeKind.NOTHING), "D1") for user in ("usr_wang", "usr_li"))


def queue(database: Database, clock: FixedClock, key: str, *people: Actor) -> None:
    """One event for some people."""
    database.write(lambda uow: queue_notice(uow, [one.user_id for one in people], "order.approved", {"number": key}, key=key, at=clock.now()))


def heard(database: Database, actor: Actor, **how: object) -> list[str]:
    """The numbers in somebody's list, newest first."""
    return [notice.params["number"] for notice in database.read(lambda uow: list_notices(uow, actor, **how))]  # type: ignore[arg-type] # short words for tests


@dataclass
class Messenger:
    """A connector that reaches some people and notes what it sent."""

    reaches: set[str]
    sent: list[tuple[str, str]] = field(default_factory=list)

    def deliver(self, notice: Notice) -> bool:
        """Reach him or say no."""
        if notice.user_id in self.reaches:
            self.sent.append((notice.user_id, notice.params["number"]))
        return notice.user_id in self.reaches


def test_an_event_handled_twice_is_heard_once_by_each_person(any_database: Database, clock: FixedClock) -> None:
    """Also when a second run finds one person more."""
    queue(any_database, clock, "SO-1", WANG)
    queue(any_database, clock, "SO-1", WANG, LI)
    queue(any_database, clock, "SO-2")
    assert (heard(any_database, WANG), heard(any_database, LI)) == (["SO-1"], ["SO-1"])


def test_a_transaction_that_fails_tells_nobody(any_database: Database, clock: FixedClock) -> None:
    """The notice is part of what happened."""

    def fail(uow: UnitOfWork) -> None:
        queue_notice(uow, [WANG.user_id], "order.approved", {"number": "SO-1"}, key="SO-1", at=clock.now())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        any_database.write(fail)
    assert heard(any_database, WANG) == []


def test_one_reads_and_marks_only_the_own_notices(any_database: Database, clock: FixedClock) -> None:
    """Another person's ids are left alone without a word; what was read stays in the whole list."""
    for number in range(3):
        queue(any_database, clock, f"SO-{number}", WANG, LI)
    lis = any_database.read(lambda uow: list_notices(uow, LI))
    any_database.write(lambda uow: mark_read(uow, WANG, [notice.id for notice in lis], clock=clock))
    assert heard(any_database, LI) == ["SO-2", "SO-1", "SO-0"]
    newest = any_database.read(lambda uow: list_notices(uow, WANG, limit=1))
    for _ in range(2):
        any_database.write(lambda uow: mark_read(uow, WANG, [newest[0].id], clock=clock))
    assert (heard(any_database, WANG), heard(any_database, WANG, unread_only=False)) == (["SO-1", "SO-0"], ["SO-2", "SO-1", "SO-0"])
    assert heard(any_database, WANG, limit=1) == ["SO-1"]


def test_the_first_connector_that_reaches_somebody_delivers_once(any_database: Database, clock: FixedClock) -> None:
    """Whom no connector reaches has it in his list; a messenger that he binds later does not begin with old news."""
    queue(any_database, clock, "SO-1", WANG, LI)
    first, second = Messenger({WANG.user_id}), Messenger({WANG.user_id})
    assert [deliver_due(any_database, (first, second), clock) for _ in range(2)] == [1, 0]
    assert (first.sent, second.sent) == ([(WANG.user_id, "SO-1")], [])
    second.reaches.add(LI.user_id)
    assert deliver_due(any_database, (first, second), clock) == 0
    assert (second.sent, heard(any_database, LI)) == ([], ["SO-1"])


def test_delivering_goes_on_batch_by_batch(any_database: Database, clock: FixedClock) -> None:
    """Oldest first."""
    for number in range(5):
        queue(any_database, clock, f"SO-{number}", WANG)
    messenger = Messenger({WANG.user_id})
    assert [deliver_due(any_database, [messenger], clock, batch=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [number for _, number in messenger.sent] == [f"SO-{number}" for number in range(5)]
