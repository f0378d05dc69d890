"""What a buyer really pays for each product of an order: its lines after breaks, contract prices and promotions, over all units he gets of it. Pure.

Money off several lines is shared by what they cost; free goods of a product that is bought count as units of it. Invariant: what the products cost
together is the total of the order.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from backend.catalog.domain import Sku
from backend.kit.money import spread
from backend.pricing.floors.service import Paid


class Given(Protocol):
    """What one promotion gave, as it is shown or stored."""

    @property
    def line_nos(self) -> Sequence[int]:
        """The lines it is about."""

    @property
    def amount_off(self) -> Decimal | None:
        """Money off them."""

    @property
    def sku(self) -> str | None:
        """The product given for nothing."""

    @property
    def free_base(self) -> int:
        """How many base units of it."""


def paid_for(lines: Iterable[Any], promotions: Iterable[Given], skus: Mapping[str, Sku], exponent: int) -> tuple[Paid, ...]:
    """Every product of the lines with what it costs in all; a line has `line_no`, `sku`, `base_qty` and `line_total`."""
    rows = list(lines)
    net = {row.line_no: Decimal(row.line_total or 0) for row in rows}
    units: dict[str, int] = {}
    for row in rows:
        units[row.sku] = units.get(row.sku, 0) + row.base_qty
    for one in promotions:
        if one.sku in units:
            units[one.sku or ""] += one.free_base
        touched = [number for number in one.line_nos if number in net]
        if one.amount_off and touched:
            for number, share in zip(touched, spread(one.amount_off, [net[number] for number in touched], exponent), strict=True):
                net[number] -= share
    amounts: dict[str, Decimal] = {}
    for row in rows:
        amounts[row.sku] = amounts.get(row.sku, Decimal(0)) + net[row.line_no]
    return tuple(Paid(sku, skus[sku].category if sku in skus else "", amounts[sku], base) for sku, base in units.items() if base > 0)
