"""The rows of a table on its page: what became of each, the products it may mean as buttons, quantity and unit to correct, and a way to leave it out."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial

from nicegui import ui

from backend.catalog.domain import Unit
from backend.ordering.sheets.service import RowFix, RowView
from bot.rendering.tables import why_text
from bot.rendering.voice import Voice

TONES = {"ok": "success", "ask": "warning", "reject": "error", "skip": "quiet"}
UNITS = (Unit.CASE, Unit.INNER, Unit.BASE)
MOST_CELLS = 8
Fix = Callable[[RowFix], Awaitable[None]]


def rows_list(rows: Sequence[RowView], voice: Voice, fix: Fix, *, fixed: bool) -> None:
    """The rows; with `fixed` nothing can be changed any more."""
    with ui.element("ul").classes("people-list table-rows"):
        for row in rows:
            with ui.element("li").classes("entry table-row"):
                _head(row, voice)
                if not fixed and row.status is not None:
                    _Editor(row, voice, fix).build()


def _head(row: RowView, voice: Voice) -> None:
    status = row.status or "unread"
    with ui.element("div").classes("line"):
        with ui.element("b"):
            ui.label(str(row.row))
        ui.label(voice(f"table-status-{status}")).classes(f"badge {TONES.get(status, 'quiet')}")
        if row.sku:
            ui.label(voice.pick(row.name_zh, row.name_en) or row.sku).classes("table-product")
        if row.qty is not None and row.sku:
            ui.label(f"{row.qty.normalize():f} {row.unit_word}")
        why = why_text(row, voice)
        if why:
            ui.label(why).classes("small")
        if row.missing:
            fields = voice.list([voice(f"integration-field-{name}") for name in row.missing])
            ui.label(voice("import-row-missing", fields=fields)).classes("small")
    ui.label(" · ".join(cell for cell in row.cells if cell)[:200] or "—").classes("small words table-cells")


class _Editor:
    """What a person may say about one row."""

    def __init__(self, row: RowView, voice: Voice, fix: Fix) -> None:
        self._row, self._voice, self._fix = row, voice, fix
        self._qty: ui.input | None = None
        self._unit: ui.select | None = None
        self._code: ui.input | None = None

    def build(self) -> None:
        """Candidates, code, quantity, unit, and the two buttons."""
        row, voice = self._row, self._voice
        if row.candidates:
            with ui.element("div").classes("case-actions"):
                for one in row.candidates:
                    _button(voice.pick(one.name_zh, one.name_en), partial(self._choose, one.sku))
        with ui.element("div").classes("table-edit"):
            if not row.candidates:
                self._code = ui.input(voice("import-code"), value=row.sku or "").props(f'dense outlined maxlength="60" aria-label="{voice("import-code")}"')
            value = f"{row.qty.normalize():f}" if row.qty is not None else ""
            self._qty = ui.input(voice("import-qty"), value=value).props('dense outlined inputmode="decimal" maxlength="14"')
            options = {"": voice("import-unit-usual"), **{unit.value: voice(f"import-unit-{unit.value}") for unit in UNITS}}
            shown = row.unit.value if row.unit in UNITS else ""
            self._unit = ui.select(options, value=shown, label=voice("import-unit")).props("dense outlined")
            if row.sku or not row.candidates:
                _button(voice("import-take"), partial(self._choose, None))
            if row.status != "skip":
                _button(voice("import-leave-out"), self._leave_out)

    async def _choose(self, sku: str | None) -> None:
        typed = (self._code.value or "").strip() if self._code is not None else ""
        code = sku or typed or self._row.sku
        unit = Unit(self._unit.value) if self._unit is not None and self._unit.value else None
        await self._fix(RowFix(self._row.number, code, self._amount(), unit, alike=sku is not None))

    async def _leave_out(self) -> None:
        await self._fix(RowFix(self._row.number, leave_out=True))

    def _amount(self) -> Decimal | None:
        try:
            amount = Decimal((self._qty.value or "").strip()) if self._qty is not None else None
        except InvalidOperation:
            return None
        return amount if amount is not None and amount.is_finite() else None


def _button(label: str, act: Callable[[], object]) -> None:
    with ui.element("button").classes("pill").props('type="button"').on("click", act):
        ui.label(label)
