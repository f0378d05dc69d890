"""Promises of the hand-off with an ERP: every row is used once, waits for its mapping, or says what is wrong; the ledgers go on agreeing."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backend.credit.service import credit_status
from backend.identity.domain import SYSTEM, Actor, Role
from backend.integration.domain import CodeKind, RecordStatus
from backend.integration.erp.codes import list_codes, remove_code
from backend.integration.erp.domain import Kind, Outcome, RowAnswer
from backend.integration.erp.files import take_file
from backend.integration.erp.queue import count_queue, dismiss, list_queue, map_code, try_again
from backend.integration.erp.taking import take_rows
from backend.integration.webhooks.deliveries import list_deliveries
from backend.inventory.service import stock_by_warehouse
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Invalid, NotFound, NotPermitted, TooMuch
from backend.kit.paging import encode_cursor
from backend.ordering.fulfilling.service import allocate_order
from backend.ordering.service import get_order
from backend.pricing.service import PriceQuery, quote_prices
from tests.ordering.company import Company, load_company

AS_OF = "2025-06-11T08:00:00+08:00"
ERP = Actor("usr_erp", "erp", Role.OTHER_SYSTEM, "en", SYSTEM.scope)


@pytest.fixture
def shop(any_database: Database, clock: FixedClock) -> Company:
    """The small company on both databases."""
    return load_company(any_database, clock)


@pytest.fixture
def sqlite_shop(database: Database, clock: FixedClock) -> Company:
    """The same on SQLite only."""
    return load_company(database, clock)


def take(shop: Company, kind: Kind, *rows: Mapping[str, Any]) -> tuple[RowAnswer, ...]:
    """Hand rows in as the ERP does."""
    return shop.write(lambda uow: take_rows(uow, ERP, kind, rows, clock=shop.clock))


def outcomes(answers: Sequence[RowAnswer]) -> list[str]:
    """What became of each, with the reason."""
    return [f"{answer.outcome}:{answer.code}" if answer.code else answer.outcome.value for answer in answers]


def count(external_id: str, quantity: int, sku: str = "COKE", **more: str) -> dict[str, str]:
    """A row that states a stock."""
    return {"external_id": external_id, "warehouse": "BW-E", "sku": sku, "quantity": str(quantity), "as_of": AS_OF, **more}


def on_hand(shop: Company, sku: str = "COKE") -> dict[str, int]:
    """The lots in the eastern warehouse."""
    standing = shop.database.read(lambda uow: stock_by_warehouse(uow, [sku]))[sku]
    return {lot.lot: lot.on_hand for one in standing if one.warehouse == "BW-E" for lot in one.lots}


def owed(shop: Company, dealer: str = "D1") -> Decimal:
    """A dealer's receivables."""
    return shop.database.read(lambda uow: credit_status(uow, SYSTEM, dealer, clock=shop.clock)).open_receivables


def price(shop: Company, sku: str, when: Any) -> Decimal:
    """What a dealer of grade B pays at an instant."""
    query = PriceQuery("D2", "B", when, ((sku, 24),))
    return shop.database.read(lambda uow: quote_prices(uow, query))[sku].unit_net


def test_a_counted_stock_becomes_an_adjustment_once(shop: Company) -> None:
    """More goes to the ERP's lot or the named one, less comes out of the lots in picking order; the same row again changes nothing."""
    assert outcomes(take(shop, Kind.STOCK, count("s1", 2500), count("s2", 100, "BEER", lot="L1"))) == ["taken", "taken"]
    assert on_hand(shop) == {"L1": 2400, "ERP": 100}
    assert on_hand(shop, "BEER") == {"L1": 100}
    assert outcomes(take(shop, Kind.STOCK, count("s1", 2500), count("s2", 100, "BEER", lot="L1"))) == ["known", "known"]
    shop.clock.instant += timedelta(hours=1)
    later = {"as_of": "2025-06-11T10:00:00+08:00"}
    assert outcomes(take(shop, Kind.STOCK, count("s3", 50) | later, count("s4", 10, "DRILL", lot="N1", expiry="2027-01-01"))) == ["taken", "taken"]
    assert sum(on_hand(shop).values()) == 50
    assert on_hand(shop, "DRILL") == {"L1": 1000, "N1": 10}
    assert shop.disagreements() == []


