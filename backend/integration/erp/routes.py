"""The hand-off with an ERP over HTTP: rows in, the queue and the mapping, orders out, and how complete orders are."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity.http import CurrentActor, CurrentCaller
from backend.integration.domain import CodeKind, RecordStatus
from backend.integration.erp import codes, handing_out, queue
from backend.integration.erp.codes import CodePair
from backend.integration.erp.domain import Kind, Outcome, RowAnswer
from backend.integration.erp.handing_out import Acknowledged, Acknowledgement, GivenOrder
from backend.integration.erp.queue import Mapped, QueuedRow
from backend.integration.erp.taking import MOST_ROWS, MOST_TOGETHER, take_rows
from backend.kit.http import PRINTABLE, Cursor, Here, Limit, Services, Word, json_answer, locale_of
from backend.kit.http_writes import MayRepeat
from backend.kit.http_writes import Outcome as HttpOutcome
from backend.kit.paging import Page
from backend.kit.problems import problems_of
from backend.ordering.required_fields import completeness

router = APIRouter()
_READ = problems_of(401, 403, 422)
_WRITE = problems_of(401, 403, 404, 409, 413, 422)
_CSV: dict[int | str, dict[str, Any]] = {200: {"description": "Rows with a header.", "content": {"text/csv": {"schema": {"type": "string"}}}}}
RecordId = Annotated[int, Path(ge=1, le=2**53)]
Cell = Annotated[str, Field(max_length=400)] | int | Decimal | None


class RowsBody(BaseModel):
    """Rows of one kind, a hundred at most, of prices and shipments 500; which fields they have stands in docs/how-to/integration.md."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"rows": [{"external_id": "ST-1", "warehouse": "BW-E", "sku": "COKE-330", "quantity": 4800, "as_of": "2025-06-11T08:00:00+08:00"}]}
        }
    )

    rows: list[dict[str, Cell]] = Field(min_length=1, max_length=MOST_TOGETHER)


class CodeBody(BaseModel):
    """One of their codes and what it means here."""

    model_config = ConfigDict(json_schema_extra={"example": {"kind": "sku", "their_code": "9001", "our_code": "COKE-330"}})

    kind: CodeKind
    their_code: Word
    our_code: Word


class AcknowledgementBody(BaseModel):
    """An order that has arrived, in the revision that was given."""

    number: Word
    revision: Word
    external_id: str = Field("", max_length=120, pattern=PRINTABLE)


