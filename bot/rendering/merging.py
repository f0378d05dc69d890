"""Which results of a turn still stand at its end.

Invariant: at most one state of a draft is shown, the last one; a result that was overtaken by a later one of the same turn is left out.
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
        return any(isinstance(other, DraftView | Discarded) or _came_of_draft(other) for other in later)
    if isinstance(result, ChangeView):
        return any(_number_of(other) == result.number for other in later)
    return False


def _came_of_draft(other: Any) -> bool:
    return isinstance(other, ConfirmResult) and (other.outcome == "submitted" or other.draft is not None)


def _number_of(other: Any) -> str | None:
    if isinstance(other, ChangeView):
        return other.number
    if isinstance(other, ConfirmResult):
        shown = other.order or other.change
        return shown.number if shown else None
    return None