def test_an_older_count_does_not_undo_a_newer_one_and_promised_goods_cannot_be_counted_away(shop: Company) -> None:
    """Rows overtake each other on the way; what is reserved for orders stays."""
    shop.order("d1", COKE=10)
    older, newer = {"as_of": "2025-06-11T07:00:00+08:00"}, {"as_of": "2025-06-11T09:00:00+08:00"}
    assert outcomes(take(shop, Kind.STOCK, count("s2", 2000) | newer, count("s1", 900) | older)) == ["taken", "rejected:integration.older"]
    assert outcomes(take(shop, Kind.STOCK, count("s3", 100) | newer)) == ["rejected:inventory.in_use"]
    assert sum(on_hand(shop).values()) == 2000
    assert shop.disagreements() == []


def test_the_same_id_with_other_content_is_a_conflict_that_a_person_decides(shop: Company) -> None:
    """The first counts; the other is shown beside it, once however often it comes, until somebody dismisses it."""
    paid = {"external_id": "p1", "dealer": "D1", "amount": "100.00", "day": "2025-06-10"}
    shop.credit("D1", "1000", "500.00")
    assert outcomes(take(shop, Kind.PAYMENTS, paid)) == ["taken"]
    for _ in range(2):
        assert outcomes(take(shop, Kind.PAYMENTS, paid | {"amount": "1000.00"})) == ["conflict:integration.other_content"]
    assert outcomes(take(shop, Kind.PAYMENTS, paid | {"amount": " 100 "})) == ["known"]
    assert owed(shop) == Decimal(400)
    (row,) = shop.database.read(lambda uow: list_queue(uow, SYSTEM)).items
    assert row.status is RecordStatus.CONFLICT
    assert (row.content["amount"], (row.counted or {})["amount"]) == ("1000", "100")
    shop.write(lambda uow: dismiss(uow, SYSTEM, row.id, clock=shop.clock))
    with pytest.raises(NotFound):
        shop.write(lambda uow: dismiss(uow, SYSTEM, row.id, clock=shop.clock))
    assert shop.database.read(lambda uow: count_queue(uow, SYSTEM)) == {"waiting": 0, "conflict": 0}


def test_a_row_with_an_unknown_code_waits_and_is_taken_in_when_the_code_is_mapped(shop: Company) -> None:
    """One mapping takes in all that waited for it; a second missing code is waited for next."""
    rows = [count("s1", 2500, "9001"), count("s2", 70, "9001", lot="N2"), {**count("s3", 5), "warehouse": "W-99", "sku": "9001"}]
    assert outcomes(take(shop, Kind.STOCK, *rows)) == ["waiting:integration.not_mapped"] * 3
    assert outcomes(take(shop, Kind.STOCK, rows[0])) == ["waiting:integration.not_mapped"], "sent again it still waits"
    with pytest.raises(NotFound):
        shop.write(lambda uow: map_code(uow, SYSTEM, CodeKind.SKU, "9001", "NONE", clock=shop.clock))
    mapped = shop.write(lambda uow: map_code(uow, SYSTEM, CodeKind.SKU, "9001", "COKE", clock=shop.clock))
    assert (mapped.taken, mapped.waiting) == (2, 1), "the third waits for its warehouse now"
    (row,) = shop.database.read(lambda uow: list_queue(uow, SYSTEM)).items
    assert (row.external_id, row.missing_kind, row.missing_code) == ("s3", CodeKind.WAREHOUSE, "W-99")
    assert shop.write(lambda uow: map_code(uow, SYSTEM, CodeKind.WAREHOUSE, "W-99", "BW-S", clock=shop.clock)).taken == 1
    assert shop.database.read(lambda uow: count_queue(uow, SYSTEM))["waiting"] == 0
    assert [(one.kind, one.their_code, one.our_code) for one in shop.database.read(lambda uow: list_codes(uow, SYSTEM)).items] == [
        (CodeKind.SKU, "9001", "COKE"),
        (CodeKind.WAREHOUSE, "W-99", "BW-S"),
    ]
    shop.write(lambda uow: remove_code(uow, SYSTEM, CodeKind.SKU, "9001", clock=shop.clock))
    assert outcomes(take(shop, Kind.STOCK, count("s4", 1, "9001"))) == ["waiting:integration.not_mapped"]
    assert shop.disagreements() == []


