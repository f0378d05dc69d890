"""Stock at "/stock": every product in every warehouse with its lots, promises, what is on its way and what is kept back; blocking a lot with a look first.

Filters and page live in the address. Invariant: nothing is blocked before what it does to orders was shown, by the same use case as over HTTP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.identity.domain import Actor
from backend.inventory.blocking import LotMark
from backend.inventory.domain import LotStatus
from backend.inventory.listing import ShelfFilter, ShelfLot, ShelfView, list_shelves
from backend.inventory.schemas import Buffer
from backend.inventory.service import set_buffers
from backend.kit.db import UnitOfWork
from backend.kit.paging import Page
from backend.ordering.lot_marks import LotEffect, mark_lot_as_seen, preview_lot_mark
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.stock_moving import register_stock_moving
from bot.pages.stock_parts import keeps_stock, stock_tabs, whole
from bot.pages.stock_terms import register_stock_terms
from bot.rendering.formats import format_count, format_date
from bot.rendering.voice import Voice

PATH = "/stock"
STATES = ("", "quarantine", "recalled", "soon", "over")
ROWS = 50
LONGEST_REASON = 200


def register_stock(services: PageServices) -> None:
    """Add the page at /stock and those beside it, for the people who keep stock."""
    register_list(services, StockPage, PATH, keeps_stock)
    register_stock_moving(services)
    register_stock_terms(services)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One page of shelves and the products on them."""

    shelves: Page[ShelfView]
    products: Mapping[str, Sku]


