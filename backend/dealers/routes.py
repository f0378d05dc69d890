"""Dealers inside the actor's scope, and the places goods can go to, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from backend.dealers.domain import Dealer, ShipTo
from backend.dealers.service import list_dealers as dealers_in_scope
from backend.dealers.service import list_places
from backend.identity.http import CurrentActor
from backend.kit.http import PRINTABLE, Cursor, Here, Limit, json_answer
from backend.kit.problems import problems_of

router = APIRouter(tags=["dealers"])


class DealerView(BaseModel):
    """A dealer. `tier` 1 is the top of the channel."""

    id: str = Field(examples=["D1"])
    name_zh: str
    name_en: str
    grade: str = Field(examples=["A"])
    tier: int
    parent_id: str | None
    default_ship_to: str | None
    frozen: bool


class DealerPage(BaseModel):
    """Dealers in order of code."""

    items: list[DealerView]
    next_cursor: str | None = None


class PlaceView(BaseModel):
    """A ship-to place."""

    code: str = Field(examples=["WH-W"])
    name_zh: str
    name_en: str
    region: str


class PlaceList(BaseModel):
    """Every ship-to place of the brand."""

    items: list[PlaceView]


@router.get("/dealers", response_model=DealerPage, responses=problems_of(401, 422), summary="List the dealers you may see")
def list_dealers(
    actor: CurrentActor,
    services: Here,
    q: Annotated[str | None, Query(max_length=120, pattern=PRINTABLE, description="Part of a name or code.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Your own dealer and those below it; everybody for the brand's people."""
    page = services.database.read(lambda uow: dealers_in_scope(uow, actor, q, cursor=cursor, limit=limit))
    return json_answer(DealerPage(items=[_dealer(dealer) for dealer in page.items], next_cursor=page.next_cursor))


@router.get("/places", response_model=PlaceList, responses=problems_of(401), summary="List ship-to places")
def list_ship_to_places(actor: CurrentActor, services: Here) -> Response:  # noqa: ARG001 - signed in is all that is asked
    """The codes that a draft's `ship_to` takes."""
    return json_answer(PlaceList(items=[_place(place) for place in services.database.read(list_places)]))


def _dealer(dealer: Dealer) -> DealerView:
    return DealerView(**{name: getattr(dealer, name) for name in DealerView.model_fields})


def _place(place: ShipTo) -> PlaceView:
    return PlaceView(**{name: getattr(place, name) for name in PlaceView.model_fields})
