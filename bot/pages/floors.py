"""Floor prices at "/prices/floors", for those who maintain prices: lists with their versions, another version from a file, preview, publishing, ending.

Invariant: nobody else has this page, and no other page shows a floor; a version is published as it was read from its file and never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from nicegui import ui
from nicegui.events import UploadEventArguments

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Invalid
from backend.pricing.floors import publishing
from backend.pricing.floors.domain import FloorEntry, NewFloorList
from backend.pricing.floors.floor_file import floors_of_rows
from backend.pricing.floors.publishing import FloorEffect, FloorVersion
from bot.pages.list_page import ListPage, register_list
from bot.pages.price_rows import rows_of_upload
from bot.pages.price_tables import day_words, instant_of, table_html
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone
from bot.pages.threads import in_thread
from bot.rendering.formats import format_instant, format_unit_price

PATH = "/prices/floors"
NEW = "new"
_FIGURES = ("price", "cost", "margin_percent", "guide_percent")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows: the lists, or one with its entries."""

    versions: Sequence[FloorVersion]
    zone: tzinfo
    next_cursor: str | None = None
    entries: Sequence[FloorEntry] = ()


def register_floors(services: PageServices) -> None:
    """Add the page at /prices/floors."""
    register_list(services, FloorsPage, PATH, who=lambda actor: actor.may(Permission.MANAGE_PRICES))


