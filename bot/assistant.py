"""The assistant: one message in, one reply out, for every connector alike.

A turn is: the stored reply of a repeated message; else clean text; else a button, a plain yes, or the agent; then the cards of its
results; then the turn is stored, last. Invariant: one reply per message id, one turn at a time per conversation, never an exception.
"""

import logging
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.exc import OperationalError

from backend.conversations.service import Conversation, Turn, find_reply, list_turns, open_conversation, record_turn
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.errors import DomainError
from backend.kit.phrases import Phrasebook
from backend.settings.process import ProcessSettings
from bot.actions import Outcome, live_offers, press, settle_words
from bot.agent import Agent, AgentAnswer
from bot.brain import Brain
from bot.brain.embedded import EmbeddedBrain
from bot.confirmation import Verdict, read_confirmation
from bot.dialogue import next_state, worth_showing
from bot.hygiene import clean_text
from bot.language import language_of
from bot.messages import Block, IncomingMessage, Reply, Text, reply_from_json
from bot.rendering import render
from tools.context import ToolContext
from tools.direct import named_products, own_names

SAY = "say:"
_FOR_SOMEBODY = re.compile(r"[给替帮代]|\b(?:for|behalf|name of)\b", re.IGNORECASE)
"""Texts in which a company may be named for which the order is; only then its own names are looked up."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a streamed turn: a "status" (its sentence), a finished "block", and at the end the whole "reply"."""

    kind: Literal["status", "block", "reply"]
    data: Any


@dataclass(slots=True)
class _Turn:
    """What gathers while a turn runs."""

    context: ToolContext
    state: Mapping[str, Any]
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    brain: str = "none"


