"""The way to the assistant of a running server: its own REST API over loopback.

Invariant: only the address that the owner of the database announced is asked, directly and never through a proxy.
"""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from backend.kit.errors import DomainError, NotFound, Unavailable
from bot.messages import Reply, reply_from_json

_PATIENCE_S = 60
_CHAT = "console"


@dataclass(frozen=True, slots=True)
class FarDoor:
    """A signed-in session at a server."""

    address: str
    token: str
    name: str
    locale: str

    def send(self, message_id: str, text: str, action: str | None) -> Reply:
        """POST /api/v1/chat."""
        body = {"message_id": message_id, "chat": _CHAT, "text": text, **({"action": action} if action else {})}
        return reply_from_json(_post(self.address, "/api/v1/chat", body, {"Authorization": f"Bearer {self.token}", "Accept-Language": self.locale}))


def sign_in(address: str, login: str, password: Callable[[], str], locale: str) -> FarDoor:
    """A session for `login`: without a password in demo mode, else with the one that `password` asks for."""
    headers = {"Accept-Language": locale}
    try:
        session = _post(address, "/api/v1/sessions/demo", {"login": login}, headers)
    except NotFound:
        session = _post(address, "/api/v1/sessions", {"login": login, "password": password()}, headers)
    return FarDoor(address, str(session["token"]), str(session["me"]["name"]), locale)


def demo_logins(address: str) -> list[tuple[str, str, str]]:
    """(login, name, role) of everybody one can be without a password; empty outside demo mode."""
    try:
        people = _ask(address, "GET", "/api/v1/sessions/demo", None, {})["items"]
    except NotFound:
        return []
    return [(person["login"], person["name"], person["role"]) for person in people]


def _post(address: str, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    return _ask(address, "POST", path, json.dumps(body).encode(), {**headers, "Content-Type": "application/json"})


def _ask(address: str, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> dict[str, Any]:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "127.0.0.1", place.port, timeout=_PATIENCE_S)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        document: dict[str, Any] = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unavailable("console.server_gone", address=address) from error
    finally:
        connection.close()
    if answer.status == NotFound.status:
        raise NotFound("console.told", text=_told(document))
    if answer.status >= http.client.BAD_REQUEST:
        raise DomainError("console.told", text=_told(document))
    return document


def _told(document: dict[str, Any]) -> str:
    return str(document.get("detail") or document.get("title") or document)