class FloorsPage(ListPage[_Found]):
    """One open page of floor lists."""

    path = PATH
    _entries: tuple[FloorEntry, ...] = ()

    def heading(self) -> str:
        """What this page is for."""
        return "floors-subtitle"

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The lists, or one of them."""
        zone, code = brand_zone(uow), self.asked.get("list", "")
        if code == NEW:
            return _Found((), zone)
        if code:
            versions, entries = publishing.read_floors(uow, actor, code, clock=self.services.clock)
            return _Found(versions, zone, entries=entries)
        versions, following = publishing.list_floors(uow, actor, self.asked.get("cursor", ""), clock=self.services.clock)
        return _Found(versions, zone, following)

    def fill(self, found: _Found) -> None:
        """The lists with the way to a new one, or one list with a form for its next version."""
        if "list" in self.asked:
            self._one(found)
            return
        with ui.element("div").classes("case-actions"):
            self.link(f"{PATH}?list={NEW}", self.say("floors-new"))
            self.link("/prices", self.say("nav-prices"))
        if not found.versions:
            ui.label(self.say("floors-none-yet")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for code, versions in groupby(found.versions, key=lambda one: one.code):
                self._entry(code, list(versions), found.zone)
        self.turn_page(found.next_cursor)

    def _entry(self, code: str, versions: Sequence[FloorVersion], zone: tzinfo) -> None:
        current = next((one for one in versions if one.in_force), None)
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                self.link(f"{PATH}?list={code}", code)
                ui.element("span").classes("grow")
                ui.label(self.say("prices-in-force", version=str(current.version)) if current else self.say("prices-not-in-force")).classes("badge")
            ui.label(self._about(versions[0], zone)).classes("small")

    def _about(self, one: FloorVersion, zone: tzinfo) -> str:
        through = (self.say("promotions-through", day=day_words(one.valid_to, zone, self.visitor.locale, last=True)),) if one.valid_to else ()
        what = self.say("floors-entries", count=one.entries) if one.entries else self.say("floors-ended")
        return " · ".join((what, self.say("promotions-from", day=day_words(one.valid_from, zone, self.visitor.locale)), *through))

    def _one(self, found: _Found) -> None:
        newest = found.versions[0] if found.versions else None
        with ui.element("div").classes("case-actions"):
            self.link(PATH, self.say("floors-back"))
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("prices-next")}"'):
            fields: dict[str, Any] = {}
            with ui.element("div").classes("price-form"):
                for name in ("code", "valid_from", "valid_to"):
                    kind = "text" if name == "code" else "date"
                    given = newest.code if newest and name == "code" else ""
                    fields[name] = ui.input(self.say(f"prices-field-{name}"), value=given).props(f'type="{kind}" maxlength="60" stack-label')
            if newest is not None:
                fields["code"].props("readonly")
            ui.label(self.say("floors-file-hint")).classes("small")
            ui.upload(label=self.say("floors-file"), auto_upload=True, on_upload=self._take_file).props('accept=".csv,.xlsx"')
            read = partial(self._read, fields, found.zone, newest.version if newest else 0)
            with ui.element("div").classes("case-actions"):
                self.button(self.say("promotions-preview"), partial(self._preview, read))
                self.button(self.say("promotions-publish"), partial(self._publish, read))
                if newest is not None and newest.entries:
                    self.button(self.say("floors-end"), partial(self._end, newest))
            self._shown = ui.element("div").props('role="status" aria-live="polite"')
        if newest is not None:
            self._history(found)

    async def _take_file(self, event: UploadEventArguments) -> None:
        try:
            self._entries = floors_of_rows(rows_of_upload(await event.file.read()))
        except DomainError as error:
            self.tell(error)
            return
        ui.notify(self.say("floors-file-read", count=len(self._entries)), position="top")

    def _read(self, fields: dict[str, Any], zone: tzinfo, version: int) -> NewFloorList | None:
        def text(name: str) -> str:
            return str(fields[name].value or "").strip()

        def label(name: str) -> str:
            return self.say(f"prices-field-{name}")

        try:
            starts = instant_of(text("valid_from"), zone, label("valid_from"))
            if starts is None or not text("code"):
                raise Invalid("prices.bad_field", field=label("valid_from" if text("code") else "code"))
            return NewFloorList(text("code"), starts, self._entries, instant_of(text("valid_to"), zone, label("valid_to"), after=1), version)
        except DomainError as error:
            self.tell(error)
            return None

    async def _preview(self, read: partial[NewFloorList | None]) -> None:
        new = read()
        if new is None:
            return
        effects = await self.ask(lambda uow, actor: publishing.preview_floors(uow, actor, new))
        if effects is None:
            return
        self._shown.clear()
        with self._shown:
            below = len({one.sku for one in effects if one.price is not None})
            ui.label(self.say("floors-preview-title", count=len({one.sku for one in effects}), below=below)).classes("small")
            if effects:
                ui.html(self._effects_html(effects), sanitize=False)

    async def _publish(self, read: partial[NewFloorList | None]) -> None:
        new = read()
        if new is None:
            return
        try:
            await in_thread(self._write, lambda uow, actor: publishing.publish_floors(uow, actor, new, clock=self.services.clock))
        except DomainError as error:
            self.tell(error)
            return
        ui.navigate.to(f"{PATH}?list={new.code}")

    async def _end(self, newest: FloorVersion) -> None:
        await self.act(lambda uow, actor: publishing.end_floors(uow, actor, newest.code, newest.version, clock=self.services.clock))

    def _effects_html(self, effects: Sequence[FloorEffect]) -> str:
        heads = [
            self.say("promotions-column-product"),
            self.say("floors-column-floor"),
            self.say("promotions-column-tier"),
            self.say("promotions-column-price"),
        ]
        chinese = self.visitor.locale == "zh"
        rows = [
            (
                f"{one.name_zh if chinese else one.name_en} · {one.sku}",
                format_unit_price(one.floor),
                "—" if one.price is None else one.tier or self.say("prices-scope-base"),
                "—" if one.price is None else format_unit_price(one.price),
            )
            for one in effects
        ]
        return table_html(heads, rows, 1)

    def _history(self, found: _Found) -> None:
        heads = [self.say(f"promotions-column-{name}") for name in ("version", "name", "by", "at")]
        rows = [
            (
                f"{one.version}{' ●' if one.in_force else ''}",
                self._about(one, found.zone),
                one.published_by,
                format_instant(one.published_at, self.visitor.locale, found.zone),
            )
            for one in found.versions
        ]
        ui.label(self.say("promotions-history")).classes("small")
        ui.html(table_html(heads, rows, len(heads)), sanitize=False)
        if found.entries:
            heads = [self.say("floors-column-goods"), *(self.say(f"floors-column-{name}") for name in _FIGURES)]
            entries = [(one.sku or one.category or self.say("floors-everything"), *(self._figure(one, name) for name in _FIGURES)) for one in found.entries]
            ui.html(table_html(heads, entries, 1), sanitize=False)

    def _figure(self, one: FloorEntry, name: str) -> str:
        value: Decimal | None = getattr(one, name)
        if value is None:
            return "—"
        return f"{value.normalize():f}%" if name.endswith("percent") else format_unit_price(value)
