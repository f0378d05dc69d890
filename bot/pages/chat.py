"""The chat page at "/": one column of messages and replies, notices, quick phrases and the input.

The browser (`assets/chat.js`) sends messages with an id of its own; a turn runs in a thread, tells its steps on the way, and its answer is
added to the log. What happens elsewhere (another tab, a messenger, a person of the staff) appears within seconds.
Invariant: a message id is answered once, here and by the assistant; the event loop never waits for the database or a brain.
"""

import asyncio
import json
import logging
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
from backend.notices.service import Notice, mark_read
from bot.connectors.web.bodies import MAIN_CHAT
from bot.connectors.web.turns import CONNECTOR
from bot.messages import IncomingMessage, Reply, reply_from_json
from bot.pages.blocks import decides
from bot.pages.chat_events import Sent, id_of, notice_of, sent_of
from bot.pages.chat_now import FIRST_TURNS, SHOWN_NOTICES, ChatNow, load_now, offers_in
from bot.pages.chat_turns import answered_html, preview_html, turn_html
from bot.pages.composer import composer_html, waiting_html
from bot.pages.layout import Frame, page_frame, show_unread
from bot.pages.news import STAFF_ANSWER, handover_html, news_html, news_line_html
from bot.pages.quick import quick_phrases
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.theme import asset
from bot.pages.threads import in_thread, in_turn_thread
from bot.progress import Event
from bot.rendering.formats import format_time

LEARN_TURNS = 100
LOOK_EVERY_S = 4.0
SCRIPTS = ("chat.js", "chat_cards.js", "chat_files.js")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChatView:
    """What the page shows first."""

    now: ChatNow
    phrases: tuple[str, ...]


def register_chat(services: PageServices) -> None:
    """Add the page at /."""

    @ui.page("/")
    async def chat_page(request: Request) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        view = await in_thread(_load, services, visitor)
        with page_frame(services, visitor, here="/", sheets=("chat", "chat_extras")) as frame:
            ChatPage(services, visitor, frame).build(view)
        return None


