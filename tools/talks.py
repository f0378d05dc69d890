"""A talk with staff that goes on where their answers reach the person, whichever connector he began it on.

No tool of a model. Invariant: only the person's own conversation, and only through a connector that brought him an answer of it.
"""

from dataclasses import replace

from backend.conversations import service as conversations
from backend.conversations.service import PassedOn
from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.notices import service as notices
from tools.context import ToolContext
from tools.running import write
from tools.support import give_back

STAFF_ANSWER = "chat.staff_message"


def pass_on(context: ToolContext, conversation_id: str, connector: str, text: str) -> PassedOn | None:
    """Hand a text to the staff who answer in another conversation of the person; None when it is no answer to them."""

    def passed(uow: UnitOfWork, actor: Actor) -> PassedOn | None:
        told = notices.newest_through(uow, actor, STAFF_ANSWER, connector)
        if told is None or told.params.get("conversation_id") != conversation_id:
            return None
        key = f"{context.conversation_id}:{context.message_id}"
        return conversations.pass_on(uow, actor, conversation_id, text, key, clock=context.clock)

    return write(context, passed)


def end_talk(context: ToolContext, conversation_id: str) -> None:
    """The person goes back to the assistant from another connector; the result is kept for the reply."""
    give_back(replace(context, conversation_id=conversation_id))
