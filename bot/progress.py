"""What is told while a turn runs: a sentence for each step, and each block as soon as its tool is done.

The turn runs in a thread of its own, so that it ends whether or not anybody still listens. Invariant: what is told on the way is a
preview; the reply at the end is the whole answer, and holds every block that counts.
"""

import logging
import queue
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread
from typing import Any, Literal

from backend.kit.phrases import Phrasebook
from bot.messages import Block, Reply
from bot.rendering import render
from tools.context import Watch

_log = logging.getLogger(__name__)
WORKING = "assistant.working"


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a streamed turn: a "status" (its sentence), a finished "block", and at the end the whole "reply"."""

    kind: Literal["status", "block", "reply"]
    data: Any


Tell = Callable[[Event], None]


def watching(tell: Tell, locale: str, say: Phrasebook) -> Watch:
    """The `watch` of a turn's context that tells its steps in a language."""
    told = ""

    def watch(what: str, value: Any) -> None:
        nonlocal told
        try:
            if what == "results":
                for block in render(list(value), locale, say):
                    tell(Event("block", document_of(block)))
                return
            sentence = say.say(locale, f"working-{value}" if say.has(f"working-{value}") else WORKING)
            if sentence != told:
                told = sentence
                tell(Event("status", sentence))
        except Exception:  # noqa: BLE001 - the turn itself goes on
            _log.exception("a step was not told")

    return watch


def in_steps(first: str, work: Callable[[Tell], Reply]) -> Iterator[Event]:
    """The events of a turn: a status at once, what `work` tells, the blocks not told yet, and the reply. What `work` raises is raised here."""
    yield Event("status", first)
    events: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()
    told: list[Any] = []

    def run() -> None:
        try:
            events.put(Event("reply", work(events.put).to_json()))
        except BaseException as error:  # noqa: BLE001 - raised where the turn is waited for
            events.put(error)

    Thread(target=copy_context().run, args=(run,), name="turn-in-steps").start()
    while True:
        event = events.get()
        if isinstance(event, BaseException):
            raise event
        if event.kind == "block":
            told.append(event.data)
        if event.kind != "reply":
            yield event
            continue
        yield from (Event("block", block) for block in _untold(event.data["blocks"], told))
        yield event
        return


def document_of(block: Block) -> Any:
    """A block as it stands in a stored reply."""
    return Reply("", (block,)).to_json()["blocks"][0]


def _untold(blocks: Sequence[Any], told: Sequence[Any]) -> list[Any]:
    return [block for block in blocks if block not in told]
