"""Orders as tables at "/import": a file or a pasted table goes in, its columns and rows are shown and corrected, drafts come out.

The open table and the chosen status live in the address. Invariant: nothing is drafted but by its button, and everything goes through the use
cases of the chat and of HTTP.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape

from nicegui import ui

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
from backend.kit.paging import Page
from backend.ordering.schemas import DraftView
from backend.ordering.sheets import service as sheets
from backend.ordering.sheets.service import Choice, Columns, MonthlyOrder, Role, RowFilter, RowFix, RowStatus, RowView, SheetView, TableView
from bot.pages.import_rows import rows_list
from bot.pages.layout import Frame, Say
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting
from bot.pages.threads import in_thread
from bot.rendering.formats import format_time
from bot.rendering.tables import monthly_text
from bot.rendering.voice import Voice
from tools.tables import MonthlyTotals

PATH = "/import"
ROWS = 50
POLL_S = 1.0
FILTERS = ("ask", "reject", "ok", "skip", "")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows: the person's tables, or one with a page of its rows."""

    sheets: Page[SheetView] | None = None
    sheet: SheetView | None = None
    rows: Page[RowView] | None = None


def register_import(services: PageServices) -> None:
    """Add the page at /import, for who orders."""
    register_list(services, ImportPage, PATH, lambda actor: actor.is_buyer)


