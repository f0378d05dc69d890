"""The order book at "/orders": a searchable grid of the orders the visitor may see; a row opens its lines, reasons and history.

Filters, search, columns and the open order live in the address so that a link can be shared; a filter can be named. Rows come from the same
`list_orders` use case as chat and HTTP. Held orders (`?status=HOLD`) are the approvals of a brand manager, several of which can be decided at once.
"""

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments

from backend.identity.domain import Permission
from backend.kit.errors import DomainError, Unauthenticated
from backend.kit.paging import Page
from backend.ordering import service as ordering
from backend.ordering.schemas import OrderFilter, OrderSummary
from bot.pages.layout import Frame, page_frame
from bot.pages.order_bulk import BulkActions
from bot.pages.order_grid import ORDER_CHOSEN, ORDERS_MARKED, GridShape, grid_row, order_grid
from bot.pages.order_panel import OrderPanel
from bot.pages.order_views import LONGEST_SEARCH, STATUSES, Filters, ViewsMenu, columns_menu, filters_of
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import load_standing
from bot.pages.states import empty_state, problem_state
from bot.pages.threads import in_thread
from bot.rendering.formats import format_time
from bot.rendering.orders import status_word
from bot.rendering.voice import Voice

ROWS = 200
LONGEST_NUMBER = 60


def register_orders(services: PageServices) -> None:
    """Add the page at /orders."""

    @ui.page("/orders")
    async def orders_page(request: Request) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        filters = filters_of(request.query_params)
        with page_frame(services, visitor, here="/orders", sheets=("chat", "orders")) as frame:
            await OrdersPage(services, visitor, frame, filters).build()
        return None


class OrdersPage:
    """One open order book."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame, filters: Filters) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame, self._filters = services, visitor, frame, filters
        self._say, self._voice = frame.say, Voice(visitor.locale, services.phrasebook)
        self._panel = OrderPanel(services, visitor, self._voice, self._opened)
        self._views = ViewsMenu(services, visitor, self._voice, lambda: self._filters)
        self._bulk = BulkActions(services, visitor, self._voice, self._refresh) if self._decides() else None
        self._grid: ui.aggrid | None = None

    async def build(self) -> None:
        """Filters, then the grid or the state that explains why there is none."""
        standing = await in_thread(load_standing, self._services, self._visitor.actor, self._say)
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        self._frame.subtitle.set_text(self._say("orders-subtitle", time=format_time(standing.at)))
        with ui.element("main").classes("book").props('id="content"'):
            try:
                page = await in_thread(self._load)
            except DomainError as error:
                problem_state(error, self._say)
                return
            await self._bar(has_rows=bool(page.items))
            if page.items:
                if self._bulk is not None:
                    self._bulk.build()
                self._grid = order_grid(page.items, self._voice, self._shape())
            else:
                self._empty()
            if page.next_cursor:
                address = replace(self._filters, cursor=page.next_cursor, order="").address()
                with ui.element("a").classes("link-pill").props(f'href="{address}"').style("align-self: center"):
                    ui.label(self._say("orders-earlier"))
        self._panel.build()
        ui.on(ORDER_CHOSEN, self._chosen)
        ui.on(ORDERS_MARKED, self._marked)
        if self._filters.order:
            await self._panel.show(self._filters.order)

    def _load(self) -> Page[OrderSummary]:
        actor = acting(self._visitor, self._services)
        wanted = OrderFilter(statuses=(self._filters.status,) if self._filters.status else (), cursor=self._filters.cursor or None, limit=ROWS)
        return self._services.database.read(lambda uow: ordering.list_orders(uow, actor, wanted))

    def _shape(self) -> GridShape:
        return GridShape(
            search=self._filters.search,
            with_dealer=self._visitor.actor.dealer_id is None,
            chosen=self._filters.order,
            hidden=self._filters.hidden,
            marking=self._bulk is not None,
        )

    def _decides(self) -> bool:
        """Whether several orders can be released or rejected at once: held ones, by who may."""
        return self._filters.status == "HOLD" and self._visitor.actor.may(Permission.APPROVE_ORDERS)

    async def _bar(self, *, has_rows: bool) -> None:
        with ui.element("div").classes("bar"):
            with ui.element("nav").classes("filters").props(f'aria-label="{self._say("orders-filter")}"'):
                for status in ("", *STATUSES):
                    here = status == self._filters.status
                    address = Filters(status=status, search=self._filters.search, hidden=self._filters.hidden).address()
                    current = ' aria-current="true"' if here else ""
                    with ui.element("a").classes("pill here" if here else "pill").props(f'href="{address}"{current}'):
                        ui.label(status_word(status, self._voice) if status else self._say("orders-all"))
            with ui.element("div").classes("tools"):
                if has_rows:
                    self._search()
                await self._views.build()
                columns_menu(self._filters, self._voice, with_dealer=self._visitor.actor.dealer_id is None)
                if has_rows:
                    for form, label in (("xlsx", "orders-export"), ("csv", "orders-export-csv")):
                        with ui.element("button").classes("pill").props('type="button"').on("click", partial(self._export, form)):
                            ui.label(self._say(label))

    def _search(self) -> None:
        search = ui.input(value=self._filters.search, placeholder=self._say("orders-search"), on_change=self._searched)
        search.props(f'dense outlined clearable debounce="200" maxlength="{LONGEST_SEARCH}" aria-label="{self._say("orders-search")}"')

    def _empty(self) -> None:
        if self._filters.status:
            empty_state(self._say("orders-empty-status", status=status_word(self._filters.status, self._voice)), self._say("orders-all"), "/orders")
        elif self._visitor.actor.is_buyer:
            empty_state(self._say("orders-empty"), self._say("nav-chat"), "/")
        else:
            empty_state(self._say("orders-empty-scope"))

    async def _chosen(self, event: GenericEventArguments) -> None:
        await self._panel.show(str(event.args))

    def _marked(self, event: GenericEventArguments) -> None:
        if self._bulk is not None and isinstance(event.args, list):
            self._bulk.choose([str(number)[:LONGEST_NUMBER] for number in event.args])

    def _searched(self, event: ValueChangeEventArguments[str | None]) -> None:
        self._filters = replace(self._filters, search=(event.value or "")[:LONGEST_SEARCH])
        ui.navigate.history.replace(self._filters.address())
        if self._grid is not None:
            self._grid.run_grid_method("setGridOption", "quickFilterText", self._filters.search)

    def _export(self, form: str) -> None:
        """Every order of the chosen status and search, not only the rows that are loaded."""
        ui.navigate.to(f"/orders-export/orders.{form}?{urlencode({'status': self._filters.status, 'search': self._filters.search})}")

    async def _opened(self, number: str, *, changed: bool) -> None:
        """The panel shows `number` (nothing when empty); after a change the rows are read again."""
        self._filters = replace(self._filters, order=number)
        ui.navigate.history.replace(self._filters.address())
        if changed:
            await self._refresh()

    async def _refresh(self) -> None:
        """Read the rows again; what was decided leaves the list of held orders."""
        if self._grid is None:
            return
        try:
            page = await in_thread(self._load)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        shape = self._shape()
        self._grid.run_grid_method("setGridOption", "rowData", [grid_row(order, self._voice, with_dealer=shape.with_dealer) for order in page.items])
