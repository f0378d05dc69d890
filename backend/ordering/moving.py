"""Goods that arrive from another warehouse, as orders feel them: more to promise, or less when a lot was blocked on its way.

Invariant: no order counts on a lot that a transfer blocked, and whoever gets goods later hears of it in the same transaction.
"""

from collections.abc import Collection

from backend.identity.domain import Actor
from backend.inventory import transfers
from backend.inventory.blocking import take_uncovered
from backend.inventory.domain import LotStatus
from backend.inventory.service import stock_by_warehouse
from backend.inventory.transfers import Transfer, TransferReceipt
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.expecting import refresh_expected
from backend.ordering.lot_marks import promise_again


def receive_transfer(uow: UnitOfWork, actor: Actor, number: str, version: int, receipt: TransferReceipt, *, clock: Clock) -> Transfer:
    """Put what arrived into stock. A lot that was blocked under way is blocked where it arrives, with everything that follows for orders."""
    coming = transfers.read_transfer(uow, actor, number)
    skus = sorted({line.sku for line in coming.lines})
    sold = _sold(uow, skus, coming.target)
    done = transfers.receive_transfer(uow, actor, number, version, receipt, clock=clock)
    for sku in sorted({sku for sku, _ in sold - _sold(uow, skus, coming.target)}):
        promise_again(uow, actor, take_uncovered(uow, (sku, coming.target), clock=clock), clock=clock)
    refresh_expected(uow, actor, set(skus), clock=clock)
    return done


def _sold(uow: UnitOfWork, skus: Collection[str], warehouse: str) -> set[tuple[str, str]]:
    """The lots of a warehouse that are not blocked."""
    here = ((sku, one) for sku, shelves in stock_by_warehouse(uow, skus).items() for one in shelves if one.warehouse == warehouse)
    return {(sku, lot.lot) for sku, one in here for lot in one.lots if lot.status is LotStatus.OK}
