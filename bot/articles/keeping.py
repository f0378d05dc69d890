"""The use cases of those who keep articles and of those who read them; every door (page, HTTP, command) comes here.

Invariant: a draft is published by somebody else than its author, so that no one person's words are told to everybody unread.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.identity.domain import SYSTEM, Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound, NotPermitted
from backend.kit.paging import Page
from backend.settings.service import load_brand_settings
from knowledge import articles
from knowledge.articles import ArticleView, Figure, NewVersion, VersionView
from knowledge.documents import read_document
from tools.audience import audience_of


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file that is to become an article; `facts` say what it is about, `figures` are the pictures it names."""

    name: str
    data: bytes
    facts: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, bytes] = field(default_factory=dict)


def read_file(actor: Actor, file: ArticleFile) -> NewVersion:
    """The slow part, for nobody but those who keep articles: it touches no database and runs before the write.

    Raises what `read_document` and `version_from` raise.
    """
    actor.require(Permission.KEEP_ARTICLES)
    return articles.version_from(read_document(file.name, file.data), file.name, facts=file.facts, figures=file.figures)


def draft_article(uow: UnitOfWork, actor: Actor, new: NewVersion, *, clock: Clock) -> VersionView:
    """Keep a draft; the same words again are the same version."""
    actor.require(Permission.KEEP_ARTICLES)
    return articles.add_version(uow, new, by=actor.user_id, clock=clock)


def publish_article(uow: UnitOfWork, actor: Actor, version_id: str, *, clock: Clock) -> VersionView:
    """Put a draft of somebody else in force. Raises NotPermitted("article.own_draft") for one's own."""
    actor.require(Permission.KEEP_ARTICLES)
    author = articles.read_version(uow, version_id).version.author
    if author == actor.user_id and actor is not SYSTEM:
        raise NotPermitted("article.own_draft")
    return articles.publish_version(uow, version_id, by=actor.user_id, clock=clock)


def end_article(uow: UnitOfWork, actor: Actor, version_id: str, *, clock: Clock) -> VersionView:
    """Take a version out of force, or give a draft up."""
    actor.require(Permission.KEEP_ARTICLES)
    return articles.end_version(uow, version_id, by=actor.user_id, clock=clock)


def remove_article(uow: UnitOfWork, actor: Actor, article_id: str, *, clock: Clock) -> int:
    """Delete an article with all its versions; how many there were."""
    actor.require(Permission.KEEP_ARTICLES)
    return articles.remove_article(uow, article_id, by=actor.user_id, clock=clock)


def list_versions(uow: UnitOfWork, actor: Actor, *, status: str = "", text: str = "", cursor: str | None = None, limit: int = 50) -> Page[VersionView]:
    """Every version, drafts too, for those who keep articles."""
    actor.require(Permission.KEEP_ARTICLES)
    return articles.list_versions(uow, status=status, text=text, cursor=cursor, limit=limit)


def list_articles(uow: UnitOfWork, actor: Actor, *, text: str = "", cursor: str | None = None, limit: int = 50, clock: Clock) -> Page[VersionView]:
    """What is in force today and written for the reader."""
    return articles.list_in_force(uow, audience_of(actor), _today(uow, clock), text=text, cursor=cursor, limit=limit)


def read_article(uow: UnitOfWork, actor: Actor, article_id: str, lang: str, *, clock: Clock) -> ArticleView:
    """What is in force of an article today, in the language asked for or another."""
    return articles.read_article(uow, article_id, lang, audience_of(actor), _today(uow, clock))


def read_version(uow: UnitOfWork, actor: Actor, version_id: str, *, clock: Clock) -> ArticleView:
    """One version; a draft or an ended one only for those who keep articles. Raises NotFound("article.not_found")."""
    found = articles.read_version(uow, version_id)
    if actor.may(Permission.KEEP_ARTICLES):
        return found
    shown = articles.read_article(uow, found.version.article_id, found.version.about.lang, audience_of(actor), _today(uow, clock))
    if shown.version.id != version_id:
        raise NotFound("article.not_found")
    return shown


def read_figure(uow: UnitOfWork, actor: Actor, version_id: str, name: str, *, clock: Clock) -> Figure:
    """A picture of a version that the actor may read."""
    audience = None if actor.may(Permission.KEEP_ARTICLES) else audience_of(actor)
    return articles.read_figure(uow, version_id, name, audience, _today(uow, clock))


def _today(uow: UnitOfWork, clock: Clock) -> date:
    return clock.now().astimezone(load_brand_settings(uow).zone).date()
