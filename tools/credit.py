"""The tool about credit: limit, what uses it, what is left."""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.credit.service import credit_status as status_of
from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering import service as ordering
from backend.ordering.gates import frozen_account
from backend.ordering.headroom import Headroom
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.naming import own_or_named
from tools.results import CreditAnswer
from tools.running import clean, read


@model_tool("read", Permission.READ_CREDIT)
def credit_status(runtime: ToolRuntime[ToolContext], dealer_name: str = "") -> CreditAnswer:
    """Show the credit limit, what uses it, what is left and what is overdue.

    Args:
        dealer_name: The company as the person named it, for example "海港批发" or "Harbour Wholesale"; empty for the person's own.
    """
    name, clock = clean(dealer_name), runtime.context.clock

    def answer(uow: UnitOfWork, actor: Actor) -> CreditAnswer:
        actor.require(Permission.READ_CREDIT)
        dealer = own_or_named(uow, actor, name)
        if dealer is None:
            raise Invalid("dealer.which_one")
        status = status_of(uow, actor, dealer.id, clock=clock)
        return CreditAnswer(status, dealer.name_zh, dealer.name_en, own=dealer.id == actor.dealer_id, blocks=frozen_account(dealer))

    return read(runtime.context, answer)


@model_tool("read", Permission.PLACE_ORDERS)
def order_headroom(runtime: ToolRuntime[ToolContext], text: str = "") -> Headroom:
    """Show how much the person's company may still order, and whether a basket would pass without a release: every gate and what helps.

    Args:
        text: The person's own words when they name goods, for example "还能下40箱可乐吗"; empty for the open draft.
    """
    words, clock = clean(text), runtime.context.clock
    return read(runtime.context, lambda uow, actor: ordering.order_headroom(uow, actor, words, clock=clock))
