"""Orders taken over from elsewhere: what they hold, what they count for, and whose number comes next."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.credit.service import credit_status
from backend.inventory.service import stock_by_warehouse
from backend.kit.errors import Invalid
from backend.ordering.schemas import HistoricLine, HistoricOrder, OrderView, RepeatOrder
from backend.ordering.service import get_order, import_orders, repeat_order
from tests.ordering.company import Company

DAY = date(2025, 6, 12)
LINE = HistoricLine("BEER", Decimal(5), Unit.CASE, 60, Decimal("171.00"))
ORDER = HistoricOrder("SO-1003", "D1", date(2025, 6, 10), "WH-W", DAY, "approved", Decimal("171.00"), (LINE,), placed_by_name="Lin")


def take_over(company: Company, *orders: HistoricOrder) -> None:
    """Import in one transaction."""
    company.write(lambda uow: import_orders(uow, orders))


def seen(company: Company, number: str) -> OrderView:
    """The order as the brand sees it."""
    return company.database.read(lambda uow: get_order(uow, company.actor("bm"), number))


def beer_reserved(company: Company) -> int:
    """What all orders hold of the beer."""
    return sum(shelf.reserved for shelf in company.database.read(lambda uow: stock_by_warehouse(uow, ["BEER"]))["BEER"])


def committed(company: Company) -> Decimal:
    """What counts against D1's credit."""
    return company.database.read(lambda uow: credit_status(uow, company.actor("bm"), "D1", clock=company.clock)).open_orders


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("approved", ("APPROVED", 60, "171.00", (60, 0, 0, 0))),
        ("held", ("HOLD", 60, "171.00", (60, 0, 0, 0))),
        ("shipped", ("SHIPPED", 0, "171.00", (0, 60, 0, 0))),
        ("delivered", ("DELIVERED", 0, "0", (0, 60, 60, 0))),
        ("cancelled", ("CANCELLED", 0, "0", (0, 0, 0, 60))),
    ],
)
def test_an_order_holds_and_counts_what_its_status_says(company: Company, status: str, expected: tuple[str, int, str, tuple[int, ...]]) -> None:
    """Open orders hold stock, undelivered ones count against credit, dead ones do neither."""
    shown, reserved, counted, quantities = expected
    take_over(company, replace(ORDER, status=status))
    order = seen(company, "so-1003")
    line = order.lines[0]
    assert (order.status, beer_reserved(company), committed(company)) == (shown, reserved, Decimal(counted))
    assert (line.reserved_base, line.shipped_base, line.delivered_base, line.cancelled_base) == quantities
    assert (order.order_date, order.delivery_date, order.history[0].action) == (date(2025, 6, 10), DAY, "imported")
    assert company.disagreements() == []


def test_what_stock_cannot_serve_is_the_backorder_of_the_line(company: Company) -> None:
    """120 beers are there; 132 were promised elsewhere."""
    line = replace(LINE, qty=Decimal(11), base_qty=132)
    take_over(company, replace(ORDER, lines=(line,)))
    assert [(one.reserved_base, one.backorder_base) for one in seen(company, "SO-1003").lines] == [(120, 12)]
    assert company.disagreements() == []


def test_a_number_that_was_imported_is_never_given_out_again(company: Company) -> None:
    """The next own number follows the highest imported one of the same kind; other kinds of numbers do not matter."""
    numbers = ("SO-1003", "SO-10001", "SO-10007", "PO-99999", "A17")
    take_over(company, *(replace(ORDER, number=number, status="delivered") for number in numbers))
    assert [company.order("d1", COKE=cases).order.number for cases in (1, 2)] == ["SO-10008", "SO-10009"]
    take_over(company, replace(ORDER, number="SO-10003", status="delivered"))
    assert company.order("d1", COKE=3).order.number == "SO-10010"


def test_orders_that_do_not_add_up_are_refused_by_number_and_nothing_is_stored(company: Company) -> None:
    """The sum of the lines is the total; an order has lines; a status is one of the known ones."""
    wrong = (ORDER, replace(ORDER, number="SO-2", total=Decimal(1)), replace(ORDER, number="SO-3", lines=(), total=Decimal(0)))
    with pytest.raises(Invalid, match=r"order\.bad_import") as refused:
        take_over(company, *wrong)
    assert refused.value.params == {"numbers": "SO-2, SO-3"}
    for status in ("lost", "draft"):
        with pytest.raises(Invalid, match=r"order\.bad_status"):
            take_over(company, replace(ORDER, status=status))
    assert (beer_reserved(company), committed(company)) == (0, Decimal(0))


def test_the_usual_is_the_latest_order_that_was_not_cancelled(company: Company) -> None:
    """Taken over in any order; by their days."""
    other = replace(LINE, sku="COKE", qty=Decimal(2), base_qty=48)
    orders = [
        replace(ORDER, number="SO-3", status="cancelled", order_date=date(2025, 6, 9)),
        replace(ORDER, number="SO-2", status="delivered", order_date=date(2025, 6, 5), lines=(other,)),
        replace(ORDER, number="SO-1", status="delivered", order_date=date(2025, 5, 1)),
    ]
    take_over(company, *orders)
    view = company.write(lambda uow: repeat_order(uow, company.actor("d1"), RepeatOrder(), clock=company.clock))
    assert (view.repeated_order, view.repeated_date, [(line.sku, line.qty) for line in view.lines]) == ("SO-2", date(2025, 6, 5), [("COKE", 2)])
