"""Properties: over any sequence of receipts, promises, cuts, corrections and shipments stock conserves, and promises can be kept."""

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backend.identity.domain import SYSTEM
from backend.inventory.availability import Shelf, allocate
from backend.inventory.fefo import Lot, pick
from backend.inventory.service import (
    Adjustment,
    NewWarehouse,
    Receipt,
    Want,
    adjust_stock,
    availability,
    check_invariants,
    import_warehouses,
    receive_stock,
    release,
    reserve,
    reserved_by_line,
    ship_reserved,
    stock_by_warehouse,
)
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database
from backend.kit.errors import Refused

NOW = datetime(2025, 6, 11, 1, 30, tzinfo=UTC)
TODAY = date(2025, 6, 11)
SKUS = ["A", "B"]
QUANTITIES = st.integers(1, 30)
LAST_DAYS = st.sampled_from([None, 0, 1, 3, 6])
OFFSETS = st.integers(0, 8)


def keepable(lots: list[tuple[int | None, int]], promises: list[tuple[int, int]]) -> bool:
    """Brute force: whether the promises (day, quantity) can be served; the latest choose first, for any lot they may use serves the others too."""
    left = [[10**6 if last is None else last, quantity] for last, quantity in lots]
    for day, quantity in sorted(promises, reverse=True):
        missing = quantity
        for lot in sorted(left):
            if lot[0] >= day:
                taken = min(lot[1], missing)
                lot[1] -= taken
                missing -= taken
        if missing:
            return False
    return True


@given(
    lots=st.lists(st.tuples(st.one_of(st.none(), st.integers(-3, 8)), st.integers(1, 20)), max_size=5),
    promises=st.lists(st.tuples(st.integers(0, 8), st.integers(1, 12)), max_size=5),
    day=OFFSETS,
)
def test_free_is_exactly_what_can_still_be_promised(lots: list[tuple[int | None, int]], promises: list[tuple[int, int]], day: int) -> None:
    """Against brute force: `free` units for `day` can be kept beside all earlier promises, one more cannot."""
    if not keepable(lots, promises):
        return
    ending: dict[date, int] = {}
    promised: dict[date, int] = {}
    for last, quantity in lots:
        if last is not None and last < day:
            ending[TODAY + timedelta(days=last)] = ending.get(TODAY + timedelta(days=last), 0) + quantity
    for when, quantity in promises:
        promised[TODAY + timedelta(days=when)] = promised.get(TODAY + timedelta(days=when), 0) + quantity
    shelf = Shelf(("A", "W"), sum(q for _, q in lots), sum(q for _, q in promises), 0, 0, ending=ending)
    free = shelf.free(TODAY, promised)
    assert keepable(lots, [*promises, (day, free)])
    assert not keepable(lots, [*promises, (day, free + 1)])


@given(
    lots=st.lists(st.tuples(LAST_DAYS, QUANTITIES), min_size=1, max_size=5),
    promises=st.lists(st.tuples(OFFSETS, QUANTITIES), min_size=1, max_size=6),
)
def test_fefo_keeps_every_promise_in_whatever_order_they_ship(lots: list[tuple[int | None, int]], promises: list[tuple[int, int]]) -> None:
    """Promises that can be kept at all are kept by picking the tightest usable lot, in the order they happen to ship."""
    if not keepable(lots, promises):
        return
    standing = [Lot(n, str(n), quantity, TODAY, None if last is None else TODAY + timedelta(days=last)) for n, (last, quantity) in enumerate(lots)]
    for day, quantity in promises:
        taken, missing = pick(standing, quantity, TODAY + timedelta(days=day))
        assert missing == 0
        gone = {lot.id: given for lot, given in taken}
        standing = [Lot(lot.id, lot.code, lot.on_hand - gone.get(lot.id, 0), lot.received, lot.remove_by) for lot in standing]


