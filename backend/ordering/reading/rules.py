"""Attempts to change price, credit, identity or rules by words. They never become lines; the flag is for the record and the reply.

No protection by itself: prices and credit are no parameters of any use case. The patterns (`lexicon/attempts.toml`) keep such clauses out of the lines.
"""

import re
from functools import cache

from backend.ordering.reading.patterns import joined


@cache
def _attempt() -> re.Pattern[str]:
    return joined("attempts")["attempts"]


def attempts_in(text: str) -> list[tuple[int, int]]:
    """Stretches of the normalised text that try to change price, credit, identity or rules."""
    return [match.span() for match in _attempt().finditer(text)]
