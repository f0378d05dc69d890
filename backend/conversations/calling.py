"""Which tools a message called with what, kept in the audit log: how a message was understood can be read later, and not be rewritten (R15).

Personal data is taken out of the arguments before they are kept, and long texts are cut: the words of the message stand in its turn.
Invariant: what is kept of a call says which tool and which arguments a model chose, never what a person is called or where he lives.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from backend.conversations.domain import ToolCall
from backend.kit.audit import Stamp, history, record
from backend.kit.db import UnitOfWork
from backend.kit.redacting import redact

ACTION = "assistant.called"
_ACTOR = "assistant"
_LONGEST = 500
_MOST = 40


def keep_calls(uow: UnitOfWork, conversation_id: str, message_id: str, calls: Collection[ToolCall], *, at: datetime) -> None:
    """Write down the calls of one message in the chain of its conversation."""
    if calls:
        kept = [[call.tool, _kept(dict(call.arguments))] for call in list(calls)[:_MOST]]
        record(uow, _key(conversation_id), ACTION, {"message_id": message_id, "calls": kept}, by=Stamp(_ACTOR, at))


def calls_of(uow: UnitOfWork, conversation_id: str, message_ids: Collection[str]) -> dict[str, list[Any]]:
    """The calls of some messages of a conversation, each as [tool, arguments]."""
    entries = [entry for entry in history(uow, _key(conversation_id)) if entry.action == ACTION]
    return {str(entry.data["message_id"]): list(entry.data["calls"]) for entry in entries if entry.data["message_id"] in message_ids}


def _key(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value[:_LONGEST])
    if isinstance(value, Mapping):
        return {str(name)[:_LONGEST]: _kept(inner) for name, inner in list(value.items())[:_MOST]}
    if isinstance(value, list | tuple):
        return [_kept(inner) for inner in value[:_MOST]]
    return value
