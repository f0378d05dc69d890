"""Promises of feedback and tickets: stored at once, read inside one's scope, and their author hears what becomes of them."""

from datetime import timedelta

import pytest

from backend.bootstrap import relay_events
from backend.kit.audit import broken_chains, history
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Conflict, DomainError, Invalid, NotFound, NotPermitted, TooMuch
from backend.kit.paging import encode_cursor
from backend.support.domain import FeedbackChange, FeedbackStatus, FeedbackTaken, FeedbackView, TicketStatus, TicketView
from backend.support.service import (
    Question,
    answer_ticket,
    change_feedback,
    close_ticket,
    count_feedback,
    give_feedback,
    list_feedback,
    list_tickets,
    open_ticket,
    rating_in,
)
from tests.conversations.crowd import Crowd, load_crowd


@pytest.fixture
def crowd(any_database: Database, clock: FixedClock) -> Crowd:
    """The people of two provinces."""
    return load_crowd(any_database, clock)


def gives(crowd: Crowd, login: str, text: str = "送货老迟到", rating: int | None = None) -> FeedbackTaken:
    """Somebody's feedback."""
    actor = crowd.actor(login)
    return crowd.database.write(lambda uow: give_feedback(uow, actor, text, clock=crowd.clock, rating=rating))


def reads(crowd: Crowd, login: str) -> list[FeedbackView]:
    """What somebody may read."""
    actor = crowd.actor(login)
    return list(crowd.database.read(lambda uow: list_feedback(uow, actor)).items)


def moves(crowd: Crowd, login: str, item: FeedbackView, status: str, note: str = "") -> FeedbackView:
    """Staff move it on."""
    actor = crowd.actor(login)
    return crowd.database.write(lambda uow: change_feedback(uow, actor, item.id, FeedbackChange(status, note, item.version), clock=crowd.clock))


def asks(crowd: Crowd, login: str, subject: str, conversation: str = "cnv_1") -> TicketView:
    """Somebody's question becomes a ticket."""
    actor = crowd.actor(login)
    return crowd.database.write(lambda uow: open_ticket(uow, actor, Question(subject, conversation), clock=crowd.clock))


@pytest.mark.parametrize("login", ["wang", "tech", "house", "control", "pm_D2"])
def test_everybody_may_give_feedback_and_reads_his_own(crowd: Crowd, login: str) -> None:
    """It has a number at once (C10)."""
    taken = gives(crowd, login, "  建议:记住我的店  ", 4)
    own = reads(crowd, login)
    assert [(one.number, one.text, one.rating, one.status) for one in own] == [(taken.number, "建议:记住我的店", 4, FeedbackStatus.NEW)]


@pytest.mark.parametrize(
    ("login", "authors"), [("wang", ["Wang"]), ("li", []), ("pm_D2", ["Xing", "Wang"]), ("pm_D3", ["North"]), ("bm", ["Tech", "North", "Xing", "Wang"])]
)
def test_staff_read_the_feedback_of_their_scope_and_nobody_else_that_of_others(crowd: Crowd, login: str, authors: list[str]) -> None:
    """Newest first."""
    for author in ("wang", "xing", "north", "tech"):
        gives(crowd, author)
        crowd.clock.instant += timedelta(minutes=1)
    assert [one.author for one in reads(crowd, login)] == authors


def test_the_author_hears_when_the_status_changes(crowd: Crowd) -> None:
    """With the note; the same again is no change; counts follow; each step is audited."""
    gives(crowd, "wang")
    item = reads(crowd, "bm")[0]
    planned = moves(crowd, "pm_D2", item, "planned", "下月上线")
    assert moves(crowd, "pm_D2", planned, "planned", "下月上线") == planned
    moves(crowd, "bm", planned, "done", "已上线")
    relay_events(crowd.database, crowd.clock)
    assert [(notice.params["status"], notice.params["text"]) for notice in crowd.heard("wang")] == [("planned", "下月上线"), ("done", "已上线")]
    bm = crowd.actor("bm")
    assert crowd.database.read(lambda uow: count_feedback(uow, bm)) == {"new": 0, "read": 0, "planned": 0, "done": 1, "declined": 0}
    assert [entry.action for entry in crowd.database.read(lambda uow: history(uow, f"feedback:{item.id}"))] == ["feedback.given", *["feedback.changed"] * 2]
    assert crowd.database.read(broken_chains) == []


def test_feedback_outside_the_scope_or_seen_in_an_older_version_is_not_moved(crowd: Crowd) -> None:
    """A manager of another province, its author, a version that moved on, a step back."""
    gives(crowd, "wang")
    item = reads(crowd, "bm")[0]
    with pytest.raises(NotFound):
        moves(crowd, "pm_D3", item, "read")
    with pytest.raises(NotPermitted):
        moves(crowd, "wang", item, "done")
    done = moves(crowd, "bm", item, "done")
    with pytest.raises(Conflict, match=r"feedback\.stale"):
        moves(crowd, "bm", item, "read")
    with pytest.raises(Conflict, match=r"feedback\.wrong_status"):
        moves(crowd, "bm", done, "read")
    with pytest.raises(Invalid):
        moves(crowd, "bm", done, "lost")


