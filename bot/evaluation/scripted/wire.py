"""What a scripted model gets and gives: a chat-completions request taken apart, and an answer put into that form. Pure.

Invariant: a model sees nothing but the request, exactly as an endpoint elsewhere would.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_MARKED = re.compile(r"<(\w+)>(.*?)</\1>", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the person's message, the dialogue's state, the tools on offer, results so far in this turn, and all text of the prompt."""

    message: str
    state: Mapping[str, Any]
    tools: Mapping[str, Mapping[str, Any]]
    results: tuple[tuple[str, str], ...]
    prompt: str
    data: str
    """The prompt without the policy: what people and tools wrote."""

    @property
    def lang(self) -> str:
        """The language the person is spoken to in."""
        return str(self.state.get("lang") or ("zh" if _HAN.search(self.message) else "en"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says and calls: (tool, arguments) pairs."""

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any]]] = field(default=())


def read_request(body: Mapping[str, Any]) -> Asked:
    """The request of a chat-completions body."""
    messages = list(body.get("messages", ()))
    said = max((number for number, one in enumerate(messages) if one["role"] == "user"), default=-1)
    marks = dict(_MARKED.findall(_text(messages[said]))) if said >= 0 else {}
    names = {call["id"]: call["function"]["name"] for one in messages for call in one.get("tool_calls") or ()}
    results = tuple((names.get(one.get("tool_call_id"), ""), _text(one)) for one in messages[said + 1 :] if one["role"] == "tool")
    tools = {tool["function"]["name"]: tool["function"].get("parameters", {}) for tool in body.get("tools", ())}
    return Asked(
        message=marks.get("person_message", _text(messages[said]) if said >= 0 else ""),
        state=_state(marks.get("dialogue_state", "{}")),
        tools=tools,
        results=results,
        prompt="\n".join(map(_text, messages)),
        data="\n".join(_text(one) for one in messages if one["role"] != "system"),
    )


def completion(answer: Answer, model: str, number: int) -> dict[str, Any]:
    """The answer as an endpoint sends it."""
    message: dict[str, Any] = {"role": "assistant", "content": answer.text or None}
    if answer.calls:
        message["tool_calls"] = [
            {"id": f"call_{number}_{index}", "type": "function", "function": {"name": name, "arguments": json.dumps(args, ensure_ascii=False)}}
            for index, (name, args) in enumerate(answer.calls)
        ]
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if answer.calls else "stop"}
    spoken = len(answer.text) + sum(len(json.dumps(args)) for _, args in answer.calls)
    usage = {"prompt_tokens": 1000, "completion_tokens": 10 + spoken // 3, "total_tokens": 1010 + spoken // 3}
    return {"id": f"scripted-{number}", "object": "chat.completion", "created": 1, "model": model, "choices": [choice], "usage": usage}


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _state(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
