"""A dealer's own words at "/names": what each means, from which orders that is known, and a button to forget it.

Invariant: one's own company's words only; they are shown as text, and forgetting is the same use case as over HTTP and in the chat.
"""

from functools import partial

from nicegui import ui

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.ordering.memory import service as memory
from backend.ordering.memory.domain import KnownName
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.rendering.formats import quote_words
from bot.rendering.memory import name_source, name_unit
from bot.rendering.voice import Voice

PATH = "/names"


def register_memory(services: PageServices) -> None:
    """Add the page at /names, for who orders."""
    register_list(services, NamesPage, PATH, lambda actor: actor.is_buyer)


class NamesPage(ListPage[tuple[KnownName, ...]]):
    """One open page of words."""

    path = PATH

    def heading(self) -> str:
        """What the page is for."""
        return "names-subtitle"

    def load(self, uow: UnitOfWork, actor: Actor) -> tuple[KnownName, ...]:
        """The company's own words."""
        return memory.known_names(uow, actor, clock=self.services.clock)

    def fill(self, found: tuple[KnownName, ...]) -> None:
        """Each word with what it means and a button to forget it."""
        if not found:
            ui.label(self.say("names-none")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for name in found:
                self._entry(name, Voice(self.visitor.locale, self.services.phrasebook))
        if found:
            ui.label(self.say("names-hint")).classes("small")

    def _entry(self, name: KnownName, voice: Voice) -> None:
        word = quote_words(name.word)
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                with ui.element("b"):
                    ui.label(word)
                ui.label(voice.name(name))
                if name_unit(name, voice):
                    ui.label(name_unit(name, voice)).classes("small")
                if name.faded:
                    ui.label(self.say("names-faded")).classes("badge warning")
            ui.label(name_source(name, voice)).classes("small")
            with ui.element("div").classes("case-actions"):
                self.button(self.say("names-page-forget", word=word), partial(self._forget, name.word))

    async def _forget(self, word: str) -> None:
        await self.act(lambda uow, actor: memory.forget_word(uow, actor, word, clock=self.services.clock))
