"""Promotions at "/promotions", for those who maintain prices: the list, one with its form, preview, history and how the channel keeps to it.

What is typed becomes a version by the use cases of the HTTP routes. Invariant: nothing counts before "publish", and an order keeps what it was given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial

from nicegui import ui
from nicegui.events import UploadEventArguments

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError
from backend.kit.money import money_text
from backend.pricing.promotions import execution, publishing
from backend.pricing.promotions.execution import ExecutionReport, TierPrice
from backend.pricing.promotions.publishing import PromotionRecord
from backend.pricing.promotions.quote_file import quotes_of_rows
from bot.pages.list_page import ListPage, register_list
from bot.pages.price_rows import rows_of_upload
from bot.pages.price_tables import day_words, table_html
from bot.pages.promotion_form import PromotionForm
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone
from bot.pages.threads import in_thread
from bot.rendering.formats import format_count, format_instant

PATH = "/promotions"
NEW = "new"


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows: the list, or one promotion with its report."""

    records: Sequence[PromotionRecord]
    zone: tzinfo
    next_cursor: str | None = None
    report: ExecutionReport | None = None


def register_promotions(services: PageServices) -> None:
    """Add the page at /promotions."""
    register_list(services, PromotionsPage, PATH, who=lambda actor: actor.may(Permission.MANAGE_PRICES))