class StockPage(ListPage[_Shown]):
    """One open page of shelves. `_pending` is a mark that was looked at and not decided yet."""

    path = PATH
    _pending: tuple[LotMark, LotEffect] | None = None

    @property
    def _status(self) -> str:
        wanted = self.asked.get("status", "")
        return wanted if wanted in STATES else ""

    @property
    def _voice(self) -> Voice:
        return Voice(self.visitor.locale, self.services.phrasebook)

    def heading(self) -> str:
        """What this page is for."""
        return "stock-subtitle"

    async def above(self) -> None:
        """The ways to the other stock pages, and the search."""
        stock_tabs(self, PATH)
        box = ui.input(self.say("stock-search"), value=self.asked.get("sku", "")).props("outlined dense clearable").classes("case-box")
        box.on("keydown.enter", lambda: ui.navigate.to(self.address(sku=str(box.value or ""))))

    def load(self, uow: UnitOfWork, actor: Actor) -> _Shown:
        """One page of the shelves that were asked for."""
        wanted = ShelfFilter(self.asked.get("warehouse", ""), self.asked.get("sku", ""), self._status, self.asked.get("cursor"), ROWS)
        shelves = list_shelves(uow, actor, wanted, at=self.services.clock.now())
        return _Shown(shelves, get_skus(uow, sorted({shelf.sku for shelf in shelves.items})))

    def address(self, **changed: str) -> str:
        """The address with the product kept too."""
        kept = {"sku": self.asked["sku"]} if self.asked.get("sku") else {}
        return super().address(**{**kept, **changed})

    def fill(self, found: _Shown) -> None:
        """Filters, what a mark would do, and the shelves."""
        self.pills({state: self.say(f"stock-filter-{state or 'all'}") for state in STATES}, self._status)
        if self._pending is not None:
            self._decide(*self._pending)
        if not found.shelves.items:
            ui.label(self.say("stock-empty")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for shelf in found.shelves.items:
                self._shelf(shelf, found.products.get(shelf.sku))
        self.turn_page(found.shelves.next_cursor)

    def _shelf(self, shelf: ShelfView, product: Sku | None) -> None:
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                with ui.element("b"):
                    ui.label(shelf.sku)
                if product is not None:
                    ui.label(self._voice.name(product))
                ui.label(self._voice.pick(shelf.name_zh, shelf.name_en))
                free = sum(one.lot.on_hand for one in shelf.lots if one.sold_today) - shelf.reserved - shelf.buffer
                ui.label(self.say("stock-free", count=max(0, free))).classes("badge success" if free > 0 else "badge warning")
            figures = {"on_hand": shelf.on_hand, "reserved": shelf.reserved, "buffer": shelf.buffer, "inbound": shelf.inbound}
            ui.label(self.say("stock-figures", **figures)).classes("small")
            for one in shelf.lots:
                self._lot(shelf, one)
            with ui.element("div").classes("case-actions"):
                box = ui.input(self.say("stock-buffer"), value=str(shelf.buffer)).props('outlined dense inputmode="numeric"')
                self.button(self.say("stock-buffer-set"), partial(self._buffer, shelf, box))

    def _lot(self, shelf: ShelfView, one: ShelfLot) -> None:
        lot = one.lot
        with ui.element("div").classes("line"):
            ui.label(f"{lot.lot} · {format_count(lot.on_hand)}")
            if lot.expiry is not None:
                ui.label(self.say("stock-expiry", date=format_date(lot.expiry, self.visitor.locale, weekday=False))).classes("small")
            if lot.status is not LotStatus.OK:
                ui.label(self.say(f"stock-status-{lot.status}")).classes("badge error")
            elif not one.sold_today:
                ui.label(self.say("stock-over")).classes("badge error")
            elif one.ends_soon:
                ui.label(self.say("stock-soon")).classes("badge warning")
            with ui.element("div").classes("case-actions"):
                for status in LotStatus:
                    if status is not lot.status:
                        self.button(self.say(f"stock-mark-{status}"), partial(self._look, LotMark((shelf.sku, shelf.warehouse), lot.lot, status)))

    def _decide(self, mark: LotMark, effect: LotEffect) -> None:
        """What the mark would do, with the box for its reason and both ways on."""
        with ui.element("section").classes("entry").props('role="alertdialog"'):
            named = {"lot": mark.lot, "sku": mark.place[0], "warehouse": mark.place[1]}
            ui.label(self.say(f"stock-would-{mark.status}", **named)).classes("strong")
            ui.label(self.say("stock-would-nobody" if not effect.orders else "stock-would-orders", count=len(effect.orders)))
            for loss in effect.orders:
                with ui.element("div").classes("line"):
                    self.link(f"/orders?order={loss.number}", loss.number)
                    day = self._voice.day(loss.expected_on) if loss.expected_on else self.say("stock-no-day")
                    key = "stock-loss-late" if loss.late_base else "stock-loss-moved"
                    ui.label(self.say(key, lost=loss.lost_base, moved=loss.moved_base, late=loss.late_base, day=day))
            box = ui.input(self.say("stock-reason")).props(f'outlined dense maxlength="{LONGEST_REASON}"').classes("case-box")
            with ui.element("div").classes("case-actions"):
                self.button(self.say("stock-do"), partial(self._mark, mark, effect.seen, box), "pill primary")
                self.button(self.say("stock-leave"), self._leave)

    async def _look(self, mark: LotMark) -> None:
        def look(uow: UnitOfWork, actor: Actor) -> None:
            self._pending = (mark, preview_lot_mark(uow, actor, mark, clock=self.services.clock))

        await self.act(look)

    async def _mark(self, mark: LotMark, seen: str, box: ui.input) -> None:
        told = LotMark(mark.place, mark.lot, mark.status, str(box.value or "").strip()[:LONGEST_REASON])
        self._pending = None
        await self.act(lambda uow, actor: mark_lot_as_seen(uow, actor, told, seen, clock=self.services.clock))

    async def _leave(self) -> None:
        self._pending = None
        await self.refresh()

    async def _buffer(self, shelf: ShelfView, box: ui.input) -> None:
        kept = whole(box.value)
        if kept is None:
            ui.notify(self.say("stock-whole"), type="warning", position="top")
            return
        await self.act(lambda uow, actor: set_buffers(uow, actor, [Buffer(shelf.warehouse, shelf.sku, kept)]))
