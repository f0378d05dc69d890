"""Feedback at "/feedback": everybody writes and follows his own; staff who answer people see their scope's, with counts, and move it on.

Filter and page live in the address. Invariant: a status is changed on the version that is shown, by the same use case as over HTTP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial

from nicegui import ui

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.paging import Page
from backend.support import service as support
from backend.support.domain import FEEDBACK_STEPS, FeedbackChange, FeedbackStatus, FeedbackView
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from bot.pages.standing import brand_zone, dealer_names
from bot.rendering.formats import format_instant

PATH = "/feedback"
LONGEST_TEXT = 4000
LONGEST_NOTE = 1000
TONES = {FeedbackStatus.NEW: "warning", FeedbackStatus.DONE: "success"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page lists."""

    page: Page[FeedbackView]
    counts: Mapping[str, int]
    dealers: Mapping[str, str]
    zone: tzinfo


def register_feedback(services: PageServices) -> None:
    """Add the page at /feedback."""
    register_list(services, FeedbackPage, PATH)


class FeedbackPage(ListPage[_Found]):
    """One open page of feedback."""

    path = PATH

    @property
    def _status(self) -> str:
        wanted = self.asked.get("status", "")
        return wanted if wanted in set(FeedbackStatus) else ""

    @property
    def _staff(self) -> bool:
        return self.visitor.actor.may(Permission.ANSWER_CHATS)

    def heading(self) -> str:
        """Staff look after others' too."""
        return "feedback-subtitle-staff" if self._staff else "feedback-subtitle"

    async def above(self) -> None:
        """The box for new feedback."""
        label = self.say("feedback-write")
        with ui.element("div").classes("entry"):
            box = ui.textarea(label).props(f'outlined autogrow maxlength="{LONGEST_TEXT}" aria-label="{label}"').classes("case-box")
            with ui.element("div").classes("case-actions"):
                self.button(self.say("feedback-send"), partial(self._give, box), "pill primary")

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """One page, the counts of all, and the names of the companies."""
        page = support.list_feedback(uow, actor, status=self._status, cursor=self.asked.get("cursor"))
        return _Found(page, support.count_feedback(uow, actor), dealer_names(uow, actor, page.items), brand_zone(uow))

    def fill(self, found: _Found) -> None:
        """The counts as filters, the entries, and the way to the next page."""
        labels = {status: f"{self.say(f'feedback-status-{status}')} {count}" for status, count in found.counts.items()}
        self.pills({"": self.say("orders-all"), **labels}, self._status)
        if not found.page.items:
            ui.label(self.say("feedback-none")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for item in found.page.items:
                self._entry(item, found)
        self.turn_page(found.page.next_cursor)

    def _entry(self, item: FeedbackView, found: _Found) -> None:
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                ui.label(item.number).classes("small")
                ui.label(self.say(f"feedback-status-{item.status}")).classes(f"badge {TONES.get(item.status, '')}")
                if item.rating is not None:
                    ui.label(self.say("feedback-rating", rating=item.rating)).classes("small")
            ui.label(item.text or "—").classes("words")
            who = f"{item.author} · {found.dealers[item.dealer_id]}" if item.dealer_id else item.author
            ui.label(f"{who} · {format_instant(item.created_at, self.visitor.locale, found.zone)}").classes("small")
            if item.note:
                ui.label(self.say("feedback-note", note=item.note)).classes("notice")
            if self._staff and FEEDBACK_STEPS[item.status]:
                self._steps(item)

    def _steps(self, item: FeedbackView) -> None:
        label = self.say("feedback-note-label")
        note = ui.input(label, value=item.note).props(f'outlined dense maxlength="{LONGEST_NOTE}" aria-label="{label} {item.number}"').style("width: 100%")
        with ui.element("div").classes("case-actions"):
            for status in FeedbackStatus:
                if status in FEEDBACK_STEPS[item.status]:
                    self.button(self.say(f"feedback-to-{status}"), partial(self._move, item, status, note))

    async def _give(self, box: ui.textarea) -> None:
        text, clock = (box.value or "").strip(), self.services.clock
        if text and await self.act(lambda uow, actor: support.give_feedback(uow, actor, text, clock=clock)):
            box.set_value("")

    async def _move(self, item: FeedbackView, status: FeedbackStatus, note: ui.input) -> None:
        change, clock = FeedbackChange(status.value, str(note.value or ""), item.version), self.services.clock
        await self.act(lambda uow, actor: support.change_feedback(uow, actor, item.id, change, clock=clock))
