"""Attempts to change price, credit, identity or rules by words. They never become lines; the flag is for the record and the reply.

No protection by itself: prices and credit are no parameters of any use case. The patterns (`lexicon/attempts.toml`) keep such clauses out of the lines.
"""

from backend.ordering.reading.patterns import hinted
from backend.ordering.reading.spans import Span


def attempts_in(text: str) -> list[Span]:
    """Stretches of the normalised text that try to change price, credit, identity or rules."""
    return [Span(*match.span(), "rule") for _kind, pattern in hinted("attempts", text) for match in pattern.finditer(text)]