@pytest.mark.parametrize(("text", "rating", "error"), [("", None, Invalid), ("好", 6, Invalid), ("好", 0, Invalid), ("x" * 4001, None, TooMuch)])
def test_feedback_that_says_nothing_or_too_much_is_refused(crowd: Crowd, text: str, rating: int | None, error: type[DomainError]) -> None:
    """And nothing is stored; a rating alone is something."""
    with pytest.raises(error):
        gives(crowd, "wang", text, rating)
    assert reads(crowd, "wang") == []
    assert gives(crowd, "wang", "", 5).rating == 5


def test_the_same_question_in_a_conversation_is_one_ticket(crowd: Crowd) -> None:
    """Spaces and letters aside (C9); another conversation or another person has another one; it is due in office hours."""
    first = asks(crowd, "tech", "Error code E07?")
    assert asks(crowd, "tech", " error  code e07? ") == first
    others = {asks(crowd, "tech", "Error code E07?", "cnv_2").number, asks(crowd, "wang", "Error code E07?").number, asks(crowd, "tech", "E08?").number}
    assert len(others | {first.number}) == 4
    assert first.due_at == crowd.clock.now() + timedelta(hours=4)
    crowd.clock.instant += timedelta(hours=10)
    late = asks(crowd, "tech", "E09?")
    assert late.due_at == crowd.clock.now() + timedelta(hours=13.5 + 4)


def test_an_answer_reaches_the_asker_and_only_staff_of_his_scope_give_it(crowd: Crowd) -> None:
    """He or staff close it; a closed one is not answered."""
    ticket = asks(crowd, "wang", "保修多久?")
    near, far, wang, li = (crowd.actor(login) for login in ("pm_D2", "pm_D3", "wang", "li"))
    with pytest.raises(NotFound):
        crowd.database.write(lambda uow: answer_ticket(uow, far, ticket.ticket_id, "一年", clock=crowd.clock))
    with pytest.raises(NotPermitted):
        crowd.database.write(lambda uow: answer_ticket(uow, wang, ticket.ticket_id, "一年", clock=crowd.clock))
    for _ in range(2):
        answered = crowd.database.write(lambda uow: answer_ticket(uow, near, ticket.ticket_id, " 一年 ", clock=crowd.clock))
    assert (answered.status, answered.answer) == (TicketStatus.ANSWERED, "一年")
    relay_events(crowd.database, crowd.clock)
    assert [notice.kind for notice in crowd.heard("wang")] == ["ticket.answered"]
    assert [notice.kind for notice in crowd.heard("pm_D2")] == ["ticket.opened"]
    with pytest.raises(NotFound):
        crowd.database.write(lambda uow: close_ticket(uow, li, ticket.ticket_id, clock=crowd.clock))
    assert crowd.database.write(lambda uow: close_ticket(uow, wang, ticket.ticket_id, clock=crowd.clock)).status is TicketStatus.CLOSED
    with pytest.raises(Conflict):
        crowd.database.write(lambda uow: answer_ticket(uow, near, ticket.ticket_id, "两年", clock=crowd.clock))
    assert crowd.database.read(lambda uow: list_tickets(uow, li)).items == ()
    assert [one.asker for one in crowd.database.read(lambda uow: list_tickets(uow, near, status="closed")).items] == ["Wang"]


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        *(("送货太慢，打2分", 2), ("给五星好评", 5), ("给你们4颗星", 4), ("4 out of 5, could be faster", 4), ("three stars", 3)),
        *(("还有5分钟才到", None), ("星期三送货迟到", None), ("送了3箱破了2箱", None), ("3/5的货没到", None), ("4星还是5星说不清", None)),
    ],
)
def test_marks_given_in_words_are_read_and_other_figures_are_none(words: str, rating: int | None) -> None:
    """Minutes, days and cases are no marks, and two different marks are none."""
    assert rating_in(words) == rating


def test_feedback_is_read_page_by_page(crowd: Crowd) -> None:
    """Each once, newest first; a cursor of something else is refused."""
    for number in range(5):
        gives(crowd, "wang", f"f{number}")
        crowd.clock.instant += timedelta(seconds=1)
    near, cursor, seen = crowd.actor("pm_D2"), None, []
    for _ in range(3):
        page = crowd.database.read(lambda uow, c=cursor: list_feedback(uow, near, cursor=c, limit=2))  # type: ignore[misc] # bound default
        seen, cursor = [*seen, *(one.text for one in page.items)], page.next_cursor
    assert (seen, cursor) == (["f4", "f3", "f2", "f1", "f0"], None)
    for wrong in ("x", encode_cursor("yesterday", "a"), encode_cursor("2025-06-11T00:00:00", "a"), encode_cursor("a")):
        with pytest.raises(Invalid, match=r"paging\.bad_cursor"):
            crowd.database.read(lambda uow, c=wrong: list_feedback(uow, near, cursor=c))  # type: ignore[misc] # bound default
