"""Free goods as stock sees them: wants that take what there is, and what came of them. Pure.

Invariant: free goods never keep paid goods from being reserved; what is missing of them follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from backend.inventory.service import Allocation, Want
from backend.ordering.promoting.views import PromotionView


def free_wants(views: Iterable[PromotionView]) -> tuple[Want, ...]:
    """What is to be reserved for the free goods."""
    return tuple(Want(view.line_no, view.sku, view.free_base, backorder=True) for view in views if view.sku and view.free_base)


def free_held(rows: Iterable[Any]) -> dict[int, int]:
    """What stored lines of free goods hold, by line number."""
    return {row.line_no: row.reserved_base for row in rows if row.sku}


def same_goods(rows: Sequence[Any], views: Sequence[PromotionView]) -> bool:
    """Whether the stored lines of free goods are those that are to be."""
    return [(row.line_no, row.sku, row.free_base) for row in rows if row.sku] == [(one.line_no, one.sku, one.free_base) for one in views if one.sku]


def with_held(views: Iterable[PromotionView], held: Mapping[int, int]) -> tuple[PromotionView, ...]:
    """The derived lines with what their goods hold."""
    return tuple(
        replace(view, reserved_base=held.get(view.line_no, 0), later_base=view.free_base - held.get(view.line_no, 0)) if view.sku else view for view in views
    )


def held_by_line(allocations: Iterable[Allocation]) -> dict[int, int]:
    """What was reserved for each line."""
    held: dict[int, int] = {}
    for one in allocations:
        held[one.line_no] = held.get(one.line_no, 0) + one.base_qty
    return held
