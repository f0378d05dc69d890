"""Splitting an order into the parts that leave together: by warehouse, promised day, temperature class and supplier (R10, D6). Pure.

Invariant: the parts add up to the lines, in base units and to the last cent; what no warehouse holds is one part that waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.kit.money import spread
from backend.ordering.fulfilling.domain import PartLine


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A line to be split and the money it weighs."""

    line_no: int
    sku: str
    base_qty: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Allocated:
    """A quantity of a line that a warehouse holds for a day."""

    line_no: int
    warehouse: str
    base_qty: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a product decides with what it may travel."""

    temperature: str = ""
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part to be made; without a warehouse it waits for stock."""

    warehouse: str
    day: date | None
    traits: Traits
    lines: tuple[PartLine, ...]

    @property
    def total(self) -> Decimal:
        """What its lines add up to."""
        return sum((line.line_total for line in self.lines), Decimal(0))


_Key = tuple[bool, date, int, str, str, str]
NO_TRAITS = Traits()


def split(lines: Sequence[SplitLine], allocations: Sequence[Allocated], traits: Mapping[str, Traits], *, exponent: int = 2) -> tuple[PlannedPart, ...]:
    """The parts, soonest first and in the order in which the warehouses were asked; the one that waits comes last."""
    ranks: dict[str, int] = {}
    for one in allocations:
        ranks.setdefault(one.warehouse, len(ranks))
    pieces: dict[_Key, dict[int, int]] = {}
    for line in lines:
        own = traits.get(line.sku, NO_TRAITS)
        left = line.base_qty
        for one in allocations:
            if one.line_no == line.line_no:
                key = (False, one.day or date.max, ranks[one.warehouse], one.warehouse, own.temperature, own.supplier)
                _add(pieces, key, line.line_no, one.base_qty)
                left -= one.base_qty
        if left > 0:
            _add(pieces, (True, date.max, len(ranks), "", "", ""), line.line_no, left)
    return _priced(lines, pieces, exponent)


def _add(pieces: dict[_Key, dict[int, int]], key: _Key, line_no: int, base_qty: int) -> None:
    part = pieces.setdefault(key, {})
    part[line_no] = part.get(line_no, 0) + base_qty


def _priced(lines: Sequence[SplitLine], pieces: Mapping[_Key, Mapping[int, int]], exponent: int) -> tuple[PlannedPart, ...]:
    """Share the money of each line over its pieces by largest remainder."""
    keys = sorted(pieces)
    shares: dict[tuple[_Key, int], Decimal] = {}
    for line in lines:
        own = [key for key in keys if line.line_no in pieces[key]]
        amounts = spread(line.total, [Decimal(pieces[key][line.line_no]) for key in own], exponent)
        shares.update({(key, line.line_no): amount for key, amount in zip(own, amounts, strict=True)})
    skus = {line.line_no: line.sku for line in lines}
    return tuple(
        PlannedPart(
            warehouse=key[3],
            day=None if key[0] or key[1] == date.max else key[1],
            traits=Traits(key[4], key[5]),
            lines=tuple(PartLine(number, skus[number], quantity, shares[key, number]) for number, quantity in sorted(pieces[key].items())),
        )
        for key in keys
    )
