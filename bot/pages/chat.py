"""The chat page at "/": one column of messages and replies, quick phrases and the input.

The browser (`assets/chat.js`) sends messages with an id of its own; a turn runs in a thread and its answer is added to the log.
Invariant: a message id is answered once, here and by the assistant; the event loop never waits for the database or a brain.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui
from nicegui.events import GenericEventArguments

from backend.conversations.service import TurnRow, recent_turns
from backend.kit.errors import DomainError, Unauthenticated
from bot.connectors.web.bodies import MAIN_CHAT
from bot.connectors.web.turns import CONNECTOR
from bot.messages import IncomingMessage, Reply, reply_from_json
from bot.pages.blocks import decides, message_html, reply_html
from bot.pages.composer import composer_html, waiting_html
from bot.pages.layout import Frame, page_frame
from bot.pages.quick import quick_phrases
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import Standing, load_standing
from bot.pages.theme import asset
from bot.pages.threads import in_thread, in_turn_thread
from bot.rendering.formats import format_time

FIRST_TURNS = 30
LEARN_TURNS = 100
_MESSAGE_ID = re.compile(r"m[0-9a-f]{24}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChatView:
    """What the page shows first."""

    turns: Sequence[TurnRow]
    has_older: bool
    phrases: tuple[str, ...]
    standing: Standing


def register_chat(services: PageServices) -> None:
    """Add the page at /."""

    @ui.page("/")
    async def chat_page(request: Request) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        view = await in_thread(_load, services, visitor)
        with page_frame(services, visitor, here="/", sheets=("chat",)) as frame:
            ChatPage(services, visitor, frame).build(view)
        return None


class ChatPage:
    """One open chat page; it lives as long as its browser tab."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame = services, visitor, frame
        self._say = frame.say
        self._one_turn, self._known = asyncio.Lock(), set[str]()
        self._oldest: int | None = None

    def build(self, view: ChatView) -> None:
        """Lay the page out with the turns so far."""
        ui.add_body_html(f"<script>{asset('chat.js')}</script>")
        with ui.element("main").classes("chat").props('id="content"'):
            self._older = ui.element("button").classes("pill older").on("click", self._show_older)
            with self._older:
                ui.label(self._say("chat-older"))
            self._older.set_visibility(view.has_older)
            if not view.turns:
                ui.html(f"<b>{escape(self._say('chat-hello'))}</b>{escape(self._say('chat-empty'))}", sanitize=False).classes("hello")
            self._turns = ui.element("div").classes("log").props(f'role="log" aria-live="polite" aria-label="{self._say("chat-log")}"')
            ui.html(waiting_html(self._say), sanitize=False)
            ui.html(composer_html(view.phrases, self._say, self._visitor.actor.user_id, self._services.settings.max_text), sanitize=False).classes("composer")
        for turn in view.turns:
            self._add(turn.message_id, turn.text, reply_from_json(turn.reply))
        self._oldest = view.turns[0].id if view.turns else None
        self._refresh(view.standing, None)
        ui.on("chat_message", self._receive)
        ui.on("chat_looked_at", self._catch_up)

    async def _receive(self, event: GenericEventArguments) -> None:
        message = message_of(event.args)
        if message is None or message.message_id in self._known:
            return
        self._known.add(message.message_id)
        try:
            async with self._one_turn:
                reply, standing = await in_turn_thread(self._answer, message)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
        except DomainError:
            self._failed(message)
        except Exception:  # noqa: BLE001 - whatever failed, the person must see that this message was not handled
            _log.exception("a turn failed", extra={"message_id": message.message_id})
            self._failed(message)
        else:
            if not self._turns.is_deleted:
                self._add(message.message_id, message.text, reply)
                self._refresh(standing, reply)

    def _failed(self, message: IncomingMessage) -> None:
        """The browser keeps the message and offers to send it again."""
        self._known.discard(message.message_id)
        ui.run_javascript(f"dinghuoFailed('{message.message_id}')")

    def _answer(self, message: IncomingMessage) -> tuple[Reply, Standing]:
        actor = acting(self._visitor, self._services)
        self._services.turns.take(actor.user_id)
        reply = self._services.assistant.reply(actor, message)
        return reply, load_standing(self._services, actor, self._say)

    def _add(self, message_id: str, text: str, reply: Reply, *, first: bool = False) -> None:
        self._known.add(message_id)
        say = partial(self._services.phrasebook.say, reply.lang)
        with self._turns:
            turn = ui.html(message_html(text) + reply_html(reply, say), sanitize=False, tag="article").classes("turn")
        turn.props["data-message"], turn.props["data-decides"] = message_id, "yes" if decides(reply) else "no"
        if first:
            turn.move(target_index=0)

    def _refresh(self, standing: Standing, reply: Reply | None) -> None:
        brain = reply.brain if reply is not None and reply.brain != "none" else self._services.settings.brain
        self._frame.subtitle.set_text(self._say("chat-subtitle", brain=self._say(f"brain-{brain}"), time=format_time(standing.at)))
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        self._turns.props(f'data-live="{" ".join(standing.live)}"')

    async def _catch_up(self) -> None:
        """Show what was said meanwhile in another tab, on a phone or over the API."""
        if self._one_turn.locked():
            return
        try:
            turns, standing = await in_thread(self._newest)
        except DomainError:
            return
        for turn in turns:
            if turn.message_id not in self._known:
                self._add(turn.message_id, turn.text, reply_from_json(turn.reply))
        self._refresh(standing, None)

    def _newest(self) -> tuple[Sequence[TurnRow], Standing]:
        actor = acting(self._visitor, self._services)
        turns = self._services.database.read(lambda uow: recent_turns(uow, actor, CONNECTOR, MAIN_CHAT, limit=FIRST_TURNS))
        return turns, load_standing(self._services, actor, self._say)

    async def _show_older(self) -> None:
        turns = await in_thread(_turns_before, self._services, self._visitor, self._oldest)
        for turn in reversed(turns):
            self._add(turn.message_id, turn.text, reply_from_json(turn.reply), first=True)
        if len(turns) < FIRST_TURNS:
            self._older.style("visibility: hidden")  # its place stays, so that nothing moves
        self._oldest = turns[0].id if turns else self._oldest


def message_of(args: Any) -> IncomingMessage | None:
    """What the browser sent, or None for what our script never sends."""
    if not isinstance(args, dict):
        return None
    message_id, text, action = args.get("id"), args.get("text"), args.get("action")
    if not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id) or not isinstance(text, str):
        return None
    return IncomingMessage(CONNECTOR, MAIN_CHAT, message_id, text, action if isinstance(action, str) and action else None)


def _load(services: PageServices, visitor: Visitor) -> ChatView:
    say = partial(services.phrasebook.say, visitor.locale)
    actor = visitor.actor
    recent = services.database.read(lambda uow: recent_turns(uow, actor, CONNECTOR, MAIN_CHAT, limit=LEARN_TURNS))
    phrases = quick_phrases([turn.text for turn in recent], actor.role, say)
    return ChatView(recent[-FIRST_TURNS:], len(recent) > FIRST_TURNS, phrases, load_standing(services, actor, say))


def _turns_before(services: PageServices, visitor: Visitor, oldest: int | None) -> Sequence[TurnRow]:
    actor = acting(visitor, services)
    return services.database.read(lambda uow: recent_turns(uow, actor, CONNECTOR, MAIN_CHAT, limit=FIRST_TURNS, before=oldest))