class Assistant:
    """Answers messages. Thread-safe; make one per process."""

    def __init__(self, database: Database, clock: Clock, settings: ProcessSettings, phrasebook: Phrasebook, brain: Brain | None = None) -> None:
        """Without a `brain` the settings choose: the embedded one, or the hosted endpoint."""
        self._database = database
        self._clock = clock
        self._settings = settings
        self._say = phrasebook
        self._agent = Agent(brain or brain_of(settings))
        self._locks: dict[tuple[str, str, str], threading.RLock] = {}
        self._locks_guard = threading.Lock()
        self._opened: set[tuple[str, str, str]] = set()

    def reply(self, actor: Actor, message: IncomingMessage) -> Reply:
        """The reply to a message; the stored one when it was answered before (R6)."""
        with self._turn_of(actor, message):
            conversation = self._conversation(actor, message)
            stored = self._database.read(lambda uow: find_reply(uow, conversation.id, message.message_id))
            if stored is not None:
                return reply_from_json(stored)
            reply, state = self._answer(actor, message, conversation)
            return self._record(conversation, message, reply, state)

    def stream(self, actor: Actor, message: IncomingMessage) -> Iterator[Event]:
        """The same in steps: a status at once, each block, and the reply at the end."""
        yield Event("status", self._say.say(language_of(message.text, None, actor.locale), "assistant.working"))
        reply = self.reply(actor, message)
        document = reply.to_json()
        for block in document["blocks"]:
            yield Event("block", block)
        yield Event("reply", document)

    def history(self, actor: Actor, connector: str, chat: str, limit: int = 30) -> list[tuple[int, str, Reply, datetime]]:
        """The latest turns of a chat, oldest first."""
        conversation = self._conversation(actor, IncomingMessage(connector, chat, ""))
        rows = self._database.read(lambda uow: list_turns(uow, actor, conversation.id, limit=limit))
        return [(row.id, row.text, reply_from_json(row.reply), row.at) for row in rows]

    def _turn_of(self, actor: Actor, message: IncomingMessage) -> threading.RLock:
        key = (actor.user_id, message.connector, message.chat)
        with self._locks_guard:
            return self._locks.setdefault(key, threading.RLock())

    def _conversation(self, actor: Actor, message: IncomingMessage) -> Conversation:
        """The conversation; writing is needed only the first time, or when the database was reset meanwhile."""
        key = (actor.user_id, message.connector, message.chat)
        if key in self._opened:
            try:
                return self._database.read(lambda uow: open_conversation(uow, actor, message.connector, message.chat))
            except OperationalError:
                self._opened.discard(key)
        found = self._database.write(lambda uow: open_conversation(uow, actor, message.connector, message.chat))
        self._opened.add(key)
        return found

    def _answer(self, actor: Actor, message: IncomingMessage, conversation: Conversation) -> tuple[Reply, Mapping[str, Any]]:
        text = message.action[len(SAY) :] if message.action and message.action.startswith(SAY) else message.text
        action = message.action if message.action and not message.action.startswith(SAY) else None
        cleaned = clean_text(text, self._settings.max_text)
        state = conversation.state
        lang = state.get("lang", actor.locale) if action else language_of(cleaned.text, state.get("lang"), actor.locale)
        context = ToolContext(self._database, actor, self._clock, lang, conversation.id, message.message_id)
        turn = _Turn(context, state)
        if not action and cleaned.problem:
            return Reply(lang, (Text(self._say.say(lang, cleaned.problem, limit=str(self._settings.max_text)), tone="warning"),)), {**state, "lang": lang}
        try:
            self._run(turn, cleaned.text, action)
            return Reply(lang, self._blocks(turn), turn.brain), next_state(state, context.results, lang, turn.called)
        except Exception as error:  # noqa: BLE001 - the person always gets a reply
            return self._apology(turn, error), next_state(state, context.results, lang, turn.called)

    def _run(self, turn: _Turn, text: str, action: str | None) -> None:
        if action:
            self._note(turn, press(turn.context, action))
            return
        offers = live_offers(turn.context, turn.state)
        reading = read_confirmation(text, offers)
        if reading.verdict is not Verdict.OTHER:
            outcome = settle_words(turn.context, reading, offers, turn.state)
            self._note(turn, outcome)
            if not outcome.for_agent:
                if reading.rest:
                    self._note_answer(turn, self._agent.run(turn.context, self._view(turn, reading.rest), reading.rest, only_reading=True))
                return
        self._note_answer(turn, self._agent.run(turn.context, self._view(turn, text), text))

    def _note(self, turn: _Turn, outcome: Outcome) -> None:
        turn.before += [self._say.say(turn.context.locale, key) for key in outcome.notes]
        if outcome.did:
            turn.called.append(outcome.did)

    def _note_answer(self, turn: _Turn, answer: AgentAnswer) -> None:
        turn.brain = answer.brain
        turn.called += answer.tools
        if answer.text:
            turn.after.append(answer.text)

    def _view(self, turn: _Turn, text: str) -> dict[str, Any]:
        """What a brain is told about the dialogue."""
        state, context = turn.state, turn.context
        told_names = {"own_names": list(own_names(context))} if _FOR_SOMEBODY.search(text) else {}
        told = {key: state[key] for key in ("draft", "products", "orders", "last_tools") if state.get(key)}
        products = named_products(context, text)
        named = {} if products is None else {"mentioned": list(products)}
        return {"lang": context.locale, "today": context.clock.now().date().isoformat(), "role": context.actor.role.value, **told_names, **named, **told}

    def _blocks(self, turn: _Turn) -> tuple[Block, ...]:
        cards = render(worth_showing(turn.context.results), turn.context.locale, self._say)
        blocks = (*(Text(text) for text in turn.before), *cards, *(Text(text) for text in turn.after))
        return blocks or (Text(self._say.say(turn.context.locale, "assistant.not-understood")),)

    def _apology(self, turn: _Turn, error: Exception) -> Reply:
        _log.error("turn failed: %s", type(error).__name__, exc_info=error)
        lang = turn.context.locale
        key = error.code if isinstance(error, DomainError) and self._say.has(error.code) else "assistant.failed"
        params = dict(error.params) if isinstance(error, DomainError) else {}
        return Reply(lang, (Text(self._say.say(lang, key, **params), tone="error"),), turn.brain)

    def _record(self, conversation: Conversation, message: IncomingMessage, reply: Reply, state: Mapping[str, Any]) -> Reply:
        """Store the turn; when another process stored the same message first, its reply is the reply."""
        turn = Turn(message.message_id, message.text[: self._settings.max_text], reply.to_json(), state)
        try:
            self._database.write(lambda uow: record_turn(uow, conversation.id, turn, clock=self._clock))
        except Exception as error:  # noqa: BLE001 - whatever kept it from being stored, the person gets the reply
            stored = self._database.read(lambda uow: find_reply(uow, conversation.id, message.message_id))
            if stored is None:
                _log.exception("turn not stored: %s", type(error).__name__)
                return reply
            return reply_from_json(stored)
        return reply


def brain_of(settings: ProcessSettings) -> Brain:
    """The brain that the settings name."""
    if settings.brain == "embedded":
        return EmbeddedBrain()
    from bot.brain.hosted import HostedBrain

    return HostedBrain.from_settings(settings)
