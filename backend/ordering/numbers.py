"""Order numbers: "SO-" and a running number from 10001 on, never one that an imported order has (R15)."""

import re
from collections.abc import Iterable

from backend.kit.db import UnitOfWork
from backend.kit.numbering import next_number, skip_to

SERIES = "sales_order"
FIRST = 10_001
_OWN = re.compile(r"SO-(\d{1,15})")


def new_order_number(uow: UnitOfWork) -> str:
    """The next number; one of a transaction that fails is lost and never reused."""
    return format_number(next_number(uow, SERIES))


def format_number(serial: int) -> str:
    """What people say for the `serial`-th order (from 1)."""
    return f"SO-{FIRST - 1 + serial}"


def skip_numbers(uow: UnitOfWork, numbers: Iterable[str]) -> None:
    """Never give out these numbers, nor any below the highest of them that looks like one of ours."""
    serials = [int(match[1]) - FIRST + 1 for number in numbers if (match := _OWN.fullmatch(number.strip().upper()))]
    highest = max(serials, default=0)
    if highest > 0:
        skip_to(uow, SERIES, highest)
