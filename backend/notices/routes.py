"""One's own notices over HTTP, each with its sentence in the caller's language."""

from datetime import datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from backend.identity.http import CurrentActor
from backend.kit.db import UnitOfWork
from backend.kit.http import Here, Services, json_answer, locale_of
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.paging import MAX_PAGE
from backend.kit.problems import problems_of
from backend.notices import service as notices
from backend.notices.service import Notice, NoticeSettings

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
    """Notices, newest first, and how many you have not read at all."""

    items: list[NoticeView]
    unread: int


Topic = Literal["orders", "prices", "expiry", "reminders", "feedback"]


class NoticeSettingsBody(BaseModel):
    """What you want to hear. No quiet hours mean the brand's; the same time twice means none. No connector means the one you used last."""

    model_config = ConfigDict(json_schema_extra={"example": {"muted": ["prices"], "quiet_from": "21:00", "quiet_until": "08:00", "connector": None}})

    muted: list[Topic] = Field(default_factory=list, max_length=5)
    connector: Literal["web", "telegram"] | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None


class NoticeQuery(BaseModel):
    """Which notices. `before` the last one shown is the next page."""

    model_config = ConfigDict(extra="forbid")

    unread: bool = Field(True, description="Only those you have not marked read.")
    limit: int = Field(50, ge=1, le=MAX_PAGE, description="Rows on a page.")
    after: int | None = Field(None, ge=0, le=LARGEST_ID, description="Only those that came later than this one.")
    before: int | None = Field(None, ge=0, le=LARGEST_ID, description="Only those that came earlier than this one: the next page.")


class ReadNoticesBody(BaseModel):
    """Notices that were read. Ids of other people's notices are left alone."""

    model_config = ConfigDict(json_schema_extra={"example": {"ids": [17, 18]}})

    ids: list[NoticeId] = Field(min_length=1, max_length=200)


@router.get("/notices", response_model=NoticeList, responses=problems_of(401, 422), summary="List your notices")
def list_notices(request: Request, actor: CurrentActor, services: Here, query: Annotated[NoticeQuery, Query()]) -> Response:
    """What you should hear, newest first."""

    def listed(uow: UnitOfWork) -> tuple[list[Notice], int]:
        found = notices.list_notices(uow, actor, unread_only=query.unread, limit=query.limit, after=query.after, before=query.before)
        return found, notices.count_unread(uow, actor)

    found, count = services.database.read(listed)
    locale = locale_of(request)
    return json_answer(NoticeList(items=[_view(notice, services, locale) for notice in found], unread=count))


@router.get("/notices/settings", response_model=NoticeSettingsBody, responses=problems_of(401), summary="Read what you are told of")
def read_notice_settings(actor: CurrentActor, services: Here) -> Response:
    """Topics that are off, quiet hours and the connector you chose."""
    return json_answer(_chosen(services.database.read(lambda uow: notices.read_settings(uow, actor))))


@router.put("/notices/settings", response_model=NoticeSettingsBody, responses=problems_of(401, 409, 422), summary="Choose what you are told of")
def save_notice_settings(actor: CurrentActor, body: NoticeSettingsBody, once: MayRepeat) -> Response:
    """Replaces your choice. What people write to you comes in any case."""
    wanted = NoticeSettings(frozenset(body.muted), body.connector, body.quiet_from, body.quiet_until)
    return once.write(actor.user_id, lambda uow: notices.save_settings(uow, actor, wanted), lambda chosen: Outcome(200, _chosen(chosen)))


@router.post("/notices/read", status_code=204, responses=problems_of(401, 422), summary="Mark notices read")
def read_notices(actor: CurrentActor, body: ReadNoticesBody, services: Here, once: MayRepeat) -> Response:
    """Doing it again changes nothing."""
    return once.write(actor.user_id, lambda uow: notices.mark_read(uow, actor, body.ids, clock=services.clock), lambda _: Outcome(204))


def _chosen(chosen: NoticeSettings) -> NoticeSettingsBody:
    topics: tuple[Topic, ...] = ("orders", "prices", "expiry", "reminders", "feedback")
    connector: Literal["web", "telegram"] | None = "telegram" if chosen.connector == "telegram" else "web" if chosen.connector else None
    muted = [topic for topic in topics if topic in chosen.muted]
    return NoticeSettingsBody(muted=muted, connector=connector, quiet_from=chosen.quiet_from, quiet_until=chosen.quiet_until)


def _view(notice: Notice, services: Services, locale: str) -> NoticeView:
    text = services.wording.say(locale, notice.kind, notice.params)
    return NoticeView(id=notice.id, kind=notice.kind, text=text, params=dict(notice.params), created_at=notice.created_at, read_at=notice.read_at)
