"""Orders as tables over HTTP: send one, look at its rows, settle them, make drafts; last month again; templates and exports.

Invariant: the same use cases as the page and the chat; a draft that comes of a sheet is confirmed like any other.
"""

from typing import IO, Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from backend.identity.domain import Actor
from backend.identity.http import CurrentActor
from backend.kit.errors import Invalid
from backend.kit.http import Code, Cursor, Here, Limit, Services, json_answer, locale_of
from backend.kit.http_writes import MayRepeat, Once, Outcome
from backend.kit.problems import problems_of
from backend.ordering.http_bodies import OrderQuery
from backend.ordering.sheets import service as sheets
from backend.ordering.sheets.http_bodies import (
    ColumnsBody,
    DraftSheetBody,
    DraftsOfSheet,
    MonthBody,
    MonthlyView,
    RowFixBody,
    RowList,
    RowPage,
    SheetPage,
    TableBody,
)

router = APIRouter(tags=["drafts"])
_READ = problems_of(401, 403, 404, 422)
_WRITE = problems_of(401, 403, 404, 409, 422)
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {kind: {} for kind in sheets.MEDIA_TYPES.values()}, "description": "The file."}}
FormatQuery = Annotated[Literal["xlsx", "csv"], Query(alias="format", description="What kind of file.")]


@router.post("/order-sheets", status_code=201, response_model=sheets.SheetView, responses={**_WRITE, **problems_of(413)}, summary="Send a table")
def send_table(actor: CurrentActor, body: TableBody, services: Here, once: MayRepeat) -> Response:
    """A pasted table of an order, or with a multipart form a spreadsheet in the field `file` (.xlsx, .xls, .csv; up to 20 MB). Nothing is ordered.

    Columns may stand in any order and either language: they are guessed, and rows are read; `unread` rows of a long one are read within minutes. The
    same table again is the sheet there is.
    """
    return received(actor, services, once, sheets.Upload(body.name, text=body.text))


def received(actor: Actor, services: Services, once: Once, upload: sheets.Upload) -> Response:
    """Receive a table at most once and show it."""
    return once.write_after(
        actor.user_id,
        lambda: sheets.receive_sheet(services.database, actor, upload, clock=services.clock).sheet_id,
        lambda uow, sheet_id: sheets.get_sheet(uow, actor, sheet_id),
        lambda view: Outcome(201, view),
        moved_on="sheet.none",
    )


@router.get("/order-sheets", response_model=SheetPage, responses=_READ, summary="List your tables")
def list_sheets(actor: CurrentActor, services: Here, cursor: Cursor = None, limit: Limit = 20) -> Response:
    """Those you sent yourself, newest first."""
    page = services.database.read(lambda uow: sheets.list_sheets(uow, actor, cursor=cursor, limit=limit))
    return json_answer(SheetPage(items=list(page.items), next_cursor=page.next_cursor))


@router.get("/order-sheets/{sheet}", response_model=sheets.SheetView, responses=_READ, summary="Read a table")
def read_sheet(actor: CurrentActor, services: Here, sheet: Code) -> Response:
    """How its columns were understood, how many rows are clear, asked about and rejected, and whether the same table was imported before."""
    return json_answer(services.database.read(lambda uow: sheets.get_sheet(uow, actor, sheet)))


