"""What is shown in the chat beside the conversation: who answers when it is not the assistant, and unread notices.

Pure functions; every word is escaped. Invariant: a staff answer is shown as a turn and not again as a notice.
"""

from collections.abc import Sequence
from datetime import tzinfo
from functools import partial
from html import escape

from backend.kit.phrases import Phrasebook
from backend.notices.service import Notice
from bot.messages import Button
from bot.pages.blocks import Say
from bot.pages.layout import count_html
from bot.rendering.formats import format_instant
from bot.rendering.people import notice_address, notice_buttons, notice_sentence

STAFF_ANSWER = "chat.staff_message"


def handover_html(say: Say, speaker: str) -> str:
    """That a person answers, who it is once he has, and the way back."""
    words = escape(say("chat-person-named", name=speaker) if speaker else say("chat-person"))
    back = f'<button type="button" class="pill" data-action="say:{escape(say("people-back-words"))}">{escape(say("people-back"))}</button>'
    return f'<div class="notice handover" role="status"><span>{words}</span>{back}</div>'


def news_line_html(newest: Notice, unread: int, locale: str, book: Phrasebook, zone: tzinfo) -> str:
    """All notices in one line: how many are unread, and what the newest says."""
    words, title = escape(notice_sentence(newest, locale, book, zone)), escape(book.say(locale, "nav-notices"))
    return f'{count_html(unread, partial(book.say, locale))}<span class="newest">{words}</span><span class="all">{title}</span>'


def news_html(notices: Sequence[Notice], unread: int, locale: str, book: Phrasebook, zone: tzinfo) -> str:
    """The newest notices with what can be done about each, and the way to all."""
    items = "".join(_item(notice, locale, book, zone) for notice in notices)
    more = f'<a class="link-pill" href="/notices">{escape(book.say(locale, "chat-all-notices", count=unread))}</a>' if unread > len(notices) else ""
    return f"<ul>{items}</ul>{more}"


def _item(notice: Notice, locale: str, book: Phrasebook, zone: tzinfo) -> str:
    sentence = escape(notice_sentence(notice, locale, book, zone))
    when = escape(format_instant(notice.created_at, locale, zone))
    buttons = "".join(_say_button(button) for button in notice_buttons(notice, locale, book))
    address = notice_address(notice)
    if not buttons and address not in {"", "/"}:
        buttons = f'<a class="link-pill" href="{escape(address)}">{escape(book.say(locale, "notices-open"))}</a>'
    label = escape(book.say(locale, "notices-read"))
    read = f'<button type="button" class="pill read" data-action="read:{notice.id}" aria-label="{label}" title="{label}">✓</button>'
    return f'<li><div class="words"><span>{sentence}</span> <span class="small">{when}</span></div><div class="news-buttons">{buttons}{read}</div></li>'


def _say_button(button: Button) -> str:
    return f'<button type="button" class="pill" data-action="{escape(button.action)}">{escape(button.label)}</button>'
