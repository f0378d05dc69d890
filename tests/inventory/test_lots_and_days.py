"""R11 and N4: what may be promised depends on the day, and what was promised can be shipped."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from backend.identity.domain import SYSTEM, Actor, Role, Scope, ScopeKind
from backend.inventory.domain import LotStatus, is_usable, remove_by
from backend.inventory.fefo import Lot, fefo_key, pick
from backend.inventory.service import (
    NewWarehouse,
    Receipt,
    Returned,
    Settled,
    Want,
    availability,
    import_warehouses,
    list_warehouses,
    mark_lot,
    near_expiry,
    receive_returned,
    receive_stock,
    reserve,
    settle_returned,
    ship_reserved,
    stock_by_warehouse,
)
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Invalid, NotFound, NotPermitted, Refused

TODAY = date(2025, 6, 11)
Stock = Callable[..., None]


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def free(database: Database, sku: str, on: date) -> int:
    return database.read(lambda uow: availability(uow, [sku], day=on, today=TODAY))[sku].total


def take(database: Database, order_id: str, base_qty: int, on: date, clock: FixedClock) -> None:
    database.write(lambda uow: reserve(uow, order_id, (Want(1, "Y", base_qty),), day=on, clock=clock))


def test_a_lot_is_usable_through_its_expiry_date_inclusive_less_its_removal_days() -> None:
    """The one definition of the expiry day."""
    assert is_usable(remove_by(TODAY, 0), TODAY)
    assert not is_usable(remove_by(TODAY, 0), day(1))
    assert not is_usable(remove_by(TODAY, 3), day(-2))
    assert is_usable(remove_by(None, 9), date.max)


def test_lots_are_picked_by_last_day_then_received_then_id_and_lots_without_a_date_last() -> None:
    """The FEFO key."""
    lots = [
        Lot(1, "never", 1, day(-9), None),
        Lot(2, "late", 1, day(-9), day(5)),
        Lot(3, "soon, received later", 1, day(-1), day(3)),
        Lot(5, "soon, second", 1, day(-2), day(3)),
        Lot(4, "soon, first", 1, day(-2), day(3)),
    ]
    assert [lot.code for lot in sorted(lots, key=fefo_key)] == ["soon, first", "soon, second", "soon, received later", "late", "never"]


def test_picking_skips_lots_that_are_blocked_empty_or_end_before_the_day() -> None:
    """What is missing is said."""
    lots = [
        Lot(1, "ends", 9, day(-9), day(1)),
        Lot(2, "recalled", 9, day(-9), day(5), LotStatus.RECALLED),
        Lot(3, "empty", 0, day(-9), day(5)),
        Lot(4, "good", 4, day(-9), day(5)),
    ]
    taken, missing = pick(lots, 6, day(2))
    assert ([(lot.code, quantity) for lot, quantity in taken], missing) == ([("good", 4)], 2)


def test_available_counts_only_lots_usable_on_the_delivery_day(any_database: Database, stock: Stock) -> None:
    """The world's yoghurt: 500 end today, 250 on the 20th; tomorrow 250 are available, today 750, on the 21st none (N4)."""
    stock("Y", east=500, expiry=day(0), lot="E1")
    stock("Y", east=250, expiry=day(9), lot="E2")
    assert [free(any_database, "Y", on) for on in (day(0), day(1), day(9), day(10))] == [750, 250, 250, 0]


