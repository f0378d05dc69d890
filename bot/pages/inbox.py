"""The inbox at "/inbox": conversations that wait for a person on the left, the chosen one with its answer box on the right.

Filter and conversation live in the address. On a phone the list gives way to the conversation. What comes in is shown without a reload.
Invariant: every read and every act goes through the use cases with the visitor's own scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import get_args
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.conversations.inbox import Which
from backend.conversations.service import InboxItem, InboxQuery, list_inbox
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
from backend.kit.paging import Page
from bot.pages.inbox_case import InboxCase
from bot.pages.layout import Frame, page_frame
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import dealer_names, load_standing
from bot.pages.states import empty_state, problem_state
from bot.pages.threads import in_thread
from bot.pages.transcript import Listing, items_html
from bot.rendering.voice import Voice

LOOK_EVERY_S = 4.0
LONGEST_CURSOR = 400
FILTERS: tuple[Which, ...] = get_args(Which)


@dataclass(frozen=True, slots=True)
class InboxPlace:
    """What the address asks for."""

    which: Which = "open"
    conversation: str = ""
    cursor: str = ""

    def address(self) -> str:
        """The address that shows exactly this."""
        values = {"which": "" if self.which == "open" else self.which, "cursor": self.cursor, "c": self.conversation}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/inbox?{query}" if query else "/inbox"

    def pattern(self) -> str:
        """The address of any conversation in this list, with a place for its id."""
        return InboxPlace(self.which, "ID", self.cursor).address().replace("c=ID", "c={id}")


def register_inbox(services: PageServices) -> None:
    """Add the page at /inbox."""

    @ui.page("/inbox")
    async def inbox_page(request: Request, which: str = "open", c: str = "", cursor: str = "") -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        place = InboxPlace(next((one for one in FILTERS if one == which), "open"), c[:40], cursor[:LONGEST_CURSOR])
        with page_frame(services, visitor, here="/inbox", sheets=("chat", "orders", "inbox")) as frame:
            await InboxPage(services, visitor, frame, place).build()
        return None


class InboxPage:
    """One open inbox."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame, place: InboxPlace) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame, self._place = services, visitor, frame, place
        self._say, self._voice = frame.say, Voice(visitor.locale, services.phrasebook)
        self._list: ui.html | None = None
        self._shown = ""

    async def build(self) -> None:
        """Filters, list, and the chosen conversation; what may not be seen is told as such."""
        standing = await in_thread(load_standing, self._services, self._visitor.actor, self._say)
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        self._frame.subtitle.set_text(self._say("inbox-subtitle"))
        with ui.element("main").classes("inbox open" if self._place.conversation else "inbox").props('id="content"'):
            try:
                found = await in_thread(self._load)
            except DomainError as error:
                problem_state(error, self._say)
                return
            with ui.element("section").classes("inbox-side").props(f'aria-label="{self._say("nav-inbox")}"'):
                self._filters()
                self._list = ui.html("", sanitize=False)
                self._fill(*found)
            with ui.element("section").classes("inbox-case").props(f'aria-label="{self._say("inbox-conversation")}"'):
                if self._place.conversation:
                    case = InboxCase(self._services, self._visitor, self._voice, self._place.conversation)
                    await case.build(InboxPlace(self._place.which, cursor=self._place.cursor).address())
                else:
                    empty_state(self._say("inbox-choose"))
        ui.timer(LOOK_EVERY_S, self._look)

    def _load(self) -> tuple[Page[InboxItem], Mapping[str, str]]:
        actor = acting(self._visitor, self._services)
        wanted = InboxQuery(self._place.which, self._place.cursor or None)

        def load(uow: UnitOfWork) -> tuple[Page[InboxItem], Mapping[str, str]]:
            page = list_inbox(uow, actor, wanted, clock=self._services.clock)
            return page, dealer_names(uow, actor, page.items)

        return self._services.database.read(load)

    async def _look(self) -> None:
        """Show what has come since; a reader whose session ended signs in again."""
        try:
            self._fill(*await in_thread(self._load))
        except Unauthenticated:
            ui.navigate.to("/sign-in")
        except DomainError:
            return

    def _fill(self, page: Page[InboxItem], dealers: Mapping[str, str]) -> None:
        if self._list is None:
            return
        html = items_html(page.items, Listing(self._voice, self._services.clock.now(), self._place.conversation, self._place.pattern(), dealers))
        html += self._pages_html(page.next_cursor)
        if not page.items:
            html = f'<div class="empty">{self._say(f"inbox-empty-{self._place.which}")}</div>'
        if html != self._shown:
            self._shown = html
            self._list.set_content(html)

    def _pages_html(self, next_cursor: str | None) -> str:
        """The ways to the next page and back to the first; empty for a list that fits on one."""
        first = [("", "list-first")] if self._place.cursor else []
        ways = [*first, *([(next_cursor, "list-more")] if next_cursor else [])]
        links = [_link_html(InboxPlace(self._place.which, cursor=cursor).address(), self._say(key)) for cursor, key in ways]
        return f'<nav class="case-actions">{"".join(links)}</nav>'

    def _filters(self) -> None:
        with ui.element("nav").classes("filters").props(f'aria-label="{self._say("inbox-filter")}"'):
            for which in FILTERS:
                here = which == self._place.which
                current = ' aria-current="true"' if here else ""
                with ui.element("a").classes("pill here" if here else "pill").props(f'href="{InboxPlace(which).address()}"{current}'):
                    ui.label(self._say(f"inbox-{which}"))


def _link_html(address: str, label: str) -> str:
    return f'<a class="pill" href="{escape(address)}">{escape(label)}</a>'
