"""Signing in on the web: an HttpOnly cookie holds the opaque token; every page and every action looks the actor up again.

Invariant: who asks comes from the cookie's token alone; nothing on a page can change it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from backend.identity import service as identity
from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
from backend.kit.rates import RateLimit
from backend.notices.service import count_unread
from bot.pages.services import PageServices

TOKEN_COOKIE = "dinghuo_session"  # noqa: S105 - the cookie's name
LOCALE_COOKIE = "dinghuo_locale"
MONTH_SECONDS = 30 * 24 * 3600
LOCALES = ("zh", "en")
Login = Annotated[str, Form(max_length=80)]
Password = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person looking at a page. `locale` is what he chose to read, which his actor speaks whatever his profile says.

    `unread` is how many notices he has not read.
    """

    actor: Actor
    token: str
    locale: str
    unread: int = 0


def visitor_of(request: Request, services: PageServices) -> Visitor | None:
    """Who looks at the page, or None when he must sign in first."""
    token = request.cookies.get(TOKEN_COOKIE)
    if not token:
        return None
    try:
        actor, unread = services.database.read(lambda uow: _actor_and_unread(uow, token, services))
    except Unauthenticated:
        return None
    locale = chosen_locale(request, actor.locale)
    return Visitor(actor=replace(actor, locale=locale), token=token, locale=locale, unread=unread)


def acting(visitor: Visitor, services: PageServices) -> Actor:
    """The visitor's actor now, speaking the language he reads; raises Unauthenticated when his session ended meanwhile."""
    return replace(_actor_of(visitor.token, services), locale=visitor.locale)


def _actor_of(token: str, services: PageServices) -> Actor:
    return services.database.read(lambda uow: identity.actor_of_token(uow, token, clock=services.clock))


def _actor_and_unread(uow: UnitOfWork, token: str, services: PageServices) -> tuple[Actor, int]:
    actor = identity.actor_of_token(uow, token, clock=services.clock)
    if not actor.is_person:
        raise Unauthenticated("identity.bad_token")
    return actor, count_unread(uow, actor)


def chosen_locale(request: Request, otherwise: str | None = None) -> str:
    """The language chosen on the page, else `otherwise`, else the browser's."""
    chosen = request.cookies.get(LOCALE_COOKIE)
    if chosen in LOCALES:
        return str(chosen)
    if otherwise in LOCALES:
        return str(otherwise)
    return "zh" if request.headers.get("accept-language", "zh").lower().startswith("zh") else "en"


def session_routes(services: PageServices, limit: RateLimit) -> APIRouter:
    """The form targets of the sign-in page; `limit` counts the attempts, those of the API included."""
    router = APIRouter(include_in_schema=False)

    @router.post("/sign-in")
    def sign_in(request: Request, login: Login = "", password: Password = "") -> Response:
        return _opened(request, lambda: _check(services, limit, request, identity.SignIn(login.strip(), password)), login)

    @router.post("/sign-in/demo")
    def sign_in_demo(request: Request, login: Login = "") -> Response:
        if not services.settings.demo_mode:
            return RedirectResponse("/sign-in", status_code=303)
        return _opened(request, lambda: _check_demo(services, limit, request, login.strip()), login)

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


def _check(services: PageServices, limit: RateLimit, request: Request, wanted: identity.SignIn) -> identity.Session:
    limit.take(_caller(request, wanted.login))
    actor = services.database.read(lambda uow: identity.check_password(uow, wanted))
    return services.database.write(lambda uow: identity.open_session(uow, actor, clock=services.clock))


def _check_demo(services: PageServices, limit: RateLimit, request: Request, login: str) -> identity.Session:
    limit.take(_caller(request, "demo"))
    return services.database.write(lambda uow: identity.sign_in_demo(uow, login, clock=services.clock))


def _opened(request: Request, open_session: Callable[[], identity.Session], login: str) -> Response:
    try:
        session = open_session()
    except DomainError as error:
        return RedirectResponse(f"/sign-in?{urlencode({'problem': error.code, 'login': login})}", status_code=303)
    answer = RedirectResponse("/", status_code=303)
    secure = request.url.scheme == "https"
    answer.set_cookie(TOKEN_COOKIE, session.token, max_age=MONTH_SECONDS, httponly=True, samesite="lax", secure=secure)
    return answer


def _caller(request: Request, login: str) -> str:
    return f"{request.client.host if request.client else ''}|{login.casefold()}"
