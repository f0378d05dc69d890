"""Goods on their way from one warehouse to another: one document, DRAFT -> APPROVED -> DISPATCHED -> (PARTLY_)RECEIVED (R13).

Dispatched goods stand in the transit warehouse, which sells nothing; every lot keeps its dates, so age travels. What does not arrive is written off
with a reason. Invariant: a donor keeps what it has promised, for every day, and its buffer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy import bindparam, insert, select, update

from backend.identity.domain import Actor, Permission
from backend.inventory import ledger, repository
from backend.inventory.availability import Place
from backend.inventory.covering import Promised, spare
from backend.inventory.domain import LotStatus, MoveKind, TransferStatus
from backend.inventory.ledger import Move, NewLot
from backend.inventory.models import transfer_lines, transfers
from backend.inventory.repository import Shift
from backend.inventory.schemas import NewWarehouse
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound, Reason, Refused
from backend.kit.numbering import next_number
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

TRANSIT = NewWarehouse("TRANSIT", "在途", "In transit", 1_000_000, sells=False)
FIRST_NUMBER = 1000
LONGEST_NOTE = 200
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A quantity of one lot: what was sent, what of it was received, and what was lost on the way and why."""

    line_no: int
    sku: str
    lot: str
    base_qty: int
    received_base: int = 0
    lost_base: int = 0
    reason: str = ""

    @property
    def under_way(self) -> int:
        """What is still to be received."""
        return self.base_qty - self.received_base - self.lost_base


