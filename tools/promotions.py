"""The tool that tells which promotions apply. A promotion is counted by itself when an order is placed; nothing here grants one."""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.identity.domain import Permission
from backend.ordering import service as ordering
from backend.ordering.schemas import ProductQuestion, PromotionAnswer
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.running import clean, read

MOST_CODES = 30


@model_tool("read", Permission.READ_PRICES)
def list_promotions(runtime: ToolRuntime[ToolContext], text: str = "", skus: tuple[str, ...] = ()) -> PromotionAnswer:
    """Tell which promotions apply to the person's company now, for all goods or for the products named. They are counted by themselves in an order.

    Args:
        text: The products in the person's own words, for example "可乐"; empty for all promotions.
        skus: Codes from an earlier answer when the person only refers to it.
    """
    codes = tuple(dict.fromkeys(clean(code) for code in skus[:MOST_CODES]))
    question = ProductQuestion(text=clean(text) or None, skus=tuple(code for code in codes if code))
    clock = runtime.context.clock
    return read(runtime.context, lambda uow, actor: ordering.list_promotions(uow, actor, question, clock=clock))
