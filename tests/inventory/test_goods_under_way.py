"""R1 by date and R13: deliveries that are announced, and goods on their way between warehouses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from backend.identity.domain import SYSTEM, Actor, Role, Scope, ScopeKind
from backend.inventory import inbound, transfers
from backend.inventory.blocking import LotMark, block_lot
from backend.inventory.domain import LotStatus, TransferStatus
from backend.inventory.inbound import Arrival, NewInbound
from backend.inventory.promising import Claims, promise_dates
from backend.inventory.service import Buffer, Want, availability, reserve, set_buffers, ship_reserved, stock_by_warehouse
from backend.inventory.substitutes import list_substitutes, set_substitutes, substitutes_of
from backend.inventory.transfers import NewTransfer, Transfer, TransferReceipt
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Refused

TODAY = date(2025, 6, 11)
Stock = Callable[..., None]


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def free(database: Database, sku: str = "Y") -> int:
    return database.read(lambda uow: availability(uow, [sku], day=day(1), today=TODAY))[sku].total


def announce(database: Database, clock: FixedClock, *rows: NewInbound) -> list[str]:
    return [one.id for one in database.write(lambda uow: inbound.announce_inbound(uow, SYSTEM, rows, clock=clock))]


def test_the_promise_says_how_much_now_and_when_all(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """18 now, 30 by the 20th; what is unconfirmed or overdue is no promise, and what others wait for comes first."""
    stock("Y", east=18)
    announce(any_database, clock, NewInbound("PO1", "BW-E", "Y", 12, day(9)), NewInbound("PO2", "BW-E", "Y", 9, day(5), confirmed=False))
    announce(any_database, clock, NewInbound("PO3", "BW-S", "Y", 9, day(-1)))

    def option(quantity: int, waiting: int = 0) -> tuple[int, date | None, tuple[tuple[date, int], ...]]:
        found = any_database.read(lambda uow: promise_dates(uow, ["Y"], {"Y": quantity}, day=day(1), clock=clock, claims=Claims(waiting={"Y": waiting})))["Y"]
        return found.on_day, found.first_day, found.steps

    assert option(30) == (18, day(9), ((day(9), 30),))
    assert option(31)[1] is None
    assert option(18)[1] == day(1)
    assert option(18, waiting=20) == (0, None, ((day(9), 10),))


def test_a_lot_that_ends_before_the_delivery_comes_is_no_part_of_the_later_sum(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Ten are there until the 15th, ten more come on the 20th: never twenty."""
    stock("Y", east=10, expiry=day(4))
    announce(any_database, clock, NewInbound("PO1", "BW-E", "Y", 10, day(9)))
    found = any_database.read(lambda uow: promise_dates(uow, ["Y"], {"Y": 20}, day=day(1), clock=clock))["Y"]
    assert (found.on_day, found.first_day, found.steps) == (10, None, ((day(9), 10),))


