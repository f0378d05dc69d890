"""One answer to one request of the chat: the whole reply, or its events for whoever accepts them."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse

from backend.identity.domain import Actor
from backend.kit.http import Services, json_answer
from backend.kit.problems import problem_document
from bot.connectors.web.streaming import HEADERS, MEDIA_TYPE, run_detached
from bot.connectors.web.turns import ChatDesk, Streaming, answer
from bot.messages import IncomingMessage


async def desk_of(request: Request) -> ChatDesk:
    """The assistant's desk of this application."""
    desk: ChatDesk = request.app.state.chat
    return desk


Desk = Annotated[ChatDesk, Depends(desk_of)]


def answer_now(request: Request, actor: Actor, message: IncomingMessage, services: Services, desk: ChatDesk) -> Response:
    """The reply as the client wants it; each message counts once towards its sender's limit."""
    if MEDIA_TYPE in request.headers.get("accept", ""):
        return answer_in_events(request, actor, message, services, desk)
    desk.limit.take(actor.user_id)
    return json_answer(answer(desk, services.database, actor, message))


def answer_in_events(request: Request, actor: Actor, message: IncomingMessage, services: Services, desk: ChatDesk) -> Response:
    """The turn's events; it ends even when nobody reads them any more."""
    desk.limit.take(actor.user_id)
    streaming = Streaming(desk, services.database, lambda error: problem_document(request, error))
    return StreamingResponse(run_detached(desk.executor, lambda: streaming.frames(actor, message)), media_type=MEDIA_TYPE, headers=HEADERS)
