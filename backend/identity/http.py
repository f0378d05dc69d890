"""Who asks over HTTP: a bearer token in the Authorization header and nothing else.

Invariant: no header, path, query or body can name another person; the actor is looked up again in every request.
"""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.identity.domain import Actor
from backend.identity.service import actor_of_token
from backend.kit.errors import Unauthenticated
from backend.kit.http import Here

bearer = HTTPBearer(auto_error=False, description="The token of POST /api/v1/sessions.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def current_token(credentials: Credentials) -> str:
    """The token of the request; raises Unauthenticated("identity.bad_token") without one."""
    if credentials is None or not credentials.credentials:
        raise Unauthenticated("identity.bad_token")
    return credentials.credentials


def current_actor(request: Request, services: Here, credentials: Credentials) -> Actor:
    """The actor of the request; raises Unauthenticated when the token is missing, unknown, revoked or expired."""
    token = current_token(credentials)
    actor = services.database.read(lambda uow: actor_of_token(uow, token, clock=services.clock))
    request.state.locale = actor.locale
    return actor


CurrentToken = Annotated[str, Depends(current_token)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
