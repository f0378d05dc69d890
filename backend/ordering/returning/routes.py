"""Returns over HTTP, from the wish to the credit note, and giving up the rest of an order.

Invariant: every step is for the version that was looked at, and happens once for its Idempotency-Key.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity.http import CurrentActor
from backend.kit.http import PRINTABLE, Code, Here, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.paging import MAX_PAGE
from backend.kit.problems import problems_of
from backend.ordering.requests import CancelRequest
from backend.ordering.returning import service as returning
from backend.ordering.returning.schemas import (
    Arrival,
    CloseAsked,
    Findings,
    NewReturn,
    ReturnableLine,
    ReturnFilter,
    ReturnStep,
    ReturnView,
    ReturnWish,
)
from backend.ordering.schemas import ChangeView
from backend.ordering.short_closing import list_close_asked, propose_close

router = APIRouter(tags=["returns"])
MOST_LINES = 400
LARGEST = 2**31 - 1
LARGEST_QUANTITY = 10**12
_READ_PROBLEMS = problems_of(401, 403, 404, 422)
_WRITE_PROBLEMS = problems_of(401, 403, 404, 409, 422)
Status = Literal["REQUESTED", "APPROVED", "RECEIVED", "INSPECTED", "CREDITED", "SETTLED", "REJECTED", "WITHDRAWN"]
Version = Annotated[int, Field(ge=0, le=LARGEST)]
Quantity = Annotated[int, Field(ge=0, le=LARGEST_QUANTITY)]
Why = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
Lot = Annotated[str, Field(max_length=76, pattern=PRINTABLE)]


def _example(document: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": document})


class ReturnPage(BaseModel):
    """A page of returns, newest first."""

    items: list[ReturnView]
    next_cursor: str | None


class ReturnQuery(BaseModel):
    """Which returns to list."""

    model_config = ConfigDict(extra="forbid")

    status: list[Status] = Field(default_factory=list, max_length=8, description="Only these; may be repeated.")
    open_only: bool = Field(False, alias="open", description="Only those that somebody has to work on.")
    cursor: Annotated[str, Field(max_length=400, pattern=PRINTABLE)] | None = Field(None, description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=MAX_PAGE, description="Rows on a page.")

    def filter(self) -> ReturnFilter:
        """As the use case takes it."""
        return ReturnFilter(tuple(self.status), self.open_only, self.cursor, self.limit)


class ReturnWishBody(BaseModel):
    """Goods of one line of the order, in base units; `code` is the lot or trace code on them."""

    model_config = _example({"line_no": 1, "base_qty": 48, "code": "L250601"})

    line_no: Annotated[int, Field(ge=1, le=LARGEST)]
    base_qty: Annotated[int, Field(ge=1, le=LARGEST_QUANTITY)]
    code: Annotated[str, Field(max_length=80, pattern=PRINTABLE)] = ""


class NewReturnBody(BaseModel):
    """What shall come back, and why."""

    model_config = _example({"lines": [{"line_no": 1, "base_qty": 48}], "reason": "Dented cans"})

    lines: list[ReturnWishBody] = Field(min_length=1, max_length=MOST_LINES)
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)]

    def wanted(self, number: str) -> NewReturn:
        """As the use case takes it."""
        return NewReturn(number, tuple(ReturnWish(line.line_no, line.base_qty, line.code) for line in self.lines), self.reason)


class ReturnVersionBody(BaseModel):
    """The version of the return that was looked at."""

    model_config = _example({"version": 4})

    version: Version

    def step(self, number: str) -> ReturnStep:
        """As the use case takes it."""
        return ReturnStep(number, self.version)


class ReturnStepBody(BaseModel):
    """The version of the return that was looked at, and why, where that is needed."""

    model_config = _example({"version": 1, "note": "Please send them with the next delivery."})

    version: Version
    note: Why = ""

    def step(self, number: str) -> ReturnStep:
        """As the use case takes it."""
        return ReturnStep(number, self.version, self.note)


class ReturnCountBody(BaseModel):
    """How many of one line of the return arrived; `lot` for goods whose lot is not known."""

    model_config = _example({"seq": 1, "base_qty": 48})

    seq: Annotated[int, Field(ge=1, le=LARGEST)]
    base_qty: Quantity
    lot: Lot = ""


class ReturnedGoodsBody(ReturnVersionBody):
    """Where the goods came back, and how many; all that was asked for where a line is not named."""

    model_config = _example({"version": 2, "warehouse": "BW-E", "lines": [{"seq": 1, "base_qty": 48}]})

    warehouse: Annotated[str, Field(min_length=1, max_length=40, pattern=PRINTABLE)]
    lines: list[ReturnCountBody] = Field(default_factory=list, max_length=MOST_LINES)

    def arrival(self) -> Arrival:
        """As the use case takes it."""
        return Arrival(self.warehouse, {one.seq: one.base_qty for one in self.lines}, {one.seq: one.lot for one in self.lines if one.lot})


class ReturnFoundBody(BaseModel):
    """What becomes of one line; the three add up to what arrived."""

    model_config = _example({"seq": 1, "restock": 24, "quarantine": 12, "scrap": 12})

    seq: Annotated[int, Field(ge=1, le=LARGEST)]
    restock: Quantity = 0
    quarantine: Quantity = 0
    scrap: Quantity = 0


class ReturnInspectionBody(ReturnVersionBody):
    """What the inspection found."""

    model_config = _example({"version": 3, "lines": [{"seq": 1, "restock": 48}]})

    lines: list[ReturnFoundBody] = Field(min_length=1, max_length=MOST_LINES)

    def findings(self) -> Findings:
        """As the use case takes it."""
        return Findings({one.seq: (one.restock, one.quarantine, one.scrap) for one in self.lines})


class ReturnableView(BaseModel):
    """What of an order may come back now."""

    items: list[ReturnableLine]


class CloseRequests(BaseModel):
    """Orders whose dealers give up the rest, the longest waiting first."""

    items: list[CloseAsked]


@router.get("/orders/{number}/returnable", response_model=ReturnableView, responses=_READ_PROBLEMS, summary="What may come back")
def read_returnable(actor: CurrentActor, services: Here, number: Code) -> Response:
    """Delivered goods that are not back yet, by line and lot."""
    return json_answer(ReturnableView(items=list(services.database.read(lambda uow: returning.list_returnable(uow, actor, number)))))


@router.post("/orders/{number}/returns", status_code=201, response_model=ReturnView, responses=_WRITE_PROBLEMS, summary="Ask to return goods")
def request_return(actor: CurrentActor, services: Here, number: Code, body: NewReturnBody, once: MayRepeat) -> Response:
    """Never more than was delivered and is not back; a lot or code must have been in that shipment."""
    wanted = body.wanted(number)
    return once.write(actor.user_id, lambda uow: returning.request_return(uow, actor, wanted, clock=services.clock), lambda view: Outcome(201, view))


@router.get("/returns", response_model=ReturnPage, responses=problems_of(401, 403, 422), summary="List returns")
def list_returns(actor: CurrentActor, services: Here, query: Annotated[ReturnQuery, Query()]) -> Response:
    """Those you may see, newest first."""
    wanted = query.filter()
    page = services.database.read(lambda uow: returning.list_returns(uow, actor, wanted))
    return json_answer(ReturnPage(items=list(page.items), next_cursor=page.next_cursor))


@router.get("/returns/{return_number}", response_model=ReturnView, responses=_READ_PROBLEMS, summary="Read a return")
def read_return(actor: CurrentActor, services: Here, return_number: Code) -> Response:
    """With its lines, its credit note once there is one, and the steps you can take (`may`)."""
    return json_answer(services.database.read(lambda uow: returning.return_view(uow, actor, return_number)))


@router.post("/returns/{return_number}/approval", response_model=ReturnView, responses=_WRITE_PROBLEMS, summary="Approve a return")
def approve_return(actor: CurrentActor, services: Here, return_number: Code, body: ReturnStepBody, once: MayRepeat) -> Response:
    """For who may approve orders, and did not ask for it himself."""
    step = body.step(return_number)
    return once.write(actor.user_id, lambda uow: returning.approve_return(uow, actor, step, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/returns/{return_number}/rejection", response_model=ReturnView, responses=_WRITE_PROBLEMS, summary="Refuse a return")
def reject_return(actor: CurrentActor, services: Here, return_number: Code, body: ReturnStepBody, once: MayRepeat) -> Response:
    """`note` says why."""
    step = body.step(return_number)
    return once.write(actor.user_id, lambda uow: returning.reject_return(uow, actor, step, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/returns/{return_number}/withdrawal", response_model=ReturnView, responses=_WRITE_PROBLEMS, summary="Withdraw a return")
def withdraw_return(actor: CurrentActor, services: Here, return_number: Code, body: ReturnStepBody, once: MayRepeat) -> Response:
    """Before the goods have come."""
    step = body.step(return_number)
    return once.write(actor.user_id, lambda uow: returning.withdraw_return(uow, actor, step, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/returns/{return_number}/arrival", response_model=ReturnView, responses=_WRITE_PROBLEMS, summary="Receive returned goods")
def receive_return(actor: CurrentActor, services: Here, return_number: Code, body: ReturnedGoodsBody, once: MayRepeat) -> Response:
    """They stand in quarantine until they are inspected."""
    step, arrival = body.step(return_number), body.arrival()
    return once.write(actor.user_id, lambda uow: returning.receive_return(uow, actor, step, arrival, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/returns/{return_number}/inspection", response_model=ReturnView, responses=_WRITE_PROBLEMS, summary="Inspect returned goods")
def inspect_return(actor: CurrentActor, services: Here, return_number: Code, body: ReturnInspectionBody, once: MayRepeat) -> Response:
    """Sold again, kept apart, or scrapped."""
    step, findings = body.step(return_number), body.findings()
    return once.write(actor.user_id, lambda uow: returning.inspect_return(uow, actor, step, findings, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/returns/{return_number}/credit", response_model=ReturnView, responses=_WRITE_PROBLEMS, summary="Write the credit note")
def credit_return(actor: CurrentActor, services: Here, return_number: Code, body: ReturnVersionBody, once: MayRepeat) -> Response:
    """At the price the goods were sold for, less what promotions had given for them. The dealer owes so much less."""
    step = body.step(return_number)
    return once.write(actor.user_id, lambda uow: returning.credit_return(uow, actor, step, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/orders/{number}/closing", response_model=ChangeView, responses=_WRITE_PROBLEMS, summary="Propose to give up the rest of an order")
def propose_closing(actor: CurrentActor, services: Here, number: Code, once: MayRepeat) -> Response:
    """Show what would not be delivered any more. Nothing happens until its `confirm_token` goes to POST /confirmations; a dealer then asks staff for it."""
    request = CancelRequest(number)
    return once.write(actor.user_id, lambda uow: propose_close(uow, actor, request, clock=services.clock), lambda view: Outcome(200, view))


@router.get("/close-requests", response_model=CloseRequests, responses=problems_of(401, 403), summary="Orders whose dealers give up the rest")
def read_close_requests(actor: CurrentActor, services: Here) -> Response:
    """For who may close them; nothing for everybody else."""
    return json_answer(CloseRequests(items=list(services.database.read(lambda uow: list_close_asked(uow, actor)))))
