"""A dealer's credit over HTTP."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from backend.credit.service import credit_status
from backend.identity.domain import Permission
from backend.identity.http import CurrentActor
from backend.kit.errors import Invalid
from backend.kit.http import PRINTABLE, Here, json_answer
from backend.kit.problems import problems_of

router = APIRouter(tags=["credit"])


class CreditView(BaseModel):
    """A dealer's credit at `as_of`. `available` is negative when the limit is exceeded."""

    dealer_id: str = Field(examples=["D1"])
    limit: Decimal = Field(examples=["300000.00"])
    open_receivables: Decimal
    open_orders: Decimal
    exposure: Decimal
    available: Decimal
    overdue: bool
    overdue_days: int
    currency: str = Field(examples=["CNY"])
    as_of: datetime


@router.get("/credit", response_model=CreditView, responses=problems_of(401, 403, 404, 422), summary="Read a dealer's credit")
def read_credit(
    actor: CurrentActor,
    services: Here,
    dealer: Annotated[str | None, Query(max_length=80, pattern=PRINTABLE, description="Dealer code; a dealer user's own one when left out.")] = None,
) -> Response:
    """Limit, receivables, open orders and what is left. A dealer outside your scope looks like one that does not exist."""
    actor.require(Permission.READ_CREDIT)
    wanted = dealer or actor.dealer_id
    if wanted is None:
        raise Invalid("credit.dealer_needed")
    return json_answer(services.database.read(lambda uow: credit_status(uow, actor, wanted, clock=services.clock)))
