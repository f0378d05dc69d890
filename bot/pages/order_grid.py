"""Orders as rows of an AG Grid: the columns, their order on a phone, and how a row is written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nicegui import ui

from backend.ordering.schemas import OrderSummary
from bot.rendering.formats import format_date
from bot.rendering.orders import status_word
from bot.rendering.reasons import gate_word
from bot.rendering.voice import Voice

FEW = 15
ORDER_CHOSEN = "order_chosen"
"""The page event of a click or Enter on a row; it carries the order's number."""
ORDERS_MARKED = "orders_marked"
"""The page event of another choice of rows; it carries their numbers."""
TONES = {"HOLD": "warning", "REJECTED": "error", "CANCELLED": "quiet", "DELIVERED": "success", "SHIPPED": "success"}
_WIDE_ONLY = ("date", "dealer", "delivery", "lines")
_MARKING = {"mode": "multiRow", "checkboxes": True, "headerCheckbox": True, "enableClickSelection": False, "selectAll": "filtered"}
_NUMBER_CELL = """p => {
  const cell = document.createElement('div'), dealer = document.createElement('div');
  cell.className = 'number-cell'; dealer.className = 'small dealer-under'; cell.textContent = p.value; dealer.textContent = p.data.under;
  cell.append(dealer); return cell;
}"""
_STATUS_CELL = """p => {
  const mark = document.createElement('span'), why = document.createElement('span');
  mark.className = 'badge ' + p.data.tone; mark.textContent = p.value; why.className = 'small why-short'; why.textContent = p.data.why;
  const cell = document.createElement('span'); cell.append(mark, ' ', why); return cell;
}"""


@dataclass(frozen=True, slots=True)
class GridShape:
    """How the grid looks: `chosen` is the order its address opens, `hidden` are columns not shown, `marking` lets several rows be chosen."""

    search: str = ""
    with_dealer: bool = False
    chosen: str = ""
    hidden: tuple[str, ...] = ()
    marking: bool = False


def order_grid(orders: Sequence[OrderSummary], voice: Voice, shape: GridShape) -> ui.aggrid:
    """The grid, as high as its rows while they are few, virtual when they are many."""
    few = len(orders) <= FEW
    currency = orders[0].currency if any(order.total is not None for order in orders) else None
    columns = [column for column in grid_columns(voice, currency, with_dealer=shape.with_dealer) if column["field"] not in shape.hidden]
    longest = min(220, max(108, 30 + 9 * max(len(order.number) for order in orders)))
    wide_only = [column["field"] for column in columns if column["field"] in _WIDE_ONLY]
    opened = next((order.number for order in orders if order.number == shape.chosen), "") if not shape.marking else ""
    options = {
        "columnDefs": columns,
        "rowData": [grid_row(order, voice, with_dealer=shape.with_dealer) for order in orders],
        "defaultColDef": {"sortable": True, "resizable": True, "suppressMovable": False},
        "rowSelection": _MARKING if shape.marking else {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
        "domLayout": "autoHeight" if few else "normal",
        "suppressColumnMoveAnimation": True,
        "rowHeight": 46,
        "headerHeight": 42,
        "quickFilterText": shape.search,
        "localeText": {"noRowsToShow": voice("orders-none-found")},
        ":onGridReady": f"() => document.querySelector('.order-grid .ag-root')?.setAttribute('aria-label', {json.dumps(voice('nav-orders'))})",
        ":onFirstDataRendered": f"p => p.api.getRowNode({json.dumps(opened)})?.setSelected(true)",
        ":onRowClicked": f"p => emitEvent('{ORDER_CHOSEN}', p.data.number)",
        ":onCellKeyDown": f"p => p.event.key === 'Enter' && emitEvent('{ORDER_CHOSEN}', p.data.number)",
        ":onSelectionChanged": f"p => emitEvent('{ORDERS_MARKED}', p.api.getSelectedRows().map(row => row.number))" if shape.marking else "() => null",
        ":getRowId": "p => p.data.number",
        ":onGridSizeChanged": (
            f"p => {{ const wide = p.clientWidth > 640; p.api.setColumnsVisible({wide_only!r}, wide); "
            f"p.api.setColumnWidths([{{key: 'number', newWidth: wide ? {longest} : 124}}]); }}"
        ),
    }
    grid = ui.aggrid(options, auto_size_columns=False).classes("order-grid")
    return grid.style("height: auto" if few else "height: calc(100vh - 200px); min-height: 420px")


def grid_row(order: OrderSummary, voice: Voice, *, with_dealer: bool) -> dict[str, Any]:
    """One order as the grid wants it; figures stay sortable beside the way they are written."""
    return {
        "number": order.number,
        "date": order.order_date.isoformat(),
        "shown_date": _short(order.order_date, voice.locale),
        "dealer": voice.pick(order.dealer_name_zh, order.dealer_name_en),
        "under": voice.pick(order.dealer_name_zh, order.dealer_name_en) if with_dealer else "",
        "status": status_word(order.status, voice),
        "tone": TONES.get(order.status, "accent"),
        "why": voice.list([gate_word(code, voice) for code in order.hold_codes]) if order.status == "HOLD" else "",
        "delivery": order.delivery_date.isoformat() if order.delivery_date else "",
        "shown_delivery": _short(order.delivery_date, voice.locale, weekday=True) if order.delivery_date else "—",
        "lines": order.line_count,
        "total": None if order.total is None else float(order.total),
        "shown_total": voice.money(order.total),
    }


def _short(day: date, locale: str, *, weekday: bool = False) -> str:
    """A day as narrow as a column: "6月13日(周五)", "Fri 13 Jun 2025"."""
    if locale == "zh":
        return format_date(day, locale, weekday=weekday)
    return f"{f'{day:%a} ' if weekday else ''}{day.day} {day:%b %Y}"


def grid_columns(voice: Voice, currency: str | None, *, with_dealer: bool) -> list[dict[str, Any]]:
    """Without a currency there is no column of money."""
    total = {"field": "total", "minWidth": 110, "width": 128, ":valueFormatter": "p => p.data.shown_total"}
    shown = {name: f"p => p.data.shown_{name}" for name in ("date", "delivery")}
    figure = {"type": "rightAligned", "cellClass": "figure"}
    return [
        {"field": "number", "headerName": voice("column-order"), "minWidth": 104, "width": 124, ":cellRenderer": _NUMBER_CELL, "tooltipField": "number"},
        {"field": "date", "headerName": voice("column-placed"), "minWidth": 108, "width": 116, ":valueFormatter": shown["date"]},
        *([{"field": "dealer", "headerName": voice("column-dealer"), "minWidth": 160, "flex": 2, "tooltipField": "dealer"}] if with_dealer else []),
        {
            "field": "status",
            "headerName": voice("column-order-status"),
            "minWidth": 96,
            "flex": 3,
            ":cellRenderer": _STATUS_CELL,
            ":getQuickFilterText": "p => p.value + ' ' + p.data.why",
            "tooltipField": "why",
        },
        {"field": "delivery", "headerName": voice("column-delivery"), "minWidth": 140, "width": 148, ":valueFormatter": shown["delivery"]},
        {"field": "lines", "headerName": voice("column-lines"), "width": 76, **figure},
        *([{**total, "headerName": voice("column-total", currency=currency), **figure}] if currency else []),
    ]