def test_a_waiting_row_that_cannot_be_used_says_why_and_is_tried_again(sqlite_shop: Company) -> None:
    """The mapping came, but the goods are promised; later they are not."""
    shop = sqlite_shop
    shop.order("d1", BEER=10)
    take(shop, Kind.STOCK, count("s1", 100, "B-1"))
    assert shop.write(lambda uow: map_code(uow, SYSTEM, CodeKind.SKU, "B-1", "BEER", clock=shop.clock)).waiting == 1
    (row,) = shop.database.read(lambda uow: list_queue(uow, SYSTEM)).items
    assert (row.reason, row.params["reasons"]) == ("inventory.in_use", "STOCK_IN_USE")
    shop.stock("BEER", 50, "L2")
    shop.clock.instant += timedelta(minutes=1)
    assert shop.write(lambda uow: try_again(uow, SYSTEM, row.id, clock=shop.clock)).outcome is Outcome.WAITING
    assert outcomes(take(shop, Kind.STOCK, count("s2", 130, "B-1"))) == ["taken"]
    shop.write(lambda uow: dismiss(uow, SYSTEM, row.id, clock=shop.clock))
    assert outcomes(take(shop, Kind.STOCK, count("s1", 140, "B-1"))) == ["taken"], "a dismissed id may come again"
    assert sum(on_hand(shop, "BEER").values()) == 140


def test_invoices_and_payments_move_receivables_through_the_ledger(shop: Company) -> None:
    """An invoice of other sales raises what is owed, a credit note and a payment lower it; an invoice of our order was counted by its delivery."""
    number = shop.order("d1", COKE=1).order.number  # type: ignore[union-attr] # it was placed
    bill = {"external_id": "i1", "dealer": "D1", "amount": "250.50", "day": "2025-06-10"}
    ours = bill | {"external_id": "i2", "order_number": number, "due_day": "2025-07-10"}
    note = bill | {"external_id": "i3", "amount": "-50.50"}
    assert outcomes(take(shop, Kind.INVOICES, bill, ours, note)) == ["taken"] * 3
    paid = {"external_id": "p1", "dealer": "D1", "amount": "100", "day": "2025-06-11", "invoice": "i1"}
    assert outcomes(take(shop, Kind.PAYMENTS, paid, paid)) == ["taken", "known"]
    assert owed(shop) == Decimal("100.00")
    wrong = [ours | {"external_id": "i4", "dealer": "D2"}, ours | {"external_id": "i5", "order_number": "SO-0"}]
    assert outcomes(take(shop, Kind.INVOICES, *wrong)) == ["rejected:integration.other_dealer", "rejected:integration.no_order"]
    assert shop.disagreements() == []


def test_stated_prices_are_a_new_version_of_their_list_and_everything_else_stays(shop: Company) -> None:
    """One version for all rows of a list that begin on one day; a version that begins later keeps its day."""
    july = {"price_list": "BASE", "valid_from": "2025-07-01"}
    june = {"price_list": "BASE", "valid_from": "2025-06-20"}
    rows = [
        {"external_id": "c1", "sku": "COKE", "unit_price": "2.50", **july},
        {"external_id": "c2", "sku": "BEER", "unit_price": "3.5", **july},
        {"external_id": "c3", "sku": "COKE", "unit_price": "2.20", **june},
        {"external_id": "c4", "sku": "COKE", "unit_price": "2.00", "min_quantity": "1000", **june},
        {"external_id": "c5", "sku": "COKE", "unit_price": "1", "price_list": "NONE", "valid_from": "2025-07-01"},
        {"external_id": "c6", "sku": "COKE", "unit_price": "1", "price_list": "A", "valid_from": "2025-07-01"},
    ]
    assert outcomes(take(shop, Kind.PRICES, *rows)) == [*["taken"] * 4, "rejected:pricing.no_list", "rejected:pricing.bad_list"]
    now = shop.clock.now()
    days = [now, now + timedelta(days=12), now + timedelta(days=30)]
    assert [price(shop, "COKE", day) for day in days] == [Decimal("2.00"), Decimal("2.20"), Decimal("2.50")]
    assert [price(shop, "BEER", day) for day in days] == [Decimal("3.00"), Decimal("3.00"), Decimal("3.5")]
    assert price(shop, "SPRITE", days[2]) == Decimal("1.00")


