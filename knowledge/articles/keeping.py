"""Articles kept: a version added as a draft, published, ended, and the whole article removed.

Invariant: the same words of the same article are one version however often they come; what is in force changes together with the line in
`article_changes` that tells every index of it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.ids import hash_content, new_id
from backend.kit.numbering import next_number
from knowledge.articles.blocks import about_from_row, about_to_json, to_json
from knowledge.articles.domain import About, ArticleStatus, NewVersion, VersionView
from knowledge.articles.models import articles, changes, figures, passages, versions
from knowledge.articles.pictures import mime_of
from knowledge.codes import codes_in, codes_of_title
from knowledge.documents import Document, Section, sections_of, text_of
from knowledge.domain import Audience
from knowledge.naming import names_of, plain_name

LONGEST_ID = 40
NO_ID = "versions"  # an address of the API
_ID = re.compile(r"\w[\w.-]*")
MOST_TITLE_CODES = 3
"""A title that names more is a list, and its passages are not each about all of them."""


def add_version(uow: UnitOfWork, new: NewVersion, *, by: str, clock: Clock) -> VersionView:
    """Keep a draft; the version that says the same already is given back instead.

    Raises Invalid("article.empty" | "article.bad_id" | "article.bad_dates") and NotFound("article.not_found").
    """
    about, now = new.about, clock.now()
    if not new.title.strip() or not sections_of(Document(new.title, new.blocks)):
        raise Invalid("article.empty")
    if about.valid_from is not None and about.valid_until is not None and about.valid_until < about.valid_from:
        raise Invalid("article.bad_dates")
    article_id = _article(uow, new, now)
    if new.same_audience:
        about = replace(about, audience=_audience(uow, article_id, about.audience))
        new = replace(new, about=about)
    newest = uow.execute(_of(article_id, about.lang).order_by(versions.c.version.desc()).limit(1)).first()
    digest = hash_content(new.title, to_json(new.blocks), about_to_json(about), about.audience, about.valid_from, about.valid_until, _digests(new.figures))
    if newest is not None and newest.digest == digest and newest.status != ArticleStatus.ENDED.value:
        return view_of(newest)
    row = {
        "id": new_id("ver"),
        "article_id": article_id,
        "lang": about.lang,
        "version": 1 if newest is None else newest.version + 1,
        "title": new.title.strip()[:200],
        "status": ArticleStatus.DRAFT.value,
        "audience": about.audience.value,
        "about": about_to_json(about),
        "valid_from": about.valid_from,
        "valid_until": about.valid_until,
        "source": new.source[:400],
        "digest": digest,
        "author": by,
        "created_at": now,
        "changed_at": now,
    }
    made = uow.execute(insert(versions).values(row).returning(*versions.c)).one()
    _keep_passages(uow, made, new)
    _keep_figures(uow, str(made.id), new.figures)
    record(uow, f"article:{article_id}", "article.drafted", {"lang": about.lang, "version": made.version, "title": made.title}, by=Stamp(by, now))
    return view_of(made)


def publish_version(uow: UnitOfWork, version_id: str, *, by: str, clock: Clock) -> VersionView:
    """Put a draft in force; the one that was in force ends. Raises NotFound("article.not_found"), Conflict("article.not_a_draft" | "article.newer_draft")."""
    row, now = _locked(uow, version_id), clock.now()
    if row.status == ArticleStatus.PUBLISHED.value:
        return view_of(row)
    if row.status != ArticleStatus.DRAFT.value:
        raise Conflict("article.not_a_draft", title=row.title)
    in_force = uow.execute(_of(row.article_id, row.lang).where(_is(ArticleStatus.PUBLISHED))).first()
    if in_force is not None and in_force.version > row.version:
        raise Conflict("article.newer_draft", title=row.title)
    if in_force is not None:
        _set(uow, in_force, ArticleStatus.ENDED, now)
    return _changed(uow, row, ArticleStatus.PUBLISHED, "article.published", Stamp(by, now))


def end_version(uow: UnitOfWork, version_id: str, *, by: str, clock: Clock) -> VersionView:
    """Take a version out of force, or give a draft up. Raises NotFound("article.not_found")."""
    row, now = _locked(uow, version_id), clock.now()
    if row.status == ArticleStatus.ENDED.value:
        return view_of(row)
    return _changed(uow, row, ArticleStatus.ENDED, "article.ended", Stamp(by, now))


def remove_article(uow: UnitOfWork, article_id: str, *, by: str, clock: Clock) -> int:
    """Delete every version of an article with its passages and pictures; how many versions there were. Raises NotFound("article.not_found")."""
    now = clock.now()
    if uow.execute(select(articles.c.id).where(articles.c.id == article_id).with_for_update()).first() is None:
        raise NotFound("article.not_found")
    own = select(versions.c.id).where(versions.c.article_id == article_id).scalar_subquery()
    for table in (passages, figures):
        uow.execute(delete(table).where(table.c.version_id.in_(own)))
    gone = uow.execute(delete(versions).where(versions.c.article_id == article_id)).rowcount
    uow.execute(delete(articles).where(articles.c.id == article_id))
    record(uow, f"article:{article_id}", "article.removed", {"versions": gone}, by=Stamp(by, now))
    tell_indexes(uow, article_id, now)
    return int(gone)


def tell_indexes(uow: UnitOfWork, article_id: str, at: datetime) -> None:
    """What is in force of an article is another than before."""
    uow.execute(insert(changes).values(article_id=article_id, at=at))


def view_of(row: Row[Any]) -> VersionView:
    """A version's row as a value."""
    return VersionView(
        row.id, row.article_id, row.version, row.title, ArticleStatus(row.status), about_from_row(row), row.source, row.author, row.created_at, row.changed_at
    )


