"""The frame around every API request: its id, the size limit of its body, counting, and the last net under its errors.

Invariant: every API answer carries X-Request-ID, and an error that nobody handled is logged under that id and told as a bare 500.
"""

import re
import time

import structlog
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.kit.errors import TooMuch
from backend.kit.ids import new_id
from backend.kit.logging import request_id as logged_request
from backend.kit.metrics import RequestCounts
from backend.kit.problems import API_PREFIX, BodyTooLargeError, problem_answer, unexpected_answer

REQUEST_ID = "X-Request-ID"
MAX_BODY = 1024 * 1024
MAX_FORM = 45 * 1024 * 1024
"""Of a form with files, where a route takes one."""
FORMS = frozenset({"/api/v1/articles", "/api/v1/chat", "/api/v1/order-sheets"})
_GIVEN_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_log = structlog.get_logger(__name__)


class RequestFrame:
    """ASGI middleware around everything under /api/; other paths pass through."""

    def __init__(self, app: ASGIApp, *, max_body: int = MAX_BODY) -> None:
        self._app = app
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(API_PREFIX):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        given = request.headers.get(REQUEST_ID, "")
        request.state.request_id = given if _GIVEN_ID.fullmatch(given) else new_id("req")
        answer = _Answering(send, request.state.request_id)
        started = time.perf_counter()
        try:
            with logged_request(request.state.request_id):
                await self._serve(request, receive, answer)
        except BodyTooLargeError as error:
            await problem_answer(request, TooMuch("request.too_large", longest=error.longest))(scope, receive, answer.send)
        except Exception:
            _log.exception("request failed", request_id=request.state.request_id, method=request.method, path=request.url.path)
            if answer.status:
                raise
            await unexpected_answer(request)(scope, receive, answer.send)
        finally:
            counts: RequestCounts = request.app.state.counts
            counts.count(request.method, route_of(scope), answer.status, time.perf_counter() - started)

    async def _serve(self, request: Request, receive: Receive, answer: "_Answering") -> None:
        headers = Headers(scope=request.scope)
        longest = MAX_FORM if request.url.path in FORMS and headers.get("content-type", "").startswith("multipart/form-data") else self._max_body
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > longest:
            raise BodyTooLargeError(longest)
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > longest:
                raise BodyTooLargeError(longest)
            return message

        await self._app(request.scope, receive_within_limit, answer.send)


class _Answering:
    """Remembers the status of an answer and puts the request id on it."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status = 0

    async def send(self, message: Message) -> None:
        """Pass one message on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[REQUEST_ID] = self._request_id
        await self._send(message)


def route_of(scope: Scope) -> str:
    """The pattern of the route that served a request, "other" when none did."""
    return str(getattr(scope.get("route"), "path", "other"))
