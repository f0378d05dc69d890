"""Goods on their way: announced deliveries at "/stock/inbound" and transfers between warehouses at "/stock/transfers".

Invariant: every act is the use case of the HTTP route, for the version that was shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from nicegui import ui

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.identity.domain import Actor
from backend.inventory import transfers
from backend.inventory.domain import TransferStatus
from backend.inventory.inbound import Arrival, Inbound, NewInbound, list_inbound
from backend.inventory.service import NewWarehouse, list_warehouses
from backend.inventory.transfers import NewTransfer, Transfer, TransferReceipt
from backend.kit.db import UnitOfWork
from backend.kit.paging import Page
from backend.ordering import inbound, moving
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.stock_parts import Box, keeps_stock, stock_tabs, warehouse_box, whole
from bot.rendering.voice import Voice

_TONES = {TransferStatus.RECEIVED: "success", TransferStatus.DISPATCHED: "warning", TransferStatus.PARTLY_RECEIVED: "warning"}


def register_stock_moving(services: PageServices) -> None:
    """Add both pages, for the people who keep stock."""
    register_list(services, InboundPage, InboundPage.path, keeps_stock)
    register_list(services, TransfersPage, TransfersPage.path, keeps_stock)


def day_of(value: object) -> date | None:
    """The day in a box, None for anything else."""
    try:
        return date.fromisoformat(str(value or "").strip())
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Coming:
    """A page of deliveries, the products in them, and what the warehouses are called."""

    page: Page[Inbound]
    products: Mapping[str, Sku]
    warehouses: Mapping[str, NewWarehouse]


class InboundPage(ListPage[_Coming]):
    """One open page of deliveries."""

    path = "/stock/inbound"

    def heading(self) -> str:
        """What this page is for."""
        return "inbound-subtitle"

    async def above(self) -> None:
        """The ways to the other stock pages, and a delivery to announce."""
        stock_tabs(self, self.path)
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("inbound-new")}"'), ui.element("div").classes("case-actions"):
            boxes: dict[str, Box] = {"external_id": ui.input(self.say("inbound-external_id")).props("outlined dense")}
            boxes["warehouse"] = await warehouse_box(self, "inbound-warehouse")
            boxes |= {name: ui.input(self.say(f"inbound-{name}")).props("outlined dense") for name in ("sku", "base_qty")}
            boxes["due"] = ui.input(self.say("inbound-due")).props('outlined dense type="date" stack-label')
            self.button(self.say("inbound-announce"), partial(self._announce, boxes), "pill primary")

    def load(self, uow: UnitOfWork, actor: Actor) -> _Coming:
        """What is on its way."""
        page = list_inbound(uow, actor, cursor=self.asked.get("cursor"))
        return _Coming(page, get_skus(uow, sorted({one.sku for one in page.items})), {one.code: one for one in list_warehouses(uow)})

    def fill(self, found: _Coming) -> None:
        """Each delivery with what can happen to it."""
        if not found.page.items:
            ui.label(self.say("inbound-empty")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for one in found.page.items:
                self._entry(one, found)
        self.turn_page(found.page.next_cursor)

    def _entry(self, one: Inbound, found: _Coming) -> None:
        voice = Voice(self.visitor.locale, self.services.phrasebook)
        product, house = found.products.get(one.sku), found.warehouses.get(one.warehouse)
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                with ui.element("b"):
                    ui.label(one.external_id)
                ui.label(f"{voice.name(product) if product else one.sku} → {voice.name(house) if house else one.warehouse}")
                ui.label(voice.day(one.due)).classes("badge")
                if not one.confirmed:
                    ui.label(self.say("inbound-unconfirmed")).classes("badge warning")
            ui.label(self.say("inbound-figures", quantity=one.base_qty, missing=one.missing)).classes("small")
            with ui.element("div").classes("case-actions"):
                moved = ui.input(self.say("inbound-due"), value=one.due.isoformat()).props('outlined dense type="date" stack-label')
                self.button(self.say("inbound-move"), partial(self._move, one, moved))
                self.button(self.say("inbound-cancel"), partial(self._cancel, one))
            with ui.element("div").classes("case-actions"):
                boxes = {name: ui.input(self.say(f"inbound-{name}")).props("outlined dense") for name in ("lot", "base_qty")}
                boxes["base_qty"].set_value(str(one.missing))
                boxes["expiry"] = ui.input(self.say("inbound-expiry")).props('outlined dense type="date" stack-label')
                self.button(self.say("inbound-arrive"), partial(self._arrive, one, boxes), "pill primary")

    async def _announce(self, boxes: Mapping[str, Box]) -> None:
        said = {name: str(box.value or "").strip() for name, box in boxes.items()}
        quantity, due = whole(said["base_qty"]), day_of(said["due"])
        if quantity is None or due is None:
            ui.notify(self.say("inbound-incomplete"), type="warning", position="top")
            return
        row = NewInbound(said["external_id"], said["warehouse"], said["sku"], quantity, due)
        if await self.act(lambda uow, actor: inbound.announce(uow, actor, [row], clock=self.services.clock)):
            for name, box in boxes.items():
                if name != "warehouse":
                    box.set_value("")

    async def _move(self, one: Inbound, box: ui.input) -> None:
        due = day_of(box.value)
        if due is not None:
            await self.act(lambda uow, actor: inbound.move(uow, actor, one.id, due, clock=self.services.clock))

    async def _cancel(self, one: Inbound) -> None:
        await self.act(lambda uow, actor: inbound.cancel(uow, actor, one.id, clock=self.services.clock))

    async def _arrive(self, one: Inbound, boxes: dict[str, ui.input]) -> None:
        lot, quantity, expiry = str(boxes["lot"].value or "").strip(), whole(boxes["base_qty"].value), day_of(boxes["expiry"].value)
        if not lot or not quantity:
            ui.notify(self.say("inbound-incomplete"), type="warning", position="top")
            return

        def arrive(uow: UnitOfWork, actor: Actor) -> None:
            today = local_day(load_brand_settings(uow), self.services.clock.now())
            inbound.arrive(uow, actor, one.id, Arrival(lot, quantity, today, expiry, before=one.arrived_base), clock=self.services.clock)

        await self.act(arrive)


class TransfersPage(ListPage[Page[Transfer]]):
    """One open page of transfers."""

    path = "/stock/transfers"

    def heading(self) -> str:
        """What this page is for."""
        return "transfers-subtitle"

    async def above(self) -> None:
        """The ways to the other stock pages, and a transfer to draft."""
        stock_tabs(self, self.path)
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("transfer-new")}"'), ui.element("div").classes("case-actions"):
            boxes: dict[str, Box] = {name: await warehouse_box(self, f"transfer-{name}", place) for place, name in enumerate(("source", "target"))}
            boxes |= {name: ui.input(self.say(f"transfer-{name}")).props("outlined dense") for name in ("sku", "lot", "base_qty")}
            self.button(self.say("transfer-draft"), partial(self._draft, boxes), "pill primary")

    def load(self, uow: UnitOfWork, actor: Actor) -> Page[Transfer]:
        """The documents."""
        return transfers.list_transfers(uow, actor, cursor=self.asked.get("cursor"))

    def fill(self, found: Page[Transfer]) -> None:
        """Each document with its next step."""
        if not found.items:
            ui.label(self.say("transfers-empty")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for one in found.items:
                self._entry(one)
        self.turn_page(found.next_cursor)

    def _entry(self, one: Transfer) -> None:
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                with ui.element("b"):
                    ui.label(one.number)
                ui.label(f"{one.source} → {one.target}")
                ui.label(self.say(f"transfer-status-{one.status}")).classes(f"badge {_TONES.get(one.status, '')}")
            for line in one.lines:
                figures = {"sku": line.sku, "lot": line.lot, "quantity": line.base_qty, "received": line.received_base, "lost": line.lost_base}
                ui.label(self.say("transfer-line", **figures) + (f" · {line.reason}" if line.reason else "")).classes("small")
            self._steps(one)

    def _steps(self, one: Transfer) -> None:
        steps: dict[TransferStatus, tuple[tuple[str, Callable[..., Transfer]], ...]] = {
            TransferStatus.DRAFT: (("approve", transfers.approve_transfer), ("cancel", transfers.cancel_transfer)),
            TransferStatus.APPROVED: (("dispatch", transfers.dispatch_transfer), ("cancel", transfers.cancel_transfer)),
        }
        with ui.element("div").classes("case-actions"):
            for name, step in steps.get(one.status, ()):
                self.button(self.say(f"transfer-{name}"), partial(self._step, one, step), "pill" if name == "cancel" else "pill primary")
            if one.status in (TransferStatus.DISPATCHED, TransferStatus.PARTLY_RECEIVED):
                boxes = {
                    line.line_no: ui.input(f"{line.sku} {line.lot}", value=str(line.under_way)).props('outlined dense inputmode="numeric"')
                    for line in one.lines
                    if line.under_way
                }
                reason = ui.input(self.say("transfer-reason")).props('outlined dense maxlength="200"')
                self.button(self.say("transfer-receive"), partial(self._receive, one, boxes, reason, final=True), "pill primary")
                self.button(self.say("transfer-receive-part"), partial(self._receive, one, boxes, reason, final=False))

    async def _draft(self, boxes: Mapping[str, Box]) -> None:
        said = {name: str(box.value or "").strip() for name, box in boxes.items()}
        quantity = whole(said["base_qty"])
        if not quantity:
            ui.notify(self.say("stock-whole"), type="warning", position="top")
            return
        new = NewTransfer(said["source"], said["target"], ((said["sku"], said["lot"], quantity),))
        if await self.act(lambda uow, actor: transfers.draft_transfer(uow, actor, new, clock=self.services.clock)):
            for name in ("sku", "lot", "base_qty"):
                boxes[name].set_value("")

    async def _step(self, one: Transfer, step: Callable[..., Transfer]) -> None:
        await self.act(lambda uow, actor: step(uow, actor, one.number, one.version, clock=self.services.clock))

    async def _receive(self, one: Transfer, boxes: dict[int, ui.input], reason: ui.input, *, final: bool) -> None:
        counted = {line_no: whole(box.value) for line_no, box in boxes.items()}
        received = {line_no: base_qty for line_no, base_qty in counted.items() if base_qty is not None}
        if len(received) < len(counted):
            ui.notify(self.say("stock-whole"), type="warning", position="top")
            return
        receipt = TransferReceipt(received, final, str(reason.value or ""))
        await self.act(lambda uow, actor: moving.receive_transfer(uow, actor, one.number, one.version, receipt, clock=self.services.clock))
