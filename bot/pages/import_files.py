"""Files in and out of the pages of tables: a table is sent as a form, order forms and lists of orders come as downloads.

Invariant: only a signed-in person's browser on our own pages gets here (the session cookie is not sent from other sites), with his own rights.
"""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.datastructures import FormData, UploadFile

from backend.identity.domain import Actor
from backend.kit.errors import DomainError, Invalid, TooMuch
from backend.ordering.schemas import OrderFilter
from backend.ordering.sheets import service as sheets
from backend.ordering.sheets.routes import file_answer
from bot.pages.order_views import LONGEST_SEARCH, STATUSES
from bot.pages.services import PageServices
from bot.pages.session import visitor_of
from bot.pages.threads import in_thread

LONGEST_FORM = 21 * 1024 * 1024
LONGEST_TEXT = 2_000_000
PAGE = "/import"


class _Asked(BaseModel):
    """Which orders: statuses with commas between them, the words of the search, the first and the last day."""

    status: str = Field("", max_length=200)
    search: str = ""
    placed_from: date | None = Field(None, alias="from")
    placed_to: date | None = Field(None, alias="to")


def import_routes(services: PageServices) -> APIRouter:
    """The form target and the downloads."""
    router = APIRouter(include_in_schema=False)

    @router.post("/import/files")
    async def send_table(request: Request) -> Response:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in", 303)
        try:
            length = request.headers.get("content-length", "")
            if not length.isdigit() or int(length) > LONGEST_FORM:
                raise TooMuch("sheet.too_large", longest=20)
            async with request.form(max_files=1, max_fields=2, max_part_size=LONGEST_TEXT) as form:
                upload = await _upload_of(form)
            view = await in_thread(_received, services, visitor.actor, upload)
        except DomainError as error:
            return RedirectResponse(f"{PAGE}?{urlencode({'problem': error.code})}", 303)
        return RedirectResponse(f"{PAGE}?{urlencode({'sheet': view.sheet_id})}", 303)

    @router.get("/import/order-form.{form}")
    def order_form(request: Request, form: Literal["xlsx", "csv"]) -> Response:
        return _download(
            services, request, "order-form", form, lambda uow, actor, reader: sheets.order_template(uow, actor, form, reader, clock=services.clock)
        )

    @router.get("/orders-export/orders.{form}")
    def order_list(request: Request, form: Literal["xlsx", "csv"], asked: Annotated[_Asked, Query()]) -> Response:
        statuses = tuple(status for status in asked.status.split(",") if status in STATUSES)
        wanted = OrderFilter(statuses=statuses, placed_from=asked.placed_from, placed_to=asked.placed_to)
        words = asked.search[:LONGEST_SEARCH]
        return _download(services, request, "orders", form, lambda uow, actor, reader: sheets.export_orders(uow, actor, wanted, form, reader, search=words))

    @router.get("/orders-export/one/{number}.{form}")
    def one_order(request: Request, number: str, form: Literal["xlsx", "csv"]) -> Response:
        return _download(services, request, "order", form, lambda uow, actor, reader: sheets.export_order(uow, actor, number[:60], form, reader))

    return router


async def _upload_of(form: FormData) -> sheets.Upload:
    file, text = form.get("file"), form.get("text")
    if isinstance(file, UploadFile) and file.filename:
        return sheets.Upload(file.filename, await file.read())
    if isinstance(text, str) and text.strip():
        return sheets.Upload("", text=text)
    raise Invalid("sheet.no_rows")


def _received(services: PageServices, actor: Actor, upload: sheets.Upload) -> sheets.SheetView:
    return sheets.receive_sheet(services.database, actor, upload, clock=services.clock)


def _download(services: PageServices, request: Request, name: str, form: sheets.Format, make: sheets.Make) -> Response:
    visitor = visitor_of(request, services)
    if visitor is None:
        return RedirectResponse("/sign-in", 303)
    reader = sheets.Reader(visitor.locale, lambda key: services.phrasebook.say(visitor.locale, key))
    try:
        file = services.database.read(lambda uow: make(uow, visitor.actor, reader))
    except DomainError as error:
        return Response(services.phrasebook.say(visitor.locale, error.code, **error.params), error.status, media_type="text/plain; charset=utf-8")
    return file_answer(file, name, form)
