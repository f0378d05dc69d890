"""One part on the warehouse page: its pick list with lots, and the form of its next step: picked, shipped, or delivered.

Invariant: a step is for exactly the version that is shown; quantities are base units, said beside in the pack they were ordered in.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from nicegui import ui

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.fulfilling import service as fulfilling
from backend.ordering.fulfilling.schemas import Acceptance, Dispatch, PartLineView, PartStep, PartView
from bot.pages.services import PageServices
from bot.rendering.shipments import TONES, packs_of, part_notes, part_status
from bot.rendering.voice import Voice

TO_SHIP = frozenset({"ALLOCATED", "PICKING"})
LONGEST_WORD, LONGEST_NAME, LONGEST_REASON = 80, 120, 200


class Page(Protocol):
    """The page the part is shown on."""

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


class PartPanel:
    """Shows one part; `build` once for each time it is read."""

    def __init__(self, page: Page, part: PartView, voice: Voice) -> None:
        """Nothing is shown until `build`."""
        self._page, self._part, self._voice = page, part, voice
        self._numbers: dict[int, ui.number] = {}
        self._words: dict[str, ui.input] = {}

    def build(self) -> None:
        """The head, the lines, and what can be done next."""
        part, voice = self._part, self._voice
        with ui.element("section").classes("entry").props(f'aria-label="{part.number}"'):
            with ui.element("div").classes("line"):
                ui.label(part.number).classes("words")
                ui.label(part_status(part.status, voice)).classes(f"badge {TONES.get(part.status, '')}")
                self._page.link(f"/orders?order={part.order_number}", part.order_number)
            ui.label(" · ".join(part_notes([part], voice))).classes("small")
            dealer, place = voice.pick(part.dealer_name_zh, part.dealer_name_en), voice.pick(part.ship_to_name_zh, part.ship_to_name_en)
            ui.label(voice.list([word for word in (dealer, place, part.recipient) if word])).classes("small")
            with ui.element("ul").classes("people-list"):
                for line in part.lines:
                    self._line(line)
            if part.status in TO_SHIP:
                self._leaving()
            elif part.status == "SHIPPED":
                self._arriving()

    def _line(self, line: PartLineView) -> None:
        voice = self._voice
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                ui.label(voice.name(line)).classes("words")
                ui.label(packs_of(line, line.base_qty)).classes("badge")
            lots = voice.list([f"{lot.lot} × {lot.base_qty}" for lot in line.lots])
            ui.label(voice("warehouse-lots", lots=lots) if lots else voice("warehouse-no-lot")).classes("small")
            if self._part.status in TO_SHIP:
                picked = line.picked_base if self._part.status == "PICKING" else line.base_qty
                self._number(line, "warehouse-quantity", picked, line.base_qty)
            elif self._part.status == "SHIPPED":
                self._number(line, "warehouse-refused", 0, line.shipped_base)

    def _number(self, line: PartLineView, key: str, value: int, most: int) -> None:
        label = self._voice(key, product=self._voice.name(line), unit=line.base_unit)
        number = ui.number(label, value=value, min=0, max=most, step=1, precision=0)
        self._numbers[line.line_no] = number.props(f'outlined dense inputmode="numeric" aria-label="{label}"').classes("case-box")

    def _leaving(self) -> None:
        self._word("warehouse-carrier", LONGEST_WORD, self._part.carrier)
        self._word("warehouse-tracking", LONGEST_WORD, self._part.tracking)
        with ui.element("div").classes("case-actions"):
            self._page.button(self._voice("warehouse-ship"), self._ship, "pill primary")
            self._page.button(self._voice("warehouse-picked"), self._pick)
            self._page.button(self._voice("warehouse-print"), lambda: ui.run_javascript("window.print()"))
        self._words["warehouse-tracking"].on("keydown.enter", self._ship)

    def _arriving(self) -> None:
        self._word("warehouse-reason", LONGEST_REASON)
        self._word("warehouse-signed", LONGEST_NAME)
        with ui.element("div").classes("case-actions"):
            self._page.button(self._voice("warehouse-deliver"), self._deliver, "pill primary")
        self._words["warehouse-signed"].on("keydown.enter", self._deliver)

    def _word(self, key: str, longest: int, value: str = "") -> None:
        label = self._voice(key)
        self._words[key] = ui.input(label, value=value).props(f'outlined dense maxlength="{longest}" aria-label="{label}"').classes("case-box")

    def _said(self, key: str) -> str:
        return (self._words[key].value or "").strip()

    def _quantities(self) -> Mapping[int, int]:
        return {line_no: int(number.value or 0) for line_no, number in self._numbers.items()}

    @property
    def _clock(self) -> Clock:
        return self._page.services.clock

    async def _pick(self) -> None:
        step = PartStep(self._part.number, self._part.version, self._quantities())
        await self._page.act(lambda uow, actor: fulfilling.pick_part(uow, actor, step, clock=self._clock))

    async def _ship(self) -> None:
        """A part that was picked leaves as it was picked, unless the quantities were lowered here."""
        step = PartStep(self._part.number, self._part.version, self._quantities())
        dispatch = Dispatch(self._said("warehouse-carrier"), self._said("warehouse-tracking"))
        await self._page.act(lambda uow, actor: fulfilling.ship_part(uow, actor, step, dispatch, clock=self._clock))

    async def _deliver(self) -> None:
        step = PartStep(self._part.number, self._part.version)
        acceptance = Acceptance(self._quantities(), self._said("warehouse-reason"), self._said("warehouse-signed"))
        await self._page.act(lambda uow, actor: fulfilling.deliver_part(uow, actor, step, acceptance, clock=self._clock))
