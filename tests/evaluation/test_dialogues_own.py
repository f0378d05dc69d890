"""Dialogues in everyday wording, in both languages, beside the development set: each ends as it should.

`STILL_OPEN` names those that do not yet; one that is repaired leaves the list, and no dialogue may join it.
"""

from pathlib import Path
from typing import Any

import pytest

from backend.demo.company import read_company
from bot.evaluation.dialogues import load_template, play, read_lines
from bot.evaluation.scoring_dialogues import judge

DATA = Path(__file__).resolve().parent.parent / "data" / "dialogues"
ALL = [*read_lines(DATA / "own_dialogues.jsonl"), *read_lines(DATA / "more_dialogues.jsonl")]
STILL_OPEN: frozenset[str] = frozenset()
WANTED = [dialogue for dialogue in ALL if dialogue["id"] not in STILL_OPEN]


@pytest.fixture(scope="module")
def own_template(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The world, loaded once."""
    return load_template(read_company(), tmp_path_factory.mktemp("own-world"))


@pytest.mark.parametrize("dialogue", WANTED, ids=[f"{one['category']}-{one['id']}" for one in WANTED])
def test_a_dialogue_in_everyday_wording_ends_as_it_should(dialogue: dict[str, Any], own_template: Any) -> None:
    """The end state of the database and the facts in every reply are the wanted ones."""
    played = play(dialogue, own_template)
    failure = judge(dialogue, {"id": dialogue["id"], "replies": played.texts(), "end": played.end})
    assert (failure.end, failure.facts) == ((), ()), "\n---\n".join("\n".join(texts) for texts in played.texts())


def test_every_dialogue_that_is_still_open_exists() -> None:
    """The list names dialogues of the files."""
    assert {dialogue["id"] for dialogue in ALL} >= STILL_OPEN
