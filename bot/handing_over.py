"""What the assistant does while a person is to answer a conversation: it keeps quiet, offers a ticket or comes back when it is asked to.

Invariant: while a conversation is handed over no brain reads a message of it; it is stored for the person who will answer.
"""

import re
from collections.abc import Mapping
from typing import Any

from backend.kit.phrases import Phrasebook
from bot.messages import Block, Button, Text
from tools.context import ToolContext
from tools.support import give_back
from tools.talks import end_talk, pass_on
from tools.tickets import asks_for_ticket, offer_ticket

TOLD = "waiting_told"
"""In the state of a conversation: whether the person was told once that somebody will answer."""
_BACK = re.compile(
    r"(?:回到|转回|切回|换回|找回?|叫回?|回)(?:智能)?(?:机器人|助手|自动|小助手|ai)|(?:机器人|助手)(?:继续|接着|回来|来吧)"
    r"|(?:不用|不要|不需要|取消)(?:转)?(?:人工|真人|客服|等人)"
    r"|\b(?:back|return|switch|hand (?:me |it )?back|go back) to (?:the |your )?(?:assistant|bot|robot|machine)\b"
    r"|\b(?:no longer need|don't need|do not need|cancel) (?:a |the )?(?:person|human|agent|hand ?over)\b"
    r"|\b(?:assistant|bot),? (?:come back|continue|take over)\b",
    re.IGNORECASE,
)


def wants_back(text: str) -> bool:
    """Whether a text asks for the assistant again."""
    return _BACK.search(text) is not None


def kept_quiet(context: ToolContext, text: str, state: Mapping[str, Any], say: Phrasebook) -> tuple[Block, ...]:
    """The reply to a text while a person is to answer: one sentence the first time, then nothing. The caller knows that one is to."""
    if wants_back(text):
        give_back(context)
        return ()
    if asks_for_ticket(text):
        offer_ticket(context, text)
        return ()
    if state.get(TOLD):
        return ()
    back = say.say(context.locale, "people-back")
    return (Text(say.say(context.locale, "people-waiting"), (Button(back, f"say:{say.say(context.locale, 'people-back-words')}"),)),)


def passed_on(context: ToolContext, text: str, state: Mapping[str, Any], say: Phrasebook, talk: tuple[str, str]) -> tuple[Block, ...] | None:
    """The reply to a text that answers staff on another connector than the talk began on: who got it, the first time; None when it answers nobody.

    `talk` is the conversation that staff answer, and the connector that the text came through.
    """
    conversation_id, connector = talk
    if not text.strip() or asks_for_ticket(text):
        return None
    if wants_back(text):
        end_talk(context, conversation_id)
        return ()
    given = pass_on(context, conversation_id, connector, text)
    if given is None or state.get(TOLD):
        return None if given is None else ()
    place = say.say(context.locale, f"people-place-{given.connector}")
    back = say.say(context.locale, "people-back")
    told = say.say(context.locale, "people-passed-on", name=given.name, place=place)
    return (Text(told, (Button(back, f"say:{say.say(context.locale, 'people-back-words')}"),)),)
