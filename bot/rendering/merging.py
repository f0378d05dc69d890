"""Which results of a turn still stand at its end.

Invariant: at most one state of each draft is shown, the last one; a result that was overtaken by a later one of the same turn is left out.
"""

from collections.abc import Sequence
from typing import Any

from tools.views import ChangeView, ConfirmResult, Discarded, DraftView


def standing(results: Sequence[Any]) -> list[Any]:
    """The results to show, in order."""
    kept: list[Any] = []
    for place, result in enumerate(results):
        later = results[place + 1 :]
        if not _overtaken(result, later) and result not in kept:
            kept.append(result)
    return kept


def _overtaken(result: Any, later: Sequence[Any]) -> bool:
    if isinstance(result, DraftView):
        return any(_overtakes_draft(other, result) for other in later)
    if isinstance(result, ChangeView):
        return any(_number_of(other) == result.number for other in later)
    return False


def _overtakes_draft(other: Any, draft: DraftView) -> bool:
    """Whether a later result tells what became of the draft; results about another of several drafts do not."""
    if isinstance(other, DraftView):
        return other.draft_id == draft.draft_id
    if isinstance(other, Discarded):
        return not draft.beside
    if not isinstance(other, ConfirmResult):
        return False
    return (other.outcome == "submitted" or other.draft is not None) and other.subject in ("", draft.draft_id)


def _number_of(other: Any) -> str | None:
    if isinstance(other, ChangeView):
        return other.number
    if isinstance(other, ConfirmResult):
        shown = other.order or other.change
        return shown.number if shown else None
    return None
