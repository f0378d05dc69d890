"""The frame of a page that is one list: who looks at it, its heading, the list, and how an act on it is carried out and shown.

A page says what it loads and how it shows that; everything else is here once. Invariant: every load and every act looks the visitor up
again and runs with his own rights in one transaction; what was refused is told, and the list is read again.
"""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
from bot.pages.layout import Frame, page_frame
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import load_standing
from bot.pages.threads import in_thread

T = TypeVar("T")
R = TypeVar("R")
SHEETS = ("chat", "orders", "inbox", "import")
LONGEST_PARAMETER = 400


class ListPage(Generic[T]):
    """One open page. `asked` are the parameters of its address."""

    path = "/"

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame, asked: Mapping[str, str]) -> None:
        """Nothing is shown until `build`."""
        self.services, self.visitor, self.frame, self.asked = services, visitor, frame, asked
        self.say = frame.say
        self._place: ui.element | None = None

    async def build(self) -> None:
        """What stands above the list, the list, and what stands below it."""
        standing = await in_thread(load_standing, self.services, self.visitor.actor, self.say)
        self.frame.name.set_text(standing.name)
        self.frame.detail.set_text(standing.detail)
        self.frame.subtitle.set_text(self.say(self.heading()))
        with ui.element("main").classes("people").props('id="content"'):
            await self.above()
            self._place = ui.element("div").classes("people-place").props('aria-live="polite"')
            await self.below()
        await self.refresh()

    def heading(self) -> str:
        """The key of the sentence under the title."""
        raise NotImplementedError

    async def above(self) -> None:
        """What stands above the list; nothing unless a page has something to write there."""

    async def below(self) -> None:
        """What stands below the list; nothing unless a page has something to write there."""

    def load(self, uow: UnitOfWork, actor: Actor) -> T:
        """What the page shows, as the visitor may see it."""
        raise NotImplementedError

    def fill(self, found: T) -> None:
        """Show what was loaded."""
        raise NotImplementedError

    async def refresh(self) -> None:
        """Read and show the list again; a visitor whose session ended signs in first."""
        found = await self.ask(self.load)
        if self._place is not None and found is not None:
            self._place.clear()
            with self._place:
                self.fill(found)

    async def ask(self, work: Callable[[UnitOfWork, Actor], R]) -> R | None:
        """Read something as the visitor; None when that is not possible, which is then shown."""
        try:
            return await in_thread(self._read_now, work)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
        except DomainError as error:
            self.tell(error)
        return None

    async def act(self, work: Callable[[UnitOfWork, Actor], object]) -> bool:
        """Do something as the visitor and show the list as it is then; False when it was refused."""
        done = True
        try:
            await in_thread(self._write, work)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return False
        except DomainError as error:
            self.tell(error)
            done = False
        await self.refresh()
        return done

    def _read_now(self, work: Callable[[UnitOfWork, Actor], R]) -> R:
        actor = acting(self.visitor, self.services)
        return self.services.database.read(lambda uow: work(uow, actor))

    def tell(self, error: DomainError) -> None:
        """Say why something was refused."""
        ui.notify(self.say(error.code, **error.params), type="warning", position="top")

    def tell_done(self, key: str, **params: object) -> None:
        """Say what was done, from the page: the button that did it may be gone with the list it stood in."""
        with self._place or nullcontext():
            ui.notify(self.say(key, **params), type="positive", position="top")

    def button(self, label: str, act: Callable[[], object], style: str = "pill") -> None:
        """A button that does something."""
        with ui.element("button").classes(style).props('type="button"') as button:
            ui.label(label)
        button.on("click", act)

    def pills(self, labels: Mapping[str, str], chosen: str) -> None:
        """Links to this page for each value of `status`, the chosen one marked."""
        with ui.element("nav").classes("filters").props(f'aria-label="{self.say("inbox-filter")}"'):
            for status, label in labels.items():
                current = ' aria-current="true"' if status == chosen else ""
                with ui.element("a").classes("pill here" if current else "pill").props(f'href="{self.address(status=status)}"{current}'):
                    ui.label(label)

    def turn_page(self, next_cursor: str | None) -> None:
        """The ways to the next page and back to the first; nothing for a list that fits on one."""
        with ui.element("nav").classes("case-actions").props(f'aria-label="{self.say("list-pages")}"'):
            if "cursor" in self.asked:
                self.link(self.address(cursor=""), self.say("list-first"))
            if next_cursor is not None:
                self.link(self.address(cursor=next_cursor), self.say("list-more"))

    def address(self, **changed: str) -> str:
        """The address of this page with some of its parameters changed; another filter begins at the first page."""
        kept = {name: value for name, value in self.asked.items() if name == "status"}
        query = urlencode({name: value for name, value in {**kept, **changed}.items() if value})
        return f"{self.path}?{query}" if query else self.path

    def link(self, address: str, label: str) -> None:
        """A link that looks like a button."""
        with ui.element("a").classes("pill").props(f'href="{address}"'):
            ui.label(label)

    def _write(self, work: Callable[[UnitOfWork, Actor], object]) -> None:
        actor = acting(self.visitor, self.services)
        self.services.database.write(lambda uow: work(uow, actor))


Open = Callable[[PageServices, Visitor, Frame, Mapping[str, str]], ListPage[T]]
"""Makes an open page."""


def register_list(services: PageServices, page: Open[T], path: str, who: Callable[[Actor], bool] = lambda _: True) -> None:
    """Add a page at `path` for those of the signed-in for whom it is; others are sent to where they may be."""

    async def shown(request: Request) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        if not who(visitor.actor):
            return RedirectResponse("/")
        asked = {name: value[:LONGEST_PARAMETER] for name, value in request.query_params.items()}
        with page_frame(services, visitor, here=path, sheets=SHEETS) as frame:
            await page(services, visitor, frame, asked).build()
        return None

    ui.page(path)(shown)
