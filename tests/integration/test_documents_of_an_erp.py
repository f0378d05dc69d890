"""Promises about what an ERP states beside other work: no update is lost, a shipment is one document, and nothing is counted ahead of time."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text

from backend.identity.domain import SYSTEM, Actor, Role
from backend.integration.domain import CodeKind
from backend.integration.erp.domain import Kind, RowAnswer
from backend.integration.erp.files import take_file
from backend.integration.erp.queue import list_queue, map_code, try_again
from backend.integration.erp.taking import take_rows
from backend.inventory.service import Receipt, receive_stock, stock_by_warehouse
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.ordering.fulfilling.service import allocate_order
from backend.ordering.service import get_order
from tests.ordering.company import Company, load_company

ERP = Actor("usr_erp", "erp", Role.OTHER_SYSTEM, "en", SYSTEM.scope)


@pytest.fixture
def shop(database: Database, clock: FixedClock) -> Company:
    """The small company."""
    return load_company(database, clock)


def take(shop: Company, kind: Kind, *rows: Mapping[str, Any]) -> list[str]:
    """Hand rows in as the ERP does; what became of each, with the reason."""
    return told(shop.write(lambda uow: take_rows(uow, ERP, kind, rows, clock=shop.clock)))


def told(answers: Sequence[RowAnswer]) -> list[str]:
    """The outcomes with their reasons."""
    return [f"{answer.outcome}:{answer.code}" if answer.code else answer.outcome.value for answer in answers]


def count(shop: Company, external_id: str, quantity: int, *, ahead: timedelta = timedelta(0)) -> dict[str, str]:
    """A row that states how much Coke stands in the east."""
    at = (shop.clock.now() + ahead).isoformat()
    return {"external_id": external_id, "warehouse": "BW-E", "sku": "COKE", "quantity": str(quantity), "as_of": at}


def on_hand(shop: Company) -> int:
    """Coke in the east."""
    return next(one.on_hand for one in shop.database.read(lambda uow: stock_by_warehouse(uow, ["COKE"]))["COKE"] if one.warehouse == "BW-E")


def shipped(shop: Company, number: str) -> dict[str, int]:
    """What has left of an order."""
    return {line.sku: line.shipped_base for line in shop.database.read(lambda uow: get_order(uow, SYSTEM, number)).lines}


@pytest.fixture
def part(shop: Company) -> dict[str, str]:
    """A part of two cases of Coke and a case of beer that is called for, as its shipment names it."""
    number = shop.order("d1", COKE=2, BEER=1).order.number  # type: ignore[union-attr] # it was placed
    shop.write(lambda uow: allocate_order(uow, SYSTEM, number, clock=shop.clock))
    return {"part": f"{number}-01", "carrier": "SF", "tracking": "SF123"}


def lines_of(part: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Both lines; the beer under a code of the ERP."""
    return {"external_id": "h1", "sku": "COKE", "quantity": "48", **part}, {"external_id": "h2", "sku": "9002", "quantity": "12", **part}


@pytest.mark.postgresql
def test_a_count_beside_a_receipt_loses_neither(postgresql_database: Database, clock: FixedClock) -> None:
    """The count waits for what is being written and takes its difference from that: 1,000 were counted, so 1,000 stand there."""
    shop, written, go_on = load_company(postgresql_database, clock), Event(), Event()

    def receive(uow: UnitOfWork) -> None:
        receive_stock(uow, SYSTEM, [Receipt("BW-E", "COKE", "L2", 100, date(2025, 6, 11))], clock=clock)
        written.set()
        assert go_on.wait(60)

    with ThreadPoolExecutor(2) as pool:
        receipt = pool.submit(shop.write, receive)
        assert written.wait(60)
        counted = pool.submit(take, shop, Kind.STOCK, count(shop, "s1", 1000))
        while not shop.database.read(lambda uow: uow.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()):
            assert not counted.done()
        go_on.set()
        receipt.result()
        assert counted.result() == ["taken"]
    assert on_hand(shop) == 1000
    assert shop.disagreements() == []


def test_a_count_ahead_of_time_blocks_no_later_one(shop: Company) -> None:
    """What lies ahead is refused; a clock a little ahead of ours counts as now."""
    assert take(shop, Kind.STOCK, count(shop, "s1", 7, ahead=timedelta(days=365))) == ["rejected:integration.future"]
    assert take(shop, Kind.STOCK, count(shop, "s2", 100, ahead=timedelta(minutes=4))) == ["taken"]
    shop.clock.instant += timedelta(minutes=1)
    assert take(shop, Kind.STOCK, count(shop, "s3", 200)) == ["taken"]
    assert on_hand(shop) == 200


