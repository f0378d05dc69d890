"""The work of a warehouse over HTTP: calling for the goods of an order, and each step of its parts.

Invariant: every write is for the version that was looked at, and happens once for its Idempotency-Key.
"""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity.http import CurrentActor
from backend.kit.http import PRINTABLE, Code, Here, Word, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.paging import MAX_PAGE
from backend.kit.problems import problems_of
from backend.ordering.fulfilling import service as fulfilling
from backend.ordering.fulfilling.schemas import Acceptance, Dispatch, PartFilter, PartStep, PartView
from backend.ordering.schemas import OrderView

router = APIRouter(tags=["shipments"])
MOST_LINES = 400
LARGEST = 2**31 - 1
LARGEST_QUANTITY = 10**12
_READ_PROBLEMS = problems_of(401, 403, 404, 422)
_WRITE_PROBLEMS = problems_of(401, 403, 404, 409, 422)
Status = Literal["WAITING", "ALLOCATED", "PICKING", "SHIPPED", "DELIVERED", "REFUSED", "CANCELLED"]
Version = Annotated[int, Field(ge=0, le=LARGEST)]


def _example(document: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": document})


class PartPage(BaseModel):
    """A page of parts, soonest first."""

    items: list[PartView]
    next_cursor: str | None


class PartQuery(BaseModel):
    """Which parts to list."""

    model_config = ConfigDict(extra="forbid")

    status: list[Status] = Field(default_factory=list, max_length=7, description="Only these; may be repeated.")
    warehouse: Word | None = Field(None, description="Only those of this warehouse.")
    due: date | None = Field(None, description="Promised by this day.")
    cursor: Annotated[str, Field(max_length=400, pattern=PRINTABLE)] | None = Field(None, description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=MAX_PAGE, description="Rows on a page.")

    def filter(self) -> PartFilter:
        """As the use case takes it."""
        return PartFilter(tuple(self.status), self.warehouse, self.due, self.cursor, self.limit)


class QuantityBody(BaseModel):
    """A quantity of one line of a part, in base units."""

    model_config = _example({"line_no": 1, "base_qty": 24})

    line_no: Annotated[int, Field(ge=1, le=LARGEST)]
    base_qty: Annotated[int, Field(ge=0, le=LARGEST_QUANTITY)]


class AllocationBody(BaseModel):
    """The version of the order that was looked at; any when left out."""

    model_config = _example({"version": 1})

    version: Version | None = None


class PickingBody(BaseModel):
    """What was picked; everything when `lines` is left out, nothing of a line that is not named."""

    model_config = _example({"version": 1, "lines": [{"line_no": 1, "base_qty": 24}]})

    version: Version
    lines: list[QuantityBody] | None = Field(None, max_length=MOST_LINES)

    def step(self, number: str) -> PartStep:
        """As the use case takes it."""
        return PartStep(number, self.version, None if self.lines is None else _quantities(self.lines))


class DispatchBody(PickingBody):
    """What leaves and with whom; what was picked when `lines` is left out. The rest becomes a part of its own."""

    model_config = _example({"version": 2, "carrier": "SF Express", "tracking": "SF1234567890"})

    carrier: Annotated[str, Field(min_length=1, max_length=80, pattern=PRINTABLE)]
    tracking: Annotated[str, Field(max_length=80, pattern=PRINTABLE)] = ""


class DeliveryBody(BaseModel):
    """What was refused at the door, if anything, why, and who signed for the rest."""

    model_config = _example({"version": 3, "refused": [{"line_no": 1, "base_qty": 6}], "reason": "Dented cans", "signed_by": "Ms Wang"})

    version: Version
    refused: list[QuantityBody] = Field(default_factory=list, max_length=MOST_LINES)
    reason: Annotated[str, Field(max_length=200, pattern=PRINTABLE)] = ""
    signed_by: Annotated[str, Field(max_length=120, pattern=PRINTABLE)] = ""


def _quantities(lines: list[QuantityBody]) -> dict[int, int]:
    return {line.line_no: line.base_qty for line in lines}


@router.post("/orders/{number}/allocation", response_model=OrderView, responses=_WRITE_PROBLEMS, summary="Prepare an order for shipping")
def allocate_order(actor: CurrentActor, services: Here, number: Code, body: AllocationBody, once: MayRepeat) -> Response:
    """Make the parts of a released order. Its dealer cannot change it any more."""
    return once.write(
        actor.user_id,
        lambda uow: fulfilling.allocate_order(uow, actor, number, clock=services.clock, version=body.version),
        lambda view: Outcome(200, view),
    )


@router.get("/shipments", response_model=PartPage, responses=problems_of(401, 403, 422), summary="List parts to ship")
def list_parts(actor: CurrentActor, services: Here, query: Annotated[PartQuery, Query()]) -> Response:
    """Those still to ship unless states are named; soonest first."""
    wanted = query.filter()
    page = services.database.read(lambda uow: fulfilling.list_parts(uow, actor, wanted))
    return json_answer(PartPage(items=list(page.items), next_cursor=page.next_cursor))


@router.get("/shipments/{shipment}", response_model=PartView, responses=_READ_PROBLEMS, summary="Read a part")
def read_part(actor: CurrentActor, services: Here, shipment: Code) -> Response:
    """With the lots to pick, first expired first; once it has left with the lots it was taken from."""
    return json_answer(services.database.read(lambda uow: fulfilling.part_view(uow, actor, shipment, clock=services.clock)))


@router.post("/shipments/{shipment}/picking", response_model=PartView, responses=_WRITE_PROBLEMS, summary="Record what was picked")
def pick_part(actor: CurrentActor, services: Here, shipment: Code, body: PickingBody, once: MayRepeat) -> Response:
    """Picking again corrects it, until the part leaves."""
    step = body.step(shipment)
    return once.write(actor.user_id, lambda uow: fulfilling.pick_part(uow, actor, step, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/shipments/{shipment}/dispatch", response_model=PartView, responses=_WRITE_PROBLEMS, summary="Ship a part")
def ship_part(actor: CurrentActor, services: Here, shipment: Code, body: DispatchBody, once: MayRepeat) -> Response:
    """The goods leave their lots. 409 when lots expired or were blocked since."""
    step, dispatch = body.step(shipment), Dispatch(body.carrier, body.tracking)
    return once.write(actor.user_id, lambda uow: fulfilling.ship_part(uow, actor, step, dispatch, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/shipments/{shipment}/delivery", response_model=PartView, responses=_WRITE_PROBLEMS, summary="Record a delivery")
def deliver_part(actor: CurrentActor, services: Here, shipment: Code, body: DeliveryBody, once: MayRepeat) -> Response:
    """What was accepted is owed from now on; what was refused comes back into quarantine."""
    step, acceptance = PartStep(shipment, body.version), Acceptance(_quantities(body.refused), body.reason, body.signed_by)
    return once.write(actor.user_id, lambda uow: fulfilling.deliver_part(uow, actor, step, acceptance, clock=services.clock), lambda view: Outcome(200, view))
