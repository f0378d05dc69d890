"""Connected accounts at "/accounts": messenger accounts that speak for one, requests to confirm, a code of one's own, a link for somebody.

Invariant: only the person himself confirms or refuses; a code or link is shown once, where it was made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI
from nicegui import ui

from backend.identity import service as identity
from backend.identity.domain import Actor, Permission
from backend.identity.service import LinkRequest, MessengerAccount
from backend.kit.db import UnitOfWork
from bot.connectors.binding_notices import NAMES, tell_others
from bot.connectors.web.accounts import deep_link
from bot.pages.layout import Frame
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.session import Visitor

PATH = "/accounts"
CONNECTOR = "telegram"
LONGEST_LOGIN = 80


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page lists."""

    accounts: list[tuple[str, MessengerAccount]]
    requests: list[LinkRequest]


def register_accounts(services: PageServices, app: FastAPI) -> None:
    """Add the page at /accounts."""

    def opened(services: PageServices, visitor: Visitor, frame: Frame, asked: Mapping[str, str]) -> AccountsPage:
        return AccountsPage(services, visitor, frame, asked, partial(deep_link, app, CONNECTOR))

    register_list(services, opened, PATH)


class AccountsPage(ListPage[_Found]):
    """One open page of accounts. `link_of` makes the link of a code, None while the bot's name is not known."""

    path = PATH

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame, asked: Mapping[str, str], link_of: Callable[[str], str | None]) -> None:
        """Nothing is shown until `build`."""
        super().__init__(services, visitor, frame, asked)
        self._link_of = link_of

    def heading(self) -> str:
        """What the page is for."""
        return "accounts-subtitle"

    async def below(self) -> None:
        """The ways to connect an account, and where a code or link is told."""
        with ui.element("div").classes("entry"):
            ui.label(self.say("accounts-own-code")).classes("words")
            self._action("accounts-make-code", self._make_code)
        actor = self.visitor.actor
        if actor.may(Permission.MANAGE_DEALERS) or actor.may(Permission.MANAGE_USERS):
            with ui.element("div").classes("entry"):
                ui.label(self.say("accounts-for-somebody")).classes("words")
                login = ui.input(self.say("accounts-login")).props(f'maxlength="{LONGEST_LOGIN}"')
                self._action("accounts-make-link", lambda: self._make_link(str(login.value or "").strip()))
        self._told = ui.element("div").props('role="status" aria-live="polite"')

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The visitor's accounts and what waits for his yes."""
        return _Found(identity.list_accounts(uow, actor), identity.list_link_requests(uow, actor, clock=self.services.clock))

    def fill(self, found: _Found) -> None:
        """Requests first."""
        with ui.element("ul").classes("people-list"):
            for request in found.requests:
                self._request(request)
            for connector, account in found.accounts:
                self._account(connector, account)
            if not found.requests and not found.accounts:
                ui.label(self.say("accounts-none")).classes("card empty")

    def _action(self, key: str, act: Callable[[], object]) -> None:
        with ui.element("div").classes("case-actions"):
            self.button(self.say(key), act)

    def _request(self, request: LinkRequest) -> None:
        name, clock = request.account_name or request.external_id, self.services.clock

        def confirm(uow: UnitOfWork, actor: Actor) -> None:
            tell_others(uow, identity.confirm_link(uow, actor, request.id, clock=clock), key=request.id, clock=clock)

        def refuse(uow: UnitOfWork, actor: Actor) -> None:
            identity.refuse_link(uow, actor, request.id, clock=clock)

        with ui.element("li").classes("entry unread"):
            ui.label(self.say("accounts-request", messenger=NAMES.get(request.connector, request.connector), account=name)).classes("words")
            self._action("accounts-confirm", partial(self.act, confirm))
            self._action("accounts-refuse", partial(self.act, refuse))

    def _account(self, connector: str, account: MessengerAccount) -> None:
        def remove(uow: UnitOfWork, actor: Actor) -> None:
            identity.unbind_account(uow, actor, connector, account.external_id, clock=self.services.clock)

        with ui.element("li").classes("entry"):
            ui.label(f"{NAMES.get(connector, connector)} · {account.name or account.external_id}").classes("words")
            self._action("accounts-remove", partial(self.act, remove))

    async def _make_code(self) -> None:
        await self._show(lambda uow, actor: identity.issue_binding_code(uow, actor, clock=self.services.clock), "accounts-code-made", self.visitor.actor.name)

    async def _make_link(self, login: str) -> None:
        await self._show(
            lambda uow, actor: identity.make_binding_link(uow, actor, login, CONNECTOR, clock=self.services.clock).code, "accounts-link-made", login
        )

    async def _show(self, make: Callable[[UnitOfWork, Actor], str], key: str, name: str) -> None:
        """Make a code and tell it, here and this once."""
        made: list[str] = []
        if await self.act(lambda uow, actor: made.append(make(uow, actor))):
            code = made[-1]
            self._told.clear()
            with self._told:
                ui.label(self.say(key, name=name, what=self._link_of(code) or f"/start {code}")).classes("card words").style("overflow-wrap: anywhere")