def _article(uow: UnitOfWork, new: NewVersion, now: datetime) -> str:
    """The article a version belongs to, locked, so that two versions at once get two numbers."""
    given, source = new.article_id, new.source[:400] or None
    if given is not None and (len(given) > LONGEST_ID or _ID.fullmatch(given) is None or given == NO_ID):
        raise Invalid("article.bad_id")
    which = articles.c.id == given if given is not None else articles.c.source == source
    known = select(articles.c.id).where(which).with_for_update()
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(articles).on_conflict_do_nothing().returning(articles.c.id)
    while True:  # a number may stand for an article that somebody named so, and another may make the same article at this moment
        if (given is not None or source is not None) and (found := uow.execute(known).first()) is not None:
            return str(found.id)
        row = {"id": given or f"KB-{next_number(uow, 'article')}", "source": source if given is None else None, "created_at": now}
        if uow.execute(make, row).first() is not None:
            return str(row["id"])


def _audience(uow: UnitOfWork, article_id: str, otherwise: Audience) -> Audience:
    """For whom the last version of an article is, whatever its language: who says nothing opens nothing."""
    last = select(versions.c.audience).where(versions.c.article_id == article_id).order_by(versions.c.created_at.desc(), versions.c.version.desc()).limit(1)
    found = uow.execute(last).scalar_one_or_none()
    return otherwise if found is None else Audience(found)


def _of(article_id: str, lang: str) -> Any:
    return select(versions).where(versions.c.article_id == article_id, versions.c.lang == lang)


def _is(status: ArticleStatus) -> ColumnElement[bool]:
    return versions.c.status == status.value


def _locked(uow: UnitOfWork, version_id: str) -> Row[Any]:
    """A version, with its article locked: of two that change what is in force of it at once, the second sees what the first did."""
    query = select(versions).where(versions.c.id == version_id)
    if (row := uow.execute(query).first()) is not None:
        uow.execute(select(articles.c.id).where(articles.c.id == row.article_id).with_for_update())
        row = uow.execute(query).first()
    if row is None:
        raise NotFound("article.not_found")
    return row


def _set(uow: UnitOfWork, row: Row[Any], status: ArticleStatus, now: datetime) -> Row[Any]:
    changed = update(versions).where(versions.c.id == row.id).values(status=status.value, changed_at=now).returning(*versions.c)
    return uow.execute(changed).one()


def _changed(uow: UnitOfWork, row: Row[Any], status: ArticleStatus, action: str, stamp: Stamp) -> VersionView:
    was = row.status
    made = _set(uow, row, status, stamp.at)
    record(uow, f"article:{row.article_id}", action, {"lang": row.lang, "version": row.version}, by=stamp)
    if ArticleStatus.PUBLISHED.value in {was, made.status}:
        tell_indexes(uow, row.article_id, stamp.at)
    return view_of(made)


def _keep_passages(uow: UnitOfWork, made: Row[Any], new: NewVersion) -> None:
    rows = [
        {
            "id": f"{made.article_id}:{made.lang}:{made.version}:{place}",
            "version_id": made.id,
            "position": place,
            "heading_path": list(section.heading_path),
            "page": section.page,
            "text": text_of(section.blocks),
            "codes": list(codes_of(new.title, new.about, section)),
            "blocks": to_json(section.blocks),
        }
        for place, section in enumerate(sections_of(Document(new.title, new.blocks)), 1)
    ]
    if rows:
        uow.execute(insert(passages), rows)


def codes_of(title: str, about: About, section: Section) -> tuple[str, ...]:
    """The codes a passage is about: its table row's, its own heading's, or those of an article that is about few; of many, those it names."""
    if section.key:
        several = codes_of_title(section.key)
        return _spelled(section.key, several) if len(several) > 1 else (section.key,)
    models = frozenset().union(*map(names_of, about.models))
    own, of_title = (_codes(said, models) for said in (" ".join(section.heading_path[-1:]), title))
    if own:
        return own
    of_title = about.codes or of_title
    if len(of_title) <= MOST_TITLE_CODES:
        return of_title
    said = text_of(section.blocks).casefold()
    return tuple(code for code in about.codes if re.search(rf"(?<![a-z0-9]){re.escape(code.casefold())}(?![a-z0-9])", said))


def _codes(said: str, models: frozenset[str]) -> tuple[str, ...]:
    """The codes some words name, spelled as they spell them; a machine's own name looks like a code and is none."""
    return _spelled(said, [code for code in codes_in(said) if plain_name(code) not in models])


def _spelled(said: str, codes: Sequence[str]) -> tuple[str, ...]:
    """Codes as some words spell them."""
    plain = said.casefold()
    at = {code: plain.find(code.casefold()) for code in codes}
    return tuple(said[place : place + len(code)] if place >= 0 else code for code, place in at.items())


def _digests(found: Mapping[str, bytes]) -> Sequence[tuple[str, str]]:
    return sorted((name, hash_content(data.hex())) for name, data in found.items())


def _keep_figures(uow: UnitOfWork, version_id: str, found: Mapping[str, bytes]) -> None:
    """Those that may be shown."""
    rows = [{"version_id": version_id, "name": name[:200], "mime": mime, "data": data} for name, data in found.items() if (mime := mime_of(data)) is not None]
    if rows:
        uow.execute(insert(figures), rows)
