"""Clauses that settle how the goods at hand come: another day or place put as a question, and what to do about goods that are short.

Read by `routing` before the cues for orders, stock and returns. Invariant: only the open draft is changed by them; without one a day is a question.
"""

import re

from bot.brain.embedded.delivery_phrases import asks_leave, names_place, rearranges, sends
from bot.brain.embedded.likelihood import REFUSED
from bot.brain.embedded.segment import Clause
from bot.brain.embedded.state import DialogueState
from tools.naming import settles_shortage, wants_again

_WHAT_WE_GOT = re.compile(r"(?:just |exactly )?what (?:i|we) (?:got|had|took|ordered|bought)\b[^?]*$")
"""Headed by a question word and no question."""


def another_delivery(clause: Clause, state: DialogueState) -> str:
    """A wish for another day or place of the draft, put as a question: "can you bring it on Saturday rather than tomorrow?", 周六送行不行."""
    if clause.known or clause.counted or clause.numbers or clause.names_order or clause.earlier is not None:
        return ""
    if not state.has_draft:
        placed = len(state.orders) == 1 or clause.strong
        return "delivery" if clause.dated and sends(clause.folded) and asks_leave(clause.folded) and not placed else ""
    about = clause.dated or (names_place(clause.folded) and (sends(clause.folded) or rearranges(clause.folded)))
    only_asked = not clause.requests and (clause.only_question or not (rearranges(clause.folded) or asks_leave(clause.folded)))
    if not about or (clause.asks and only_asked) or clause.strong & {"listing", "status", "cutoff", "credit", *REFUSED}:
        return ""
    return "order" if rearranges(clause.folded) or (clause.asks and (sends(clause.folded) or asks_leave(clause.folded))) else ""


def settling(clause: Clause, state: DialogueState) -> str:
    """What to do about short stock that was asked, in set phrases: "I'll wait for the missing two", "ship the lot when you can"."""
    asked = "short_stock" in state.questions and not (clause.asks or clause.numbers or clause.names_order)
    return "order" if asked and settles_shortage(clause.folded) else ""


def once_more(clause: Clause, _state: DialogueState) -> str:
    """An earlier order wanted again in words that no list holds: 跟上次要的一样, "what I got last time, please again"."""
    elsewhere = clause.strong & {"status", "listing", "cancelling", "dropping", "price", "stock", *REFUSED}
    asks = clause.asks and not _WHAT_WE_GOT.match(clause.folded)
    other = asks or clause.numbers or clause.earlier is not None or elsewhere
    return "order" if not other and wants_again(clause.text) else ""


def another_day(clause: Clause, state: DialogueState) -> str:
    """Another day after a question about days: "and on Saturday?"."""
    again = clause.asks and clause.dated and state.last_tools[-1:] == ("help",)
    return "delivery" if again and not (clause.has_product or clause.counted or clause.strong) else ""
