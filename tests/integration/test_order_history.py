"""Importing an order history: every odd row has its place, the company behind it works, and the same file counts once."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalog.service import catalogue_index
from backend.credit.service import credit_status
from backend.identity.domain import SYSTEM
from backend.identity.service import actor_of_login
from backend.integration.order_history.domain import ImportReport, invoice_number, product_key, report_of_json, shown_name, sku_code
from backend.integration.service import SetAside, import_order_history, list_imports, list_rejects
from backend.inventory.service import availability
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Conflict, DomainError, Invalid, NotFound, NotPermitted
from backend.ordering.schemas import OrderFilter, RepeatOrder
from backend.ordering.service import check_invariants, get_order, list_orders, repeat_order
from backend.pricing.service import PriceQuery, quote_prices
from backend.settings.service import load_brand_settings

HEADER = ("Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
Cells = tuple[object, ...]
UK = "United Kingdom"


def at(*parts: int) -> datetime:
    """A time as it stands in a file: without a zone."""
    return datetime(*parts)  # type: ignore[arg-type] # noqa: DTZ001 - files know no zone


ROWS: list[Cells] = [
    ("WHITE HANGING HEART T-LIGHT HOLDER", 6, at(2010, 12, 1, 8, 26), 2.55, 17850.0, UK),
    ("white hanging heart  t-light holder ", 4, at(2010, 12, 1, 8, 26), 2.45, 17850.0, UK),
    ("RED LANTERN", 3, at(2010, 12, 1, 8, 26), 3.333, 17850.0, UK),
    ("RED LANTERN", 1, at(2011, 2, 1, 9, 0), 3.5, 17850.0, UK),
    ("RED LANTERN", 10, at(2011, 1, 5, 10, 0), 3.4, 12583.0, "France"),
    ("RED LANTERN", 7, at(2011, 1, 5, 10, 0), 3.4, 17850.0, UK),
    ("RED LANTERN", -2, at(2011, 1, 6, 10, 0), 3.4, 12583.0, "France"),
    ("Discount", -1, at(2011, 1, 6, 10, 0), 27.5, 14527.0, UK),
    ("RED LANTERN", 5, at(2011, 1, 6, 10, 0), 3.4, None, UK),
    (None, 5, at(2011, 1, 6, 10, 0), 3.4, 12583.0, "France"),
    ("   ", 5, at(2011, 1, 6, 10, 0), 3.4, 12583.0, "France"),
    ("FREE GIFT", 5, at(2011, 1, 6, 10, 0), 0.0, 12583.0, "France"),
    ("Adjust bad debt", 1, at(2011, 1, 6, 10, 0), -11062.06, 12583.0, "France"),
    ("RED LANTERN", 0, at(2011, 1, 6, 10, 0), 3.4, 12583.0, "France"),
    ("RED LANTERN", 5, None, 3.4, 12583.0, "France"),
    ("RED LANTERN", None, at(2011, 1, 6, 10, 0), 3.4, 12583.0, "France"),
    ("RED LANTERN", 5, at(2011, 1, 6, 10, 0), None, 12583.0, "France"),
]  # fmt: skip
EXPECTED = {"no_customer": 1, "no_description": 2, "bad_date": 1, "bad_quantity": 2, "no_price": 3}
TYPES = "Description VARCHAR, Quantity INTEGER, InvoiceDate TIMESTAMP_NS, UnitPrice DOUBLE, CustomerID DOUBLE, Country VARCHAR"


def write_parquet(path: Path, rows: Sequence[Cells]) -> Path:
    """A file as the wholesaler's export has it."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE lines ({TYPES})")
        connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", [list(row) for row in rows])
        connection.execute(f"COPY lines TO '{path}' (FORMAT parquet)")
    return path