def test_an_early_promise_uses_early_lots_so_that_late_stock_stays_free(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """100 until day 2 and 50 for ever: 100 promised for day 1 leave 50 for day 5; a naive counter would say 50 minus 100."""
    stock("Y", east=100, expiry=day(2), lot="early")
    stock("Y", east=50, lot="late")
    take(any_database, "o1", 100, day(1), clock)
    assert [free(any_database, "Y", on) for on in (day(1), day(2), day(3))] == [50, 50, 50]


def test_a_late_promise_takes_late_stock_so_that_a_second_late_order_is_refused(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """50 for ever are promised for day 5; the 100 that end on day 2 cannot serve another order for day 5, but one for day 1."""
    stock("Y", east=100, expiry=day(2), lot="early")
    stock("Y", east=50, lot="late")
    take(any_database, "o1", 50, day(5), clock)
    with pytest.raises(Refused):
        take(any_database, "o2", 1, day(5), clock)
    take(any_database, "o3", 100, day(1), clock)
    assert [free(any_database, "Y", on) for on in (day(1), day(5))] == [0, 0]


def test_an_early_order_may_not_take_what_a_late_one_was_promised(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Together 150 stand; 50 late ones are promised, so an early order may have 100 and not 101."""
    stock("Y", east=100, expiry=day(2), lot="early")
    stock("Y", east=50, lot="late")
    take(any_database, "o1", 50, day(5), clock)
    with pytest.raises(Refused) as refused:
        take(any_database, "o2", 101, day(1), clock)
    assert refused.value.reasons[0].params["available"] == 100


def test_a_promise_whose_day_has_passed_still_needs_usable_stock(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Its lot has expired meanwhile: the order is late, not gone, so nothing of the good lot is free."""
    stock("Y", east=10, expiry=day(1), lot="early")
    stock("Y", east=10, lot="late")
    take(any_database, "o1", 10, day(1), clock)
    clock.instant += timedelta(days=4)
    with pytest.raises(Refused):
        take(any_database, "o2", 1, day(5), clock)
    late = any_database.read(lambda uow: availability(uow, ["Y"], day=day(5), today=day(4)))["Y"]
    assert late.total == 0


def test_a_quarantined_lot_is_promised_to_nobody_until_it_is_freed(any_database: Database, stock: Stock) -> None:
    """Only lots with status OK count."""
    stock("Y", east=10)
    any_database.write(lambda uow: mark_lot(uow, SYSTEM, ("Y", "BW-E"), "L1", LotStatus.QUARANTINE))
    assert free(any_database, "Y", day(1)) == 0
    any_database.write(lambda uow: mark_lot(uow, SYSTEM, ("Y", "BW-E"), "L1", LotStatus.OK))
    assert free(any_database, "Y", day(1)) == 10


def test_a_lot_expiring_today_is_the_same_in_list_reserve_pick_and_alert(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """All four agree that today is its last day."""
    stock("Y", east=5, expiry=day(0))
    assert free(any_database, "Y", day(0)) == 5
    assert any_database.read(lambda uow: near_expiry(uow, today=TODAY, days=30)) == [("Y", "BW-E", "L1", 5, TODAY)]
    take(any_database, "o1", 5, day(0), clock)
    picks = any_database.write(lambda uow: ship_reserved(uow, SYSTEM, "o1", clock=clock))
    assert [(one.lot, one.base_qty) for one in picks] == [("L1", 5)]
    assert any_database.read(lambda uow: near_expiry(uow, today=day(1), days=30)) == []


def test_two_orders_of_1_on_a_lot_of_2_both_ship(any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]) -> None:
    """A lot may serve many orders."""
    stock("Y", east=2, expiry=day(5))
    for order_id in ("o1", "o2"):
        take(any_database, order_id, 1, day(1), clock)
    for order_id in ("o1", "o2"):
        assert any_database.write(lambda uow, order_id=order_id: ship_reserved(uow, SYSTEM, order_id, clock=clock))
        assert any_database.write(lambda uow, order_id=order_id: ship_reserved(uow, SYSTEM, order_id, clock=clock)) == ()
    (shelf,) = any_database.read(lambda uow: stock_by_warehouse(uow, ["Y"]))["Y"]
    assert (shelf.on_hand, shelf.reserved, shelf.lots) == (0, 0, ())
    assert consistent()


def test_an_order_whose_lots_are_gone_ships_nothing(any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]) -> None:
    """A recall after the promise is told, not papered over."""
    stock("Y", east=5)
    take(any_database, "o1", 5, day(1), clock)
    any_database.write(lambda uow: mark_lot(uow, SYSTEM, ("Y", "BW-E"), "L1", LotStatus.RECALLED))
    with pytest.raises(Refused, match=r"inventory\.lots_gone"):
        any_database.write(lambda uow: ship_reserved(uow, SYSTEM, "o1", clock=clock))
    assert consistent()


def test_a_warehouse_that_does_not_sell_is_never_promised_from(any_database: Database, stock: Stock) -> None:
    """Transit and returns stand in warehouses too."""
    stock("Y", east=5, south=7)
    any_database.write(lambda uow: import_warehouses(uow, [NewWarehouse("BW-E", "在途", "Transit", 0, sells=False)]))
    assert dict(any_database.read(lambda uow: availability(uow, ["Y"], day=day(1)))["Y"].by_warehouse) == {"BW-S": 7}
    assert [one.code for one in any_database.read(list_warehouses)] == ["BW-E", "BW-S"]


def test_a_lot_received_again_grows_but_not_with_another_expiry_date(any_database: Database, stock: Stock) -> None:
    """A lot has one expiry date."""
    stock("Y", east=5, expiry=day(9))
    stock("Y", east=4, expiry=day(9))
    assert free(any_database, "Y", day(1)) == 9
    with pytest.raises(Invalid, match=r"inventory\.lot_differs"):
        stock("Y", east=4, expiry=day(8))
    assert free(any_database, "Y", day(1)) == 9


@pytest.mark.parametrize(("warehouse", "base_qty", "error"), [("BW-E", 0, Invalid), ("BW-E", -4, Invalid), ("NOWHERE", 4, NotFound)])
def test_a_receipt_that_makes_no_sense_is_refused_whole(
    any_database: Database, stock: Stock, clock: FixedClock, warehouse: str, base_qty: int, error: type[Exception]
) -> None:
    """The good row beside it is not stored either."""
    del stock
    rows = [Receipt("BW-E", "Y", "L1", 5, TODAY), Receipt(warehouse, "Y", "L2", base_qty, TODAY)]
    with pytest.raises(error):
        any_database.write(lambda uow: receive_stock(uow, SYSTEM, rows, clock=clock))
    assert free(any_database, "Y", day(1)) == 0


def test_only_stock_keepers_move_stock(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """A dealer user has no business in the warehouse."""
    del stock
    dealer = Actor("u1", "U", Role.DEALER_USER, "zh", Scope(ScopeKind.SUBTREE, "1."), "D1")
    with pytest.raises(NotPermitted):
        any_database.write(lambda uow: receive_stock(uow, dealer, [Receipt("BW-E", "Y", "L1", 5, TODAY)], clock=clock))


@pytest.mark.parametrize("status", [LotStatus.OK, LotStatus.RECALLED])
def test_goods_that_come_back_elsewhere_are_as_old_as_their_lot_and_blocked_like_it(
    any_database: Database, stock: Stock, clock: FixedClock, status: LotStatus
) -> None:
    """The lot ends on the same day in every warehouse, and one that is recalled at home is not sold from the south."""
    stock("Y", east=5, expiry=day(9))
    came, fit = [Returned("BW-S", "Y", "L1", 2, "RT-1")], [Settled("BW-S", "Y", "L1", 2, 0, "RT-1")]
    any_database.write(lambda uow: receive_returned(uow, SYSTEM, came, clock=clock))
    any_database.write(lambda uow: mark_lot(uow, SYSTEM, ("Y", "BW-E"), "L1", status))
    any_database.write(lambda uow: settle_returned(uow, SYSTEM, fit, clock=clock))
    south = next(one for one in any_database.read(lambda uow: stock_by_warehouse(uow, ["Y"]))["Y"] if one.warehouse == "BW-S")
    assert [(lot.lot, lot.on_hand, lot.expiry, lot.status) for lot in south.lots] == [("L1", 2, day(9), status)]