def test_a_shipment_waits_whole_for_the_code_of_one_line_and_leaves_whole(shop: Company, part: dict[str, str]) -> None:
    """Neither its sound line, nor a line that comes later, nor trying again sends a piece of it."""
    coke, beer = lines_of(part)
    assert take(shop, Kind.SHIPMENTS, beer) == ["waiting:integration.not_mapped"]
    assert take(shop, Kind.SHIPMENTS, coke) == ["waiting:integration.document_waits"]
    assert take(shop, Kind.SHIPMENTS, coke, beer) == ["waiting:integration.document_waits", "waiting:integration.not_mapped"]
    queued = {row.external_id: row for row in shop.database.read(lambda uow: list_queue(uow, SYSTEM)).items}
    assert (queued["h1"].reason, queued["h2"].missing_code) == ("integration.document_waits", "9002")
    assert shop.write(lambda uow: try_again(uow, SYSTEM, queued["h1"].id, clock=shop.clock)).code == "integration.document_waits"
    number = part["part"].rpartition("-")[0]
    assert shipped(shop, number) == {"COKE": 0, "BEER": 0}
    mapped = shop.write(lambda uow: map_code(uow, SYSTEM, CodeKind.SKU, "9002", "BEER", clock=shop.clock))
    assert (mapped.taken, mapped.waiting) == (2, 0)
    assert shipped(shop, number) == {"COKE": 48, "BEER": 12}
    assert take(shop, Kind.SHIPMENTS, coke, beer) == ["known", "known"]
    assert shop.disagreements() == []


def test_a_shipment_with_a_line_that_cannot_be_used_leaves_whole_when_it_comes_again(shop: Company, part: dict[str, str]) -> None:
    """A quantity that is no number, or more than the part holds, keeps its other lines back."""
    coke, beer = lines_of(part)
    beer |= {"sku": "BEER"}
    assert take(shop, Kind.SHIPMENTS, coke, beer | {"quantity": "a dozen"}) == ["rejected:integration.document_broken", "rejected:integration.bad_field"]
    assert take(shop, Kind.SHIPMENTS, coke, beer | {"quantity": "9000"}) == ["rejected:part.bad_quantity"] * 2
    assert shipped(shop, part["part"].rpartition("-")[0]) == {"COKE": 0, "BEER": 0}
    assert take(shop, Kind.SHIPMENTS, coke, beer) == ["taken", "taken"]
    assert shipped(shop, part["part"].rpartition("-")[0]) == {"COKE": 48, "BEER": 12}


def test_lines_that_came_apart_stay_together_when_the_shipment_is_refused(shop: Company, part: dict[str, str]) -> None:
    """One line waits from before; the whole cannot leave, so the new line waits with it and both are tried together."""
    coke, beer = lines_of(part)
    assert take(shop, Kind.SHIPMENTS, beer | {"quantity": "9000"}) == ["waiting:integration.not_mapped"]
    shop.write(lambda uow: map_code(uow, SYSTEM, CodeKind.SKU, "9002", "BEER", clock=shop.clock))
    assert take(shop, Kind.SHIPMENTS, coke) == ["waiting:part.bad_quantity"]
    assert [row.external_id for row in shop.database.read(lambda uow: list_queue(uow, SYSTEM)).items] == ["h2", "h1"]
    assert shipped(shop, part["part"].rpartition("-")[0]) == {"COKE": 0, "BEER": 0}


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are taken in three rows at a time."""
    monkeypatch.setattr("backend.integration.erp.files.most_rows", lambda _: 3)


@pytest.mark.usefixtures("small_batches")
def test_a_file_is_not_cut_in_the_middle_of_a_shipment(shop: Company, part: dict[str, str], tmp_path: Path) -> None:
    """Two lines of nothing we know come first; the shipment goes into the next batch with both its lines."""
    coke, beer = lines_of(part)
    other = {"sku": "COKE", "quantity": "1", "carrier": "SF", "tracking": ""}
    rows = [{"external_id": f"x{n}", "part": f"SO-{n}-01", **other} for n in range(2)] + [coke, beer]
    names = ("external_id", "part", "carrier", "tracking", "sku", "quantity")
    file = tmp_path / "shipments.csv"
    file.write_text("\n".join(",".join(row) for row in (names, *([one[name] for name in names] for one in rows))))
    take_file(shop.database, SYSTEM, Kind.SHIPMENTS, file, clock=shop.clock)
    assert shipped(shop, part["part"].rpartition("-")[0]) == {"COKE": 0, "BEER": 0}
