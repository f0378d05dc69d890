"""The articles that ship with the program: every file is read, says what it is about, and its figures are kept."""

import json
from collections import Counter
from pathlib import Path

import pytest

from knowledge.articles import NewVersion, version_from
from knowledge.articles.pictures import mime_of
from knowledge.documents import Block, BlockKind, read_document, text_of
from knowledge.domain import Audience

STARTER = Path(__file__).resolve().parents[2] / "knowledge" / "starter"
FILES = sorted(STARTER.glob("*.md"))
QUESTIONS = Path(__file__).resolve().parents[1] / "data" / "articles" / "questions.jsonl"
LEAST, MOST = 80, 300
LONGEST_LIST = 12


@pytest.fixture(scope="module")
def articles() -> dict[str, NewVersion]:
    """Each file as the version it becomes."""
    return {path.name: version_from(read_document(path.name, path.read_bytes()), path.name) for path in FILES}


def blocks_of(new: NewVersion, kind: BlockKind) -> list[Block]:
    """The blocks of one kind."""
    return [block for block in new.blocks if block.kind is kind]


def test_there_are_enough_articles_in_both_languages(articles: dict[str, NewVersion]) -> None:
    """At least sixty, a third of them in each language, many in both."""
    langs = Counter(new.about.lang for new in articles.values())
    assert len(articles) >= 60
    assert min(langs["zh"], langs["en"]) >= 20
    assert sum(count == 2 for count in Counter(new.article_id for new in articles.values()).values()) >= 20


def test_an_id_is_used_once_a_language_and_the_file_is_named_after_it(articles: dict[str, NewVersion]) -> None:
    """So that loading the folder again makes no new articles."""
    assert {name: f"{new.article_id}-{new.about.lang}.md".lower() for name, new in articles.items()} == {name: name for name in articles}
    assert len({(new.article_id, new.about.lang) for new in articles.values()}) == len(articles)


def test_every_article_says_what_it_is_about(articles: dict[str, NewVersion]) -> None:
    """A title, product, model and a body of a length that is read."""
    for name, new in articles.items():
        words = sum(1 for char in text_of(new.blocks) if "\u4e00" <= char <= "\u9fff") / 1.6 + len(text_of(new.blocks).encode("ascii", "ignore").split())
        assert new.title, name
        assert new.about.products, name
        assert new.about.models, name
        assert LEAST <= words <= MOST, f"{name}: {words:.0f} words"


def test_both_languages_of_an_article_agree(articles: dict[str, NewVersion]) -> None:
    """On the parts, the audience, the days, the figures and the number of steps, warnings and rows."""
    shapes: dict[str, set[object]] = {}
    for new in articles.values():
        about = new.about
        rows = tuple(len(block.rows) for block in blocks_of(new, BlockKind.TABLE))
        figures = tuple(block.source for block in blocks_of(new, BlockKind.FIGURE))
        counts = (len(blocks_of(new, BlockKind.STEP)), len(blocks_of(new, BlockKind.WARNING)))
        shape = (about.parts, about.audience, about.valid_from, about.valid_until, figures, rows, counts, len(about.codes))
        shapes.setdefault(str(new.article_id), set()).add(shape)
    assert {article_id: found for article_id, found in shapes.items() if len(found) > 1} == {}


def test_codes_steps_and_warnings_are_found(articles: dict[str, NewVersion]) -> None:
    """Codes shared by two models too; steps count from one; a procedure warns before its first step."""
    models: dict[str, set[str]] = {}
    for name, new in articles.items():
        for code in new.about.codes:
            models.setdefault(code, set()).update(new.about.models)
        kinds = [block.kind for block in new.blocks]
        numbers = [block.number for block in blocks_of(new, BlockKind.STEP) if block.number is not None]
        assert numbers == sorted(numbers) or numbers.count(1) > 1, name
        assert len(numbers) <= LONGEST_LIST, name
        if BlockKind.WARNING in kinds and BlockKind.STEP in kinds:
            assert kinds.index(BlockKind.WARNING) < kinds.index(BlockKind.STEP), name
    assert {"E1", "E4", "E07", "0x17", "23", "31"} <= {code for code, of in models.items() if len(of) > 1}
    assert sum(len(blocks_of(new, BlockKind.STEP)) >= 5 for new in articles.values()) >= 40
    assert sum(bool(blocks_of(new, BlockKind.WARNING)) for new in articles.values()) >= 60


def test_the_figures_named_exist_and_are_kept(articles: dict[str, NewVersion]) -> None:
    """None of them beside without being shown."""
    named = {block.source for new in articles.values() for block in blocks_of(new, BlockKind.FIGURE)}
    assert named == {path.name for path in STARTER.iterdir() if path.suffix != ".md"}
    assert {name: mime_of((STARTER / name).read_bytes()) for name in named} == dict.fromkeys(named, "image/svg+xml")


def test_some_are_for_the_staff_alone_and_some_end(articles: dict[str, NewVersion]) -> None:
    """What dealers may not read, and what is true for a time."""
    assert sum(new.about.audience is Audience.INTERNAL for new in articles.values()) >= 2
    assert sum(new.about.valid_until is not None for new in articles.values()) >= 2


def test_the_questions_ask_for_what_the_articles_say(articles: dict[str, NewVersion]) -> None:
    """A hundred a language, a fifth without an answer; what a whole answer holds stands in the article, in the question's language where there is one."""
    asked = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    said = {(str(new.article_id), new.about.lang): f"{new.title}\n{text_of(new.blocks)}".lower() for new in articles.values()}
    dealers = {str(new.article_id) for new in articles.values() if new.about.audience is Audience.DEALER}
    assert Counter((one["lang"], bool(one["articles"])) for one in asked) == {("zh", True): 80, ("zh", False): 20, ("en", True): 80, ("en", False): 20}
    assert len({one["id"] for one in asked}) == len({one["text"] for one in asked}) == len(asked)
    assert not {one["id"] for one in asked for new in articles.values() if new.title.lower() in one["text"].lower()}
    assert {name for one in asked for name in one["articles"]} == dealers
    for one in asked:
        bodies = [said.get((name, one["lang"])) or said[name, "en" if one["lang"] == "zh" else "zh"] for name in one["articles"]]
        assert all(word.lower() in body for body in bodies for word in one["steps_needed"]), one["id"]
