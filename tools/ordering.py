"""Tools that work on the person's draft order. None of them orders anything: a person confirms what a draft shows.

Invariant: they take words only; quantities, prices, places and days are read from them by the backend.
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering import service as ordering
from backend.ordering.schemas import DraftText, DraftView, RepeatOrder
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.numbers import number_in
from tools.results import Discarded, DraftSet
from tools.running import Work, clean, message_key, read, write, write_once, write_words

Drafts = DraftView | DraftSet | Discarded
"""What words make of the drafts; Discarded when they end one."""


@model_tool("write", Permission.PLACE_ORDERS)
def draft_order(text: str, runtime: ToolRuntime[ToolContext]) -> Drafts:
    """Start a draft order or add to it; goods for several places or days become one draft each. The person confirms it himself.

    Shows lines, prices, stock, total and open questions.

    Args:
        text: The person's own words, complete and unchanged, for example "10箱可口可乐330ml罐装,周五前送到城西仓" or "20 cases of Sprite 330ml".
    """
    return _say(runtime.context, "draft", clean(text))


@model_tool("write", Permission.PLACE_ORDERS)
def amend_draft(text: str, runtime: ToolRuntime[ToolContext]) -> Drafts:
    """Change the open draft: quantities, removals, swaps, delivery day or place, answers to its open questions.

    Args:
        text: The person's own words, complete and unchanged, for example "雪碧改成5箱" or "drop the Fanta" or "第三个".
    """
    return _say(runtime.context, "amend", clean(text))


@model_tool("read", Permission.PLACE_ORDERS)
def show_draft(runtime: ToolRuntime[ToolContext]) -> Drafts:
    """Show the open draft as it stands now, with today's prices and stock; all of them when there are several."""
    context, clock = runtime.context, runtime.context.clock
    seen = read(context, lambda uow, actor: ordering.look_at_draft(uow, actor, clock=clock))
    return seen if seen is not None and not seen.beside else write(context, _all_shown(context))


@model_tool("write", Permission.PLACE_ORDERS)
def discard_draft(runtime: ToolRuntime[ToolContext], text: str = "") -> Discarded:
    """Throw the open draft away because the person wants it gone. Orders are not touched.

    Args:
        text: The person's own words when several drafts are open, for example "城东那张不要了" or "drop both".
    """
    words, clock = clean(text) or clean(runtime.context.words), runtime.context.clock

    def discard(uow: UnitOfWork, actor: Actor) -> Discarded:
        count = ordering.discard_in_words(uow, actor, words, clock=clock) if words else int(ordering.discard_draft(uow, actor, clock=clock))
        return Discarded(count > 0, max(count, 1), still_open(uow, actor, clock))

    return write(runtime.context, discard)


def still_open(uow: UnitOfWork, actor: Actor, clock: Clock) -> tuple[DraftView, ...]:
    """The drafts that stay when others are gone or ordered, so that nobody takes them for gone or ordered, too."""
    return ordering.show_drafts(uow, actor, clock=clock) if ordering.has_draft(uow, actor) else ()


@model_tool("write", Permission.PLACE_ORDERS)
def undo_change(runtime: ToolRuntime[ToolContext], text: str = "") -> Drafts:
    """Take back the last change of the drafts, or put back those that were thrown away. Orders are not touched.

    Args:
        text: The person's own words when he names goods to put back, for example "把雪碧加回来" or "put the Sprite back".
    """
    context, words, clock = runtime.context, clean(text), runtime.context.clock

    def undo(uow: UnitOfWork, actor: Actor) -> Drafts:
        back = ordering.undo_change(uow, actor, clock=clock, text=words)
        return Discarded(True, back.gone, still_open(uow, actor, clock)) if back.gone else _of(back.drafts)

    return write_once(context, f"undo {words}", undo, _all_shown(context))


@model_tool("write", Permission.PLACE_ORDERS)
def repeat_last_order(runtime: ToolRuntime[ToolContext], number: str = "", text: str = "") -> Drafts:
    """Make the draft a copy of an earlier own order at today's prices, the latest one if none is named.

    Args:
        number: The order to copy, for example "SO-1003"; empty for the latest.
        text: The person's own words when he also wants changes, for example "老样子,雪碧减半" or "same as last time but without the Budweiser".
    """
    context, words = runtime.context, clean(text)
    named = number_in(clean(number))
    if words and not named:
        return _say(context, "repeat", words)
    request, clock, what = RepeatOrder(named), context.clock, f"repeat {named or ''} {words}"
    if words:
        return _apply(context, what, DraftText(words, _change(context)), request)
    return write_once(context, what, lambda uow, actor: ordering.repeat_order(uow, actor, request, clock=clock), _shown(context))


def _say(context: ToolContext, what: str, words: str) -> Drafts:
    if not words and what != "draft":
        raise NotFound("draft.none")
    return _apply(context, words, DraftText(words, _change(context)))


def _change(context: ToolContext) -> str:
    """What a message does is taken back together, however many calls it takes."""
    return message_key(context, "said")


def _apply(context: ToolContext, what: str, request: DraftText, repeat: RepeatOrder | None = None) -> Drafts:
    """Words are read beside other people's writes and applied to exactly the version they were read against."""
    clock = context.clock

    def reading(uow: UnitOfWork, actor: Actor) -> ordering.DraftWords:
        return ordering.read_words(uow, actor, request, clock=clock, repeat=repeat)

    def applying(uow: UnitOfWork, actor: Actor, words: ordering.DraftWords) -> Drafts:
        views = ordering.apply_all_words(uow, actor, words, clock=clock)
        return _of(views) if views else Discarded(done=True)

    return write_words(context, what, reading, applying, _all_shown(context))


def _of(views: tuple[DraftView, ...]) -> Drafts:
    return views[0] if len(views) == 1 else DraftSet(views)


def _all_shown(context: ToolContext) -> Work[Drafts]:
    return lambda uow, actor: _of(ordering.show_drafts(uow, actor, clock=context.clock))


def _shown(context: ToolContext) -> Work[DraftView | Discarded]:
    return lambda uow, actor: ordering.show_draft(uow, actor, clock=context.clock)