@dataclass(frozen=True, slots=True)
class Transfer:
    """The document."""

    number: str
    source: str
    target: str
    status: TransferStatus
    version: int
    note: str
    lines: tuple[TransferLine, ...]


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """Lots to be moved: (sku, lot, base units)."""

    source: str
    target: str
    items: tuple[tuple[str, str, int], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class TransferReceipt:
    """What arrived, by line number; `final` says that nothing more will come, `reason` why less came."""

    received: Mapping[int, int]
    final: bool = True
    reason: str = ""


class TransferStep(Protocol):
    """A step that needs nothing but the version that was looked at."""

    def __call__(self, uow: UnitOfWork, actor: Actor, number: str, version: int, *, clock: Clock) -> Transfer:
        """Do it."""
        ...


TransferWork = Callable[[UnitOfWork], Transfer]


def draft_transfer(uow: UnitOfWork, actor: Actor, new: NewTransfer, *, clock: Clock) -> Transfer:
    """Write the document; nothing moves yet. Raises NotFound for an unknown warehouse or lot, Invalid("inventory.bad_transfer")."""
    actor.require(Permission.MANAGE_STOCK)
    pairs = {(sku, lot) for sku, lot, _ in new.items}
    if new.source == new.target or not new.items or len(pairs) < len(new.items) or len(new.items) > MOST_LINES or any(n < 1 for *_, n in new.items):
        raise Invalid("inventory.bad_transfer")
    houses = {one.code for one in ledger.read_warehouses(uow)} - {TRANSIT.code}
    unknown = {new.source, new.target} - houses
    if unknown:
        raise NotFound("inventory.no_warehouse", warehouse=min(unknown))
    known = ledger.find_lots(uow, {sku for sku, _ in pairs})
    for sku, lot in sorted(pairs):
        if ((sku, new.source), lot) not in known:
            raise NotFound("inventory.no_lot", sku=sku, lot=lot, warehouse=new.source)
    by = Stamp(actor.user_id, clock.now())
    lines = tuple(TransferLine(number, *item) for number, item in enumerate(new.items, start=1))
    made = Transfer(f"TR-{FIRST_NUMBER + next_number(uow, 'transfer')}", new.source, new.target, TransferStatus.DRAFT, 1, new.note[:LONGEST_NOTE], lines)
    head = {"number": made.number, "source": made.source, "target": made.target, "status": made.status.value, "version": 1, "note": made.note}
    uow.execute(insert(transfers), [{**head, "made_by": by.actor, "made_at": by.at}])
    uow.execute(insert(transfer_lines), [{"number": made.number, **_line_values(line)} for line in lines])
    record(uow, f"transfer:{made.number}", "transfer.drafted", {**head, "lines": [list(item) for item in new.items]}, by=by, new=True)
    return made


def approve_transfer(uow: UnitOfWork, actor: Actor, number: str, version: int, *, clock: Clock) -> Transfer:
    """Agree that the goods may go; the donor must be able to spare them."""
    actor.require(Permission.MANAGE_STOCK)
    transfer = _step(uow, number, version, {TransferStatus.DRAFT})
    repository.lock_balances(uow, {line.sku for line in transfer.lines})
    _check_donor(uow, transfer, clock)
    _check_target(uow, transfer)
    return _store(uow, replace(transfer, status=TransferStatus.APPROVED), "transfer.approved", Stamp(actor.user_id, clock.now()))


def cancel_transfer(uow: UnitOfWork, actor: Actor, number: str, version: int, *, clock: Clock) -> Transfer:
    """Drop a document whose goods have not left."""
    actor.require(Permission.MANAGE_STOCK)
    transfer = _step(uow, number, version, {TransferStatus.DRAFT, TransferStatus.APPROVED})
    return _store(uow, replace(transfer, status=TransferStatus.CANCELLED), "transfer.cancelled", Stamp(actor.user_id, clock.now()))


def dispatch_transfer(uow: UnitOfWork, actor: Actor, number: str, version: int, *, clock: Clock) -> Transfer:
    """The goods leave: out of the donor's lots into transit. Raises Refused("inventory.donor_short") when the donor needs them itself."""
    actor.require(Permission.MANAGE_STOCK)
    transfer = _step(uow, number, version, {TransferStatus.APPROVED})
    skus = {line.sku for line in transfer.lines}
    repository.lock_balances(uow, skus)
    _check_donor(uow, transfer, clock)
    _check_target(uow, transfer)
    ledger.upsert_warehouses(uow, [TRANSIT])
    by = Stamp(actor.user_id, clock.now())
    _move(uow, transfer, (transfer.source, TRANSIT.code), {line.line_no: line.base_qty for line in transfer.lines}, by)
    return _store(uow, replace(transfer, status=TransferStatus.DISPATCHED), "transfer.dispatched", by)


def receive_transfer(uow: UnitOfWork, actor: Actor, number: str, version: int, receipt: TransferReceipt, *, clock: Clock) -> Transfer:
    """Goods arrive: out of transit into the same lots of the target. A final receipt of less needs a reason; the rest is written off."""
    actor.require(Permission.MANAGE_STOCK)
    transfer = _step(uow, number, version, {TransferStatus.DISPATCHED, TransferStatus.PARTLY_RECEIVED})
    coming = {line.line_no: line.under_way for line in transfer.lines}
    if set(receipt.received) - set(coming) or any(not 0 <= base_qty <= coming[line_no] for line_no, base_qty in receipt.received.items()):
        raise Invalid("inventory.bad_receipt", number=number)
    came = {line_no: receipt.received.get(line_no, 0) for line_no in coming}
    lost = {line_no: coming[line_no] - came[line_no] if receipt.final else 0 for line_no in coming}
    reason = receipt.reason.strip()[:LONGEST_NOTE]
    if any(lost.values()) and not reason:
        raise Invalid("inventory.reason_needed", number=number)
    repository.lock_balances(uow, {line.sku for line in transfer.lines})
    by = Stamp(actor.user_id, clock.now())
    _move(uow, transfer, (TRANSIT.code, transfer.target), came, by)
    _write_off(uow, transfer, lost, by)
    after = tuple(
        replace(
            line,
            received_base=line.received_base + came[line.line_no],
            lost_base=line.lost_base + lost[line.line_no],
            reason=reason if lost[line.line_no] else line.reason,
        )
        for line in transfer.lines
    )
    done = not any(line.under_way for line in after)
    status = TransferStatus.RECEIVED if done else TransferStatus.PARTLY_RECEIVED
    return _store(uow, replace(transfer, status=status, lines=after), "transfer.received", by)


def read_transfer(uow: UnitOfWork, actor: Actor, number: str) -> Transfer:
    """One document. Raises NotFound("inventory.no_transfer")."""
    actor.require(Permission.MANAGE_STOCK)
    row = uow.execute(select(transfers).where(transfers.c.number == number)).first()
    if row is None:
        raise NotFound("inventory.no_transfer", number=number)
    return _transfer(row, _lines_of(uow, [number]).get(number, ()))


def list_transfers(uow: UnitOfWork, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[Transfer]:
    """All documents, newest first; for who keeps stock."""
    actor.require(Permission.MANAGE_STOCK)
    size = page_size(limit)
    query = select(transfers).order_by(transfers.c.made_at.desc(), transfers.c.number.desc())
    if cursor is not None:
        last = uow.execute(select(transfers.c.made_at, transfers.c.number).where(transfers.c.number == str(decode_cursor(cursor)[0]))).first()
        if last is None:
            raise Invalid("paging.bad_cursor")
        query = query.where((transfers.c.made_at < last.made_at) | ((transfers.c.made_at == last.made_at) & (transfers.c.number < last.number)))
    rows = uow.execute(query.limit(size + 1)).all()
    lines = _lines_of(uow, [row.number for row in rows[:size]])
    more = encode_cursor(rows[size - 1].number) if len(rows) > size else None
    return Page(tuple(_transfer(row, lines.get(row.number, ())) for row in rows[:size]), more)


def _step(uow: UnitOfWork, number: str, version: int, sources: set[TransferStatus]) -> Transfer:
    row = uow.execute(select(transfers).where(transfers.c.number == number).with_for_update()).first()
    if row is None:
        raise NotFound("inventory.no_transfer", number=number)
    if row.version != version or TransferStatus(row.status) not in sources:
        raise Conflict("inventory.transfer_moved_on", number=number, status=row.status)
    return _transfer(row, _lines_of(uow, [number]).get(number, ()))


def _check_donor(uow: UnitOfWork, transfer: Transfer, clock: Clock) -> None:
    """Refuse unless the donor's other stock covers what it promised on every day, and its buffer."""
    today = local_day(load_brand_settings(uow), clock.now())
    skus = {line.sku for line in transfer.lines}
    balances, standing, promised = ledger.read_balances(uow, skus), repository.read_lots(uow, skus), repository.read_promised(uow, skus)
    leaving = {(line.sku, line.lot): line.base_qty for line in transfer.lines}
    short: list[str] = []
    for sku in sorted(skus):
        place = (sku, transfer.source)
        left = [replace(lot, on_hand=lot.on_hand - leaving.get((sku, lot.code), 0)) for lot in standing.get(place, ())]
        promises = [Promised(base_qty, day) for day, base_qty in promised.get(place, {}).items()]
        here = {lot.code for lot in left if lot.status is LotStatus.OK}
        asked = {lot for other, lot in leaving if other == sku}
        if not asked <= here or any(lot.on_hand < 0 for lot in left) or spare(left, promises, today) < balances[place].buffer:
            short.append(sku)
    if short:
        reasons = [Reason("DONOR_SHORT", {"sku": sku, "warehouse": transfer.source}) for sku in short]
        raise Refused("inventory.donor_short", reasons, skus=", ".join(short), warehouse=transfer.source)


def _check_target(uow: UnitOfWork, transfer: Transfer) -> None:
    """Refuse what could never be received: a lot that the target knows with other dates."""
    known = ledger.find_lots(uow, {line.sku for line in transfer.lines})
    for line in transfer.lines:
        mine, other = known[(line.sku, transfer.source), line.lot], known.get(((line.sku, transfer.target), line.lot))
        if other is not None and (mine.expiry, mine.remove_days) != (other.expiry, other.remove_days):
            raise Invalid("inventory.lot_differs", sku=line.sku, lot=line.lot)


def _move(uow: UnitOfWork, transfer: Transfer, way: tuple[str, str], quantities: Mapping[int, int], by: Stamp) -> None:
    """Take quantities out of the lots of one warehouse and put them into the same lots of another."""
    moving = [(line, quantities[line.line_no]) for line in transfer.lines if quantities[line.line_no]]
    if not moving:
        return
    source, target = way
    skus = {line.sku for line, _ in moving}
    repository.open_balances(uow, {(sku, target) for sku in skus})
    known = ledger.find_lots(uow, skus)
    known = ledger.open_lots(uow, [_same_lot(known[(line.sku, source), line.lot], (line.sku, target)) for line, _ in moving])
    for line, _ in moving:
        mine, other = known[(line.sku, source), line.lot], known[(line.sku, target), line.lot]
        if (mine.expiry, mine.remove_days) != (other.expiry, other.remove_days):
            raise Invalid("inventory.lot_differs", sku=line.sku, lot=line.lot)
        if mine.status != other.status:
            ledger.set_lot_status(uow, other.id, max(LotStatus(mine.status), LotStatus(other.status), key=_SEVERITY.index))
    _shift(uow, [((line.sku, source), -n) for line, n in moving] + [((line.sku, target), n) for line, n in moving])
    out = [Move(known[(line.sku, source), line.lot].id, (line.sku, source), -n, transfer.number) for line, n in moving]
    into = [Move(known[(line.sku, target), line.lot].id, (line.sku, target), n, transfer.number) for line, n in moving]
    ledger.post_moves(uow, [*out, *into], MoveKind.TRANSFER, by=by)


_SEVERITY = (LotStatus.OK, LotStatus.QUARANTINE, LotStatus.RECALLED)
"""A lot that is blocked in one place is blocked where it goes."""


def _write_off(uow: UnitOfWork, transfer: Transfer, lost: Mapping[int, int], by: Stamp) -> None:
    gone = [(line, lost[line.line_no]) for line in transfer.lines if lost[line.line_no]]
    if not gone:
        return
    known = ledger.find_lots(uow, {line.sku for line, _ in gone})
    _shift(uow, [((line.sku, TRANSIT.code), -n) for line, n in gone])
    moves = [Move(known[(line.sku, TRANSIT.code), line.lot].id, (line.sku, TRANSIT.code), -n, transfer.number) for line, n in gone]
    ledger.post_moves(uow, moves, MoveKind.ADJUSTMENT, by=by)


def _shift(uow: UnitOfWork, changes: Sequence[tuple[Place, int]]) -> None:
    sums: dict[Place, int] = {}
    for place, base_qty in changes:
        sums[place] = sums.get(place, 0) + base_qty
    repository.shift(uow, [Shift(place, on_hand=base_qty, restocks=True) for place, base_qty in sums.items()])


def _same_lot(row: Any, place: Place) -> NewLot:
    return NewLot(place, row.lot, row.received, row.expiry, row.remove_days, row.remove_by)


_COUNT_LINE = (
    update(transfer_lines)
    .where(transfer_lines.c.number == bindparam("b_number"), transfer_lines.c.line_no == bindparam("b_line"))
    .values(received_base=bindparam("b_came"), lost_base=bindparam("b_lost"), reason=bindparam("b_why"))
)


def _store(uow: UnitOfWork, after: Transfer, action: str, by: Stamp) -> Transfer:
    stored = replace(after, version=after.version + 1)
    uow.execute(update(transfers).where(transfers.c.number == after.number).values(status=after.status.value, version=stored.version))
    counted = [line for line in after.lines if line.received_base or line.lost_base]
    if counted:
        rows = [{"b_number": after.number, "b_line": one.line_no, "b_came": one.received_base, "b_lost": one.lost_base, "b_why": one.reason} for one in counted]
        uow.execute(_COUNT_LINE, rows)
    told = {"status": after.status.value, "lines": [_line_values(line) for line in after.lines]}
    record(uow, f"transfer:{after.number}", action, told, by=by)
    return stored


def _line_values(line: TransferLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("line_no", "sku", "lot", "base_qty", "received_base", "lost_base", "reason")}


def _lines_of(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, tuple[TransferLine, ...]]:
    found: dict[str, tuple[TransferLine, ...]] = {}
    query = select(transfer_lines).where(transfer_lines.c.number.in_(numbers)).order_by(transfer_lines.c.number, transfer_lines.c.line_no)
    for row in uow.execute(query):
        line = TransferLine(row.line_no, row.sku, row.lot, row.base_qty, row.received_base, row.lost_base, row.reason)
        found[row.number] = (*found.get(row.number, ()), line)
    return found


def _transfer(row: Any, lines: tuple[TransferLine, ...]) -> Transfer:
    return Transfer(row.number, row.source, row.target, TransferStatus(row.status), row.version, row.note, lines)
