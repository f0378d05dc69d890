"""The connections to other systems at "/integration", for administrators.

Webhooks, their deliveries and dead letters, rows that wait, the mapping of codes, how complete orders are, accounts of other systems. What is
shown lives in the address. Invariant: every read and every act goes through the use cases of the HTTP routes; a secret or a token is shown once,
to who made it, and is gone when the page is read again.
"""

from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial

from nicegui import ui

from backend.identity import systems
from backend.identity.domain import Actor, Permission
from backend.identity.systems import SystemAccount
from backend.integration.domain import DeliveryStatus, RecordStatus
from backend.integration.erp import codes, queue
from backend.integration.erp.codes import CodePair
from backend.integration.erp.queue import QueuedRow
from backend.integration.webhooks import deliveries, subscribing
from backend.integration.webhooks.domain import Delivery, Subscription
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError
from backend.ordering.required_fields import Completeness, completeness
from bot.pages.integration_entries import complete_html, delivery_html, mapping_html, row_html, subscription_html
from bot.pages.integration_forms import CodeForm, SubscriptionForm, SystemForm, choice, text_box
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone
from bot.pages.threads import in_thread

PATH = "/integration"
VIEWS = ("webhooks", "dead", "deliveries", "queue", "codes", "fields", "systems")


@dataclass(frozen=True, slots=True)
class _Found:
    """What one view shows."""

    zone: tzinfo
    next_cursor: str | None = None
    subscriptions: tuple[Subscription, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    rows: tuple[QueuedRow, ...] = ()
    pairs: tuple[CodePair, ...] = ()
    accounts: tuple[SystemAccount, ...] = ()
    fields: Completeness | None = None
    waiting: dict[str, int] = field(default_factory=dict)


def register_integration(services: PageServices) -> None:
    """Add the page at /integration."""
    register_list(services, IntegrationPage, PATH, lambda actor: actor.may(Permission.INTEGRATE))


class IntegrationPage(ListPage[_Found]):
    """One open page of the connections."""

    path = PATH
    _shown_once = ""

    @property
    def _view(self) -> str:
        wanted = self.asked.get("status", "")
        return wanted if wanted in VIEWS else VIEWS[0]

    def heading(self) -> str:
        """What the page is for."""
        return "integration-subtitle"

    def address(self, **changed: str) -> str:
        """The next page of one subscription's deliveries is of that subscription too."""
        kept = {"of": self.asked["of"]} if "cursor" in changed and "of" in self.asked else {}
        return super().address(**kept, **changed)

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """What the chosen view shows."""
        zone, cursor = brand_zone(uow), self.asked.get("cursor")
        waiting = queue.count_queue(uow, actor)
        if self._view in {"dead", "deliveries"}:
            status = DeliveryStatus.DEAD if self._view == "dead" else None
            page = deliveries.list_deliveries(uow, actor, status=status, subscription_id=self.asked.get("of", ""), cursor=cursor)
            found = tuple(subscribing.list_subscriptions(uow, actor))
            return _Found(zone, page.next_cursor, subscriptions=found, deliveries=page.items, waiting=waiting)
        if self._view == "queue":
            rows = queue.list_queue(uow, actor, cursor=cursor)
            return _Found(zone, rows.next_cursor, rows=rows.items, waiting=waiting)
        if self._view == "codes":
            pairs = codes.list_codes(uow, actor, cursor=cursor)
            return _Found(zone, pairs.next_cursor, pairs=pairs.items, waiting=waiting)
        if self._view == "fields":
            return _Found(zone, fields=completeness(uow, actor), waiting=waiting)
        if self._view == "systems":
            return _Found(zone, accounts=tuple(systems.list_systems(uow, actor, clock=self.services.clock)), waiting=waiting)
        return _Found(zone, subscriptions=tuple(subscribing.list_subscriptions(uow, actor)), waiting=waiting)

    def fill(self, found: _Found) -> None:
        """The views to choose from, what was made just now, and the chosen view."""
        labels = {view: self.say(f"integration-{view}") for view in VIEWS}
        if many := sum(found.waiting.values()):
            labels["queue"] = f"{labels['queue']} · {many}"
        self.pills(labels, self._view)
        if self._shown_once:
            ui.label(self._shown_once).classes("notice words").props('role="status"')
            self._shown_once = ""
        show = {"webhooks": self._webhooks, "dead": self._deliveries, "deliveries": self._deliveries, "queue": self._queue}
        show |= {"codes": self._codes, "fields": self._fields, "systems": self._systems}
        show[self._view](found)
        self.turn_page(found.next_cursor)

    def _webhooks(self, found: _Found) -> None:
        form = SubscriptionForm(self.say)
        with ui.element("div").classes("case-actions"):
            self.button(self.say("integration-subscribe"), partial(self._subscribe, form), "pill primary")
        self._empty(not found.subscriptions, "integration-no-subscriptions")
        with ui.element("ul").classes("people-list"):
            for one in found.subscriptions:
                with ui.element("li").classes("entry"):
                    ui.html(subscription_html(one, self.say, self.visitor.locale, found.zone), sanitize=False)
                    with ui.element("div").classes("case-actions"):
                        on = one.status != "active"
                        self.button(self.say("integration-switch-on" if on else "integration-switch-off"), partial(self._switch, one.id, on=on))
                        self.link(f"{PATH}?status=deliveries&of={one.id}", self.say("integration-deliveries"))
                        self.button(self.say("integration-renew"), partial(self._renew, one.id))
                        self.button(self.say("integration-remove"), partial(self._unsubscribe, one.id))

    def _deliveries(self, found: _Found) -> None:
        urls = {one.id: one.url for one in found.subscriptions}
        if self._view == "dead" and found.deliveries:
            with ui.element("div").classes("case-actions"):
                self.button(self.say("integration-all-again"), self._all_again, "pill primary")
        self._empty(not found.deliveries, "integration-no-dead" if self._view == "dead" else "integration-no-deliveries")
        with ui.element("ul").classes("people-list"):
            for one in found.deliveries:
                with ui.element("li").classes("entry"):
                    ui.html(delivery_html(one, urls.get(one.subscription_id, ""), self.say, self.visitor.locale, found.zone), sanitize=False)
                    with ui.element("div").classes("case-actions"):
                        if one.status is DeliveryStatus.DEAD:
                            self.button(self.say("integration-again"), partial(self._again, one.id))
                        self.button(self.say("integration-replay"), partial(self._replay, one))

    def _queue(self, found: _Found) -> None:
        self._empty(not found.rows, "integration-no-rows")
        with ui.element("ul").classes("people-list"):
            for row in found.rows:
                with ui.element("li").classes("entry"):
                    ui.html(row_html(row, self.say, self.visitor.locale, found.zone), sanitize=False)
                    with ui.element("div").classes("case-actions"):
                        if row.missing_kind is not None:
                            box = text_box(self.say("integration-our-code"))
                            self.button(self.say("integration-map"), partial(self._map, row, box), "pill primary")
                        elif row.status is RecordStatus.WAITING:
                            self.button(self.say("integration-try"), partial(self._try, row.id))
                        self.button(self.say("integration-dismiss"), partial(self._dismiss, row.id))

    def _codes(self, found: _Found) -> None:
        form = CodeForm(self.say)
        with ui.element("div").classes("case-actions"):
            self.button(self.say("integration-map"), partial(self._map_form, form), "pill primary")
        self._empty(not found.pairs, "integration-no-codes")
        with ui.element("ul").classes("people-list"):
            for pair in found.pairs:
                with ui.element("li").classes("entry"):
                    ui.html(mapping_html(pair, self.say), sanitize=False)
                    with ui.element("div").classes("case-actions"):
                        self.button(self.say("integration-remove"), partial(self._unmap, pair))

    def _fields(self, found: _Found) -> None:
        if found.fields is not None:
            ui.html(complete_html(found.fields, self.say), sanitize=False)

    def _systems(self, found: _Found) -> None:
        form = SystemForm(self.say)
        with ui.element("div").classes("case-actions"):
            self.button(self.say("integration-open-system"), partial(self._open_system, form), "pill primary")
        self._empty(not found.accounts, "integration-no-systems")
        with ui.element("ul").classes("people-list"):
            for one in found.accounts:
                with ui.element("li").classes("entry"):
                    ui.label(f"{one.login} · {one.name}").classes("words")
                    until = f"{one.until:%Y-%m-%d}" if one.until else "–"
                    ui.label(self.say("integration-tokens", count=one.tokens, until=until)).classes("small")
                    with ui.element("div").classes("case-actions"):
                        self.button(self.say("integration-close-system"), partial(self._close_system, one.login))

    def _empty(self, nothing: bool, key: str) -> None:
        if nothing:
            ui.label(self.say(key)).classes("card empty")

    async def _subscribe(self, form: SubscriptionForm) -> None:
        url, topics, clock = form.url, form.topics, self.services.clock
        try:
            wanted = await in_thread(self._read_now, lambda uow, actor: subscribing.check_subscription(uow, actor, url, topics))
        except DomainError as error:
            self.tell(error)
            return

        def made(uow: UnitOfWork, actor: Actor) -> None:
            self._shown_once = self.say("integration-secret", secret=subscribing.subscribe(uow, actor, wanted, clock=clock).secret)

        await self.act(made)

    async def _renew(self, subscription_id: str) -> None:
        def renewed(uow: UnitOfWork, actor: Actor) -> None:
            made = subscribing.renew_secret(uow, actor, subscription_id, clock=self.services.clock)
            self._shown_once = self.say("integration-secret", secret=made.secret)

        await self.act(renewed)

    async def _switch(self, subscription_id: str, *, on: bool) -> None:
        await self.act(lambda uow, actor: subscribing.switch_subscription(uow, actor, subscription_id, on=on, clock=self.services.clock))

    async def _unsubscribe(self, subscription_id: str) -> None:
        if await choice(self.say("integration-sure"), self.say("integration-remove"), self.say("integration-keep")):
            await self.act(lambda uow, actor: subscribing.unsubscribe(uow, actor, subscription_id, clock=self.services.clock))

    async def _again(self, delivery_id: int) -> None:
        await self.act(lambda uow, actor: deliveries.send_again(uow, actor, [delivery_id], clock=self.services.clock))

    async def _all_again(self) -> None:
        await self.act(lambda uow, actor: deliveries.send_all_again(uow, actor, clock=self.services.clock))

    async def _replay(self, one: Delivery) -> None:
        if await choice(self.say("integration-replay-sure"), self.say("integration-replay"), self.say("integration-keep")):
            await self.act(lambda uow, actor: deliveries.replay(uow, actor, one.subscription_id, one.event_id, clock=self.services.clock))

    async def _map(self, row: QueuedRow, box: ui.input) -> None:
        kind, ours = row.missing_kind, str(box.value or "")
        if kind is not None and ours.strip():
            await self.act(lambda uow, actor: queue.map_code(uow, actor, kind, row.missing_code, ours, clock=self.services.clock))

    async def _map_form(self, form: CodeForm) -> None:
        await self.act(lambda uow, actor: queue.map_code(uow, actor, form.kind, form.theirs, form.ours, clock=self.services.clock))

    async def _unmap(self, pair: CodePair) -> None:
        await self.act(lambda uow, actor: codes.remove_code(uow, actor, pair.kind, pair.their_code, clock=self.services.clock))

    async def _try(self, row_id: int) -> None:
        await self.act(lambda uow, actor: queue.try_again(uow, actor, row_id, clock=self.services.clock))

    async def _dismiss(self, row_id: int) -> None:
        if await choice(self.say("integration-dismiss-sure"), self.say("integration-dismiss"), self.say("integration-keep")):
            await self.act(lambda uow, actor: queue.dismiss(uow, actor, row_id, clock=self.services.clock))

    async def _open_system(self, form: SystemForm) -> None:
        login, name, clock = form.login, form.name, self.services.clock

        def opened(uow: UnitOfWork, actor: Actor) -> None:
            made = systems.open_system(uow, actor, login, name or login, days=365, clock=clock)
            self._shown_once = self.say("integration-token", login=made.login, token=made.token)

        if login:
            await self.act(opened)

    async def _close_system(self, login: str) -> None:
        await self.act(lambda uow, actor: systems.close_system(uow, actor, login, clock=self.services.clock))
