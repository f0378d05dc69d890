"""Returns at "/returns": a dealer asks for one and follows it; staff decide, count in, inspect and credit, and close rests that dealers give up.

Filter, page, the order to return from and the open return live in the address. Invariant: every read and every act goes through the use cases
of the HTTP routes.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import partial

from nicegui import ui

from backend.identity.domain import Actor, Permission
from backend.inventory.service import list_warehouses
from backend.kit.db import UnitOfWork
from backend.ordering.returning import service as returning
from backend.ordering.returning.schemas import CloseAsked, NewReturn, ReturnableLine, ReturnFilter, ReturnView, ReturnWish
from backend.ordering.short_closing import list_close_asked
from bot.pages.list_page import ListPage, register_list
from bot.pages.return_steps import LONGEST_REASON, ReturnPanel
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone
from bot.rendering.formats import format_instant
from bot.rendering.returns import TONES, return_goods_words, return_notes, return_status
from bot.rendering.voice import Voice

PATH = "/returns"
OPEN, ALL = "open", "all"
STATES = (OPEN, ALL, "CREDITED", "REJECTED")
ROWS = 50
LONGEST_CODE = 80


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows: the list, one return, or the goods of an order that may come back."""

    returns: tuple[ReturnView, ...] = ()
    next_cursor: str | None = None
    asked: tuple[CloseAsked, ...] = ()
    warehouses: tuple[tuple[str, str], ...] = ()
    returnable: tuple[ReturnableLine, ...] | None = None
    zone: tzinfo = UTC


def register_returns(services: PageServices) -> None:
    """Add the page at /returns."""
    register_list(services, ReturnsPage, PATH, who=lambda actor: actor.may(Permission.READ_ORDERS))


class ReturnsPage(ListPage[_Found]):
    """One open page of returns."""

    path = PATH

    @property
    def _status(self) -> str:
        usual = OPEN if self._is_staff else ALL
        wanted = self.asked.get("status", usual)
        return wanted if wanted in STATES else usual

    @property
    def _is_staff(self) -> bool:
        return self.visitor.actor.may(Permission.HANDLE_RETURNS)

    @property
    def _voice(self) -> Voice:
        return Voice(self.visitor.locale, self.services.phrasebook)

    def heading(self) -> str:
        """Staff look after others' goods."""
        return "returns-subtitle" if self._is_staff else "returns-subtitle-own"

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The chosen return, the goods of the chosen order, or one page of the list."""
        if "r" in self.asked:
            places = tuple((one.code, self._voice.pick(one.name_zh, one.name_en)) for one in list_warehouses(uow))
            return _Found((returning.return_view(uow, actor, self.asked["r"]),), warehouses=places)
        if self.asked.get("order"):
            return _Found(returnable=returning.list_returnable(uow, actor, self.asked["order"]))
        statuses = () if self._status in {OPEN, ALL} else (self._status,)
        page = returning.list_returns(uow, actor, ReturnFilter(statuses, self._status == OPEN, self.asked.get("cursor"), ROWS))
        return _Found(page.items, page.next_cursor, list_close_asked(uow, actor) if "cursor" not in self.asked else (), zone=brand_zone(uow))

    def fill(self, found: _Found) -> None:
        """The list with its filters, one return with its next step, or the form of a new one."""
        if "r" in self.asked or found.returnable is not None:
            with ui.element("div").classes("case-actions"):
                self.link(self.address(), self.say("returns-back"))
        if found.returnable is not None:
            self._form(found.returnable)
            return
        if "r" in self.asked:
            for one in found.returns:
                ReturnPanel(self, one, found.warehouses, self._voice).build()
            return
        if self.visitor.actor.is_buyer or self._is_staff:
            self._choose_order()
        self.pills({state: self.say(f"returns-filter-{state}") for state in STATES}, self._status)
        self._asked_to_close(found.asked)
        if not found.returns:
            ui.label(self.say("returns-empty")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for one in found.returns:
                self._entry(one, found.zone)
        self.turn_page(found.next_cursor)

    def _choose_order(self) -> None:
        with ui.element("div").classes("entry"):
            label = self.say("returns-order")
            number = ui.input(label, placeholder="SO-").props(f'outlined dense maxlength="30" aria-label="{label}"').classes("case-box")

            def shown() -> None:
                if (number.value or "").strip():
                    ui.navigate.to(self.address(order=number.value.strip().upper(), status=""))

            number.on("keydown.enter", shown)
            with ui.element("div").classes("case-actions"):
                self.button(self.say("returns-order-find"), shown, "pill primary")

    def _entry(self, one: ReturnView, zone: tzinfo) -> None:
        voice = self._voice
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                self.link(self.address(r=one.number), one.number)
                ui.label(return_status(one.status, voice)).classes(f"badge {TONES.get(one.status, '')}")
                self.link(f"/orders?order={one.order_number}", one.order_number)
                ui.label(format_instant(one.requested_at, voice.locale, zone)).classes("small")
            ui.label(return_goods_words(one, voice)).classes("words")
            dealer = voice.pick(one.dealer_name_zh, one.dealer_name_en)
            for words in (voice.list([dealer, one.requested_by]), *return_notes(one, voice)):
                ui.label(words).classes("small")

    def _asked_to_close(self, asked: Sequence[CloseAsked]) -> None:
        if not asked:
            return
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("returns-close-asked")}"'):
            ui.label(self.say("returns-close-asked")).classes("words")
            for one in asked:
                with ui.element("div").classes("line"):
                    self.link(f"/orders?order={one.number}", one.number)
                    ui.label(self._voice.pick(one.dealer_name_zh, one.dealer_name_en))
                    ui.label(self.say("returns-asked-by", person=one.asked_by)).classes("small")

    def _form(self, lines: Sequence[ReturnableLine]) -> None:
        """How many of each line shall come back, the code on them, and why."""
        if not lines:
            ui.label(self.say("returns-nothing-left")).classes("card empty")
            return
        boxes: dict[int, tuple[ui.number, ui.input]] = {}
        with ui.element("section").classes("entry").props(f'aria-label="{self.asked["order"]}"'):
            ui.label(self.asked["order"]).classes("words")
            for line in lines:
                label = self.say("returns-quantity", product=self._voice.name(line), unit=line.base_unit, most=line.left_base)
                number = ui.number(label, value=0, min=0, max=line.left_base, step=1, precision=0)
                number.props(f'outlined dense inputmode="numeric" aria-label="{label}"').classes("case-box")
                boxes[line.line_no] = (number, self._word("returns-code", LONGEST_CODE))
            reason = self._word("returns-reason", LONGEST_REASON)
            with ui.element("div").classes("case-actions"):
                self.button(self.say("returns-ask"), partial(self._ask, boxes, reason), "pill primary")

    def _word(self, key: str, longest: int) -> ui.input:
        label = self.say(key)
        return ui.input(label).props(f'outlined dense maxlength="{longest}" aria-label="{label}"').classes("case-box")

    async def _ask(self, boxes: dict[int, tuple[ui.number, ui.input]], reason: ui.input) -> None:
        wishes = tuple(ReturnWish(line_no, int(number.value), code.value or "") for line_no, (number, code) in boxes.items() if number.value)
        wanted = NewReturn(self.asked["order"], wishes, reason.value or "")
        clock = self.services.clock
        if await self.act(lambda uow, actor: returning.request_return(uow, actor, wanted, clock=clock)):
            with self._place or nullcontext():
                ui.navigate.to(PATH)
