"""Connected accounts at "/accounts": messenger accounts that speak for one, requests to confirm, a code of one's own, a link for somebody.

Invariant: only the person himself confirms or refuses; a code or link is shown once, where it was made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.identity import service as identity
from backend.identity.domain import Permission
from backend.identity.service import LinkRequest, MessengerAccount
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
from bot.connectors.binding_notices import NAMES, tell_others
from bot.connectors.web.accounts import deep_link
from bot.pages.layout import Frame, page_frame
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import load_standing
from bot.pages.threads import in_thread

CONNECTOR = "telegram"
LONGEST_LOGIN = 80


def register_accounts(services: PageServices, app: FastAPI) -> None:
    """Add the page at /accounts."""

    @ui.page("/accounts")
    async def accounts_page(request: Request) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        with page_frame(services, visitor, here="/accounts", sheets=("chat", "orders", "inbox")) as frame:
            await AccountsPage(services, visitor, frame, partial(deep_link, app, CONNECTOR)).build()
        return None


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page lists."""

    accounts: list[tuple[str, MessengerAccount]]
    requests: list[LinkRequest]


class AccountsPage:
    """One open page of accounts. `address` makes the link of a code, None while the bot's name is not known."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame, address: Callable[[str], str | None]) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame, self._say = services, visitor, frame, frame.say
        self._address = address
        self._place: ui.element | None = None

    async def build(self) -> None:
        """Requests and accounts, then the ways to connect one."""
        standing = await in_thread(load_standing, self._services, self._visitor.actor, self._say)
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        self._frame.subtitle.set_text(self._say("accounts-subtitle"))
        with ui.element("main").classes("people").props('id="content"'):
            self._place = ui.element("div").style("width: 100%; display: flex; flex-direction: column; gap: 10px")
            with ui.element("div").classes("entry"):
                ui.label(self._say("accounts-own-code")).classes("words")
                self._button("accounts-make-code", self._make_code)
            actor = self._visitor.actor
            if actor.may(Permission.MANAGE_DEALERS) or actor.may(Permission.MANAGE_USERS):
                with ui.element("div").classes("entry"):
                    ui.label(self._say("accounts-for-somebody")).classes("words")
                    login = ui.input(self._say("accounts-login")).props(f'maxlength="{LONGEST_LOGIN}"')
                    self._button("accounts-make-link", lambda: self._make_link(str(login.value or "").strip()))
            self._told = ui.element("div").props('role="status" aria-live="polite"')
        await self._refresh()

    def _button(self, key: str, act: Callable[[], object], **params: str) -> None:
        with ui.element("div").classes("case-actions"), ui.element("button").classes("pill").props('type="button"') as button:
            ui.label(self._say(key, **params))
        button.on("click", act)

    async def _refresh(self) -> None:
        try:
            found = await in_thread(self._load)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        if self._place is None:
            return
        self._place.clear()
        with self._place, ui.element("ul").classes("people-list"):
            for request in found.requests:
                self._request(request)
            for connector, account in found.accounts:
                self._account(connector, account)
            if not found.requests and not found.accounts:
                ui.label(self._say("accounts-none")).classes("card empty")

    def _load(self) -> _Found:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        return self._services.database.read(lambda uow: _Found(identity.list_accounts(uow, actor), identity.list_link_requests(uow, actor, clock=clock)))

    def _request(self, request: LinkRequest) -> None:
        name = request.account_name or request.external_id
        with ui.element("li").classes("entry unread"):
            ui.label(self._say("accounts-request", messenger=NAMES.get(request.connector, request.connector), account=name)).classes("words")
            self._button("accounts-confirm", partial(self._act, partial(self._confirm, request.id)))
            self._button("accounts-refuse", partial(self._act, partial(self._refuse, request.id)))

    def _account(self, connector: str, account: MessengerAccount) -> None:
        with ui.element("li").classes("entry"):
            ui.label(f"{NAMES.get(connector, connector)} · {account.name or account.external_id}").classes("words")
            self._button("accounts-remove", partial(self._act, partial(self._remove, connector, account.external_id)))

    def _confirm(self, request_id: str) -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock

        def confirm(uow: UnitOfWork) -> None:
            tell_others(uow, identity.confirm_link(uow, actor, request_id, clock=clock), key=request_id, clock=clock)

        self._services.database.write(confirm)

    def _refuse(self, request_id: str) -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        self._services.database.write(lambda uow: identity.refuse_link(uow, actor, request_id, clock=clock))

    def _remove(self, connector: str, external_id: str) -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        self._services.database.write(lambda uow: identity.unbind_account(uow, actor, connector, external_id, clock=clock))

    async def _act(self, work: Callable[[], None]) -> None:
        try:
            await in_thread(work)
        except DomainError as error:
            self._tell(self._say(error.code, **error.params))
        await self._refresh()

    async def _make_code(self) -> None:
        def make() -> str:
            actor, clock = acting(self._visitor, self._services), self._services.clock
            return self._services.database.write(lambda uow: identity.issue_binding_code(uow, actor, clock=clock))

        await self._show(make, "accounts-code-made", self._visitor.actor.name)

    async def _make_link(self, login: str) -> None:
        def make() -> str:
            actor, clock = acting(self._visitor, self._services), self._services.clock
            return self._services.database.write(lambda uow: identity.make_binding_link(uow, actor, login, CONNECTOR, clock=clock)).code

        await self._show(make, "accounts-link-made", login)

    async def _show(self, make: Callable[[], str], key: str, name: str) -> None:
        try:
            code = await in_thread(make)
        except DomainError as error:
            self._tell(self._say(error.code, **error.params))
            return
        self._tell(self._say(key, name=name, what=self._address(code) or f"/start {code}"))

    def _tell(self, text: str) -> None:
        self._told.clear()
        with self._told:
            ui.label(text).classes("card words").style("overflow-wrap: anywhere")
