"""Values of token accounting: a price, a request as it went, and its sums by conversation and by day. Pure.

Invariant: a cost is exact, computed from the price at the time of the request and never again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

PER = 1_000_000
Outcome = Literal["answered", "rejected", "failed"]
"""`rejected`: the endpoint answered with something that could not be used; `failed`: it did not answer."""


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """What a model costs for a million tokens each way."""

    input: Decimal
    output: Decimal
    currency: str = "CNY"

    def cost(self, input_tokens: int, output_tokens: int) -> Decimal:
        """The exact cost of one request."""
        return (self.input * input_tokens + self.output * output_tokens) / PER


FREE = ModelPrice(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class ModelRequestMade:
    """One request to an endpoint, as it is stored."""

    model: str
    outcome: Outcome
    input_tokens: int
    output_tokens: int
    estimated: bool
    ms: int
    cost: Decimal
    currency: str = "CNY"
    trace: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConversationUsage:
    """What one conversation used: turns that asked a model, requests, tokens, cost per currency."""

    conversation_id: str
    user_id: str
    user_name: str
    turns: int
    requests: int
    unanswered: int
    input_tokens: int
    output_tokens: int
    cost: Mapping[str, Decimal]
    last_at: datetime


@dataclass(frozen=True, slots=True)
class DayUsage:
    """What one day used, on the brand's calendar."""

    day: date
    requests: int
    tokens: int
    cost: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class UsageReport:
    """What an administrator sees: the days in order without gaps, conversations by cost and tokens, and all of it together."""

    days: tuple[DayUsage, ...]
    conversations: tuple[ConversationUsage, ...]
    total: DayUsage
