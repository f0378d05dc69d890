"""What a hosted model reads: the policy, then the dialogue's state, its last two turns and the message, each between marks that call it data.

Sits innermost, so that the embedded brain behind the fallback gets the same messages as ever. Invariant: text of people and tools cannot
close its mark, and state and turns stay within their budget; what does not fit is left out oldest first.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AnyMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from bot.brain.embedded.model import PlanningModel
from bot.brain.embedded.state import MARK
from bot.brain.hosted.budget import MOVING_BUDGET, RESULT_BUDGET, cut, estimate_tokens

TURNS = "turns"
"""The key of the dialogue's state under which its last turns come along."""
STATE, EARLIER, MESSAGE, RESULT = "dialogue_state", "earlier_turns", "person_message", "tool_result"
_LISTS = ("products", "orders", "mentioned", "unknown_goods", "own_names")


class Prompt(AgentMiddleware[Any, Any, Any]):
    """Words the request for an endpoint."""

    def wrap_model_call(self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]) -> ModelResponse[Any]:
        """Pass the request on in its outer form."""
        if isinstance(request.model, PlanningModel):
            return handler(request)
        return handler(request.override(messages=prompt_messages(request.messages)))


def prompt_messages(messages: Sequence[BaseMessage]) -> list[AnyMessage]:
    """The messages as they leave the machine."""
    said = max((index for index, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    state = read_document(messages)
    made: list[Any] = []
    for index, message in enumerate(messages):
        if index == said:
            made.append(HumanMessage(opening(state, str(message.text))))
        elif isinstance(message, ToolMessage):
            made.append(message.model_copy(update={"content": as_data(RESULT, cut(str(message.text), RESULT_BUDGET)), "artifact": None}))
        elif not isinstance(message, SystemMessage):
            made.append(message)
    return made


def read_document(messages: Sequence[BaseMessage]) -> dict[str, Any]:
    """The dialogue's state as it came into the turn."""
    return next((found for message in messages if (found := _state_of(message)) is not None), {})


def opening(state: Mapping[str, Any], text: str) -> str:
    """State, earlier turns and the message."""
    state, turns = fitting(state)
    parts = [as_data(STATE, _json(state))]
    if turns:
        parts.append(as_data(EARLIER, _json(turns)))
    return "\n".join([*parts, as_data(MESSAGE, text)])


def fitting(state: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """The state and the turns within the budget: the oldest turn goes first, then the ends of long lists."""
    kept: dict[str, Any] = {key: value for key, value in state.items() if key != TURNS}
    turns = list(state.get(TURNS) or ())
    while turns and _cost(kept, turns) > MOVING_BUDGET:
        turns.pop(0)
    while _cost(kept, turns) > MOVING_BUDGET:
        longest = max((key for key in _LISTS if kept.get(key)), key=lambda key: estimate_tokens(_json(kept[key])), default=None)
        if longest is None:
            draft = kept.get("draft") or {}
            if not draft.get("lines"):
                break
            kept["draft"] = {**draft, "lines": draft["lines"][: len(draft["lines"]) // 2], "more_lines": True}
        else:
            kept[longest] = kept[longest][: len(kept[longest]) // 2]
    return kept, turns


def as_data(mark: str, text: str) -> str:
    """`text` between marks that it cannot close."""
    safe = text.replace("<", "‹").replace(">", "›")
    return f"<{mark}>{safe}</{mark}>"


def _cost(state: Mapping[str, Any], turns: Sequence[Any]) -> int:
    return estimate_tokens(_json(state)) + estimate_tokens(_json(turns))


def _state_of(message: BaseMessage) -> dict[str, Any] | None:
    if not isinstance(message, SystemMessage) or not isinstance(message.content, str) or not message.content.startswith("{"):
        return None
    found = json.loads(message.content).get(MARK)
    return found if isinstance(found, dict) else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
