"""The balances of a company made anew from its ledgers alone, row by row in plain Python, beside what the product keeps.

Nothing of the product's own reconciling is used here, so that a mistake in it would show.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select

from backend.credit.models import accounts, entries
from backend.inventory.domain import ReservationStatus
from backend.inventory.models import balances, lots, moves, reservations
from backend.kit.audit import audit_log
from backend.kit.db import UnitOfWork
from backend.ordering.models import order_lines, orders
from backend.ordering.promoting.models import order_promotions
from backend.pricing.models import promotions

_ZERO = Decimal(0)
_DEAD = {"CANCELLED", "REJECTED"}


@dataclass
class Balances:
    """What a company has: in lots and places, promised, owed and promised to be owed, claimed of budgets, and how each order stands."""

    lots: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    on_hand: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    reserved: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    lines: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    committed: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    receivable: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    budgets: dict[str, tuple[Decimal, int]] = field(default_factory=dict)
    orders: dict[str, tuple[str, int]] = field(default_factory=dict)

    def shown(self) -> dict[str, Mapping[Any, Any]]:
        """Without what is nothing, to be compared."""
        return {name: {key: value for key, value in values.items() if value} for name, values in vars(self).items()}


def kept(uow: UnitOfWork) -> Balances:
    """What the product keeps."""
    found = Balances()
    for row in _rows(uow, lots):
        found.lots[row.id] = row.on_hand
    for row in _rows(uow, balances):
        found.on_hand[row.sku, row.warehouse], found.reserved[row.sku, row.warehouse] = row.on_hand, row.reserved
    for row in (*_rows(uow, order_lines), *_rows(uow, order_promotions)):
        found.lines[row.order_id, row.line_no] = row.reserved_base
    for row in _rows(uow, accounts):
        found.committed[row.dealer_id], found.receivable[row.dealer_id] = row.committed, row.open_receivables
    for row in _rows(uow, promotions):
        found.budgets[row.code] = (row.claimed_amount, row.claimed_units)
    for row in _rows(uow, orders):
        found.orders[row.id] = (row.status, row.version)
    return found


def replayed(uow: UnitOfWork) -> Balances:
    """The same from the moves, the promises, the entries of credit, the claims of orders and the audit log. Nothing goes below nothing on the way."""
    found = Balances()
    _replay_stock(uow, found)
    _replay_credit(uow, found)
    claimed: dict[str, tuple[Decimal, int]] = {row.code: (_ZERO, 0) for row in _rows(uow, promotions)}
    for row in _rows(uow, order_promotions):
        amount, units = claimed[row.promotion_id]
        claimed[row.promotion_id] = (amount + row.claimed_amount, units + row.claimed_units)
    found.budgets = claimed
    for entry in uow.execute(select(audit_log).where(audit_log.c.aggregate.like("order:%")).order_by(audit_log.c.id)):
        order_id = entry.aggregate.removeprefix("order:")
        status, version = found.orders.get(order_id, ("", 0))
        assert status not in _DEAD, f"{order_id} went on after its end: {entry.action}"
        found.orders[order_id] = (entry.data.get("status", status), max(version, entry.data.get("version", version)))
    return found


def _replay_stock(uow: UnitOfWork, found: Balances) -> None:
    for row in _rows(uow, moves):
        found.lots[row.lot_id] += row.base_qty
        found.on_hand[row.sku, row.warehouse] += row.base_qty
        assert min(found.lots[row.lot_id], found.on_hand[row.sku, row.warehouse]) >= 0, f"below nothing at move {row.id}"
    for row in _rows(uow, reservations):
        if row.status == ReservationStatus.ACTIVE.value:
            found.reserved[row.sku, row.warehouse] += row.base_qty
            found.lines[row.order_id, row.line_no] += row.base_qty
        else:
            assert row.ended_at is not None, f"promise {row.id} ended at no time"


def _replay_credit(uow: UnitOfWork, found: Balances) -> None:
    of_orders: dict[str, Decimal] = defaultdict(Decimal)
    for row in _rows(uow, entries):
        found.committed[row.dealer_id] += row.committed
        found.receivable[row.dealer_id] += row.receivable
        if row.order_id:
            of_orders[row.order_id] += row.committed
        assert found.committed[row.dealer_id] >= 0, f"less than nothing committed at entry {row.id}"
    assert all(amount >= 0 for amount in of_orders.values())


def _rows(uow: UnitOfWork, table: Table) -> list[Any]:
    """All rows in the order in which they were written."""
    return list(uow.execute(select(table).order_by(*table.primary_key.columns)))
