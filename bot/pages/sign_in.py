"""The sign-in page: login and password; in demo mode also the demo company's people, or a number field when they are too many to list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.dealers.service import list_dealers
from backend.identity import service as identity
from backend.identity.domain import SYSTEM
from backend.kit.db import UnitOfWork
from bot.pages.layout import Say, brand_mark, head
from bot.pages.services import PageServices
from bot.pages.session import chosen_locale, visitor_of
from bot.pages.threads import in_thread

SHOWN_PEOPLE = 60
_ORDER = ("dealer_user", "brand_manager", "province_manager", "channel_control", "warehouse", "technician", "admin", "other_system")


def register_sign_in(services: PageServices) -> None:
    """Add the page at /sign-in."""

    @ui.page("/sign-in")
    async def sign_in_page(request: Request, problem: str = "", login: str = "") -> RedirectResponse | None:
        if await in_thread(visitor_of, request, services) is not None:
            return RedirectResponse("/")
        locale = chosen_locale(request)
        people = await in_thread(_people, services, locale) if services.settings.demo_mode else ()
        say: Say = partial(services.phrasebook.say, locale)
        head(say, locale, "sign-in", "layout", "sign_in")
        with ui.element("main").classes("gate"):
            _heading(say, locale)
            if problem:
                known = services.phrasebook.has(problem)
                ui.label(say(problem, login=login) if known else say("sign-in-failed")).classes("notice error").props('role="alert"')
            if services.settings.demo_mode:
                _demo(people, say, locale)
            _password_form(say)
        return None


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody to be in the demo company, with the place he works at in words."""

    user: identity.UserView
    dealer: str


def _people(services: PageServices, locale: str) -> Sequence[_Person]:
    def read(uow: UnitOfWork) -> list[_Person]:
        users = identity.list_users(uow, SYSTEM)
        names = {dealer.id: dealer.name(locale) for dealer in list_dealers(uow, SYSTEM, limit=SHOWN_PEOPLE).items} if len(users) <= SHOWN_PEOPLE else {}
        return [_Person(user, names.get(user.dealer_id or "", user.dealer_id or "")) for user in users]

    return services.database.read(read)


def _heading(say: Say, locale: str) -> None:
    with ui.element("div").classes("row"):
        with ui.element("h1"):
            brand_mark()
        with ui.element("a").classes("link-pill").props(f'href="/locale/{"en" if locale == "zh" else "zh"}" aria-label="{say("language-switch")}"'):
            ui.label("中 / EN")
    ui.label(say("sign-in-lead")).classes("small")


def _password_form(say: Say) -> None:
    with ui.element("form").classes("card").props('method="post" action="/sign-in"'):
        with ui.element("h2"):
            ui.label(say("sign-in-own"))
        for name, kind, hint in (("login", "text", "username"), ("password", "password", "current-password")):
            with ui.element("label"):
                ui.label(say(f"sign-in-{name}"))
                ui.element("input").props(f'name="{name}" type="{kind}" autocomplete="{hint}" maxlength="80" required')
        with ui.element("button").classes("pill primary").props('type="submit"'):
            ui.label(say("sign-in"))


def _demo(people: Sequence[_Person], say: Say, locale: str) -> None:
    with ui.element("section").classes("card"):
        with ui.element("h2"):
            ui.label(say("sign-in-demo"))
        if not people:
            ui.label(say("sign-in-demo-empty")).classes("small")
        elif len(people) > SHOWN_PEOPLE:
            _number_form(say, len(people))
        else:
            ui.label(say("sign-in-demo-hint")).classes("small").style("margin-bottom: 12px")
            ordered = sorted(people, key=lambda person: (person.user.locale != locale, _ORDER.index(person.user.role), person.user.login))
            own = [person for person in ordered if person.user.locale == locale] or ordered
            ui.html("".join(_person_html(person, say) for person in own), sanitize=False).classes("people")
            others = "".join(_person_html(person, say) for person in ordered if person not in own)
            if others:
                more = escape(say("sign-in-demo-others"))
                ui.html(f'<details><summary>{more}</summary><div class="people">{others}</div></details>', sanitize=False)


def _person_html(person: _Person, say: Say) -> str:
    about = " · ".join(filter(None, (person.dealer, say(f"role-{person.user.role}"), person.user.login)))
    return (
        f'<form method="post" action="/sign-in/demo"><input type="hidden" name="login" value="{escape(person.user.login)}">'
        f'<button class="pill" type="submit">{escape(person.user.name)}<div class="small">{escape(about)}</div></button></form>'
    )


def _number_form(say: Say, count: int) -> None:
    ui.label(say("sign-in-number-hint")).classes("small").style("margin-bottom: 12px")
    with ui.element("form").props('method="post" action="/sign-in/demo"'):
        with ui.element("label"):
            ui.label(say("sign-in-number", count=count))
            ui.element("input").props('name="login" autocomplete="username" maxlength="80" required')
        with ui.element("button").classes("pill primary").props('type="submit"'):
            ui.label(say("sign-in"))
