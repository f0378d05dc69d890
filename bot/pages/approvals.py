"""Approvals at "/approvals": held orders that wait, the longest first, with release and rejection; and who stands in for whom.

Invariant: a decision is bound to the version and the content that the entry shows; it goes through the use cases of chat and HTTP.
"""

from dataclasses import dataclass
from datetime import date, tzinfo
from functools import partial

from nicegui import ui

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering import service as ordering
from backend.ordering.rules import service as rules
from backend.ordering.schemas import Decision, OrderView
from bot.pages.list_page import ListPage, register_list
from bot.pages.rules_cells import attributes
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone
from bot.rendering.formats import format_date, format_instant
from bot.rendering.reasons import gate_sentence
from bot.rendering.voice import Voice

PATH = "/approvals"
LONGEST_REASON = 200
PAGE = 30


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows; `decides` is whether the visitor decides about orders at all."""

    waiting: tuple[rules.Waiting, ...]
    next_cursor: str | None
    delegations: tuple[rules.Delegation, ...]
    deputies: tuple[rules.Deputy, ...]
    decides: bool
    zone: tzinfo


def sees_approvals(actor: Actor) -> bool:
    """Staff who may read orders: who decides about them, and who may be asked to stand in."""
    return actor.dealer_id is None and actor.may(Permission.READ_ORDERS)


def register_approvals(services: PageServices) -> None:
    """Add the page at /approvals."""
    register_list(services, ApprovalsPage, PATH, sees_approvals)


class ApprovalsPage(ListPage[_Found]):
    """One open page of approvals."""

    path = PATH

    def heading(self) -> str:
        """Always the same."""
        return "approvals-subtitle"

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """One page of what waits, and the delegations."""
        clock = self.services.clock
        decides = rules.may_decide(uow, actor, clock=clock)
        page = rules.list_approvals(uow, actor, clock=clock, cursor=self.asked.get("cursor"), limit=PAGE) if decides else None
        given = rules.list_delegations(uow, actor, clock=clock)
        deputies = rules.deputies_of(uow, actor) if actor.may(Permission.APPROVE_ORDERS) else ()
        return _Found(page.items if page else (), page.next_cursor if page else None, given, deputies, decides, brand_zone(uow))

    def fill(self, found: _Found) -> None:
        """Entries, then the delegations."""
        if not found.waiting:
            ui.label(self.say("approvals-none" if found.decides else "approvals-nothing")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for one in found.waiting:
                self._entry(one, found.zone)
        self.turn_page(found.next_cursor)
        if found.deputies or found.delegations:
            self._delegations(found)

    def _entry(self, one: rules.Waiting, zone: tzinfo) -> None:
        order, voice = one.order, Voice(self.visitor.locale, self.services.phrasebook)
        with ui.element("li").classes("entry") as entry:
            attributes(entry, data_order=order.number)
            with ui.element("div").classes("line"):
                self.link(f"/orders?order={order.number}", order.number)
                ui.label(voice.pick(order.dealer_name_zh, order.dealer_name_en)).classes("strong")
                if order.total is not None:
                    ui.label(voice.money(order.total, order.currency)).classes("figure")
                if one.escalated_at is not None:
                    ui.label(self.say("approvals-late")).classes("badge warning")
            for reason in one.reasons:
                ui.label(gate_sentence(reason, voice, staff=True)).classes("words")
            when = format_instant(one.waiting_since, self.visitor.locale, zone)
            ui.label(self.say("approvals-since", when=when, person=one.placed_by or "—")).classes("small")
            if one.level > 1:
                ui.label(self.say("approvals-first-by", person=one.approved_by) if one.approved_by else self.say("approvals-two")).classes("small")
            if one.refusal:
                roles = voice.list(sorted({voice(f"role-{reason.approver_role}") for reason in one.reasons if reason.approver_role}))
                ui.label(self.say(one.refusal, number=order.number, role=roles)).classes("notice warning")
                return
            box = ui.input(self.say("approvals-reason")).props(f'outlined dense maxlength="{LONGEST_REASON}"').classes("case-box")
            with ui.element("div").classes("case-actions"):
                self.button(self.say("order-release"), partial(self._decide, one, box, release=True), "pill primary")
                self.button(self.say("order-reject"), partial(self._decide, one, box, release=False))

    async def _decide(self, one: rules.Waiting, box: ui.input, *, release: bool) -> None:
        reason, number = (box.value or "").strip(), one.order.number
        decision = Decision(one.order.order_id, one.version, reason, one.content_hash)
        after: list[OrderView] = []

        def decide(uow: UnitOfWork, actor: Actor) -> None:
            work = ordering.release_order if release else ordering.reject_order
            after.append(work(uow, actor, decision, clock=self.services.clock))

        if await self.act(decide):
            self.tell_done(_outcome(after[-1]), number=number)

    def _delegations(self, found: _Found) -> None:
        with ui.element("section").classes("entry deputies"):
            ui.label(self.say("approvals-deputies")).classes("strong")
            ui.label(self.say("approvals-deputies-hint")).classes("small")
            for one in found.delegations:
                with ui.element("div").classes("line"):
                    days = {"first": self._day(one.first_day), "last": self._day(one.last_day)}
                    ui.label(self.say("approvals-given", **{"from": one.from_name}, to=one.to_name, **days))
                    if one.from_user == self.visitor.actor.user_id or self.visitor.actor.may(Permission.MANAGE_USERS):
                        self.button(self.say("approvals-take-back"), partial(self._take_back, one.id))
            if found.deputies:
                self._give(found)

    def _day(self, day: date) -> str:
        return format_date(day, self.visitor.locale, weekday=False)

    def _give(self, found: _Found) -> None:
        today = self.services.clock.now().astimezone(found.zone).date().isoformat()
        people = ui.select({one.user_id: one.name for one in found.deputies}, label=self.say("approvals-give-to")).props("outlined dense").classes("case-box")
        with ui.element("div").classes("case-actions"):
            first = ui.input(self.say("approvals-first-day"), value=today).props('outlined dense type="date" stack-label')
            last = ui.input(self.say("approvals-last-day"), value=today).props('outlined dense type="date" stack-label')
            self.button(self.say("approvals-give"), partial(self._hand_over, people, first, last))

    async def _hand_over(self, people: ui.select, first: ui.input, last: ui.input) -> None:
        to_user, clock = str(people.value or ""), self.services.clock

        def delegate(uow: UnitOfWork, actor: Actor) -> None:
            try:
                days = (date.fromisoformat(first.value or ""), date.fromisoformat(last.value or ""))
            except ValueError as error:
                raise Invalid("rules.bad_delegation_days", most=rules.LONGEST_DAYS) from error
            rules.delegate(uow, actor, to_user, days, clock=clock)

        await self.act(delegate)

    async def _take_back(self, delegation_id: str) -> None:
        await self.act(lambda uow, actor: rules.end_delegation(uow, actor, delegation_id, clock=self.services.clock))


def _outcome(order: OrderView) -> str:
    """What a decision made of an order, by the key of its sentence."""
    if order.status == "REJECTED":
        return "approvals-rejected"
    if order.half_released:
        return "approvals-one-of-two"
    return "approvals-still" if order.status == "HOLD" else "approvals-released"
