"""One stored update in, its answer stored: who it is, what may be answered where, and what is said. Blocking; runs in a thread.

The answer goes to the outbox in the transaction that marks the update done, so each update is answered once however often it is
looked at. Rights are those of the bound person now. Invariant: unknown people get one sentence; a group never gets a price or a balance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from backend.identity import service as identity
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import DomainError, TooOften, Unauthenticated
from backend.kit.phrases import LOCALES, Phrasebook
from backend.kit.rates import RateLimit
from backend.messengers import service as messengers
from backend.messengers.service import Outgoing, StoredUpdate
from bot.connectors.telegram.arriving import CONNECTOR, Arrived
from bot.connectors.telegram.binding import start
from bot.connectors.telegram.groups import in_group
from bot.connectors.telegram.layout import Part, part_of, parts_of
from bot.connectors.telegram.outgoing import as_messages, plain_message
from bot.messages import Attachment, IncomingMessage, Reply

UNKNOWN_AN_HOUR = 6
OLD_BUTTON = "old"
_HELP = {"zh": "帮助", "en": "help"}


class Answering(Protocol):
    """What this connector needs of the assistant."""

    def reply(self, actor: Actor, message: IncomingMessage) -> Reply:
        """Answer one message; the same message id again gets the stored answer."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a file that came along: its content, or the key of the sentence why there is none."""

    attachments: tuple[Attachment, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The services behind the connector. `clock` is the company's; `limit` counts what each person sends, on the web too."""

    database: Database
    clock: Clock
    assistant: Answering
    phrasebook: Phrasebook
    limit: RateLimit
    strangers: RateLimit = field(default_factory=lambda: RateLimit("message.too_often", UNKNOWN_AN_HOUR))

    def actor_of(self, arrived: Arrived) -> Actor | None:
        """Who the account stands for now."""
        try:
            return self.database.read(lambda uow: identity.actor_of_binding(uow, CONNECTOR, arrived.sender))
        except Unauthenticated:
            return None

    def answer(self, stored: StoredUpdate, arrived: Arrived | None, fetched: Fetched, at: Clock) -> None:
        """Store the answer and mark the update done; `at` is the connector's time. A message that comes too soon rests."""
        actor = self.actor_of(arrived) if arrived is not None else None
        if actor is not None and stored.attempts == 0:
            try:
                self.limit.take(actor.user_id)
            except TooOften as error:
                self._rest(stored, error.seconds, at)
                return
        work = self._work(arrived, actor, fetched) if arrived is not None else _nothing
        now = at.now()

        def store(uow: UnitOfWork) -> None:
            if messengers.finish_update(uow, stored.id, at=now):
                messengers.enqueue(uow, CONNECTOR, stored.chat, f"u:{stored.id}", work(uow), at=now)

        self.database.write(store)

    def give_up(self, stored: StoredUpdate, arrived: Arrived | None, at: Clock) -> None:
        """Say that this message could not be read, after trying for long."""
        told = [plain_message(part_of(self.say(arrived, None, "telegram-failed")))] if arrived is not None and arrived.private else []

        def store(uow: UnitOfWork) -> None:
            if messengers.finish_update(uow, stored.id, at=at.now()):
                messengers.enqueue(uow, CONNECTOR, stored.chat, f"u:{stored.id}", told, at=at.now())

        self.database.write(store)

    def say(self, arrived: Arrived | None, actor: Actor | None, key: str, /, **params: object) -> str:
        """A sentence in the person's language."""
        told = "zh" if arrived is None or not arrived.language or arrived.language.startswith("zh") else "en"
        return self.phrasebook.say(actor.locale if actor is not None and actor.locale in LOCALES else told, key, **params)

    def _work(self, arrived: Arrived, actor: Actor | None, fetched: Fetched) -> Callable[[UnitOfWork], Sequence[Outgoing]]:
        if arrived.private and arrived.command == "start" and arrived.text:
            return self._start(arrived, actor)
        if actor is None:
            return self._stranger(arrived)
        if not arrived.private:
            return _said(in_group(self, arrived, actor))
        return self._press(arrived, actor) if arrived.kind == "button" else self._read(arrived, actor, fetched)

    def _read(self, arrived: Arrived, actor: Actor, fetched: Fetched) -> Callable[[UnitOfWork], Sequence[Outgoing]]:
        text = _HELP.get(actor.locale, "help") if arrived.command == "help" else f"{arrived.command} {arrived.text}".strip()
        problem = fetched.problem or ("" if text or fetched.attachments else "telegram-only-words")
        if problem:
            return _said((part_of(self.say(arrived, actor, problem)),))
        if arrived.command == "start":
            return _said((part_of(self.say(arrived, actor, "telegram-welcome", name=actor.name)),))
        edited = arrived.kind == "edited"
        message = IncomingMessage(CONNECTOR, arrived.chat, arrived.key, text, attachments=fetched.attachments, edited=edited)
        return self._replied(arrived, actor, self.assistant.reply(actor, message))

    def _press(self, arrived: Arrived, actor: Actor) -> Callable[[UnitOfWork], Sequence[Outgoing]]:
        now = self.clock.now()
        found = self.database.read(lambda uow: messengers.find_button(uow, CONNECTOR, arrived.chat, actor.user_id, arrived.token, at=now))
        reply = self.assistant.reply(actor, IncomingMessage(CONNECTOR, arrived.chat, arrived.key, action=found or OLD_BUTTON))
        replied = self._replied(arrived, actor, reply)

        def work(uow: UnitOfWork) -> Sequence[Outgoing]:
            messengers.use_button(uow, arrived.token, at=now)
            return [*replied(uow), Outgoing("keyboard", {"message_id": arrived.message_id, "keyboard": arrived.keyboard})]

        return work

    def _replied(self, arrived: Arrived, actor: Actor, reply: Reply) -> Callable[[UnitOfWork], Sequence[Outgoing]]:
        return lambda uow: as_messages(uow, parts_of(reply), arrived.chat, actor.user_id, at=self.clock.now())

    def _stranger(self, arrived: Arrived) -> Callable[[UnitOfWork], Sequence[Outgoing]]:
        """One sentence, in private or when addressed, and not more often than a person would need it."""
        if not arrived.addressed or arrived.kind == "button":
            return _nothing
        try:
            self.strangers.take(arrived.chat)
        except TooOften:
            return _nothing
        return _said((part_of(self.say(arrived, None, "telegram-stranger" if arrived.private else "telegram-group-private")),))

    def _start(self, arrived: Arrived, actor: Actor | None) -> Callable[[UnitOfWork], Sequence[Outgoing]]:
        try:
            self.strangers.take(f"start:{arrived.sender}")
        except TooOften:
            return _nothing

        def work(uow: UnitOfWork) -> Sequence[Outgoing]:
            try:
                with uow.savepoint():
                    key, params = start(uow, arrived, clock=self.clock)
            except DomainError as error:
                key, params = error.code, {}
            return [plain_message(part_of(self.say(arrived, actor, key, **params)))]

        return work

    def _rest(self, stored: StoredUpdate, seconds: float, at: Clock) -> None:
        until = at.now() + timedelta(seconds=seconds)
        self.database.write(lambda uow: messengers.rest_update(uow, stored.id, until))


def _nothing(_: UnitOfWork) -> Sequence[Outgoing]:
    return ()


def _said(parts: Sequence[Part]) -> Callable[[UnitOfWork], Sequence[Outgoing]]:
    return lambda _: [plain_message(part) for part in parts]
