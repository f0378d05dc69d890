"""Lamps that blink are codes too; a code that an article does not know is not answered by it; a named kind of machine keeps others away."""

from datetime import date

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from knowledge import KnowledgeIndex, Passage, Question
from knowledge.answering import answer_of
from knowledge.articles import add_version, publish_version, version_from
from knowledge.codes import keys_of, mentions
from knowledge.documents import read_document
from knowledge.finding import Library
from tests.conftest import NOW

TODAY = date(2025, 6, 11)
DRILL = (
    "---\nid: KB-D\nlang: en\nmodel: Torqo TD-18\ncodes: 2 blinks, 4 blinks, Er-2, A12, A13\n---\n# TD-18 lamp and display\n\n"
    "Red lamp of the drill after new batteries.\n\n"
    "| Code | What to do |\n|---|---|\n| 2 blinks | Charge the battery |\n| 4 blinks | Turn it back |\n"
)


@pytest.mark.parametrize("text", ["红灯闪四下", "闪4下停一下", "4 闪", "连闪了4次", "four red flashes", "blinks 4 times", "blinking 4x", "flashes four times"])
def test_how_often_a_lamp_blinks_is_a_code(text: str) -> None:
    """However it is said, it is the article's "4 blinks"."""
    assert [one.keys for one in mentions(text)] == [keys_of("4 blinks")] == [keys_of("4 闪")]


def test_a_figure_on_a_display_that_flashes_is_another_code() -> None:
    """E8 and 17 are shown."""
    assert [one.text for one in mentions("E8 flashing on the display")] == ["e8"]
    assert [one.text for one in mentions("alarm 17 flashing")] == ["alarm 17"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("TD-18 red lamp blinks four times", "Turn it back"),
        ("TD-18 red lamp blinks 9 times", ""),
        ("TD-18 Er-5 on the display after new batteries", ""),
        ("TD-18 alarm 18 on the display after new batteries", ""),
        ("red lamp of the drill after new batteries", "Charge the battery"),
    ],
)
def test_a_code_that_an_article_does_not_know_is_not_answered_by_its_words(any_database: Database, text: str, says: str) -> None:
    """The machine's own name is no code; without a code the words answer."""
    version = version_from(read_document("d.md", DRILL.encode()), "d.md")
    clock = FixedClock(NOW)
    any_database.write(lambda uow: publish_version(uow, add_version(uow, version, by="a", clock=clock).id, by="b", clock=clock))
    question, library = Question(text, "en"), Library(any_database)
    found = any_database.read(lambda uow: answer_of(uow, library.find_in(uow, question, TODAY), question, TODAY))
    said = "\n".join(str(block) for passage in found.passages for block in passage.blocks)
    assert bool(said) == bool(says)
    assert not says.startswith("Turn") or says in said


def test_articles_about_another_kind_of_machine_are_not_found() -> None:
    """Where there are articles about the kind that is named; those about no machine stay."""
    index = KnowledgeIndex.build(
        Passage(product, product, 1, "en", product, text="water under the machine", products=(product,))
        for product in ("Drinks cooler", "Coffee machine", "Tiles")
    )
    assert {hit.passage_id for hit in index.search(Question("water under my fridge", "en"), 5)} == {"Drinks cooler", "Tiles"}
    assert len(index.search(Question("water under my forklift", "en"), 5)) == 3


TABLE = (
    "---\nid: KB-T\nlang: en\nmodel: Tranzo CD-30\ncodes: 12, 18, 31, 44\n---\n# CD-30 alarm numbers\n> Warning: Lock the switch.\n\n"
    "Note that 31 is not that of the CD-15.\n\n| Alarm | What to do |\n|---|---|\n| 12 | Check the encoder |\n| 31 | Close all guards |\n\n"
    "Start when nobody is near. Alarm 18 must not be bypassed.\n"
)


@pytest.mark.parametrize(
    ("code", "says", "others"), [("31", "Close all guards", "encoder"), ("12", "Check the encoder", "guards"), ("18", "not be bypassed", "encoder")]
)
def test_a_row_comes_with_what_warns_above_it_and_with_what_else_is_said_of_its_code(any_database: Database, code: str, says: str, others: str) -> None:
    """Never with other rows."""
    version, clock = version_from(read_document("t.md", TABLE.encode()), "t.md"), FixedClock(NOW)
    any_database.write(lambda uow: publish_version(uow, add_version(uow, version, by="a", clock=clock).id, by="b", clock=clock))
    question, library = Question(f"CD-30 alarm {code}", "en"), Library(any_database)
    found = any_database.read(lambda uow: answer_of(uow, library.find_in(uow, question, TODAY), question, TODAY))
    said = "\n".join((*found.warnings, *(str(block) for passage in found.passages for block in passage.blocks)))
    assert says in said
    assert others not in said
    assert "Lock the switch" in said
