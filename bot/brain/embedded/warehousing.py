"""What is asked of the work on orders in words: "今天要发哪些单" lists what there is to ship, "我的退货怎样了" how returns stand.

"SO-10001剩下的不发了" gives up the rest of an order; everything else is planned as for everybody.
"""

from bot.brain.embedded.calls import Call, Plan
from bot.brain.embedded.cues import ORDER_NUMBER, fold
from bot.brain.embedded.state import DialogueState
from bot.brain.embedded.ticketing import plan_with_tickets
from tools.fulfilment import speaks_of_shipping
from tools.returns import asks_for_returns, gives_up_rest
from tools.stock import state_asked

SHIPPING, CLOSE, CANCEL, RETURNS = "shipping_list", "close_order", "cancel_order", "list_returns"
LOTS = "stock_lots"


def plan_turn(text: str, state: DialogueState, tools: frozenset[str]) -> Plan:
    """The plan of a message; who may ship and names no order asks about the work of the warehouse."""
    if LOTS in tools and state_asked(text) and not ORDER_NUMBER.search(fold(text)):
        return Plan((Call(LOTS, {"text": text}),))
    if SHIPPING in tools and speaks_of_shipping(text) and not ORDER_NUMBER.search(text):
        return Plan((Call(SHIPPING, {"text": text}),))
    number = ORDER_NUMBER.search(fold(text))
    close = CLOSE if CLOSE in tools else CANCEL
    if close in tools and gives_up_rest(text) and (number or len(state.orders) == 1) and not state.has_draft:
        return Plan((Call(close, {"number": number[0] if number else state.orders[0]}),))
    if RETURNS in tools and asks_for_returns(text) and not ORDER_NUMBER.search(fold(text)):
        return Plan((Call(RETURNS),))
    return plan_with_tickets(text, state, tools)
