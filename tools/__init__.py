"""What a model may call, by permission. Each tool is thin: hidden context in, one use case, a typed result out.

Hiding a tool is a courtesy to the model; the right itself is checked again inside the use case (see ARCHITECTURE, decisions 1 and 2).
"""

from langchain_core.tools import BaseTool

from backend.identity.domain import Actor, Permission
from tools.approvals import list_approvals
from tools.articles import ask_articles, read_article
from tools.catalogue import check_stock, quote_price, search_products
from tools.credit import credit_status, order_headroom
from tools.fulfilment import shipping_list
from tools.general import explain
from tools.memory import forget_name, known_names
from tools.ordering import amend_draft, discard_draft, draft_order, repeat_last_order, show_draft, undo_change
from tools.orders import amend_order, cancel_order, list_orders, order_history, order_status
from tools.promotions import list_promotions
from tools.returns import close_order, list_returns, return_goods
from tools.stock import stock_lots
from tools.support import give_feedback, list_notices, request_person, set_notices
from tools.tickets import list_tickets, open_ticket

ALL_TOOLS: tuple[BaseTool, ...] = (
    draft_order,
    amend_draft,
    show_draft,
    discard_draft,
    undo_change,
    repeat_last_order,
    search_products,
    check_stock,
    quote_price,
    order_status,
    order_history,
    list_orders,
    list_approvals,
    cancel_order,
    amend_order,
    credit_status,
    order_headroom,
    explain,
    ask_articles,
    read_article,
    request_person,
    give_feedback,
    set_notices,
    list_notices,
    open_ticket,
    list_tickets,
    known_names,
    forget_name,
    shipping_list,
    stock_lots,
    list_promotions,
    return_goods,
    list_returns,
    close_order,
)
__all__ = ["ALL_TOOLS", "tools_for"]


def tools_for(actor: Actor) -> list[BaseTool]:
    """The tools this actor's role may use."""
    return [tool for tool in ALL_TOOLS if _may(actor, tool)]


def _may(actor: Actor, tool: BaseTool) -> bool:
    permission = (tool.metadata or {}).get("permission")
    return permission is None or actor.may(Permission(permission))
