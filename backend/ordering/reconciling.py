"""Asserting that orders, stock, credit and the audit log agree, and repairing what is a cache.

Truth: the reservation rows for what a line holds, the order's status and total for what counts against credit, the ledgers for the rest.
Invariant: a dead order holds neither stock nor credit; repair never touches a ledger row that exists or the lines a dealer ordered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.credit import service as credit
from backend.credit.receivables import credited_by_order
from backend.identity.domain import SYSTEM
from backend.inventory import service as inventory
from backend.kit.audit import broken_chains
from backend.kit.clock import Clock, SystemClock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.sealing import broken_seals
from backend.ordering import repository
from backend.ordering.domain import COUNTED_STATUSES, RESERVING_STATUSES, OrderStatus
from backend.ordering.fulfilling.reconciling import counting, unequal_parts
from backend.ordering.promoting.holding import set_held
from backend.ordering.promoting.store import amounts_off, claimed_sums, held_free
from backend.ordering.returning.store import note_sums, unequal_returns
from backend.pricing.promotions.service import claimed_budgets

_ZERO = Decimal(0)


def check_invariants(uow: UnitOfWork) -> list[str]:
    """One line for everything that disagrees; empty when all is well."""
    rows = repository.totals_and_sums(uow)
    off = amounts_off(uow)
    sums = ((row, (row.lines_total or _ZERO) - off.get(row.id, _ZERO)) for row in rows)
    found = [f"order.total {row.number} order={row.total} lines={lines}" for row, lines in sums if row.total != lines]
    found += [f"promotion.budget {code} claimed={claimed} orders={orders}" for code, claimed, orders in _budgets(uow)]
    found += [f"order.reserved {held.key} line={held.line} rows={held.rows}" for held in _reservations(uow)]
    found += [f"order.credit {dealer_id} orders={wanted} committed={committed}" for dealer_id, wanted, committed in _credit(uow, rows)]
    found += [f"order.returned {row.number}/{row.line_no} line={row.returned_base} claims={row.claimed}" for row in unequal_returns(uow)]
    found += [f"order.credited {order_id} notes={notes} ledger={ledger}" for order_id, notes, ledger in _credited(uow)]
    found += [f"order.parts {number} order={ordered} parts={parted}" for number, ordered, parted in unequal_parts(uow, rows)]
    found += [f"audit.chain {aggregate}" for aggregate in broken_chains(uow)]
    found += [f"audit.seal {what}" for what in broken_seals(uow)]
    return [*found, *inventory.check_invariants(uow), *credit.check_invariants(uow)]


def repair(uow: UnitOfWork, *, clock: Clock = SystemClock()) -> list[str]:
    """Repair counters from their ledgers, lines from their reservations, commitments from their orders. Returns what was changed.

    Afterwards `check_invariants` still names what only a person can decide (a broken audit chain, an order that does not add up).
    """
    report = [*inventory.repair(uow), *credit.repair(uow)]
    for held in _reservations(uow):
        if held.is_open:
            set_held(uow, held.order_id, held.line_no, held.rows)
            report.append(f"order.reserved {held.key} {held.line} -> {held.rows}")
        else:
            inventory.release(uow, held.order_id, None, clock=clock)
            report.append(f"order.reserved {held.key} {held.rows} -> 0")
    rows = repository.totals_and_sums(uow)
    for dealer_id, wanted, committed in _credit(uow, rows):
        own = [row for row in rows if row.dealer_id == dealer_id]
        counted = counting(uow, [row for row in own if OrderStatus(row.status) in COUNTED_STATUSES])
        for row in own:
            credit.change_commitment(uow, dealer_id, row.id, counted.get(row.id, _ZERO), at=clock.now())
        report.append(f"order.credit {dealer_id} {committed} -> {wanted}")
    return report


@dataclass(frozen=True, slots=True)
class _Held:
    """A line whose reserved quantity is not what its active reservations say."""

    order_id: str
    line_no: int
    line: int
    rows: int
    is_open: bool

    @property
    def key(self) -> str:
        return f"{self.order_id}/{self.line_no}"


def _reservations(uow: UnitOfWork) -> list[_Held]:
    active = dict(inventory.reserved_by_order_line(uow))
    found: list[_Held] = []
    for row in repository.reserved_lines(uow, [status.value for status in sorted(RESERVING_STATUSES)]):
        rows = active.pop((row.order_id, row.line_no), 0)
        if row.reserved_base != rows:
            found.append(_Held(row.order_id, row.line_no, row.reserved_base, rows, is_open=True))
    for row in held_free(uow):
        rows = active.pop((row.order_id, row.line_no), 0)
        if row.reserved_base != rows:
            found.append(_Held(row.order_id, row.line_no, row.reserved_base, rows, is_open=True))
    known = repository.known_orders(uow, {order_id for order_id, _ in active})
    return [*found, *(_Held(order_id, line_no, 0, rows, is_open=False) for (order_id, line_no), rows in sorted(active.items()) if order_id in known)]


def _budgets(uow: UnitOfWork) -> list[tuple[str, tuple[Decimal, int], tuple[Decimal, int]]]:
    """Promotions of whose budget more or less is claimed than orders say: (code, what it says, what orders say)."""
    orders, nothing = claimed_sums(uow), (_ZERO, 0)
    return [(code, claimed, orders.get(code, nothing)) for code, claimed in claimed_budgets(uow).items() if claimed != orders.get(code, nothing)]


def _credited(uow: UnitOfWork) -> list[tuple[str, Decimal, Decimal]]:
    """Orders whose credit notes and ledger differ: (order, what the notes add up to, what the ledger says)."""
    notes, ledger = note_sums(uow), credited_by_order(uow)
    both = sorted({*notes, *ledger})
    return [(order_id, notes.get(order_id, _ZERO), ledger.get(order_id, _ZERO)) for order_id in both if notes.get(order_id) != ledger.get(order_id)]


def _credit(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[tuple[str, Decimal, Decimal]]:
    """Dealers whose orders and commitments differ: (dealer, what the orders say, what credit says)."""
    wanted: dict[str, Decimal] = {row.dealer_id: _ZERO for row in rows}
    counted = counting(uow, [row for row in rows if OrderStatus(row.status) in COUNTED_STATUSES])
    for row in rows:
        wanted[row.dealer_id] += counted.get(row.id, _ZERO)
    committed: Mapping[str, Decimal] = {dealer_id: _committed(uow, dealer_id) for dealer_id in wanted}
    return [(dealer_id, total, committed[dealer_id]) for dealer_id, total in wanted.items() if committed[dealer_id] != total]


def _committed(uow: UnitOfWork, dealer_id: str) -> Decimal:
    try:
        return credit.credit_status(uow, SYSTEM, dealer_id).open_orders
    except NotFound:
        return _ZERO
