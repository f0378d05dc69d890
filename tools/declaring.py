"""How a tool is declared: what it may touch, who may call it, and what becomes of its result or of a refusal.

The body of a tool gets the hidden context and returns a typed result. The model sees compact JSON of it; the person sees a card that is
rendered from the result itself. Invariant: a DomainError never leaves a tool, it becomes a ToolProblem that names every reason; only
what is not reachable now ends the turn, so that the same message can be tried again.
"""

import functools
from collections.abc import Callable
from typing import Any, Literal, ParamSpec, TypeVar

from langchain.tools import ToolRuntime, tool
from langchain_core.tools import BaseTool

from backend.identity.domain import Permission
from backend.kit.errors import DomainError, Unavailable
from tools.compact import to_json
from tools.context import ToolContext
from tools.results import Discarded, DraftSet, ToolProblem, problem_of

P = ParamSpec("P")
R = TypeVar("R")
Access = Literal["read", "write"]


def model_tool(access: Access, permission: Permission | None = None, *, name: str | None = None) -> Callable[[Callable[P, Any]], BaseTool]:
    """Make a function with a `runtime` parameter a tool of the model. The docstring is what the model reads."""

    def declare(body: Callable[P, Any]) -> BaseTool:
        @functools.wraps(body)
        def run(*args: P.args, **kwargs: P.kwargs) -> tuple[str, Any]:
            context = _context_of(kwargs)
            context.watch("tool", made.name)
            result = attempt(context, lambda: body(*args, **kwargs))
            return to_json(result, context.locale), result

        made: BaseTool = tool(name or body.__name__, response_format="content_and_artifact", parse_docstring=True)(run)
        made.metadata = {"access": access, "permission": permission.value if permission else None}
        return made

    return declare


def attempt(context: ToolContext, work: Callable[[], R]) -> R | ToolProblem:
    """Run `work`; its result, or the problem it met, is kept for the reply."""
    result: R | ToolProblem
    try:
        result = work()
    except Unavailable:
        raise
    except DomainError as error:
        result = problem_of(error)
    added = result.drafts if isinstance(result, DraftSet) else (result, *result.left) if isinstance(result, Discarded) else (result,)
    context.results.extend(added)
    context.watch("results", added)
    return result


def _context_of(kwargs: Any) -> ToolContext:
    runtime: ToolRuntime[ToolContext] = kwargs["runtime"]
    return runtime.context
