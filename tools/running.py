"""Running a use case from a tool: one call, one transaction, the person's language, words that a database can store.

Invariant: the same write asked for twice within one message is done once, so a turn that is run again does not order twice.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import TooMuch
from backend.kit.idempotency import run_once
from backend.kit.ids import hash_content
from tools.completing import complete
from tools.context import ToolContext

R = TypeVar("R")
Work = Callable[[UnitOfWork, Actor], R]
LONGEST_TEXT = 20_000


def read(context: ToolContext, work: Work[R]) -> R:
    """Run a reading use case."""
    actor = speaker(context)
    return context.read(lambda uow: complete(uow, actor, work(uow, actor), clock=context.clock))


def write(context: ToolContext, work: Work[R]) -> R:
    """Run a writing use case in one transaction. Doing it again must be harmless by itself."""
    actor = speaker(context)
    return context.write(lambda uow: complete(uow, actor, work(uow, actor), clock=context.clock))


def write_once(context: ToolContext, what: tuple[str, ...], work: Work[R], again: Work[R]) -> R:
    """Run a writing use case unless this message did the same `what` before; then `again` shows what there is."""
    actor = speaker(context)
    key = hash_content("tool", context.conversation_id, context.message_id, *what)

    def once(uow: UnitOfWork) -> R:
        done: list[R] = []

        def first_time() -> bool:
            done.append(work(uow, actor))
            return True

        run_once(uow, actor.user_id, key, key, first_time, at=context.clock.now())
        return complete(uow, actor, done[0] if done else again(uow, actor), clock=context.clock)

    return context.write(once)


def speaker(context: ToolContext) -> Actor:
    """The actor, spoken to in the language of this turn."""
    return replace(context.actor, locale=context.locale)


def clean(text: str | None) -> str:
    """Text without half characters and NULs; raises TooMuch("message.too_long")."""
    if not text:
        return ""
    if len(text) > LONGEST_TEXT:
        raise TooMuch("message.too_long", longest=LONGEST_TEXT, length=len(text))
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\0", "").strip()