def test_a_shipment_sends_a_part_or_the_quantities_it_names(shop: Company) -> None:
    """The rest becomes a part of its own; a row for what is not in the part sends nothing; the same rows again change nothing."""
    number = shop.order("d1", COKE=2, BEER=1).order.number  # type: ignore[union-attr] # it was placed
    shop.write(lambda uow: allocate_order(uow, SYSTEM, number, clock=shop.clock))
    part = {"part": f"{number}-01", "carrier": "SF", "tracking": "SF123"}
    wrong = take(shop, Kind.SHIPMENTS, {"external_id": "h0", "sku": "DRILL", "quantity": "1", **part}, {"external_id": "h9", **part, "part": "SO-0-01"})
    assert outcomes(wrong) == ["rejected:integration.not_in_part", "rejected:part.not_found"]
    rows = [{"external_id": "h1", "sku": "COKE", "quantity": "24", **part}, {"external_id": "h2", "sku": "BEER", "quantity": "12", **part}]
    assert outcomes(take(shop, Kind.SHIPMENTS, *rows)) == ["taken", "taken"]
    assert outcomes(take(shop, Kind.SHIPMENTS, *rows)) == ["known", "known"]
    assert outcomes(take(shop, Kind.SHIPMENTS, {"external_id": "h3", **part})) == ["rejected:part.wrong_status"]
    assert outcomes(take(shop, Kind.SHIPMENTS, {"external_id": "h4", **part, "part": f"{number}-02"})) == ["taken"]
    order = shop.database.read(lambda uow: get_order(uow, SYSTEM, number))
    assert (order.status, [(line.sku, line.shipped_base) for line in order.lines]) == ("SHIPPED", [("COKE", 48), ("BEER", 12)])
    assert shop.disagreements() == []


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"warehouse": "BW-E", "sku": "COKE", "quantity": "1", "as_of": AS_OF}, "missing_field", "external_id"),
        (count("x", 1) | {"sku": "  "}, "missing_field", "sku"),
        (count("x", -1), "bad_field", "quantity"),
        (count("x", 1) | {"quantity": "1.5"}, "bad_field", "quantity"),
        (count("x", 1) | {"as_of": "2025-06-11T08:00:00"}, "bad_field", "as_of"),
        (count("x", 1) | {"expiry": "soon"}, "bad_field", "expiry"),
        (count("x", 1) | {"sku": "A\nB"}, "bad_field", "sku"),
        (count("x" * 121, 1), "bad_field", "external_id"),
        (count("x", 1) | {"colour": "red"}, "unknown_field", "colour"),
    ],
)
def test_a_row_that_is_not_sound_is_answered_with_its_field(sqlite_shop: Company, row: dict[str, str], code: str, field: str) -> None:
    """The rows beside it are taken; corrected it may come again under its id."""
    bad, good = take(sqlite_shop, Kind.STOCK, row, count("good", 2400))
    assert (bad.outcome, bad.code, bad.params["field"]) == (Outcome.REJECTED, f"integration.{code}", field)
    assert good.outcome is Outcome.TAKEN


