"""Tickets at "/tickets": everybody opens and follows his own; staff who answer people see their scope's, with the talk before each, and answer.

Filter, page and the chosen ticket live in the address. Invariant: every read and every act goes through the use cases of the HTTP routes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial

from nicegui import ui

from backend.conversations.service import TurnRow
from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.support import service as support
from backend.support.domain import TicketRequest, TicketStatus, TicketView
from backend.support.transcripts import read_ticket
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone, dealer_names
from bot.pages.transcript import turn_html
from bot.rendering.formats import format_instant
from bot.rendering.voice import Voice

PATH = "/tickets"
LONGEST_TEXT = 4000
TONES = {TicketStatus.OPEN: "warning", TicketStatus.ANSWERED: "success"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows: a list, or one ticket with the talk before it."""

    tickets: tuple[TicketView, ...]
    next_cursor: str | None
    dealers: Mapping[str, str]
    zone: tzinfo
    talk: tuple[TurnRow, ...] = ()


def register_tickets(services: PageServices) -> None:
    """Add the page at /tickets."""
    register_list(services, TicketsPage, PATH)


class TicketsPage(ListPage[_Found]):
    """One open page of tickets."""

    path = PATH

    @property
    def _status(self) -> str:
        wanted = self.asked.get("status", "")
        return wanted if wanted in set(TicketStatus) else ""

    @property
    def _chosen(self) -> str:
        return self.asked.get("t", "")

    def heading(self) -> str:
        """Staff look after others' too."""
        return "tickets-subtitle-staff" if self.visitor.actor.may(Permission.ANSWER_CHATS) else "tickets-subtitle"

    async def above(self) -> None:
        """The box for a new ticket, above the list."""
        if self._chosen:
            return
        with ui.element("div").classes("entry"):
            box = self._box(self.say("ticket-write"))
            with ui.element("div").classes("case-actions"):
                self.button(self.say("ticket-send"), partial(self._open, box), "pill primary")

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The chosen ticket with its talk, or one page of the list."""
        if self._chosen:
            case = read_ticket(uow, actor, self._chosen)
            return _Found((case.ticket,), None, dealer_names(uow, actor, [case.ticket]), brand_zone(uow), case.turns)
        page = support.list_tickets(uow, actor, status=self._status, cursor=self.asked.get("cursor"))
        return _Found(page.items, page.next_cursor, dealer_names(uow, actor, page.items), brand_zone(uow))

    def fill(self, found: _Found) -> None:
        """Filters and entries; of a chosen ticket the talk too."""
        if self._chosen:
            with ui.element("div").classes("case-actions"):
                self.link(self.address(), self.say("ticket-back"))
        else:
            self.pills({"": self.say("orders-all"), **{one.value: self.say(f"ticket-status-{one}") for one in TicketStatus}}, self._status)
        if not found.tickets:
            ui.label(self.say("tickets-empty")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for ticket in found.tickets:
                self._entry(ticket, found)
        self._talk(found)
        self.turn_page(found.next_cursor)

    def _entry(self, ticket: TicketView, found: _Found) -> None:
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                self.link(self.address(t=ticket.number), ticket.number)
                ui.label(self.say(f"ticket-status-{ticket.status}")).classes(f"badge {TONES.get(ticket.status, '')}")
                if ticket.status is TicketStatus.OPEN:
                    ui.label(self.say("ticket-due", when=format_instant(ticket.due_at, self.visitor.locale, found.zone))).classes("small")
            ui.label(ticket.subject).classes("words")
            product = Voice(self.visitor.locale, self.services.phrasebook).pick(ticket.product_zh, ticket.product_en)
            for key, words in (("ticket-product", product), ("ticket-serial", ticket.serial)):
                if words:
                    ui.label(f"{self.say(key)} · {words}").classes("small")
            who = f"{ticket.asker} · {found.dealers[ticket.dealer_id]}" if ticket.dealer_id else ticket.asker
            ui.label(f"{who} · {format_instant(ticket.created_at, self.visitor.locale, found.zone)}").classes("small")
            if ticket.answer:
                ui.label(self.say("ticket-answer", text=ticket.answer)).classes("notice")
            if self._chosen and ticket.status is not TicketStatus.CLOSED:
                self._answering(ticket)

    def _answering(self, ticket: TicketView) -> None:
        """For staff the box for the answer; for everybody who sees the ticket the way to close it."""
        staff = self.visitor.actor.may(Permission.ANSWER_CHATS)
        box = self._box(self.say("ticket-reply")) if staff else None
        with ui.element("div").classes("case-actions"):
            if box is not None:
                self.button(self.say("ticket-reply-send"), partial(self._answer, ticket, box), "pill primary")
            self.button(self.say("ticket-close"), partial(self._close, ticket))

    def _talk(self, found: _Found) -> None:
        if not found.talk:
            return
        voice = Voice(self.visitor.locale, self.services.phrasebook)
        with ui.element("section").classes("entry").props(f'aria-label="{self.say("ticket-talk")}"'):
            ui.label(self.say("ticket-talk")).classes("small")
            for turn in found.talk:
                ui.html(turn_html(turn, voice, found.zone), sanitize=False).classes("turn")

    def _box(self, label: str) -> ui.textarea:
        return ui.textarea(label).props(f'outlined autogrow maxlength="{LONGEST_TEXT}" aria-label="{label}"').classes("case-box")

    async def _open(self, box: ui.textarea) -> None:
        text, clock = (box.value or "").strip(), self.services.clock

        def opened(uow: UnitOfWork, actor: Actor) -> None:
            support.open_ticket(uow, actor, support.read_question(uow, actor, TicketRequest(text), clock=clock), clock=clock)

        if text and await self.act(opened):
            box.set_value("")

    async def _answer(self, ticket: TicketView, box: ui.textarea) -> None:
        text, clock = (box.value or "").strip(), self.services.clock
        if text:
            await self.act(lambda uow, actor: support.answer_ticket(uow, actor, ticket.ticket_id, text, clock=clock))

    async def _close(self, ticket: TicketView) -> None:
        await self.act(lambda uow, actor: support.close_ticket(uow, actor, ticket.ticket_id, clock=self.services.clock))
