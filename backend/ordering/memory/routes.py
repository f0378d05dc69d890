"""What is remembered of a dealer over HTTP, for who orders for it, and how long orders take, for who may read them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from backend.identity.http import CurrentActor
from backend.kit.http import Here, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.problems import problems_of
from backend.ordering.memory import service as memory
from backend.ordering.memory.domain import LONGEST_WORD, KnownName
from backend.ordering.times import OrderTimes, TimesPeriod, order_times

router = APIRouter()


class NameList(BaseModel):
    """The latest used first."""

    items: list[KnownName]


Day = Annotated[date, Query()]
Word = Annotated[str, Query(min_length=1, max_length=LONGEST_WORD * 3, description="The word as it is listed.")]


@router.get("/names", response_model=NameList, responses=problems_of(401, 403), summary="List your own words for products", tags=["names"])
def list_names(actor: CurrentActor, services: Here) -> Response:
    """Words that were learned from your company's confirmed orders, with those orders."""
    return json_answer(NameList(items=list(services.database.read(lambda uow: memory.known_names(uow, actor, clock=services.clock)))))


@router.delete("/names", status_code=204, responses=problems_of(401, 403, 404, 409, 422), summary="Forget a word", tags=["names"])
def forget_name(actor: CurrentActor, services: Here, word: Word, once: MayRepeat) -> Response:
    """Messages are not read by it any more. Orders and the draft are not touched."""
    return once.write(actor.user_id, lambda uow: memory.forget_word(uow, actor, word, clock=services.clock), lambda _: Outcome(204))


@router.get("/order-times", response_model=OrderTimes, responses=problems_of(401, 403, 422), summary="How long orders take", tags=["orders"])
def read_order_times(actor: CurrentActor, services: Here, first: Day, pivot: Day, last: Day) -> Response:
    """The median minutes from the first message of an order to its confirmation, for each dealer you see, before `pivot` and from it on."""
    return json_answer(services.database.read(lambda uow: order_times(uow, actor, TimesPeriod(first, pivot, last))))