class ChatPage:
    """One open chat page; it lives as long as its browser tab."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame = services, visitor, frame
        self._say = frame.say
        self._one_turn, self._known, self._shown = asyncio.Lock(), set[str](), set[str]()
        self._stopped, self._offers, self._ended = set[str](), set[str](), dict[str, str]()
        self._oldest: int | None = None
        self._newest = 0
        self._speaker = ""

    def build(self, view: ChatView) -> None:
        """Lay the page out with the turns so far."""
        turns = view.now.turns[-FIRST_TURNS:]
        with ui.element("main").classes("chat").props('id="content"'):
            self._older = ui.element("button").classes("pill older").on("click", self._show_older)
            with self._older:
                ui.label(self._say("chat-older"))
            self._older.set_visibility(len(view.now.turns) > FIRST_TURNS)
            if not turns:
                hello, empty = ("chat-hello", "chat-empty") if self._visitor.actor.is_buyer else ("chat-hello-staff", "chat-empty-staff")
                ui.html(f"<b>{escape(self._say(hello))}</b>{escape(self._say(empty))}", sanitize=False).classes("hello")
            said = escape(json.dumps({state: self._say(f"chat-offer-{state}") for state in ("confirmed", "superseded", "withdrawn", "expired")}))
            self._turns = ui.element("div").classes("log").props(f'role="log" aria-live="polite" aria-label="{self._say("chat-log")}"')
            ui.html(f'<div id="said" hidden data-ended="{said}" data-copied="{escape(self._say("chat-copied"))}"></div>', sanitize=False)
            ui.html(waiting_html(self._say), sanitize=False)
            self._banner = ui.html("", sanitize=False).classes("banner")
            with ui.element("details").classes("news").props(f'aria-live="polite" aria-label="{self._say("nav-notices")}"') as self._news:
                self._news_line = ui.html("", sanitize=False, tag="summary")
                self._news_list = ui.html("", sanitize=False)
            ui.html(composer_html(view.phrases, self._say, self._visitor.actor, self._services.settings.max_text), sanitize=False).classes("composer")
        self._oldest = turns[0].id if turns else None
        for turn in turns:
            self._add_turn(turn)
        self._refresh(view.now, None)
        ui.add_body_html("".join(f"<script>{asset(name)}</script>" for name in SCRIPTS))
        ui.on("chat_message", self._receive)
        ui.on("chat_looked_at", self._look)
        ui.on("chat_stop", self._stop)
        ui.on("chat_notice_read", self._read_notice)
        ui.timer(LOOK_EVERY_S, self._look)

    async def _receive(self, event: GenericEventArguments) -> None:
        sent = sent_of(event.args)
        if sent is None or sent.message.message_id in self._known:
            return
        self._known.add(sent.message.message_id)
        try:
            async with self._one_turn:
                await self._run(sent)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
        except DomainError as error:
            self._failed(sent.message, self._say(error.code, **error.params))
        except Exception:  # noqa: BLE001 - whatever failed, the person must see that this message was not handled
            _log.exception("a turn failed", extra={"message_id": sent.message.message_id})
            self._failed(sent.message, "")

    async def _run(self, sent: Sent) -> None:
        """Run one turn and show it; what was said meanwhile elsewhere comes before it."""
        loop = asyncio.get_running_loop()
        reply = await in_turn_thread(self._answer, sent, lambda event: loop.call_soon_threadsafe(self._tell_step, sent.message.message_id, event))
        now = await in_thread(self._load)
        if self._turns.is_deleted:
            return
        self._show_new(now)
        if sent.message.message_id not in self._shown:
            self._add(sent.message.message_id, answered_html(sent.message.text, reply, self._speaking(reply.lang)), reply)
        self._refresh(now, reply)

    def _failed(self, message: IncomingMessage, why: str) -> None:
        """The browser keeps the message and offers to send it again."""
        self._known.discard(message.message_id)
        ui.run_javascript(f"dinghuoFailed('{message.message_id}', {json.dumps(why)})")

    def _answer(self, sent: Sent, tell: Any) -> Reply:
        actor = acting(self._visitor, self._services)
        self._services.turns.take(actor.user_id)
        reply = self._services.assistant.reply(actor, sent.with_files(self._services.waiting.open(actor, sent.files)), tell)
        self._services.waiting.forget(actor, sent.files)
        return reply

    def _tell_step(self, message_id: str, event: Event) -> None:
        """Show a step of a turn that still runs."""
        if self._turns.is_deleted or message_id in self._stopped or event.kind == "reply":
            return
        if event.kind == "block":
            lang = self._visitor.locale
            block = reply_from_json({"lang": lang, "blocks": [dict(event.data)]}).blocks[0]
            step = {"html": preview_html(block, lang, self._say)}
        else:
            step = {"status": str(event.data)}
        with self._turns:
            ui.run_javascript(f"dinghuoStep('{message_id}', {json.dumps(step)})")

    def _stop(self, event: GenericEventArguments) -> None:
        """The person waits no more; the turn ends, and what it did is shown."""
        message_id = id_of(event.args)
        if message_id is not None:
            self._stopped.add(message_id)

    def _add_turn(self, turn: TurnRow, *, first: bool = False) -> None:
        reply = reply_from_json(turn.reply)
        if turn.speaker is not None:
            self._speaker = turn.speaker
        self._newest = max(self._newest, turn.id)
        html = turn_html(turn, self._speaking(reply.lang), stopped=turn.message_id in self._stopped)
        self._add(turn.message_id, html, reply, first=first)

    def _add(self, message_id: str, html: str, reply: Reply, *, first: bool = False) -> None:
        self._known.add(message_id)
        self._shown.add(message_id)
        self._offers |= offers_in(reply)
        with self._turns:
            turn = ui.html(html, sanitize=False, tag="article").classes("turn")
        turn.props["data-message"], turn.props["data-decides"] = message_id, "yes" if decides(reply) else "no"
        if first:
            turn.move(target_index=0)

    def _show_new(self, now: ChatNow) -> None:
        for turn in now.turns:
            if turn.message_id not in self._shown:
                self._add_turn(turn)

    def _refresh(self, now: ChatNow, reply: Reply | None) -> None:
        brain = reply.brain if reply is not None and reply.brain != "none" else self._services.settings.brain
        self._frame.subtitle.set_text(self._say("chat-subtitle", brain=self._say(f"brain-{brain}"), time=format_time(now.standing.at)))
        self._frame.name.set_text(now.standing.name)
        self._frame.detail.set_text(now.standing.detail)
        self._ended |= {one: state.value for one, state in now.ended.items()}
        self._offers -= set(self._ended)
        states = json.dumps(self._ended)
        if self._turns.props.get("data-ended") != states:
            self._turns.props["data-ended"] = states
            self._turns.update()
        self._banner.set_content(handover_html(self._say, self._speaker) if now.with_person else "")
        show_unread(self._frame, now.unread)
        self._show_news([notice for notice in now.notices if notice.kind != STAFF_ANSWER][:SHOWN_NOTICES], now)

    def _show_news(self, news: Sequence[Notice], now: ChatNow) -> None:
        """Unread notices, folded to one line; what is the same already is not sent again."""
        self._news.set_visibility(bool(news))
        spoken = (now.unread, self._visitor.locale, self._services.phrasebook, now.zone)
        line, html = (news_line_html(news[0], *spoken), news_html(news, *spoken)) if news else ("", "")
        if html != self._news_list.content:
            self._news_line.set_content(line)
            self._news_list.set_content(html)

    async def _look(self) -> None:
        """Show what was said and what happened meanwhile elsewhere."""
        if self._one_turn.locked() or self._turns.is_deleted:
            return
        try:
            now = await in_thread(self._load)
        except DomainError:
            return
        if not self._turns.is_deleted:
            self._show_new(now)
            self._refresh(now, None)

    def _load(self) -> ChatNow:
        actor = acting(self._visitor, self._services)
        now = load_now(self._services, actor, self._say, self._newest, self._offers)
        read_here = [notice.id for notice in now.notices if notice.kind == STAFF_ANSWER]
        if read_here:
            self._services.database.write(lambda uow: mark_read(uow, actor, read_here, clock=self._services.clock))
        return now

    async def _read_notice(self, event: GenericEventArguments) -> None:
        notice_id = notice_of(event.args)
        if notice_id is None:
            return
        try:
            await in_thread(self._mark_read, notice_id)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        await self._look()

    def _mark_read(self, notice_id: int) -> None:
        actor = acting(self._visitor, self._services)
        self._services.database.write(lambda uow: mark_read(uow, actor, [notice_id], clock=self._services.clock))

    async def _show_older(self) -> None:
        turns = await in_thread(_turns_before, self._services, self._visitor, self._oldest)
        for turn in reversed(turns):
            self._add_turn(turn, first=True)
        if len(turns) < FIRST_TURNS:
            self._older.style("visibility: hidden")  # its place stays, so that nothing moves
        self._oldest = turns[0].id if turns else self._oldest
        await self._look()

    def _speaking(self, lang: str) -> Any:
        return partial(self._services.phrasebook.say, lang)


def _load(services: PageServices, visitor: Visitor) -> ChatView:
    say = partial(services.phrasebook.say, visitor.locale)
    actor = visitor.actor
    said = services.database.read(lambda uow: recent_turns(uow, actor, CONNECTOR, MAIN_CHAT, limit=LEARN_TURNS))
    phrases = quick_phrases([turn.text for turn in said if turn.speaker is None], actor.role, say)
    return ChatView(load_now(services, actor, say, None, ()), phrases)


def _turns_before(services: PageServices, visitor: Visitor, oldest: int | None) -> Sequence[TurnRow]:
    actor = acting(visitor, services)
    return services.database.read(lambda uow: recent_turns(uow, actor, CONNECTOR, MAIN_CHAT, limit=FIRST_TURNS, before=oldest))
