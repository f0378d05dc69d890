"""`dinghuo evaluate answers`: a tiny corpus, every kind of question, its predictions and its command."""

import json
from pathlib import Path

import pytest

from backend.kit.errors import Invalid
from bot.commands.evaluating import evaluate_answers
from bot.evaluation.scoring_answers import score

COOLER = "---\nid: KB-A\nlang: en\nmodel: LC-300\ncodes: E4\nparts: FL-1\n---\n# LC-300 E4: condenser too hot\n\n1. Unplug.\n2. Clean the filter.\n"
COFFEE = "---\nid: KB-B\nlang: en\nmodel: MC-60\ncodes: E4\n---\n# MC-60 E4: no water\n\n1. Fill the tank.\n"
QUESTIONS = [
    {"id": "right", "lang": "en", "text": "LC-300 shows E4", "articles": ["KB-A"], "steps_needed": ["filter", "fl-1"]},
    {"id": "short", "lang": "en", "text": "MC-60 E4", "articles": ["KB-B"], "steps_needed": ["descale"]},
    {"id": "both", "lang": "en", "text": "E4 on the display", "articles": ["KB-A", "KB-B"], "steps_needed": []},
    {"id": "none", "lang": "en", "text": "what does the oven cost to ship to Mars", "articles": [], "steps_needed": []},
]


def test_questions_are_answered_asked_back_or_refused_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object at the end of stdout, one prediction a question; a line without its articles is named."""
    folder, file, out = tmp_path / "articles", tmp_path / "questions.jsonl", tmp_path / "out.jsonl"
    folder.mkdir()
    (folder / "a.md").write_text(COOLER, encoding="utf-8")
    (folder / "b.md").write_text(COFFEE, encoding="utf-8")
    file.write_text("".join(json.dumps(one) + "\n" for one in QUESTIONS), encoding="utf-8")
    evaluate_answers(file, folder, on=None, out=out)
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    predictions = {one["id"]: one for one in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    assert {key: one["status"] for key, one in predictions.items()} == {"right": "answered", "short": "answered", "both": "which", "none": "nothing"}
    assert figures.pop("p50_ms") <= figures.pop("p95_ms")
    assert figures == {
        "questions": 4,
        "answerable": 3,
        "top3": 1.0,
        "right": 1.0,
        "cited": 1.0,
        "refused_unanswerable": 1.0,
        "refused_answerable": 0.0,
        "asked_back": 0.25,
        "steps_complete": 0.5,
        "citations_open": 1.0,
    }
    file.write_text('{"id": "a", "text": "b"}\n', encoding="utf-8")
    with pytest.raises(Invalid):
        evaluate_answers(file, folder, on=None, out=None)


def test_scores_are_the_ones_of_the_definition() -> None:
    """A wrong article, a fourth place, an answer to what has none, a question that was not asked."""
    questions = [{"id": "a", "articles": ["x"]}, {"id": "b", "articles": ["y"]}, {"id": "c", "articles": []}]
    told = {
        "a": {"status": "answered", "article": "q", "ranking": ["q", "r", "s", "x"], "opens": True},
        "c": {"status": "answered", "article": "q", "ranking": ["q"], "opens": False},
    }
    figures = score(questions, told)
    assert (figures["top3"], figures["cited"], figures["refused_answerable"], figures["refused_unanswerable"]) == (0.0, 0.0, 0.5, 0.0)
    assert (figures["citations_open"], figures["steps_complete"], figures["right"]) == (0.5, 0.0, 0.0)
