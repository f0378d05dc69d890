"""R1: what is promised is never more than what stands, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from backend.identity.domain import SYSTEM
from backend.inventory import repository
from backend.inventory.domain import LotStatus
from backend.inventory.service import (
    Adjustment,
    Allocation,
    Availability,
    Buffer,
    Want,
    adjust_stock,
    availability,
    check_invariants,
    mark_lot,
    release,
    reserve,
    reserved_by_line,
    set_buffers,
    stock_by_warehouse,
)
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid, Refused

DAY = date(2025, 6, 12)
Stock = Callable[..., None]


def free_of(database: Database, sku: str, day: date = DAY) -> int:
    return database.read(lambda uow: availability(uow, [sku], day=day))[sku].total


def test_one_order_of_13_over_10_and_15_takes_10_and_3(any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]) -> None:
    """[10,15] order 13 -> [10,3]: the second warehouse gives only what the first could not."""
    stock("A", east=10, south=15)
    given = any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 13),), day=DAY, clock=clock))
    assert given == (Allocation(1, "A", "BW-E", 10), Allocation(1, "A", "BW-S", 3))
    assert any_database.read(lambda uow: availability(uow, ["A"], day=DAY))["A"] == Availability(12, {"BW-E": 0, "BW-S": 12})
    assert consistent()


def test_the_same_sku_on_two_lines_of_6_with_stock_10_is_refused(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Lines are grouped by SKU first, so 12 are wanted of 10, and nothing is held after the refusal."""
    stock("A", east=10)
    with pytest.raises(Refused) as refused:
        any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 6), Want(2, "A", 6)), day=DAY, clock=clock))
    assert [(reason.code, reason.params) for reason in refused.value.reasons] == [("SHORT_STOCK", {"sku": "A", "wanted": 12, "available": 10})]
    assert free_of(any_database, "A") == 10


def test_the_same_sku_on_two_lines_of_6_with_stock_10_backorders_2_and_never_reserves_12(
    any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]
) -> None:
    """With backorder agreed the first line is whole and the second holds 4."""
    stock("A", east=10)
    wants = (Want(1, "A", 6, backorder=True), Want(2, "A", 6, backorder=True))
    any_database.write(lambda uow: reserve(uow, "o1", wants, day=DAY, clock=clock))
    assert any_database.read(lambda uow: reserved_by_line(uow, "o1")) == {1: 6, 2: 4}
    assert free_of(any_database, "A") == 0
    assert consistent()


def test_a_line_without_backorder_is_served_before_one_with(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Line 2 refuses a backorder, so line 1 goes short although it comes first."""
    stock("A", east=10)
    wants = (Want(1, "A", 6, backorder=True), Want(2, "A", 6))
    any_database.write(lambda uow: reserve(uow, "o1", wants, day=DAY, clock=clock))
    assert any_database.read(lambda uow: reserved_by_line(uow, "o1")) == {1: 4, 2: 6}


def test_two_parallel_orders_for_the_last_unit_have_exactly_one_winner(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Both ask at once; one holds the unit and the other hears SHORT_STOCK."""
    stock("A", east=1)

    def take(order_id: str) -> bool:
        try:
            any_database.write(lambda uow: reserve(uow, order_id, (Want(1, "A", 1),), day=DAY, clock=clock))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, ["o1", "o2"])) == [False, True]


def test_every_short_sku_is_named_at_once(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """The dealer fixes all shortages in one go; a SKU nobody ever received is short with 0."""
    stock("A", east=5)
    stock("B", south=2)
    wants = (Want(1, "A", 5), Want(2, "B", 3), Want(3, "NEVER", 1))
    with pytest.raises(Refused) as refused:
        any_database.write(lambda uow: reserve(uow, "o1", wants, day=DAY, clock=clock))
    assert [(r.params["sku"], r.params["wanted"], r.params["available"]) for r in refused.value.reasons] == [("B", 3, 2), ("NEVER", 1, 0)]
    assert free_of(any_database, "A") == 5


def test_a_caller_may_catch_the_refusal_and_go_on_in_the_same_transaction(
    any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]
) -> None:
    """A refusal holds nothing, so the review draft of the same transaction can be stored."""
    stock("A", east=5)

    def work(uow: UnitOfWork) -> int:
        with pytest.raises(Refused):
            reserve(uow, "o1", (Want(1, "A", 6),), day=DAY, clock=clock)
        return len(reserve(uow, "o1", (Want(1, "A", 5),), day=DAY, clock=clock))

    assert any_database.write(work) == 1
    assert consistent()


