"""After-sales articles at "/articles": everybody reads what is meant for him; those who keep them send files, review drafts and publish.

The chosen version, the filter and the words searched live in the address. Invariant: the same use cases as the API; what may not be read is not there.
"""

from dataclasses import dataclass
from functools import partial
from html import escape

from nicegui import ui

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.paging import Page
from bot.articles import keeping
from bot.pages.article_words import article_html, facts_line
from bot.pages.integration_forms import choice
from bot.pages.layout import Say
from bot.pages.list_page import ListPage, register_list
from bot.pages.services import PageServices
from knowledge.articles import ArticleStatus, ArticleView, VersionView, figures_of

PATH = "/articles"
TONES = {ArticleStatus.PUBLISHED: "success", ArticleStatus.DRAFT: "warning"}
_NOT_IN_FORCE = (ArticleStatus.DRAFT, ArticleStatus.ENDED)
SHOWN = 50
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class _Found:
    """A page of versions, or one whole with the names of its pictures."""

    page: Page[VersionView] | None = None
    article: ArticleView | None = None
    figures: frozenset[str] = frozenset()


def register_articles(services: PageServices) -> None:
    """Add the page at /articles."""
    register_list(services, ArticlesPage, PATH)


class ArticlesPage(ListPage[_Found]):
    """One open page of articles."""

    path = PATH

    @property
    def _keeps(self) -> bool:
        return self.visitor.actor.may(Permission.KEEP_ARTICLES)

    @property
    def _status(self) -> str:
        wanted = self.asked.get("status", "")
        return wanted if self._keeps and wanted in set(_NOT_IN_FORCE) else ""

    def heading(self) -> str:
        """What the page is for."""
        return "articles-subtitle-keeper" if self._keeps else "articles-subtitle"

    async def above(self) -> None:
        """The search, and for those who keep articles the form for a file; a refusal of what was just sent."""
        problem = self.asked.get("problem", "")
        if problem.startswith("article-") and self.services.phrasebook.has(problem):  # an address is anybody's: only what we say ourselves is shown
            ui.label(self.say(problem, longest="40 MB", most=3000, rows=20_000, fact="-", value="-", path="-", title="-", status="-")).classes(
                "notice warning"
            ).props('role="alert"')
        if self._chosen:
            with ui.element("div").classes("case-actions"):
                self.link(self.address(), self.say("article-back"))
            return
        ui.html(self._search_html(), sanitize=False)
        if self._keeps:
            with ui.element("details").classes("card"):
                with ui.element("summary"):
                    ui.label(self.say("article-add"))
                ui.html(form_html(self.say), sanitize=False)

    def load(self, uow: UnitOfWork, actor: Actor) -> _Found:
        """The chosen version or article, or one page of the list."""
        clock, words, cursor = self.services.clock, self.asked.get("search", "")[:LONGEST_SEARCH], self.asked.get("cursor")
        if self._chosen:
            if "v" in self.asked:
                article = keeping.read_version(uow, actor, self.asked["v"], clock=clock)
            else:
                article = keeping.read_article(uow, actor, self.asked["a"], self.visitor.locale, clock=clock)
            return _Found(article=article, figures=figures_of(uow, [article.version.id]).get(article.version.id, frozenset()))
        if self._status:
            return _Found(keeping.list_versions(uow, actor, status=self._status, text=words, cursor=cursor, limit=SHOWN))
        return _Found(keeping.list_articles(uow, actor, text=words, cursor=cursor, limit=SHOWN, clock=clock))

    def fill(self, found: _Found) -> None:
        """Show what was loaded."""
        if found.article is not None:
            self._article(found.article, found.figures)
            return
        if self._keeps:
            self.pills({"": self.say("article-in-force"), **{one.value: self.say(f"article-status-{one}") for one in _NOT_IN_FORCE}}, self._status)
        page = found.page or Page(())
        if not page.items:
            ui.label(self.say("articles-empty")).classes("card empty")
        with ui.element("ul").classes("people-list"):
            for version in page.items:
                self._entry(version)
        self.turn_page(page.next_cursor)

    @property
    def _chosen(self) -> bool:
        return bool(self.asked.get("a") or self.asked.get("v"))

    def address(self, **changed: str) -> str:
        """The address of the list with the words searched kept."""
        kept = {"search": self.asked["search"]} if self.asked.get("search") else {}
        return super().address(**{**kept, **changed})

    def _entry(self, version: VersionView) -> None:
        with ui.element("li").classes("entry"):
            with ui.element("div").classes("line"):
                with ui.element("a").classes("article-link").props(f'href="{PATH}?v={version.id}"'), ui.element("b"):
                    ui.label(version.title)
                self._badges(version)
            ui.label(facts_line(version, self.say)).classes("small")
            self._acts(version)

    def _badges(self, version: VersionView) -> None:
        if self._keeps:
            ui.label(self.say(f"article-status-{version.status}")).classes(f"badge {TONES.get(version.status, '')}")
            ui.label(self.say(f"article-audience-{version.about.audience}")).classes("badge")

    def _article(self, found: ArticleView, figures: frozenset[str]) -> None:
        version = found.version
        with ui.element("article").classes("card article"):
            with ui.element("h2"):
                ui.label(version.title)
            with ui.element("div").classes("line"):
                ui.label(facts_line(version, self.say)).classes("small")
                self._badges(version)
            ui.html(article_html(found, figures, self.say), sanitize=False)
            self._acts(version)

    def _acts(self, version: VersionView) -> None:
        """What those who keep articles may do with it; a draft of one's own waits for somebody else."""
        if not self._keeps:
            return
        with ui.element("div").classes("case-actions"):
            if version.status is ArticleStatus.DRAFT:
                if version.author == self.visitor.actor.user_id:
                    ui.label(self.say("article-own_draft")).classes("small")
                else:
                    self.button(self.say("article-publish"), partial(self._publish, version), "pill primary")
            if version.status is not ArticleStatus.ENDED:
                self.button(self.say("article-end"), partial(self._end, version))
            if self._chosen:
                self.button(self.say("article-remove"), partial(self._remove, version))

    async def _publish(self, version: VersionView) -> None:
        if await self.act(partial(keeping.publish_article, version_id=version.id, clock=self.services.clock)):
            self.tell_done("article-published", title=version.title)

    async def _end(self, version: VersionView) -> None:
        if await choice(self.say("article-end-sure", title=version.title), self.say("article-end"), self.say("article-keep")):
            await self.act(partial(keeping.end_article, version_id=version.id, clock=self.services.clock))

    async def _remove(self, version: VersionView) -> None:
        if await choice(self.say("article-remove-sure", title=version.title), self.say("article-remove"), self.say("article-keep")):
            self.asked = {}
            await self.act(partial(keeping.remove_article, article_id=version.article_id, clock=self.services.clock))

    def _search_html(self) -> str:
        words, label = escape(self.asked.get("search", "")[:LONGEST_SEARCH]), escape(self.say("article-search"))
        kept = f'<input type="hidden" name="status" value="{self._status}">' if self._status else ""
        box = f'<input class="field" type="search" name="search" value="{words}" placeholder="{label}" aria-label="{label}" maxlength="{LONGEST_SEARCH}">'
        button = f'<button class="pill">{escape(self.say("article-find"))}</button>'
        return f'<form role="search" class="article-search" action="{PATH}" method="get">{kept}{box}{button}</form>'


