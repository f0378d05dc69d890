"""Earlier orders that are wanted again are named with their number and day, so that the person can see which one was meant."""

from datetime import date

import pytest

from backend.ordering.reading import ReadingContext, read_order


@pytest.mark.parametrize("text", ["上次的再来一份", "same as last order", "repeat SO-1003 please", "老样子"])
def test_an_order_that_is_repeated_carries_its_number_and_day(westside: ReadingContext, text: str) -> None:
    """Whatever words pointed at it."""
    line = read_order(text, westside).lines[0]
    last = westside.history[-1]
    assert (line.op.value, line.order_id, line.order_date) == ("repeat", last.order_id, last.date)


@pytest.mark.parametrize(
    ("text", "day"), [("yesterday's order again", date(2025, 6, 10)), ("昨天的单再来一份", date(2025, 6, 10)), ("same as the 19th of May", date(2025, 5, 19))]
)
def test_a_day_without_an_order_is_told_as_a_day(westside: ReadingContext, text: str, day: date) -> None:
    """The word yesterday becomes a date that can be said."""
    line = read_order(text, westside).lines[0]
    assert (line.status.value, line.order_id, line.order_date) == ("no_history", None, day)
