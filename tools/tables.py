"""Tables that come with a message: read into a sheet to review, made into drafts on a person's word; last month's totals as a draft.

Called by the deterministic route, never by a model. Invariant: a table orders nothing by itself; what comes of it are drafts like any other.
"""

from dataclasses import dataclass
from datetime import date

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering import service as ordering
from backend.ordering.schemas import OrderFilter
from backend.ordering.service import OrderCount
from backend.ordering.sheets import service as sheets
from backend.ordering.sheets.service import Discontinued, Format, MonthlyOrder, RowStatus, RowView, SheetView
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings
from tools.context import ToolContext
from tools.declaring import attempt
from tools.results import DraftSet
from tools.running import Work, message_key, read, speaker, write_under

__all__ = [
    "Discontinued",
    "ExportReady",
    "Format",
    "MonthlyTotals",
    "OrderFilter",
    "RowView",
    "SheetView",
    "TableShown",
    "draft_table",
    "export_orders",
    "is_table",
    "order_last_month",
    "receive_table",
    "today_of",
]

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table that was read, with the first of its rows that are not clear."""

    sheet: SheetView
    rows: tuple[RowView, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthlyTotals:
    """What a month's draft was made of; the drafts themselves are results of their own."""

    made: MonthlyOrder


@dataclass(frozen=True, slots=True)
class ExportReady:
    """A list of orders that can be had as a file: which orders, as what, how many they are and what they come to."""

    wanted: OrderFilter
    form: Format
    count: OrderCount


def is_table(data: bytes) -> bool:
    """Whether a file is a table: a workbook, or text whose lines have cells."""
    if sheets.is_workbook(data):
        return True
    text = None if data.startswith((b"PK", b"\xd0\xcf")) else sheets.decoded(data)
    return text is not None and sheets.separator_of(text) is not None


def receive_table(context: ToolContext, name: str, data: bytes) -> None:
    """Read a file that a person sent into a sheet of his, and show how far it is clear."""

    def received() -> TableShown:
        view = sheets.receive_sheet(context.database, speaker(context), sheets.Upload(name, data), clock=context.clock)
        return read(context, lambda uow, actor: _shown(uow, actor, view.sheet_id, context.clock))

    attempt(context, received)


def draft_table(context: ToolContext, *, partly: bool, again: bool) -> None:
    """Make drafts of the table that the person sent last; once for a message, however often its turn runs."""

    def drafted(uow: UnitOfWork, actor: Actor) -> DraftSet:
        latest = sheets.list_sheets(uow, actor, limit=1).items
        if not latest:
            raise NotFound("sheet.none")
        return DraftSet(sheets.draft_sheet(uow, actor, latest[0].sheet_id, sheets.Choice(partly, again), clock=context.clock))

    attempt(context, lambda: write_under(context, message_key(context, "table"), drafted, _all_open(context)))


def order_last_month(context: ToolContext) -> None:
    """A draft of what the dealer ordered in all of last month."""
    made: list[MonthlyOrder] = []

    def drafted(uow: UnitOfWork, actor: Actor) -> DraftSet:
        made.append(sheets.monthly_order(uow, actor, clock=context.clock))
        return DraftSet(made[0].drafts)

    attempt(context, lambda: write_under(context, message_key(context, "month"), drafted, _all_open(context)))
    if made:
        context.results.insert(max(0, len(context.results) - len(made[0].drafts)), MonthlyTotals(made[0]))


def export_orders(context: ToolContext, wanted: OrderFilter, form: Format) -> None:
    """The way to a file of the orders that the person may see and asked for."""
    attempt(context, lambda: read(context, lambda uow, actor: ExportReady(wanted, form, ordering.count_orders(uow, actor, wanted))))


def today_of(context: ToolContext) -> date:
    """The day it is for the brand."""
    return context.read(lambda uow: local_day(load_brand_settings(uow), context.clock.now()))


def _all_open(context: ToolContext) -> Work[DraftSet]:
    return lambda uow, actor: DraftSet(ordering.show_drafts(uow, actor, clock=context.clock))


def _shown(uow: UnitOfWork, actor: Actor, sheet_id: str, clock: Clock) -> TableShown:
    rows = sheets.list_rows(uow, actor, sheet_id, sheets.RowFilter((RowStatus.ASK, RowStatus.REJECT), limit=MOST_SHOWN), clock=clock).items
    return TableShown(sheets.get_sheet(uow, actor, sheet_id), rows)
