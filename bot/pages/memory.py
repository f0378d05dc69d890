"""A dealer's own words at "/names": what each means, from which orders that is known, and a button to forget it.

Invariant: one's own company's words only; they are shown as text, and forgetting is the same use case as over HTTP and in the chat.
"""

from functools import partial

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.identity.domain import Permission
from backend.kit.errors import DomainError, Unauthenticated
from backend.ordering.memory import service as memory
from backend.ordering.memory.domain import KnownName
from bot.pages.layout import Frame, page_frame
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import load_standing
from bot.pages.threads import in_thread
from bot.rendering.formats import quote_words
from bot.rendering.memory import name_source, name_unit
from bot.rendering.voice import Voice


def register_memory(services: PageServices) -> None:
    """Add the page at /names, for who orders."""

    @ui.page("/names")
    async def names_page(request: Request) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        if not visitor.actor.may(Permission.PLACE_ORDERS):
            return RedirectResponse("/")
        with page_frame(services, visitor, here="/names", sheets=("chat", "orders", "inbox")) as frame:
            await NamesPage(services, visitor, frame).build()
        return None


class NamesPage:
    """One open page of words."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame, self._say = services, visitor, frame, frame.say
        self._voice = Voice(visitor.locale, services.phrasebook)
        self._place: ui.element | None = None

    async def build(self) -> None:
        """The list."""
        standing = await in_thread(load_standing, self._services, self._visitor.actor, self._say)
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        self._frame.subtitle.set_text(self._say("names-subtitle"))
        with ui.element("main").classes("people").props('id="content"'):
            self._place = ui.element("div").style("width: 100%; display: flex; flex-direction: column; gap: 10px").props('aria-live="polite"')
        await self._refresh()

    def _load(self) -> tuple[KnownName, ...]:
        actor = acting(self._visitor, self._services)
        return self._services.database.read(lambda uow: memory.known_names(uow, actor, clock=self._services.clock))

    async def _refresh(self) -> None:
        try:
            found = await in_thread(self._load)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        if self._place is None:
            return
        self._place.clear()
        with self._place:
            if not found:
                ui.label(self._say("names-none")).classes("card empty")
            with ui.element("ul").classes("people-list"):
                for name in found:
                    self._entry(name)
            if found:
                ui.label(self._say("names-hint")).classes("small")

    def _entry(self, name: KnownName) -> None:
        word = quote_words(name.word)
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                with ui.element("b"):
                    ui.label(word)
                ui.label(self._voice.name(name))
                if name_unit(name, self._voice):
                    ui.label(name_unit(name, self._voice)).classes("small")
                if name.faded:
                    ui.label(self._say("names-faded")).classes("badge warning")
            ui.label(name_source(name, self._voice)).classes("small")
            with ui.element("div").classes("case-actions"), ui.element("button").classes("pill").props('type="button"') as button:
                ui.label(self._say("names-page-forget", word=word))
            button.on("click", partial(self._forget, name.word))

    async def _forget(self, word: str) -> None:
        try:
            await in_thread(self._forget_now, word)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        except DomainError as error:
            ui.notify(self._say(error.code, **error.params), type="warning", position="top")
        await self._refresh()

    def _forget_now(self, word: str) -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        self._services.database.write(lambda uow: memory.forget_word(uow, actor, word, clock=clock))
