"""Vectors of articles kept in step with what is in force, when an endpoint for them is configured.

The store is opened and repaired by a job, never by a question: until it is there, and whenever the endpoint is away, lists have no tail. One process owns
the folder beside an SQLite database; with a database that several processes share, `chroma run` on this machine holds the vectors.
Invariant: nothing leaves this process unless an endpoint is configured.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from backend.kit.db import Database
from backend.kit.errors import Unavailable
from backend.kit.jobs import Job
from backend.settings.process import ProcessSettings
from bot.attachments.keeping import folder_of
from knowledge.articles.reading import passages_in_force
from knowledge.finding import Mark, change_mark, use_tail
from knowledge.vectors import Embedder, Vectors, connect, open_folder

EVERY_S = 60.0
_log = logging.getLogger(__name__)


class KeptVectors:
    """The tail of a database's articles."""

    def __init__(self, database: Database, opening: Callable[[], Vectors]) -> None:
        """`opening` is called by the first `step`."""
        self._database, self._opening = database, opening
        self._vectors: Vectors | None = None
        self._change: Mark | None = None

    def nearest(self, text: str, limit: int) -> Sequence[tuple[str, float]]:
        """See `knowledge.index.Tail`."""
        return self._vectors.nearest(text, limit) if self._vectors is not None else ()

    def step(self) -> int:
        """Bring the store in step with the articles; how many passages differed. What fails is tried again at the next step."""
        if self._database.read(change_mark) == self._change:
            return 0
        change, passages = self._database.read(lambda uow: (change_mark(uow), passages_in_force(uow)))
        try:
            self._vectors = self._vectors or self._opening()
            found = self._vectors.repair(passages)
        except Unavailable as away:
            _log.warning("vectors of articles are behind: %s", away)
            return 0
        self._change = change
        return len(found.missing) + len(found.stale) + len(found.extra)


def vectors_job(database: Database, settings: ProcessSettings) -> Job | None:
    """The job that keeps vectors, with its tail put in place; None when no endpoint is configured."""
    if not settings.embed_base_url:
        return None
    from bot.brain.hosted.embedding import embedder_of  # openai takes a second, and most have no endpoint

    embedder = embedder_of(settings)
    if embedder is None:
        return None
    if not settings.chroma_port and not database.is_sqlite:
        _log.warning("no vectors of articles: with this database DINGHUO_CHROMA_PORT must name a running `chroma run`")
        return None
    kept = KeptVectors(database, _opening(embedder, settings.chroma_port, folder_of(database.url).parent / "vectors"))
    use_tail(database, kept)
    return Job("article-vectors", EVERY_S, kept.step)


def _opening(embedder: Embedder, port: int, folder: Path) -> Callable[[], Vectors]:
    def opening() -> Vectors:
        try:
            return connect(port, embedder) if port else open_folder(folder, embedder)
        except (OSError, ValueError) as error:
            raise Unavailable("knowledge.no_vectors", reason=type(error).__name__) from error

    return opening
