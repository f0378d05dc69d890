"""Whether a quantity is far above what this dealer ever orders of a product, and which quantity was probably meant (500 -> 50).

Off unless the policy says a factor and the dealer's usual quantity of the product is known. Invariant: the quantity itself is never changed.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.domain import LineStatus, Op, ReadingPolicy, ReadLine

_SLIPS = (10, 100)


def checked(line: ReadLine, usual: Mapping[str, int], policy: ReadingPolicy) -> ReadLine:
    """The line, asked back with the likely quantity when it is unusual."""
    factor = policy.unusual_factor
    most = usual.get(line.sku or "")
    if factor is None or not most or line.status is not LineStatus.OK or line.op not in (Op.ADD, Op.SET) or line.base_qty is None:
        return line
    limit = factor * most
    return line if line.base_qty <= limit else replace(line, status=LineStatus.CHECK_QTY, likely=_likely(line, line.base_qty, limit))


def _likely(line: ReadLine, base: int, limit: Decimal) -> Decimal | None:
    """The quantity with a zero or two less, the first one that is not unusual."""
    for slip in _SLIPS:
        if line.qty is not None and base % slip == 0 and line.qty % slip == 0 and Decimal(base) / slip <= limit:
            return line.qty / slip
    return None
