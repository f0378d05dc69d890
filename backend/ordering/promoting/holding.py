"""Lines of free goods beside paid ones, for what reserves, ships or reconciles every line of an order alike."""

from collections.abc import Sequence
from typing import Any

from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.promoting.deriving import FIRST_LINE
from backend.ordering.promoting.store import read_given, set_free_reserved


def free_lines(uow: UnitOfWork, order_id: str) -> Sequence[Any]:
    """The lines of free goods of an order: line number from 9001 on, sku, free_base, reserved_base, shipped_base and the names of the goods."""
    return [row for row in read_given(uow, order_id) if row.sku]


def wanted_of(row: Any) -> int:
    """How much of a line, paid or free, was to be had."""
    return int(row.free_base if row.line_no >= FIRST_LINE else row.base_qty)


def set_held(uow: UnitOfWork, order_id: str, line_no: int, reserved: int) -> None:
    """Correct what a line holds, whether paid or free."""
    if line_no >= FIRST_LINE:
        set_free_reserved(uow, order_id, line_no, reserved)
    else:
        repository.set_reserved(uow, order_id, line_no, reserved)
