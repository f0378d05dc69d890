"""Articles kept in the database: versions, what is in force, who reads what, and that removed is gone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Event
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import func, select, text

from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from knowledge.articles import (
    ArticleStatus,
    NewVersion,
    VersionView,
    add_version,
    cited,
    end_version,
    last_change,
    list_versions,
    publish_version,
    read_article,
    read_figure,
    read_version,
    remove_article,
    version_from,
)
from knowledge.articles.reading import passages_in_force
from knowledge.documents import read_document
from knowledge.domain import Audience
from tests.conftest import NOW

TODAY = date(2025, 6, 11)
CLOCK = FixedClock(NOW)
TEXT = "---\nmodel: LC-300\n---\n# LC-300 E4: condenser too hot\n\nWhy.\n\n![Fan](fan.svg)\n\n## Steps\n1. Unplug.\n2. Clean.\n\n## E5 fan\nReplace it.\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


def made(text: str = TEXT, **facts: str) -> NewVersion:
    """A version read from a Markdown file."""
    return version_from(read_document("lc-300.md", text.encode()), "lc-300.md", facts=facts, figures={"fan.svg": SVG})


def kept(database: Database, new: NewVersion, *, publish: bool = True) -> VersionView:
    """Add a version, and publish it."""

    def work(uow: UnitOfWork) -> VersionView:
        draft = add_version(uow, new, by="author", clock=CLOCK)
        return publish_version(uow, draft.id, by="reviewer", clock=CLOCK) if publish else draft

    return database.write(work)


def found(database: Database, what: Callable[[UnitOfWork], Any]) -> Any:
    """Read something."""
    return database.read(what)


def test_the_same_file_again_is_the_same_version_and_a_changed_one_the_next(database: Database) -> None:
    """By its name; the version in force stays until the next is published."""
    first = kept(database, made())
    assert kept(database, made()).id == first.id
    draft = kept(database, made(TEXT.replace("Clean.", "Clean it well.")), publish=False)
    assert (draft.article_id, draft.version, draft.status) == (first.article_id, 2, ArticleStatus.DRAFT)
    assert "Clean." in passages_text(database)
    database.write(lambda uow: publish_version(uow, draft.id, by="reviewer", clock=CLOCK))
    assert "Clean it well." in passages_text(database)
    assert [(one.version, one.status.value) for one in found(database, list_versions).items] == [(2, "published"), (1, "ended")]
    with pytest.raises(Conflict):
        database.write(lambda uow: publish_version(uow, first.id, by="reviewer", clock=CLOCK))


def passages_text(database: Database) -> str:
    """All that is in force."""
    return "\n".join(passage.text for passage in found(database, passages_in_force))


def test_passages_know_their_headings_codes_and_models(database: Database) -> None:
    """A heading with its own code is about that one, not about the title's."""
    kept(database, made())
    about = [(passage.heading_path, passage.codes, passage.models) for passage in found(database, passages_in_force)]
    assert about == [((), ("E4",), ("LC-300",)), (("Steps",), ("E4",), ("LC-300",)), (("E5 fan",), ("E5",), ("LC-300",))]


@pytest.mark.parametrize(
    ("text", "facts", "codes"),
    [
        ("| Code | Meaning |\n|---|---|\n| E1/E2 | Sensor |\n| E3, E4 | Fan |\n| 62-05 2RS | Bearing |\n", {}, [("E1", "E2"), ("E3", "E4"), ("62-05 2RS",)]),
        ("| Parameter | Default | Meaning |\n|---|---|---|\n| Speed | 24 | Slow |\n", {}, [()]),
        ("## Sensors\nE1 and E3 come and go.\n\n## Fan\nReplace it: E10.\n", {"codes": "E1, E2, E3, E10"}, [("E1", "E3"), ("E10",)]),
    ],
)
def test_a_passage_is_about_the_codes_it_names(database: Database, text: str, facts: dict[str, str], codes: list[tuple[str, ...]]) -> None:
    """A cell may name several, a column "Default" names none, and of many that an article is about each passage has its own."""
    kept(database, made(f"# Guide\n\n{text}", **facts))
    assert [passage.codes for passage in found(database, passages_in_force)] == codes


def test_whoever_is_not_meant_finds_nothing(database: Database) -> None:
    """Internal articles, drafts, and those whose days are not today answer like unknown ones."""
    internal = kept(database, made(id="KB-A", audience="internal"))
    later = kept(database, made(id="KB-B", valid_from="2025-06-12"))
    over = kept(database, made(id="KB-C", valid_until="2025-06-10"))
    last = kept(database, made(id="KB-D", valid_until="2025-06-11"))
    ids = [f"{one.article_id}:en:1:1" for one in (internal, later, over, last)]
    assert set(found(database, lambda uow: cited(uow, ids, Audience.DEALER, TODAY))) == {ids[3]}
    assert set(found(database, lambda uow: cited(uow, ids, Audience.INTERNAL, TODAY))) == {ids[0], ids[3]}
    for one in (internal, later, over):
        with pytest.raises(NotFound):
            found(database, lambda uow, one=one: read_article(uow, one.article_id, "en", Audience.DEALER, TODAY))
        with pytest.raises(NotFound):
            found(database, lambda uow, one=one: read_figure(uow, one.id, "fan.svg", Audience.DEALER, TODAY))
    assert found(database, lambda uow: read_figure(uow, last.id, "fan.svg", Audience.DEALER, TODAY)).mime == "image/svg+xml"


def test_a_number_that_names_an_article_already_is_passed_over(database: Database) -> None:
    """Whoever gives articles ids of his own may have taken it."""
    own = [kept(database, made(id=f"KB-{number}")).article_id for number in (1, 2)]
    assert own == ["KB-1", "KB-2"]
    assert kept(database, made()).article_id == "KB-3"


