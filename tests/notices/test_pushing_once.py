"""Promises of pushing: on the connector a person uses, not at night, not what he switched off, once even when the process dies."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta

import pytest

from backend.identity.domain import Actor, Role, Scope, ScopeKind
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Invalid
from backend.notices.delivery import MAX_ATTEMPTS
from backend.notices.service import (
    Notice,
    NoticeSettings,
    count_given_up,
    count_unread,
    deliver_due,
    give_up_cut_off,
    list_notices,
    queue_notice,
    read_settings,
    save_settings,
    set_topic,
)

WANG, LI = (Actor(user, user, Role.DEALER_USER, "zh", Scope(ScopeKind.NOTHING), "D1") for user in ("usr_wang", "usr_li"))
NIGHT = timedelta(hours=13, minutes=30)


class PowerCut(BaseException):
    """The process dies here."""


@dataclass
class Telegram:
    """A messenger that notes what arrived; `during` happens after a notice has left, `before` before it leaves."""

    during: Callable[[], object] | None = None
    before: Callable[[], object] | None = None
    arrived: list[tuple[int, str, str | None]] = field(default_factory=list)

    def deliver(self, notice: Notice) -> bool:
        """Send to whoever uses Telegram, or to whom nobody knows better."""
        if notice.connector not in {None, "telegram"}:
            return False
        if self.before:
            self.before()
        self.arrived.append((notice.id, notice.kind, notice.connector))
        if self.during:
            self.during()
        return True


def queue(database: Database, clock: FixedClock, kind: str = "order.released", key: str = "k1", who: Actor = WANG) -> None:
    """One notice."""
    database.write(lambda uow: queue_notice(uow, [who.user_id], kind, {"number": key}, key=key, at=clock.now()))


def choose(database: Database, **chosen: object) -> None:
    """Wang's choice."""
    database.write(lambda uow: save_settings(uow, WANG, NoticeSettings(**chosen)))  # type: ignore[arg-type] # short words for tests


def test_a_sending_that_was_cut_off_is_not_sent_again(any_database: Database, clock: FixedClock) -> None:
    """It may have arrived. After a while it counts as given up, is named, and is still in the person's list."""

    def die() -> None:
        raise PowerCut

    queue(any_database, clock)
    telegram = Telegram(during=die)
    with pytest.raises(PowerCut):
        deliver_due(any_database, [telegram], clock)
    telegram.during = None
    assert deliver_due(any_database, [telegram], clock) == 0
    assert give_up_cut_off(any_database, clock) == 0
    clock.instant += timedelta(minutes=11)
    assert [give_up_cut_off(any_database, clock), deliver_due(any_database, [telegram], clock)] == [1, 0]
    assert len(telegram.arrived) == 1
    assert any_database.read(count_given_up) == 1
    assert len(any_database.read(lambda uow: list_notices(uow, WANG))) == 1


def test_two_processes_do_not_send_the_same_notice(any_database: Database, clock: FixedClock) -> None:
    """The second one begins while the first one is sending."""
    queue(any_database, clock)
    second = Telegram()
    first = Telegram(before=lambda: deliver_due(any_database, [second], clock))
    assert deliver_due(any_database, [first], clock) == 1
    assert (len(first.arrived), second.arrived) == (1, [])


def test_what_a_connector_refused_is_tried_again_later_and_given_up_after_a_while(any_database: Database, clock: FixedClock) -> None:
    """Two seconds, four, eight; one that works sends it once; the others do not wait for it."""

    def fail() -> None:
        raise ConnectionError("429")

    queue(any_database, clock, key="k1")
    telegram = Telegram(before=fail)
    assert deliver_due(any_database, [telegram], clock) == 0
    telegram.before = None
    assert deliver_due(any_database, [telegram], clock) == 0
    queue(any_database, clock, key="k2")
    assert deliver_due(any_database, [telegram], clock) == 1
    clock.instant += timedelta(seconds=2)
    assert deliver_due(any_database, [telegram], clock) == 1
    telegram.before = fail
    queue(any_database, clock, key="k3")
    for _ in range(2 * MAX_ATTEMPTS):
        deliver_due(any_database, [telegram], clock)
        clock.instant += timedelta(hours=1)
    telegram.before = None
    assert deliver_due(any_database, [telegram], clock) == 0
    assert any_database.read(count_given_up) == 1


