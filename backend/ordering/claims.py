"""Which lines of a message a price was claimed for (C5). Pure.

The claim changes nothing but a mark: the line stands at the computed price, and the reply says so. Invariant: the reading is otherwise unchanged.
"""

from dataclasses import replace

from backend.catalog.text import normalise
from backend.ordering.reading.domain import OrderReading
from backend.ordering.reading.stripping import noise_in


def mark_claims(reading: OrderReading, text: str) -> OrderReading:
    """The reading with `price_claim` on the line a sum of money follows, or on the first line when it comes before all of them."""
    if not reading.lines:
        return reading
    normal = normalise(text)
    sums = [span.start for span in noise_in(normal) if span.kind == "money"]
    if not sums:
        return reading
    starts: list[int] = []
    for line in reading.lines:
        found = normal.find(normalise(line.source), starts[-1] if starts else 0) if line.source else -1
        starts.append(found if found >= 0 else (starts[-1] if starts else 0))
    claimed = {max((n for n, start in enumerate(starts) if start <= place), default=0) for place in sums}
    return replace(reading, lines=tuple(replace(line, price_claim=True) if n in claimed else line for n, line in enumerate(reading.lines)))