@given(
    wants=st.lists(st.tuples(st.sampled_from(SKUS), QUANTITIES, st.booleans()), min_size=1, max_size=6),
    stock=st.fixed_dictionaries({sku: st.lists(st.integers(0, 40), max_size=3) for sku in SKUS}),
)
def test_an_allocation_never_exceeds_a_shelf_or_a_want(wants: list[tuple[str, int, bool]], stock: dict[str, list[int]]) -> None:
    """Nothing is taken twice, nobody gets more than he wants, and who refuses a backorder gets all or the SKU is short."""
    lines = [Want(n, sku, quantity, backorder=late) for n, (sku, quantity, late) in enumerate(wants)]
    free = {sku: [(f"W{n}", quantity) for n, quantity in enumerate(shelves)] for sku, shelves in stock.items()}
    allocations, shortages = allocate(lines, free)
    for sku, shelves in free.items():
        for warehouse, standing in shelves:
            assert sum(a.base_qty for a in allocations if (a.sku, a.warehouse) == (sku, warehouse)) <= standing
    short = {shortage.sku for shortage in shortages}
    for line in lines:
        given_to_line = sum(a.base_qty for a in allocations if a.line_no == line.line_no)
        assert given_to_line <= line.base_qty
        assert line.backorder or line.sku in short or given_to_line == line.base_qty
    assert all(shortage.wanted > shortage.available for shortage in shortages)


