"""How a person's answer names the question it is for: by the draft it was asked about and the question itself. Pure.

Ids of questions come from words and products, so the same one may come up in a later draft. Invariant: what was asked about one draft
can never be answered in another one, nor a question that is not open any more.
"""

from collections.abc import Iterable
from dataclasses import replace

from backend.kit.errors import NotFound
from backend.kit.ids import hash_content
from backend.ordering.domain import Draft
from backend.ordering.schemas import Answer, LineView, Question

_SHORT = 10


def as_asked(draft: Draft, questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions as they are shown: their ids say about which draft."""
    mark = _mark(draft)
    return tuple(replace(question, id=f"{mark}.{question.id}") for question in questions)


def lines_as_asked(draft: Draft, lines: Iterable[LineView]) -> tuple[LineView, ...]:
    """The same for the questions that lines carry."""
    mark = _mark(draft)
    return tuple(replace(line, name_question=f"{mark}.{line.name_question}") if line.name_question else line for line in lines)


def meant(draft: Draft, open_questions: Iterable[Question], answer: Answer) -> Answer:
    """The answer for the draft's own question; raises NotFound("draft.no_question") for another draft's and for one that is settled."""
    mark, _, own = answer.question_id.partition(".")
    if mark != _mark(draft) or own not in {question.id for question in open_questions}:
        raise NotFound("draft.no_question")
    return replace(answer, question_id=own)


def is_about(draft: Draft, question_id: str) -> bool:
    """Whether a question was asked about this draft."""
    return question_id.partition(".")[0] == _mark(draft)


def _mark(draft: Draft) -> str:
    return hash_content(draft.id)[:_SHORT]
