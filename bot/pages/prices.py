"""Price lists at "/prices", for those who maintain prices: lists with their versions, another version from a file or a percentage, preview, publishing.

Invariant: a version is published as it was previewed or typed and never changed afterwards; nothing counts before its first day.
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
from backend.pricing import lists
from backend.pricing.lists import ListVersion, PriceChange
from backend.pricing.price_file import Entries, entries_of_rows
from backend.pricing.service import NewPriceList
from bot.pages.list_page import ListPage, register_list
from bot.pages.price_rows import rows_of_upload
from bot.pages.price_tables import day_words, instant_of, number_of, table_html
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone
from bot.pages.threads import in_thread
from bot.rendering.formats import format_instant, format_unit_price

PATH = "/prices"
NEW = "new"
SCOPES = ("base", "grade", "group", "contract")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows: the lists, or one with its entries."""

    versions: Sequence[ListVersion]
    zone: tzinfo
    next_cursor: str | None = None
    entries: Sequence[tuple[int, str, int, Decimal]] = ()


def register_prices(services: PageServices) -> None:
    """Add the page at /prices."""
    register_list(services, PricesPage, PATH, who=lambda actor: actor.may(Permission.MANAGE_PRICES))


class PricesPage(ListPage[_Found]):
    """One open page of price lists."""

    path = PATH
    _entries: Entries = ()

    def heading(self) -> str:
        """What this page is for."""
        return "prices-subtitle"

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The lists, or one of them."""
        zone, code = brand_zone(uow), self.asked.get("list", "")
        if code == NEW:
            return _Found((), zone)
        if code:
            versions, entries = lists.read_price_list(uow, actor, code, clock=self.services.clock)
            return _Found(versions, zone, entries=entries)
        versions, following = lists.list_price_lists(uow, actor, self.asked.get("cursor", ""), clock=self.services.clock)
        return _Found(versions, zone, following)

    def fill(self, found: _Found) -> None:
        """The lists with the way to a new one, or one list with a form for its next version."""
        if "list" in self.asked:
            self._one(found)
            return
        with ui.element("div").classes("case-actions"):
            self.link(f"{PATH}?list={NEW}", self.say("prices-new"))
            self.link("/promotions", self.say("nav-promotions"))
            self.link("/prices/floors", self.say("nav-floors"))
        with ui.element("ul").classes("people-list"):
            for code, versions in groupby(found.versions, key=lambda one: one.code):
                self._entry(code, list(versions), found.zone)
        self.turn_page(found.next_cursor)

    def _entry(self, code: str, versions: Sequence[ListVersion], zone: tzinfo) -> None:
        newest = versions[0]
        current = next((one for one in versions if one.in_force), None)
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                self.link(f"{PATH}?list={code}", code)
                ui.label(self._scope(newest)).classes("words")
                ui.element("span").classes("grow")
                ui.label(self.say("prices-in-force", version=str(current.version)) if current else self.say("prices-not-in-force")).classes("badge")
            ui.label(self._about(newest, zone)).classes("small")

    def _scope(self, one: ListVersion) -> str:
        return f"{self.say(f'prices-scope-{one.scope}')} {one.scope_value}".strip()

    def _about(self, one: ListVersion, zone: tzinfo) -> str:
        what = (
            self.say("prices-derived", source=one.derived_from, percent=f"{(one.discount_percent or Decimal(0)).normalize():f}")
            if one.derived_from
            else self.say("prices-entries", count=one.entries)
        )
        through = (self.say("promotions-through", day=day_words(one.valid_to, zone, self.visitor.locale, last=True)),) if one.valid_to else ()
        return " · ".join((what, self.say("promotions-from", day=day_words(one.valid_from, zone, self.visitor.locale)), *through))

    def _one(self, found: _Found) -> None:
        newest = found.versions[0] if found.versions else None
        with ui.element("div").classes("case-actions"):
            self.link(PATH, self.say("prices-back"))
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("prices-next")}"'):
            fields = self._form(newest)
            ui.label(self.say("prices-file-hint")).classes("small")
            ui.upload(label=self.say("prices-file"), auto_upload=True, on_upload=self._take_file).props('accept=".csv,.xlsx"')
            with ui.element("div").classes("case-actions"):
                self.button(self.say("promotions-preview"), partial(self._preview, fields, found.zone))
                self.button(self.say("promotions-publish"), partial(self._publish, fields, found.zone))
            self._shown = ui.element("div").props('role="status" aria-live="polite"')
        if newest is not None:
            self._history(found)

    def _form(self, newest: ListVersion | None) -> dict[str, Any]:
        given = {"code": newest.code, "scope_value": newest.scope_value, "derived_from": newest.derived_from or ""} if newest else {}
        if newest is not None and newest.discount_percent is not None:
            given["discount_percent"] = f"{newest.discount_percent.normalize():f}"
        fields: dict[str, Any] = {}
        with ui.element("div").classes("price-form"):
            scopes = {scope: self.say(f"prices-scope-{scope}") for scope in SCOPES}
            fields["scope"] = ui.select(scopes, value=newest.scope if newest and newest.scope in scopes else "base", label=self.say("prices-field-scope"))
            for name in ("code", "scope_value", "valid_from", "valid_to", "derived_from", "discount_percent"):
                kind = "date" if name.startswith("valid") else "text"
                fields[name] = ui.input(self.say(f"prices-field-{name}"), value=given.get(name, "")).props(f'type="{kind}" maxlength="60" stack-label')
        if newest is not None:
            fields["code"].props("readonly")
        return fields

    async def _take_file(self, event: UploadEventArguments) -> None:
        try:
            self._entries = entries_of_rows(rows_of_upload(await event.file.read()))
        except DomainError as error:
            self.tell(error)
            return
        ui.notify(self.say("prices-file-read", count=len(self._entries)), position="top")

    def _read(self, fields: dict[str, Any], zone: tzinfo) -> NewPriceList | None:
        def text(name: str) -> str:
            return str(fields[name].value or "").strip()

        def label(name: str) -> str:
            return self.say(f"prices-field-{name}")

        try:
            starts = instant_of(text("valid_from"), zone, label("valid_from"))
            if starts is None or not text("code"):
                raise Invalid("prices.bad_field", field=label("valid_from" if text("code") else "code"))
            return NewPriceList(
                code=text("code"),
                scope=fields["scope"].value,
                valid_from=starts,
                scope_value=text("scope_value"),
                valid_to=instant_of(text("valid_to"), zone, label("valid_to"), after=1),
                entries=self._entries,
                derived_from=text("derived_from") or None,
                discount_percent=number_of(text("discount_percent"), label("discount_percent")),
            )
        except DomainError as error:
            self.tell(error)
            return None

    async def _preview(self, fields: dict[str, Any], zone: tzinfo) -> None:
        new = self._read(fields, zone)
        if new is None:
            return
        changes: list[PriceChange] = []
        try:
            await in_thread(self._write, lambda uow, actor: changes.extend(lists.preview_price_list(uow, actor, new)))
        except DomainError as error:
            self.tell(error)
            return
        self._shown.clear()
        with self._shown:
            ui.label(self.say("prices-preview-title", count=len(changes))).classes("small")
            if changes:
                ui.html(self._changes_html(changes), sanitize=False)

    async def _publish(self, fields: dict[str, Any], zone: tzinfo) -> None:
        new = self._read(fields, zone)
        if new is None:
            return
        try:
            await in_thread(self._write, lambda uow, actor: lists.publish_price_list(uow, actor, new, clock=self.services.clock))
        except DomainError as error:
            self.tell(error)
            return
        ui.navigate.to(f"{PATH}?list={new.code}")

    def _changes_html(self, changes: Sequence[PriceChange]) -> str:
        heads = [self.say(f"promotions-column-{name}") for name in ("product", "tier", "before", "after")]
        chinese = self.visitor.locale == "zh"
        rows = [
            (
                f"{one.name_zh if chinese else one.name_en} · {one.sku}",
                one.tier or self.say("prices-scope-base"),
                "—" if one.before is None else format_unit_price(one.before),
                "—" if one.after is None else format_unit_price(one.after),
            )
            for one in changes
        ]
        return table_html(heads, rows, 2)

    def _history(self, found: _Found) -> None:
        heads = [self.say(f"promotions-column-{name}") for name in ("version", "name", "from", "through", "by", "at")]
        rows = [
            (
                f"{one.version}{' ●' if one.in_force else ''}",
                self._about(one, found.zone),
                day_words(one.valid_from, found.zone, self.visitor.locale),
                day_words(one.valid_to, found.zone, self.visitor.locale, last=True),
                one.published_by or "—",
                format_instant(one.published_at, self.visitor.locale, found.zone) if one.published_at else "—",
            )
            for one in found.versions
        ]
        ui.label(self.say("promotions-history")).classes("small")
        ui.html(table_html(heads, rows, len(heads)), sanitize=False)
        if found.entries:
            heads = [self.say(f"promotions-column-{name}") for name in ("product", "quantity", "price")]
            entries = [(sku, str(least), format_unit_price(price)) for _, sku, least, price in found.entries]
            ui.html(table_html(heads, entries, 1), sanitize=False)