class ImportPage(ListPage[_Found]):
    """One open page of tables."""

    path = PATH

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame, asked: Mapping[str, str]) -> None:
        super().__init__(services, visitor, frame, asked)
        self._voice = Voice(visitor.locale, services.phrasebook)

    def heading(self) -> str:
        """What the page is for."""
        return "import-subtitle"

    async def above(self) -> None:
        """The form for a new table, last month's totals and the order form; a refusal of what was just sent."""
        problem = self.asked.get("problem", "")
        if self.services.phrasebook.has(problem):  # an address is anybody's: only what we say ourselves is shown
            ui.label(self.say(problem, longest=20, most=0)).classes("notice warning").props('role="alert"')
        if "sheet" in self.asked:
            with ui.element("nav").classes("case-actions").props(f'aria-label="{self.say("import-all")}"'):
                self.link(PATH, self.say("import-all"))
            return
        ui.html(_form(self.say), sanitize=False).classes("card")
        with ui.element("div").classes("case-actions"):
            self.button(self.say("import-monthly"), self._monthly)
            self.link("/import/order-form.xlsx", self.say("import-form"))

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The tables, or one of them with rows of the chosen status."""
        if "sheet" not in self.asked:
            return _Found(sheets.list_sheets(uow, actor, cursor=self.asked.get("cursor"), limit=20))
        sheet = sheets.get_sheet(uow, actor, self.asked["sheet"])
        status = self._status(sheet)
        wanted = RowFilter((RowStatus(status),) if status else (), self.asked.get("cursor"), ROWS)
        rows = sheets.list_rows(uow, actor, sheet.sheet_id, wanted, clock=self.services.clock)
        return _Found(sheet=sheet, rows=rows)

    def fill(self, found: _Found) -> None:
        """Show what was loaded."""
        if found.sheet is not None and found.rows is not None:
            self._sheet(found.sheet, found.rows)
        elif found.sheets is not None:
            self._list(found.sheets)

    def address(self, **changed: str) -> str:
        """The address with the open table kept."""
        kept = {"sheet": self.asked["sheet"]} if "sheet" in self.asked else {}
        return super().address(**{**kept, **changed})

    def _status(self, sheet: SheetView) -> str:
        """The status that is looked at: the chosen one, else what needs looking at."""
        chosen = self.asked.get("status")
        if chosen is not None:
            return chosen if chosen in FILTERS else ""
        return "ask" if sheet.ask else "reject" if sheet.reject else ""

    def _list(self, found: Page[SheetView]) -> None:
        if not found.items:
            ui.label(self.say("import-none")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for sheet in found.items:
                with ui.element("li").classes("entry"):
                    with ui.element("div").classes("line"):
                        with ui.element("a").props(f'href="{PATH}?sheet={sheet.sheet_id}"'), ui.element("b"):
                            ui.label(sheet.name if sheet.name != "-" else self.say("import-pasted"))
                        ui.label(format_time(sheet.made_at)).classes("small")
                    ui.label(self.say("table-counts", ok=sheet.ok, ask=sheet.ask, reject=sheet.reject)).classes("small")
                    self._made(sheet)
        self.turn_page(found.next_cursor)

    def _made(self, sheet: SheetView) -> None:
        if sheet.drafts:
            numbers = self._voice.list([one.order_number for one in sheet.drafts if one.order_number])
            ui.label(self.say("import-made", count=len(sheet.drafts), numbers=numbers, ordered=1 if numbers else 0)).classes("small")

    def _sheet(self, sheet: SheetView, rows: Page[RowView]) -> None:
        with ui.element("section").classes("card table-head"):
            with ui.element("h2"):
                ui.label(sheet.name if sheet.name != "-" else self.say("import-pasted"))
            ui.label(self.say("table-counts", ok=sheet.ok, ask=sheet.ask, reject=sheet.reject)).props('role="status"')
            self._progress(sheet)
            self._missing(sheet)
            self._before(sheet)
            self._made(sheet)
            if not sheet.drafts:
                self._acts(sheet)
        if not sheet.drafts:
            with ui.element("details").classes("card table-columns"):
                with ui.element("summary"):
                    ui.label(self.say("import-columns"))
                for table in sheet.tables:
                    self._columns(sheet, table)
            with ui.element("details").classes("card table-columns"):
                with ui.element("summary"):
                    ui.label(self.say("import-required"))
                for part in ("system", "draft", "prices", "table"):
                    ui.label(self.say(f"import-required-{part}")).classes("small")
        self._filters(sheet)
        if not rows.items:
            ui.label(self.say("import-no-rows")).classes("card empty")
        rows_list(rows.items, self._voice, partial(self._fix, sheet.sheet_id), fixed=bool(sheet.drafts))
        self.turn_page(rows.next_cursor)

    def _progress(self, sheet: SheetView) -> None:
        """How far a long table is read; the page looks again until it is."""
        if not sheet.unread:
            return
        ui.label(self.say("table-unread", count=sheet.unread)).classes("notice")
        done = (sheet.rows - sheet.unread) / max(1, sheet.rows)
        ui.linear_progress(done, show_value=False).props(f'aria-label="{self.say("import-progress")}"')
        ui.timer(POLL_S, self.refresh, once=True)

    def _missing(self, sheet: SheetView) -> None:
        """Which required fields of an order the open rows lack, and where the others come from."""
        if sheet.missing and not sheet.drafts:
            fields = self._voice.list(
                [self.say("import-lacks", field=self.say(f"integration-field-{name}"), count=many) for name, many in sheet.missing.items()]
            )
            ui.label(self.say("import-missing", fields=fields)).classes("small")

    def _before(self, sheet: SheetView) -> None:
        if sheet.earlier is not None and not sheet.drafts:
            numbers = self._voice.list([one.order_number for one in sheet.earlier.drafts if one.order_number])
            said = self.say("table-earlier", time=format_time(sheet.earlier.at), by=sheet.earlier.by, numbers=numbers, ordered=1 if numbers else 0)
            ui.label(said).classes("notice warning")

    def _acts(self, sheet: SheetView) -> None:
        with ui.element("div").classes("case-actions"):
            if sheet.ok and not sheet.unread:
                partly, again = bool(sheet.ask or sheet.reject), sheet.earlier is not None
                key = "table-draft-partly" if partly else "table-draft"
                label = self.say("import-again", what=self.say(key, count=sheet.ok)) if again else self.say(key, count=sheet.ok)
                style = "pill" if partly or again else "pill primary"
                self.button(label, partial(self._draft, sheet.sheet_id, Choice(partly, again)), style)

    def _filters(self, sheet: SheetView) -> None:
        counts = {"ask": sheet.ask, "reject": sheet.reject, "ok": sheet.ok, "skip": sheet.skip, "": sheet.rows}
        chosen = self._status(sheet)
        with ui.element("nav").classes("filters").props(f'aria-label="{self.say("import-filter")}"'):
            for status in FILTERS:
                current = ' aria-current="true"' if status == chosen else ""
                address = f"{PATH}?sheet={sheet.sheet_id}&status={status}"
                with ui.element("a").classes("pill here" if current else "pill").props(f'href="{address}"{current}'):
                    ui.label(f"{self.say(f'table-status-{status}') if status else self.say('import-every')} {counts[status]}")

    def _columns(self, sheet: SheetView, table: TableView) -> None:
        """What each column is taken for, to be changed."""
        chosen: list[ui.select] = []
        if table.name:
            ui.label(table.name).classes("strong")
        with ui.element("div").classes("table-roles"):
            options = {role.value: self.say(f"import-role-{role.value}") for role in Role}
            for column in table.columns:
                with ui.element("div").classes("table-role"):
                    title = column.title or self.say("import-column", number=column.place + 1)
                    chosen.append(ui.select(options, value=column.role, label=title).props("dense outlined"))
                    ui.label(" · ".join(column.samples)[:80] or "—").classes("small words")
        header = ui.number(self.say("import-header"), value=table.header_row, min=0, format="%d").props('dense outlined style="max-width: 160px"')

        async def changed() -> None:
            roles = tuple(Role(str(select.value)) for select in chosen)
            await self._run(lambda actor: self._set_columns(actor, sheet.sheet_id, Columns(roles, int(header.value or 0), table.table)))

        self.button(self.say("import-read-again"), changed)

    def _set_columns(self, actor: Actor, sheet_id: str, columns: Columns) -> SheetView:
        return sheets.set_columns(self.services.database, actor, sheet_id, columns, clock=self.services.clock)

    async def _fix(self, sheet_id: str, fix: RowFix) -> None:
        await self.act(lambda uow, actor: sheets.fix_row(uow, actor, sheet_id, fix, clock=self.services.clock))

    async def _draft(self, sheet_id: str, choice: Choice) -> None:
        def make(actor: Actor) -> tuple[DraftView, ...]:
            return self.services.database.write(lambda uow: sheets.draft_sheet(uow, actor, sheet_id, choice, clock=self.services.clock))

        made = await self._run(make)
        if isinstance(made, tuple):
            self._told(self.say("import-drafted", count=len(made)))

    async def _monthly(self) -> None:
        def make(actor: Actor) -> MonthlyOrder:
            return self.services.database.write(lambda uow: sheets.monthly_order(uow, actor, clock=self.services.clock))

        made = await self._run(make)
        if isinstance(made, MonthlyOrder):
            text = monthly_text(MonthlyTotals(made), self._voice)
            self._told(f"{text.text} {self.say('import-drafted', count=len(made.drafts))}")

    def _told(self, sentence: str) -> None:
        """Say what was done; the button that did it is gone by then."""
        if self._place is not None:
            with self._place:
                ui.notify(sentence, type="positive", position="top", timeout=10_000, close_button=self.say("close"))

    async def _run(self, work: Callable[[Actor], object]) -> object:
        """Do something that opens its own transactions, and show the page as it is then."""
        result: object = None
        try:
            result = await in_thread(lambda: work(acting(self.visitor, self.services)))
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return None
        except DomainError as error:
            self.tell(error)
        await self.refresh()
        return result


def _form(say: Say) -> str:
    """A file or a pasted table; without a script it works as well."""
    words = {key: escape(say(f"import-{key}")) for key in ("file", "paste", "paste-hint", "send", "title")}
    return (
        f'<form class="table-form" method="post" action="/import/files" enctype="multipart/form-data"><h2>{words["title"]}</h2>'
        f'<label>{words["file"]}<input type="file" name="file" accept=".xlsx,.xls,.csv,.txt"></label>'
        f'<label>{words["paste"]}<textarea name="text" rows="5" placeholder="{words["paste-hint"]}"></textarea></label>'
        f'<button class="pill primary" type="submit">{words["send"]}</button></form>'
    )
