"""Asserting that orders, stock, credit and the audit log agree, and repairing the counters that are caches.

Invariant: an open order's lines are reserved but for their backorders, its total counts against credit, and a dead order holds nothing.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.credit import service as credit
from backend.identity.domain import SYSTEM
from backend.inventory import service as inventory
from backend.kit.audit import broken_chains
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering import repository
from backend.ordering.domain import COUNTED_STATUSES, DEAD_STATUSES, RESERVING_STATUSES, OrderStatus

_ZERO = Decimal(0)
_RESERVING = {*RESERVING_STATUSES, *DEAD_STATUSES}


def check_invariants(uow: UnitOfWork) -> list[str]:
    """One line for everything that disagrees; empty when all is well."""
    rows = repository.totals_and_sums(uow)
    found = [f"order.total {row.number} order={row.total} lines={row.lines_total}" for row in rows if row.total != (row.lines_total or _ZERO)]
    found += _compare_reservations(uow, rows)
    found += _compare_credit(uow, rows)
    found += [f"audit.chain {aggregate}" for aggregate in broken_chains(uow)]
    return [*found, *inventory.check_invariants(uow), *credit.check_invariants(uow)]


def repair(uow: UnitOfWork) -> list[str]:
    """Repair the counters of stock and credit from their ledgers; what only a person can decide is reported again by `check_invariants`."""
    return [*inventory.repair(uow), *credit.repair(uow)]


def _compare_reservations(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[str]:
    found: list[str] = []
    for row in rows:
        status = OrderStatus(row.status)
        if status in _RESERVING:
            reserved = sum(inventory.reserved_by_line(uow, row.id).values())
            wanted = row.held if status in RESERVING_STATUSES else 0
            if reserved != wanted:
                found.append(f"order.reservation {row.number} order={wanted} reserved={reserved}")
    return found


def _compare_credit(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[str]:
    wanted: dict[str, Decimal] = {row.dealer_id: _ZERO for row in rows}
    for row in rows:
        if OrderStatus(row.status) in COUNTED_STATUSES:
            wanted[row.dealer_id] += row.total
    found: list[str] = []
    for dealer_id, total in wanted.items():
        try:
            committed = credit.credit_status(uow, SYSTEM, dealer_id).open_orders
        except NotFound:
            committed = _ZERO
        if committed != total:
            found.append(f"order.credit {dealer_id} orders={total} committed={committed}")
    return found
