"""What every HTTP route stands on: the services of the process, the caller's language, and answers as JSON.

`create_api` puts one `Services` on the application; routes ask for it as a dependency and never reach for globals.
Invariant: decimals leave as strings and days as ISO text, because a value is serialised by its declared type, once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from fastapi import Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import StringConstraints, TypeAdapter

from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.paging import MAX_PAGE
from backend.kit.phrases import LOCALES, Phrasebook
from backend.kit.rates import RateLimit

JSON = "application/json"
_adapters: dict[Any, TypeAdapter[Any]] = {}
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Word = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=PRINTABLE)]
"""A code, a name or a number in a body: short, without control characters."""
Code = Annotated[str, Path(min_length=1, max_length=120, pattern=PRINTABLE)]
"""The same in a path."""
Cursor = Annotated[str | None, Query(max_length=400, pattern=PRINTABLE, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="Rows on a page.")]


class Wording(Protocol):
    """Makes sentences at this edge. The plain one below knows the catalogues only; an application may bring one that writes figures too."""

    def say(self, locale: str, key: str, params: Mapping[str, Any]) -> str:
        """The sentence of a key or an error code."""
        ...

    def explain(self, locale: str, reason: Any) -> str:
        """The sentence of one reason of a refusal (it has `code` and `params`); empty when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class PlainWording:
    """Sentences as they stand in the catalogues, parameters as they are."""

    phrasebook: Phrasebook

    def say(self, locale: str, key: str, params: Mapping[str, Any]) -> str:
        """The sentence of a key or an error code."""
        return self.phrasebook.say(locale, key, **params)

    def explain(self, locale: str, reason: Any) -> str:  # noqa: ARG002 - the protocol's signature
        """Reasons are told by their code and figures."""
        return ""


@dataclass(frozen=True, slots=True)
class Services:
    """What routes are given."""

    database: Database
    clock: Clock
    wording: Wording


async def services_of(request: Request) -> Services:
    """The services of the application that answers this request."""
    services: Services = request.app.state.services
    return services


async def message_limit_of(request: Request) -> RateLimit:
    """The limit on messages of the application that answers this request."""
    limit: RateLimit = request.app.state.message_limit
    return limit


Here = Annotated[Services, Depends(services_of)]
MessageLimit = Annotated[RateLimit, Depends(message_limit_of)]
"""Counts what a person may have read in plain words."""


def locale_of(request: Request) -> str:
    """The language to answer in: what the caller accepts, else what the signed-in person speaks, else English."""
    accepted = preferred_locale(request.headers.get("accept-language", ""))
    own: str | None = getattr(request.state, "locale", None)
    return accepted or (own if own in LOCALES else "en")


def preferred_locale(header: str) -> str | None:
    """The best of our languages in an Accept-Language header, None when it names neither."""
    ranked = sorted(_weighted(header), key=lambda pair: -pair[1])
    return next((tag for tag, weight in ranked if tag in LOCALES and weight > 0), None)


def json_answer(value: Any, status: int = 200, *, media_type: str = JSON) -> Response:
    """`value` (a dataclass, a model or a plain document) as the body."""
    return Response(adapter_of(type(value)).dump_json(value), status_code=status, media_type=media_type)


def adapter_of(kind: Any) -> TypeAdapter[Any]:
    """The serialiser of a type, built once."""
    adapter = _adapters.get(kind)
    if adapter is None:
        adapter = _adapters[kind] = TypeAdapter(kind)
    return adapter


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            yield tag.split("-")[0].strip().lower(), float(quality or 1)
        except ValueError:
            continue
