"""The sign-in page: login and password; in demo mode also a list of the demo company's people."""

from functools import partial

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.identity import service as identity
from backend.identity.domain import SYSTEM
from bot.pages.layout import Say
from bot.pages.services import PageServices
from bot.pages.session import chosen_locale, visitor_of
from bot.pages.theme import apply_theme

_CSS = """
.gate { max-width: 560px; margin: 8vh auto 40px; padding: 0 16px; display: flex; flex-direction: column; gap: 16px; }
.gate h1 { font-size: 24px; margin: 0; font-weight: 700; line-height: 1.3; } .gate h1 b { color: var(--accent); }
.gate form { display: flex; flex-direction: column; gap: 12px; }
.gate .card { padding: 20px; }
.gate label { display: flex; flex-direction: column; gap: 4px; font-size: 13px; color: var(--muted); }
.gate input { font: inherit; font-size: 16px; color: var(--ink); background: var(--ground); border: 1px solid var(--line); border-radius: 10px; padding: 10px 12px; }
.people { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 8px; }
.people button { width: 100%; text-align: left; border-radius: 12px; padding: 8px 14px; min-height: 52px; }
.problem { background: var(--error-soft); color: var(--error); border-radius: 10px; padding: 10px 14px; }
.gate .row { display: flex; align-items: baseline; justify-content: space-between; gap: 12px; }
"""
SHOWN_PEOPLE = 60


def register_sign_in(services: PageServices) -> None:
    """Add the page at /sign-in."""

    @ui.page("/sign-in")
    def sign_in_page(request: Request, problem: str = "") -> RedirectResponse | None:
        if visitor_of(request, services) is not None:
            return RedirectResponse("/")
        locale = chosen_locale(request)
        say = partial(services.phrasebook.say, locale)
        apply_theme()
        ui.add_css(_CSS)
        ui.page_title(f"{say('sign-in')} · {say('brand-name')}")
        with ui.element("main").classes("gate"):
            _heading(say, locale)
            if problem:
                with ui.element("div").classes("problem").props('role="alert"'):
                    ui.label(say(problem) if services.phrasebook.has(problem) else say("sign-in-failed"))
            _password_form(say)
            if services.settings.demo_mode:
                _demo_people(services, say, locale)
        return None


def _heading(say: Say, locale: str) -> None:
    with ui.element("div").classes("row"):
        with ui.element("h1"):
            ui.html("订货 <b>Dinghuo</b>", sanitize=False)
        with ui.element("a").props(f'href="/locale/{"en" if locale == "zh" else "zh"}" aria-label="{say("language-switch")}"').style("color: var(--accent)"):
            ui.label("中 / EN")
    ui.label(say("sign-in-lead")).classes("small")


def _password_form(say: Say) -> None:
    with ui.element("form").classes("card").props('method="post" action="/sign-in"'):
        for name, kind, hint in (("login", "text", "username"), ("password", "password", "current-password")):
            with ui.element("label"):
                ui.label(say(f"sign-in-{name}"))
                ui.element("input").props(f'name="{name}" type="{kind}" autocomplete="{hint}" required')
        with ui.element("button").classes("pill primary").props('type="submit"'):
            ui.label(say("sign-in"))


def _demo_people(services: PageServices, say: Say, locale: str) -> None:
    people = services.database.read(lambda uow: identity.list_users(uow, SYSTEM))
    with ui.element("div").classes("card"):
        ui.label(say("sign-in-demo")).style("font-weight: 600")
        ui.label(say("sign-in-demo-hint")).classes("small").style("margin-bottom: 12px")
        if len(people) > SHOWN_PEOPLE:
            _number_form(say, len(people))
            return
        ordered = sorted(people, key=lambda user: (user.locale != locale, user.dealer_id is None, user.login))
        with ui.element("div").classes("people"):
            for user in ordered:
                with ui.element("form").props('method="post" action="/sign-in/demo"'):
                    ui.element("input").props(f'type="hidden" name="login" value="{user.login}"')
                    with ui.element("button").classes("pill").props('type="submit"'):
                        ui.label(user.name)
                        ui.label(" · ".join(filter(None, (user.dealer_id, say(f"role-{user.role}"), user.login)))).classes("small")


def _number_form(say: Say, count: int) -> None:
    with ui.element("form").props('method="post" action="/sign-in/demo"'):
        with ui.element("label"):
            ui.label(say("sign-in-number", count=count))
            ui.element("input").props('name="login" inputmode="numeric" required')
        with ui.element("button").classes("pill primary").props('type="submit"'):
            ui.label(say("sign-in"))