@pytest.mark.postgresql
def test_two_who_keep_articles_at_once_wait_for_each_other(postgresql_database: Database) -> None:
    """Two first versions of one file are one article; of two drafts published at once the later version is in force."""
    texts = [TEXT, TEXT.replace("Why.", "Y.")]
    first, second = at_once(postgresql_database, *(partial(add_version, new=made(words), by="author", clock=CLOCK) for words in texts))
    assert (first.article_id, first.version, second.version) == (second.article_id, 1, 2)
    kept(postgresql_database, made(TEXT.replace("Why.", "Z.")))
    drafts = [kept(postgresql_database, made(TEXT.replace("Why.", word)), publish=False) for word in ("One.", "Two.")]
    at_once(postgresql_database, *(partial(publish_version, version_id=draft.id, by="reviewer", clock=CLOCK) for draft in drafts))
    in_force = found(postgresql_database, partial(list_versions, status="published"))
    assert [one.id for one in in_force.items] == [drafts[1].id]


def at_once(database: Database, first: Callable[[UnitOfWork], VersionView], second: Callable[[UnitOfWork], VersionView]) -> tuple[VersionView, VersionView]:
    """Do both, the first ending when the second waits for it."""
    begun = Event()

    def holding(uow: UnitOfWork) -> VersionView:
        done = first(uow)
        begun.set()
        waiting, until = text("SELECT count(*) FROM pg_locks WHERE NOT granted"), monotonic() + 10
        while not uow.execute(waiting).scalar_one() and monotonic() < until:
            pass
        return done

    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(database.write, holding)
        assert begun.wait(10)
        other = threads.submit(database.write, second)
        return one.result(), other.result()


def test_an_internal_article_is_opened_to_dealers_by_nobody_who_does_not_say_so(database: Database) -> None:
    """A changed file or another language of it is for whom the version before was."""
    kept(database, made(id="KB-A", audience="internal"))
    assert kept(database, made(TEXT.replace("Why.", "Why?"), id="KB-A")).about.audience is Audience.INTERNAL
    assert kept(database, made("# 冷凝器过热\n\n请断电三十分钟后清洁冷凝器。\n", id="KB-A")).about.audience is Audience.INTERNAL
    assert kept(database, made(id="KB-A", audience="dealer")).about.audience is Audience.DEALER


def test_an_article_in_two_languages_is_one_article(database: Database) -> None:
    """It is read in the language asked for, else in the one there is."""
    kept(database, made(id="KB-01"))
    kept(database, made("# LC-300 E4:冷凝器过热\n\n请断电三十分钟后清洁冷凝器。\n", id="KB-01"))
    for lang, title in (("zh", "LC-300 E4:冷凝器过热"), ("en", "LC-300 E4: condenser too hot"), ("de", "LC-300 E4: condenser too hot")):
        assert found(database, lambda uow, lang=lang: read_article(uow, "KB-01", lang, Audience.DEALER, TODAY)).version.title == title


def test_every_change_of_what_is_in_force_is_told(database: Database) -> None:
    """And a draft is not."""
    before = found(database, last_change)
    draft = kept(database, made(), publish=False)
    assert found(database, last_change) == before
    database.write(lambda uow: publish_version(uow, draft.id, by="reviewer", clock=CLOCK))
    published = found(database, last_change)
    database.write(lambda uow: end_version(uow, draft.id, by="reviewer", clock=CLOCK))
    assert before < published < found(database, last_change)


def test_a_removed_article_leaves_nothing_but_the_line_that_says_so(database: Database) -> None:
    """No passage, no picture, no version."""
    version = kept(database, made())
    assert database.write(lambda uow: remove_article(uow, version.article_id, by="reviewer", clock=CLOCK)) == 1
    from knowledge.articles import models

    for table in (models.articles, models.versions, models.passages, models.figures):
        assert found(database, lambda uow, table=table: uow.execute(select(func.count()).select_from(table)).scalar_one()) == 0
    with pytest.raises(NotFound):
        found(database, lambda uow: read_version(uow, version.id))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"lang": "fr"}, "article.bad_fact"),
        ({"audience": "everybody"}, "article.bad_fact"),
        ({"valid_from": "soon"}, "article.bad_fact"),
        ({"valid_from": "2025-06-12", "valid_until": "2025-06-11"}, "article.bad_dates"),
        *(({"id": wrong}, "article.bad_id") for wrong in ("../KB", "..", "KB:1", "A&B", "a+b", "versions", "x" * 41)),
    ],
)
def test_a_fact_that_cannot_be_is_refused(database: Database, facts: dict[str, str], code: str) -> None:
    """And nothing is kept."""
    with pytest.raises(Invalid) as told:
        kept(database, made(**facts))
    assert told.value.code == code
    assert found(database, list_versions).items == ()


def test_an_article_of_nothing_but_headings_is_none(database: Database) -> None:
    """There would be nothing to cite."""
    with pytest.raises(Invalid):
        kept(database, made("# Pump\n\n## Steps\n\n## Parts\n"))


@pytest.mark.parametrize(
    "picture",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.org/a.png"/></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><style>@IMPORT "https://example.org/a.css"; a { fill: URL(https://example.org/a) }</style></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><style>@\\69mport "https://example.org/a.css"</style></svg>',
        b"<html><script>x()</script></html>",
        b"no picture",
    ],
)
def test_a_picture_that_could_do_something_is_not_kept(database: Database, picture: bytes) -> None:
    """The article is, without it."""
    version = kept(database, replace(made(), figures={"fan.svg": picture}))
    with pytest.raises(NotFound):
        found(database, lambda uow: read_figure(uow, version.id, "fan.svg", Audience.INTERNAL, TODAY))
