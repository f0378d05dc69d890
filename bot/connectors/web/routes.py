"""Chat over HTTP: one message in, one reply out, or the same as server-sent events; history, and resuming after a lost connection."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from fastapi import APIRouter, FastAPI, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from backend.conversations.service import TurnRow, find_conversation, recent_turns, turns_after
from backend.identity.domain import Actor
from backend.identity.http import CurrentActor
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.http import PRINTABLE, Here, Limit, Services, adapter_of, json_answer
from backend.kit.problems import problems_of
from backend.settings.http import Settings
from bot.connectors.web.answering import Desk, answer_in_events, answer_now
from bot.connectors.web.bodies import MAIN_CHAT, ChatBody, ChatHistory, ChatReply, turn_document
from bot.connectors.web.forms import FORM_DOCUMENT
from bot.connectors.web.forms import router as form_router
from bot.connectors.web.streaming import HEADERS, MEDIA_TYPE, frame, last_seen, opening
from bot.connectors.web.turns import CONNECTOR, Answering, ChatDesk, message_of
from bot.connectors.web.wording import SpokenWording
from bot.sentences import phrasebook

STREAMS = 32
POLL_S = 0.5
LONGEST_WAIT_S = 25
LARGEST_TURN = 2**53
router = APIRouter(prefix="/api/v1", tags=["chat"])
_nowhere = APIRouter(include_in_schema=False)
_PROBLEMS = problems_of(401, 413, 422, 429)
_EVENTS = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "Server-sent events, each with an id."}, **problems_of(401, 422)}
_Chat = Annotated[str, Query(min_length=1, max_length=120, pattern=PRINTABLE)]


def mount_chat(app: FastAPI, assistant: Answering) -> None:
    """Add the chat with an assistant to what `backend.app.create_api` made."""
    add_chat_routes(app)
    open_chat(app, assistant)


def add_chat_routes(app: FastAPI) -> None:
    """The routes alone; the last of the API, so what is unknown after them is unknown."""
    app.include_router(form_router)
    app.include_router(router)
    app.include_router(_nowhere)


def open_chat(app: FastAPI, assistant: Answering) -> None:
    """Give the chat routes the assistant that answers."""
    services: Services = app.state.services
    executor = ThreadPoolExecutor(max_workers=STREAMS, thread_name_prefix="streamed-turn")
    app.state.services = Services(services.database, services.clock, SpokenWording(phrasebook()))
    app.state.chat = ChatDesk(assistant, app.state.message_limit, executor)


@_nowhere.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def find_nothing(rest: str) -> Response:  # noqa: ARG001 - the rest of the address, whatever it is
    """Answer unknown API addresses as the API does; after this come the pages, which have their own ways."""
    raise NotFound("request.no_route")


@router.post("/chat", response_model=ChatReply, responses=_PROBLEMS, summary="Send a message to the assistant", openapi_extra=FORM_DOCUMENT)
def send_message(request: Request, actor: CurrentActor, body: ChatBody, services: Here, settings: Settings, desk: Desk) -> Response:
    """Answer one message. The same `message_id` again gets the stored reply and does nothing twice.

    With `Accept: text/event-stream` it answers like /chat/stream. With a multipart form it takes up to four `files` of 10 MB: a photo with
    trace codes, a spreadsheet with an order, a voice note.
    """
    return answer_now(request, actor, message_of(body, settings.max_text), services, desk)


@router.post("/chat/stream", response_class=StreamingResponse, responses={**_PROBLEMS, **_EVENTS}, summary="Send a message, receive events")
def stream_message(request: Request, actor: CurrentActor, body: ChatBody, services: Here, settings: Settings, desk: Desk) -> Response:
    """Server-sent events of one turn: `status` and `block` while it runs, at the end the `reply` (or a `problem`).

    The turn ends even when you disconnect; pick its reply up with GET /chat/events.
    """
    return answer_in_events(request, actor, message_of(body, settings.max_text), services, desk)


@router.get("/chat/events", response_class=StreamingResponse, responses=_EVENTS, summary="Resume after a lost connection")
def resume(
    actor: CurrentActor,
    services: Here,
    chat: _Chat = MAIN_CHAT,
    after: Annotated[int | None, Query(ge=0, le=LARGEST_TURN, description="The last turn you have seen.")] = None,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT_S, description="Seconds to wait for a turn when there is none yet.")] = 0,
    last_event_id: Annotated[str | None, Header(description="Sent by a browser by itself; counts when `after` is left out.")] = None,
) -> Response:
    """The turns that ended after the last event you have seen, each as a `turn` event; then the stream closes."""
    seen = last_seen(last_event_id) if after is None else after
    return StreamingResponse(_turn_frames(services, actor, chat, (seen, wait)), media_type=MEDIA_TYPE, headers=HEADERS)


@router.get("/chat/history", response_model=ChatHistory, responses=problems_of(401, 422), summary="Read a conversation")
def read_history(
    actor: CurrentActor,
    services: Here,
    chat: _Chat = MAIN_CHAT,
    limit: Limit = 30,
    before: Annotated[int | None, Query(ge=0, le=LARGEST_TURN, description="Only turns before this one.")] = None,
) -> Response:
    """Your own turns in a chat, oldest first; empty when you never wrote there."""
    found = services.database.read(lambda uow: recent_turns(uow, actor, CONNECTOR, chat, limit=limit, before=before))
    return json_answer({"items": [turn_document(row) for row in found]})


async def _turn_frames(services: Services, actor: Actor, chat: str, seen_and_wait: tuple[int, int]) -> AsyncIterator[bytes]:
    seen, wait = seen_and_wait

    def read(uow: UnitOfWork) -> list[TurnRow]:
        conversation = find_conversation(uow, actor, CONNECTOR, chat)
        return turns_after(uow, actor, conversation, seen) if conversation else []

    yield opening()
    found = await run_in_threadpool(services.database.read, read)
    for _ in range(int(wait / POLL_S)):
        if found:
            break
        await asyncio.sleep(POLL_S)
        found = await run_in_threadpool(services.database.read, read)
    for row in found:
        yield frame("turn", adapter_of(dict).dump_python(turn_document(row), mode="json"), str(row.id))
