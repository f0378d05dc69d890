"""Writes over HTTP: one transaction, and with an Idempotency-Key at most once (R6).

The key, a hash of the request and the answer are stored in the transaction that did the work. The same key with the same request
gives the stored answer (marked Idempotency-Replayed), with another request a 409. A request that failed may be sent again.
Invariant: what a repeated caller reads is the document that the first one was told.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic_core import to_json, to_jsonable_python

from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict
from backend.kit.http import JSON, Here, Services, adapter_of
from backend.kit.idempotency import find_answer, run_once
from backend.kit.ids import hash_content
from backend.kit.phases import read_then_write

P = TypeVar("P")
T = TypeVar("T")
REPLAYED = "Idempotency-Replayed"
_NO_CONTENT = 204
_BOUNDARY = re.compile(r'multipart/form-data.*boundary="?([^";,\s]+)', re.IGNORECASE)
"""A client makes a new one up for each try of the same form."""
_ABOUT = "Any text of up to 120 characters, one for each thing you want to happen once. A repeated request with the same key gets the first answer."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write answers: a status and a value; None has no body.

    `kept` is told to a repeated caller instead, where the value holds what is told once and stored nowhere.
    """

    status: int
    value: Any = None
    media_type: str = JSON
    kept: Any = None


@dataclass(frozen=True, slots=True)
class Once:
    """Runs the write of one request."""

    services: Services
    key: str | None
    request_hash: str

    def write(self, owner: str, work: Callable[[UnitOfWork], T], outcome: Callable[[T], Outcome]) -> Response:
        """Do `work` in a transaction and answer with `outcome` of its result; under a key, the first answer again."""
        if self.key is None:
            return _answer(outcome(self.services.database.write(work)))
        run = _Run()

        def once(uow: UnitOfWork) -> Any:
            run.fresh, run.told = False, None
            return run_once(uow, owner, self.key or "", self.request_hash, lambda: run.first(outcome(work(uow))), at=self.services.clock.now())

        stored = self.services.database.write(once)
        if run.told is not None:
            return _answer(run.told)
        answer = _bytes_answer(stored["status"], stored["body"], stored["media_type"])
        if not run.fresh:
            answer.headers[REPLAYED] = "true"
        return answer

    def write_prepared(
        self, owner: str, prepare: Callable[[UnitOfWork], P], work: Callable[[UnitOfWork, P], T], outcome: Callable[[T], Outcome], *, moved_on: str
    ) -> Response:
        """The same with a slow part `prepare` that only reads and runs beside other writes; both run once more on Conflict(`moved_on`)."""

        def ready(uow: UnitOfWork) -> tuple[P, ...]:
            return () if self._is_known(uow, owner) else (prepare(uow),)

        def write(prepared: tuple[P, ...]) -> Response:
            return self.write(owner, lambda uow: work(uow, prepared[0] if prepared else prepare(uow)), outcome)

        return read_then_write(lambda: self.services.database.read(ready), write, moved_on=moved_on)

    def write_after(
        self, owner: str, before: Callable[[], P], work: Callable[[UnitOfWork, P], T], outcome: Callable[[T], Outcome], *, moved_on: str
    ) -> Response:
        """The same with work `before` that has transactions of its own, so it runs in none; done again it must change nothing."""

        def ready() -> tuple[P, ...]:
            return () if self.services.database.read(lambda uow: self._is_known(uow, owner)) else (before(),)

        def write(done: tuple[P, ...]) -> Response:
            def after(uow: UnitOfWork) -> T:
                if not done:
                    raise Conflict(moved_on)
                return work(uow, done[0])

            return self.write(owner, after, outcome)

        return read_then_write(ready, write, moved_on=moved_on)

    def _is_known(self, uow: UnitOfWork, owner: str) -> bool:
        return self.key is not None and find_answer(uow, owner, self.key) is not None


@dataclass(slots=True)
class _Run:
    """Whether the work of a keyed write was done now, and what only its first caller is told."""

    fresh: bool = field(default=False)
    told: Outcome | None = None

    def first(self, outcome: Outcome) -> dict[str, Any]:
        self.fresh = True
        self.told = outcome if outcome.kept is not None else None
        return {"status": outcome.status, "body": _plain(outcome.value if outcome.kept is None else outcome.kept), "media_type": outcome.media_type}


async def _once(request: Request, services: Here, key: Annotated[str | None, Header(alias="Idempotency-Key", description=_ABOUT)] = None) -> Once:
    return Once(services, key, await _hash_of(request) if key is not None else "")


async def _once_with_key(request: Request, services: Here, key: Annotated[str, Header(alias="Idempotency-Key", description=_ABOUT)]) -> Once:
    return Once(services, key, await _hash_of(request))


MayRepeat = Annotated[Once, Depends(_once)]
"""A write that takes an Idempotency-Key."""
MustKey = Annotated[Once, Depends(_once_with_key)]
"""A write that needs one."""


async def _hash_of(request: Request) -> str:
    body = await request.body()
    if (boundary := _BOUNDARY.search(request.headers.get("content-type", ""))) is not None:
        body = body.replace(boundary[1].encode(), b"")
    try:
        content = json.dumps(json.loads(body), sort_keys=True) if body else ""
    except ValueError:
        content = body.hex()
    return hash_content(request.method, request.url.path, request.url.query, content)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return to_jsonable_python(value, fallback=str)
    return None if value is None else adapter_of(type(value)).dump_python(value, mode="json")


def _answer(outcome: Outcome) -> Response:
    if outcome.value is None:
        return Response(status_code=outcome.status)
    if isinstance(outcome.value, dict):
        return Response(to_json(outcome.value, fallback=str), outcome.status, media_type=outcome.media_type)
    return Response(adapter_of(type(outcome.value)).dump_json(outcome.value), outcome.status, media_type=outcome.media_type)


def _bytes_answer(status: int, body: Any, media_type: str) -> Response:
    if body is None:
        return Response(status_code=status)
    return Response(to_json(body), status, media_type=media_type)