class AcknowledgementsBody(BaseModel):
    """Orders that have arrived."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [{"number": "SO-10001", "revision": "0123456789abcdef", "external_id": "E-77"}]}})

    items: list[AcknowledgementBody] = Field(min_length=1, max_length=MOST_ROWS)


class RowView(BaseModel):
    """What became of a row, for programs and in a sentence."""

    row_no: int
    external_id: str
    outcome: Outcome
    code: str
    params: dict[str, Any]
    text: str


class RowsTaken(BaseModel):
    """One answer for each row, in their order."""

    items: list[RowView]


class QueueList(BaseModel):
    """Rows that wait for a person, oldest first, and how many wait and are in conflict."""

    items: list[QueuedRow]
    counts: dict[str, int]
    next_cursor: str | None


class CodeList(BaseModel):
    """Mappings by kind and code."""

    items: list[CodePair]
    next_cursor: str | None


class OrdersGiven(BaseModel):
    """Orders to take over, oldest first."""

    items: list[GivenOrder]
    next_cursor: str | None


class CompletenessView(BaseModel):
    """How many orders have all twelve required fields, and how many lack which."""

    orders: int
    complete: int
    percent: Decimal = Field(examples=["99.8"])
    missing: dict[str, int]


@router.post("/rows/{kind}", response_model=RowsTaken, responses=_WRITE, summary="Hand in rows of an ERP")
def hand_in(request: Request, actor: CurrentCaller, services: Here, kind: Kind, body: RowsBody, once: MayRepeat) -> Response:
    """Each row is taken once by its `external_id`, waits for a mapping, or is answered with what is wrong; the others are taken all the same."""

    def take(uow: Any) -> RowsTaken:
        answers = take_rows(uow, actor, kind, body.rows, clock=services.clock)
        return RowsTaken(items=[_view(answer, services, locale_of(request)) for answer in answers])

    return once.write(actor.user_id, take, lambda taken: HttpOutcome(200, taken))


@router.get("/queue", response_model=QueueList, responses=_READ, summary="List rows that wait for a person")
def list_queue(
    actor: CurrentActor, services: Here, status: Annotated[RecordStatus | None, Query()] = None, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """Codes that are not mapped, rows that could not be used, and ids that came with other content."""

    def listed(uow: Any) -> QueueList:
        page = queue.list_queue(uow, actor, status=status, cursor=cursor, limit=limit)
        return QueueList(items=list(page.items), counts=queue.count_queue(uow, actor), next_cursor=page.next_cursor)

    return json_answer(services.database.read(listed))


@router.post("/queue/{row}/again", response_model=RowView, responses=_WRITE, summary="Try a row once more")
def try_again(request: Request, actor: CurrentActor, services: Here, row: RecordId, once: MayRepeat) -> Response:
    """A row that waits, after what kept it was put right."""

    def again(uow: Any) -> RowView:
        return _view(queue.try_again(uow, actor, row, clock=services.clock), services, locale_of(request))

    return once.write(actor.user_id, again, lambda view: HttpOutcome(200, view))


@router.delete("/queue/{row}", status_code=204, responses=_WRITE, summary="Dismiss a row")
def dismiss(actor: CurrentActor, services: Here, row: RecordId, once: MayRepeat) -> Response:
    """It is not used; its id may be sent again."""
    return once.write(actor.user_id, lambda uow: queue.dismiss(uow, actor, row, clock=services.clock), lambda _: HttpOutcome(204))


@router.get("/codes", response_model=CodeList, responses=_READ, summary="List mapped codes")
def list_codes(actor: CurrentActor, services: Here, kind: Annotated[CodeKind | None, Query()] = None, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """What other systems call our products, customers and warehouses."""
    page: Page[CodePair] = services.database.read(lambda uow: codes.list_codes(uow, actor, kind=kind, cursor=cursor, limit=limit))
    return json_answer(CodeList(items=list(page.items), next_cursor=page.next_cursor))


@router.put("/codes", response_model=Mapped, responses=_WRITE, summary="Map a code")
def map_code(actor: CurrentActor, services: Here, body: CodeBody, once: MayRepeat) -> Response:
    """Rows that waited for it are taken in."""

    def mapped(uow: Any) -> Mapped:
        return queue.map_code(uow, actor, body.kind, body.their_code, body.our_code, clock=services.clock)

    return once.write(actor.user_id, mapped, lambda done: HttpOutcome(200, done))


@router.delete("/codes/{kind}/{their_code}", status_code=204, responses=_WRITE, summary="Forget a mapping")
def remove_code(
    actor: CurrentActor, services: Here, kind: CodeKind, their_code: Annotated[str, Path(min_length=1, max_length=120, pattern=PRINTABLE)], once: MayRepeat
) -> Response:
    """Rows that were taken by it stay."""
    return once.write(actor.user_id, lambda uow: codes.remove_code(uow, actor, kind, their_code, clock=services.clock), lambda _: HttpOutcome(204))


@router.get("/orders", response_model=OrdersGiven, responses=_READ, summary="Take orders over")
def give_orders(actor: CurrentCaller, services: Here, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Released orders that were not acknowledged as they are now; an order that was and is cancelled or changed comes again."""
    page = services.database.read(lambda uow: handing_out.give_orders(uow, actor, cursor=cursor, limit=limit))
    return json_answer(OrdersGiven(items=list(page.items), next_cursor=page.next_cursor))


@router.get("/orders.csv", responses={**_READ, **_CSV}, summary="Take orders over as a file", response_class=Response)
def give_orders_csv(actor: CurrentCaller, services: Here, limit: Limit = 200, cursor: Cursor = None) -> Response:
    """The same, one row a line of an order; the header Next-Cursor is there while there is more."""
    page = services.database.read(lambda uow: handing_out.give_orders(uow, actor, cursor=cursor, limit=limit))
    more = {"Next-Cursor": page.next_cursor} if page.next_cursor else {}
    return Response(handing_out.orders_csv(page.items), media_type="text/csv; charset=utf-8", headers=more)


@router.post("/orders/acknowledgements", response_model=Acknowledged, responses=_WRITE, summary="Acknowledge orders")
def acknowledge_orders(actor: CurrentCaller, services: Here, body: AcknowledgementsBody, once: MayRepeat) -> Response:
    """They are not given again before they change or end. Those that changed meanwhile are named and come again."""
    items = [Acknowledgement(item.number, item.revision, item.external_id) for item in body.items]
    return once.write(actor.user_id, lambda uow: handing_out.acknowledge_orders(uow, actor, items, clock=services.clock), lambda done: HttpOutcome(200, done))


@router.get("/completeness", response_model=CompletenessView, responses=_READ, summary="Read how complete orders are")
def read_completeness(actor: CurrentActor, services: Here) -> Response:
    """Over the orders you may see, by the twelve required fields."""
    found = services.database.read(lambda uow: completeness(uow, actor))
    return json_answer(CompletenessView(orders=found.orders, complete=found.complete, percent=found.percent, missing=dict(found.missing)))


def _view(answer: RowAnswer, services: Services, locale: str) -> RowView:
    text = services.wording.say(locale, answer.code, answer.params) if answer.code else ""
    told = {name: str(value) for name, value in answer.params.items()}
    return RowView(row_no=answer.row_no, external_id=answer.external_id, outcome=answer.outcome, code=answer.code, params=told, text=text)
