"""The same tools called by the deterministic route instead of a model (show, discard, propose to cancel), and whom the actor orders for.

Invariant: there is one implementation; this only fills in the hidden context.
"""

from collections.abc import Collection
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool

from backend.dealers.service import get_dealer, list_places
from backend.identity.domain import Permission
from backend.kit.db import UnitOfWork
from backend.ordering import service as ordering
from backend.ordering.memory.service import is_about_word
from backend.ordering.reader import find_products
from backend.ordering.schemas import OrderFilter, OrderSummary
from backend.ordering.teaching import speaks_about_names
from tools.articles import ask_articles
from tools.catalogue import check_stock
from tools.context import ToolContext
from tools.declaring import attempt
from tools.memory import forget_name, known_names
from tools.naming import may_speak_of_orders
from tools.ordering import amend_draft, discard_draft, show_draft, undo_change
from tools.orders import MOST_ORDERS, cancel_order
from tools.results import Discarded
from tools.running import clean, write


def show(context: ToolContext) -> None:
    """Show the open draft."""
    _run(context, show_draft, {})


def discard(context: ToolContext) -> None:
    """Throw the open draft away."""
    _run(context, discard_draft, {})


def discard_one(context: ToolContext, draft_id: str) -> None:
    """Throw one of several open drafts away."""
    attempt(context, lambda: write(context, lambda uow, actor: Discarded(ordering.discard_draft(uow, actor, clock=context.clock, draft_id=draft_id))))


def undo(context: ToolContext) -> None:
    """Take back the last change of the draft."""
    _run(context, undo_change, {})


def cancel(context: ToolContext, number: str) -> None:
    """Propose to cancel an order; without a number the only one that it can be."""
    _run(context, cancel_order, {"number": number})


def stock(context: ToolContext, text: str) -> None:
    """Tell how much of the products in a text can be ordered."""
    _run(context, check_stock, {"text": text})


def ask(context: ToolContext, text: str) -> None:
    """Ask the after-sales articles."""
    _run(context, ask_articles, {"text": text})


def names(context: ToolContext) -> None:
    """List what the person's company calls products."""
    _run(context, known_names, {})


def forget(context: ToolContext, text: str) -> None:
    """Forget what the person's company calls a product."""
    _run(context, forget_name, {"text": text})


def amend(context: ToolContext, text: str) -> None:
    """Change the open draft as the words say."""
    _run(context, amend_draft, {"text": text})


def may_order(context: ToolContext) -> bool:
    """Whether the person orders for a company."""
    return context.actor.is_buyer


def speaks_of_names(context: ToolContext, text: str) -> bool:
    """Whether a text says something about the person's own words in the open draft."""
    return context.read(lambda uow: speaks_about_names(uow, context.actor, clean(text), clock=context.clock))


def knows_name(context: ToolContext, text: str) -> bool:
    """Whether a text is about exactly one word that the person's company is known to use."""
    return context.read(lambda uow: is_about_word(uow, context.actor, clean(text)))


def own_names(context: ToolContext) -> tuple[str, ...]:
    """The names of the actor's own company and of the places goods go to; none for everybody who belongs to no dealer."""
    actor = context.actor
    if actor.dealer_id is None:
        return ()

    def names(uow: UnitOfWork) -> tuple[str, ...]:
        dealer = get_dealer(uow, actor, actor.own_dealer())
        places = (name for place in list_places(uow) for name in (place.name_zh, place.name_en))
        return (dealer.name_zh, dealer.name_en, *places)

    return context.read(names)


def orders_spoken_of(context: ToolContext, text: str) -> tuple[ordering.SpokenOf, ...]:
    """The placed orders that a text speaks of by their day or place in the row ("昨天那单"); none for who may see no own orders."""
    if context.actor.dealer_id is None or not context.actor.may(Permission.READ_ORDERS) or not may_speak_of_orders(text):
        return ()
    return context.read(lambda uow: ordering.orders_spoken_of(uow, context.actor, text, clock=context.clock))


def listed_orders(context: ToolContext, numbers: Collection[str]) -> tuple[OrderSummary, ...]:
    """Those of the latest orders the person may see that have one of these numbers, as they stand now."""
    wanted = OrderFilter(dealer=context.actor.dealer_id, limit=MOST_ORDERS)
    page = context.read(lambda uow: ordering.list_orders(uow, context.actor, wanted))
    return tuple(order for order in page.items if order.number in numbers)


def named_products(context: ToolContext, text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The words of a text that name products of the catalogue, and those that name goods it does not have; None for an actor who may not see it."""
    if not context.actor.may(Permission.READ_CATALOGUE):
        return None
    mentions = context.read(lambda uow: find_products(uow, text, context.clock.now(), context.actor.dealer_id))
    return tuple(dict.fromkeys(mention.source for mention in mentions.found if mention.source)), mentions.unknown


def _run(context: ToolContext, tool: BaseTool, arguments: dict[str, Any]) -> None:
    runtime: ToolRuntime[ToolContext, Any] = ToolRuntime(state={}, context=context, config={}, stream_writer=lambda _: None, tool_call_id="direct", store=None)
    tool.invoke({"type": "tool_call", "id": "direct", "name": tool.name, "args": {**arguments, "runtime": runtime}})
