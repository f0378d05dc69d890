"""The inbox at "/inbox": conversations that wait for a person on the left, the chosen one with its answer box on the right.

Filter and conversation live in the address. On a phone the list gives way to the conversation. What comes in is shown without a reload.
Invariant: every read and every act goes through the use cases with the visitor's own scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.conversations.inbox import Which
from backend.conversations.service import InboxItem, list_inbox
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
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
FILTERS: tuple[Which, ...] = get_args(Which)


@dataclass(frozen=True, slots=True)
class InboxPlace:
    """What the address asks for."""

    which: Which = "open"
    conversation: str = ""

    def address(self) -> str:
        """The address that shows exactly this."""
        values = {"which": "" if self.which == "open" else self.which, "c": self.conversation}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/inbox?{query}" if query else "/inbox"

    def pattern(self) -> str:
        """The address of any conversation in this list, with a place for its id."""
        return InboxPlace(self.which, "ID").address().replace("c=ID", "c={id}")


def register_inbox(services: PageServices) -> None:
    """Add the page at /inbox."""

    @ui.page("/inbox")
    async def inbox_page(request: Request, which: str = "open", c: str = "") -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        place = InboxPlace(next((one for one in FILTERS if one == which), "open"), c[:40])
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
                    await case.build(InboxPlace(self._place.which).address())
                else:
                    empty_state(self._say("inbox-choose"))
        ui.timer(LOOK_EVERY_S, self._look)

    def _load(self) -> tuple[list[InboxItem], Mapping[str, str]]:
        actor = acting(self._visitor, self._services)

        def load(uow: UnitOfWork) -> tuple[list[InboxItem], Mapping[str, str]]:
            items = list_inbox(uow, actor, which=self._place.which, clock=self._services.clock)
            return items, dealer_names(uow, actor, items)

        return self._services.database.read(load)

    async def _look(self) -> None:
        """Show what has come since; a reader whose session ended signs in again."""
        try:
            self._fill(*await in_thread(self._load))
        except Unauthenticated:
            ui.navigate.to("/sign-in")
        except DomainError:
            return

    def _fill(self, items: list[InboxItem], dealers: Mapping[str, str]) -> None:
        if self._list is None:
            return
        html = items_html(items, Listing(self._voice, self._services.clock.now(), self._place.conversation, self._place.pattern(), dealers))
        if not items:
            html = f'<div class="empty">{self._say(f"inbox-empty-{self._place.which}")}</div>'
        if html != self._shown:
            self._shown = html
            self._list.set_content(html)

    def _filters(self) -> None:
        with ui.element("nav").classes("filters").props(f'aria-label="{self._say("inbox-filter")}"'):
            for which in FILTERS:
                here = which == self._place.which
                current = ' aria-current="true"' if here else ""
                with ui.element("a").classes("pill here" if here else "pill").props(f'href="{InboxPlace(which).address()}"{current}'):
                    ui.label(self._say(f"inbox-{which}"))
