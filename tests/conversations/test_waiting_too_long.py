"""Promises to people who wait: the brand's managers hear of them, in office hours, until somebody answers (never dropped)."""

from datetime import timedelta

import pytest

from backend.bootstrap import relay_events
from backend.conversations.escalating import last_connectors
from backend.conversations.service import InboxQuery, list_inbox, say_as_staff
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.support.watching import watch_waiting
from tests.conversations.crowd import Crowd, load_crowd


@pytest.fixture
def crowd(any_database: Database, clock: FixedClock) -> Crowd:
    """The people, on a Wednesday at 09:30."""
    return load_crowd(any_database, clock)


def kinds(crowd: Crowd, login: str) -> list[str]:
    """What somebody heard."""
    relay_events(crowd.database, crowd.clock)
    return [notice.kind for notice in crowd.heard(login)]


def test_the_province_hears_of_a_hand_over_and_the_brand_of_one_that_nobody_answers(crowd: Crowd) -> None:
    """After half an hour, once; then again after four hours, until it is answered. It stays on top of the inbox all the time."""
    conversation = crowd.asks("wang", "送错货了")
    assert (kinds(crowd, "pm_D2"), kinds(crowd, "pm_D3"), kinds(crowd, "bm")) == (["chat.handed_over"], [], [])
    crowd.clock.instant += timedelta(minutes=29)
    assert watch_waiting(crowd.database, crowd.clock) == 0
    crowd.clock.instant += timedelta(minutes=1)
    assert [watch_waiting(crowd.database, crowd.clock) for _ in range(3)] == [1, 0, 0]
    assert kinds(crowd, "bm") == ["chat.unanswered"]
    assert crowd.heard("bm")[0].params["minutes"] == 30
    crowd.clock.instant += timedelta(hours=4)
    assert watch_waiting(crowd.database, crowd.clock) == 1
    bm = crowd.actor("bm")
    assert [item.person for item in crowd.database.read(lambda uow: list_inbox(uow, bm, InboxQuery("waiting"), clock=crowd.clock)).items] == ["Wang"]
    crowd.database.write(lambda uow: say_as_staff(uow, bm, conversation, "您好", "a1", clock=crowd.clock))
    crowd.clock.instant += timedelta(hours=1)
    assert watch_waiting(crowd.database, crowd.clock) == 0


def test_a_person_without_a_province_is_told_to_the_brand_at_once(crowd: Crowd) -> None:
    """A technician's; and where no manager looks after a province."""
    crowd.asks("tech")
    assert kinds(crowd, "bm") == ["chat.handed_over"]


@pytest.mark.parametrize(("hours", "told"), [(9, 0), (24 * 3, 0), (24 * 5 - 0.4, 0), (24 * 5 + 0.1, 1)])
def test_nobody_is_called_while_the_office_is_closed(crowd: Crowd, hours: float, told: int) -> None:
    """At night and on Saturday; on Monday after the office has been open for half an hour."""
    crowd.asks("wang")
    crowd.clock.instant += timedelta(hours=hours)
    assert watch_waiting(crowd.database, crowd.clock) == told


def test_the_person_hears_the_answer_and_the_one_who_answers_hears_the_person(crowd: Crowd) -> None:
    """Each is told of what the other wrote, never of his own words; going back is told too."""
    conversation, near = crowd.asks("wang"), crowd.actor("pm_D2")
    crowd.database.write(lambda uow: say_as_staff(uow, near, conversation, "您好,请讲", "a1", clock=crowd.clock))
    crowd.says("wang", "m2", "少了两箱")
    assert kinds(crowd, "wang") == ["chat.staff_message"]
    assert crowd.heard("wang")[0].params["text"] == "您好,请讲"
    assert kinds(crowd, "pm_D2") == ["chat.handed_over", "chat.message"]
    assert kinds(crowd, "li") == []


def test_the_connector_somebody_wrote_through_last_is_known(crowd: Crowd) -> None:
    """What staff wrote to him does not count."""
    crowd.says("wang", "t1", connector="telegram")
    conversation, near = crowd.asks("wang"), crowd.actor("pm_D2")
    crowd.says("wang", "t2", connector="telegram")
    crowd.database.write(lambda uow: say_as_staff(uow, near, conversation, "您好", "a1", clock=crowd.clock))
    wang, li = crowd.actor("wang").user_id, crowd.actor("li").user_id
    assert crowd.database.read(lambda uow: last_connectors(uow, [wang, li])) == {wang: "telegram"}
