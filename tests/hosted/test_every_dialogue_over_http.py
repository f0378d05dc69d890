"""The contract of the hosted path: every dialogue of the development set over HTTP, with one good model and three bad ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from backend.demo.company import read_company
from bot.evaluation.dialogues import SCRIPT, load_template, play, read_lines, run
from bot.evaluation.scoring_dialogues import judge
from bot.evaluation.scripted import good
from tools import ALL_TOOLS

DATA = Path(__file__).resolve().parent.parent / "data" / "dialogues"
DEV = read_lines(DATA / "dialogues_dev.jsonl")
KEPT_BY_BAD_MODELS = 0.9


@pytest.fixture(scope="module")
def world_template(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The world, loaded once."""
    return load_template(read_company(), tmp_path_factory.mktemp("hosted-world"))


@pytest.fixture(scope="module")
def passed_by_the_embedded_brain(world_template: Any) -> set[str]:
    """What a hosted model is measured against."""
    return {dialogue["id"] for dialogue in DEV if _passes(dialogue, play(dialogue, world_template))}


def test_a_good_model_passes_what_the_embedded_brain_passes(world_template: Any, passed_by_the_embedded_brain: set[str]) -> None:
    """Its calls go over the wire, through every guard, and end in the same state with the same facts; no turn that it was asked fell back."""
    played = {dialogue["id"]: play(dialogue, world_template, brain=f"{SCRIPT}good") for dialogue in DEV}
    passed = {dialogue["id"] for dialogue in DEV if _passes(dialogue, played[dialogue["id"]])}
    assert passed >= passed_by_the_embedded_brain
    assert [effect for one in played.values() for effect in one.forbidden] == []
    assert {brain for one in played.values() for brain in one.brains()} == {"hosted"}
    assert sum(len(one.brains()) for one in played.values()) > len(DEV)


def test_the_good_model_calls_tools_that_there_are() -> None:
    """A call of a tool of tomorrow would be dropped in silence, and the contract with it."""
    named = {*good._OTHER_ACTS.values(), *good._BY_FACT.values(), *(name for _, name in good._CUES)} - {"help"}
    assert named <= {tool.name for tool in ALL_TOOLS}


@pytest.mark.parametrize("kind", ["lazy", "verbose", "malicious"])
def test_a_bad_model_harms_nobody_and_spoils_little(kind: str, world_template: Any, passed_by_the_embedded_brain: set[str]) -> None:
    """No order, row or word that must not be; what the model leaves undone the embedded brain does, and the reply says so."""
    played = {dialogue["id"]: play(dialogue, world_template, brain=SCRIPT + kind) for dialogue in DEV}
    assert [effect for one in played.values() for effect in one.forbidden] == []
    kept = [one for one in passed_by_the_embedded_brain if _passes(next(dialogue for dialogue in DEV if dialogue["id"] == one), played[one])]
    assert len(kept) >= KEPT_BY_BAD_MODELS * len(passed_by_the_embedded_brain)


def test_the_figures_of_a_scripted_run_name_the_model_and_what_it_must_not_have_done(tmp_path: Path) -> None:
    """The last line of the command."""
    few, world = tmp_path / "few.jsonl", tmp_path / "world.json"
    few.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in DEV[:2]), encoding="utf-8")
    world.write_text(json.dumps(read_company(), ensure_ascii=False), encoding="utf-8")
    figures = run(few, world, brain=f"{SCRIPT}good")
    assert (figures["passed"], figures["total"], figures["brain"], figures["forbidden_effects"]) == (2, 2, "scripted:good", 0)
    assert (figures["planned_turns"] > 0, figures["fallbacks"]) == (True, 0)


def _passes(dialogue: dict[str, Any], played: Any) -> bool:
    failure = judge(dialogue, {"id": dialogue["id"], "replies": played.texts(), "end": played.end})
    return not failure.end and not failure.facts