def form_html(say: Say) -> str:
    """The form for a file and what it is about."""
    texts = "".join(
        f'<label>{escape(say(f"article-fact-{name}"))}<input class="field" name="{name}" maxlength="200"></label>'
        for name in ("id", "model", "product", "codes", "parts")
    )
    days = "".join(
        f'<label>{escape(say(f"article-fact-{name}"))}<input class="field" type="date" name="{name}"></label>' for name in ("valid_from", "valid_until")
    )
    audiences = "".join(
        f'<option value="{value}">{escape(say(f"article-audience-{name}"))}</option>'
        for value, name in (("", "unsaid"), ("dealer", "dealer"), ("internal", "internal"))
    )
    return (
        '<form class="article-form" action="/articles/files" method="post" enctype="multipart/form-data">'
        f'<label>{escape(say("article-file"))}<input type="file" name="file" required accept=".md,.html,.htm,.pdf,.docx,.xlsx,.xls,.csv,.tsv,.txt"></label>'
        f'<label>{escape(say("article-pictures"))}<input type="file" name="figures" multiple accept="image/*"></label>'
        f'<label>{escape(say("article-fact-audience"))}<select class="field" name="audience">{audiences}</select></label>{texts}{days}'
        f'<button class="pill primary">{escape(say("article-send"))}</button></form>'
    )
