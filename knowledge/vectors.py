"""Vectors of passages in Chroma, for questions whose words say nothing. The only place that speaks to Chroma.

Vectors come from an embedder that somebody hands in; without one there is no tail. Texts stay in the database: Chroma holds ids, vectors and a digest of
what was embedded, so that the store can be checked against the passages and repaired. One process owns the folder, or everybody speaks to `chroma run`
on this machine. Invariant: whatever fails here (store, endpoint) costs the tail of a list, never an answer.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from backend.kit.errors import Unavailable
from knowledge.domain import Passage

BATCH = 64
PAGE = 1000
LONGEST = 6000  # characters of a passage that are embedded
Item = TypeVar("Item")
_log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Makes vectors of texts. `name` tells models apart: vectors of different models never meet."""

    @property
    def name(self) -> str:
        """Of the model."""
        ...

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, all of one length. Raises Unavailable when the model is away."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """What a store lacks, holds of an older text, and holds of passages that are gone: ids each."""

    missing: tuple[str, ...]
    stale: tuple[str, ...]
    extra: tuple[str, ...]

    def __bool__(self) -> bool:
        """True when there is any."""
        return bool(self.missing or self.stale or self.extra)


class Vectors:
    """The vectors of all passages by one embedder."""

    def __init__(self, client: Any, embedder: Embedder) -> None:
        """`client`: of Chroma, see `open_folder` and `connect`."""
        self._embedder = embedder
        name = f"passages-{hashlib.sha256(embedder.name.encode()).hexdigest()[:16]}"
        self._collection = client.get_or_create_collection(name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}})

    def __len__(self) -> int:
        """How many passages have a vector."""
        return int(self._collection.count())

    def put(self, passages: Iterable[Passage]) -> None:
        """Embed passages; the vector of an id that is there is replaced."""
        for batch in _batches(passages, BATCH):
            texts = [_text(passage) for passage in batch]
            marks = [{"article": passage.article_id, "digest": _digest(text)} for passage, text in zip(batch, texts, strict=True)]
            self._collection.upsert(ids=[passage.id for passage in batch], embeddings=self._embedder.embed(texts), metadatas=marks)

    def drop(self, article_id: str) -> None:
        """Take out every passage of an article."""
        self._collection.delete(where={"article": article_id})

    def compare(self, passages: Iterable[Passage]) -> Difference:
        """How the store differs from the passages in force."""
        held = dict(self._digests())
        wanted = {passage.id: _digest(_text(passage)) for passage in passages}
        missing = tuple(sorted(wanted.keys() - held.keys()))
        stale = tuple(sorted(one for one in wanted.keys() & held.keys() if wanted[one] != held[one]))
        return Difference(missing, stale, tuple(sorted(held.keys() - wanted.keys())))

    def repair(self, passages: Sequence[Passage]) -> Difference:
        """Make the store agree with the passages in force; what was amiss."""
        found = self.compare(passages)
        for batch in _batches(found.extra, PAGE):
            self._collection.delete(ids=batch)
        due = {*found.missing, *found.stale}
        self.put(passage for passage in passages if passage.id in due)
        return found

    def nearest(self, text: str, limit: int) -> Sequence[tuple[str, float]]:
        """Passage ids with cosine similarity, best first; nothing when the store or the endpoint is away."""
        from chromadb.errors import ChromaError

        try:
            count = min(limit, len(self))
            if not count or not text.strip():
                return ()
            found = self._collection.query(query_embeddings=self._embedder.embed([text]), n_results=count, include=["distances"])
        except (Unavailable, ChromaError, OSError, ValueError) as error:
            _log.warning("no vectors for a question: %s", type(error).__name__)
            return ()
        return [(one, 1.0 - float(distance)) for one, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _digests(self) -> Iterator[tuple[str, str]]:
        at = 0
        while ids := (page := self._collection.get(limit=PAGE, offset=at, include=["metadatas"]))["ids"]:
            marks: Sequence[Mapping[str, Any]] = page["metadatas"]
            yield from ((one, str(mark.get("digest"))) for one, mark in zip(ids, marks, strict=True))
            at += len(ids)


def open_folder(folder: Path, embedder: Embedder) -> Vectors:
    """The store in a folder that this process owns."""
    import chromadb
    from chromadb.config import Settings

    return Vectors(chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False)), embedder)


def connect(port: int, embedder: Embedder) -> Vectors:
    """The store of `chroma run` on this machine; it has no sign-in of its own, so it is never looked for elsewhere."""
    import chromadb
    from chromadb.config import Settings

    return Vectors(chromadb.HttpClient(host="127.0.0.1", port=port, settings=Settings(anonymized_telemetry=False)), embedder)


def _text(passage: Passage) -> str:
    return "\n".join((*passage.heading_path, passage.title, passage.text))[:LONGEST]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
