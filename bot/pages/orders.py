"""The order book: a searchable grid of the orders the visitor may see; a row opens its lines, reasons and history.

Filters live in the address so that a link can be shared. Rows come from the same `list_orders` use case as chat and HTTP.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import run, ui

from backend.kit.errors import DomainError
from backend.ordering import service as ordering
from backend.ordering.schemas import OrderFilter, OrderSummary
from bot.pages.layout import Say, page_frame
from bot.pages.order_panel import OrderPanel
from bot.pages.services import PageServices
from bot.pages.session import Visitor, current_actor, visitor_of
from bot.rendering.formats import format_money

_CSS = """
.book { padding: 16px 20px; display: flex; gap: 16px; align-items: flex-start; min-width: 0; }
.book .list { flex: 1; min-width: 0; display: flex; flex-direction: column; gap: 12px; }
.book .filters { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.book .filters a { text-decoration: none; color: var(--ink); display: inline-flex; align-items: center; font-size: 13.5px; }
.book .filters a.here { background: var(--accent-soft); border-color: var(--accent-soft); color: var(--accent); font-weight: 600; }
.book .ag-theme-quartz, .book .ag-root-wrapper { border-radius: var(--radius); }
.empty { padding: 40px 20px; text-align: center; color: var(--muted); }
@media (max-width: 900px) { .book { flex-direction: column; padding: 12px; } }
"""
STATUSES = ("HOLD", "APPROVED", "SHIPPED", "DELIVERED", "REJECTED", "CANCELLED")
ROWS = 200


@dataclass(frozen=True, slots=True)
class _Filters:
    """What the address asks for."""

    status: str
    cursor: str
    open_number: str

    def address(self, **changes: str) -> str:
        """The address with some filters changed."""
        values = {"status": self.status, "cursor": self.cursor, "order": self.open_number, **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/orders?{query}" if query else "/orders"


def register_orders(services: PageServices) -> None:
    """Add the page at /orders."""

    @ui.page("/orders")
    async def orders_page(request: Request, status: str = "", cursor: str = "", order: str = "") -> RedirectResponse | None:
        visitor = visitor_of(request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        filters = _Filters(status if status in STATUSES else "", cursor, order)
        ui.add_css(_CSS)
        with page_frame(services, visitor, here="/orders", subtitle=services.phrasebook.say(visitor.locale, "orders-subtitle")) as say:
            await _book(services, visitor, filters, say)
        return None


async def _book(services: PageServices, visitor: Visitor, filters: _Filters, say: Say) -> None:
    with ui.element("main").classes("book"):
        with ui.element("section").classes("list"):
            _filter_bar(filters, say)
            try:
                page = await run.io_bound(_load, services, visitor, filters)
            except DomainError as error:
                with ui.element("div").classes("card empty").props('role="alert"'):
                    ui.label(say(error.code, **error.params))
                return
            panel = OrderPanel(services, visitor, say)
            if page.items:
                _grid(page.items, visitor, say, panel)
            else:
                with ui.element("div").classes("card empty"):
                    ui.label(say("orders-empty"))
            if page.next_cursor:
                with ui.element("a").classes("link-pill").props(f'href="{filters.address(cursor=page.next_cursor)}"').style("align-self: center"):
                    ui.label(say("orders-more"))
        panel.build()
        if filters.open_number:
            await panel.show(filters.open_number)


def _load(services: PageServices, visitor: Visitor, filters: _Filters) -> Any:
    actor = current_actor(visitor.token, services)
    wanted = OrderFilter(statuses=(filters.status,) if filters.status else (), cursor=filters.cursor or None, limit=ROWS)
    return services.database.read(lambda uow: ordering.list_orders(uow, actor, wanted))


def _filter_bar(filters: _Filters, say: Say) -> None:
    with ui.element("nav").classes("filters").props(f'aria-label="{say("orders-filter")}"'):
        for status in ("", *STATUSES):
            here = " here" if status == filters.status else ""
            with ui.element("a").classes("pill" + here).props(f'href="{filters.address(status=status, cursor="", order="")}"'):
                ui.label(say(f"order-status-{status}" if status else "orders-all"))


def _row(order: OrderSummary, locale: str, say: Say) -> dict[str, Any]:
    status = say(f"order-status-{order.status}")
    reasons = " · ".join(say(f"gate-{code}-short") for code in order.hold_codes)
    return {
        "number": order.number,
        "date": order.order_date.isoformat(),
        "dealer": order.dealer_name_zh if locale == "zh" else order.dealer_name_en,
        "status": f"{status}: {reasons}" if reasons and order.status == "HOLD" else status,
        "delivery": order.delivery_date.isoformat() if order.delivery_date else "",
        "lines": order.line_count,
        "total": float(order.total),
        "shown_total": format_money(order.total),
    }


def _grid(orders: tuple[OrderSummary, ...], visitor: Visitor, say: Say, panel: OrderPanel) -> None:
    rows = [_row(order, visitor.locale, say) for order in orders]
    columns: list[dict[str, Any]] = [
        {"field": "number", "headerName": say("column-number"), "minWidth": 120, "pinned": "left"},
        {"field": "date", "headerName": say("column-date"), "minWidth": 110},
        {"field": "dealer", "headerName": say("column-dealer"), "minWidth": 140, "flex": 1},
        {"field": "status", "headerName": say("column-status"), "minWidth": 140, "flex": 2, "tooltipField": "status"},
        {"field": "delivery", "headerName": say("column-delivery"), "minWidth": 110},
        {"field": "lines", "headerName": say("column-lines"), "type": "rightAligned", "width": 90},
        {"field": "total", "headerName": say("column-total", currency=orders[0].currency), "type": "rightAligned", "minWidth": 120, ":valueFormatter": "p => p.data.shown_total"},
    ]
    options = {
        "columnDefs": columns,
        "rowData": rows,
        "defaultColDef": {"sortable": True, "resizable": True, "filter": True},
        "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
        "domLayout": "autoHeight" if len(rows) <= 15 else "normal",
        "rowHeight": 44,
    }
    search = ui.input(placeholder=say("orders-search")).props(f'dense outlined clearable aria-label="{say("orders-search")}"').style("max-width: 360px")
    grid = ui.aggrid(options, auto_size_columns=False).classes("figures").style("height: auto" if len(rows) <= 15 else "height: 70vh")
    search.on_value_change(lambda event: grid.run_grid_method("setGridOption", "quickFilterText", event.value or ""))
    grid.on("rowClicked", lambda event: panel.show(event.args["data"]["number"]))
    grid.on("cellKeyDown", lambda event: panel.show(event.args["data"]["number"]) if event.args.get("event", {}).get("key") == "Enter" else None)
