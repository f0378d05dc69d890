"""Promises of tickets in words: what asks for one, what it is about, and that only the person's yes opens it, once, with the talk before it."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from backend.bootstrap import relay_events
from backend.conversations.service import Turn, hand_over, open_conversation, record_turn
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.proposals.service import live_proposals
from backend.support.asking import asks_for_ticket, question_in, serial_in, speaks_of_tickets
from backend.support.domain import TicketOffer, TicketsShown, TicketStatus
from backend.support.service import answer_ticket, close_ticket, list_tickets
from backend.support.transcripts import read_ticket
from tests.conversations.crowd import Crowd, load_crowd
from tests.tools.market import Market
from tools import confirming, tools_for
from tools.context import ToolContext
from tools.results import Declined, ToolProblem
from tools.tickets import offer_ticket

SECOND = timedelta(seconds=1)
QUESTION = "咖啡机显示 E04，不加热，序列号 CM-20391"


@pytest.fixture
def crowd(any_database: Database, clock: FixedClock) -> Crowd:
    """The people of two provinces."""
    return load_crowd(any_database, clock)


def context_of(crowd: Crowd, login: str, message: str = "m1") -> ToolContext:
    """One turn in somebody's own conversation."""
    actor = crowd.actor(login)
    conversation = crowd.database.write(lambda uow: open_conversation(uow, actor, "web", "main"))
    return ToolContext(crowd.database, actor, crowd.clock, "zh", conversation.id, message)


def said(crowd: Crowd, context: ToolContext, message: str, text: str) -> None:
    """A turn of the conversation before."""
    turn = Turn(message, text, {"lang": "zh", "blocks": []}, {})
    crowd.database.write(lambda uow: record_turn(uow, context.conversation_id, turn, clock=crowd.clock))


def call(crowd: Crowd, context: ToolContext, name: str, **arguments: object) -> Any:
    """Call a tool as the agent does."""
    return Market(crowd.database, crowd.clock, ()).call(context, name, **arguments).artifact


def opened(crowd: Crowd, context: ToolContext, text: str = QUESTION) -> TicketsShown:
    """Offered and confirmed by its button."""
    offer = call(crowd, context, "open_ticket", text=text)
    assert isinstance(offer, TicketOffer)
    shown = confirming.confirm_token(context, str(offer.confirm_token))
    assert isinstance(shown, TicketsShown)
    return shown


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("开个工单：咖啡机不加热", "咖啡机不加热"),
        ("咖啡机坏了，帮我开个工单", "咖啡机坏了"),
        ("请提交一张售后工单", ""),
        ("open a ticket: the fridge leaks", "the fridge leaks"),
        ("Please raise a support ticket for the freezer", "the freezer"),
    ],
)
def test_asking_for_a_ticket_is_told_from_what_it_is_about(words: str, about: str) -> None:
    """In both languages, the question before or behind it."""
    assert (asks_for_ticket(words), speaks_of_tickets(words), question_in(words)) == (True, False, about)


@pytest.mark.parametrize("words", ["别开工单了", "don't open a ticket", "工单不用了", "10箱可乐", "转人工"])
def test_what_asks_for_no_ticket_opens_none_and_lists_none(words: str) -> None:
    """A negation above all."""
    assert (asks_for_ticket(words), speaks_of_tickets(words)) == (False, False)


def test_a_serial_number_or_trace_code_is_read_where_it_is_named_as_such() -> None:
    """A number of something else is none."""
    read = [serial_in(words) for words in ("序列号：cm-20391。", "溯源码 6901AB77", "S/N X123456", "订单 SO-10001 没到", "330ml")]
    assert read == ["CM-20391", "6901AB77", "X123456", "", ""]


@pytest.mark.parametrize("login", ["wang", "tech", "pm_D2", "control"])
def test_a_ticket_is_offered_to_every_role_and_opened_by_a_yes_once(crowd: Crowd, login: str) -> None:
    """Nothing is stored before; the same yes again gets the same ticket; those near him hear of it."""
    context = context_of(crowd, login)
    assert {"open_ticket", "list_tickets"} <= {tool.name for tool in tools_for(context.actor)}
    offer = call(crowd, context, "open_ticket", text=f"开个工单：{QUESTION}")
    assert (offer.subject, offer.serial) == (QUESTION, "CM-20391")
    assert call(crowd, context, "list_tickets").items == ()
    first, again = (confirming.confirm_token(context, offer.confirm_token) for _ in range(2))
    assert (first.opened, first.items) == (True, again.items)
    assert [one.number for one in call(crowd, context, "list_tickets").items] == [first.items[0].number]
    relay_events(crowd.database, crowd.clock)
    assert "ticket.opened" in [notice.kind for notice in crowd.heard("bm" if login != "wang" else "pm_D2")]


