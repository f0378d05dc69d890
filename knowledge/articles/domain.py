"""Articles as values: what a version is about, what it says, and what can be cited of it.

A version is a draft until somebody publishes it; publishing another version of the same article and language, or withdrawing it, ends it. Invariant: of
an article there is at most one published version a language, and only its passages are ever found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from knowledge.documents import Block
from knowledge.domain import Audience


class ArticleStatus(StrEnum):
    """The life of one version."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class About:
    """What a version is about and for whom. Empty products, models and codes mean that it says nothing of them; both days are inclusive."""

    lang: str
    audience: Audience = Audience.DEALER
    products: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be kept. `article_id` None makes a new article, unless `source` (a file's name) is known: then it is a version of that one.

    `same_audience` says that nobody named an audience: then it is for whom the version before is.
    """

    title: str
    blocks: tuple[Block, ...]
    about: About
    source: str = ""
    article_id: str | None = None
    figures: Mapping[str, bytes] = field(default_factory=dict)
    same_audience: bool = False


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version in a list."""

    id: str
    article_id: str
    version: int
    title: str
    status: ArticleStatus
    about: About
    source: str
    author: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage as it is shown: `heading_path` and `page` for the citation, `blocks` for the reader."""

    id: str
    article_id: str
    version_id: str
    version: int
    lang: str
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    blocks: tuple[Block, ...]
    codes: tuple[str, ...]
    about: About


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One version whole: its passages in reading order."""

    version: VersionView
    passages: tuple[CitedPassage, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of a version."""

    name: str
    mime: str
    data: bytes