@router.get("/order-sheets/{sheet}/rows", response_model=RowPage, responses=_READ, summary="Read a table's rows")
def list_rows(
    actor: CurrentActor,
    services: Here,
    sheet: Code,
    status: Annotated[list[sheets.RowStatus] | None, Query(description="Only these; may be repeated.", max_length=4)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Each with its cells, what became of it, and the products it may mean."""
    wanted = sheets.RowFilter(status or (), cursor, limit)
    page = services.database.read(lambda uow: sheets.list_rows(uow, actor, sheet, wanted, clock=services.clock))
    return json_answer(RowPage(items=list(page.items), next_cursor=page.next_cursor))


@router.put("/order-sheets/{sheet}/columns", response_model=sheets.SheetView, responses=_WRITE, summary="Say what the columns are")
def set_columns(actor: CurrentActor, services: Here, sheet: Code, body: ColumnsBody, once: MayRepeat) -> Response:
    """Rows that nobody settled by hand are read again by them."""
    return once.write_after(
        actor.user_id,
        lambda: sheets.set_columns(services.database, actor, sheet, body.columns(), clock=services.clock).sheet_id,
        lambda uow, sheet_id: sheets.get_sheet(uow, actor, sheet_id),
        lambda view: Outcome(200, view),
        moved_on="sheet.none",
    )


@router.post("/order-sheets/{sheet}/rows/{row}", response_model=RowList, responses=_WRITE, summary="Settle a row")
def fix_row(actor: CurrentActor, services: Here, sheet: Code, row: int, body: RowFixBody, once: MayRepeat) -> Response:
    """Choose the product, give the quantity, or leave the row out; `alike` settles every row that is asked about with the same words."""
    fix = body.fix(row)
    return once.write(
        actor.user_id, lambda uow: sheets.fix_row(uow, actor, sheet, fix, clock=services.clock), lambda rows: Outcome(200, RowList(items=list(rows)))
    )


@router.post("/order-sheets/{sheet}/drafts", response_model=DraftsOfSheet, responses=_WRITE, summary="Make drafts of a table")
def draft_sheet(actor: CurrentActor, services: Here, sheet: Code, body: DraftSheetBody, once: MayRepeat) -> Response:
    """Drafts of its clear rows, each with its own `confirm_token`; more products than one order may hold become several.

    Refused with 409 while rows are open (unless `partly`), and when the same table was imported before (unless `again`).
    """
    choice = sheets.Choice(body.partly, body.again)
    return once.write(
        actor.user_id,
        lambda uow: sheets.draft_sheet(uow, actor, sheet, choice, clock=services.clock),
        lambda views: Outcome(200, DraftsOfSheet(items=list(views))),
    )


@router.post("/draft/monthly", response_model=MonthlyView, responses=_WRITE, summary="Order last month's totals again")
def monthly_order(actor: CurrentActor, services: Here, body: MonthBody, once: MayRepeat) -> Response:
    """What you ordered of each product in a month as a new draft; what is no longer sold is listed apart."""
    month = body.first_day()
    return once.write(
        actor.user_id, lambda uow: sheets.monthly_order(uow, actor, clock=services.clock, month=month), lambda made: Outcome(200, MonthlyView.of(made))
    )


@router.get("/order-template", responses={**_FILE, **problems_of(401, 403, 422)}, response_class=Response, summary="Download an order form")
def order_template(request: Request, actor: CurrentActor, services: Here, form: FormatQuery = "xlsx") -> Response:
    """Your own assortment with your prices, what you bought in the last 90 days first, and an empty column for quantities."""
    reader = _reader(request, services)
    file = services.database.read(lambda uow: sheets.order_template(uow, actor, form, reader, clock=services.clock))
    return file_answer(file, "order-form", form)


@router.get(
    "/order-exports/{form}", responses={**_FILE, **problems_of(401, 403, 422)}, response_class=Response, tags=["orders"], summary="Download a list of orders"
)
def export_orders(request: Request, actor: CurrentActor, services: Here, form: Literal["xlsx", "csv"], query: Annotated[OrderQuery, Query()]) -> Response:
    """Every order of GET /orders with the same filters; page size and cursor do not count."""
    reader = _reader(request, services)
    return file_answer(services.database.read(lambda uow: sheets.export_orders(uow, actor, query.filter(), form, reader)), "orders", form)


@router.get("/orders/{number}/export", responses={**_FILE, **_READ}, response_class=Response, tags=["orders"], summary="Download an order")
def export_order(request: Request, actor: CurrentActor, services: Here, number: Code, form: FormatQuery = "xlsx") -> Response:
    """Its lines, what promotions took off, and its total."""
    reader = _reader(request, services)
    return file_answer(services.database.read(lambda uow: sheets.export_order(uow, actor, number, form, reader)), "order", form)


def file_answer(file: IO[bytes], name: str, form: sheets.Format) -> Response:
    """A file to be saved, sent part by part."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(sheets.parts_of(file), media_type=sheets.MEDIA_TYPES[form], headers=headers)


def _reader(request: Request, services: Services) -> sheets.Reader:
    locale = locale_of(request)
    return sheets.Reader(locale, lambda key: services.wording.say(locale, key, {}))


class _FormRoute(APIRoute):
    """A route for multipart forms only; anything else goes on to the next route of the same address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the address says, when the body is a form."""
        form = Headers(scope=scope).get("content-type", "").startswith("multipart/form-data")
        return super().matches(scope) if form else (Match.NONE, {})


async def _send_file(request: Request, actor: CurrentActor, services: Here, once: MayRepeat) -> Response:
    """The same with a file."""
    try:
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Invalid("sheet.no_rows")
            upload = sheets.Upload(file.filename or "", await file.read())
    except (HTTPException, ValueError) as error:
        raise Invalid("sheet.unreadable") from error
    return await run_in_threadpool(received, actor, services, once, upload)


router.routes.insert(0, _FormRoute("/order-sheets", _send_file, methods=["POST"], include_in_schema=False))
