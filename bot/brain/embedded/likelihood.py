"""What to make of the classifier's opinion beside the structure of a clause and the state of the dialogue.

The probability of an intent alone never proposes anything; with goods, amounts or an open draft it may turn a clause into an order or keep
a complaint from becoming one. Invariant: pure.
"""

import re

from bot.brain.embedded.delivery_phrases import directs
from bot.brain.embedded.guessing import chance_of, intent_scores, nearest_topic
from bot.brain.embedded.segment import Clause
from bot.brain.embedded.state import DialogueState
from bot.intents.concepts import concepts_in

REFUSED = ("human", "diversion", "returning", "after_sales", "replenishment", "analytics", "statement", "feedback")
"""Topics beside ordering, the most general last; those that no tool serves have a sentence of their own."""


_WANTS = re.compile(
    r"(?:please |pls |and |so |then )?(?:send|give|get|bring|order|put|we need|i need|add)\b(?! back)"
    r"|(?:请|帮我|给我|麻烦)*(?:来|要|订|发|送|下单|再来|加)"
)
"""An amount of goods behind a word that wants them is no complaint, whatever the rest sounds like."""


_TROUBLE = frozenset({"fault", "repair", "howto", "damage", "shortfall", "giving_back", "territory", "labelled", "undercutting"})
"""Concepts of which a complaint has at least one."""


def speaks_of_trouble(clause: Clause) -> bool:
    """Whether a word of a fault, a damage or a complaint stands beside the goods; without one the classifier only guesses by what they look like."""
    said = clause.folded
    for name in sorted(clause.goods, key=len, reverse=True):
        said = said.replace(name, " ")
    return not _TROUBLE.isdisjoint(concepts_in(said))


def is_order_line(clause: Clause) -> bool:
    """Whether goods of the catalogue stand with an amount and nothing speaks of trouble with them: that weighs more than any likeness."""
    read = clause.known and (clause.counted or clause.bare_number) and not (clause.asks or clause.numbers)
    return bool(read) and (_WANTS.match(clause.folded.strip()) is not None or not speaks_of_trouble(clause))


def resembles_trouble(clause: Clause, state: DialogueState) -> bool:
    """Whether a counted clause is rather a complaint: "two boxes came damaged"; one that names goods must clearly be none of an order."""
    if is_order_line(clause) or directs(clause.folded) or not speaks_of_trouble(clause):
        return False
    topic, share = nearest_topic(clause.folded)
    if clause.known is not False or state.has_draft:
        unlikely = chance_of(clause.folded, "order", "amend_or_cancel") < UNLIKELY and not clause.strong & {"editing", "answering", "repeating"}
        return topic in {"returning", "after_sales", "diversion"} and intent_scores(clause.folded).sure and unlikely
    return topic in REFUSED and share >= ENOUGH


_DONE_AT_ONCE = {"feedback", "human_handover"}
"""What is told to people at once needs words that say so, never a likeness, while an answer is awaited."""


def speaks_of_else(clause: Clause, state: DialogueState) -> bool:
    """Whether a clause without goods or amounts answers nothing: only a yes, or clearly a wish of another kind; a few words may name a place that is asked."""
    if "which_place" in state.questions and clause.is_short and not clause.strong:
        return False
    if clause.names_any(state.unknown_goods):
        return False
    if clause.known or clause.counted or clause.bare_number or clause.dated or clause.strong & {"answering", "editing"}:
        return False
    scores = intent_scores(clause.folded)
    if scores.intent in _DONE_AT_ONCE:
        return False
    return scores.sure and chance_of(clause.folded, "order", "amend_or_cancel") < UNLIKELY


def likely_topic(topic: str, share: float, clause: Clause, state: DialogueState) -> str:
    """The topic of a clause for which only the classifier speaks."""
    if state.unfound and not clause.asks and clause.names_any(state.unfound):
        return "order"
    if clause.known and not clause.counted:
        named = _about_named(topic, share, clause)
        if named:
            return named
    amounts = clause.bare_number and (clause.has_product or state.has_draft or state.just_shown) and not clause.asks
    if amounts and (share < CLEAR or topic == "order" or is_order_line(clause)) and not resembles_trouble(clause, state):
        return "order"
    if share < ENOUGH and len(clause.weak) == 1 and clause.weak <= {*REFUSED, "credit", "price", "status", "cutoff"}:
        return next(iter(clause.weak))
    if topic in _RISKY and state.has_draft:
        edits = clause.known or clause.bare_number or clause.strong & {"editing", "answering"}
        topic = "order" if topic == "changing" and edits and not clause.asks else "unknown"
    too_weak = share < ENOUGH or (topic in _RISKY and (clause.asks or share < CLEAR)) or (topic in {"greeting", "thanks"} and clause.has_product)
    if too_weak or (topic == "order" and clause.asks):
        return "searching" if topic == "order" and clause.has_product and not too_weak else "unknown"
    return "starting" if topic == "order" and not (clause.has_product or state.has_draft) else topic


def _about_named(topic: str, share: float, clause: Clause) -> str:
    """What a clause without a quantity wants to know about the product it names."""
    hinted = clause.weak & {"stock", "price"}
    if len(hinted) == 1:
        return next(iter(hinted))
    if clause.asks:
        return topic if share >= ENOUGH and topic in _ABOUT_PRODUCTS else "stock"
    return "searching" if topic in _ACCOUNT and not clause.bare_number else ""


_ABOUT_PRODUCTS = {"stock", "price", "searching", *REFUSED}
_ACCOUNT = {"credit", "listing", "status", "cutoff", "delivery", "helping", "greeting", "thanks", "smalltalk", "showing"}
"""Topics that a mere likeness does not give to a clause that names a product."""
_RISKY = {"cancelling", "changing"}
"""Topics that propose something; a mere likeness is not enough for them."""
ENOUGH = 0.45
"""The probability below which the classifier says nothing."""
UNLIKELY = 0.2
"""The probability below which a clause is no order, whatever its structure."""
CLEAR = 0.9
"""The probability from which the classifier outweighs neighbours and bare numbers."""