class PromotionsPage(ListPage[_Found]):
    """One open page of promotions."""

    path = PATH

    def heading(self) -> str:
        """What this page is for."""
        return "promotions-subtitle"

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The list, one promotion, or an empty form."""
        zone, code = brand_zone(uow), self.asked.get("p", "")
        if code == NEW:
            return _Found((), zone)
        if code:
            found = publishing.read_promotion(uow, actor, code, clock=self.services.clock)
            return _Found((found,), zone, report=execution.execution_report(uow, actor, found.code))
        records, following = publishing.list_promotions(uow, actor, self.asked.get("cursor", ""), clock=self.services.clock)
        return _Found(records, zone, following)

    def fill(self, found: _Found) -> None:
        """The list with its ways in, or the open promotion."""
        if "p" in self.asked:
            self._one(found)
            return
        with ui.element("div").classes("case-actions"):
            self.link(f"{PATH}?p={NEW}", self.say("promotions-new"))
        if not found.records:
            ui.label(self.say("promotions-none-yet")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for record in found.records:
                self._entry(record, found.zone)
        self.turn_page(found.next_cursor)

    def _entry(self, record: PromotionRecord, zone: tzinfo) -> None:
        promotion = record.newest
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                self.link(f"{PATH}?p={record.code}", record.code)
                ui.label(promotion.name(self.visitor.locale)).classes("words")
                ui.element("span").classes("grow")
                ui.label(self.say(f"promotions-state-{state_of(record, self.services.clock.now())}")).classes("badge")
            ui.label(self._validity(record, zone)).classes("small")

    def _validity(self, record: PromotionRecord, zone: tzinfo) -> str:
        promotion = record.newest
        parts = [self.say(f"promotions-kind-{promotion.kind.value}")]
        parts.append(self.say("promotions-from", day=day_words(promotion.valid_from, zone, self.visitor.locale)))
        if promotion.valid_to is not None:
            parts.append(self.say("promotions-through", day=day_words(promotion.valid_to, zone, self.visitor.locale, last=True)))
        if promotion.terms.budget_units is not None:
            parts.append(self.say("promotions-budget", used=format_count(record.claimed_units), whole=format_count(promotion.terms.budget_units)))
        if promotion.terms.budget_amount is not None:
            parts.append(self.say("promotions-budget", used=money_text(record.claimed_amount), whole=money_text(promotion.terms.budget_amount)))
        return " · ".join(parts)

    def _one(self, found: _Found) -> None:
        record = found.records[0] if found.records else None
        with ui.element("div").classes("case-actions"):
            self.link(PATH, self.say("promotions-back"))
        form = PromotionForm(self.say, found.zone, record.newest if record else None)
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("promotions-edit")}"'):
            if record is not None:
                ui.label(self._validity(record, found.zone)).classes("small")
            form.build()
            with ui.element("div").classes("case-actions"):
                self.button(self.say("promotions-preview"), partial(self._preview, form))
                self.button(self.say("promotions-publish"), partial(self._publish, form))
                if record is not None and record.stopped_at is None:
                    self.button(self.say("promotions-stop"), partial(self._stop, record.code))
            self._shown = ui.element("div").props('role="status" aria-live="polite"')
        if record is not None:
            self._history(record, found.zone)
        if record is not None and found.report is not None:
            self._execution(found.report)

    async def _preview(self, form: PromotionForm) -> None:
        try:
            promotion = form.read()
        except DomainError as error:
            self.tell(error)
            return
        prices = await self.ask(lambda uow, actor: execution.tier_prices(uow, actor, promotion, clock=self.services.clock))
        if prices is not None:
            self._shown.clear()
            with self._shown:
                ui.label(self.say("promotions-preview-title")).classes("small")
                ui.html(prices_html(prices, self), sanitize=False)

    async def _publish(self, form: PromotionForm) -> None:
        try:
            promotion = form.read()
        except DomainError as error:
            self.tell(error)
            return
        clock = self.services.clock
        try:
            await in_thread(self._write, lambda uow, actor: publishing.publish_promotion(uow, actor, promotion, clock=clock))
        except DomainError as error:
            self.tell(error)
            return
        ui.navigate.to(f"{PATH}?p={promotion.code}")

    async def _stop(self, code: str) -> None:
        await self.act(lambda uow, actor: publishing.stop_promotion(uow, actor, code, clock=self.services.clock))

    async def _take_quotes(self, code: str, event: UploadEventArguments) -> None:
        data, clock = await event.file.read(), self.services.clock
        try:
            quotes = quotes_of_rows(rows_of_upload(data))
        except DomainError as error:
            self.tell(error)
            return
        await self.act(lambda uow, actor: execution.report_quotes(uow, actor, code, quotes, clock=clock))

    def _history(self, record: PromotionRecord, zone: tzinfo) -> None:
        heads = [self.say(f"promotions-column-{name}") for name in ("version", "name", "from", "through", "by", "at")]
        rows = [
            (
                f"{one.promotion.version}{' ●' if one.promotion.version == record.in_force else ''}",
                one.promotion.name(self.visitor.locale),
                day_words(one.promotion.valid_from, zone, self.visitor.locale),
                day_words(one.promotion.valid_to, zone, self.visitor.locale, last=True),
                one.published_by,
                format_instant(one.published_at, self.visitor.locale, zone),
            )
            for one in record.versions
        ]
        ui.label(self.say("promotions-history")).classes("small")
        ui.html(table_html(heads, rows, len(heads)), sanitize=False)

    def _execution(self, report: ExecutionReport) -> None:
        ui.label(self.say("promotions-execution")).classes("small")
        rate = "—" if report.rate is None else f"{report.rate * 100:.1f}%"
        ui.label(self.say("promotions-rate", rate=rate, compliant=str(report.compliant), quotes=str(report.quotes))).classes("card words")
        ui.label(self.say("promotions-quotes-hint")).classes("small")
        ui.upload(label=self.say("promotions-quotes"), auto_upload=True, on_upload=partial(self._take_quotes, report.promotion)).props('accept=".csv,.xlsx"')
        if report.deviations:
            heads = [self.say(f"promotions-column-{name}") for name in ("who", "tier", "product", "quantity", "expected", "quoted", "deviation")]
            rows = [
                (
                    one.quoted_by,
                    one.grade or self.say("promotions-terminal"),
                    one.sku,
                    str(one.base_qty),
                    money_text(one.expected),
                    money_text(one.quoted),
                    f"{one.deviation:+.2f}",
                )
                for one in report.deviations
            ]
            ui.html(table_html(heads, rows, 3), sanitize=False)


def state_of(record: PromotionRecord, at: datetime) -> str:
    """Whether it counts now, will, did, or was stopped."""
    if record.stopped_at is not None and record.stopped_at <= at:
        return "stopped"
    if record.in_force is not None:
        return "running"
    return "planned" if record.newest.valid_from > at else "ended"


def prices_html(prices: Sequence[TierPrice], page: PromotionsPage) -> str:
    """What quantities cost every tier before and after."""
    heads = [page.say(f"promotions-column-{name}") for name in ("product", "tier", "quantity", "before", "after", "free")]
    rows = [
        (
            one.name_zh if page.visitor.locale == "zh" else one.name_en,
            one.tier or page.say("promotions-terminal"),
            str(one.base_qty),
            money_text(one.list_amount),
            money_text(one.amount),
            str(one.free_base or "—"),
        )
        for one in prices
    ]
    return table_html(heads, rows, 2)
