"""The assistant: one message in, one reply out, for every connector alike.

A turn is: the stored reply of a repeated message; else clean text; else a button, a plain yes, or the agent; then the cards of its
results; then the turn is stored, last. A turn that broke before anything was done is not stored: the same message may be sent again.
Invariant: one reply per message id, one turn at a time per conversation, never an exception.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backend.conversations.service import (
    Conversation,
    ToolCall,
    Turn,
    find_reply,
    list_turns,
    open_conversation,
    read_conversation,
    record_turn,
    save_state,
)
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.phrases import Phrasebook
from backend.settings.process import ProcessSettings
from bot.actions import press
from bot.agent import Agent, AgentAnswer
from bot.attachments.reading import services_of
from bot.attachments.taking import Taken, take_in
from bot.brain import Brain
from bot.brain.embedded import EmbeddedBrain
from bot.brain.history import KEPT_TURNS, earlier_turns
from bot.dialogue import next_state, worth_showing
from bot.failing import apology, is_over, unfinished, without_cards
from bot.handing_over import TOLD, kept_quiet, passed_on
from bot.hygiene import clean_text
from bot.language import language_of
from bot.messages import Block, IncomingMessage, Reply, Text, reply_from_json
from bot.misunderstanding import may_mislead
from bot.offering import buttons_after
from bot.picking import may_pick, picked_from
from bot.progress import WORKING, Event, Tell, in_steps, watching
from bot.readers import read_before_brain
from bot.rendering import render
from bot.said import Outcome
from bot.tables import take_tables
from bot.turn_locks import TurnLocks
from bot.unanswered import ASK_ARTICLES, take_unanswered
from tools.context import ToolContext, nobody
from tools.direct import listed_orders, named_products, orders_spoken_of, own_names

SAY = "say:"
_FOR_SOMEBODY = re.compile(r"[给替帮代]|\b(?:for|behalf|name of)\b", re.IGNORECASE)
"""Texts in which a company may be named for which the order is; only then its own names are looked up."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Turn:
    """What gathers while a turn runs."""

    context: ToolContext
    state: Mapping[str, Any]
    before: list[str] = field(default_factory=list)
    after: list[Text] = field(default_factory=list)
    quiet: tuple[Block, ...] | None = None
    """The whole reply while a person is to answer instead of the assistant; None otherwise."""
    called: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    brain: str = "none"
    waits: bool = False
    """Whether a person is to answer instead of the assistant."""
    talk: tuple[str, str] | None = None
    """The conversation on another connector in which staff answer the person, and the connector he writes through now."""
    unsure: bool = False
    """Whether it may have left something as it was that the person takes for changed."""


@dataclass(frozen=True, slots=True)
class _Finished:
    """The outcome of a turn: its reply, the dialogue's new state, and whether the turn is over for good."""

    reply: Reply
    state: Mapping[str, Any]
    over: bool = True
    calls: tuple[ToolCall, ...] = ()


