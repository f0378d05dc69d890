"""The inbox of staff over HTTP: who waits for a person, what was said, answering, taking and handing back.

Invariant: a conversation outside the caller's scope answers 404 like a missing one; nothing here orders or confirms.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.conversations import service as conversations
from backend.conversations.service import Handover, InboxItem, TurnRow
from backend.identity.http import CurrentActor
from backend.kit.http import PRINTABLE, Code, Cursor, Here, Limit, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.ids import new_id
from backend.kit.problems import problems_of
from backend.ordering.schemas import DraftView
from backend.support.transcripts import Case, read_case

router = APIRouter(tags=["people"])
_READ_PROBLEMS = problems_of(401, 403, 404, 422)
_WRITE_PROBLEMS = problems_of(401, 403, 404, 409, 422)
LARGEST_TURN = 2**53


class WaitingView(BaseModel):
    """A conversation that a person answers. `waiting_since` is null while nothing waits for an answer."""

    conversation_id: str
    person: str
    dealer_id: str | None
    connector: str
    reason: str
    since: datetime
    waiting_since: datetime | None
    assignee: str | None
    last_text: str


class InboxView(BaseModel):
    """Those who wait come first, the longest waiting first of all."""

    items: list[WaitingView]
    next_cursor: str | None


class SaidView(BaseModel):
    """One turn. `speaker` is the member of staff who wrote it; null when the person did, to whom `reply` is the assistant's answer."""

    id: int
    text: str
    speaker: str | None
    reply: dict[str, Any]
    at: datetime


class CaseView(BaseModel):
    """A conversation with its latest turns, oldest first, and the person's open drafts, which only he can confirm."""

    conversation: WaitingView
    locale: str
    turns: list[SaidView]
    drafts: list[DraftView]


class StaffAnswerBody(BaseModel):
    """What the person is told. A repeated `message_id` is said once."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "您好，我查一下马上回复您。", "message_id": "a-1"}})

    text: str = Field(min_length=1, max_length=4000)
    message_id: str | None = Field(None, min_length=1, max_length=100, pattern=PRINTABLE)


class AnswerView(BaseModel):
    """The turn that holds the answer."""

    turn: int


@router.get("/inbox", response_model=InboxView, responses=problems_of(401, 403, 422), summary="List conversations that need a person")
def list_inbox(
    actor: CurrentActor,
    services: Here,
    which: Annotated[Literal["open", "waiting", "mine", "unassigned", "done"], Query()] = "open",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Handed-over conversations of people in your scope. `done` are those that went back to the assistant in the last week."""
    wanted = conversations.InboxQuery(which, cursor, limit)
    page = services.database.read(lambda uow: conversations.list_inbox(uow, actor, wanted, clock=services.clock))
    return json_answer(InboxView(items=[_waiting(item) for item in page.items], next_cursor=page.next_cursor))


@router.get("/inbox/{conversation}", response_model=CaseView, responses=_READ_PROBLEMS, summary="Read a conversation that was handed over")
def read_conversation(
    actor: CurrentActor,
    services: Here,
    conversation: Code,
    before: Annotated[int | None, Query(ge=0, le=LARGEST_TURN, description="Only turns before this one.")] = None,
) -> Response:
    """The latest turns and the open drafts."""
    return json_answer(_case(services.database.read(lambda uow: read_case(uow, actor, conversation, clock=services.clock, before=before))))


@router.post("/inbox/{conversation}/answers", status_code=201, response_model=AnswerView, responses=_WRITE_PROBLEMS, summary="Answer the person")
def answer(actor: CurrentActor, services: Here, conversation: Code, body: StaffAnswerBody, once: MayRepeat) -> Response:
    """Takes the conversation when nobody has. Your words are shown to the person as yours; they order nothing."""
    message_id = body.message_id or new_id("ans")
    return once.write(
        actor.user_id,
        lambda uow: conversations.say_as_staff(uow, actor, conversation, body.text, message_id, clock=services.clock),
        lambda turn: Outcome(201, AnswerView(turn=turn)),
    )


@router.post("/inbox/{conversation}/take", status_code=204, responses=_WRITE_PROBLEMS, summary="Become the one who answers")
def take(actor: CurrentActor, services: Here, conversation: Code, once: MayRepeat) -> Response:
    """Whoever had it before has it no longer."""
    return once.write(actor.user_id, lambda uow: conversations.take(uow, actor, conversation, clock=services.clock), lambda _: Outcome(204))


@router.post("/inbox/{conversation}/hand-back", status_code=204, responses=_WRITE_PROBLEMS, summary="Give the conversation back to the assistant")
def hand_back(actor: CurrentActor, services: Here, conversation: Code, once: MayRepeat) -> Response:
    """The person may do this too, for his own conversation. Doing it again changes nothing."""
    return once.write(actor.user_id, lambda uow: conversations.hand_back(uow, actor, conversation, clock=services.clock), lambda _: Outcome(204))


def _waiting(item: InboxItem) -> WaitingView:
    over: Handover = item.handover
    return WaitingView(
        conversation_id=over.conversation_id,
        person=item.person,
        dealer_id=item.dealer_id,
        connector=item.connector,
        reason=over.reason,
        since=over.since,
        waiting_since=over.waiting_since,
        assignee=item.assignee_name,
        last_text=item.last_text,
    )


def said_view(turn: TurnRow) -> SaidView:
    """A turn for staff: its words and the blocks of the reply."""
    reply = {name: value for name, value in turn.reply.items() if name in {"lang", "blocks"}}
    return SaidView(id=turn.id, text=turn.text, speaker=turn.speaker, reply=reply, at=turn.at)


def _case(case: Case) -> CaseView:
    transcript = case.transcript
    turns = [said_view(turn) for turn in transcript.turns]
    return CaseView(conversation=_waiting(transcript.item), locale=transcript.locale, turns=turns, drafts=list(case.drafts))
