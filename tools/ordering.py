"""Tools that work on the person's draft order. None of them orders anything: a person confirms what a draft shows.

Invariant: they take words only; quantities, prices, places and days are read from them by the backend.
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering import service as ordering
from backend.ordering.schemas import DraftText, DraftView, RepeatOrder
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.numbers import number_in
from tools.results import Discarded
from tools.running import Work, clean, read, write, write_once, write_words


@model_tool("write", Permission.PLACE_ORDERS)
def draft_order(text: str, runtime: ToolRuntime[ToolContext]) -> DraftView:
    """Start a draft order or add to it. Shows lines, prices, stock, total and open questions; the person confirms it himself.

    Args:
        text: The person's own words, complete and unchanged, for example "10箱可口可乐330ml罐装,周五前送到城西仓" or "20 cases of Sprite 330ml".
    """
    return _say(runtime.context, "draft", clean(text))


@model_tool("write", Permission.PLACE_ORDERS)
def amend_draft(text: str, runtime: ToolRuntime[ToolContext]) -> DraftView:
    """Change the open draft: quantities, removals, swaps, delivery day or place, answers to its open questions.

    Args:
        text: The person's own words, complete and unchanged, for example "雪碧改成5箱" or "drop the Fanta" or "第三个".
    """
    return _say(runtime.context, "amend", clean(text))


@model_tool("read", Permission.PLACE_ORDERS)
def show_draft(runtime: ToolRuntime[ToolContext]) -> DraftView:
    """Show the open draft as it stands now, with today's prices and stock."""
    context, clock = runtime.context, runtime.context.clock
    return read(context, lambda uow, actor: ordering.look_at_draft(uow, actor, clock=clock)) or write(context, _shown(context))


@model_tool("write", Permission.PLACE_ORDERS)
def discard_draft(runtime: ToolRuntime[ToolContext]) -> Discarded:
    """Throw the open draft away because the person wants it gone. Orders are not touched."""
    clock = runtime.context.clock
    return write(runtime.context, lambda uow, actor: Discarded(ordering.discard_draft(uow, actor, clock=clock)))


@model_tool("write", Permission.PLACE_ORDERS)
def repeat_last_order(runtime: ToolRuntime[ToolContext], number: str = "", text: str = "") -> DraftView:
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
        return _apply(context, what, DraftText(words, context.message_id), request)
    return write_once(context, what, lambda uow, actor: ordering.repeat_order(uow, actor, request, clock=clock), _shown(context))


def _say(context: ToolContext, what: str, words: str) -> DraftView:
    if not words and what != "draft":
        raise NotFound("draft.none")
    return _apply(context, words, DraftText(words, context.message_id))


def _apply(context: ToolContext, what: str, request: DraftText, repeat: RepeatOrder | None = None) -> DraftView:
    """Words are read beside other people's writes and applied to exactly the version they were read against."""
    clock = context.clock

    def reading(uow: UnitOfWork, actor: Actor) -> ordering.DraftWords:
        return ordering.read_words(uow, actor, request, clock=clock, repeat=repeat)

    def applying(uow: UnitOfWork, actor: Actor, words: ordering.DraftWords) -> DraftView:
        return ordering.apply_words(uow, actor, words, clock=clock)

    return write_words(context, what, reading, applying, _shown(context))


def _shown(context: ToolContext) -> Work[DraftView]:
    return lambda uow, actor: ordering.show_draft(uow, actor, clock=context.clock)
