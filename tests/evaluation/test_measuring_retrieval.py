"""`dinghuo evaluate retrieval`: its figures, its predictions, its ends of the scale."""

import json
from pathlib import Path

import pytest

from backend.kit.errors import Invalid
from bot.commands.evaluating import evaluate_retrieval
from bot.evaluation.retrieval import run
from bot.evaluation.scoring_retrieval import score


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A corpus of three passages and two questions."""
    corpus, queries = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"
    passages = [
        {"id": "belt", "title": "Belt", "text": "Tighten the belt", "lang": "en"},
        {"id": "ctl-7", "title": "7 0x0007", "text": "超速\nOverspeed", "lang": "zh+en", "device": "controller"},
        {"id": "servo-7", "title": "7 0x0007", "text": "超速\nOverspeed", "lang": "zh+en", "device": "servo"},
    ]
    asked = [
        {"id": "q1", "text": "how to tighten a belt", "lang": "en", "relevant": ["belt"]},
        {"id": "q2", "text": "报警 0x7", "lang": "zh", "relevant": ["ctl-7", "servo-7"]},
    ]
    for file, rows in ((corpus, passages), (queries, asked)):
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return corpus, queries


@pytest.mark.parametrize(("finder", "expected"), [("index", 1.0), ("floor", 0.0), ("ceiling", 1.0)])
def test_the_index_is_measured_between_nothing_and_everything(files: tuple[Path, Path], tmp_path: Path, finder: str, expected: float) -> None:
    """All keys of the contract, and one prediction a question in the form scorers read."""
    figures = run(*files, finder=finder, out=tmp_path / "out.jsonl", progress=lambda *_: None)
    assert figures["ndcg@10"] == figures["recall@1"] == expected
    assert {"queries", "recall@5", "mrr@10", "p50_ms", "p95_ms", "index_s"} <= set(figures)
    predictions = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in predictions] == ["q1", "q2"]
    assert score([{"id": "q1", "relevant": ["belt"]}], {one["id"]: one["ranking"] for one in predictions})["recall@1"] == expected


def test_the_command_prints_its_figures_last_and_refuses_lines_it_cannot_use(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object at the end of stdout; a question without its relevant ids is named by file and line."""
    evaluate_retrieval(files, finder="index", out=None)
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["queries"] == 2
    with pytest.raises(Invalid) as refused:
        evaluate_retrieval((files[0], files[0]), finder="index", out=None)
    assert "relevant" in str(refused.value.params["key"])


def test_scores_are_the_ones_of_the_definition() -> None:
    """Second of two right places, one right place missing, and a question nobody answered; repeats count once."""
    queries = [{"id": "a", "relevant": ["x", "y"]}, {"id": "b", "relevant": ["z"]}]
    figures = score(queries, {"a": ["q", "q", "x"]})
    assert figures == {"queries": 2, "recall@1": 0.0, "recall@5": 0.5, "mrr@10": 0.25, "ndcg@10": round(0.6309297535714575 / 1.6309297535714575 / 2, 4)}
