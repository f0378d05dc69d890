"""Cleans what a person typed before anything reads it: no control characters, no direction marks, not too long.

Invariant: what is stored and read is what a person can see; emoji and both scripts pass unchanged.
"""

import unicodedata
from dataclasses import dataclass

_KEPT = {"\n", "\t"}
_JOINER = "\u200d"
"""Zero-width joiner: a format character that emoji are made of."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """The text to read, or the key of the sentence that says why there is none."""

    text: str
    problem: str | None = None


def clean_text(raw: str, limit: int) -> CleanText:
    """`raw` without invisible characters; a problem when nothing is left or more than `limit` characters are."""
    if len(raw) > 4 * limit:
        return CleanText(visible(raw[:limit]), "assistant.too-long")
    text = visible(raw).strip()
    if not text:
        return CleanText("", "assistant.empty")
    return CleanText(text[:limit], "assistant.too-long") if len(text) > limit else CleanText(text)


def visible(raw: str) -> str:
    """`raw` without control, direction, surrogate and private characters."""
    normal = raw.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in normal if char in _KEPT or char == _JOINER or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
