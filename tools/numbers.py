"""Order numbers as people write them: "SO-1003", "so1003", "1003", inside a sentence."""

import re

_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,6})[-\s#]?(\d{3,15}(?:-\d+)?)(?![0-9])")
_BARE = re.compile(r"#?(\d{3,15})")
PREFIX = "SO"


def number_in(text: str | None) -> str | None:
    """The order number a text names, in the form it is stored; the text itself when it looks like no number; None when it is empty."""
    if not text:
        return None
    trimmed = text.strip()
    bare = _BARE.fullmatch(trimmed)
    if bare:
        return f"{PREFIX}-{bare[1]}"
    found = find_number(trimmed)
    return found or trimmed


def find_number(text: str) -> str | None:
    """The first order number of our own series in a sentence, None when there is none."""
    for match in _NUMBER.finditer(text):
        if match[1].upper() == PREFIX:
            return f"{PREFIX}-{match[2]}"
    return None
