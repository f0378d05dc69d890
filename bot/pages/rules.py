"""The approval rules at "/rules": a decision table made by dragging facts, with examples beside it, tried on past orders, and published.

The page keeps a draft in the making; saving, trying and publishing go through the use cases of the HTTP routes. Invariant: nothing on this
page decides an order before it is published, and it is published only by the use case that tries every example.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from typing import TypeVar

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui
from nicegui.events import GenericEventArguments

from backend.identity.domain import SYSTEM, Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError, Unauthenticated
from backend.ordering.rules import service as rules
from backend.ordering.rules.judging import Example
from backend.ordering.rules.table import Table
from backend.ordering.rules.versions import RulesDraft
from bot.pages.layout import Frame, page_frame
from bot.pages.rules_cells import Speech
from bot.pages.rules_dry_run import DryRunView
from bot.pages.rules_examples import ExamplesEditor
from bot.pages.rules_table import TableEditor
from bot.pages.services import PageServices
from bot.pages.session import Visitor, acting, visitor_of
from bot.pages.standing import brand_zone, load_standing
from bot.pages.theme import asset
from bot.pages.threads import in_thread
from bot.rendering.formats import format_instant
from bot.rendering.voice import Voice

T = TypeVar("T")
PATH = "/rules"
DROPPED = "rules_dropped"
LONGEST_DROP = 200


def register_rules(services: PageServices) -> None:
    """Add the page at /rules for those who manage the rules."""

    @ui.page(PATH)
    async def rules_page(request: Request) -> RedirectResponse | None:
        visitor = await in_thread(visitor_of, request, services)
        if visitor is None:
            return RedirectResponse("/sign-in")
        if not visitor.actor.may(Permission.MANAGE_RULES):
            return RedirectResponse("/")
        with page_frame(services, visitor, here=PATH, sheets=("chat", "rules")) as frame:
            await RulesPage(services, visitor, frame).build()
        return None


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the page begins with."""

    draft: RulesDraft
    versions: tuple[rules.PublishedRules, ...]
    words: dict[str, tuple[str, ...]]
    zone: tzinfo


