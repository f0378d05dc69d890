"""Feedback and tickets over HTTP. Everybody gives and reads his own; staff who answer people read and answer those in their scope."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity.http import CurrentActor
from backend.kit.db import UnitOfWork
from backend.kit.http import Code, Cursor, Here, Limit, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.problems import problems_of
from backend.support import service as support
from backend.support import transcripts
from backend.support.domain import FeedbackChange, FeedbackStatus, FeedbackTaken, FeedbackView, TicketRequest, TicketStatus, TicketView
from backend.support.inbox_routes import SaidView, said_view
from backend.support.inbox_routes import router as inbox_router

router = APIRouter(tags=["people"])
router.include_router(inbox_router)
_WRITE_PROBLEMS = problems_of(401, 403, 404, 409, 413, 422)


class FeedbackBody(BaseModel):
    """What you think; a rating of 1 to 5, a text, or both."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "送货单上能不能写箱数", "rating": 4}})

    text: str = Field("", max_length=4000)
    rating: int | None = Field(None, ge=1, le=5)


class FeedbackChangeBody(BaseModel):
    """Where it stands now, what its author is told, and the version you looked at."""

    model_config = ConfigDict(json_schema_extra={"example": {"status": "planned", "note": "We will print cases on the slip.", "version": 1}})

    status: FeedbackStatus
    note: str = Field("", max_length=1000)
    version: int = Field(ge=1, le=2**31)


class TicketBody(BaseModel):
    """What you want answered, in your own words; a product and a serial number are read from them."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "咖啡机显示 E04，不加热，序列号 CM-20391"}})

    text: str = Field(min_length=1, max_length=4000)


class TicketAnswerBody(BaseModel):
    """The answer to a ticket."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "Please replace the seal; it is under warranty."}})

    text: str = Field(min_length=1, max_length=4000)


class FeedbackList(BaseModel):
    """Newest first, and how many there are of each status."""

    items: list[FeedbackView]
    counts: dict[str, int]
    next_cursor: str | None


class TicketList(BaseModel):
    """Newest first."""

    items: list[TicketView]
    next_cursor: str | None


class TicketCaseView(BaseModel):
    """A ticket with the talk that led to it, oldest first."""

    ticket: TicketView
    turns: list[SaidView]


@router.get("/feedback", response_model=FeedbackList, responses=problems_of(401, 422), summary="List feedback")
def list_feedback(
    actor: CurrentActor, services: Here, status: Annotated[FeedbackStatus | None, Query()] = None, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """Your own; for staff who answer people, that of everybody in their scope too."""

    def listed(uow: UnitOfWork) -> FeedbackList:
        page = support.list_feedback(uow, actor, status=status or "", cursor=cursor, limit=limit)
        return FeedbackList(items=list(page.items), counts=dict(support.count_feedback(uow, actor)), next_cursor=page.next_cursor)

    return json_answer(services.database.read(listed))


@router.post("/feedback", status_code=201, response_model=FeedbackTaken, responses=problems_of(401, 409, 413, 422), summary="Give feedback")
def give_feedback(actor: CurrentActor, body: FeedbackBody, services: Here, once: MayRepeat) -> Response:
    """Stored at once. You are told when its status changes."""
    return once.write(
        actor.user_id,
        lambda uow: support.give_feedback(uow, actor, body.text, clock=services.clock, rating=body.rating),
        lambda taken: Outcome(201, taken),
    )


@router.post("/feedback/{feedback}", response_model=FeedbackView, responses=_WRITE_PROBLEMS, summary="Move feedback on")
def change_feedback(actor: CurrentActor, feedback: Code, body: FeedbackChangeBody, services: Here, once: MayRepeat) -> Response:
    """For staff who answer people; its author is told."""
    change = FeedbackChange(body.status.value, body.note, body.version)
    return once.write(actor.user_id, lambda uow: support.change_feedback(uow, actor, feedback, change, clock=services.clock), lambda view: Outcome(200, view))


@router.get("/tickets", response_model=TicketList, responses=problems_of(401, 422), summary="List tickets")
def list_tickets(
    actor: CurrentActor, services: Here, status: Annotated[TicketStatus | None, Query()] = None, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """Your own; for staff who answer people, those of everybody in their scope too."""
    page = services.database.read(lambda uow: support.list_tickets(uow, actor, status=status or "", cursor=cursor, limit=limit))
    return json_answer(TicketList(items=list(page.items), next_cursor=page.next_cursor))


@router.get("/tickets/{ticket}", response_model=TicketCaseView, responses=problems_of(401, 404, 422), summary="Read a ticket")
def read_ticket(actor: CurrentActor, services: Here, ticket: Code) -> Response:
    """By id or number, with the talk that led to it: for its asker, and for staff who answer people in his scope."""
    case = services.database.read(lambda uow: transcripts.read_ticket(uow, actor, ticket))
    return json_answer(TicketCaseView(ticket=case.ticket, turns=[said_view(turn) for turn in case.turns]))


@router.post("/tickets", status_code=201, response_model=TicketView, responses=problems_of(401, 409, 422), summary="Open a ticket")
def open_ticket(actor: CurrentActor, body: TicketBody, services: Here, once: MayRepeat) -> Response:
    """Those who answer people in your scope hear of it, and you hear of the answer. The same question is one ticket as long as it is open."""

    def opened(uow: UnitOfWork) -> TicketView:
        question = support.read_question(uow, actor, TicketRequest(body.text), clock=services.clock)
        return support.open_ticket(uow, actor, question, clock=services.clock)

    return once.write(actor.user_id, opened, lambda view: Outcome(201, view))


@router.post("/tickets/{ticket}/answer", response_model=TicketView, responses=_WRITE_PROBLEMS, summary="Answer a ticket")
def answer_ticket(actor: CurrentActor, ticket: Code, body: TicketAnswerBody, services: Here, once: MayRepeat) -> Response:
    """For staff who answer people; its asker is told."""
    return once.write(actor.user_id, lambda uow: support.answer_ticket(uow, actor, ticket, body.text, clock=services.clock), lambda view: Outcome(200, view))


@router.post("/tickets/{ticket}/close", response_model=TicketView, responses=_WRITE_PROBLEMS, summary="Close a ticket")
def close_ticket(actor: CurrentActor, ticket: Code, services: Here, once: MayRepeat) -> Response:
    """For its asker, and for staff who answer people."""
    return once.write(actor.user_id, lambda uow: support.close_ticket(uow, actor, ticket, clock=services.clock), lambda view: Outcome(200, view))