def write_csv(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, encoding: str = "utf-8") -> Path:
    """A text file with every cell quoted."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """All odd rows in one file."""
    return write_parquet(tmp_path / "lines.parquet", ROWS)


@pytest.fixture
def report(any_database: Database, parquet: Path, clock: FixedClock) -> ImportReport:
    """The file, imported."""
    return import_order_history(any_database, parquet, clock=clock)


def test_every_row_is_in_an_order_a_return_or_set_aside_with_its_reason(report: ImportReport) -> None:
    """Nothing is dropped silently: the sums add up to the rows of the file."""
    assert report.adds_up
    assert (report.rows_read, report.rows_in_orders, report.returns) == (len(ROWS), 6, 2)
    assert dict(report.set_aside) == EXPECTED
    assert (report.orders, report.lines, report.merged) == (4, 5, 1)
    assert (report.customers, report.products, report.returned_pieces) == (2, 2, 3)
    assert (report.first_day, report.last_day) == (date(2010, 12, 1), date(2011, 2, 1))


def test_rows_set_aside_can_be_read_as_they_stood_in_the_file(any_database: Database, report: ImportReport) -> None:
    """Who sorts them out needs the raw values and the row number."""
    page = any_database.read(lambda uow: list_rejects(uow, SYSTEM, report.run_id, limit=100))
    assert len(page.items) == report.returns + sum(report.set_aside.values())
    assert [row.row_no for row in page.items] == sorted(row.row_no for row in page.items)
    returns = any_database.read(lambda uow: list_rejects(uow, SYSTEM, report.run_id, reason=SetAside.RETURN)).items
    assert [(row.raw["Description"], row.raw["Quantity"]) for row in returns] == [("RED LANTERN", "-2"), ("Discount", "-1")]
    first = any_database.read(lambda uow: list_rejects(uow, SYSTEM, report.run_id, limit=2))
    rest = any_database.read(lambda uow: list_rejects(uow, SYSTEM, report.run_id, cursor=first.next_cursor, limit=100))
    assert (*first.items, *rest.items) == page.items


def test_an_invoice_is_a_customer_at_an_instant_with_one_line_a_product(any_database: Database, report: ImportReport) -> None:
    """Two customers at the same instant are two orders; the same product twice on one invoice is one line, each amount rounded once."""
    order = any_database.read(lambda uow: get_order(uow, SYSTEM, "INV-17850-201012010826"))
    assert [(line.name_en, line.base_qty, line.line_total) for line in order.lines] == [
        ("WHITE HANGING HEART T-LIGHT HOLDER", 10, Decimal("25.10")),
        ("RED LANTERN", 3, Decimal("10.00")),
    ]
    assert (order.total, order.status, order.currency, order.order_date) == (Decimal("35.10"), "DELIVERED", "GBP", date(2010, 12, 1))
    user = any_database.read(lambda uow: actor_of_login(uow, "17850"))
    assert order.placed_by in {user.user_id, user.name}
    both = [any_database.read(lambda uow, c=c: get_order(uow, SYSTEM, f"INV-{c}-201101051000")).total for c in ("12583", "17850")]
    assert both == [Decimal("34.00"), Decimal("23.80")]
    assert report.total_value == Decimal("96.40")


def test_a_customer_signs_in_with_his_number_and_sees_only_his_orders(any_database: Database, report: ImportReport) -> None:
    """Scope holds for imported customers as for everybody."""
    assert report.orders == 4
    actor = any_database.read(lambda uow: actor_of_login(uow, "12583"))
    assert (actor.dealer_id, actor.locale, actor.name) == ("12583", "en", "Buyer 12583")
    assert [one.number for one in any_database.read(lambda uow: list_orders(uow, actor, OrderFilter())).items] == ["INV-12583-201101051000"]
    with pytest.raises(NotFound):
        any_database.read(lambda uow: get_order(uow, actor, "INV-17850-201012010826"))
    with pytest.raises(NotPermitted):
        any_database.read(lambda uow: list_imports(uow, actor))


def test_prices_stock_and_limits_come_from_the_history(any_database: Database, report: ImportReport, clock: FixedClock) -> None:
    """Last price paid by anybody, ample stock, twice the largest month, pounds and London time."""
    code = sku_code(product_key("red lantern"))
    query = PriceQuery("12583", "A", clock.now(), ((code, 1),))
    assert any_database.read(lambda uow: quote_prices(uow, query))[code].unit_net == Decimal("3.5")
    assert any_database.read(lambda uow: availability(uow, [code], day=date(2030, 1, 1)))[code].total >= 1_000_000
    status = any_database.read(lambda uow: credit_status(uow, SYSTEM, "17850", clock=clock))
    assert (status.limit, status.exposure, status.currency) == (Decimal("70.20"), Decimal(0), "GBP")
    settings = any_database.read(load_brand_settings)
    assert (settings.currency, settings.time_zone) == ("GBP", "Europe/London")
    assert any_database.read(check_invariants) == []
    assert report.currency == "GBP"


def test_spellings_that_differ_by_case_or_spaces_are_one_product_found_by_either(any_database: Database, report: ImportReport) -> None:
    """The more frequent spelling is the name; one that differs by spaces inside a word is an alias."""
    assert report.products == 2
    index = any_database.read(catalogue_index)
    assert {sku.name_en for sku in index.by_code.values()} == {"WHITE HANGING HEART T-LIGHT HOLDER", "RED LANTERN"}
    assert product_key("Heart TrellisTriple") == product_key("HEART  TRELLIS TRIPLE ")


def test_the_last_order_can_be_repeated_at_todays_price(any_database: Database, report: ImportReport, clock: FixedClock) -> None:
    """The words "same as last time" work on the imported history: the latest invoice, not the last one in the file."""
    assert report.orders == 4
    actor = any_database.read(lambda uow: actor_of_login(uow, "17850"))
    draft = any_database.write(lambda uow: repeat_order(uow, actor, RepeatOrder(), clock=clock))
    assert [(line.name_en, line.base_qty, line.line_total) for line in draft.lines] == [("RED LANTERN", 1, Decimal("3.50"))]
    assert draft.confirm_token is not None


def test_the_same_content_is_imported_once_whatever_the_file_is_called(database: Database, parquet: Path, clock: FixedClock) -> None:
    """Running the command again is harmless."""
    first = import_order_history(database, parquet, clock=clock)
    again = import_order_history(database, parquet.rename(parquet.with_name("renamed.parquet")), clock=clock)
    assert again.already_imported
    assert (again.run_id, again.orders) == (first.run_id, first.orders)
    assert database.read(lambda uow: list_imports(uow, SYSTEM)) == [first]


def test_a_database_with_a_company_refuses_another_file_and_stays_as_it_is(database: Database, parquet: Path, tmp_path: Path, clock: FixedClock) -> None:
    """Two companies in one database would share products and stock."""
    first = import_order_history(database, parquet, clock=clock)
    other = write_parquet(tmp_path / "other.parquet", [("BLUE LANTERN", 1, at(2012, 1, 1), 1.0, 1.0, UK)])
    with pytest.raises(Conflict, match=r"integration\.not_empty"):
        import_order_history(database, other, clock=clock)
    assert database.read(lambda uow: list_imports(uow, SYSTEM)) == [first]


def test_a_csv_with_other_headings_dates_and_broken_lines_is_read(database: Database, tmp_path: Path, clock: FixedClock) -> None:
    """Spreadsheet exports write "Customer ID", month/day/year and sometimes lines with too many cells; unreadable figures are set aside."""
    header = ("Country", "customer id", "UNIT_PRICE", "Invoice Date", "Quantity", "Description", "StockCode")
    rows = [
        ("UK", "17850", "2.55", "12/1/2010 8:26", "6", 'HEART "BIG"', "X"),
        ("UK", "17850", "2.55", "2010-12-01 08:26:00", "1", "HEART, SMALL", "X"),
        ("UK", "17850", "2.55", "12/1/2010 8:26", "6.5", "HEART", "X"),
        ("UK", "17850", "cheap", "12/1/2010 8:26", "6", "HEART", "X"),
        ("UK", "17850", "2.55", "yesterday", "6", "HEART", "X"),
        ("UK", "C" * 41, "2.55", "12/1/2010 8:26", "6", "HEART", "X"),
        ("UK", "17850", "2.55", "12/1/2010 8:26", "6", "HEART", "X", "one", "cell", "more"),
        ("UK", "", "2.55", "12/1/2010 8:26", "6", "HEART", "X"),
        ("UK", "17850", "inf", "12/1/2010 8:26", "6", "HEART", "X"),
    ]
    report = import_order_history(database, write_csv(tmp_path / "lines.csv", rows, header), clock=clock)
    assert report.adds_up
    assert report.rows_read == len(rows)
    assert dict(report.set_aside) == {"bad_customer": 1, "bad_date": 1, "bad_quantity": 1, "broken_line": 1, "no_customer": 1, "no_price": 2}
    order = database.read(lambda uow: get_order(uow, SYSTEM, "INV-17850-201012010826"))
    assert {line.name_en: line.base_qty for line in order.lines} == {'HEART "BIG"': 6, "HEART, SMALL": 1}


def test_a_latin_1_csv_is_read(database: Database, tmp_path: Path, clock: FixedClock) -> None:
    """Old exports are not UTF-8; a name keeps its letters."""
    file = write_csv(tmp_path / "old.csv", [("CAFÉ £ SIGN", "1", "2010-12-01 08:26", "1.5", "9", "UK")], encoding="latin-1")
    import_order_history(database, file, clock=clock)
    assert [line.name_en for line in database.read(lambda uow: get_order(uow, SYSTEM, "INV-9-201012010826")).lines] == ["CAFÉ £ SIGN"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("gone.csv", None, "integration.no_file"),
        ("lines.xlsx", b"x", "integration.unknown_format"),
        ("broken.parquet", b"PAR1 no", "integration.bad_file"),
        ("other.csv", b"a,b\n1,2\n", "integration.missing_columns"),
        ("empty.csv", b"", "integration.missing_columns"),
        ("heading.csv", b"Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n", "integration.no_orders"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_leaves_nothing(
    database: Database, tmp_path: Path, clock: FixedClock, name: str, content: bytes | None, code: str
) -> None:
    """Each with its own code, and the database stays empty for the right file."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DomainError) as refused:
        import_order_history(database, tmp_path / name, clock=clock)
    assert refused.value.code == code
    assert isinstance(refused.value, NotFound | Invalid)
    assert database.read(lambda uow: list_imports(uow, SYSTEM)) == []


