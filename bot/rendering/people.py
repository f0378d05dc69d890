"""What concerns people: a conversation handed over or back, feedback taken, topics switched, and the sentence of every notice.

A notice has a way on: in the chat a button that says the words, elsewhere the address of the page. Invariant: its figures come from what
happened; this only writes them as the reader's language does.
"""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from backend.kit.phrases import Phrasebook
from backend.notices.domain import Notice
from bot.messages import Button, Text
from bot.rendering.formats import format_instant, quote_words
from bot.rendering.tickets import ask_for_ticket
from bot.rendering.voice import Voice
from tools.views import FeedbackTaken, HandedBack, HandedOver, NoticeChoice, NoticeList

LONGEST_QUOTE = 300
NOTICE_KINDS = frozenset({"price.changed", "stock.near_expiry", "feedback.changed", "order.delayed", "order.shipped", "order.filled"})
"""Kinds whose figures have to be written in the reader's language."""
_ADDRESSES = {
    "chat.handed_over": "/inbox?c={conversation_id}",
    "chat.message": "/inbox?c={conversation_id}",
    "chat.unanswered": "/inbox?c={conversation_id}",
    "chat.left": "/inbox?c={conversation_id}",
    "feedback.changed": "/feedback",
    "ticket": "/tickets?t={number}",
    "integration": "/integration",
}


def handed_over_text(result: HandedOver, voice: Voice) -> Text:
    """Somebody will answer: now, or when the office opens; what goes along; and how to go back or to ask in writing."""
    buttons = (Button(voice("people-back"), f"say:{voice('people-back-words')}"), ask_for_ticket(voice))
    goes_along = "people-handed-over-drafts" if result.with_drafts else "people-handed-over"
    lead = voice("people-already" if result.already else goes_along)
    return Text(f"{lead}{_when_answered(result, voice)}\n{voice('people-silent')}", buttons)


def _when_answered(result: HandedOver, voice: Voice) -> str:
    if result.on_duty:
        return voice("people-on-duty")
    hours = {"opens": f"{result.opens:%H:%M}", "closes": f"{result.closes:%H:%M}"}
    if result.next_open is None:
        return voice("people-closed", **hours)
    when = f"{voice.day(result.next_open.date(), result.as_of.date())} {result.next_open:%H:%M}"
    return voice("people-off-duty", **hours, when=when)


def handed_back_text(result: HandedBack, voice: Voice) -> Text:
    """The assistant answers again."""
    return Text(voice("people-handed-back" if result.done else "people-not-handed-over"))


def feedback_text(result: FeedbackTaken, voice: Voice) -> Text:
    """Stored, under a number, and what happens next."""
    return Text(voice("feedback-taken-as", number=result.number) if result.number else voice("feedback-taken"))


def choice_text(choice: NoticeChoice, voice: Voice) -> Text:
    """What was switched, and how to undo it."""
    topic = voice(f"topic-{choice.topic}")
    undo = voice("notices-off-words" if choice.on else "notices-on-words", topic=topic)
    return Text(voice("notices-now-on" if choice.on else "notices-now-off", topic=topic), (Button(undo, f"say:{undo}"),))


def notices_text(result: NoticeList, voice: Voice) -> Text:
    """What somebody was told, newest first, what he has not read marked; the newest thing has its button."""
    if not result.items:
        return Text(voice("notices-none"))
    lead = voice("notices-unread", count=result.unread) if result.unread else voice("notices-all-read")
    return Text("\n".join((lead, *(_notice_line(one, voice) for one in result.items))), notice_buttons(result.items[0], voice.locale, voice.book))


def _notice_line(notice: Notice, voice: Voice) -> str:
    new = f"[{voice('notices-new')}] " if notice.read_at is None else ""
    words = notice_sentence(notice, voice.locale, voice.book, notice.created_at.tzinfo)
    return f"· {format_instant(notice.created_at, voice.locale)} {new}{words}"


def notice_sentence(notice: Notice, locale: str, say: Phrasebook, zone: tzinfo | None = None) -> str:
    """The sentence of a notice in a language; a kind that nobody worded is named, never lost."""
    voice = Voice(locale, say)
    return voice(notice.kind, **notice_words(notice.params, voice, zone))


def notice_blocks(notice: Notice, locale: str, say: Phrasebook, zone: tzinfo | None = None) -> tuple[Text, ...]:
    """A notice as a chat shows it, with a button to the thing it is about."""
    return (Text(notice_sentence(notice, locale, say, zone), notice_buttons(notice, locale, say)),)


def notice_buttons(notice: Notice, locale: str, say: Phrasebook) -> tuple[Button, ...]:
    """What the reader may say next: look at the order, or show the offer again."""
    voice = Voice(locale, say)
    if notice.params.get("number") and notice.kind.startswith("order."):
        label = voice("notice-show-order", number=notice.params["number"])
    elif notice.kind == "proposal.expiring" and notice.params.get("about") == "order_draft":
        label = voice("notice-show-again")
    elif notice.kind == "proposal.expiring" and notice.params.get("proposal"):
        return (Button(voice("offer-again"), f"again:{notice.params['proposal']}"),)
    elif notice.kind.startswith(("price.", "stock.")):
        label = voice("notice-ask-stock" if notice.kind.startswith("stock.") else "notice-ask-price", product=_product(notice.params, voice))
    else:
        return ()
    return (Button(label, f"say:{label}"),)


def notice_address(notice: Notice) -> str:
    """The page that shows what a notice is about, empty for none."""
    if notice.kind.startswith("order.") and notice.params.get("number"):
        return f"/orders?order={notice.params['number']}"
    pattern = _ADDRESSES.get(notice.kind) or _ADDRESSES.get(notice.kind.partition(".")[0])
    return "/" if pattern is None else pattern.format_map({"conversation_id": "", **notice.params})


def notice_words(params: Mapping[str, Any], voice: Voice, zone: tzinfo | None = None) -> dict[str, Any]:
    """What fills the sentence of a notice: days, names and states in the reader's language."""
    worded = {name: _word(value, voice, zone) for name, value in params.items()}
    if params.get("day") == "":
        worded["day"] = voice("notice-no-day")
    if "product_zh" in params:
        worded["product"] = _product(params, voice)
    if "status" in params and voice.has(f"feedback-status-{params['status']}"):
        worded["status"] = voice(f"feedback-status-{params['status']}")
    if params.get("text"):
        worded["text"] = quote_words(str(params["text"]), LONGEST_QUOTE)
    return worded


def _word(value: Any, voice: Voice, zone: tzinfo | None) -> Any:
    """A day or an instant as the language writes it; anything else as it is."""
    if not isinstance(value, str) or not value[:4].isdigit() or "-" not in value:
        return value
    try:
        return format_instant(datetime.fromisoformat(value), voice.locale, zone) if "T" in value else voice.day(date.fromisoformat(value))
    except ValueError:
        return value


def _product(params: Mapping[str, Any], voice: Voice) -> str:
    return voice.pick(str(params.get("product_zh", "")), str(params.get("product_en", "")))