class Assistant:
    """Answers messages. Thread-safe; make one per process."""

    def __init__(self, database: Database, clock: Clock, settings: ProcessSettings, phrasebook: Phrasebook, brain: Brain | None = None) -> None:
        """Without a `brain` the settings choose: the embedded one, or the hosted endpoint."""
        self._database = database
        self._clock = clock
        self._settings = settings
        self._say = phrasebook
        self._agent = Agent(brain or brain_of(settings))
        self._turns = TurnLocks()
        self._files = services_of(settings, database.url)

    def reply(self, actor: Actor, message: IncomingMessage, tell: Tell | None = None) -> Reply:
        """The reply to a message; the stored one when it was answered before (R6). `tell` hears of its steps on the way."""
        with self._turns.turn((actor.user_id, message.connector, message.chat)):
            conversation, stored = self._database.read(lambda uow: _opened(uow, actor, message))
            if conversation is None:
                conversation = self._conversation(actor, message)
                opened = conversation.id
                stored = self._database.read(lambda uow: find_reply(uow, opened, message.message_id))
            if stored is not None:
                return reply_from_json(stored)
            taken = take_in(message, conversation.id, self._files, conversation.state.get("lang", actor.locale), self._say)
            message = taken.message
            finished = self._answer(actor, taken, conversation, tell)
            return self._record(conversation, message, finished) if finished.over else self._leave_open(conversation, finished)

    def stream(self, actor: Actor, message: IncomingMessage) -> Iterator[Event]:
        """The same in steps: a status at once, each step and block as it is done, and the reply at the end."""
        first = self._say.say(language_of(message.text, None, actor.locale), WORKING)
        return in_steps(first, lambda tell: self.reply(actor, message, tell))

    def history(self, actor: Actor, connector: str, chat: str, limit: int = 30) -> list[tuple[int, str, Reply, datetime]]:
        """The latest turns of a chat, oldest first."""
        conversation = self._conversation(actor, IncomingMessage(connector, chat, ""))
        rows = self._database.read(lambda uow: list_turns(uow, actor, conversation.id, limit=limit))
        return [(row.id, row.text, reply_from_json(row.reply), row.at) for row in rows]

    def _conversation(self, actor: Actor, message: IncomingMessage) -> Conversation:
        """The conversation; writing is needed only the first time."""
        found = self._database.read(lambda uow: read_conversation(uow, actor, message.connector, message.chat))
        return found or self._database.write(lambda uow: open_conversation(uow, actor, message.connector, message.chat))

    def _answer(self, actor: Actor, taken: Taken, conversation: Conversation, tell: Tell | None = None) -> _Finished:
        message, notes = taken.message, taken.notes
        text = message.action[len(SAY) :] if message.action and message.action.startswith(SAY) else message.text
        action = message.action if message.action and not message.action.startswith(SAY) else None
        cleaned = clean_text(text, self._settings.max_text)
        state = conversation.state
        lang = state.get("lang", actor.locale) if action else language_of(cleaned.text, state.get("lang"), actor.locale)
        watch = nobody if tell is None else watching(tell, lang, self._say)
        context = ToolContext(self._database, actor, self._clock, lang, conversation.id, message.message_id, words="" if action else cleaned.text, watch=watch)
        turn = _Turn(context, state, before=list(notes), waits=conversation.waits)
        turn.talk = (conversation.elsewhere, message.connector) if conversation.elsewhere else None
        if notes and not action and not cleaned.text and not taken.tables:
            return _Finished(Reply(lang, tuple(Text(note) for note in notes)), {**state, "lang": lang})
        if not action and cleaned.problem and (cleaned.text or not taken.tables):
            told = Text(self._say.say(lang, cleaned.problem, limit=str(self._settings.max_text)), tone="warning")
            return _Finished(Reply(lang, (told,)), {**state, "lang": lang, "unsure": True})
        try:
            if taken.tables and not action and take_tables(context, taken.tables, cleaned.text):
                return self._only_tables(turn)
            self._run(turn, cleaned.text, action, edited=message.edited)
            reply = Reply(lang, self._blocks(turn), turn.brain)
        except Exception as error:  # noqa: BLE001 - the person always gets a reply
            return self._broken(turn, error)
        return _Finished(reply, _marked(turn, next_state(state, context.results, lang, turn.called)), calls=tuple(turn.calls))

    def _only_tables(self, turn: _Turn) -> _Finished:
        """The reply to a message that is nothing but tables."""
        reply = Reply(turn.context.locale, self._blocks(turn))
        return _Finished(reply, _marked(turn, next_state(turn.state, turn.context.results, turn.context.locale, turn.called)))

    def _run(self, turn: _Turn, text: str, action: str | None, *, edited: bool) -> None:
        if action:
            self._note(turn, press(turn.context, action))
            return
        if turn.waits:
            turn.quiet = kept_quiet(turn.context, text, turn.state, self._say)
        elif turn.talk is not None:
            turn.quiet = passed_on(turn.context, text, turn.state, self._say, turn.talk)
        turn.unsure = turn.quiet is not None  # the next yes may answer what staff asked
        if turn.quiet is not None:
            return
        done = read_before_brain(turn.context, text, turn.state, edited=edited)
        if done is not None:
            self._note(turn, done)
            if done.rest:
                turn.state = next_state(turn.state, turn.context.results, turn.context.locale, turn.called)
                self._ask_agent(turn, done.rest, only_reading=True)
            return
        turn.unsure = True
        answer = self._ask_agent(turn, text)
        clueless = {"", self._say.say(turn.context.locale, "assistant.not-understood")}
        understood = bool(answer.tools) if answer.brain != "embedded" else bool(answer.tools) or answer.text not in clueless
        turn.unsure = may_mislead(text, answer.tools, turn.context.results, understood=understood)

    def _note(self, turn: _Turn, outcome: Outcome) -> None:
        turn.before += [self._say.say(turn.context.locale, key) for key in outcome.notes]
        if outcome.did:
            turn.called.append(outcome.did)

    def _ask_agent(self, turn: _Turn, text: str, *, only_reading: bool = False) -> AgentAnswer:
        view = self._view(turn, text)
        answer = self._agent.run(turn.context, view, text, only_reading=only_reading)
        turn.brain = answer.brain
        turn.called += answer.tools
        turn.calls += answer.calls
        take_unanswered(turn.context, text, turn.state, asked=lambda: self._agent.would_ask(ASK_ARTICLES, turn.context, view, text))
        if answer.text:
            turn.after.append(Text(answer.text, buttons_after(answer.keys, text, turn.context.actor, turn.context.locale, self._say)))
        return answer

    def _view(self, turn: _Turn, text: str) -> dict[str, Any]:
        """What a brain is told about the dialogue."""
        state, context = turn.state, turn.context
        told_names = {"own_names": list(own_names(context))} if _FOR_SOMEBODY.search(text) else {}
        told = {key: state[key] for key in ("draft", "products", "orders", "dealer", "last_tools", "article") if state.get(key)}
        products = named_products(context, text)
        named = {} if products is None else {"mentioned": list(products[0])} | ({"unknown_goods": list(products[1])} if products[1] else {})
        turns = {"turns": self._earlier(context)} if self._agent.reads_turns else {}
        about = {"lang": context.locale, "today": context.clock.now().date().isoformat(), "role": context.actor.role.value}
        return {**about, **told_names, **named, **_earlier_orders(context, text, state.get("listed") or ()), **told, **turns}

    def _earlier(self, context: ToolContext) -> list[dict[str, str]]:
        """The last turns of the conversation, for a brain that reads them."""
        rows = self._database.read(lambda uow: list_turns(uow, context.actor, context.conversation_id, limit=KEPT_TURNS))
        return earlier_turns([(row.text, row.reply) for row in rows])

    def _blocks(self, turn: _Turn) -> tuple[Block, ...]:
        cards = render(worth_showing(turn.context.results), turn.context.locale, self._say)
        if turn.quiet is not None:
            return (*turn.quiet, *cards)
        blocks = (*(Text(text) for text in turn.before), *cards, *turn.after)
        return blocks or (Text(self._say.say(turn.context.locale, "assistant.not-understood")),)

    def _broken(self, turn: _Turn, error: Exception) -> _Finished:
        """The end of a turn that broke: what it did is shown, in plain sentences if need be; without cards nothing counts as shown."""
        _log.error("turn failed: %s", type(error).__name__, exc_info=error)
        lang, results, state = turn.context.locale, turn.context.results, turn.state
        if not results:
            return _Finished(Reply(lang, (apology(error, lang, self._say),), turn.brain), _marked(turn, state), over=is_over(error, results))
        after = next_state(state, results, lang, turn.called)
        try:
            blocks = unfinished(self._blocks(turn), lang, self._say)
        except Exception:  # noqa: BLE001 - what breaks here has just been logged
            blocks, after = without_cards(results, lang, self._say), {**after, "shown": state.get("shown", {})}
        return _Finished(Reply(lang, blocks, turn.brain), _marked(turn, after), calls=tuple(turn.calls))

    def _leave_open(self, conversation: Conversation, finished: _Finished) -> Reply:
        """Store no turn, so that the same message runs again; only that a yes after it must look first."""
        try:
            self._database.write(lambda uow: save_state(uow, conversation.id, finished.state))
        except Exception as error:  # noqa: BLE001 - the database may be what is not reachable
            _log.warning("state not stored: %s", type(error).__name__)
        return finished.reply

    def _record(self, conversation: Conversation, message: IncomingMessage, finished: _Finished) -> Reply:
        """Store the turn; when another process stored the same message first, its reply is the reply."""
        reply, text = finished.reply, clean_text(message.text, self._settings.max_text).text
        turn = Turn(message.message_id, text, reply.to_json(), finished.state, finished.calls)
        try:
            self._database.write(lambda uow: record_turn(uow, conversation.id, turn, clock=self._clock))
        except Exception as error:  # noqa: BLE001 - whatever kept it from being stored, the person gets the reply
            stored = self._database.read(lambda uow: find_reply(uow, conversation.id, message.message_id))
            if stored is None:
                _log.exception("turn not stored: %s", type(error).__name__)
                return reply
            return reply_from_json(stored)
        return reply


