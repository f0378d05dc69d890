"""Promises of hand-over: a person answers, inside his scope only; nothing he writes orders anything; everybody concerned hears of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from backend.conversations.service import (
    InboxQuery,
    find_reply,
    hand_back,
    hand_over,
    handed_over,
    list_inbox,
    list_turns,
    open_conversation,
    read_transcript,
    say_as_staff,
    take,
)
from backend.identity.domain import Actor
from backend.kit.audit import broken_chains, history
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, DomainError, Invalid, NotFound, NotPermitted, TooMuch
from tests.conversations.crowd import Crowd, load_crowd


@pytest.fixture
def crowd(any_database: Database, clock: FixedClock) -> Crowd:
    """The people."""
    return load_crowd(any_database, clock)


def inbox(crowd: Crowd, login: str, which: str = "open") -> list[str]:
    """The people in somebody's inbox."""
    staff = crowd.actor(login)
    return [item.person for item in crowd.database.read(lambda uow: list_inbox(uow, staff, InboxQuery(which), clock=crowd.clock)).items]  # type: ignore[arg-type] # a word


def say(crowd: Crowd, login: str, conversation: str, text: str, message_id: str = "a1") -> int:
    """A member of staff answers."""
    staff = crowd.actor(login)
    return crowd.database.write(lambda uow: say_as_staff(uow, staff, conversation, text, message_id, clock=crowd.clock))


def test_asking_for_a_person_twice_is_asking_once(crowd: Crowd) -> None:
    """The same hand-over with its first reason, one message to staff, and only for one's own conversation."""
    conversation = crowd.asks("wang", "送错货了")
    wang, li = crowd.actor("wang"), crowd.actor("li")
    again = crowd.database.write(lambda uow: hand_over(uow, wang, conversation, "还在吗", clock=crowd.clock))
    assert (again.reason, again.asked_by, again.assignee) == ("送错货了", wang.user_id, None)
    assert crowd.told() == ["chat.handed_over"]
    for foreign in (conversation, "cnv_none"):
        with pytest.raises(NotFound, match=r"conversation\.not_found"):
            crowd.database.write(lambda uow, foreign=foreign: hand_over(uow, li, foreign, "", clock=crowd.clock))


@pytest.mark.parametrize(("login", "people"), [("pm_D2", ["Wang", "Xing"]), ("pm_D3", ["North"]), ("bm", ["Wang", "Tech", "North", "Xing"])])
def test_staff_see_only_people_in_their_scope_and_the_longest_waiting_first(crowd: Crowd, login: str, people: list[str]) -> None:
    """A technician belongs to no dealer: the brand's staff answer him."""
    for asker in ("wang", "tech", "north", "xing"):
        crowd.asks(asker)
        crowd.clock.instant += timedelta(minutes=1)
    assert inbox(crowd, login) == people


@pytest.mark.parametrize("login", ["wang", "li", "tech", "house", "control"])
def test_nobody_else_has_an_inbox(crowd: Crowd, login: str) -> None:
    """Dealers, technicians, the warehouse and channel control answer nobody, not even by a known id."""
    conversation, who = crowd.asks("wang"), crowd.actor(login)
    for forbidden in (
        lambda uow: list_inbox(uow, who, InboxQuery(), clock=crowd.clock),
        lambda uow: read_transcript(uow, who, conversation, clock=crowd.clock),
        lambda uow: take(uow, who, conversation, clock=crowd.clock),
        lambda uow: say_as_staff(uow, who, conversation, "hi", "a1", clock=crowd.clock),
    ):
        with pytest.raises(NotPermitted):
            crowd.database.write(forbidden)


def test_a_conversation_outside_the_scope_does_not_exist(crowd: Crowd) -> None:
    """For a manager of another province, for everybody before it was handed over, and for staff their own."""
    conversation, talking = crowd.asks("wang"), crowd.says("xing", "m1")
    other, near = crowd.actor("pm_D3"), crowd.actor("pm_D2")
    own = crowd.asks("pm_D2")

    def refused(who: Actor, target: str, *, staff_only: bool = False) -> None:
        works: list[Callable[[UnitOfWork], object]] = [
            lambda uow: read_transcript(uow, who, target, clock=crowd.clock),
            lambda uow: take(uow, who, target, clock=crowd.clock),
            lambda uow: say_as_staff(uow, who, target, "hi", "a1", clock=crowd.clock),
        ]
        if not staff_only:
            works.append(lambda uow: hand_back(uow, who, target, clock=crowd.clock))
        for work in works:
            with pytest.raises(NotFound, match=r"conversation\.not_found"):
                crowd.database.write(work)

    refused(other, conversation)
    refused(near, talking)
    refused(near, own, staff_only=True)
    assert crowd.database.read(lambda uow: handed_over(uow, conversation)) is not None


