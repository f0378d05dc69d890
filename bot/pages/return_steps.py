"""One return on its page: its lines with what became of them, and the form of the next step that its reader can take.

Invariant: a step is for exactly the version that is shown; only steps that the reader may take are offered.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from nicegui import ui

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.ordering.returning import service as returning
from backend.ordering.returning.schemas import Arrival, Findings, ReturnLineView, ReturnStep, ReturnView
from bot.pages.services import PageServices
from bot.rendering.returns import TONES, outcome_words, packs_back, return_notes, return_status
from bot.rendering.voice import Voice

LONGEST_REASON = 200
OUTCOMES = ("restock", "quarantine", "scrap")
_PLAIN: Mapping[str, Callable[..., object]] = {
    "approve": returning.approve_return,
    "reject": returning.reject_return,
    "withdraw": returning.withdraw_return,
    "credit": returning.credit_return,
}


class Page(Protocol):
    """The page the return is shown on."""

    services: PageServices

    async def act(self, work: Callable[[UnitOfWork, Actor], object]) -> bool:
        """Do something and show the page as it is then."""
        ...

    def button(self, label: str, act: Callable[[], object], style: str = "pill") -> None:
        """A button that does something."""
        ...

    def link(self, address: str, label: str) -> None:
        """A link that looks like a button."""
        ...


class ReturnPanel:
    """Shows one return; `build` once for each time it is read."""

    def __init__(self, page: Page, one: ReturnView, warehouses: Sequence[tuple[str, str]], voice: Voice) -> None:
        """Nothing is shown until `build`."""
        self._page, self._one, self._warehouses, self._voice = page, one, warehouses, voice
        self._numbers: dict[tuple[int, str], ui.number] = {}
        self._answer: ui.input | None = None
        self._place: ui.select | None = None

    def build(self) -> None:
        """The head, the lines, and what can be done next."""
        one, voice = self._one, self._voice
        with ui.element("section").classes("entry").props(f'aria-label="{one.number}"'):
            with ui.element("div").classes("line"):
                ui.label(one.number).classes("words")
                ui.label(return_status(one.status, voice)).classes(f"badge {TONES.get(one.status, '')}")
                self._page.link(f"/orders?order={one.order_number}", one.order_number)
            dealer = voice.pick(one.dealer_name_zh, one.dealer_name_en)
            place = voice.pick(one.warehouse_zh, one.warehouse_en)
            for words in (voice.list([word for word in (dealer, one.requested_by, place) if word]), *return_notes(one, voice)):
                ui.label(words).classes("small")
            with ui.element("ul").classes("people-list"):
                for line in one.lines:
                    self._line(line)
            self._steps()

    def _line(self, line: ReturnLineView) -> None:
        voice = self._voice
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                ui.label(voice.name(line)).classes("words")
                ui.label(packs_back(line, line.base_qty)).classes("badge")
                if line.amount is not None:
                    ui.label(voice.money(line.amount)).classes("small")
            lot = voice("return-lot", lot=line.lot) if line.lot else ""
            ui.label(" · ".join(word for word in (line.part_number, lot, outcome_words(line, voice)) if word)).classes("small")
            if "receive" in self._one.may:
                self._number(line, "counted", line.base_qty, line.base_qty)
            if "inspect" in self._one.may:
                for name in OUTCOMES:
                    self._number(line, name, line.received_base if name == OUTCOMES[0] else 0, line.received_base)

    def _number(self, line: ReturnLineView, name: str, value: int, most: int) -> None:
        label = self._voice(f"returns-{name}", product=self._voice.name(line), unit=line.base_unit)
        number = ui.number(label, value=value, min=0, max=most, step=1, precision=0)
        self._numbers[line.seq, name] = number.props(f'outlined dense inputmode="numeric" aria-label="{label}"').classes("case-box")

    def _steps(self) -> None:
        may, voice = self._one.may, self._voice
        if "reject" in may:
            label = voice("returns-answer")
            self._answer = ui.input(label).props(f'outlined dense maxlength="{LONGEST_REASON}" aria-label="{label}"').classes("case-box")
        if "receive" in may:
            label, places = voice("returns-warehouse"), dict(self._warehouses)
            self._place = ui.select(places, label=label, value=next(iter(places), None)).props(f'outlined dense aria-label="{label}"').classes("case-box")
        acts: Mapping[str, Callable[[], object]] = {
            **{name: self._doing(name) for name in _PLAIN},
            "receive": self._receive,
            "inspect": self._inspect,
        }
        with ui.element("div").classes("case-actions"):
            for place, name in enumerate(may):
                self._page.button(voice(f"returns-do-{name}"), acts[name], "pill primary" if place == 0 and name != "withdraw" else "pill")

    def _doing(self, name: str) -> Callable[[], object]:
        async def do() -> None:
            said = (self._answer.value or "").strip() if self._answer is not None else ""
            step, clock = ReturnStep(self._one.number, self._one.version, said), self._page.services.clock
            await self._page.act(lambda uow, actor: _PLAIN[name](uow, actor, step, clock=clock))

        return do

    def _said(self, seq: int, name: str) -> int:
        return int(self._numbers[seq, name].value or 0)

    def _outcome(self, seq: int) -> tuple[int, int, int]:
        return self._said(seq, "restock"), self._said(seq, "quarantine"), self._said(seq, "scrap")

    async def _receive(self) -> None:
        step, clock = ReturnStep(self._one.number, self._one.version), self._page.services.clock
        counted = {line.seq: self._said(line.seq, "counted") for line in self._one.lines}
        arrival = Arrival(str(self._place.value) if self._place is not None else "", counted)
        await self._page.act(lambda uow, actor: returning.receive_return(uow, actor, step, arrival, clock=clock))

    async def _inspect(self) -> None:
        step, clock = ReturnStep(self._one.number, self._one.version), self._page.services.clock
        found = Findings({line.seq: self._outcome(line.seq) for line in self._one.lines})
        await self._page.act(lambda uow, actor: returning.inspect_return(uow, actor, step, found, clock=clock))
