"""Buttons under what the assistant says itself: a ticket or a person where it cannot help, and a menu where it did not understand.

A button of a menu says a plain sentence in the person's place. Invariant: nothing is offered that the person's role may not do.
"""

from collections.abc import Sequence

from backend.identity.domain import Actor, Permission
from backend.kit.phrases import Phrasebook
from bot.brain.embedded.guessing import intent_scores
from bot.messages import Button

NOT_UNDERSTOOD = "assistant.not-understood"
_SMALL_TALK = "assistant.refuse-smalltalk"
_MISSING = {f"assistant.refuse-{topic}" for topic in ("diversion", "returning", "after-sales", "replenishment", "analytics", "statement", "human")}
_BY_TICKET = {f"assistant.refuse-{topic}" for topic in ("diversion", "returning", "after-sales", "statement")}
"""Where a person could answer in writing."""
_ORDERS = ("orders", Permission.READ_ORDERS)
_MENU = {
    "order": ("order", Permission.PLACE_ORDERS),
    "amend_or_cancel": _ORDERS,
    "order_status": _ORDERS,
    "credit_statement": ("credit", Permission.READ_CREDIT),
    "stock_check": ("abilities", Permission.READ_STOCK),
    "price": ("abilities", Permission.READ_PRICES),
    "smalltalk_help": ("abilities", None),
}
"""What a menu offers for a likely intent, and the right it needs."""
MOST_OFFERED = 3


def buttons_after(keys: Sequence[str], text: str, actor: Actor, lang: str, say: Phrasebook) -> tuple[Button, ...]:
    """The buttons under the sentences of `keys`; `text` is the message that they answer."""
    offered: list[str] = []
    if any(key.startswith(NOT_UNDERSTOOD) or key == _SMALL_TALK for key in keys):
        wanted = (_MENU[intent] for intent in intent_scores(text).likely(len(_MENU) * 2) if intent in _MENU)
        offered = list(dict.fromkeys(name for name, right in wanted if right is None or actor.may(right)))[:MOST_OFFERED]
    if any(key in _BY_TICKET for key in keys):
        offered.append("ticket")
    if offered or any(key in _MISSING for key in keys):
        offered.append("person")
    return tuple(Button(say.say(lang, f"assistant.menu-{name}"), f"say:{say.say(lang, f'assistant.menu-{name}-words')}") for name in offered)
