"""Held orders that wait for the person's decision: a tool that shows them, and the deterministic route by which his button releases one.

No tool of a model releases anything: a release is a button of a person, bound to the version and the content that its card showed.
"""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

from langchain.tools import ToolRuntime

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering import service as ordering
from backend.ordering.rules import service as rules
from backend.ordering.schemas import Decision, OrderView
from tools.context import ToolContext
from tools.declaring import attempt, model_tool
from tools.numbers import number_in
from tools.results import ApprovalsShown, ToolProblem
from tools.running import clean, message_key, read, write_under

MOST_SHOWN = 5
_PARTS = 3


@model_tool("read", Permission.READ_ORDERS)
def list_approvals(runtime: ToolRuntime[ToolContext], number: str = "") -> ApprovalsShown:
    """Show held orders that wait for this person's release, the longest waiting first, each with a button. Nothing is released until he presses it.

    Args:
        number: One order's number, for example "SO-1003" in "approve SO-1003"; empty for all that wait.
    """
    named, clock = number_in(clean(number)), runtime.context.clock

    def shown(uow: UnitOfWork, actor: Actor) -> ApprovalsShown:
        if named:
            return ApprovalsShown((rules.read_approval(uow, actor, named, clock=clock),), 1)
        waiting = [one for one in rules.list_approvals(uow, actor, clock=clock, limit=200).items if not one.refusal]
        return ApprovalsShown(tuple(waiting[:MOST_SHOWN]), len(waiting))

    return read(runtime.context, shown)


def release_held(context: ToolContext, what: str) -> OrderView | ToolProblem:
    """Release the order that a button stands for: "number:version:content hash". The same press twice releases once."""

    def release(uow: UnitOfWork, actor: Actor) -> OrderView:
        parts = what.split(":")
        if len(parts) != _PARTS or not parts[1].isdecimal():
            raise Invalid("order.stale", number=parts[0])
        return ordering.release_order(uow, actor, Decision(parts[0], int(parts[1]), "", parts[2]), clock=context.clock)

    number = clean(what).partition(":")[0]
    key = message_key(context, "release", what)
    return attempt(context, lambda: write_under(context, key, release, lambda uow, actor: ordering.get_order(uow, actor, number)))
