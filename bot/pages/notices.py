"""Notices at "/notices": what happened, newest first, each with the way to its thing; and what one wants to be told, when, and where.

Invariant: one's own notices and one's own choice only; what is on the page is marked read by its reader, never by looking.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time, tzinfo
from functools import partial

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from backend.kit.errors import DomainError, Unauthenticated
from backend.notices import service as notices
from backend.notices.service import TOPICS, Notice, NoticeSettings
from bot.pages.layout import Frame, page_frame
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import brand_zone, load_standing
from bot.pages.threads import in_thread
from bot.rendering.formats import format_instant
from bot.rendering.people import notice_address, notice_sentence

SHOWN = 50


def register_notices(services: PageServices) -> None:
    """Add the page at /notices."""

    @ui.page("/notices")
    async def notices_page(request: Request) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        with page_frame(services, visitor, here="/notices", sheets=("chat", "orders", "inbox")) as frame:
            await NoticesPage(services, visitor, frame).build()
        return None


class NoticesPage:
    """One open page of notices."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame, self._say = services, visitor, frame, frame.say
        self._place: ui.element | None = None

    async def build(self) -> None:
        """The list, and the choice below it."""
        standing = await in_thread(load_standing, self._services, self._visitor.actor, self._say)
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        self._frame.subtitle.set_text(self._say("notices-subtitle"))
        with ui.element("main").classes("people").props('id="content"'):
            self._place = ui.element("div").style("width: 100%; display: flex; flex-direction: column; gap: 10px")
            chosen = await in_thread(self._settings)
            self._choices(chosen)
        await self._refresh()

    def _settings(self) -> NoticeSettings:
        actor = acting(self._visitor, self._services)
        return self._services.database.read(lambda uow: notices.read_settings(uow, actor))

    def _load(self) -> tuple[list[Notice], tzinfo]:
        actor = acting(self._visitor, self._services)
        return self._services.database.read(lambda uow: (notices.list_notices(uow, actor, unread_only=False, limit=SHOWN), brand_zone(uow)))

    async def _refresh(self) -> None:
        try:
            found, zone = await in_thread(self._load)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        if self._place is None:
            return
        self._place.clear()
        with self._place:
            unread = [notice.id for notice in found if notice.read_at is None]
            if unread:
                with ui.element("button").classes("pill").props('type="button"').style("align-self: flex-end") as button:
                    ui.label(self._say("notices-read-all", count=len(unread)))
                button.on("click", partial(self._read, unread))
            if not found:
                ui.label(self._say("notices-none")).classes("card empty")
            with ui.element("ul").classes("people-list"):
                for notice in found:
                    self._entry(notice, zone)

    def _entry(self, notice: Notice, zone: tzinfo) -> None:
        with ui.element("li").classes("entry unread" if notice.read_at is None else "entry"):
            ui.label(notice_sentence(notice, self._visitor.locale, self._services.phrasebook, zone)).classes("words")
            ui.label(format_instant(notice.created_at, self._visitor.locale, zone)).classes("small")
            with ui.element("div").classes("case-actions"):
                with ui.element("a").classes("pill").props(f'href="{notice_address(notice)}"'):
                    ui.label(self._say("notices-open"))
                if notice.read_at is None:
                    with ui.element("button").classes("pill").props('type="button"') as button:
                        ui.label(self._say("notices-read"))
                    button.on("click", partial(self._read, [notice.id]))

    async def _read(self, ids: Sequence[int]) -> None:
        await self._act(lambda: self._mark(ids))
        await self._refresh()

    def _mark(self, ids: Sequence[int]) -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        self._services.database.write(lambda uow: notices.mark_read(uow, actor, ids, clock=clock))

    def _choices(self, chosen: NoticeSettings) -> None:
        with ui.element("div").classes("entry"), ui.element("fieldset"):
            with ui.element("legend"):
                ui.label(self._say("notices-choose"))
            for topic in TOPICS:
                ui.checkbox(self._say(f"topic-{topic}"), value=topic not in chosen.muted, on_change=partial(self._switch, topic))
            ui.label(self._say("notices-people-always")).classes("small")
            hours = (chosen.quiet_from, chosen.quiet_until)
            label_from, label_until = self._say("notices-quiet-from"), self._say("notices-quiet-until")
            with ui.element("div").classes("case-actions"):
                begin = ui.input(label_from, value=_text(hours[0])).props(f'outlined dense type="time" aria-label="{label_from}"')
                end = ui.input(label_until, value=_text(hours[1])).props(f'outlined dense type="time" aria-label="{label_until}"')
                with ui.element("button").classes("pill").props('type="button"') as button:
                    ui.label(self._say("notices-save"))
                button.on("click", partial(self._save_hours, begin, end))
            ui.label(self._say("notices-quiet-hint")).classes("small")

    async def _switch(self, topic: str, event: ValueChangeEventArguments[bool | None]) -> None:
        on = bool(event.value)
        await self._act(lambda: self._set_topic(topic, on=on))

    def _set_topic(self, topic: str, *, on: bool) -> None:
        actor = acting(self._visitor, self._services)
        self._services.database.write(lambda uow: notices.set_topic(uow, actor, topic, on=on))

    async def _save_hours(self, begin: ui.input, end: ui.input) -> None:
        try:
            hours = _time(begin.value), _time(end.value)
        except ValueError:
            ui.notify(self._say("notice-bad_hours"), type="warning", position="top")
            return
        if await self._act(lambda: self._set_hours(*hours)):
            ui.notify(self._say("notices-saved"), type="positive", position="top")

    def _set_hours(self, begin: time | None, end: time | None) -> None:
        actor = acting(self._visitor, self._services)
        chosen = replace(self._settings(), quiet_from=begin, quiet_until=end)
        self._services.database.write(lambda uow: notices.save_settings(uow, actor, chosen))

    async def _act(self, work: Callable[[], None]) -> bool:
        try:
            await in_thread(work)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return False
        except DomainError as error:
            ui.notify(self._say(error.code, **error.params), type="warning", position="top")
            return False
        return True


def _text(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
