"""Feedback at "/feedback": everybody writes and follows his own; staff who answer people see their scope's, with counts, and move it on.

The filter lives in the address. Invariant: a status is changed on the version that is shown, by the same use case as over HTTP.
"""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import partial

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui

from backend.identity.domain import Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
from backend.support import service as support
from backend.support.domain import FEEDBACK_STEPS, FeedbackChange, FeedbackStatus, FeedbackView
from bot.pages.layout import Frame, page_frame
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import brand_zone, dealer_names, load_standing
from bot.pages.threads import in_thread
from bot.rendering.formats import format_instant

LONGEST_TEXT = 4000
LONGEST_NOTE = 1000
TONES = {FeedbackStatus.NEW: "warning", FeedbackStatus.DONE: "success"}


def register_feedback(services: PageServices) -> None:
    """Add the page at /feedback."""

    @ui.page("/feedback")
    async def feedback_page(request: Request, status: str = "") -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        wanted = status if status in {one.value for one in FeedbackStatus} else ""
        with page_frame(services, visitor, here="/feedback", sheets=("chat", "orders", "inbox")) as frame:
            await FeedbackPage(services, visitor, frame, wanted).build()
        return None


class FeedbackPage:
    """One open page of feedback."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame, status: str) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame, self._status = services, visitor, frame, status
        self._say = frame.say
        self._staff = visitor.actor.may(Permission.ANSWER_CHATS)
        self._dealers: Mapping[str, str] = {}
        self._place: ui.element | None = None

    async def build(self) -> None:
        """The form, the counts as filters, and the entries."""
        standing = await in_thread(load_standing, self._services, self._visitor.actor, self._say)
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        self._frame.subtitle.set_text(self._say("feedback-subtitle-staff" if self._staff else "feedback-subtitle"))
        with ui.element("main").classes("people").props('id="content"'):
            self._form()
            self._place = ui.element("div").style("width: 100%; display: flex; flex-direction: column; gap: 12px")
        await self._refresh()

    def _form(self) -> None:
        label = self._say("feedback-write")
        with ui.element("div").classes("entry"):
            box = ui.textarea(label).props(f'outlined autogrow maxlength="{LONGEST_TEXT}" aria-label="{label}"').classes("case-box")
            with ui.element("div").classes("case-actions"), ui.element("button").classes("pill primary").props('type="button"') as button:
                ui.label(self._say("feedback-send"))
            button.on("click", partial(self._give, box))

    def _load(self) -> tuple[list[FeedbackView], Mapping[str, int], tzinfo]:
        actor, status = acting(self._visitor, self._services), self._status

        def loaded(uow: UnitOfWork) -> tuple[list[FeedbackView], Mapping[str, int], tzinfo]:
            items = support.list_feedback(uow, actor, status=status)
            self._dealers = dealer_names(uow, actor, items)
            return items, support.count_feedback(uow, actor), brand_zone(uow)

        return self._services.database.read(loaded)

    async def _refresh(self) -> None:
        try:
            items, counts, zone = await in_thread(self._load)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return
        if self._place is None:
            return
        self._place.clear()
        with self._place:
            self._filters(counts)
            if not items:
                ui.label(self._say("feedback-none")).classes("card empty")
            with ui.element("ul").classes("people-list"):
                for item in items:
                    self._entry(item, zone)

    def _filters(self, counts: Mapping[str, int]) -> None:
        with ui.element("nav").classes("filters").props(f'aria-label="{self._say("inbox-filter")}"'):
            for status in ("", *counts):
                here = status == self._status
                current, address = (' aria-current="true"' if here else ""), f"/feedback?status={status}" if status else "/feedback"
                label = f"{self._say(f'feedback-status-{status}')} {counts[status]}" if status else self._say("orders-all")
                with ui.element("a").classes("pill here" if here else "pill").props(f'href="{address}"{current}'):
                    ui.label(label)

    def _entry(self, item: FeedbackView, zone: tzinfo) -> None:
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                ui.label(item.number).classes("small")
                ui.label(self._say(f"feedback-status-{item.status}")).classes(f"badge {TONES.get(item.status, '')}")
                if item.rating is not None:
                    ui.label(self._say("feedback-rating", rating=item.rating)).classes("small")
            ui.label(item.text or "—").classes("words")
            who = f"{item.author} · {self._dealers[item.dealer_id]}" if item.dealer_id else item.author
            ui.label(f"{who} · {format_instant(item.created_at, self._visitor.locale, zone)}").classes("small")
            if item.note:
                ui.label(self._say("feedback-note", note=item.note)).classes("notice")
            if self._staff and FEEDBACK_STEPS[item.status]:
                self._steps(item)

    def _steps(self, item: FeedbackView) -> None:
        label = self._say("feedback-note-label")
        note = ui.input(label, value=item.note).props(f'outlined dense maxlength="{LONGEST_NOTE}" aria-label="{label} {item.number}"').style("width: 100%")
        with ui.element("div").classes("case-actions"):
            for status in FeedbackStatus:
                if status in FEEDBACK_STEPS[item.status]:
                    with ui.element("button").classes("pill").props('type="button"') as button:
                        ui.label(self._say(f"feedback-to-{status}"))
                    button.on("click", partial(self._move, item, status, note))

    async def _give(self, box: ui.textarea) -> None:
        text = (box.value or "").strip()
        if text and await self._act(lambda: self._store(text)):
            box.set_value("")

    def _store(self, text: str) -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        self._services.database.write(lambda uow: support.give_feedback(uow, actor, text, clock=clock))

    async def _move(self, item: FeedbackView, status: FeedbackStatus, note: ui.input) -> None:
        change = FeedbackChange(status.value, str(note.value or ""), item.version)
        await self._act(lambda: self._change(item, change))

    def _change(self, item: FeedbackView, change: FeedbackChange) -> None:
        actor, clock = acting(self._visitor, self._services), self._services.clock
        self._services.database.write(lambda uow: support.change_feedback(uow, actor, item.id, change, clock=clock))

    async def _act(self, work: Callable[[], None]) -> bool:
        try:
            await in_thread(work)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return False
        except DomainError as error:
            ui.notify(self._say(error.code, **error.params), type="warning", position="top")
            await self._refresh()
            return False
        await self._refresh()
        return True
