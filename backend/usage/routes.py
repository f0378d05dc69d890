"""Token and cost accounting over HTTP, for administrators."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from backend.identity.http import CurrentActor
from backend.kit.http import Here, json_answer
from backend.kit.problems import problems_of
from backend.usage.domain import ConversationUsage, DayUsage
from backend.usage.service import LONGEST_PERIOD_DAYS, read_usage

router = APIRouter(tags=["usage"])
Costs = dict[str, Decimal]


class DayUsageView(BaseModel):
    """One day on the brand's calendar. `cost` is by currency."""

    day: date
    requests: int
    tokens: int
    cost: Costs


class ConversationUsageView(BaseModel):
    """What one conversation used. `unanswered` are requests without a usable answer; the assistant answered by itself then."""

    conversation_id: str
    user_id: str
    user_name: str
    turns: int
    requests: int
    unanswered: int
    input_tokens: int
    output_tokens: int
    cost: Costs
    last_at: datetime


class UsageView(BaseModel):
    """Days without gaps, the conversations that cost most, and everything together."""

    days: list[DayUsageView]
    conversations: list[ConversationUsageView]
    total: DayUsageView


Days = Annotated[int, Query(ge=1, le=LONGEST_PERIOD_DAYS, description="How many days, today included.")]


@router.get("/usage", response_model=UsageView, responses=problems_of(401, 403, 422), summary="What hosted models used and cost")
def usage(actor: CurrentActor, services: Here, days: Days = 30) -> Response:
    """For administrators."""
    report = services.database.read(lambda uow: read_usage(uow, actor, days=days, clock=services.clock))
    return json_answer(UsageView(days=[_day(one) for one in report.days], conversations=[_row(one) for one in report.conversations], total=_day(report.total)))


def _day(day: DayUsage) -> DayUsageView:
    return DayUsageView(day=day.day, requests=day.requests, tokens=day.tokens, cost=dict(day.cost))


def _row(one: ConversationUsage) -> ConversationUsageView:
    return ConversationUsageView(
        conversation_id=one.conversation_id,
        user_id=one.user_id,
        user_name=one.user_name,
        turns=one.turns,
        requests=one.requests,
        unanswered=one.unanswered,
        input_tokens=one.input_tokens,
        output_tokens=one.output_tokens,
        cost=dict(one.cost),
        last_at=one.last_at,
    )
