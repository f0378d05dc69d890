"""Whether a reply carries a fact. Pure.

Text is compared after NFKC and lower case, without thousands commas and without spaces between a digit and anything else.
Invariant: a fact that starts or ends with a digit never matches a part of a longer number: "48" is not in "148", "48.00" or "1,048".
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPACES = re.compile(r"\s+")
_LOOSE_SPACE = re.compile(r"(?<=\d) (?=[^\d\s])|(?<=[^\d\s]) (?=\d)")
Fact = str | Mapping[str, Any]
"""A text, or {"any_of": [texts]}."""


def normalise(text: str) -> str:
    """The text as facts are compared."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _LOOSE_SPACE.sub("", _SPACES.sub(" ", _THOUSANDS.sub("", folded)))


def holds(fact: Fact, reply: str) -> bool:
    """Whether `reply` (all replies of the turn, joined by line ends) says the fact."""
    if not isinstance(fact, str):
        return any(holds(option, reply) for option in fact["any_of"])
    wanted = normalise(fact)
    before = r"(?<!\d)(?<!\d[.])" if wanted[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, normalise(reply)) is not None
