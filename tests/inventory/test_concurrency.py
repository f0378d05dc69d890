"""R1 under load: threads on SQLite's one writer, processes and threads on PostgreSQL."""

import multiprocessing
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.identity.domain import SYSTEM
from backend.inventory.service import Want, check_invariants, release, reserve, ship_reserved, stock_by_warehouse
from backend.kit import db as kit_db
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Refused

NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = date(2025, 6, 12)
CLIENTS, ATTEMPTS_EACH = 8, 100
Stock = Callable[..., None]


def take_fives(database: Database, client: int) -> int:
    """100 attempts to reserve 5; returns how many succeeded."""
    clock, won = FixedClock(NOW), 0
    for attempt in range(ATTEMPTS_EACH):
        order_id = f"o{client}-{attempt}"
        try:
            database.write(lambda uow, order_id=order_id: reserve(uow, order_id, (Want(1, "A", 5),), day=DAY, clock=clock))
        except Refused:
            continue
        won += 1
    return won


def take_fives_in_process(url: str, client: int) -> int:
    """The same with a connection of its own."""
    database = Database(url)
    try:
        return take_fives(database, client)
    finally:
        database.close()


def assert_forty(database: Database, won: int) -> None:
    assert won == 40
    shelves = database.read(lambda uow: stock_by_warehouse(uow, ["A"]))["A"]
    assert (sum(shelf.on_hand for shelf in shelves), sum(shelf.reserved for shelf in shelves)) == (200, 200)
    assert database.read(check_invariants) == []


def test_200_units_8_clients_taking_5_in_800_attempts_give_exactly_40_orders(any_database: Database, stock: Stock) -> None:
    """Threads on either database; the stock stands in two warehouses."""
    stock("A", east=120, south=80)
    with ThreadPoolExecutor(CLIENTS) as pool:
        won = sum(pool.map(lambda client: take_fives(any_database, client), range(CLIENTS)))
    assert_forty(any_database, won)


@pytest.mark.postgresql
def test_200_units_8_processes_taking_5_in_800_attempts_give_exactly_40_orders(postgresql_database: Database, stock_in: Callable[[Database], Stock]) -> None:
    """Processes on PostgreSQL: only the database decides."""
    stock_in(postgresql_database)("A", east=120, south=80)
    url = postgresql_database.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(CLIENTS, mp_context=multiprocessing.get_context("spawn")) as pool:
        won = sum(pool.map(take_fives_in_process, [url] * CLIENTS, range(CLIENTS)))
    assert_forty(postgresql_database, won)


def test_lots_that_end_are_not_promised_twice_by_parallel_orders(any_database: Database, stock: Stock) -> None:
    """60 for ever and 60 that end before day 5: 8 clients wanting 5 for day 5 win 12 times, whatever the counters would allow."""
    stock("A", east=60, lot="ends", expiry=date(2025, 6, 13))
    stock("A", east=60, lot="stays")
    clock = FixedClock(NOW)

    def client(number: int) -> int:
        won = 0
        for attempt in range(10):
            order_id = f"o{number}-{attempt}"
            try:
                any_database.write(lambda uow, order_id=order_id: reserve(uow, order_id, (Want(1, "A", 5),), day=DAY + timedelta(days=4), clock=clock))
            except Refused:
                continue
            won += 1
        return won

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert sum(pool.map(client, range(CLIENTS))) == 12


def test_parallel_orders_early_and_late_can_all_be_shipped(any_database: Database, stock: Stock, consistent: Callable[[], bool]) -> None:
    """Whatever mixture wins on lots with four last days, every promise is served by a lot usable on its own day."""
    for last, quantity in ((1, 30), (2, 25), (4, 20), (None, 15)):
        expiry = None if last is None else DAY + timedelta(days=last)
        stock("A", east=quantity, south=quantity // 2, lot=f"L{last}", expiry=expiry)
    clock = FixedClock(NOW)

    def client(number: int) -> list[str]:
        dice, won = random.Random(number), []
        for attempt in range(12):
            order_id, day = f"o{number}-{attempt}", DAY + timedelta(days=dice.randrange(6))
            wants = (Want(1, "A", dice.randint(1, 9), backorder=dice.random() < 0.3),)
            try:
                given = any_database.write(lambda uow, o=order_id, w=wants, d=day: reserve(uow, o, w, day=d, clock=clock))
            except Refused:
                continue
            if given:
                won.append(order_id)
        return won

    with ThreadPoolExecutor(CLIENTS) as pool:
        orders = [order_id for won in pool.map(client, range(CLIENTS)) for order_id in won]
    random.Random(1).shuffle(orders)
    assert len(orders) > 10
    for order_id in orders:
        any_database.write(lambda uow, order_id=order_id: ship_reserved(uow, SYSTEM, order_id, clock=clock))
    assert consistent()


def test_parallel_orders_of_many_skus_in_any_order_of_lines_neither_deadlock_nor_oversell(
    any_database: Database, stock: Stock, consistent: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are locked in one order whatever the lines say, and releases in between keep the counters true. With retries off a deadlock would raise."""
    monkeypatch.setattr(kit_db, "ATTEMPTS", 1)
    skus = [f"S{number}" for number in range(6)]
    for sku in skus:
        stock(sku, east=30, south=20)
    clock = FixedClock(NOW)

    def client(number: int) -> int:
        dice, won = random.Random(number), 0
        for attempt in range(25):
            order_id = f"o{number}-{attempt}"
            chosen = dice.sample(skus, 4)
            wants = tuple(Want(line_no, sku, dice.randint(1, 7)) for line_no, sku in enumerate(chosen, 1))
            try:
                any_database.write(lambda uow, o=order_id, w=wants: reserve(uow, o, w, day=DAY, clock=clock))
            except Refused:
                continue
            won += 1
            if dice.random() < 0.5:
                any_database.write(lambda uow, o=order_id: release(uow, o, None, clock=clock))
        return won

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert sum(pool.map(client, range(CLIENTS))) > 0
    assert consistent()
