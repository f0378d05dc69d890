"""Running a use case from a tool: one call, one transaction, the person's language, words that a database can store.

Invariant: the n-th change of the draft in a turn is done once for a message, so a turn that is run again does not order twice.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import TooMuch
from backend.kit.idempotency import find_answer, run_once
from backend.kit.ids import hash_content
from backend.kit.phases import read_then_write
from tools.completing import complete
from tools.context import ToolContext

P = TypeVar("P")
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


def write_prepared(context: ToolContext, prepare: Work[P], work: Callable[[UnitOfWork, Actor, P], R], *, moved_on: str) -> R:
    """`write` with a slow part `prepare` that only reads: it runs beside other people's writes; both run once more on Conflict(`moved_on`)."""
    actor = speaker(context)
    return read_then_write(
        lambda: context.read(lambda uow: prepare(uow, actor)),
        lambda prepared: write(context, lambda uow, who: work(uow, who, prepared)),
        moved_on=moved_on,
    )


def write_once(context: ToolContext, words: str, work: Work[R], again: Work[R]) -> R:
    """Run a writing use case as the next change of this message, unless an earlier run of its turn did that; then `again` shows what there is.

    The same `words` within one turn are the same change, punctuation aside; other words are another one. An earlier run may have worded
    its calls differently, so between runs only their order counts.
    """
    return write_under(context, message_key(context, "change", str(_place(context, words))), work, again)


def write_words(context: ToolContext, words: str, prepare: Work[P], work: Callable[[UnitOfWork, Actor, P], R], again: Work[R]) -> R:
    """`write_once` with a slow part `prepare` that only reads: it runs beside other people's writes; both run once more when the draft moved on."""
    actor, key = speaker(context), message_key(context, "change", str(_place(context, words)))

    def ready(uow: UnitOfWork) -> tuple[P, ...]:
        return () if find_answer(uow, actor.user_id, key) is not None else (prepare(uow, actor),)

    def written(prepared: tuple[P, ...]) -> R:
        return write_under(context, key, lambda uow, who: work(uow, who, prepared[0] if prepared else prepare(uow, who)), again)

    return read_then_write(lambda: context.read(ready), written, moved_on="draft.stale")


def write_under(context: ToolContext, key: str, work: Work[R], again: Work[R]) -> R:
    """Run a writing use case unless it was done under this key before; then `again` shows what there is."""
    actor = speaker(context)

    def once(uow: UnitOfWork) -> R:
        done: list[R] = []

        def first_time() -> bool:
            done.append(work(uow, actor))
            return True

        run_once(uow, actor.user_id, key, key, first_time, at=context.clock.now())
        return complete(uow, actor, done[0] if done else again(uow, actor), clock=context.clock)

    return context.write(once)


def message_key(context: ToolContext, *what: str) -> str:
    """The idempotency key of something that a message does once."""
    return hash_content("tool", context.conversation_id, context.message_id, *what)


def _place(context: ToolContext, words: str) -> int:
    """Which change of the turn these words are, counted from 0."""
    plain = _BESIDE_WORDS.sub("", unicodedata.normalize("NFKC", words).casefold())
    if plain not in context.changes:
        context.changes.append(plain)
    return context.changes.index(plain)


_BESIDE_WORDS = re.compile(r"[\s,;:!?，。；：！？、…]+|\.(?!\d)")


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