class StockLedger(RuleBasedStateMachine):
    """Everything that happens to stock, beside a model that counts what is owned and who holds what."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.database = Database(f"sqlite:///{self.folder / 'stock.db'}")
        metadata.create_all(self.database.engine)
        self.clock = FixedClock(NOW)
        self.owned = dict.fromkeys(SKUS, 0)
        self.held: dict[str, dict[int, int]] = {}
        self.sku_of: dict[str, dict[int, str]] = {}
        self.corrected = False

    @initialize()
    def warehouses(self) -> None:
        """Two warehouses."""
        self.database.write(lambda uow: import_warehouses(uow, [NewWarehouse("E", "东", "East", 0), NewWarehouse("S", "南", "South", 1)]))

    @rule(sku=st.sampled_from(SKUS), warehouse=st.sampled_from("ES"), last=LAST_DAYS, base_qty=QUANTITIES)
    def receive(self, sku: str, warehouse: str, last: int | None, base_qty: int) -> None:
        """Goods arrive; the same lot may arrive again."""
        expiry = None if last is None else TODAY + timedelta(days=last)
        receipt = Receipt(warehouse, sku, f"L{last}", base_qty, TODAY, expiry)
        self.database.write(lambda uow: receive_stock(uow, SYSTEM, [receipt], clock=self.clock))
        self.owned[sku] += base_qty

    @rule(wants=st.lists(st.tuples(st.sampled_from(SKUS), QUANTITIES, st.booleans()), min_size=1, max_size=4), offset=OFFSETS)
    def promise(self, wants: list[tuple[str, int, bool]], offset: int) -> None:
        """An order; it is refused exactly when what the lines insist on is more than was available."""
        day, order_id = TODAY + timedelta(days=offset), f"o{len(self.held)}"
        lines = tuple(Want(n, sku, quantity, backorder=late) for n, (sku, quantity, late) in enumerate(wants))
        before = self.database.read(lambda uow: availability(uow, SKUS, day=day, today=TODAY))
        insisted = {sku: sum(line.base_qty for line in lines if line.sku == sku and not line.backorder) for sku in SKUS}
        wanted = {sku: sum(line.base_qty for line in lines if line.sku == sku) for sku in SKUS}
        try:
            given_out = self.database.write(lambda uow: reserve(uow, order_id, lines, day=day, clock=self.clock))
        except Refused:
            assert any(insisted[sku] > before[sku].total for sku in SKUS)
            return
        self.held[order_id], self.sku_of[order_id] = {}, {line.line_no: line.sku for line in lines}
        for one in given_out:
            self.held[order_id][one.line_no] = self.held[order_id].get(one.line_no, 0) + one.base_qty
        for sku in SKUS:
            assert sum(one.base_qty for one in given_out if one.sku == sku) == min(wanted[sku], before[sku].total)

    @rule(pick_order=st.integers(0, 99))
    def cancel(self, pick_order: int) -> None:
        """An order is given back, perhaps a second time."""
        if order_id := self.any_order(pick_order):
            released = self.database.write(lambda uow: release(uow, order_id, None, clock=self.clock))
            assert sum(one.base_qty for one in released) == sum(self.held[order_id].values())
            self.held[order_id] = {}

    @rule(pick_order=st.integers(0, 99), line_no=st.integers(0, 3), base_qty=st.integers(0, 40))
    def cut(self, pick_order: int, line_no: int, base_qty: int) -> None:
        """A line becomes smaller."""
        if order_id := self.any_order(pick_order):
            released = self.database.write(lambda uow: release(uow, order_id, ((line_no, base_qty),), clock=self.clock))
            cut = min(base_qty, self.held[order_id].get(line_no, 0))
            assert sum(one.base_qty for one in released) == cut
            if cut:
                self.held[order_id][line_no] -= cut

    @rule(pick_order=st.integers(0, 99))
    def ship(self, pick_order: int) -> None:
        """What an order holds leaves; only a correction that took promised goods away can stop it."""
        if order_id := self.any_order(pick_order):
            try:
                picks = self.database.write(lambda uow: ship_reserved(uow, SYSTEM, order_id, clock=self.clock))
            except Refused:
                assert self.corrected
                return
            assert sum(one.base_qty for one in picks) == sum(self.held[order_id].values())
            for line_no, base_qty in self.held[order_id].items():
                self.owned[self.sku_of[order_id][line_no]] -= base_qty
            self.held[order_id] = {}

    @rule(sku=st.sampled_from(SKUS), warehouse=st.sampled_from("ES"), last=LAST_DAYS, base_qty=st.integers(-15, 5).filter(bool))
    def correct(self, sku: str, warehouse: str, last: int | None, base_qty: int) -> None:
        """A count finds more or less; unknown lots and lots in use are refused."""
        shelves = {shelf.warehouse: shelf for shelf in self.database.read(lambda uow: stock_by_warehouse(uow, [sku]))[sku]}
        shelf = shelves.get(warehouse)
        lot = next((lot for lot in shelf.lots if lot.lot == f"L{last}"), None) if shelf else None
        if shelf is None or lot is None:
            return
        fits = lot.on_hand + base_qty >= 0 and shelf.on_hand + base_qty >= shelf.reserved
        adjustment = Adjustment(warehouse, sku, lot.lot, base_qty, "count")
        if not fits:
            with pytest.raises(Refused):
                self.database.write(lambda uow: adjust_stock(uow, SYSTEM, [adjustment], clock=self.clock))
            return
        self.database.write(lambda uow: adjust_stock(uow, SYSTEM, [adjustment], clock=self.clock))
        self.owned[sku] += base_qty
        self.corrected = self.corrected or base_qty < 0

    def any_order(self, number: int) -> str | None:
        """One of the orders made so far."""
        orders = sorted(self.held)
        return orders[number % len(orders)] if orders else None

    @invariant()
    def stock_conserves(self) -> None:
        """Counters = rows = model."""
        assert self.database.read(check_invariants) == []
        stock = self.database.read(lambda uow: stock_by_warehouse(uow, SKUS))
        for sku in SKUS:
            assert sum(shelf.on_hand for shelf in stock[sku]) == self.owned[sku]
            promised = sum(q for order_id, lines in self.held.items() for line_no, q in lines.items() if self.sku_of[order_id][line_no] == sku)
            assert sum(shelf.reserved for shelf in stock[sku]) == promised
        for order_id, lines in self.held.items():
            holding = self.database.read(lambda uow, order_id=order_id: reserved_by_line(uow, order_id))
            assert holding == {line_no: quantity for line_no, quantity in lines.items() if quantity}

    def teardown(self) -> None:
        """Close and remove the database."""
        self.database.close()
        shutil.rmtree(self.folder)


TestStockLedger = StockLedger.TestCase
TestStockLedger.settings = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