def test_progress_is_told_step_by_step_to_the_end(database: Database, parquet: Path, clock: FixedClock) -> None:
    """A long import shows that it is alive."""
    told: list[tuple[str, int, int]] = []
    import_order_history(database, parquet, clock=clock, progress=lambda *step: told.append(step))
    assert told[0][0] == "reading"
    assert told[-1] == ("done", len(ROWS), len(ROWS))
    assert ("orders", 6, 6) in told


def test_an_order_number_is_stable_and_short_for_any_customer() -> None:
    """The same invoice gets the same number in every import; numbers people say have at most thirty characters."""
    when = at(2010, 12, 1, 8, 26)
    assert invoice_number("17850", when) == "INV-17850-201012010826"
    assert invoice_number("17850", when.replace(second=5)) != invoice_number("17850", when)
    assert len(invoice_number("a-very-long-customer-name", when)) <= 30


@given(st.text(min_size=1, max_size=60))
def test_a_code_is_letters_and_does_not_depend_on_case_or_spaces(name: str) -> None:
    """Letters only, so a code in a message is never read as a quantity."""
    code = sku_code(product_key(name))
    assert code.isalpha()
    assert code.isupper()
    assert len(code) == 10
    assert sku_code(product_key(f"  {name} ")) == code
    assert product_key(shown_name(name)) == product_key(name)


def test_a_report_survives_being_stored(report: ImportReport) -> None:
    """What a second import shows is what the first one said."""
    assert report_of_json(report.to_json()) == report
