"""What the order book's address asks for, and its two menus: named filters of one's own, and which columns are shown.

Both live in the address, so that a link shows the same; a named filter is an address with a name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from backend.identity.saved_views import LONGEST_NAME, delete_view, list_views, save_view
from backend.kit.errors import DomainError, Unauthenticated
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting
from bot.pages.threads import in_thread
from bot.rendering.voice import Voice

STATUSES = ("HOLD", "APPROVED", "SHIPPED", "DELIVERED", "REJECTED", "CANCELLED")
CHOOSABLE = ("date", "dealer", "status", "delivery", "lines", "total")
LONGEST_SEARCH = 80
_PAGE = "orders"
_HEADINGS = {
    "date": "column-placed",
    "dealer": "column-dealer",
    "status": "column-order-status",
    "delivery": "column-delivery",
    "lines": "column-lines",
    "total": "column-amount",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; `hidden` are columns that are not shown."""

    status: str = ""
    cursor: str = ""
    order: str = ""
    search: str = ""
    hidden: tuple[str, ...] = ()

    def query(self) -> str:
        """The query of the address that shows exactly this."""
        values = {"status": self.status, "q": self.search, "hide": ",".join(self.hidden), "order": self.order, "cursor": self.cursor}
        return urlencode({name: value for name, value in values.items() if value})

    def address(self) -> str:
        """The address that shows exactly this."""
        return f"/orders?{self.query()}" if self.query() else "/orders"

    def kept(self) -> "Filters":
        """What a named filter keeps: neither an open order nor a place in the list."""
        return replace(self, cursor="", order="")


def filters_of(params: Mapping[str, str]) -> Filters:
    """The filters of an address's query; what is unknown there counts as not given."""
    status, hidden = params.get("status", ""), params.get("hide", "").split(",")
    return Filters(
        status=status if status in STATUSES else "",
        cursor=params.get("cursor", ""),
        order=params.get("order", ""),
        search=params.get("q", "")[:LONGEST_SEARCH],
        hidden=tuple(name for name in CHOOSABLE if name in hidden),
    )


def columns_menu(filters: Filters, voice: Voice, *, with_dealer: bool) -> None:
    """A link for each column that shows the same list with or without it."""
    with _menu(voice("orders-columns"), "columns"):
        for name in CHOOSABLE:
            if name == "dealer" and not with_dealer:
                continue
            shown = name not in filters.hidden
            hidden = tuple(one for one in CHOOSABLE if (one in filters.hidden) != (one == name))
            with (
                ui.element("a")
                .classes("menu-item")
                .props(f'href="{replace(filters, hidden=hidden).address()}" role="checkbox" aria-checked="{str(shown).lower()}"')
            ):
                ui.label("✓" if shown else "").classes("mark").props('aria-hidden="true"')
                ui.label(voice(_HEADINGS[name]))


class ViewsMenu:
    """The person's named filters, and a field to name what is shown now. `filters` tells what that is."""

    def __init__(self, services: PageServices, visitor: Visitor, voice: Voice, filters: Callable[[], Filters]) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._voice, self._filters = services, visitor, voice, filters
        self._list: ui.element | None = None
        self._name: ui.input | None = None

    async def build(self) -> None:
        """The menu with what was saved."""
        with _menu(self._voice("orders-views"), "views"):
            self._list = ui.element("div").classes("menu-list")
            label = self._voice("orders-view-name")
            with ui.element("div").classes("menu-save"):
                self._name = (
                    ui.input(placeholder=label).props(f'dense outlined maxlength="{LONGEST_NAME}" aria-label="{label}"').on("keydown.enter", self._save)
                )
                with ui.element("button").classes("pill").props('type="button"').on("click", self._save):
                    ui.label(self._voice("orders-view-save"))
        self._show(await in_thread(self._load))

    def _load(self) -> Mapping[str, str]:
        actor = acting(self._visitor, self._services)
        return self._services.database.read(lambda uow: list_views(uow, actor, _PAGE))

    def _show(self, views: Mapping[str, str]) -> None:
        if self._list is None:
            return
        self._list.clear()
        here = self._filters().kept().query()
        with self._list:
            if not views:
                ui.label(self._voice("orders-views-none")).classes("small")
            for name, query in views.items():
                with ui.element("div").classes("menu-row"):
                    current = ' aria-current="true"' if query == here else ""
                    with ui.element("a").classes("menu-item here" if query == here else "menu-item").props(f'href="/orders?{query}"{current}'):
                        ui.label(name)
                    label = self._voice("orders-view-forget", name=name)
                    with ui.element("button").classes("pill forget").props('type="button"') as button:
                        ui.label("×")
                    button.props["aria-label"] = label
                    button.on("click", partial(self._forget, name))

    async def _save(self) -> None:
        name = (self._name.value or "") if self._name is not None else ""
        if await self._act(name, self._save_now) and self._name is not None:
            self._name.value = ""

    async def _forget(self, name: str) -> None:
        await self._act(name, self._forget_now)

    def _save_now(self, name: str) -> None:
        actor, query = acting(self._visitor, self._services), self._filters().kept().query()
        self._services.database.write(lambda uow: save_view(uow, actor, _PAGE, name, query))

    def _forget_now(self, name: str) -> None:
        actor = acting(self._visitor, self._services)
        self._services.database.write(lambda uow: delete_view(uow, actor, _PAGE, name))

    async def _act(self, name: str, work: Callable[[str], None]) -> bool:
        try:
            await in_thread(work, name)
            self._show(await in_thread(self._load))
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return False
        except DomainError as error:
            ui.notify(self._voice(error.code, **error.params), type="warning", position="top")
            return False
        return True


def _menu(label: str, name: str) -> ui.element:
    """A button that opens a panel below it; works with the keyboard as every disclosure does."""
    details = ui.element("details").classes(f"menu {name}")
    with details:
        with ui.element("summary").classes("pill"):
            ui.label(label)
        return ui.element("div").classes("card menu-panel")
