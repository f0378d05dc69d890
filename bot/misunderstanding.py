"""Whether a turn may have left something as it was that the person now takes for changed. A plain yes right after it must look first.

Invariant: a question that was answered never counts, nor does a turn that shows how things stand; a refused change, a text that nobody
made sense of, and a correction that was met with a sentence only always do.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any

from tools.views import ChangeView, DraftView, ToolProblem

CHANGING = frozenset({"draft_order", "amend_draft", "repeat_last_order", "discard_draft", "cancel_order", "amend_order"})
_CORRECTS = re.compile(
    r"不对|不是|[搞弄说写打]错|错了|[说要指]的是|应该是|不要这|另一?[个种款]|另外|[换改]"
    r"|\b(?:meant?|wrong|instead|rather|mistake|mistyped|should(?:'ve| have)? be(?:en)?|change|swap"
    r"|other (?:one|kind|size|type)|not (?:that|this|the|those|these))\b",
    re.IGNORECASE,
)


_ASKS = re.compile(r"[?？]\s*$|[吗呢]\s*$|多少|什么|\b(?:how much|what)\b", re.IGNORECASE)


def _only_asks(text: str) -> bool:
    """Whether a text is a plain question: not answered, it leaves nothing that a person could take for changed."""
    return _ASKS.search(text) is not None and _CORRECTS.search(text) is None


def may_mislead(text: str, called: Collection[str], results: Sequence[Any], *, understood: bool) -> bool:
    """`called` are the tools of the turn, `understood` is False when the assistant said that it did not get it."""
    found = any(not isinstance(result, ToolProblem) for result in results)
    if not understood and not found:
        return not _only_asks(text)
    if any(isinstance(result, DraftView | ChangeView) for result in results):
        return False
    if CHANGING & set(called) and any(isinstance(result, ToolProblem) for result in results):
        return True
    return not found and _CORRECTS.search(text) is not None