def test_who_may_hand_in_may_not_look_at_the_queue_and_others_may_neither(sqlite_shop: Company) -> None:
    """The account of another system exchanges rows; people map codes."""
    with pytest.raises(NotPermitted):
        sqlite_shop.database.read(lambda uow: list_queue(uow, ERP))
    with pytest.raises(NotPermitted):
        sqlite_shop.write(lambda uow: take_rows(uow, sqlite_shop.actor("bm"), Kind.STOCK, [], clock=sqlite_shop.clock))
    with pytest.raises(TooMuch):
        take(sqlite_shop, Kind.STOCK, *[count(str(number), 1) for number in range(501)])


def test_a_file_is_taken_in_by_batches_and_may_be_given_again(sqlite_shop: Company, tmp_path: Path) -> None:
    """More rows than one batch holds; the second time nothing changes; a broken file says where."""
    shop = sqlite_shop
    lines = [f"s{number},BW-E,{'COKE' if number % 2 else 'X-1'},{2000 + number},2025-06-11T08:00:{number % 60:02}+08:00" for number in range(60)]
    file = tmp_path / "stock.csv"
    file.write_text("external_id,warehouse,sku,quantity,as_of\n" + "\n".join(lines) + "\nbad,BW-E,COKE,-1," + AS_OF + "\n", encoding="utf-8-sig")
    report = take_file(shop.database, SYSTEM, Kind.STOCK, file, clock=shop.clock)
    assert report.counts == {Outcome.TAKEN: 30, Outcome.WAITING: 30, Outcome.REJECTED: 1}
    assert report.troubles[-1].row_no == 61
    assert sum(on_hand(shop).values()) == 2059
    assert take_file(shop.database, SYSTEM, Kind.STOCK, file, clock=shop.clock).counts[Outcome.KNOWN] == 30
    documents = tmp_path / "rows.json"
    documents.write_text('[{"external_id": 7, "dealer": "D1", "amount": 0.10, "day": "2025-06-11"}]')
    assert take_file(shop.database, SYSTEM, Kind.PAYMENTS, documents, clock=shop.clock).counts == {Outcome.TAKEN: 1}
    assert owed(shop) == Decimal("-0.10")
    documents.write_text("{}")
    with pytest.raises(Invalid, match="bad_file"):
        take_file(shop.database, SYSTEM, Kind.PAYMENTS, documents, clock=shop.clock)
    with pytest.raises(Invalid, match="unknown_row_format"):
        take_file(shop.database, SYSTEM, Kind.PAYMENTS, Path(__file__), clock=shop.clock)


def test_one_id_with_two_contents_in_one_call_is_a_conflict_and_not_known(shop: Company) -> None:
    """The first counts; the other waits for a person instead of being lost as a repetition."""
    assert outcomes(take(shop, Kind.STOCK, count("s1", 2500), count("s1", 90))) == ["taken", "conflict:integration.other_content"]
    assert on_hand(shop) == {"L1": 2400, "ERP": 100}
    assert [row.content["quantity"] for row in shop.database.read(lambda uow: list_queue(uow, SYSTEM)).items] == ["90"]


def test_a_day_at_the_edge_of_the_calendar_spoils_its_own_row_only(sqlite_shop: Company) -> None:
    """An instant that has no place in UTC is no instant; the rows beside it are taken."""
    early, late = "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"
    rows = (count("s1", 2500, as_of=early), count("s2", 2500, as_of=late), count("s3", 2500))
    assert outcomes(take(sqlite_shop, Kind.STOCK, *rows)) == ["rejected:integration.bad_field"] * 2 + ["taken"]
    odd = {"external_id": "p1", "price_list": "B", "sku": "COKE", "unit_price": "1", "valid_from": "0001-01-01"}
    assert outcomes(take(sqlite_shop, Kind.PRICES, odd)) == ["rejected:integration.bad_field"]


def test_a_cursor_that_is_none_of_ours_is_refused(sqlite_shop: Company) -> None:
    """It is told as such, not as a fault of the server."""
    for read in (list_queue, list_deliveries):
        with pytest.raises(Invalid, match="bad_cursor"):
            sqlite_shop.database.read(partial(read, actor=SYSTEM, cursor=encode_cursor("x")))