def _opened(uow: UnitOfWork, actor: Actor, message: IncomingMessage) -> tuple[Conversation | None, Mapping[str, Any] | None]:
    """The conversation of a message, if there is one already, and the stored reply to the message, if it was answered before."""
    found = read_conversation(uow, actor, message.connector, message.chat)
    return found, None if found is None else find_reply(uow, found.id, message.message_id)


def _earlier_orders(context: ToolContext, text: str, listed: Sequence[str]) -> dict[str, Any]:
    """The placed orders that a message speaks of without their numbers: by their day, or by what tells them apart in the list shown last."""
    spoken = [(one.words, one.numbers, one.plain) for one in orders_spoken_of(context, text)]
    if len(listed) > 1 and may_pick(text):
        spoken += [(words, numbers, True) for words, numbers in picked_from(text, listed_orders(context, listed))]
    return {"spoken_of": [{"words": words, "numbers": list(numbers), "plain": plain} for words, numbers, plain in spoken]} if spoken else {}


def _marked(turn: _Turn, state: Mapping[str, Any]) -> Mapping[str, Any]:
    """The state with what holds beyond the results of the turn."""
    told = turn.quiet is not None and not turn.context.results
    marks = {"unsure": turn.unsure, TOLD: told}
    return {**{key: value for key, value in state.items() if key not in marks}, **{key: True for key, value in marks.items() if value}}


def brain_of(settings: ProcessSettings) -> Brain:
    """The brain that the settings name."""
    if settings.brain == "embedded":
        return EmbeddedBrain()
    from bot.brain.hosted import HostedBrain

    return HostedBrain.from_settings(settings)
