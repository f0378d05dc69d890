"""Errors as RFC 9457 problem documents: the HTTP translator of the error tree.

A document has type, title, status, detail (in the caller's language), code, params, instance and request_id; refused gates come
as `reasons`, fields that could not be read as `errors`. Invariant: an unexpected error shows nothing of itself but the request id.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json
from starlette.exceptions import HTTPException

from backend.kit.errors import DomainError, Invalid, NotFound, Refused, TooMuch, TooOften, Unauthenticated, Unavailable
from backend.kit.http import Services, Wording, locale_of

PROBLEM_JSON = "application/problem+json"
API_PREFIX = "/api/"
_NO_ROUTE, _BAD_METHOD = 404, 405
_SOON_S = 5


class ProblemReason(BaseModel):
    """One gate that said no."""

    code: str
    params: dict[str, Any] = Field(default_factory=dict)
    detail: str = Field("", description="The reason as a sentence, with the action that removes it.")


class FieldError(BaseModel):
    """One part of the request that could not be read."""

    field: str = Field(examples=["body.lines.0.qty"])
    message: str


class Problem(BaseModel):
    """What every error answer looks like (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:dinghuo:problem:order.not_found",
                "title": "Not found",
                "status": 404,
                "detail": "There is no order SO-9999.",
                "code": "order.not_found",
                "params": {"number": "SO-9999"},
                "instance": "/api/v1/orders/SO-9999",
                "request_id": "req_01j9zq6x7m",
            }
        }
    )

    type: str = Field(description="A URN that ends in the code.")
    title: str
    status: int
    detail: str = Field(description="A sentence in the caller's language.")
    code: str = Field(description="Stable; programs decide by it.")
    params: dict[str, Any] = Field(default_factory=dict)
    instance: str
    request_id: str
    reasons: list[ProblemReason] | None = Field(None, description="Every gate that said no, for refusals.")
    errors: list[FieldError] | None = Field(None, description="What could not be read, for code request.invalid.")


class BodyTooLargeError(HTTPException):
    """The body passed the limit while it was read; an HTTPException, because FastAPI lets only those out of reading a body."""

    def __init__(self, longest: int) -> None:
        """`longest` in bytes."""
        super().__init__(TooMuch.status)
        self.longest = longest


def install_problems(app: FastAPI) -> None:
    """Answer every error of the application's API as a problem document."""

    @app.exception_handler(DomainError)
    async def _domain_error(request: Request, error: DomainError) -> Response:
        return problem_answer(request, error)

    @app.exception_handler(RequestValidationError)
    async def _unreadable(request: Request, error: RequestValidationError) -> Response:
        errors = [{"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"]} for item in error.errors()]
        fields = ", ".join(item["field"] for item in errors)
        return problem_answer(request, Invalid("request.invalid", fields=fields), errors=errors)

    @app.exception_handler(HTTPException)
    async def _http_error(request: Request, error: HTTPException) -> Response:
        if not request.url.path.startswith(API_PREFIX):
            return await http_exception_handler(request, error)
        if isinstance(error, BodyTooLargeError):
            return problem_answer(request, TooMuch("request.too_large", longest=error.longest))
        document = _document(request, _of_status(error.status_code), error.status_code)
        return _answer(document, dict(error.headers or {}))


def problem_answer(request: Request, error: DomainError, **more: Any) -> Response:
    """The answer for a domain error."""
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooOften):
        headers["Retry-After"] = str(error.seconds)
    if isinstance(error, Unavailable):
        headers["Retry-After"] = str(_SOON_S)
    return _answer(problem_document(request, error, **more), headers)


def problem_document(request: Request, error: DomainError, **more: Any) -> dict[str, Any]:
    """The document for a domain error; `more` are members of its own."""
    return _document(request, error, error.status, **more)


def unexpected_answer(request: Request) -> Response:
    """The answer for an error nobody foresaw; the log holds the rest under the request id."""
    return _answer(_document(request, DomainError("request.failed"), 500), {})


def reasons_of(request: Request, reasons: Iterable[Any]) -> list[dict[str, Any]]:
    """Reasons (each with `code` and `params`) with their figures and sentences."""
    wording, locale = _wording(request), locale_of(request)
    return [{"code": reason.code, "params": dict(reason.params), "detail": wording.explain(locale, reason)} for reason in reasons]


def _wording(request: Request) -> Wording:
    services: Services = request.app.state.services
    return services.wording


def _document(request: Request, error: DomainError, status: int, **more: Any) -> dict[str, Any]:
    wording, locale = _wording(request), locale_of(request)
    if isinstance(error, Refused):
        more["reasons"] = reasons_of(request, error.reasons)
    return {
        "type": f"urn:dinghuo:problem:{error.code}",
        "title": wording.say(locale, f"http-{status}", {}),
        "status": status,
        "detail": wording.say(locale, error.code, error.params),
        "code": error.code,
        "params": dict(error.params),
        "instance": request.url.path,
        "request_id": getattr(request.state, "request_id", ""),
        **more,
    }


def _answer(document: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(to_json(document, fallback=str), document["status"], dict(headers), PROBLEM_JSON)


def _of_status(status: int) -> DomainError:
    if status == _NO_ROUTE:
        return NotFound("request.no_route")
    if status == _BAD_METHOD:
        return Invalid("request.bad_method")
    return Invalid("request.unreadable")


def problems_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route for OpenAPI: each status as a problem document."""
    return {status: {"model": Problem} for status in statuses}


def document_problems(app: FastAPI) -> None:
    """Let the OpenAPI document name the media type that errors really have; FastAPI knows one media type for a route."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        document = build()
        for methods in document["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if status[0] in "45":
                        answer["content"] = {PROBLEM_JSON: next(iter(answer["content"].values()))}
        return document

    app.openapi = openapi  # type: ignore[method-assign] # the documented way to change the document
