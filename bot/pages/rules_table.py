"""The decision table on the rules page: the palette to drag from, columns, rows with their typed cells, and what becomes of an order that fits.

Everything that can be dragged can be done with a button too. Invariant: what is wrong with a cell stands in that cell.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from nicegui import ui

from backend.ordering.rules.facts import PALETTE
from backend.ordering.rules.table import APPROVERS, Cell, CellProblem, Outcome, Row, Table
from bot.pages import rules_editing as editing
from bot.pages.rules_cells import Speech, attributes, cell_editor, chooser, field

Edited = Callable[[Table], Awaitable[None]]
_REST = {"outcome", "code", "message", "approver", "level", "row"}


class TableEditor:
    """Shows a table and tells each edit; it keeps nothing of its own."""

    def __init__(self, speech: Speech, edited: Edited) -> None:
        """Nothing is shown until `palette` and `show`."""
        self._speech, self._say, self._edited = speech, speech.say, edited
        self._table = Table()

    def palette(self, table: Table) -> None:
        """Every fact, to be dragged onto the table or put there by its button."""
        with ui.element("ul"):
            for fact in PALETTE:
                used = fact.name in table.columns
                with ui.element("li"):
                    with ui.element("div").classes("fact used" if used else "fact") as chip:
                        ui.label(self._speech.fact(fact.name))
                        unit = f" · {self._say(f'rules-unit-{fact.unit}')}" if fact.unit else ""
                        ui.label(f"{self._say(f'rules-kind-{fact.kind}')}{unit}").classes("small")
                    if not used:
                        attributes(chip, draggable="true", data_drag=f"fact:{fact.name}")
                    label = self._say("rules-add-column", fact=self._speech.fact(fact.name))
                    self._icon("+", label, partial(self._tell, editing.with_column(table, fact.name)), off=used)

    async def dropped(self, what: str, over: str) -> None:
        """A fact or a row was let go over the table, or over one of its rows."""
        kind, _, name = what.partition(":")
        if kind == "fact":
            await self._edited(editing.with_column(self._table, name))
        elif kind == "row" and name != over:
            await self._edited(editing.moved(self._table, name, editing.place_of(self._table, over)))

    def show(self, table: Table, problems: Sequence[CellProblem]) -> None:
        """The table with its editors, and a place to drop onto while it is empty."""
        self._table = table
        with ui.element("div").classes("rules-table").props('data-ready="yes"'):
            if not table.columns:
                ui.label(self._say("rules-drop-here")).classes("rules-empty")
            else:
                with ui.element("table"):
                    self._head(table)
                    with ui.element("tbody"):
                        for place, row in enumerate(table.rows):
                            self._row(place, row, {problem.place: problem for problem in problems if problem.row == row.id})
        with ui.element("div").classes("rules-bar"), ui.element("button").classes("pill").props('type="button" data-act="add-row"') as button:
            ui.label(self._say("rules-add-row"))
        button.on("click", partial(self._tell, editing.with_row(table)))
        ui.label(self._say("rules-last-row")).classes("small")

    def _head(self, table: Table) -> None:
        with ui.element("thead"), ui.element("tr"):
            with ui.element("th"):
                ui.label(self._say("rules-order")).classes("unseen")
            for name in table.columns:
                with ui.element("th"), ui.element("span").classes("chip"):
                    ui.label(self._speech.fact(name))
                    self._icon("×", self._say("rules-remove-column", fact=self._speech.fact(name)), partial(self._tell, editing.without_column(table, name)))
            with ui.element("th"):
                ui.label(self._say("rules-then"))
            with ui.element("th"):
                ui.label(self._say("rules-delete-row")).classes("unseen")

    def _row(self, place: int, row: Row, problems: Mapping[str, CellProblem]) -> None:
        table = self._table
        with ui.element("tr") as line:
            attributes(line, data_row=row.id)
            with ui.element("td").classes("grip"):
                handle = ui.label("⠿").classes("handle")
                attributes(handle, draggable="true", data_drag=f"row:{row.id}", title=self._say("rules-drag-row"))
                for sign, step, key in (("↑", -1, "rules-up"), ("↓", 1, "rules-down")):
                    beyond = not 0 <= place + step < len(table.rows)
                    act = partial(self._tell, editing.moved(table, row.id, place + step))
                    self._icon(sign, self._say(key, row=place + 1), act, off=beyond, act_name=key)
            for name in table.columns:
                with ui.element("td").classes("wrong" if name in problems else "") as cell:
                    attributes(cell, data_label=self._speech.fact(name), data_fact=name)
                    with ui.element("div").classes("edit"):
                        cell_editor(name, row.cells.get(name), self._speech, partial(self._cell, row.id, name))
                        self._problem(problems.get(name))
            with ui.element("td") as cell:
                attributes(cell, data_label=self._say("rules-then"), data_fact="then")
                with ui.element("div").classes("edit"):
                    self._outcome(row)
                    for what in sorted(_REST & problems.keys()):
                        self._problem(problems[what])
            with ui.element("td").classes("end"):
                self._icon("delete", self._say("rules-delete-row-no", row=place + 1), partial(self._tell, editing.without_row(table, row.id)))

    def _outcome(self, row: Row) -> None:
        """What becomes of an order that fits; for one that waits, who releases it and what is said."""
        set_one = partial(self._set, row.id)
        outcomes = {outcome.value: self._say(f"rules-outcome-{outcome}") for outcome in Outcome}
        chooser(self._say("rules-then"), outcomes, row.outcome.value, lambda value: set_one(outcome=Outcome(value)))
        if row.outcome is Outcome.AUTO:
            return
        if row.outcome is Outcome.HOLD:
            roles = {role: self._say(f"role-{role}") for role in sorted(APPROVERS, reverse=True)}
            chooser(self._say("rules-approver"), roles, row.approver_role, lambda value: set_one(approver_role=value))
            levels = {"1": self._say("rules-level-1"), "2": self._say("rules-level-2")}
            chooser(self._say("rules-level"), levels, str(row.level), lambda value: set_one(level=int(value)))
        field(self._say("rules-code"), row.code, lambda text: set_one(code=text.strip().upper()))
        field(self._say("rules-message-zh"), row.message_zh, lambda text: set_one(message_zh=text.strip()))
        field(self._say("rules-message-en"), row.message_en, lambda text: set_one(message_en=text.strip()))

    def _problem(self, problem: CellProblem | None) -> None:
        if problem is not None:
            ui.label(self._say(problem.code, **problem.params)).classes("cell-problem").props('role="alert"')

    async def _cell(self, row_id: str, name: str, cell: Cell | None) -> None:
        await self._edited(editing.with_cell(self._table, row_id, name, cell))

    async def _set(self, row_id: str, **values: object) -> None:
        await self._edited(editing.with_values(self._table, row_id, values))

    async def _tell(self, table: Table) -> None:
        await self._edited(table)

    def _icon(self, sign: str, label: str, act: Callable[[], Awaitable[None]], *, off: bool = False, act_name: str = "") -> None:
        with ui.element("button").classes("icon-button") as button:
            if len(sign) > 1:
                ui.icon(sign).props('aria-hidden="true"')
            else:
                ui.label(sign)
        attributes(button, type="button", aria_label=label, title=label, **({"disabled": True} if off else {}), **({"data_act": act_name} if act_name else {}))
        button.on("click", act)