class RulesPage:
    """One open rules page."""

    def __init__(self, services: PageServices, visitor: Visitor, frame: Frame) -> None:
        """Nothing is shown until `build`."""
        self._services, self._visitor, self._frame, self._say = services, visitor, frame, frame.say
        self._voice = Voice(visitor.locale, services.phrasebook)
        self._draft: RulesDraft | None = None
        self._saved, self._drawn = True, 0
        self._dry = DryRunView(services, visitor, self._voice)

    async def build(self) -> None:
        """What is in force, the palette, the table, the examples, the dry run and the versions."""
        standing = await in_thread(load_standing, self._services, self._visitor.actor, self._say)
        self._frame.name.set_text(standing.name)
        self._frame.detail.set_text(standing.detail)
        opened = await self._ask(self._open)
        if opened is None:
            return
        self._zone = opened.zone
        ui.add_body_html(f"<script>{asset('rules.js')}</script>")
        speech = Speech(self._say, self._visitor.locale, opened.words)
        self._table = TableEditor(speech, self._table_edited)
        self._examples = ExamplesEditor(speech, self._voice, self._examples_edited)
        with ui.element("main").classes("rules").props('id="content"') as self._main:
            with ui.element("section").classes("card wide"):
                self._bar = ui.element("div").classes("rules-bar")
            with ui.element("aside").classes("card palette").props(f'aria-label="{self._say("rules-palette")}"'):
                self._heading("rules-palette")
                self._palette = ui.element("div")
            with ui.element("section").classes("card"):
                self._heading("rules-table")
                self._place = ui.element("div")
                self._heading("rules-examples")
                ui.label(self._say("rules-examples-hint")).classes("small")
                self._tries = ui.element("div").classes("edit")
            with ui.element("section").classes("card wide"):
                self._heading("rules-dry-run")
                self._dry.build(lambda: self._draft.table if self._draft else Table())
            with ui.element("section").classes("card wide"):
                self._heading("rules-versions")
                self._history = ui.element("div")
        ui.on(DROPPED, self._dropped)
        self._show(opened)

    def _heading(self, key: str) -> None:
        with ui.element("h2"):
            ui.label(self._say(key))

    def _show(self, opened: _Opened) -> None:
        newest = opened.versions[0] if opened.versions else None
        in_force = (
            self._say(
                "rules-in-force",
                version=newest.version,
                author=self._author(newest),
                when=format_instant(newest.published_at, self._visitor.locale, self._zone),
            )
            if newest
            else self._say("rules-in-force-default")
        )
        self._frame.subtitle.set_text(in_force)
        self._saved = True
        self._redraw(opened.draft)
        self._history.clear()
        with self._history, ui.element("ul").classes("versions"):
            for one in opened.versions:
                with ui.element("li"):
                    when = format_instant(one.published_at, self._visitor.locale, self._zone)
                    ui.label(self._say("rules-version", version=one.version, author=self._author(one), when=when, rows=len(one.table.rows)))
            if not opened.versions:
                ui.label(self._say("rules-in-force-default"))

    def _author(self, one: rules.PublishedRules) -> str:
        """Who published a version; the first one comes with the company, from nobody."""
        return self._say("rules-by-system") if one.author == SYSTEM.name else one.author

    def _redraw(self, draft: RulesDraft) -> None:
        """Everything that depends on the draft."""
        self._draft, self._drawn = draft, self._drawn + 1
        self._main.props(f'data-drawn="{self._drawn}"')
        for place, fill in (
            (self._bar, partial(self._buttons, draft)),
            (self._palette, partial(self._table.palette, draft.table)),
            (self._place, partial(self._table.show, draft.table, draft.problems)),
            (self._tries, partial(self._examples.show, draft.table, draft.tried)),
        ):
            place.clear()
            with place:
                fill()
        with self._bar:
            ui.run_javascript("window.rulesRefocus?.()")

    def _buttons(self, draft: RulesDraft) -> None:
        state = "rules-unsaved" if not self._saved else "rules-draft-saved" if draft.revision else "rules-no-draft"
        when = format_instant(draft.edited_at, self._visitor.locale, self._zone) if draft.edited_at else ""
        ui.label(self._say(state, author=draft.edited_by, when=when)).classes("badge warning" if not self._saved else "badge").props('role="status"')
        if draft.problems:
            ui.label(self._say("rules-table_has_problems", count=len(draft.problems))).classes("badge error")
        ui.element("span").classes("grow")
        self._button("rules-clear", self._clear)
        if draft.revision:
            self._button("rules-discard", self._discard)
        self._button("rules-save", self._save)
        self._button("rules-publish", self._publish, primary=True)

    def _button(self, key: str, act: Callable[[], Awaitable[object]], *, primary: bool = False) -> None:
        with ui.element("button").classes("pill primary" if primary else "pill").props(f'type="button" data-act="{key}"') as button:
            ui.label(self._say(key))
        button.on("click", act)

    async def _dropped(self, event: GenericEventArguments) -> None:
        if isinstance(event.args, dict):
            await self._table.dropped(str(event.args.get("what"))[:LONGEST_DROP], str(event.args.get("over"))[:LONGEST_DROP])

    async def _table_edited(self, table: Table) -> None:
        if self._draft is not None:
            await self._edited(table, self._draft.examples)

    async def _examples_edited(self, examples: tuple[Example, ...]) -> None:
        if self._draft is not None:
            await self._edited(self._draft.table, examples)

    async def _edited(self, table: Table, examples: tuple[Example, ...]) -> None:
        """The draft in the making is tried at once; what it is based on stays."""
        draft = self._draft
        tried = await self._ask(lambda uow, actor: rules.try_draft(uow, actor, table, examples))
        if draft is None or tried is None:
            return
        self._saved = False
        shape = (draft.revision, draft.based_on, table, examples, draft.edited_by, draft.edited_at)
        self._redraw(RulesDraft(*shape, tried.problems, tried.tried))

    async def _clear(self) -> None:
        """An empty table to begin with; what is in force is not touched."""
        await self._edited(Table(), ())

    async def _save(self) -> bool:
        """Keep the draft; False when that was refused."""
        draft = self._draft
        if draft is None:
            return False
        content, clock = (draft.table, draft.examples), self._services.clock
        saved = await self._write(lambda uow, actor: rules.save_draft(uow, actor, draft.revision, content, clock=clock))
        if saved is None:
            return False
        self._saved = True
        self._redraw(saved)
        return True

    async def _publish(self) -> None:
        """Save what is shown and put it into force, or say why not."""
        if (not self._saved or not (self._draft and self._draft.revision)) and not await self._save():
            return
        revision, clock = self._draft.revision if self._draft else 0, self._services.clock
        done = await self._write(lambda uow, actor: rules.publish_draft(uow, actor, revision, clock=clock))
        if done is not None:
            ui.notify(self._say("rules-published", version=done.version), type="positive", position="top")
            await self._reload()

    async def _discard(self) -> None:
        revision = self._draft.revision if self._draft else 0
        await self._write(lambda uow, actor: rules.discard_draft(uow, actor, revision))
        await self._reload()

    async def _reload(self) -> None:
        opened = await self._ask(self._open)
        if opened is not None:
            self._show(opened)

    def _open(self, uow: UnitOfWork, actor: Actor) -> _Opened:
        return _Opened(rules.read_draft(uow, actor), rules.list_versions(uow, actor).items, dict(rules.known_words(uow)), brand_zone(uow))

    async def _ask(self, work: Callable[[UnitOfWork, Actor], T]) -> T | None:
        return await self._run(lambda: self._services.database.read(lambda uow: work(uow, acting(self._visitor, self._services))))

    async def _write(self, work: Callable[[UnitOfWork, Actor], T]) -> T | None:
        actor = await self._run(lambda: acting(self._visitor, self._services))
        return None if actor is None else await self._run(lambda: self._services.database.write(lambda uow: work(uow, actor)))

    async def _run(self, work: Callable[[], T]) -> T | None:
        """What a piece of work in a thread gives; nothing when it was refused, which is told, or when the session is over."""
        try:
            return await in_thread(work)
        except Unauthenticated:
            ui.navigate.to("/sign-in")
        except DomainError as error:
            ui.notify(self._say(error.code, **error.params), type="warning", position="top", multi_line=True)
        return None