def test_nothing_that_can_wait_is_pushed_in_quiet_hours(any_database: Database, clock: FixedClock) -> None:
    """On the brand's clock, from 22:00 to 08:00: at 23:00 an answer of a person passes, a released order waits for the morning."""
    clock.instant += NIGHT
    queue(any_database, clock, "order.released", "k1")
    queue(any_database, clock, "chat.staff_message", "k2")
    telegram = Telegram()
    assert deliver_due(any_database, [telegram], clock) == 1
    clock.instant += timedelta(hours=8, minutes=59)
    assert deliver_due(any_database, [telegram], clock) == 0
    clock.instant += timedelta(minutes=1)
    assert deliver_due(any_database, [telegram], clock) == 1
    assert [kind for _, kind, _ in telegram.arrived] == ["chat.staff_message", "order.released"]


@pytest.mark.parametrize(("quiet", "sent"), [((time(9), time(10)), 0), ((time(10), time(12)), 1), ((time(23), time(9, 31)), 0), ((time(9), time(9)), 1)])
def test_a_persons_own_quiet_hours_win_over_the_brands(any_database: Database, clock: FixedClock, quiet: tuple[time, time], sent: int) -> None:
    """At 09:30; equal ends are no quiet hours at all."""
    choose(any_database, quiet_from=quiet[0], quiet_until=quiet[1])
    queue(any_database, clock)
    assert deliver_due(any_database, [Telegram()], clock) == sent


def test_it_goes_to_the_connector_used_last_unless_another_was_chosen(any_database: Database, clock: FixedClock) -> None:
    """Who uses the web finds it there and is not disturbed elsewhere."""
    telegram = Telegram()

    def deliver(last: str, key: str) -> int:
        queue(any_database, clock, key=key)
        return deliver_due(any_database, [telegram], clock, last_used=lambda _uow, users: dict.fromkeys(users, last))

    assert (deliver("telegram", "k1"), deliver("web", "k2")) == (1, 0)
    choose(any_database, connector="telegram")
    assert deliver("web", "k3") == 1
    choose(any_database, connector="web")
    assert deliver("telegram", "k4") == 0
    assert [connector for _, _, connector in telegram.arrived] == ["telegram", "telegram"]
    assert any_database.read(lambda uow: count_unread(uow, WANG)) == 4


def test_a_topic_that_is_off_is_neither_queued_nor_pushed(any_database: Database, clock: FixedClock) -> None:
    """Also when it was queued before; other topics and other people are not touched, and what people write always comes."""
    queue(any_database, clock, "price.changed", "k1")
    any_database.write(lambda uow: set_topic(uow, WANG, "prices", on=False))
    queue(any_database, clock, "price.changed", "k2")
    queue(any_database, clock, "order.released", "k3")
    queue(any_database, clock, "chat.staff_message", "k4")
    queue(any_database, clock, "price.changed", "k5", LI)
    telegram = Telegram()
    deliver_due(any_database, [telegram], clock)
    assert [kind for _, kind, _ in telegram.arrived] == ["order.released", "chat.staff_message", "price.changed"]
    assert any_database.write(lambda uow: set_topic(uow, WANG, "all", on=False)).muted == {"orders", "prices", "expiry", "reminders", "feedback"}
    assert any_database.write(lambda uow: set_topic(uow, WANG, "prices", on=True)).muted == {"orders", "expiry", "reminders", "feedback"}
    queue(any_database, clock, "chat.staff_message", "k6")
    assert deliver_due(any_database, [telegram], clock) == 1


def test_a_choice_that_makes_no_sense_is_refused(any_database: Database) -> None:
    """And what stood before stays."""
    choose(any_database, muted=frozenset({"prices"}))
    for wrong in ({"muted": frozenset({"people"})}, {"connector": "fax"}, {"quiet_from": time(22)}):
        with pytest.raises(Invalid):
            choose(any_database, **wrong)
    assert any_database.read(lambda uow: read_settings(uow, WANG)).muted == {"prices"}
    assert any_database.read(lambda uow: read_settings(uow, LI)) == NoticeSettings()
