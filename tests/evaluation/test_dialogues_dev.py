"""The scripted dialogues end to end: the assistant with its own brain, a database per dialogue, no network."""

import json
from pathlib import Path
from typing import Any

import pytest

from backend.demo.company import read_company
from bot.evaluation.dialogues import load_template, play, read_lines, run
from bot.evaluation.scoring_dialogues import judge

DATA = Path(__file__).resolve().parent.parent / "data" / "dialogues"
MUST_PASS = frozenset({"happy_path", "reorder_usual", "corrections", "disambiguation", "stock_and_price", "credit_and_gates", "permissions", "order_status"})
DEV = read_lines(DATA / "dialogues_dev.jsonl")
WANTED = [dialogue for dialogue in DEV if dialogue["category"] in MUST_PASS]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The world, loaded once."""
    return load_template(read_company(), tmp_path_factory.mktemp("world"))


@pytest.mark.parametrize("dialogue", WANTED, ids=[f"{one['category']}-{one['id']}" for one in WANTED])
def test_a_scripted_dialogue_ends_as_it_should(dialogue: dict[str, Any], template: Any) -> None:
    """The end state of the database and the facts in every reply are the wanted ones."""
    played = play(dialogue, template)
    failure = judge(dialogue, {"id": dialogue["id"], "replies": played.texts(), "end": played.end})
    assert (failure.end, failure.facts) == ((), ()), "\n---\n".join("\n".join(texts) for texts in played.texts())


def test_a_run_is_deterministic_and_writes_what_the_scorer_reads(tmp_path: Path) -> None:
    """Same input, same output; one prediction a dialogue with replies a turn and the end state; the figures are the scorer's."""
    few, world = tmp_path / "few.jsonl", tmp_path / "world.json"
    few.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in WANTED[:3]), encoding="utf-8")
    world.write_text(json.dumps(read_company(), ensure_ascii=False), encoding="utf-8")
    results = [run(few, world, out=tmp_path / f"{number}.jsonl") for number in (1, 2)]
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert [result["total"] for result in results] == [3, 3]
    assert results[0]["p95_turn_ms"] > 0
    predictions = read_lines(tmp_path / "1.jsonl")
    assert [one["id"] for one in predictions] == [one["id"] for one in WANTED[:3]]
    assert [len(one["replies"]) for one in predictions] == [len(one["turns"]) for one in WANTED[:3]]
    assert all({*one["final"]} - {"nothing_else"} <= {*two["end"]} for one, two in zip(WANTED[:3], predictions, strict=True))
    assert run(few, world, category="no such category")["total"] == 0
