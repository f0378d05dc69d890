"""Articles read: lists, one whole, a passage for a citation, a picture.

Invariant: whoever asks gets what is written for his audience; a passage is citable only while its version is in force today.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from knowledge.articles.blocks import about_from_row, from_json
from knowledge.articles.domain import ArticleStatus, ArticleView, CitedPassage, Figure, VersionView
from knowledge.articles.keeping import view_of
from knowledge.articles.models import changes, figures, passages, versions
from knowledge.domain import Audience, Passage


def list_versions(uow: UnitOfWork, *, status: str = "", text: str = "", cursor: str | None = None, limit: int = 50) -> Page[VersionView]:
    """For those who keep articles: versions, those changed last first. Raises Invalid("article.bad_status")."""
    return _list(uow, [versions.c.status == _status(status).value] if status else [], text, cursor, limit)


def list_in_force(uow: UnitOfWork, audience: Audience, today: date, *, text: str = "", cursor: str | None = None, limit: int = 50) -> Page[VersionView]:
    """What an audience may read today, those changed last first."""
    return _list(uow, _in_force(audience, today), text, cursor, limit)


def read_version(uow: UnitOfWork, version_id: str) -> ArticleView:
    """One version whole, for those who keep articles. Raises NotFound("article.not_found")."""
    row = uow.execute(select(versions).where(versions.c.id == version_id)).first()
    if row is None:
        raise NotFound("article.not_found")
    return _whole(uow, row)


def read_article(uow: UnitOfWork, article_id: str, lang: str, audience: Audience, today: date) -> ArticleView:
    """What is in force of an article, in the language asked for or else another. Raises NotFound("article.not_found")."""
    rows = uow.execute(select(versions).where(versions.c.article_id == article_id, *_in_force(audience, today)).order_by(versions.c.lang)).all()
    if not rows:
        raise NotFound("article.not_found")
    return _whole(uow, next((row for row in rows if row.lang == lang), rows[0]))


def known_sources(uow: UnitOfWork) -> frozenset[str]:
    """The names of the files of which a version was ever kept and not removed."""
    return frozenset(uow.execute(select(versions.c.source).distinct()).scalars())


def cited(uow: UnitOfWork, ids: Sequence[str], audience: Audience, today: date) -> dict[str, CitedPassage]:
    """The passages of these ids that may be shown to an audience today."""
    rows = uow.execute(_cited_query().where(passages.c.id.in_(list(ids)), *_in_force(audience, today))).all()
    return {row.passage_id: _cited(row) for row in rows}


def read_figure(uow: UnitOfWork, version_id: str, name: str, audience: Audience | None, today: date) -> Figure:
    """A picture; `audience` None is somebody who keeps articles and sees drafts. Raises NotFound("article.no_figure")."""
    query = select(figures).join(versions, versions.c.id == figures.c.version_id).where(figures.c.version_id == version_id, figures.c.name == name)
    row = uow.execute(query if audience is None else query.where(*_in_force(audience, today))).first()
    if row is None:
        raise NotFound("article.no_figure")
    return Figure(row.name, row.mime, row.data)


def figures_of(uow: UnitOfWork, version_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """The names of the pictures that are kept of each version."""
    found: dict[str, set[str]] = {}
    for row in uow.execute(select(figures.c.version_id, figures.c.name).where(figures.c.version_id.in_(list(version_ids)))):
        found.setdefault(row.version_id, set()).add(row.name)
    return {version: frozenset(names) for version, names in found.items()}


def last_change(uow: UnitOfWork) -> int:
    """Grows whenever something in force changes."""
    return int(uow.execute(select(func.coalesce(func.max(changes.c.no), 0))).scalar_one())


def changed_since(uow: UnitOfWork, change: int) -> tuple[str, ...]:
    """The articles of which something changed after a change."""
    return tuple(uow.execute(select(changes.c.article_id).where(changes.c.no > change).distinct()).scalars())


def passages_in_force(uow: UnitOfWork, article_ids: Sequence[str] | None = None) -> list[Passage]:
    """What belongs into the index, of all articles or of some, whatever today is: days are judged when a passage is shown."""
    query = select(passages, versions.c.article_id, versions.c.version, versions.c.lang, versions.c.title, versions.c.audience, versions.c.about)
    query = query.join(versions, versions.c.id == passages.c.version_id).where(versions.c.status == ArticleStatus.PUBLISHED.value)
    if article_ids is not None:
        query = query.where(versions.c.article_id.in_(list(article_ids)))
    return [_passage(row) for row in uow.execute(query.order_by(versions.c.article_id, versions.c.lang, passages.c.position))]


def _list(uow: UnitOfWork, which: Sequence[ColumnElement[bool]], text: str, cursor: str | None, limit: int) -> Page[VersionView]:
    query, size = select(versions).where(*which).order_by(versions.c.changed_at.desc(), versions.c.id.desc()), page_size(limit)
    if words := text.strip().casefold():
        query = query.where(
            or_(*(func.lower(column).contains(words, autoescape=True) for column in (versions.c.title, versions.c.article_id, versions.c.source)))
        )
    if cursor is not None:
        at, last = _place(cursor)
        query = query.where(or_(versions.c.changed_at < at, and_(versions.c.changed_at == at, versions.c.id < last)))
    rows = uow.execute(query.limit(size + 1)).all()
    shown = rows[:size]
    more = encode_cursor(shown[-1].changed_at.isoformat(), shown[-1].id) if len(rows) > size else None
    return Page(tuple(view_of(row) for row in shown), more)


def _in_force(audience: Audience, today: date) -> list[ColumnElement[bool]]:
    readable = [one.value for one in Audience if audience.may_read(one)]
    return [
        versions.c.status == ArticleStatus.PUBLISHED.value,
        versions.c.audience.in_(readable),
        or_(versions.c.valid_from.is_(None), versions.c.valid_from <= today),
        or_(versions.c.valid_until.is_(None), versions.c.valid_until >= today),
    ]


def _passage(row: Row[Any]) -> Passage:
    return Passage(
        row.id,
        row.article_id,
        row.version,
        row.lang,
        row.title,
        tuple(row.heading_path),
        row.text,
        tuple(row.codes),
        tuple(row.about.get("models", ())),
        tuple(row.about.get("products", ())),
        Audience(row.audience),
        row.page,
    )


def _cited(row: Row[Any]) -> CitedPassage:
    return CitedPassage(
        row.passage_id,
        row.article_id,
        row.id,
        row.version,
        row.lang,
        row.title,
        tuple(row.p_heading_path),
        row.p_page,
        from_json(row.p_blocks),
        tuple(row.p_codes),
        about_from_row(row),
    )


def _whole(uow: UnitOfWork, row: Row[Any]) -> ArticleView:
    found = uow.execute(_cited_query().where(versions.c.id == row.id).order_by(passages.c.position)).all()
    return ArticleView(view_of(row), tuple(_cited(passage) for passage in found))


def _cited_query() -> Select[Any]:
    columns = [passages.c.id.label("passage_id"), *(passages.c[name].label(f"p_{name}") for name in ("heading_path", "page", "blocks", "codes")), *versions.c]
    return select(*columns).join(versions, versions.c.id == passages.c.version_id)


def _status(text: str) -> ArticleStatus:
    try:
        return ArticleStatus(text)
    except ValueError as error:
        raise Invalid("article.bad_status", status=text) from error


def _place(cursor: str) -> tuple[datetime, str]:
    at, last = (*decode_cursor(cursor), "", "")[:2]
    try:
        return datetime.fromisoformat(str(at)), str(last)
    except ValueError as error:
        raise Invalid("paging.bad_cursor") from error
