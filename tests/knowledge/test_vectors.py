"""Vectors in Chroma: put, dropped, compared, repaired, asked, and never in the way."""

import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import bot.articles.vectors
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Unavailable
from backend.settings.process import ProcessSettings
from bot.articles.vectors import KeptVectors, vectors_job
from bot.brain.hosted.embedding import HostedEmbedder
from knowledge import Audience, KnowledgeIndex, Passage, Question, Stage
from knowledge.articles import add_version, publish_version, remove_article, version_from
from knowledge.documents import read_document
from knowledge.finding import library_of, use_tail
from knowledge.vectors import Vectors, open_folder
from tests.conftest import NOW

MEANINGS = (("cold", "frost", "ice", "chilly"), ("belt", "strap"), ("tile", "floor"), ("chemistry",))


class Meanings:
    """Knows four meanings by their words; can be switched off."""

    name = "meanings"
    away = False

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """How much of each meaning a text has."""
        if self.away:
            raise Unavailable("knowledge.no_vectors", reason="away")
        return [[0.01 + sum(text.lower().count(word) for word in words) for words in MEANINGS] for text in texts]


def _passages() -> list[Passage]:
    texts = {"frost": "Frost on the coil", "belt": "The belt is loose", "tile": "A hollow tile"}
    return [Passage(name, f"article-{name}", 1, "en", name.title(), text=text) for name, text in texts.items()]


@pytest.fixture
def embedder() -> Meanings:
    """A model of four meanings."""
    return Meanings()


@pytest.fixture
def vectors(tmp_path: Path, embedder: Meanings) -> Vectors:
    """A store of three passages in a folder."""
    store = open_folder(tmp_path, embedder)
    store.put(_passages())
    return store


def test_what_no_word_finds_is_found_by_meaning_behind_everything_else(vectors: Vectors, embedder: Meanings) -> None:
    """A question without any word of the articles gets the nearest ones, with no confidence of their own; without the model it gets none and no error."""
    index = KnowledgeIndex.build(_passages(), tail=vectors)
    hits = index.search(Question("chilly strap", "en"), 2)
    assert [(hit.stage, hit.confidence) for hit in hits] == [(Stage.MEANING, 0.0)] * 2
    assert {hit.passage_id for hit in hits} == {"frost", "belt"}
    assert index.search(Question("belt", "en"), 1)[0].stage is Stage.WORDS
    embedder.away = True
    assert index.search(Question("chilly strap", "en"), 2) == ()


def test_the_store_is_compared_with_the_passages_and_repaired(vectors: Vectors) -> None:
    """A changed text, a missing and a gone passage are told and put right; then nothing differs."""
    frost, belt, _ = _passages()
    in_force = [frost, Passage("belt", belt.article_id, 2, "en", "Belt", text="A new text"), Passage("new", "n", 1, "en", "New", text="ice")]
    found = vectors.repair(in_force)
    assert (found.missing, found.stale, found.extra) == (("new",), ("belt",), ("tile",))
    assert not vectors.compare(in_force)
    assert len(vectors) == 3
    vectors.drop("n")
    assert vectors.compare(in_force).missing == ("new",)


def test_vectors_follow_the_articles_in_force(database: Database, tmp_path: Path, embedder: Meanings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A published article gets vectors with the next step, a removed one loses them, and a model that is away is tried again.

    A step reads no article when nothing changed.
    """
    opened = open_folder(tmp_path, embedder)
    kept = KeptVectors(database, lambda: opened)
    use_tail(database, kept)
    file = read_document("frost.md", b"# Frost on the coil\n\nWarm it up.\n")
    draft = database.write(lambda uow: add_version(uow, version_from(file, "frost.md", facts={}, figures={}), by="a", clock=FixedClock(NOW)))
    database.write(lambda uow: publish_version(uow, draft.id, by="b", clock=FixedClock(NOW)))
    embedder.away = True
    assert kept.step() == len(opened) == 0
    embedder.away = False
    assert kept.step() == len(opened) == 1
    with monkeypatch.context() as patched:
        patched.setattr(bot.articles.vectors, "passages_in_force", None)
        assert kept.step() == 0
    question = Question("so chilly", "en", audience=Audience.INTERNAL)
    assert [hit.stage for hit in library_of(database).find(question, NOW.date()).hits] == [Stage.MEANING]
    database.write(lambda uow: remove_article(uow, draft.article_id, by="b", clock=FixedClock(NOW)))
    assert library_of(database).find(question, NOW.date()).hits == ()
    assert kept.step() == 1
    assert len(opened) == 0


def test_nothing_is_embedded_unless_an_endpoint_is_configured(database: Database) -> None:
    """Without the settings there is no job, so no text of an article ever leaves the process."""
    assert vectors_job(database, ProcessSettings()) is None


class _Endpoint(BaseHTTPRequestHandler):
    answer: object = None

    def do_POST(self) -> None:
        """Answer what the test set."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = [{"index": at, "embedding": [float(len(text)), 1.0]} for at, text in enumerate(asked["input"])]
        body = json.dumps({"data": rows[::-1]} if self.answer is None else self.answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    """A loopback server that speaks the OpenAI form."""
    server = HTTPServer(("127.0.0.1", 0), _Endpoint)
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    worker.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    worker.join()
    server.server_close()


def test_an_endpoint_gives_vectors_in_order_or_says_that_it_cannot(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows come in any order; too few, crooked or no rows, and an endpoint that is away, are one error."""
    embedder = HostedEmbedder(endpoint, "m", "key")
    assert embedder.embed(["a", "bbb"]) == [[1.0, 1.0], [3.0, 1.0]]
    for nonsense in ({"data": []}, {"data": [{"index": 0, "embedding": "x"}]}, {"error": "no"}, {"data": [{"index": 0, "embedding": []}]}):
        monkeypatch.setattr(_Endpoint, "answer", nonsense)
        with pytest.raises(Unavailable):
            embedder.embed(["a"])
    with pytest.raises(Unavailable):
        HostedEmbedder("http://127.0.0.1:1/v1", "m").embed(["a"])