def test_without_words_the_question_before_is_taken_with_its_serial_number(crowd: Crowd) -> None:
    """Asking for a person or for a ticket is no question; where there is none at all it is asked for."""
    context = context_of(crowd, "wang")
    refused = call(crowd, context, "open_ticket", text="开个工单")
    assert isinstance(refused, ToolProblem)
    assert refused.code == "ticket.empty"
    for message, text in (("a", "溯源码 6901AB77"), ("b", "这台机器不制冷"), ("c", "转人工"), ("d", "开工单"), ("e", "好的")):
        said(crowd, context, message, text)
    offer = call(crowd, context, "open_ticket", text="开个工单")
    assert (offer.subject, offer.serial) == ("这台机器不制冷", "6901AB77")


def test_an_offer_is_declined_or_confirmed_in_words_and_shown_again(crowd: Crowd) -> None:
    """Like every other proposal; a newer question takes its place."""
    context = context_of(crowd, "tech")
    older, newer = (call(crowd, context, "open_ticket", text=text) for text in ("E04 怎么处理", "E07 怎么处理"))
    assert [view.subject for view in confirming.list_open_proposals(context)] == ["E07 怎么处理"]  # type: ignore[union-attr] # an offer of a ticket
    assert isinstance(confirming.confirm_token(context, older.confirm_token), ToolProblem)
    assert confirming.decline(context, newer.proposal_id) == Declined("ticket")
    assert crowd.database.read(lambda uow: live_proposals(uow, context.actor, clock=crowd.clock)) == ()
    offer_ticket(context, "E09 怎么处理")
    last = crowd.database.read(lambda uow: live_proposals(uow, context.actor, clock=crowd.clock))[0]
    done = confirming.confirm_proposal(context, last.id)
    assert isinstance(done, TicketsShown)
    assert done.items[0].subject == "E09 怎么处理"


def test_nobody_confirms_somebody_elses_offer(crowd: Crowd) -> None:
    """Its token opens nothing for another, and another's conversation is not read."""
    offer = call(crowd, context_of(crowd, "wang"), "open_ticket", text=QUESTION)
    stranger = context_of(crowd, "li")
    refused = confirming.confirm_token(stranger, offer.confirm_token)
    assert isinstance(refused, ToolProblem)
    assert refused.code == "proposal.not_found"


def test_staff_read_the_talk_up_to_the_ticket_and_nothing_after_it(crowd: Crowd) -> None:
    """What the person tells the assistant later is his own; another province finds no ticket."""
    context = context_of(crowd, "wang")
    said(crowd, context, "a", "机器漏水")
    ticket = opened(crowd, context).items[0]
    crowd.clock.instant += SECOND
    said(crowd, context, "b", "这个别让人看见")
    near, far, wang = crowd.actor("pm_D2"), crowd.actor("pm_D3"), context.actor
    for reader in (near, wang):
        case = crowd.database.read(partial(read_ticket, actor=reader, ticket=ticket.number))
        assert [turn.text for turn in case.turns] == ["机器漏水"]
    with pytest.raises(NotFound):
        crowd.database.read(lambda uow: read_ticket(uow, far, ticket.number))


def test_a_question_that_was_closed_may_be_asked_again(crowd: Crowd) -> None:
    """As long as it is open it is one ticket; its asker hears when staff close it."""
    context = context_of(crowd, "wang")
    first = opened(crowd, context).items[0]
    assert opened(crowd, context).items[0] == first
    near = crowd.actor("pm_D2")
    assert crowd.database.write(lambda uow: close_ticket(uow, near, first.number, clock=crowd.clock)).status is TicketStatus.CLOSED
    assert opened(crowd, context).items[0].number != first.number
    relay_events(crowd.database, crowd.clock)
    assert [notice.kind for notice in crowd.heard("wang")] == ["ticket.closed"]
    with pytest.raises(Conflict, match=r"ticket\.already_closed"):
        crowd.database.write(lambda uow: answer_ticket(uow, near, first.number, "换新", clock=crowd.clock))
    with pytest.raises(Invalid):
        crowd.database.read(lambda uow: list_tickets(uow, near, status="lost"))


def test_tickets_are_read_page_by_page(crowd: Crowd) -> None:
    """Every ticket once, newest first, whatever is opened meanwhile."""
    context = context_of(crowd, "wang")
    numbers = []
    for number in range(5):
        numbers.append(opened(crowd, context, f"问题 {number}?").items[0].number)
        crowd.clock.instant += SECOND
    seen: list[str] = []
    cursor: str | None = None
    near = crowd.actor("pm_D2")
    while True:
        page = crowd.database.read(partial(list_tickets, actor=near, cursor=cursor, limit=2))
        seen += [one.number for one in page.items]
        opened(crowd, context, f"新问题 {len(seen)}")
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == numbers[::-1]
    with pytest.raises(Invalid):
        crowd.database.read(lambda uow: list_tickets(uow, near, cursor="x"))


def test_while_a_person_answers_a_ticket_can_still_be_asked_for(crowd: Crowd) -> None:
    """The tool runs in a handed-over conversation too."""
    context = context_of(crowd, "wang")
    crowd.database.write(lambda uow: hand_over(uow, context.actor, context.conversation_id, "转人工", clock=crowd.clock))
    assert opened(crowd, context).opened
