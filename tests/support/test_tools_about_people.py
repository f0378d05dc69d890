"""Promises of the tools about people: done at once, once for a message, for every role, and only in one's own conversation."""

from dataclasses import replace

import pytest

from backend.conversations.service import handed_over, open_conversation
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.notices.service import read_settings
from backend.support.domain import FeedbackTaken
from backend.support.service import list_feedback
from tests.conversations.crowd import Crowd, load_crowd
from tests.tools.market import Market
from tools import tools_for
from tools.context import ToolContext
from tools.results import HandedBack, HandedOver, NoticeChoice, ToolProblem
from tools.support import give_back


@pytest.fixture
def crowd(any_database: Database, clock: FixedClock) -> Crowd:
    """The people of two provinces."""
    return load_crowd(any_database, clock)


def context_of(crowd: Crowd, login: str, message: str = "m1") -> ToolContext:
    """One turn in somebody's own conversation."""
    actor = crowd.actor(login)
    conversation = crowd.database.write(lambda uow: open_conversation(uow, actor, "web", "main"))
    return ToolContext(crowd.database, actor, crowd.clock, "zh", conversation.id, message)


def call(crowd: Crowd, context: ToolContext, name: str, **arguments: object) -> object:
    """Call a tool as the agent does."""
    return Market(crowd.database, crowd.clock, ()).call(context, name, **arguments).artifact


@pytest.mark.parametrize("login", ["wang", "tech", "pm_D2", "bm", "house", "control"])
def test_every_role_may_ask_for_a_person_give_feedback_and_choose_what_to_be_told(crowd: Crowd, login: str) -> None:
    """Whoever talks to the assistant has these tools."""
    assert {"request_person", "give_feedback", "set_notices"} <= {tool.name for tool in tools_for(crowd.actor(login))}
    assert isinstance(call(crowd, context_of(crowd, login), "give_feedback", text="慢"), FeedbackTaken)
    assert isinstance(call(crowd, context_of(crowd, login), "request_person", reason="急"), HandedOver)


def test_feedback_of_a_message_that_is_run_again_is_stored_once(crowd: Crowd) -> None:
    """Another text in the same message is another one; the same words in another message are said again."""
    for _ in range(2):
        call(crowd, context_of(crowd, "wang"), "give_feedback", text="送货慢", rating=9)
    call(crowd, context_of(crowd, "wang"), "give_feedback", text="客服好", rating=5)
    call(crowd, context_of(crowd, "wang", "m2"), "give_feedback", text="送货慢")
    wang = crowd.actor("wang")
    stored = crowd.database.read(lambda uow: list_feedback(uow, wang)).items
    assert sorted((one.text, one.rating) for one in stored if one.rating) == [("客服好", 5)]
    assert len(stored) == 3


def test_asking_for_a_person_says_when_somebody_answers_and_going_back_ends_it(crowd: Crowd) -> None:
    """On Wednesday morning somebody is there; asking again says that it has been asked."""
    context = context_of(crowd, "wang")
    first, second = (call(crowd, context, "request_person", reason="送错货") for _ in range(2))
    assert isinstance(first, HandedOver)
    assert isinstance(second, HandedOver)
    assert (first.already, first.on_duty, second.already) == (False, True, True)
    assert crowd.database.read(lambda uow: handed_over(uow, context.conversation_id)) is not None
    assert [give_back(context), give_back(context)] == [HandedBack(done=True), HandedBack(done=False)]
    assert crowd.database.read(lambda uow: handed_over(uow, context.conversation_id)) is None


def test_no_conversation_but_the_own_one_is_handed_over(crowd: Crowd) -> None:
    """A context that names somebody else's conversation is refused like one that does not exist."""
    theirs = context_of(crowd, "li")
    for conversation in (theirs.conversation_id, "cnv_none"):
        refused = call(crowd, replace(context_of(crowd, "wang"), conversation_id=conversation, results=[]), "request_person", reason="x")
        assert isinstance(refused, ToolProblem)
        assert refused.code == "conversation.not_found"
    assert crowd.database.read(lambda uow: handed_over(uow, theirs.conversation_id)) is None


def test_topics_are_switched_for_the_speaker_alone(crowd: Crowd) -> None:
    """One that does not exist is refused with those that do."""
    done = call(crowd, context_of(crowd, "wang"), "set_notices", topic="Prices", on=False)
    assert done == NoticeChoice("prices", on=False, muted=("prices",))
    li = crowd.actor("li")
    assert crowd.database.read(lambda uow: read_settings(uow, li)).muted == frozenset()
    refused = call(crowd, context_of(crowd, "wang"), "set_notices", topic="people", on=False)
    assert isinstance(refused, ToolProblem)
    assert refused.code == "notice.bad_topic"
