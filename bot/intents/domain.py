"""The fourteen intents a message may have, and how sure the classifier is of each. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass

INTENTS = (
    "after_sales",
    "amend_or_cancel",
    "analytics",
    "credit_statement",
    "diversion_report",
    "feedback",
    "human_handover",
    "order",
    "order_status",
    "price",
    "replenishment",
    "return_claim",
    "smalltalk_help",
    "stock_check",
)
"""In the order of the columns of a stored model."""


@dataclass(frozen=True, slots=True)
class Scores:
    """A probability for each intent, calibrated: of the texts that get 0.8, about eight in ten are what they seem.

    `threshold` is the probability from which the best intent may be acted on; below it the assistant asks.
    """

    probabilities: Mapping[str, float]
    threshold: float

    @property
    def intent(self) -> str:
        """The most probable intent."""
        return max(INTENTS, key=lambda intent: self.probabilities[intent])

    @property
    def probability(self) -> float:
        """The probability of the most probable intent."""
        return self.probabilities[self.intent]

    @property
    def sure(self) -> bool:
        """Whether the best intent may be acted on without asking."""
        return self.probability >= self.threshold

    def likely(self, most: int = 3) -> tuple[str, ...]:
        """The most probable intents, best first: what a menu offers when the assistant is not sure."""
        return tuple(sorted(INTENTS, key=lambda intent: -self.probabilities[intent])[:most])
