"""Taking goods back: they stand in a lot of their own under quarantine, beside the one they left from, and nobody is promised them (R16).

Invariant: what comes back is a move of the ledger; it is sold again only after somebody has looked at it, and in no warehouse longer than its lot
anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.identity.domain import Actor
from backend.inventory import ledger, repository
from backend.inventory.availability import Place
from backend.inventory.domain import LotStatus, MoveKind
from backend.inventory.ledger import Move, NewLot
from backend.inventory.repository import Shift
from backend.kit.audit import Stamp
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, Reason, Refused
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

RETURNED = "/R"
LONGEST_LOT = 80


@dataclass(frozen=True, slots=True)
class Returned:
    """A quantity that came back to a warehouse, the lot it had left from, and the document behind it."""

    warehouse: str
    sku: str
    lot: str
    base_qty: int
    reference: str


def receive_returned(uow: UnitOfWork, actor: Actor, items: Sequence[Returned], *, clock: Clock) -> None:
    """Put goods that came back into quarantine. The caller has checked that the actor may take them. Raises Invalid("inventory.bad_quantity")."""
    bad = [item.sku for item in items if item.base_qty < 1]
    if bad:
        raise Invalid("inventory.bad_quantity", skus=bad)
    if not items:
        return
    totals: dict[Place, int] = {}
    for item in items:
        place = (item.sku, item.warehouse)
        totals[place] = totals.get(place, 0) + item.base_qty
    repository.open_balances(uow, totals)
    repository.shift(uow, [Shift(place, on_hand=quantity, restocks=True) for place, quantity in totals.items()])
    by, today = Stamp(actor.user_id, clock.now()), local_day(load_brand_settings(uow), clock.now())
    left = ledger.find_lots(uow, {item.sku for item in items})
    lots = ledger.open_lots(uow, [_lot_of(item, left, today) for item in items])
    for item in items:
        ledger.set_lot_status(uow, lots[(item.sku, item.warehouse), returned_lot(item.lot)].id, LotStatus.QUARANTINE)
    moves = [Move(lots[(i.sku, i.warehouse), returned_lot(i.lot)].id, (i.sku, i.warehouse), i.base_qty, i.reference) for i in items]
    ledger.post_moves(uow, moves, MoveKind.RETURN, by=by)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of goods that came back to a warehouse from a lot: so many to be sold again, so many scrapped; the rest stays apart."""

    warehouse: str
    sku: str
    lot: str
    restocked: int
    scrapped: int
    reference: str


def settle_returned(uow: UnitOfWork, actor: Actor, items: Sequence[Settled], *, clock: Clock) -> None:
    """Take goods out of quarantine: back into the lot they came from, or away. The caller has checked that the actor may decide it.

    Raises Refused("inventory.in_use") when the quarantine does not hold them any more.
    """
    items = [item for item in items if item.restocked or item.scrapped]
    if not items:
        return
    skus = {item.sku for item in items}
    repository.lock_balances(uow, skus)
    known = ledger.find_lots(uow, skus)
    _check_held(uow, items, known)
    today = local_day(load_brand_settings(uow), clock.now())
    again = [_lot_again(item, known, today) for item in items if item.restocked]
    lots = ledger.open_lots(uow, again) or known
    for new in (lot for lot in again if (lot.place, lot.code) not in known):
        source = _standing(known, new.place, new.code)
        if source is not None:
            ledger.set_lot_status(uow, lots[new.place, new.code].id, LotStatus(source.status))
    scrapped: dict[Place, int] = {(item.sku, item.warehouse): 0 for item in items}
    for item in items:
        scrapped[item.sku, item.warehouse] += item.scrapped
    repository.shift(uow, [Shift(place, on_hand=-quantity, restocks=True) for place, quantity in scrapped.items()])
    by, back, gone = Stamp(actor.user_id, clock.now()), list[Move](), list[Move]()
    for item in items:
        place, apart = (item.sku, item.warehouse), known[(item.sku, item.warehouse), returned_lot(item.lot)].id
        if item.restocked:
            back += [Move(apart, place, -item.restocked, item.reference), Move(lots[place, source_lot(item.lot)].id, place, item.restocked, item.reference)]
        if item.scrapped:
            gone.append(Move(apart, place, -item.scrapped, item.reference))
    ledger.post_moves(uow, back, MoveKind.RETURN, by=by)
    ledger.post_moves(uow, gone, MoveKind.SCRAP, by=by)


def _check_held(uow: UnitOfWork, items: Sequence[Settled], known: Mapping[tuple[Place, str], Any]) -> None:
    """The lots under quarantine hold what is taken out, and nothing promised would be scrapped."""
    wanted: dict[tuple[Place, str], int] = {}
    scrapped: dict[Place, int] = {}
    for item in items:
        place = (item.sku, item.warehouse)
        wanted[place, returned_lot(item.lot)] = wanted.get((place, returned_lot(item.lot)), 0) + item.restocked + item.scrapped
        scrapped[place] = scrapped.get(place, 0) + item.scrapped
    balances = ledger.read_balances(uow, {item.sku for item in items})
    over = {key[0] for key, quantity in wanted.items() if key not in known or known[key].on_hand < quantity}
    over |= {place for place, quantity in scrapped.items() if balances[place].on_hand - quantity < balances[place].reserved}
    if over:
        raise Refused("inventory.in_use", [Reason("STOCK_IN_USE", {"sku": sku, "warehouse": warehouse}) for sku, warehouse in sorted(over)])


def _lot_again(item: Settled, known: Mapping[tuple[Place, str], Any], today: date) -> NewLot:
    """The lot goods came from, as old as where they stand now."""
    place = (item.sku, item.warehouse)
    apart = known.get((place, returned_lot(item.lot)))
    if apart is None:
        return NewLot(place, source_lot(item.lot), today, None, 0, None)
    return NewLot(place, source_lot(item.lot), apart.received, apart.expiry, apart.remove_days, apart.remove_by)


def returned_lot(lot: str) -> str:
    """The lot in which goods of a lot stand once they came back."""
    return lot if lot.endswith(RETURNED) else f"{lot[: LONGEST_LOT - len(RETURNED)]}{RETURNED}"


def source_lot(lot: str) -> str:
    """The lot that goods go back into once somebody has looked at them."""
    return lot.removesuffix(RETURNED)


def _lot_of(item: Returned, left: Mapping[tuple[Place, str], Any], today: date) -> NewLot:
    """As old as the lot it came from; one that is unknown here is as new as today."""
    place, code = (item.sku, item.warehouse), returned_lot(item.lot)
    source = _standing(left, place, item.lot)
    if source is None:
        return NewLot(place, code, today, None, 0, None)
    return NewLot(place, code, source.received, source.expiry, source.remove_days, source.remove_by)


def _standing(known: Mapping[tuple[Place, str], Any], place: Place, code: str) -> Any:
    """A lot in a place, else the same one in another warehouse, a blocked one first; None when it is known nowhere."""
    elsewhere = (row for ((sku, _), lot), row in known.items() if sku == place[0] and lot == code)
    return known.get((place, code)) or max(elsewhere, key=lambda row: (row.status != LotStatus.OK.value, row.warehouse), default=None)
