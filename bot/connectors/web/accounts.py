"""Connected messenger accounts over HTTP: one's own, requests to confirm, a code of one's own, and the link that staff make for somebody.

Invariant: only the person himself confirms a request; staff make links for people in their scope and can confirm none but their own.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, FastAPI, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity import service as identity
from backend.identity.http import CurrentActor
from backend.kit.db import UnitOfWork
from backend.kit.http import Code, Here, Word, json_answer
from backend.kit.problems import problems_of
from bot.connectors.binding_notices import tell_others

router = APIRouter(prefix="/api/v1/messengers", tags=["messengers"])
Connector = Annotated[str, Path(pattern="^telegram$")]


class AccountView(BaseModel):
    """A connected account, or one that wants to be."""

    connector: str = Field(examples=["telegram"])
    external_id: str
    name: str = Field(examples=["@wang"])


class RequestView(AccountView):
    """An account that opened your link and waits for your word until `expires_at`."""

    id: str
    expires_at: datetime


class Accounts(BaseModel):
    """Your connected accounts and the requests that wait for you."""

    items: list[AccountView]
    requests: list[RequestView]


class LinkBody(BaseModel):
    """For whom the link is."""

    model_config = ConfigDict(json_schema_extra={"example": {"login": "d1.en"}})

    login: Word


class LinkView(BaseModel):
    """A one-time code. `link` opens the messenger with it, when the name of the bot is known; without it write `/start <code>` to the bot."""

    code: str
    link: str | None
    expires_at: datetime | None = None
    name: str = ""


@router.get("/accounts", response_model=Accounts, responses=problems_of(401), summary="List your connected messenger accounts")
def list_accounts(actor: CurrentActor, services: Here) -> Response:
    """Your own only."""
    found = services.database.read(lambda uow: (identity.list_accounts(uow, actor), identity.list_link_requests(uow, actor, clock=services.clock)))
    items = [AccountView(connector=connector, external_id=one.external_id, name=one.name) for connector, one in found[0]]
    requests = [
        RequestView(id=one.id, connector=one.connector, external_id=one.external_id, name=one.account_name or "", expires_at=one.expires_at) for one in found[1]
    ]
    return json_answer(Accounts(items=items, requests=requests))


@router.post("/{connector}/codes", status_code=201, response_model=LinkView, responses=problems_of(401, 422), summary="Make a code to connect yourself")
def make_code(request: Request, connector: Connector, actor: CurrentActor, services: Here) -> Response:
    """Works once, for 15 minutes, for whoever types it: do not pass it on."""
    code = services.database.write(lambda uow: identity.issue_binding_code(uow, actor, clock=services.clock))
    return json_answer(LinkView(code=code, link=deep_link(request.app, connector, code), name=actor.name), 201)


@router.post("/{connector}/links", status_code=201, response_model=LinkView, responses=problems_of(401, 403, 404, 422), summary="Make a link for somebody")
def make_link(request: Request, connector: Connector, actor: CurrentActor, body: LinkBody, services: Here) -> Response:
    """For staff. The account that opens it is connected only after the person confirmed it on the web, within 15 minutes."""
    made = services.database.write(lambda uow: identity.make_binding_link(uow, actor, body.login, connector, clock=services.clock))
    view = LinkView(code=made.code, link=deep_link(request.app, connector, made.code), expires_at=made.expires_at, name=made.name)
    return json_answer(view, 201)


@router.post("/requests/{request_id}/confirm", status_code=204, responses=problems_of(401, 404), summary="Confirm that an account is yours")
def confirm_request(actor: CurrentActor, services: Here, request_id: Code) -> Response:
    """Connects it; whoever had it before is told."""

    def confirm(uow: UnitOfWork) -> None:
        bound = identity.confirm_link(uow, actor, request_id, clock=services.clock)
        tell_others(uow, bound, key=request_id, clock=services.clock)

    services.database.write(confirm)
    return Response(status_code=204)


@router.post("/requests/{request_id}/refuse", status_code=204, responses=problems_of(401, 404), summary="Say that an account is not yours")
def refuse_request(actor: CurrentActor, services: Here, request_id: Code) -> Response:
    """It can no longer be connected with this link."""
    services.database.write(lambda uow: identity.refuse_link(uow, actor, request_id, clock=services.clock))
    return Response(status_code=204)


@router.delete("/{connector}/accounts/{external_id}", status_code=204, responses=problems_of(401, 404), summary="Disconnect one of your accounts")
def remove_account(connector: Connector, external_id: Code, actor: CurrentActor, services: Here) -> Response:
    """From now on it is a stranger."""
    services.database.write(lambda uow: identity.unbind_account(uow, actor, connector, external_id, clock=services.clock))
    return Response(status_code=204)


def mount_accounts(app: FastAPI) -> None:
    """Add the routes; before the chat routes, the last of which answer everything unknown."""
    app.include_router(router)


def deep_link(app: FastAPI, connector: str, code: str) -> str | None:
    """The address that opens the messenger with a code; None while the name of the bot is not known."""
    names: Mapping[str, Callable[[], str]] = getattr(app.state, "messenger_names", {})
    name = names[connector]() if connector in names else ""
    return f"https://t.me/{name}?start={code}" if name else None
