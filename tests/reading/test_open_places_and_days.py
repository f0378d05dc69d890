"""Places and days that a message leaves open are asked, never taken silently; shares are read wherever the goods stand."""

from collections.abc import Callable
from datetime import date

import pytest

from backend.ordering.reading.domain import OrderReading
from tests.reading.conftest import short

Read = Callable[..., OrderReading]
COKE = "可口可乐330罐装10箱"
WEDNESDAY = date(2025, 6, 11)


def parts(reading: OrderReading) -> list[tuple[str | None, date | None, list[str]]]:
    """Place, day and lines of each part."""
    return [(part.delivery.place, part.delivery.date, [short(line) for line in part.lines]) for part in reading.parts]


@pytest.mark.parametrize(
    "words",
    ["送城西或者城东", "送城西还是城东", "to West or East", "to west/east", "城西或城东", "to either West or East", "城西要么城东"],
)
def test_one_place_or_another_is_asked(read: Read, words: str) -> None:
    """Taking the last one would send goods to the wrong town."""
    wish = read(f"{COKE} {words}").delivery
    assert (wish.place, wish.open and [place.code for place in wish.open.places], wish.open and wish.open.divide) == (None, ["WH-W", "WH-E"], False)


@pytest.mark.parametrize("words", ["送城西和城东", "to West and East", "城西城东都要", "送到城西、城东"])
def test_goods_for_two_places_without_amounts_are_asked_how_to_divide(read: Read, words: str) -> None:
    """Neither half nor all is a fair guess."""
    wish = read(f"{COKE} {words}").delivery
    assert (wish.place, wish.open and wish.open.divide) == (None, True)


@pytest.mark.parametrize(
    "words", ["周四或者周五送", "周四还是周五到", "Thu or Fri", "Thu/Fri delivery", "周四周五送", "明后天送的话", "on Thursday or on Friday"]
)
def test_one_day_or_another_is_asked(read: Read, words: str) -> None:
    """The same for days."""
    wish = read(f"{COKE} {words}").delivery
    assert (wish.date, wish.open and wish.open.days) == (None, (date(2025, 6, 12), date(2025, 6, 13)))


@pytest.mark.parametrize("words", ["周四周五都行", "Thu or Fri, either is fine", "明后天都可以"])
def test_a_person_to_whom_both_days_are_right_gets_the_earlier(read: Read, words: str) -> None:
    """He has answered the question already."""
    wish = read(f"{COKE} {words}").delivery
    assert (wish.date, wish.open) == (date(2025, 6, 12), None)


@pytest.mark.parametrize(
    "words", ["送城西,不对,城东", "to West, sorry, East", "送城西,还是城东吧", "不送城西送城东", "从城西仓发到城东", "to West no wait East"]
)
def test_a_place_that_is_taken_back_is_no_choice(read: Read, words: str) -> None:
    """The last one counts, as ever."""
    wish = read(f"{COKE} {words}").delivery
    assert (wish.place, wish.open) == ("WH-E", None)


@pytest.mark.parametrize(
    "text",
    [
        "half to West, half to East, 20 cases of coke 330 can",
        "城西一半,城东一半,可口可乐330罐装20箱",
        "一半送城西,一半送城东,可口可乐330罐装20箱",
        "West 10, East 10, coke 330 can",
        "coke 330 can 20 cases to West and East, 10 each",
    ],
)
def test_shares_are_read_before_and_behind_the_goods(read: Read, text: str) -> None:
    """People say where first as often as what."""
    assert parts(read(text)) == [("WH-W", None, ["+COKE-330 240"]), ("WH-E", None, ["+COKE-330 240"])]


@pytest.mark.parametrize(
    "text", ["可口可乐330罐装100箱,这周30,下周70", "coke 330 can 100 cases, 30 this week, 70 next week", "可口可乐330罐装 本周30箱 下周70箱"]
)
def test_weeks_divide_goods_like_days(read: Read, text: str) -> None:
    """This week is by its Sunday, next week on its Monday."""
    assert parts(read(text)) == [(None, date(2025, 6, 15), ["+COKE-330 720"]), (None, date(2025, 6, 16), ["+COKE-330 1680"])]


@pytest.mark.parametrize(
    ("words", "place"), [("城西", "WH-W"), ("west please", "WH-W"), ("河滨", "WH-R"), ("送南站", "WH-S"), ("riverside", "WH-R"), ("east", "WH-E")]
)
def test_a_place_is_known_by_less_than_its_name(read: Read, words: str, place: str) -> None:
    """As long as no other place begins so."""
    assert read(f"{COKE} {words}").delivery.place == place


def test_a_shelf_by_number_is_no_day(read: Read) -> None:
    """Shelf 3 is empty; the goods are for tomorrow."""
    assert read("三号货架空了 可口可乐330罐装10箱 明天要").delivery.date == date(2025, 6, 12)
