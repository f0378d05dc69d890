"""The sign-in page: login and password; in demo mode also the demo company's people, or a number field when they are too many to list."""

from collections.abc import Sequence
from functools import partial
from html import escape

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.identity import service as identity
from backend.identity.domain import SYSTEM
from bot.pages.layout import Say, brand_mark, head
from bot.pages.services import PageServices
from bot.pages.session import chosen_locale, visitor_of
from bot.pages.threads import in_thread

SHOWN_PEOPLE = 60
_ORDER = ("dealer_user", "brand_manager", "province_manager", "channel_control", "warehouse", "technician", "admin")


def register_sign_in(services: PageServices) -> None:
    """Add the page at /sign-in."""

    @ui.page("/sign-in")
    async def sign_in_page(request: Request, problem: str = "", login: str = "") -> RedirectResponse | None:
        if await in_thread(visitor_of, request, services) is not None:
            return RedirectResponse("/")
        people = await in_thread(_people, services) if services.settings.demo_mode else ()
        locale = chosen_locale(request)
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


def _people(services: PageServices) -> Sequence[identity.UserView]:
    return services.database.read(lambda uow: identity.list_users(uow, SYSTEM))


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


def _demo(people: Sequence[identity.UserView], say: Say, locale: str) -> None:
    with ui.element("section").classes("card"):
        with ui.element("h2"):
            ui.label(say("sign-in-demo"))
        if not people:
            ui.label(say("sign-in-demo-empty")).classes("small")
        elif len(people) > SHOWN_PEOPLE:
            _number_form(say, len(people))
        else:
            ui.label(say("sign-in-demo-hint")).classes("small").style("margin-bottom: 12px")
            ordered = sorted(people, key=lambda user: (_ORDER.index(user.role), user.locale != locale, user.login))
            ui.html("".join(_person(user, say) for user in ordered), sanitize=False).classes("people")


def _person(user: identity.UserView, say: Say) -> str:
    about = " · ".join(filter(None, (say(f"role-{user.role}"), user.dealer_id, user.login)))
    return (
        f'<form method="post" action="/sign-in/demo"><input type="hidden" name="login" value="{escape(user.login)}">'
        f'<button class="pill" type="submit">{escape(user.name)}<div class="small">{escape(about)}</div></button></form>'
    )


def _number_form(say: Say, count: int) -> None:
    ui.label(say("sign-in-number-hint")).classes("small").style("margin-bottom: 12px")
    with ui.element("form").props('method="post" action="/sign-in/demo"'):
        with ui.element("label"):
            ui.label(say("sign-in-number", count=count))
            ui.element("input").props('name="login" autocomplete="username" maxlength="80" required')
        with ui.element("button").classes("pill primary").props('type="submit"'):
            ui.label(say("sign-in"))
