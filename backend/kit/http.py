"""What every HTTP route stands on: the services of the process, the caller's language, and answers as JSON.

`create_api` puts one `Services` on the application; routes ask for it as a dependency and never reach for globals.
Invariant: decimals leave as strings and days as ISO text, because a value is serialised by its declared type, once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import StringConstraints, TypeAdapter

from backend.kit.clock import Clock
from backend.kit.db import Database
from backend.kit.paging import MAX_PAGE
from backend.kit.phrases import LOCALES, Phrasebook

JSON = "application/json"
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Word = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=PRINTABLE)]
"""A code, a name or a number in a body: short, without control characters."""
Code = Annotated[str, Path(min_length=1, max_length=120, pattern=PRINTABLE)]
"""The same in a path."""
Cursor = Annotated[str | None, Query(max_length=400, pattern=PRINTABLE, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="Rows on a page.")]


@dataclass(frozen=True, slots=True)
class Services:
    """What routes are given. The phrasebook makes sentences at this edge only."""

    database: Database
    clock: Clock
    phrasebook: Phrasebook


async def services_of(request: Request) -> Services:
    """The services of the application that answers this request."""
    services: Services = request.app.state.services
    return services


Here = Annotated[Services, Depends(services_of)]


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


@cache
def adapter_of(kind: type) -> TypeAdapter[Any]:
    """The serialiser of a type, built once."""
    return TypeAdapter(kind)


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            yield tag.split("-")[0].strip().lower(), float(quality or 1)
        except ValueError:
            continue
