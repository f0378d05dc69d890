"""A counted stock: what another system says stands in a place becomes a receipt or an adjustment of the difference.

Whoever counts holds the places before anything is read, so the difference is taken from what stands when it is written. Invariant: of two
counts that run beside each other the second sees what the first wrote.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backend.identity.domain import Actor, Permission
from backend.inventory import ledger, repository
from backend.inventory.availability import Place
from backend.inventory.schemas import Adjustment, Receipt
from backend.inventory.stocking import adjust_stock, receive_stock
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

UNNAMED_LOT = "ERP"
"""The lot of goods whose lot the other system does not tell."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many base units stand in a place, all lots together or in one lot."""

    place: Place
    base_qty: int
    reason: str
    lot: str = ""
    expiry: date | None = None


def hold_places(uow: UnitOfWork, places: Collection[Place]) -> None:
    """Hold the balances of places to the end of the transaction, new ones too; all of a transaction's places in one call."""
    repository.open_balances(uow, places)
    if places:
        repository.lock_balances(uow, {sku for sku, _ in places})


def count_stock(uow: UnitOfWork, actor: Actor, count: Count, *, clock: Clock) -> None:
    """Bring a place to what was counted: more goes to the named lot, less comes out of the lots in picking order.

    Raises Refused("inventory.in_use") when less was counted than is promised, and what a receipt raises.
    """
    actor.require(Permission.MANAGE_STOCK)
    hold_places(uow, [count.place])
    sku, warehouse = count.place
    standing = next((one for one in ledger.read_stock(uow, [sku]).get(sku, ()) if one.warehouse == warehouse), None)
    lots = {one.lot: one.on_hand for one in standing.lots} if standing else {}
    step = count.base_qty - (lots.get(count.lot, 0) if count.lot else sum(lots.values()))
    lot = count.lot or UNNAMED_LOT
    if step > 0 and lot not in lots:
        today = local_day(load_brand_settings(uow), clock.now())
        receive_stock(uow, actor, [Receipt(warehouse, sku, lot, step, today, count.expiry)], clock=clock)
    elif step > 0:
        adjust_stock(uow, actor, [Adjustment(warehouse, sku, lot, step, count.reason)], clock=clock)
    elif step < 0:
        adjust_stock(uow, actor, _less(count, {lot: lots[lot]} if count.lot else lots, -step), clock=clock)


def _less(count: Count, lots: Mapping[str, int], missing: int) -> Sequence[Adjustment]:
    sku, warehouse = count.place
    found: list[Adjustment] = []
    for lot, on_hand in lots.items():
        part = min(missing, on_hand)
        if part:
            found.append(Adjustment(warehouse, sku, lot, -part, count.reason))
            missing -= part
    return found
