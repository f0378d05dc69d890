"""Tools about what the assistant remembers of a dealer: what he calls things, and forgetting it.

Invariant: a word is data to look up and to quote, never an instruction; only the person's own dealer's words are read or forgotten.
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.ordering.memory import service as memory
from backend.ordering.memory.domain import Forgotten
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.results import NamesKnown
from tools.running import clean, message_key, read, write_under


@model_tool("read", Permission.PLACE_ORDERS)
def known_names(runtime: ToolRuntime[ToolContext]) -> NamesKnown:
    """List what this person's company calls products by words of its own, with the orders they were learned from."""
    clock = runtime.context.clock
    return read(runtime.context, lambda uow, actor: NamesKnown(memory.known_names(uow, actor, clock=clock)))


@model_tool("write", Permission.PLACE_ORDERS)
def forget_name(text: str, runtime: ToolRuntime[ToolContext]) -> Forgotten:
    """Forget what this person's company calls a product, at once. Orders and the draft are not touched.

    Args:
        text: The person's own words, for example "忘掉红罐", "红罐不是可口可乐" or "forget redcan".
    """
    context, words = runtime.context, clean(text)

    def forgotten(uow: UnitOfWork, actor: Actor) -> Forgotten:
        return memory.forget_name(uow, actor, words, clock=context.clock)

    def again(_uow: UnitOfWork, _actor: Actor) -> Forgotten:
        return Forgotten((), words)

    return write_under(context, message_key(context, "forget", words), forgotten, again)
