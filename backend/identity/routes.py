"""Signing in and out over HTTP, and who one is.

Invariant: a token is told once, in the answer that made it; the demo door exists in demo mode only.
"""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity import service as identity
from backend.identity.domain import PERMISSIONS, SYSTEM, Actor
from backend.identity.http import CurrentCaller, CurrentToken
from backend.kit.errors import NotFound
from backend.kit.http import Here, Word, json_answer
from backend.kit.problems import problems_of
from backend.kit.rates import RateLimit
from backend.settings.http import Settings
from backend.settings.process import ProcessSettings

ATTEMPTS_A_MINUTE = 30
router = APIRouter(tags=["sign-in"])


class SignInBody(BaseModel):
    """A login and its password."""

    model_config = ConfigDict(json_schema_extra={"example": {"login": "d1.en", "password": "correct horse battery"}})

    login: Word
    password: str = Field(min_length=1, max_length=200)


class DemoSignInBody(BaseModel):
    """A person of the demo company."""

    model_config = ConfigDict(json_schema_extra={"example": {"login": "d1.en"}})

    login: Word


class Me(BaseModel):
    """The signed-in person. `dealer_id` is set for dealer users only."""

    user_id: str
    name: str
    role: str = Field(examples=["dealer_user"])
    locale: str = Field(examples=["zh"])
    dealer_id: str | None
    permissions: list[str] = Field(examples=[["place_orders", "read_orders"]])


class SessionView(BaseModel):
    """A fresh session. Keep the token; it is not shown again."""

    token: str
    token_type: str = "bearer"  # noqa: S105 - the word, not a secret
    expires_at: datetime
    me: Me


class DemoUser(BaseModel):
    """Somebody one can be in the demo company."""

    login: str
    name: str
    role: str
    locale: str
    dealer_id: str | None


class DemoUsers(BaseModel):
    """The people of the demo company."""

    items: list[DemoUser]


@router.post("/sessions", status_code=201, response_model=SessionView, responses=problems_of(401, 422, 429), summary="Sign in with login and password")
def create_session(request: Request, body: SignInBody, services: Here) -> Response:
    """Open a session and return its bearer token. A wrong login and a wrong password look the same."""
    _limit(request).take(_caller(request, body.login))
    checked = services.database.read(lambda uow: identity.check_password(uow, identity.SignIn(body.login, body.password)))
    session = services.database.write(lambda uow: identity.open_session(uow, checked, clock=services.clock))
    return json_answer(_view(session), 201)


@router.post(
    "/sessions/demo", status_code=201, response_model=SessionView, responses=problems_of(404, 422, 429), summary="Sign in as a demo user (demo mode only)"
)
def create_demo_session(request: Request, body: DemoSignInBody, services: Here, settings: Settings) -> Response:
    """Open a session without a password. Answers 404 outside demo mode, as for an unknown login."""
    _limit(request).take(_caller(request, "demo"))
    _demand_demo(settings, body.login)
    return json_answer(_view(services.database.write(lambda uow: identity.sign_in_demo(uow, body.login, clock=services.clock))), 201)


@router.get("/sessions/demo", response_model=DemoUsers, responses=problems_of(404), summary="List the demo users (demo mode only)")
def list_demo_users(services: Here, settings: Settings) -> Response:
    """The people one can sign in as. Answers 404 outside demo mode."""
    _demand_demo(settings, "")
    people = services.database.read(lambda uow: identity.list_users(uow, SYSTEM))
    return json_answer(DemoUsers(items=[DemoUser(login=p.login, name=p.name, role=p.role, locale=p.locale, dealer_id=p.dealer_id) for p in people]))


@router.delete("/sessions/current", status_code=204, responses=problems_of(401), summary="Sign out")
def delete_session(token: CurrentToken, actor: CurrentCaller, services: Here) -> Response:  # noqa: ARG001 - only a live session can be ended
    """Revoke the token of this request."""
    services.database.write(lambda uow: identity.sign_out(uow, token, clock=services.clock))
    return Response(status_code=204)


@router.get("/me", response_model=Me, responses=problems_of(401), summary="Who am I")
def read_me(actor: CurrentCaller) -> Response:
    """The signed-in person and what the role may do."""
    return json_answer(_me(actor))


def _view(session: identity.Session) -> SessionView:
    return SessionView(token=session.token, expires_at=session.expires_at, me=_me(session.actor))


def _me(actor: Actor) -> Me:
    permissions = sorted(permission.value for permission in PERMISSIONS[actor.role])
    return Me(user_id=actor.user_id, name=actor.name, role=actor.role.value, locale=actor.locale, dealer_id=actor.dealer_id, permissions=permissions)


def _demand_demo(settings: ProcessSettings, login: str) -> None:
    if not settings.demo_mode:
        raise NotFound("identity.no_user", login=login)


def new_sign_in_limit() -> RateLimit:
    """The limit on sign-in attempts, one for each application."""
    return RateLimit("identity.too_many_attempts", ATTEMPTS_A_MINUTE)


def _limit(request: Request) -> RateLimit:
    limit: RateLimit = request.app.state.sign_in_limit
    return limit


def _caller(request: Request, login: str) -> str:
    return f"{request.client.host if request.client else ''}|{login.casefold()}"
