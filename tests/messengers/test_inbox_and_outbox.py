"""Promises of the inbox, the outbox and the buttons of messengers, on both databases."""

from datetime import timedelta

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.messengers import service as messengers
from backend.messengers.service import NewUpdate, Outgoing

WHERE = "telegram"
SECOND = timedelta(seconds=1)


def store(database: Database, clock: FixedClock, *ids: int, chat: str = "7") -> set[int]:
    """Updates with these ids arrive together."""
    new = [NewUpdate(number, chat, f"m:{number}", {"n": number}, number) for number in ids]
    return database.write(lambda uow: messengers.store_updates(uow, WHERE, new, at=clock.now()))


def due(database: Database, clock: FixedClock, settle: timedelta = timedelta(0)) -> list[str]:
    """The chats with an update to answer now."""
    return database.read(lambda uow: messengers.waiting_chats(uow, WHERE, at=clock.now(), settle=settle))


def send(database: Database, clock: FixedClock, ref: str, *texts: str, chat: str = "7") -> None:
    """Queue an answer."""
    messages = [Outgoing("message", {"text": text}) for text in texts]
    database.write(lambda uow: messengers.enqueue(uow, WHERE, chat, ref, messages, at=clock.now()))


def test_an_update_is_stored_once_by_its_id_and_by_its_key(any_database: Database, clock: FixedClock) -> None:
    """A new update id does not make the same message new; another messenger's ids are its own."""
    assert store(any_database, clock, 1, 2) == {1, 2}
    assert store(any_database, clock, 2, 3) == {3}
    again = [NewUpdate(9, "7", "m:1", {})]
    assert any_database.write(lambda uow: messengers.store_updates(uow, WHERE, again, at=clock.now())) == set()
    assert any_database.write(lambda uow: messengers.store_updates(uow, "wecom", again, at=clock.now())) == {9}


def test_a_chat_is_answered_from_its_oldest_update_on(any_database: Database, clock: FixedClock) -> None:
    """In the order of the update ids, whatever the order of arrival; one that waits holds back its followers."""
    store(any_database, clock, 5)
    store(any_database, clock, 4)
    first = any_database.read(lambda uow: messengers.next_update(uow, WHERE, "7", at=clock.now()))
    assert first is not None
    assert (first.update_id, first.payload) == (4, {"n": 4})
    any_database.write(lambda uow: messengers.postpone_update(uow, first, "Error", at=clock.now()))
    assert due(any_database, clock) == []
    clock.instant += SECOND
    assert due(any_database, clock) == ["7"]
    assert any_database.write(lambda uow: messengers.finish_update(uow, first.id, at=clock.now()))
    assert not any_database.write(lambda uow: messengers.finish_update(uow, first.id, at=clock.now()))


def test_an_update_behind_a_gap_rests_for_a_moment(any_database: Database, clock: FixedClock) -> None:
    """So that one that overtook another is answered after it; when the other never comes, it is answered all the same."""
    store(any_database, clock, 10)
    store(any_database, clock, 12)
    store(any_database, clock, 14, chat="8")
    assert due(any_database, clock, SECOND) == ["7"]
    ten = any_database.read(lambda uow: messengers.next_update(uow, WHERE, "7", at=clock.now()))
    assert ten is not None
    any_database.write(lambda uow: messengers.finish_update(uow, ten.id, at=clock.now()))
    assert due(any_database, clock, SECOND) == []
    store(any_database, clock, 11)
    assert due(any_database, clock, SECOND) == ["7"]
    clock.instant += SECOND
    assert sorted(due(any_database, clock, SECOND)) == ["7", "8"]


def test_an_answer_is_queued_once_and_sent_part_by_part(any_database: Database, clock: FixedClock) -> None:
    """The same answer again adds nothing; a part that waits holds back the next."""
    send(any_database, clock, "u:1", "one", "two")
    send(any_database, clock, "u:1", "one", "two")
    told = []
    while (row := any_database.read(lambda uow: messengers.next_message(uow, WHERE, "7", at=clock.now()))) is not None:
        told.append(row.payload["text"])
        any_database.write(lambda uow, row=row: messengers.settle_message(uow, row.id, "sent", at=clock.now(), message_id=len(told)))  # type: ignore[misc] # bound default
    assert told == ["one", "two"]


def test_a_message_in_doubt_remembers_that_it_was_begun(any_database: Database, clock: FixedClock) -> None:
    """One that was surely not sent forgets it."""
    send(any_database, clock, "u:1", "one")

    def head() -> messengers.StoredMessage:
        row = any_database.read(lambda uow: messengers.next_message(uow, WHERE, "7", at=clock.now()))
        assert row is not None
        return row

    first = head()
    any_database.write(lambda uow: messengers.claim_message(uow, first.id, 77, at=clock.now()))
    claimed = head()
    assert (claimed.floor, claimed.started_at is not None) == (77, True)
    any_database.write(lambda uow: messengers.release_message(uow, claimed, clock.now(), "TimedOut", in_doubt=True))
    assert head().started_at is not None
    any_database.write(lambda uow: messengers.release_message(uow, claimed, clock.now(), "RetryAfter", in_doubt=False))
    assert (head().started_at, head().attempts) == (None, 1)


def test_a_button_works_once_for_its_person_in_its_chat_for_a_week(any_database: Database, clock: FixedClock) -> None:
    """Anybody else, another chat, a second time or too late: nothing."""
    token = any_database.write(lambda uow: messengers.make_button(uow, WHERE, "7", "u1", "confirm:abc", at=clock.now()))

    def found(chat: str = "7", user: str = "u1", code: str = token) -> str | None:
        return any_database.read(lambda uow: messengers.find_button(uow, WHERE, chat, user, code, at=clock.now()))

    assert [found(), found(chat="8"), found(user="u2"), found(code="x" * 32)] == ["confirm:abc", None, None, None]
    clock.instant += timedelta(days=7)
    assert found() is None
    clock.instant -= SECOND
    any_database.write(lambda uow: messengers.use_button(uow, token, at=clock.now()))
    assert found() is None


def test_what_is_over_is_purged_and_what_waits_is_kept(any_database: Database, clock: FixedClock) -> None:
    """Answered updates and sent messages of long ago go; the others stay."""
    store(any_database, clock, 1, 2)
    send(any_database, clock, "u:1", "one")
    first = any_database.read(lambda uow: messengers.next_update(uow, WHERE, "7", at=clock.now()))
    assert first is not None
    any_database.write(lambda uow: messengers.finish_update(uow, first.id, at=clock.now()))
    clock.instant += timedelta(days=40)
    assert any_database.write(lambda uow: messengers.purge_messengers(uow, clock.now() - timedelta(days=30), 100)) == 1
    assert any_database.read(lambda uow: messengers.count_waiting(uow, WHERE, "7")) == 1
    assert any_database.read(lambda uow: messengers.highest_known(uow, WHERE)) == {"7": 2}
