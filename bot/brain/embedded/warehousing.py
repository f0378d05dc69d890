"""Questions of the warehouse in words: "今天要发哪些单" lists what there is to ship; everything else is planned as for everybody."""

from bot.brain.embedded.calls import Call, Plan
from bot.brain.embedded.cues import ORDER_NUMBER, fold
from bot.brain.embedded.state import DialogueState
from bot.brain.embedded.ticketing import plan_with_tickets
from tools.fulfilment import speaks_of_shipping
from tools.stock import state_asked

SHIPPING = "shipping_list"
LOTS = "stock_lots"


def plan_turn(text: str, state: DialogueState, tools: frozenset[str]) -> Plan:
    """The plan of a message; who may ship and names no order asks about the work of the warehouse."""
    if LOTS in tools and state_asked(text) and not ORDER_NUMBER.search(fold(text)):
        return Plan((Call(LOTS, {"text": text}),))
    if SHIPPING in tools and speaks_of_shipping(text) and not ORDER_NUMBER.search(text):
        return Plan((Call(SHIPPING, {"text": text}),))
    return plan_with_tickets(text, state, tools)