@pytest.mark.postgresql
def test_a_lost_race_leaves_nothing_behind_and_tries_the_next_warehouse(
    postgresql_database: Database, stock_in: Callable[[Database], Stock], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan was made on stock that another order takes before the update: the guard decides, the second plan is made under lock.

    SQLite has one writer, so nobody can come between reading and writing there.
    """
    stock = stock_in(postgresql_database)
    stock("A", east=10, south=10)
    stock("B", east=10)
    original = repository.take
    calls: list[int] = []

    rival = Database(postgresql_database.url.render_as_string(hide_password=False))

    def take_after_another(uow: UnitOfWork, takes: list[repository.Take]) -> set[tuple[str, str]]:
        calls.append(len(takes))
        if len(calls) == 1:
            monkeypatch.setattr(repository, "take", original)
            rival.write(lambda inner: reserve(inner, "rival", (Want(1, "A", 8),), day=DAY, clock=clock))
            monkeypatch.setattr(repository, "take", take_after_another)
        return original(uow, takes)

    monkeypatch.setattr(repository, "take", take_after_another)
    given = postgresql_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 10), Want(2, "B", 10)), day=DAY, clock=clock))
    rival.close()
    assert given == (Allocation(1, "A", "BW-E", 2), Allocation(1, "A", "BW-S", 8), Allocation(2, "B", "BW-E", 10))
    assert calls == [3, 3]
    assert postgresql_database.read(check_invariants) == []


@pytest.mark.postgresql
def test_a_lot_blocked_between_plan_and_update_is_not_promised(
    postgresql_database: Database, stock_in: Callable[[Database], Stock], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counters alone would allow it; the version of the stock the plan was made on has moved on."""
    stock_in(postgresql_database)("A", east=10)
    original = repository.take
    calls: list[int] = []

    def take_after_quarantine(uow: UnitOfWork, takes: list[repository.Take]) -> set[tuple[str, str]]:
        calls.append(len(takes))
        rival = Database(postgresql_database.url.render_as_string(hide_password=False))
        rival.write(lambda inner: mark_lot(inner, SYSTEM, ("A", "BW-E"), "L1", LotStatus.QUARANTINE))
        rival.close()
        return original(uow, takes)

    monkeypatch.setattr(repository, "take", take_after_quarantine)
    with pytest.raises(Refused):
        postgresql_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 1),), day=DAY, clock=clock))
    assert calls == [1]


def test_releasing_an_order_frees_everything_once(any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]) -> None:
    """A second release of the same order gives nothing back."""
    stock("A", east=10, south=15)
    any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 13),), day=DAY, clock=clock))
    released = any_database.write(lambda uow: release(uow, "o1", None, clock=clock))
    assert sum(one.base_qty for one in released) == 13
    assert any_database.write(lambda uow: release(uow, "o1", None, clock=clock)) == ()
    assert free_of(any_database, "A") == 25
    assert consistent()


def test_cutting_a_line_gives_back_the_last_warehouse_first(any_database: Database, stock: Stock, clock: FixedClock, consistent: Callable[[], bool]) -> None:
    """Cut 5 of [10,3]: the 3 of the second warehouse go whole, the first keeps 8; the other line is untouched."""
    stock("A", east=10, south=15)
    stock("B", east=4)
    any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 13), Want(2, "B", 4)), day=DAY, clock=clock))
    released = any_database.write(lambda uow: release(uow, "o1", ((1, 5),), clock=clock))
    assert released == (Allocation(1, "A", "BW-S", 3), Allocation(1, "A", "BW-E", 2))
    assert any_database.read(lambda uow: reserved_by_line(uow, "o1")) == {1: 8, 2: 4}
    assert consistent()


def test_a_cut_larger_than_what_a_line_holds_gives_back_what_it_holds(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """A backordered line holds less than it wants."""
    stock("A", east=4)
    any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 10, backorder=True),), day=DAY, clock=clock))
    released = any_database.write(lambda uow: release(uow, "o1", ((1, 10), (7, 3)), clock=clock))
    assert released == (Allocation(1, "A", "BW-E", 4),)


def test_a_buffer_is_kept_from_every_order(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Available = sellable - reserved - buffer."""
    stock("A", east=10)
    any_database.write(lambda uow: set_buffers(uow, SYSTEM, [Buffer("BW-E", "A", 3)]))
    assert free_of(any_database, "A") == 7
    with pytest.raises(Refused):
        any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 8),), day=DAY, clock=clock))
    any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 7),), day=DAY, clock=clock))
    assert free_of(any_database, "A") == 0


@pytest.mark.parametrize("base_qty", [0, -1])
def test_a_quantity_below_one_is_invalid(any_database: Database, stock: Stock, clock: FixedClock, base_qty: int) -> None:
    """Nobody reserves nothing, and a negative reservation would make stock out of thin air."""
    stock("A", east=10)
    with pytest.raises(Invalid):
        any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", base_qty),), day=DAY, clock=clock))
    with pytest.raises(Invalid):
        any_database.write(lambda uow: release(uow, "o1", ((1, -1),), clock=clock))


def test_stock_may_not_be_written_off_below_what_is_promised(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """8 of 10 are promised: writing off 3 is refused, 2 passes."""
    stock("A", east=10)
    any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 8),), day=DAY, clock=clock))
    with pytest.raises(Refused, match=r"inventory\.in_use"):
        any_database.write(lambda uow: adjust_stock(uow, SYSTEM, [Adjustment("BW-E", "A", "L1", -3, "broken")], clock=clock))
    any_database.write(lambda uow: adjust_stock(uow, SYSTEM, [Adjustment("BW-E", "A", "L1", -2, "broken")], clock=clock))
    (shelf,) = any_database.read(lambda uow: stock_by_warehouse(uow, ["A"]))["A"]
    assert (shelf.on_hand, shelf.reserved) == (8, 8)