def test_a_delivery_is_known_by_its_external_id_and_becomes_stock_when_it_arrives(
    any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]
) -> None:
    """Announcing twice is announcing once; a part arrives, then the last part; what is closed is not changed."""
    stock("Z", east=1)
    first = NewInbound("PO1", "BW-E", "Y", 12, day(9))
    assert announce(any_database, clock, first) == announce(any_database, clock, first)
    (known,) = announce(any_database, clock, NewInbound("PO1", "BW-E", "Y", 20, day(3)))
    seen = any_database.read(lambda uow: inbound.list_inbound(uow, SYSTEM))
    assert [(one.base_qty, one.due) for one in seen.items] == [(20, day(3))]
    part = Arrival("L9", 8, TODAY, day(90))
    any_database.write(lambda uow: inbound.receive_inbound(uow, SYSTEM, known, part, clock=clock))
    assert free(any_database) == 8
    assert any_database.read(lambda uow: inbound.expected_inbound(uow, ["Y"], since=TODAY)) == {"Y": [(day(3), 12)]}
    last = Arrival("L9", 2, TODAY, day(90), last=True)
    any_database.write(lambda uow: inbound.receive_inbound(uow, SYSTEM, "PO1", last, clock=clock))
    assert free(any_database) == 10
    assert any_database.read(lambda uow: inbound.expected_inbound(uow, ["Y"], since=TODAY)) == {}
    with pytest.raises(Conflict):
        any_database.write(lambda uow: inbound.move_inbound(uow, SYSTEM, known, day(4), clock=clock))
    assert consistent()


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (NewInbound("P", "BW-E", "Y", 0, TODAY), Invalid),
        (NewInbound(" ", "BW-E", "Y", 1, TODAY), Invalid),
        (NewInbound("P", "NOWHERE", "Y", 1, TODAY), NotFound),
    ],
)
def test_a_delivery_that_makes_no_sense_is_refused(any_database: Database, stock: Stock, clock: FixedClock, row: NewInbound, error: type[Exception]) -> None:
    """Nothing of the batch is kept."""
    stock("Z", east=1)
    with pytest.raises(error):
        announce(any_database, clock, NewInbound("OK", "BW-E", "Y", 1, TODAY), row)
    assert any_database.read(lambda uow: inbound.list_inbound(uow, SYSTEM)).items == ()


class Way:
    """A transfer on its way through its states."""

    def __init__(self, database: Database, clock: FixedClock, base_qty: int, lot: str = "L1") -> None:
        self.database, self.clock = database, clock
        new = NewTransfer("BW-E", "BW-S", (("Y", lot, base_qty),))
        self.now: Transfer = database.write(lambda uow: transfers.draft_transfer(uow, SYSTEM, new, clock=clock))

    def do(self, step: Callable[..., Transfer], *more: object) -> Transfer:
        """One step with the newest version."""
        self.now = self.database.write(lambda uow: step(uow, SYSTEM, self.now.number, self.now.version, *more, clock=self.clock))
        return self.now


def test_goods_in_transit_are_sold_nowhere_and_lot_and_age_travel(
    any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]
) -> None:
    """Six leave, four arrive, then one; the lost one is written off with its reason, and the lot keeps its dates."""
    stock("Y", east=10, expiry=day(30))
    way = Way(any_database, clock, 6)
    way.do(transfers.approve_transfer)
    assert free(any_database) == 10
    way.do(transfers.dispatch_transfer)
    assert free(any_database) == 4
    assert way.do(transfers.receive_transfer, TransferReceipt({1: 4}, final=False)).status is TransferStatus.PARTLY_RECEIVED
    with pytest.raises(Invalid):
        way.do(transfers.receive_transfer, TransferReceipt({1: 1}))
    with pytest.raises(Invalid):
        way.do(transfers.receive_transfer, TransferReceipt({1: 3}, reason="too many"))
    done = way.do(transfers.receive_transfer, TransferReceipt({1: 1}, reason="broken"))
    assert (done.status, done.lines[0].received_base, done.lines[0].lost_base, done.lines[0].reason) == (TransferStatus.RECEIVED, 5, 1, "broken")
    shelves = {shelf.warehouse: shelf for shelf in any_database.read(lambda uow: stock_by_warehouse(uow, ["Y"]))["Y"]}
    east, south = shelves["BW-E"].lots[0], shelves["BW-S"].lots[0]
    assert (east.lot, east.received, east.expiry, east.on_hand) == (south.lot, south.received, south.expiry, south.on_hand - 1)
    assert shelves["TRANSIT"].on_hand == 0
    assert any_database.read(lambda uow: transfers.list_transfers(uow, SYSTEM)).items == (done,)
    assert consistent()


