"""The foot of the chat page as HTML: quick phrases, files, the input and the send button, and what is shown while an answer is awaited."""

import json
from collections.abc import Sequence
from html import escape

from backend.identity.domain import Actor
from bot.attachments.limits import LONGEST_FILE, MOST_FILES
from bot.pages.blocks import Say

_ARROW = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2.5 21 23 12 2.5 3v7L17 12 2.5 14z"/></svg>'
_CLIP = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M16.5 6v11.5a4 4 0 0 1-8 0V5a2.5 2.5 0 0 1 5 0v10.5a1 1 0 0 1-2 0V6H10v9.5a2.5 2.5 0 0 0 5 0V5'
    'a4 4 0 0 0-8 0v12.5a5.5 5.5 0 0 0 11 0V6z"/></svg>'
)
_BONES = '<div class="bone"></div>' * 3
_ACCEPTED = "image/*,audio/*,.csv,.txt,.xlsx,.xls,.pdf"
_MB = 1024 * 1024


def composer_html(phrases: Sequence[str], say: Say, owner: Actor, longest: int) -> str:
    """Quick phrases, files, the input and the send button; `owner` keeps what is unsent apart from another person's."""
    chips = "".join(f'<button type="button" class="pill" data-action="say:{escape(text)}">{escape(text)}</button>' for text in phrases)
    too_long = escape(say("chat-too-long", longest=longest, length="{length}"))
    example = escape(say("chat-placeholder" if owner.is_buyer else "chat-placeholder-staff"))
    labels = f'aria-label="{escape(say("chat-input"))}" placeholder="{example}" aria-describedby="keys"'
    field = f'<textarea id="message" rows="1" enterkeyhint="send" {labels} data-longest="{longest}" data-owner="{escape(owner.user_id)}"></textarea>'
    send = f'<button class="send" type="submit" aria-label="{escape(say("chat-send"))}">{_ARROW}</button>'
    return (
        f'<div class="quick" role="group" aria-label="{escape(say("chat-quick"))}">{chips}</div>'
        f'<p id="too-long" class="too-long" role="alert" data-text="{too_long}" hidden></p>{_files(say)}'
        f'<form id="composer">{_attach(say)}{field}{send}</form><span id="keys" class="unseen">{escape(say("chat-keys"))}</span>'
    )


def _files(say: Say) -> str:
    words = {
        "large": say("upload-too_large", name="{name}", longest=LONGEST_FILE // _MB),
        "many": say("upload-too_many", most=MOST_FILES, count="{count}"),
        "loading": say("chat-file-loading"),
        "failed": say("chat-file-failed", name="{name}"),
        "remove": say("chat-file-remove", name="{name}"),
        "wait": say("chat-file-wait"),
        "drop": say("chat-file-drop"),
    }
    limits = f'data-largest="{LONGEST_FILE}" data-most="{MOST_FILES}" data-words="{escape(json.dumps(words, ensure_ascii=False))}"'
    label = escape(say("chat-files"))
    return f'<p id="file-problem" class="too-long" role="alert" hidden></p><ul id="files" class="files" aria-label="{label}" {limits} hidden></ul>'


def _attach(say: Say) -> str:
    label = escape(say("chat-attach"))
    chooser = f'<input id="chooser" type="file" multiple hidden accept="{_ACCEPTED}" aria-label="{label}">'
    return f'{chooser}<button id="attach" class="attach" type="button" aria-label="{label}" title="{label}">{_CLIP}</button>'


def waiting_html(say: Say) -> str:
    """The place of unanswered messages, and what stands under one while it waits, when it was stopped or when it failed."""
    status = f'<p class="status small" data-offline="{escape(say("chat-offline"))}">{escape(say("chat-waiting"))}</p>'
    stop = f'<div class="buttons"><button type="button" class="pill stop" data-action="stop">{escape(say("chat-stop"))}</button></div>'
    waiting = f'<div class="card block text waiting" role="status">{status}{_BONES}{stop}</div>'
    retry = f'<div class="buttons"><button type="button" class="pill" data-action="retry">{escape(say("chat-retry"))}</button></div>'
    failed = f'<section class="card block text error" role="alert"><p>{escape(say("chat-failed"))}</p>{retry}</section>'
    stopped = f'<p class="small stopped-note" role="status">{escape(say("chat-stopped"))}</p>'
    return (
        f'<div id="pending"></div><template id="waiting"><div class="waits">{waiting}</div></template>'
        f'<template id="failed"><div class="reply failed">{failed}</div></template><template id="stopped">{stopped}</template>'
    )
