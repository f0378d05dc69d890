"""One's own notices over HTTP, each with its sentence in the caller's language."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity.http import CurrentActor
from backend.kit.http import Here, Limit, Services, json_answer, locale_of
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.problems import problems_of
from backend.notices import service as notices
from backend.notices.service import Notice

router = APIRouter(tags=["notices"])
LARGEST_ID = 2**53
NoticeId = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class NoticeView(BaseModel):
    """Something you should hear. `kind` names it for programs, `text` says it."""

    id: int
    kind: str = Field(examples=["order.approved"])
    text: str = Field(examples=["Order SO-1003 has been approved."])
    params: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


class NoticeList(BaseModel):
    """Notices, newest first."""

    items: list[NoticeView]


class ReadNoticesBody(BaseModel):
    """Notices that were read. Ids of other people's notices are left alone."""

    model_config = ConfigDict(json_schema_extra={"example": {"ids": [17, 18]}})

    ids: list[NoticeId] = Field(min_length=1, max_length=200)


@router.get("/notices", response_model=NoticeList, responses=problems_of(401, 422), summary="List your notices")
def list_notices(
    request: Request,
    actor: CurrentActor,
    services: Here,
    unread: Annotated[bool, Query(description="Only those you have not marked read.")] = True,
    limit: Limit = 50,
) -> Response:
    """What you should hear, newest first."""
    found = services.database.read(lambda uow: notices.list_notices(uow, actor, unread_only=unread, limit=limit))
    locale = locale_of(request)
    return json_answer(NoticeList(items=[_view(notice, services, locale) for notice in found]))


@router.post("/notices/read", status_code=204, responses=problems_of(401, 422), summary="Mark notices read")
def read_notices(actor: CurrentActor, body: ReadNoticesBody, services: Here, once: MayRepeat) -> Response:
    """Doing it again changes nothing."""
    return once.write(actor.user_id, lambda uow: notices.mark_read(uow, actor, body.ids, clock=services.clock), lambda _: Outcome(204))


def _view(notice: Notice, services: Services, locale: str) -> NoticeView:
    text = services.wording.say(locale, notice.kind, notice.params)
    return NoticeView(id=notice.id, kind=notice.kind, text=text, params=dict(notice.params), created_at=notice.created_at, read_at=notice.read_at)