def test_a_donor_keeps_what_it_promised_on_every_day_and_its_buffer(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Ten: two are promised beyond the old lot's last day, one is buffer; of the new lot of five only two may go."""
    stock("Y", east=5, expiry=day(2), lot="OLD")
    stock("Y", east=5, expiry=day(60), lot="NEW")
    any_database.write(lambda uow: set_buffers(uow, SYSTEM, [Buffer("BW-E", "Y", 1)]))
    any_database.write(lambda uow: reserve(uow, "o", (Want(1, "Y", 2),), day=day(5), clock=clock))
    with pytest.raises(Refused):
        Way(any_database, clock, 3, "NEW").do(transfers.approve_transfer)
    way = Way(any_database, clock, 2, "NEW")
    way.do(transfers.approve_transfer)
    any_database.write(lambda uow: block_lot(uow, SYSTEM, LotMark(("Y", "BW-E"), "NEW", LotStatus.QUARANTINE, "x"), clock=clock))
    with pytest.raises(Refused):
        way.do(transfers.dispatch_transfer)
    any_database.write(lambda uow: block_lot(uow, SYSTEM, LotMark(("Y", "BW-E"), "NEW", LotStatus.OK, "y"), clock=clock))
    way.do(transfers.dispatch_transfer)
    with pytest.raises(Conflict):
        any_database.write(lambda uow: transfers.cancel_transfer(uow, SYSTEM, way.now.number, way.now.version, clock=clock))


def test_a_promise_that_stands_ships_although_its_lots_neighbours_left(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """What was promised before a transfer is there after it."""
    stock("Y", east=6, expiry=day(30))
    any_database.write(lambda uow: reserve(uow, "o", (Want(1, "Y", 4),), day=day(3), clock=clock))
    way = Way(any_database, clock, 2)
    way.do(transfers.approve_transfer)
    way.do(transfers.dispatch_transfer)
    assert sum(pick.base_qty for pick in any_database.write(lambda uow: ship_reserved(uow, SYSTEM, "o", clock=clock))) == 4


def test_two_people_who_look_at_the_same_delivery_receive_a_part_of_it_once(any_database: Database, clock: FixedClock, stock: Stock) -> None:
    """An arrival is for what had arrived when it was looked at: pressed twice it is stock once."""
    stock("Z", east=1)
    (known,) = announce(any_database, clock, NewInbound("PO1", "BW-E", "Y", 20, day(9)))
    arrival = Arrival("L9", 8, TODAY, day(90), before=0)
    assert any_database.write(lambda uow: inbound.receive_inbound(uow, SYSTEM, known, arrival, clock=clock)).arrived_base == 8
    with pytest.raises(Conflict):
        any_database.write(lambda uow: inbound.receive_inbound(uow, SYSTEM, known, arrival, clock=clock))
    assert free(any_database) == 8


def test_substitutes_keep_their_order(any_database: Database, clock: FixedClock) -> None:
    """The best first; a product is none of its own, and an empty list clears."""
    any_database.write(lambda uow: set_substitutes(uow, SYSTEM, "A", ("C", "B", "C"), clock=clock))
    assert any_database.read(lambda uow: substitutes_of(uow, ["A", "B"])) == {"A": ("C", "B")}
    with pytest.raises(Invalid):
        any_database.write(lambda uow: set_substitutes(uow, SYSTEM, "A", ("A",), clock=clock))
    any_database.write(lambda uow: set_substitutes(uow, SYSTEM, "A", (), clock=clock))
    assert any_database.read(lambda uow: list_substitutes(uow, SYSTEM)) == {}


@pytest.mark.parametrize("look", [transfers.list_transfers, inbound.list_inbound, list_substitutes])
def test_what_moves_between_warehouses_is_no_dealers_business(database: Database, look: Callable[[UnitOfWork, Actor], object]) -> None:
    """A dealer may ask for the stock of a product; the lists of the warehouse refuse him themselves, whichever way they are asked."""
    dealer = Actor("u1", "U", Role.DEALER_USER, "zh", Scope(ScopeKind.SUBTREE, "1."), "D1")
    with pytest.raises(NotPermitted):
        database.read(lambda uow: look(uow, dealer))
