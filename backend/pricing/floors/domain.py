"""R3, E9: the lowest price a base unit may be sold for. Pure.

A floor is a price, a margin over a cost, or a share of the guide price, for a product, a category or everything; the narrowest that says a figure
counts, and of several lists the highest. Invariant: a floor is told to nobody but those who maintain prices; others learn whether one is undercut.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.kit.money import round_money

HUNDRED = Decimal(100)
MOST_PERCENT = Decimal(1000)


@dataclass(frozen=True, slots=True)
class FloorEntry:
    """For a product, else a category, else (neither) everything: `price` or `margin_percent` over `cost` or `guide_percent` of the guide price.

    A margin is a share of the selling price. A product may state only its `cost`, for the margin of its category or of everything.
    """

    sku: str = ""
    category: str = ""
    price: Decimal | None = None
    cost: Decimal | None = None
    margin_percent: Decimal | None = None
    guide_percent: Decimal | None = None

    @property
    def sound(self) -> bool:
        """Whether it says one thing that can be computed."""
        figures = (self.price, self.cost, self.margin_percent, self.guide_percent)
        given = [one for one in figures if one is not None]
        if (self.sku and self.category) or any(not one.is_finite() or one < 0 for one in given):
            return False
        if self.cost is not None and not self.sku:
            return False
        ways = sum(one is not None for one in (self.price, self.margin_percent, self.guide_percent))
        possible = (self.margin_percent or 0) < HUNDRED and (self.guide_percent or 0) <= MOST_PERCENT
        return possible and (ways == 1 or (ways == 0 and self.cost is not None))


@dataclass(frozen=True, slots=True)
class NewFloorList:
    """A version of a floor list, whole: what an earlier one had and it has not is no floor any more. `version` is the one it was made from."""

    code: str
    valid_from: datetime
    entries: tuple[FloorEntry, ...]
    valid_to: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Paid:
    """What a buyer pays for a product in one order: all its lines after promotions, over all units he gets of it."""

    sku: str
    category: str
    amount: Decimal
    base_qty: int


def floor_of(entries: Iterable[FloorEntry], sku: str, category: str, guide: Decimal | None) -> Decimal | None:
    """The floor of a product by one list's entries; None when it has none."""
    fits = [one for one in entries if one.sku == sku or (not one.sku and one.category in {"", category})]
    cost = next((one.cost for one in fits if one.sku and one.cost is not None), None)
    for one in sorted(fits, key=lambda one: (not one.sku, not one.category)):
        figure = _figure(one, cost, guide)
        if figure is not None:
            return figure
    return None


def _figure(entry: FloorEntry, cost: Decimal | None, guide: Decimal | None) -> Decimal | None:
    if entry.price is not None:
        return entry.price
    if entry.margin_percent is not None and cost is not None:
        return cost * HUNDRED / (HUNDRED - entry.margin_percent)
    return guide * entry.guide_percent / HUNDRED if entry.guide_percent is not None and guide is not None else None


def undercut(paid: Iterable[Paid], floors: Mapping[str, Decimal], exponent: int) -> tuple[str, ...]:
    """The products that cost less than their floor; exactly the floor is enough, in the currency's own steps."""
    return tuple(sorted(one.sku for one in paid if one.sku in floors and one.amount < round_money(floors[one.sku] * one.base_qty, exponent)))
