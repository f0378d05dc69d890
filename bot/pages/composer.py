"""The foot of the chat page as HTML: quick phrases, the input and the send button, and what is shown while an answer is awaited."""

from collections.abc import Sequence
from html import escape

from bot.pages.blocks import Say

_ARROW = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2.5 21 23 12 2.5 3v7L17 12 2.5 14z"/></svg>'
_BONES = '<div class="bone"></div>' * 3


def composer_html(phrases: Sequence[str], say: Say, owner: str, longest: int) -> str:
    """Quick phrases, the input and the send button; `owner` keeps what is unsent apart from another person's."""
    chips = "".join(f'<button type="button" class="pill" data-action="say:{escape(text)}">{escape(text)}</button>' for text in phrases)
    too_long = escape(say("chat-too-long", longest=longest, length="{length}"))
    labels = f'aria-label="{escape(say("chat-input"))}" placeholder="{escape(say("chat-placeholder"))}"'
    field = f'<textarea id="message" rows="1" enterkeyhint="send" {labels} data-longest="{longest}" data-owner="{escape(owner)}"></textarea>'
    send = f'<button class="send" type="submit" aria-label="{escape(say("chat-send"))}">{_ARROW}</button>'
    return (
        f'<div class="quick" role="group" aria-label="{escape(say("chat-quick"))}">{chips}</div>'
        f'<p id="too-long" class="too-long" role="alert" data-text="{too_long}" hidden></p><form id="composer">{field}{send}</form>'
    )


def waiting_html(say: Say) -> str:
    """The place of unanswered messages, and what stands under one while it waits or when it failed."""
    status = f'<span class="unseen">{escape(say("chat-waiting"))}</span>'
    waiting = f'<div class="card block text waiting" role="status">{status}{_BONES}</div>'
    retry = f'<div class="buttons"><button type="button" class="pill" data-action="retry">{escape(say("chat-retry"))}</button></div>'
    failed = f'<section class="card block text error" role="alert"><p>{escape(say("chat-failed"))}</p>{retry}</section>'
    return f'<div id="pending"></div><template id="waiting">{waiting}</template><template id="failed"><div class="reply failed">{failed}</div></template>'
