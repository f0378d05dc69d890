"""The last resort of routing, and the second opinion on structure: what the intent classifier makes of a clause, as a topic of the router.

An intent is wider than a topic: the concepts that the clause touches decide whether an order is asked for or a list of orders, a balance or
an invoice. Invariant: deterministic; a text that the classifier knows nothing of gets a share too small to act on.
"""

import re
from functools import lru_cache

from bot.brain.embedded.cues import pattern_of
from bot.intents.classifier import classifier
from bot.intents.concepts import concepts_in
from bot.intents.domain import Scores

TOPIC_OF = {
    "after_sales": "after_sales",
    "analytics": "analytics",
    "diversion_report": "diversion",
    "feedback": "feedback",
    "human_handover": "human",
    "order": "order",
    "price": "price",
    "replenishment": "replenishment",
    "return_claim": "returning",
}
"""Intents that are one topic; the others are told apart by what else a clause says."""
_WHAT = re.compile(r"\b(?:what|which)\b|什么|哪些|哪几|啥|几种")
_SEVERAL = re.compile(r"\borders\b|\blist\b|\bhistory\b|记录|哪些单|哪几[单笔张个]|几[单笔]|下过|所有|全部|最近几")
_TALKS = (("ability", "helping"), ("howto", "helping"), ("thanking", "thanks"), ("greeting", "greeting"))
_CALLS_OFF = ("cancelling", "dropping")


@lru_cache(maxsize=1024)
def intent_scores(text: str) -> Scores:
    """The classifier's opinion of a text."""
    return classifier().classify(text)


def nearest_topic(folded: str) -> tuple[str, float]:
    """The most probable topic of a folded clause and the probability of its intent."""
    scores = intent_scores(folded)
    return _topic(scores.intent, folded), scores.probability if is_familiar(folded) else scores.probability / 2


def is_familiar(folded: str) -> bool:
    """Whether the classifier knows more of a text than its letters."""
    return not folded.isascii() or bool(concepts_in(folded))


def chance_of(folded: str, *intents: str) -> float:
    """How probable it is that a clause has one of these intents."""
    scores = intent_scores(folded)
    return sum(scores.probabilities[intent] for intent in intents)


def _topic(intent: str, folded: str) -> str:
    known = TOPIC_OF.get(intent)
    if known:
        return known
    met = set(concepts_in(folded))
    if intent == "amend_or_cancel":
        return "cancelling" if any(_says(topic, folded) for topic in _CALLS_OFF) else "changing"
    if intent == "order_status":
        return "listing" if _SEVERAL.search(folded) else "status"
    if intent == "stock_check":
        return "searching" if _WHAT.search(folded) and "amount" not in met else "stock"
    if intent == "credit_statement":
        return "statement" if "papers" in met and "owing" not in met else "credit"
    return _talk(met)


def _talk(met: set[str]) -> str:
    """The topic of small talk and questions about the assistant itself."""
    if "opening" in met:
        return "cutoff"
    if "transport" in met:
        return "delivery"
    return next((topic for concept, topic in _TALKS if concept in met), "smalltalk")


def _says(topic: str, folded: str) -> bool:
    pattern = pattern_of(topic, "strong")
    return pattern is not None and pattern.search(folded) is not None
