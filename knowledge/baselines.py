"""The two ends of the scale for measuring: a finder that finds nothing, and one that is told the answers.

A stage is worth what it moves between them. Invariant: both answer like the index itself, so whatever uses an index can be measured with either.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from knowledge.domain import Hit, Question, Stage


class Finder(Protocol):
    """Whoever answers a question with passages."""

    def search(self, question: Question, limit: int) -> tuple[Hit, ...]:
        """The best passages, best first."""
        ...


class Floor:
    """Finds nothing: what an assistant is worth without articles."""

    def search(self, question: Question, limit: int) -> tuple[Hit, ...]:
        """Nothing."""
        del question, limit
        return ()


class Ceiling:
    """Knows the passages of every question: what the steps behind retrieval are worth at best."""

    def __init__(self, answers: Mapping[str, Sequence[str]]) -> None:
        """`answers`: text of a question to the ids of its passages."""
        self._answers = answers

    def search(self, question: Question, limit: int) -> tuple[Hit, ...]:
        """The passages given for this text."""
        given = self._answers.get(question.text, ())[:limit]
        return tuple(Hit(passage_id, 1.0 - 0.01 * place, Stage.GIVEN, (), 1.0) for place, passage_id in enumerate(given))
