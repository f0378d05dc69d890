"""Tools about orders there are: status, lists, and proposals to cancel or change one. Confirming is the person's own step.

Invariant: an order outside the person's scope is "not found", whatever number or name is given.
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.ordering import service as ordering
from backend.ordering.domain import OrderStatus
from backend.ordering.schemas import CancelRequest, ChangeText, ChangeView, OrderFilter, OrderView
from backend.ordering.timeline.domain import Timeline
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.naming import dealer_in, own_or_named
from tools.numbers import find_number, number_in
from tools.results import OrderList
from tools.running import clean, read, write, write_prepared

MOST_ORDERS = 30


@model_tool("read", Permission.READ_ORDERS)
def order_status(runtime: ToolRuntime[ToolContext], number: str = "", text: str = "", mine: bool = False) -> OrderView:
    """Show one order: status, lines, total, planned arrival, why it is on hold. Without a number the latest own order.

    Args:
        number: The order number, for example "SO-1003"; empty for the latest.
        text: The person's own words when he names no number, for example "我最近一单到哪了" or "last order of Night Beer".
        mine: True for the order that the person himself placed last, for example "我刚才下了什么" or "what did I just order".
    """
    words, named = clean(text), number_in(clean(number))

    def status(uow: UnitOfWork, actor: Actor) -> OrderView:
        return ordering.get_order(uow, actor, named or find_number(words) or _latest(uow, actor, words, mine=mine, clock=runtime.context.clock))

    return read(runtime.context, status)


@model_tool("read", Permission.READ_ORDERS)
def order_history(runtime: ToolRuntime[ToolContext], number: str = "", text: str = "") -> Timeline:
    """Show how one order came about: who ordered, why it was held, who released, rejected, changed or shipped it, and when.

    Args:
        number: The order number, for example "SO-1003"; empty for the latest.
        text: The person's own words when he names no number, for example "上一单是谁批的" or "who changed my last order".
    """
    words, named = clean(text), number_in(clean(number))

    def told(uow: UnitOfWork, actor: Actor) -> Timeline:
        return ordering.order_timeline(uow, actor, named or find_number(words) or _latest(uow, actor, words, mine=False, clock=runtime.context.clock))

    return read(runtime.context, told)


@model_tool("read", Permission.READ_ORDERS)
def list_orders(runtime: ToolRuntime[ToolContext], limit: int = 10, status: str = "", dealer_name: str = "", below: bool = False) -> OrderList:
    """List orders, newest first, with status and total. Without a name the person's own.

    Args:
        limit: How many at most, 1 to 30, for example 3 for "my last three orders".
        status: One of HOLD, APPROVED, SHIPPED, DELIVERED, CANCELLED, REJECTED, or several with commas; empty for all.
        dealer_name: The company as the person named it, for example "夜宵啤酒批发" or "Harbour Wholesale"; empty for the person's own.
        below: True to list the orders of all dealers the person may see, not only his own.
    """
    name, most = clean(dealer_name), max(1, min(limit, MOST_ORDERS))
    statuses = _statuses(clean(status))

    def listed(uow: UnitOfWork, actor: Actor) -> OrderList:
        dealer = None if below and not name else own_or_named(uow, actor, name)
        wanted = OrderFilter(statuses=statuses, dealer=dealer.id if dealer else None, limit=most)
        page = ordering.list_orders(uow, actor, wanted)
        shown = dealer if name else None
        return OrderList(page, statuses, shown.name_zh if shown else "", shown.name_en if shown else "", below=below)

    return read(runtime.context, listed)


@model_tool("write", Permission.PLACE_ORDERS)
def cancel_order(runtime: ToolRuntime[ToolContext], number: str = "", text: str = "") -> ChangeView:
    """Propose to cancel an own order that has not shipped. Nothing is cancelled until the person confirms.

    Args:
        number: The order number; empty when he has only one order that it can be.
        text: The person's own words when he names the order otherwise, for example "昨天那单不要了" or "cancel my last order".
    """
    words, clock = clean(text) or clean(runtime.context.words), runtime.context.clock
    request = CancelRequest(number_in(clean(number)) or find_number(words), words)
    return write(runtime.context, lambda uow, actor: ordering.propose_cancel(uow, actor, request, clock=clock))


@model_tool("write", Permission.PLACE_ORDERS)
def amend_order(text: str, runtime: ToolRuntime[ToolContext], number: str = "") -> ChangeView:
    """Propose to change an own order that has been placed and has not shipped. Nothing changes until the person confirms.

    Args:
        text: The person's own words, complete and unchanged, for example "SO-1003里的雪碧改成15箱" or "take the Budweiser off SO-7003".
        number: The order number; empty when he has only one order that it can be.
    """
    words = clean(text)
    named = number_in(clean(number)) or find_number(words)
    request, clock = ChangeText(named, words), runtime.context.clock
    return write_prepared(
        runtime.context,
        lambda uow, actor: ordering.read_change(uow, actor, request, clock=clock),
        lambda uow, actor, words: ordering.propose_change(uow, actor, words, clock=clock),
        moved_on="order.stale",
    )


def _latest(uow: UnitOfWork, actor: Actor, words: str, *, mine: bool, clock: Clock) -> str:
    dealer = dealer_in(uow, actor, words) if words else None
    spoken = ordering.orders_spoken_of(uow, actor, words, clock=clock) if words and dealer is None and not mine else ()
    if spoken:
        if not spoken[0].numbers:
            raise NotFound("order.none_named")
        return spoken[0].numbers[0]
    whose = dealer.id if dealer else actor.dealer_id
    page = ordering.list_orders(uow, actor, OrderFilter(dealer=whose, limit=1, mine=mine))
    if not page.items:
        raise NotFound("order.none")
    return page.items[0].number


def _statuses(text: str) -> tuple[str, ...]:
    words = [word.strip().upper().replace(" ", "_") for word in text.replace("，", ",").split(",") if word.strip()]
    wrong = [word for word in words if word not in OrderStatus.__members__]
    if wrong:
        raise Invalid("order.bad_status", status=wrong[0])
    return tuple(words)
