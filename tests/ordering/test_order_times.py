"""How long orders take from the first message to the confirmation, for each dealer before and after a day (J2)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.kit.clock import FixedClock
from backend.kit.errors import Invalid, NotPermitted
from backend.ordering.schemas import Confirmation, DraftText, HistoricLine, HistoricOrder
from backend.ordering.service import confirm, draft_order, import_orders
from backend.ordering.times import DealerTimes, OrderTimes, Times, TimesPeriod, order_times
from tests.ordering.company import Company

PERIOD = TimesPeriod(date(2025, 6, 1), date(2025, 6, 12), date(2025, 6, 30))


def order(company: Company, login: str, *, day: int, minutes: int, cases: int, chat: bool = True) -> None:
    """An order whose first message came at 09:30 of a day and which was confirmed some minutes later, with a change in between."""
    begin = company.clock.now() + timedelta(days=day)
    actor = company.actor(login)
    company.write(lambda uow: draft_order(uow, actor, DraftText("可口可乐330ml 1箱"), clock=FixedClock(begin)))
    end = FixedClock(begin + timedelta(minutes=minutes))
    view = company.write(lambda uow: draft_order(uow, actor, DraftText(f"可口可乐改成{cases}箱"), clock=end))
    request = Confirmation(view.confirm_token or "", "m1" if chat else None)
    assert company.write(lambda uow: confirm(uow, actor, request, clock=end)).order is not None


def times(company: Company, login: str, period: TimesPeriod = PERIOD) -> OrderTimes:
    """The times that somebody sees."""
    actor = company.actor(login)
    return company.database.read(lambda uow: order_times(uow, actor, period))


def test_the_median_of_each_dealer_before_and_after_a_day(company: Company) -> None:
    """From the first message, not from the last change; orders taken over have none and are counted apart."""
    for day, minutes, cases in ((0, 20, 2), (0, 15, 3), (0, 4, 4), (2, 3, 5), (3, 2, 6)):
        order(company, "d1", day=day, minutes=minutes, cases=cases)
    order(company, "d2", day=4, minutes=9, cases=7, chat=False)
    line = HistoricLine("COKE", Decimal(1), Unit.CASE, 24, Decimal(48))
    company.write(lambda uow: import_orders(uow, [HistoricOrder("SO-7", "D1", date(2025, 6, 5), "WH-W", None, "DELIVERED", Decimal(48), (line,))]))
    found = times(company, "bm")
    assert found.dealers == (
        DealerTimes("D1", "小卖部", "Corner Shop", Times(3, 15.0, 1), Times(2, 2.5)),
        DealerTimes("D2", "兴隆", "Xinglong", Times(0, None), Times(1, 9.0)),
    )
    assert (found.before, found.after) == (Times(3, 15.0, 1), Times(3, 3.0))


def test_a_dealer_sees_himself_and_those_below(sqlite_company: Company) -> None:
    """R17: nobody hears how fast a foreign dealer orders."""
    order(sqlite_company, "d1", day=0, minutes=5, cases=2)
    order(sqlite_company, "d2", day=0, minutes=7, cases=2)
    order(sqlite_company, "d2", day=2, minutes=7, cases=3)
    assert [one.dealer_id for one in times(sqlite_company, "d1").dealers] == ["D1"]
    assert [one.dealer_id for one in times(sqlite_company, "d2").dealers] == ["D1", "D2"]
    assert times(sqlite_company, "d3").dealers == ()


def test_who_may_not_read_orders_reads_no_times(sqlite_company: Company) -> None:
    """The same right as for the order book."""
    with pytest.raises(NotPermitted):
        times(sqlite_company, "tech")


@pytest.mark.parametrize("wrong", [{"pivot": date(2025, 5, 1)}, {"last": date(2025, 6, 2)}, {"first": date(2020, 1, 1)}])
def test_a_period_has_its_days_in_order(sqlite_company: Company, wrong: dict[str, date]) -> None:
    """First, the day of the change, last; two years at most."""
    with pytest.raises(Invalid):
        times(sqlite_company, "bm", replace(PERIOD, **wrong))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_days_at_the_end_of_the_calendar_are_refused(company: Company, day: date) -> None:
    """They are no instant in every time zone."""
    with pytest.raises(Invalid, match=r"times\.bad_period"):
        times(company, "bm", TimesPeriod(day, day, day))
