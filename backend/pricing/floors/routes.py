"""Floor prices over HTTP: for those who maintain prices, and for nobody else."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from backend.identity.http import CurrentActor
from backend.kit.http import PRINTABLE, Code, Here, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.problems import problems_of
from backend.pricing.floors import bodies, publishing

router = APIRouter()
_READ = problems_of(401, 403, 404, 422)
_WRITE = problems_of(401, 403, 404, 409, 422)
Cursor = Annotated[str, Query(max_length=80, pattern=PRINTABLE, description="`next_cursor` of the page before.")]


@router.get("/floor-prices", response_model=bodies.FloorPage, responses=problems_of(401, 403, 422), summary="List floor lists")
def list_floors(actor: CurrentActor, services: Here, cursor: Cursor | None = None) -> Response:
    """Every list with its versions, newest first, and which one is in force."""
    found, following = services.database.read(lambda uow: publishing.list_floors(uow, actor, cursor or "", clock=services.clock))
    return json_answer(bodies.FloorPage(items=found, next_cursor=following))


@router.get("/floor-prices/{code}", response_model=bodies.FloorListView, responses=_READ, summary="Read a floor list")
def read_floors(actor: CurrentActor, services: Here, code: Code) -> Response:
    """Its versions, and the entries of the newest."""
    versions, entries = services.database.read(lambda uow: publishing.read_floors(uow, actor, code, clock=services.clock))
    return json_answer(bodies.FloorListView(versions=versions, entries=list(entries)))


@router.post("/floor-prices/{code}/preview", response_model=bodies.FloorEffects, responses=_READ, summary="Preview a floor list")
def preview_floors(actor: CurrentActor, services: Here, code: Code, body: bodies.FloorListBody) -> Response:
    """The floor of every product, those first that a price list undercuts today. Nothing is stored."""
    new = body.floors(code)
    return json_answer(bodies.FloorEffects(items=services.database.read(lambda uow: publishing.preview_floors(uow, actor, new))))


@router.post("/floor-prices/{code}", response_model=bodies.PublishedFloors, responses=_WRITE, summary="Publish a floor list")
def publish_floors(actor: CurrentActor, services: Here, code: Code, body: bodies.FloorListBody, once: MayRepeat) -> Response:
    """Another version, in force by its validity; 409 when `version` is not the newest one."""
    new = body.floors(code)
    return once.write(
        actor.user_id,
        lambda uow: publishing.publish_floors(uow, actor, new, clock=services.clock),
        lambda version: Outcome(201, bodies.PublishedFloors(code=code, version=version)),
    )


@router.post("/floor-prices/{code}/end", response_model=bodies.PublishedFloors, responses=_WRITE, summary="End a floor list")
def end_floors(actor: CurrentActor, services: Here, code: Code, body: bodies.FloorEndBody, once: MayRepeat) -> Response:
    """From now on it says nothing; its versions stay to be read."""
    return once.write(
        actor.user_id,
        lambda uow: publishing.end_floors(uow, actor, code, body.version, clock=services.clock),
        lambda version: Outcome(200, bodies.PublishedFloors(code=code, version=version)),
    )