def test_another_dealers_user_cannot_end_or_read_a_hand_over(crowd: Crowd) -> None:
    """Neither a colleague nor the dealer above."""
    conversation = crowd.asks("wang")
    for login in ("li", "xing", "north"):
        who = crowd.actor(login)
        with pytest.raises(NotFound):
            crowd.database.write(lambda uow, who=who: hand_back(uow, who, conversation, clock=crowd.clock))
        with pytest.raises(NotFound):
            crowd.database.read(lambda uow, who=who: list_turns(uow, who, conversation))


def test_an_answer_is_a_turn_with_its_speaker_and_reaches_the_person(crowd: Crowd) -> None:
    """The transcript before it goes along; the answerer has taken the conversation; the same message is said once."""
    crowd.says("wang", "m1", "10箱可乐")
    conversation = crowd.asks("wang", "怎么还没到")
    first = say(crowd, "pm_D2", conversation, "  我查一下  ")
    assert say(crowd, "pm_D2", conversation, "我查一下") == first
    near, wang = crowd.actor("pm_D2"), crowd.actor("wang")
    transcript = crowd.database.read(lambda uow: read_transcript(uow, near, conversation, clock=crowd.clock))
    assert [(turn.text, turn.speaker) for turn in transcript.turns] == [("10箱可乐", None), ("怎么还没到", None), ("我查一下", "Pm D2")]
    assert (transcript.item.assignee_name, transcript.item.handover.waiting_since) == ("Pm D2", None)
    assert [turn.speaker for turn in crowd.database.read(lambda uow: list_turns(uow, wang, conversation))][-1] == "Pm D2"
    assert crowd.told() == ["chat.handed_over", "chat.staff_message"]


def test_two_of_the_staff_do_not_talk_at_once(crowd: Crowd) -> None:
    """Who has not taken it is told who has; taking it is allowed and is recorded."""
    conversation = crowd.asks("wang")
    say(crowd, "pm_D2", conversation, "您好")
    with pytest.raises(Conflict, match=r"conversation\.taken"):
        say(crowd, "bm", conversation, "您好", "b1")
    bm = crowd.actor("bm")
    assert crowd.database.write(lambda uow: take(uow, bm, conversation, clock=crowd.clock)).assignee == bm.user_id
    say(crowd, "bm", conversation, "我来", "b2")
    with pytest.raises(Conflict, match=r"conversation\.taken"):
        say(crowd, "pm_D2", conversation, "还有", "a2")


@pytest.mark.parametrize(("text", "error"), [("", Invalid), ("  \n\0", Invalid), ("x" * 4001, TooMuch)])
def test_an_answer_without_words_or_without_end_is_refused(crowd: Crowd, text: str, error: type[DomainError]) -> None:
    """And the conversation stays as it was."""
    conversation = crowd.asks("wang")
    with pytest.raises(error):
        say(crowd, "pm_D2", conversation, text)
    assert inbox(crowd, "pm_D2", "unassigned") == ["Wang"]


def test_what_the_person_writes_meanwhile_waits_and_is_told_to_the_one_who_answers(crowd: Crowd) -> None:
    """Before somebody took it, the hand-over itself was the message; a pressed button without words is none."""
    conversation = crowd.asks("wang")
    crowd.says("wang", "m2", "在吗")
    assert crowd.told() == ["chat.handed_over"]
    say(crowd, "pm_D2", conversation, "在")
    assert inbox(crowd, "pm_D2", "waiting") == []
    crowd.clock.instant += timedelta(minutes=2)
    crowd.says("wang", "m3", "送到哪了")
    crowd.says("wang", "m" * 120, "急")
    crowd.says("wang", "n" * 120, "很急")
    assert crowd.told()[2:] == ["chat.message"] * 3
    over = crowd.database.read(lambda uow: handed_over(uow, conversation))
    assert over is not None
    assert over.waiting_since == crowd.clock.now()
    assert inbox(crowd, "pm_D2", "waiting") == ["Wang"]


