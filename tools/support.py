"""Tools about people: asking for one, giving feedback, what one was told and wants to be told. Nothing here is ordered, so nothing waits for a confirmation.

`give_back` is the same for the deterministic route.
Invariant: each does its thing once for a message, however often the turn is run.
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from dataclasses import replace

from langchain.tools import ToolRuntime

from backend.conversations import service as conversations
from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.notices import service as notices
from backend.ordering.lending import drafts_of
from backend.settings.service import load_brand_settings
from backend.support import service as support
from backend.support.domain import FeedbackTaken
from tools.context import ToolContext
from tools.declaring import attempt, model_tool
from tools.results import HandedBack, HandedOver, NoticeChoice, NoticeList
from tools.running import clean, message_key, read, write, write_under

MOST_NOTICES = 10


@model_tool("write")
def request_person(runtime: ToolRuntime[ToolContext], reason: str = "") -> HandedOver:
    """Hand this conversation to a person of the brand. The assistant then stays silent until it is handed back.

    Args:
        reason: The person's own words that say why, for example "我要投诉送货" or "I need to talk to somebody about my invoice".
    """
    context, words = runtime.context, clean(reason)

    def asked(uow: UnitOfWork, actor: Actor) -> HandedOver:
        before = conversations.handed_over(uow, context.conversation_id)
        over = conversations.hand_over(uow, actor, context.conversation_id, words, clock=context.clock)
        settings = load_brand_settings(uow)
        office = support.office_at(settings, context.clock.now())
        times = (office.is_open, office.opens, office.closes, office.next_open)
        at, has_drafts = context.clock.now().astimezone(settings.zone), bool(drafts_of(uow, actor, clock=context.clock))
        return HandedOver(over.reason, before is not None, *times, as_of=at, with_drafts=has_drafts)

    return write(context, asked)


@model_tool("write")
def give_feedback(text: str, runtime: ToolRuntime[ToolContext], rating: int = 0) -> FeedbackTaken:
    """Store what the person thinks of the service, a complaint or an idea, at once. He hears when its status changes.

    Args:
        text: The person's own words, complete and unchanged, for example "送货老是迟到" or "the app should remember my shop".
        rating: 1 to 5 when he gives stars or marks; 0 when he gives none.
    """
    context, words = runtime.context, clean(text)
    stars = rating if rating in support.RATINGS else support.rating_in(words)

    def given(uow: UnitOfWork, actor: Actor) -> FeedbackTaken:
        return support.give_feedback(uow, actor, words, clock=context.clock, rating=stars, conversation_id=context.conversation_id)

    def again(_uow: UnitOfWork, _actor: Actor) -> FeedbackTaken:
        return FeedbackTaken("", words, context.clock.now(), stars)

    return write_under(context, message_key(context, "feedback", words), given, again)


@model_tool("write")
def set_notices(topic: str, on: bool, runtime: ToolRuntime[ToolContext]) -> NoticeChoice:
    """Switch messages about a topic on or off for this person. Messages from people always come.

    Args:
        topic: One of "orders", "prices", "expiry", "reminders", "feedback", "all".
        on: True to be told, False to stop.
    """
    wanted = clean(topic).casefold()

    def chosen(uow: UnitOfWork, actor: Actor) -> NoticeChoice:
        changed = notices.set_topic(uow, actor, wanted, on=on)
        return NoticeChoice(wanted, on, tuple(sorted(changed.muted)))

    return write(runtime.context, chosen)


@model_tool("read")
def list_notices(runtime: ToolRuntime[ToolContext], unread: bool = False) -> NoticeList:
    """Show what this person was told: orders released or held, prices, delays, answers. Reading them here marks none of them read.

    Args:
        unread: True for those he has not read only, for example "有未读通知吗" or "any unread notices?".
    """

    def listed(uow: UnitOfWork, actor: Actor) -> NoticeList:
        zone = load_brand_settings(uow).zone
        found = notices.list_notices(uow, actor, unread_only=unread, limit=MOST_NOTICES)
        return NoticeList(tuple(replace(one, created_at=one.created_at.astimezone(zone)) for one in found), notices.count_unread(uow, actor))

    return read(runtime.context, listed)


def give_back(context: ToolContext) -> HandedBack | object:
    """The person goes back to the assistant; its result is kept for the reply."""
    return attempt(
        context,
        lambda: write(context, lambda uow, actor: HandedBack(conversations.hand_back(uow, actor, context.conversation_id, clock=context.clock))),
    )
