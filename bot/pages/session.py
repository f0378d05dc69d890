"""Signing in on the web: an HttpOnly cookie holds the opaque token; every page and every action looks the actor up again.

Invariant: who asks comes from the cookie's token alone; nothing on a page can change it.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from backend.identity import service as identity
from backend.identity.domain import Actor
from backend.kit.errors import DomainError, Unauthenticated
from bot.pages.services import PageServices

TOKEN_COOKIE = "dinghuo_session"  # noqa: S105 - the cookie's name
LOCALE_COOKIE = "dinghuo_locale"
MONTH_SECONDS = 30 * 24 * 3600
LOCALES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person looking at a page. `locale` is what he chose to read, which may differ from his profile."""

    actor: Actor
    token: str
    locale: str


def visitor_of(request: Request, services: PageServices) -> Visitor | None:
    """Who looks at the page, or None when he must sign in first."""
    token = request.cookies.get(TOKEN_COOKIE)
    if not token:
        return None
    try:
        actor = current_actor(token, services)
    except Unauthenticated:
        return None
    return Visitor(actor=actor, token=token, locale=chosen_locale(request, actor.locale))


def current_actor(token: str, services: PageServices) -> Actor:
    """The actor of a token now; raises Unauthenticated when it expired or was revoked meanwhile."""
    return services.database.read(lambda uow: identity.actor_of_token(uow, token, clock=services.clock))


def chosen_locale(request: Request, otherwise: str | None = None) -> str:
    """The language chosen on the page, else `otherwise`, else the browser's."""
    chosen = request.cookies.get(LOCALE_COOKIE)
    if chosen in LOCALES:
        return chosen
    if otherwise in LOCALES:
        return otherwise
    return "zh" if request.headers.get("accept-language", "zh").lower().startswith("zh") else "en"


def session_routes(services: PageServices) -> APIRouter:
    """The form targets of the sign-in page."""
    router = APIRouter(include_in_schema=False)

    @router.post("/sign-in")
    def sign_in(request: Request, login: str = Form(max_length=80), password: str = Form("", max_length=200)) -> Response:
        try:
            session = services.database.write(lambda uow: identity.sign_in(uow, identity.SignIn(login=login, password=password), clock=services.clock))
        except DomainError as error:
            return RedirectResponse(f"/sign-in?problem={error.code}", status_code=303)
        return _with_token(request, session.token)

    @router.post("/sign-in/demo")
    def sign_in_demo(request: Request, login: str = Form(max_length=80)) -> Response:
        if not services.settings.demo_mode:
            return RedirectResponse("/sign-in", status_code=303)
        try:
            session = services.database.write(lambda uow: identity.sign_in_demo(uow, login.strip(), clock=services.clock))
        except DomainError as error:
            return RedirectResponse(f"/sign-in?problem={error.code}", status_code=303)
        return _with_token(request, session.token)

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        token = request.cookies.get(TOKEN_COOKIE)
        if token:
            services.database.write(lambda uow: identity.sign_out(uow, token, clock=services.clock))
        answer = RedirectResponse("/sign-in", status_code=303)
        answer.delete_cookie(TOKEN_COOKIE)
        return answer

    @router.get("/locale/{locale}")
    def choose_locale(request: Request, locale: str) -> Response:
        back = request.headers.get("referer", "/")
        answer = RedirectResponse(back if back.startswith(str(request.base_url)) else "/", status_code=303)
        if locale in LOCALES:
            answer.set_cookie(LOCALE_COOKIE, locale, max_age=12 * MONTH_SECONDS, samesite="lax")
        return answer

    return router


def _with_token(request: Request, token: str) -> Response:
    answer = RedirectResponse("/", status_code=303)
    secure = request.url.scheme == "https"
    answer.set_cookie(TOKEN_COOKIE, token, max_age=MONTH_SECONDS, httponly=True, samesite="lax", secure=secure)
    return answer
