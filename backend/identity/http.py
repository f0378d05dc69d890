"""Who asks over HTTP: a bearer token in the Authorization header and nothing else.

Invariant: no header, path, query or body can name another person; the actor is looked up again in every request. Another system comes in only
where a route takes a `CurrentCaller`.
"""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.identity.domain import Actor
from backend.identity.service import actor_of_token
from backend.kit.errors import NotPermitted, Unauthenticated
from backend.kit.http import Here

bearer = HTTPBearer(auto_error=False, description="The token of POST /api/v1/sessions.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def current_token(credentials: Credentials) -> str:
    """The token of the request; raises Unauthenticated("identity.bad_token") without one."""
    if credentials is None or not credentials.credentials:
        raise Unauthenticated("identity.bad_token")
    return credentials.credentials


def current_caller(request: Request, services: Here, credentials: Credentials) -> Actor:
    """The actor of the request, a person or another system; raises Unauthenticated when the token is missing, unknown, revoked or expired."""
    token = current_token(credentials)
    actor = services.database.read(lambda uow: actor_of_token(uow, token, clock=services.clock))
    request.state.locale = actor.locale
    return actor


CurrentCaller = Annotated[Actor, Depends(current_caller)]


def current_actor(caller: CurrentCaller) -> Actor:
    """The person of the request; raises NotPermitted for another system."""
    if not caller.is_person:
        raise NotPermitted("identity.not_permitted", role=caller.role.value)
    return caller


CurrentToken = Annotated[str, Depends(current_token)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
