"""Notices at "/notices": what happened, newest first, each with the way to its thing; and what one wants to be told, when, and where.

Invariant: one's own notices and one's own choice only; what is on the page is marked read by its reader, never by looking.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, tzinfo
from functools import partial

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.notices import service as notices
from backend.notices.service import TOPICS, Notice, NoticeSettings
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone
from bot.rendering.formats import format_instant
from bot.rendering.people import notice_address, notice_sentence

PATH = "/notices"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page lists; `older` when there are more."""

    notices: Sequence[Notice]
    older: bool
    zone: tzinfo


def register_notices(services: PageServices) -> None:
    """Add the page at /notices."""
    register_list(services, NoticesPage, PATH)


class NoticesPage(ListPage[_Found]):
    """One open page of notices."""

    path = PATH

    def heading(self) -> str:
        """What the page is for."""
        return "notices-subtitle"

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """One page, newest first."""
        before = self.asked.get("cursor", "")
        found = notices.list_notices(uow, actor, unread_only=False, limit=SHOWN + 1, before=int(before) if before.isdecimal() else None)
        return _Found(found[:SHOWN], len(found) > SHOWN, brand_zone(uow))

    def fill(self, found: _Found) -> None:
        """The notices, each with the way to its thing."""
        unread = [notice.id for notice in found.notices if notice.read_at is None]
        if unread:
            with ui.element("div").classes("case-actions").style("align-self: flex-end"):
                self.button(self.say("notices-read-all", count=len(unread)), partial(self._read, unread))
        if not found.notices:
            ui.label(self.say("notices-none")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for notice in found.notices:
                self._entry(notice, found.zone)
        self.turn_page(str(found.notices[-1].id) if found.older else None)

    def _entry(self, notice: Notice, zone: tzinfo) -> None:
        with ui.element("li").classes("entry unread" if notice.read_at is None else "entry"):
            ui.label(notice_sentence(notice, self.visitor.locale, self.services.phrasebook, zone)).classes("words")
            ui.label(format_instant(notice.created_at, self.visitor.locale, zone)).classes("small")
            with ui.element("div").classes("case-actions"):
                with ui.element("a").classes("pill").props(f'href="{notice_address(notice)}"'):
                    ui.label(self.say("notices-open"))
                if notice.read_at is None:
                    self.button(self.say("notices-read"), partial(self._read, [notice.id]))

    async def _read(self, ids: Sequence[int]) -> None:
        await self.act(lambda uow, actor: notices.mark_read(uow, actor, ids, clock=self.services.clock))

    async def below(self) -> None:
        """What one wants to be told, when, and where."""
        chosen = await self.ask(notices.read_settings)
        if chosen is None:
            return
        with ui.element("div").classes("entry"), ui.element("fieldset"):
            with ui.element("legend"):
                ui.label(self.say("notices-choose"))
            for topic in TOPICS:
                ui.checkbox(self.say(f"topic-{topic}"), value=topic not in chosen.muted, on_change=partial(self._switch, topic))
            ui.label(self.say("notices-people-always")).classes("small")
            self._hours(chosen)

    def _hours(self, chosen: NoticeSettings) -> None:
        label_from, label_until = self.say("notices-quiet-from"), self.say("notices-quiet-until")
        with ui.element("div").classes("case-actions"):
            begin = ui.input(label_from, value=_text(chosen.quiet_from)).props(f'outlined dense type="time" aria-label="{label_from}"')
            end = ui.input(label_until, value=_text(chosen.quiet_until)).props(f'outlined dense type="time" aria-label="{label_until}"')
            self.button(self.say("notices-save"), partial(self._save_hours, begin, end))
        ui.label(self.say("notices-quiet-hint")).classes("small")

    async def _switch(self, topic: str, event: ValueChangeEventArguments[bool | None]) -> None:
        await self.act(lambda uow, actor: notices.set_topic(uow, actor, topic, on=bool(event.value)))

    async def _save_hours(self, begin: ui.input, end: ui.input) -> None:
        try:
            hours = _time(begin.value), _time(end.value)
        except ValueError:
            ui.notify(self.say("notice-bad_hours"), type="warning", position="top")
            return

        def save(uow: UnitOfWork, actor: Actor) -> None:
            notices.save_settings(uow, actor, replace(notices.read_settings(uow, actor), quiet_from=hours[0], quiet_until=hours[1]))

        if await self.act(save):
            self.tell_done("notices-saved")


def _text(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
