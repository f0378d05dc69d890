"""Scoring answers from articles: of questions with the articles that answer them, and what was answered.

A question without `articles` is unanswerable. Shares are of the questions they are about: `top3`, `right`, `refused_answerable` of the answerable ones,
`cited` and `citations_open` of those answered, `steps_complete` of those answered from a right article, `refused_unanswerable` of the unanswerable ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Line = Mapping[str, Any]
TOP = 3


def score(questions: Sequence[Line], predictions: Mapping[str, Line]) -> dict[str, Any]:
    """The figures for all questions; one without a prediction counts as refused."""
    told = [(one, predictions.get(one["id"], {"status": "nothing"})) for one in questions]
    known = [pair for pair in told if pair[0]["articles"]]
    unknown = [prediction for one, prediction in told if not one["articles"]]
    answered = [pair for pair in known if pair[1]["status"] == "answered"]
    rightly = [pair for pair in answered if _is_right(*pair)]
    opened = [prediction for _, prediction in told if prediction["status"] == "answered"]
    return {
        "questions": len(told),
        "answerable": len(known),
        "top3": _share([_found(*pair) for pair in known]),
        "right": _share([_is_right(*pair) or _asked_well(*pair) for pair in known]),
        "cited": _share([_is_right(*pair) for pair in answered]),
        "refused_unanswerable": _share([prediction["status"] == "nothing" for prediction in unknown]),
        "refused_answerable": _share([prediction["status"] == "nothing" for _, prediction in known]),
        "asked_back": _share([prediction["status"] == "which" for _, prediction in told]),
        "steps_complete": _share([_is_complete(*pair) for pair in rightly]),
        "citations_open": _share([bool(prediction.get("opens")) for prediction in opened]),
    }


def _found(question: Line, prediction: Line) -> bool:
    """A right article among those of the first three hits."""
    return not set(question["articles"]).isdisjoint(prediction.get("ranking", ())[:TOP])


def _is_right(question: Line, prediction: Line) -> bool:
    return prediction["status"] == "answered" and prediction.get("article") in question["articles"]


def _asked_well(question: Line, prediction: Line) -> bool:
    """Asked back where several articles answer."""
    return prediction["status"] == "which" and len(question["articles"]) > 1


def _is_complete(question: Line, prediction: Line) -> bool:
    text = _plain(prediction.get("text", ""))
    return all(_plain(word) in text for word in question.get("steps_needed", ()))


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _share(held: Sequence[bool]) -> float:
    return round(sum(held) / len(held), 4) if held else 0.0
