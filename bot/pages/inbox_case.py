"""One conversation in the inbox: what was said, the person's open drafts, and what staff can do: answer, take, hand back.

New turns are added as they come. Invariant: an answer has an id of its own that stays until it was stored, so that a click repeated after a
lost connection says it once; what stands in the box is lost by nothing but sending.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import tzinfo
from functools import partial

from nicegui import ui

from backend.conversations import service as conversations
from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
from backend.kit.ids import new_id
from backend.support.transcripts import Case, read_case
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting
from bot.pages.standing import brand_zone, dealer_names
from bot.pages.threads import in_thread
from bot.pages.transcript import drafts_html, turn_html, waiting_words, who_html
from bot.rendering.formats import quote_words
from bot.rendering.voice import Voice

Work = Callable[[UnitOfWork, Actor], None]
LOOK_EVERY_S = 3.0
LONGEST_ANSWER = 4000
_SUBMIT = "(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); emit(); } }"
_DOWN = "requestAnimationFrame(() => { const log = document.querySelector('.case-log'); if (log) log.scrollTop = log.scrollHeight; })"


class InboxCase:
    """One open conversation."""

    def __init__(self, services: PageServices, visitor: Visitor, voice: Voice, conversation: str) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._voice, self._conversation = services, visitor, voice, conversation
        self._message_id, self._newest, self._state, self._shown_drafts = new_id("ans"), 0, "", ""
        self._dealers: Mapping[str, str] = {}
        self._head: ui.element | None = None
        self._log: ui.element | None = None
        self._drafts: ui.html | None = None
        self._foot: ui.element | None = None
        self._box: ui.textarea | None = None
        self._place: ui.element | None = None

    async def build(self, back: str) -> None:
        """The conversation, or why it is not shown. `back` is the address of the list."""
        with ui.element("a").classes("link-pill case-back").props(f'href="{back}"'):
            ui.label(self._voice("inbox-back"))
        try:
            case, zone = await in_thread(self._load)
        except DomainError as error:
            ui.label(self._voice(error.code, **error.params)).classes("notice warning").props('role="alert"')
            return
        self._place = ui.element("div")
        self._head = ui.element("div").classes("case-head")
        label = self._voice("inbox-conversation")
        self._log = ui.element("div").classes("case-log").props(f'role="log" aria-live="polite" tabindex="0" aria-label="{label}"')
        self._drafts = ui.html("", sanitize=False).classes("case-drafts")
        self._foot = ui.element("div").classes("case-foot")
        self._show(case, zone)
        ui.timer(LOOK_EVERY_S, self._look)

    def _load(self) -> tuple[Case, tzinfo]:
        actor = acting(self._visitor, self._services)
        clock = self._services.clock

        def load(uow: UnitOfWork) -> tuple[Case, tzinfo]:
            case = read_case(uow, actor, self._conversation, clock=clock)
            self._dealers = dealer_names(uow, actor, [case.transcript.item])
            return case, brand_zone(uow)

        return self._services.database.read(load)

    async def _look(self) -> None:
        try:
            self._show(*await in_thread(self._load))
        except Unauthenticated:
            ui.navigate.to("/sign-in")
        except DomainError as error:
            self._tell(error)

    def _show(self, case: Case, zone: tzinfo) -> None:
        """Add what is new; head, drafts and foot change only when what they say does."""
        fresh = [turn for turn in case.transcript.turns if turn.id > self._newest]
        if fresh and self._log is not None:
            with self._log:
                for turn in fresh:
                    ui.html(turn_html(turn, self._voice, zone), sanitize=False).classes("turn")
            self._newest = fresh[-1].id
            self._run(_DOWN)
        item = case.transcript.item
        self._show_head(case)
        if self._drafts is not None:
            shown = ",".join(f"{draft.draft_id}:{draft.version}" for draft in case.drafts)
            if shown != self._shown_drafts:
                self._shown_drafts = shown
                self._drafts.set_content(drafts_html(case.drafts, self._voice))
        over = item.handover
        state = "back" if item.ended else "mine" if over.assignee in {None, self._visitor.actor.user_id} else f"other:{over.assignee}"
        if state != self._state:
            self._state = state
            self._show_foot(state, item.assignee_name or "")

    def _show_head(self, case: Case) -> None:
        item = case.transcript.item
        if self._head is None:
            return
        self._head.clear()
        with self._head:
            with ui.element("h2"):
                ui.html(who_html(item, self._dealers), sanitize=False, tag="span")
            waits = waiting_words(item, self._voice, self._services.clock.now())
            if waits:
                ui.label(waits).classes("badge warning")
            taken = self._voice("inbox-taken-by", name=item.assignee_name) if item.assignee_name else self._voice("inbox-nobody")
            ui.label(taken if not item.ended else self._voice("inbox-ended")).classes("small")
            ui.label(self._voice("inbox-reason", reason=quote_words(item.handover.reason, 200))).classes("small wide")

    def _show_foot(self, state: str, assignee: str) -> None:
        if self._foot is None:
            return
        kept = self._box.value if self._box is not None else ""
        self._foot.clear()
        self._box = None
        with self._foot:
            if state == "back":
                ui.label(self._voice("inbox-ended-hint")).classes("small")
                return
            if state == "mine":
                self._answer_box(kept or "")
            else:
                ui.label(self._voice("inbox-other", name=assignee)).classes("small")
            with ui.element("div").classes("case-actions"):
                if state == "mine":
                    _button(self._voice("inbox-send"), self._answer, primary=True)
                if state != "mine":
                    _button(self._voice("inbox-take"), partial(self._act, self._take))
                _button(self._voice("inbox-hand-back"), partial(self._act, self._hand_back))

    def _answer_box(self, text: str) -> None:
        label = self._voice("inbox-answer")
        self._box = ui.textarea(label, value=text).props(f'outlined autogrow maxlength="{LONGEST_ANSWER}" aria-label="{label}"').classes("case-box")
        self._box.on("keydown", self._answer, js_handler=_SUBMIT)
        ui.label(self._voice("inbox-answer-hint")).classes("small")

    async def _answer(self) -> None:
        if self._box is None or not (self._box.value or "").strip():
            return
        text, message_id = str(self._box.value), self._message_id
        clock = self._services.clock

        def say(uow: UnitOfWork, actor: Actor) -> None:
            conversations.say_as_staff(uow, actor, self._conversation, text, message_id, clock=clock)

        if await self._act(say):
            self._message_id = new_id("ans")
            if self._box is not None:
                self._box.set_value("")
                self._run("document.querySelector('.case-box textarea')?.focus()")

    def _take(self, uow: UnitOfWork, actor: Actor) -> None:
        conversations.take(uow, actor, self._conversation, clock=self._services.clock)

    def _hand_back(self, uow: UnitOfWork, actor: Actor) -> None:
        conversations.hand_back(uow, actor, self._conversation, clock=self._services.clock)

    async def _act(self, work: Work) -> bool:
        """Do something as the visitor and show what came of it; False when it was refused."""
        done = True
        try:
            await in_thread(self._write, work)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
            return False
        except DomainError as error:
            self._tell(error)
            done = False
        await self._look()
        return done

    def _write(self, work: Work) -> None:
        actor = acting(self._visitor, self._services)
        self._services.database.write(lambda uow: work(uow, actor))

    def _run(self, script: str) -> None:
        if self._place is not None:
            with self._place:
                ui.run_javascript(script)

    def _tell(self, error: DomainError) -> None:
        if self._place is not None:
            with self._place:
                ui.notify(self._voice(error.code, **error.params), type="warning", position="top")


def _button(label: str, act: Callable[[], Awaitable[object]], *, primary: bool = False) -> None:
    with ui.element("button").classes("pill primary" if primary else "pill").props('type="button"').on("click", act):
        ui.label(label)