def test_staff_or_the_person_himself_give_it_back_and_a_yes_must_look_first(crowd: Crowd) -> None:
    """A yes to what staff asked must not confirm what the assistant showed before."""
    wang = crowd.actor("wang")
    for login in ("pm_D2", "wang"):
        conversation, who = crowd.asks("wang"), crowd.actor(login)
        assert crowd.database.write(lambda uow, who=who, c=conversation: hand_back(uow, who, c, clock=crowd.clock)) is True
        assert crowd.database.write(lambda uow, who=who, c=conversation: hand_back(uow, who, c, clock=crowd.clock)) is False
        assert crowd.database.read(lambda uow, c=conversation: handed_over(uow, c)) is None
        state = crowd.database.write(lambda uow: open_conversation(uow, wang, "web", "main")).state
        assert state["unsure"] is True
        with pytest.raises(Conflict, match=r"conversation\.not_handed_over"):
            say(crowd, "pm_D2", conversation, "喂", "late")
        crowd.clock.instant += timedelta(minutes=1)


def test_after_it_went_back_staff_read_no_further(crowd: Crowd) -> None:
    """What the person tells the assistant afterwards is his own again; after a week the whole is gone from the list."""
    conversation = crowd.asks("wang")
    near = crowd.actor("pm_D2")
    crowd.database.write(lambda uow: hand_back(uow, near, conversation, clock=crowd.clock))
    crowd.clock.instant += timedelta(minutes=1)
    crowd.says("wang", "private", "这个别让人看见")
    texts = [turn.text for turn in crowd.database.read(lambda uow: read_transcript(uow, near, conversation, clock=crowd.clock)).turns]
    assert texts == ["要人工"]
    assert (inbox(crowd, "pm_D2"), inbox(crowd, "pm_D2", "done")) == ([], ["Wang"])
    assert crowd.database.read(lambda uow: list_inbox(uow, near, InboxQuery("done"), clock=crowd.clock)).items[0].last_text == "要人工"
    crowd.clock.instant += timedelta(days=8)
    assert inbox(crowd, "pm_D2", "done") == []


def test_every_step_is_audited(crowd: Crowd) -> None:
    """Who asked, took, answered and gave back."""
    conversation = crowd.asks("wang", "送错货了")
    say(crowd, "pm_D2", conversation, "您好")
    near = crowd.actor("pm_D2")
    crowd.database.write(lambda uow: hand_back(uow, near, conversation, clock=crowd.clock))
    entries = crowd.database.read(lambda uow: history(uow, f"conversation:{conversation}"))
    steps = [(entry.action.removeprefix("conversation."), entry.actor == near.user_id) for entry in entries]
    assert steps == [("handed_over", False), ("taken", True), ("answered", True), ("handed_back", True)]
    assert crowd.database.read(broken_chains) == []


def test_a_persons_message_never_meets_one_of_the_staff(crowd: Crowd) -> None:
    """The same id on both sides are two turns, and only the person's has a reply to be given again."""
    conversation = crowd.asks("wang")
    crowd.says("wang", "a1", "在吗")
    say(crowd, "pm_D2", conversation, "在", "a1")
    assert crowd.database.read(lambda uow: find_reply(uow, conversation, "a1")) == {"lang": "zh", "blocks": []}


def test_the_inbox_is_read_page_by_page_in_one_order(crowd: Crowd) -> None:
    """Those who wait first, the longest waiting first of all; each once; a cursor of something else is refused."""
    for login in ("north", "wang", "tech", "xing"):
        conversation = crowd.asks(login)
        crowd.clock.instant += timedelta(minutes=1)
        if login == "wang":
            say(crowd, "bm", conversation, "您好")
    bm, cursor, seen = crowd.actor("bm"), None, []
    for _ in range(4):
        wanted = InboxQuery(cursor=cursor, limit=1)
        page = crowd.database.read(lambda uow, w=wanted: list_inbox(uow, bm, w, clock=crowd.clock))  # type: ignore[misc] # bound default
        seen, cursor = [*seen, *(item.person for item in page.items)], page.next_cursor
    assert (seen, cursor) == (["North", "Tech", "Xing", "Wang"], None)
    with pytest.raises(Invalid, match=r"paging\.bad_cursor"):
        crowd.database.read(lambda uow: list_inbox(uow, bm, InboxQuery(cursor="x"), clock=crowd.clock))
