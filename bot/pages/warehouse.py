"""The work of a warehouse at "/warehouse": released orders to call for, parts to ship by day, and one part with its pick list and its next step.

State, warehouse and the open part live in the address. Invariant: every read and every act goes through the use cases of the HTTP routes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from backend.identity.domain import Actor, Permission
from backend.inventory.service import list_warehouses
from backend.kit.db import UnitOfWork
from backend.ordering.fulfilling import service as fulfilling
from backend.ordering.fulfilling.schemas import PartFilter, PartView
from backend.ordering.schemas import OrderSummary
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.warehouse_part import PartPanel
from bot.rendering.shipments import TONES, part_goods, part_status, place_of
from bot.rendering.voice import Voice

PATH = "/warehouse"
STATES = ("", "SHIPPED", "WAITING", "DELIVERED")
ROWS = 50
MOST_RELEASED = 20


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows: the list with what can be called for, or one part."""

    parts: tuple[PartView, ...]
    next_cursor: str | None = None
    released: tuple[OrderSummary, ...] = ()
    warehouses: tuple[tuple[str, str, str], ...] = ()


def register_warehouse(services: PageServices) -> None:
    """Add the page at /warehouse."""
    register_list(services, WarehousePage, PATH, who=lambda actor: actor.may(Permission.SHIP_ORDERS))


class WarehousePage(ListPage[_Found]):
    """One open page of shipments."""

    path = PATH

    @property
    def _status(self) -> str:
        wanted = self.asked.get("status", "")
        return wanted if wanted in STATES else ""

    @property
    def _voice(self) -> Voice:
        return Voice(self.visitor.locale, self.services.phrasebook)

    def heading(self) -> str:
        """What this page is for."""
        return "warehouse-subtitle"

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The chosen part, or one page of the list."""
        if "p" in self.asked:
            return _Found((fulfilling.part_view(uow, actor, self.asked["p"], clock=self.services.clock),))
        statuses = (self._status,) if self._status else ()
        wanted = PartFilter(statuses, self.asked.get("warehouse") or None, cursor=self.asked.get("cursor"), limit=ROWS)
        page = fulfilling.list_parts(uow, actor, wanted)
        first = not (self._status or "cursor" in self.asked)
        released = fulfilling.list_released(uow, actor, None, MOST_RELEASED) if first else ()
        places = tuple((one.code, one.name_zh, one.name_en) for one in list_warehouses(uow) if one.sells)
        return _Found(page.items, page.next_cursor, released, places)

    def fill(self, found: _Found) -> None:
        """Filters and entries, or the part with its next step."""
        if "p" in self.asked:
            with ui.element("div").classes("case-actions"):
                self.link(self.address(), self.say("warehouse-back"))
            for part in found.parts:
                PartPanel(self, part, self._voice).build()
            return
        self.pills({state: self.say(f"warehouse-filter-{state or 'open'}") for state in STATES}, self._status)
        self._places(found.warehouses)
        if found.released:
            self._to_call_for(found.released)
        if not found.parts:
            ui.label(self.say("warehouse-empty")).classes("card empty")
        self._entries(found.parts)
        self.turn_page(found.next_cursor)

    def address(self, **changed: str) -> str:
        """The address with the warehouse kept too."""
        kept = {"warehouse": self.asked["warehouse"]} if self.asked.get("warehouse") else {}
        return super().address(**{**kept, **changed})

    def _places(self, warehouses: Sequence[tuple[str, str, str]]) -> None:
        """Links to one warehouse or all of them, where there is more than one."""
        if len(warehouses) <= 1:
            return
        chosen = self.asked.get("warehouse", "")
        with ui.element("nav").classes("filters").props(f'aria-label="{self.say("warehouse-all")}"'):
            for code, zh, en in (("", "", ""), *warehouses):
                current = ' aria-current="true"' if code == chosen else ""
                with ui.element("a").classes("pill here" if current else "pill").props(f'href="{self.address(warehouse=code)}"{current}'):
                    ui.label(self._voice.pick(zh, en) or code or self.say("warehouse-all"))

    def _to_call_for(self, released: Sequence[OrderSummary]) -> None:
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("warehouse-released")}"'):
            with ui.element("div").classes("line"):
                ui.label(self.say("warehouse-released")).classes("words")
                ui.label(self.say("warehouse-released-hint")).classes("small")
            for order in released:
                with ui.element("div").classes("line"):
                    self.link(f"/orders?order={order.number}", order.number)
                    ui.label(self._voice.pick(order.dealer_name_zh, order.dealer_name_en))
                    day = self._voice.day(order.delivery_date) if order.delivery_date else self.say("part-no-day")
                    ui.label(day).classes("small")
                    ui.element("span").classes("grow")
                    self.button(self.say("warehouse-call"), partial(self._call, [order.number]))
            if len(released) > 1:
                with ui.element("div").classes("case-actions"):
                    self.button(self.say("warehouse-call-all"), partial(self._call, [order.number for order in released]), "pill primary")

    def _entries(self, parts: Sequence[PartView]) -> None:
        by_day: dict[str, list[PartView]] = {}
        for part in parts:
            by_day.setdefault(self._voice.day(part.promise_day) if part.promise_day else "", []).append(part)
        for day, listed in by_day.items():
            with ui.element("h2").style("font-size: 1rem; font-weight: 600; line-height: 1.4; margin: 12px 0 0"):
                ui.label(self.say("warehouse-due", date=day) if day else self.say("part-no-day"))
            with ui.element("ul").classes("people-list"):
                for part in listed:
                    self._entry(part)

    def _entry(self, part: PartView) -> None:
        voice = self._voice
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                self.link(self.address(p=part.number), part.number)
                ui.label(part_status(part.status, voice)).classes(f"badge {TONES.get(part.status, '')}")
                ui.label(place_of(part, voice)).classes("small")
            ui.label(part_goods(part.lines, voice)).classes("words")
            dealer, place = voice.pick(part.dealer_name_zh, part.dealer_name_en), voice.pick(part.ship_to_name_zh, part.ship_to_name_en)
            ui.label(voice.list([dealer, place])).classes("small")
            if part.carrier:
                ui.label(self.say("warehouse-done-shipped", carrier=part.carrier, tracking=part.tracking)).classes("small")

    async def _call(self, numbers: Sequence[str]) -> None:
        """Each order in a transaction of its own: one that cannot be called for keeps none of the others."""
        for number in numbers:
            work = partial(_allocate, number=number, services=self.services)
            await self.act(work)


def _allocate(uow: UnitOfWork, actor: Actor, *, number: str, services: PageServices) -> object:
    return fulfilling.allocate_order(uow, actor, number, clock=services.clock)
