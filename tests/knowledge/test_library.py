"""The library of a process: in step with the database at every question, whoever changed it, and nothing read before the first."""

from datetime import date

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from knowledge import Audience, Question
from knowledge.answering import Answer, answer_of
from knowledge.articles import add_version, end_version, publish_version, remove_article, version_from
from knowledge.documents import read_document
from knowledge.finding import Library, library_of
from knowledge.machines import contradict
from tests.conftest import NOW

CLOCK, TODAY = FixedClock(NOW), date(2025, 6, 11)
TEXT = "# LC-300 cooler E4: condenser too hot\n\n> Warning: unplug first.\n\n1. Clean the condenser.\n2. Wait.\n"


def keep(database: Database, text: str, **facts: str) -> str:
    """Publish a version; its id."""
    draft = database.write(lambda uow: add_version(uow, version_from(read_document("a.md", text.encode()), "a.md", facts=facts), by="a", clock=CLOCK))
    database.write(lambda uow: publish_version(uow, draft.id, by="b", clock=CLOCK))
    return draft.id


def ask(database: Database, library: Library, text: str, audience: Audience = Audience.DEALER) -> Answer:
    """The answer to a question."""
    question = Question(text, "en", audience=audience)
    return database.read(lambda uow: answer_of(uow, library.find_in(uow, question, TODAY), question, TODAY))


def test_what_changes_is_there_or_gone_at_the_next_question(any_database: Database) -> None:
    """Published, changed, ended and removed behind the library's back."""
    database = any_database
    library = library_of(database)
    assert library_of(database) is library
    assert ask(database, library, "LC-300 shows E4") == Answer()
    keep(database, TEXT, id="KB-A", model="LC-300")
    assert [block.text for passage in ask(database, library, "LC-300 shows E4").passages for block in passage.blocks][-1] == "Wait."
    second = keep(database, TEXT.replace("Wait.", "Wait an hour."), id="KB-A", model="LC-300")
    assert ask(database, library, "LC-300 shows E4").passages[0].version == 2
    database.write(lambda uow: end_version(uow, second, by="b", clock=CLOCK))
    assert not ask(database, library, "LC-300 shows E4").passages
    keep(database, TEXT, id="KB-B", model="LC-300")
    assert ask(database, library, "E4 on the LC-300?").passages[0].article_id == "KB-B"
    database.write(lambda uow: remove_article(uow, "KB-B", by="b", clock=CLOCK))
    assert not library.find(Question("E4 on the LC-300?", "en"), TODAY).passages


def test_audience_days_and_another_machine_keep_an_answer_back(database: Database) -> None:
    """Each passage is judged again when it is shown."""
    library = Library(database)
    keep(database, TEXT, id="KB-A", model="LC-300", audience="internal")
    keep(database, TEXT.replace("E4", "E6"), id="KB-B", model="LC-300", valid_until="2025-06-10")
    assert not ask(database, library, "LC-300 shows E4").passages
    assert ask(database, library, "LC-300 shows E4", Audience.INTERNAL).passages
    assert not ask(database, library, "LC-300 shows E6", Audience.INTERNAL).passages
    other = ask(database, library, "LC-500 shows E4", Audience.INTERNAL)
    assert not other.passages
    assert [near.article_id for near in other.near] == ["KB-A"]


@pytest.mark.parametrize(
    ("question", "about", "differs"),
    [
        ("咖啡机报E4", "LC-300 冰柜 E4", True),
        ("冰箱报E4", "LC-300 冰柜 E4", False),
        ("my fridge shows E4", "LC-300 cooler", False),
        ("the dishwasher shows E4", "LC-300 冰柜", True),
        ("搅面机报E4", "LC-300 冰柜 E4", True),
        ("重启后这台机器还是报E4", "LC-300 冰柜 E4", False),
        ("E4", "LC-300 冰柜", False),
        ("coffee machine E4", "fault codes", False),
    ],
)
def test_machines_of_two_kinds_contradict_each_other(question: str, about: str, *, differs: bool) -> None:
    """Across the languages; where nobody names a kind nothing is contradicted."""
    assert contradict(question, about, about) is differs
