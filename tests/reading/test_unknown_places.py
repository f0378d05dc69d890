"""Places that the dealer does not have are asked about; recipients and plain words for a place are none."""

from collections.abc import Callable

import pytest

from backend.ordering.reading.domain import OrderReading
from tests.reading.conftest import short

Read = Callable[..., OrderReading]


@pytest.mark.parametrize(
    "text",
    [
        "可口可乐330罐装6箱送江北仓", "可口可乐330罐装6箱,发到高新区仓库", "6箱可口可乐330罐装运到东门市场,明天到", "送到江北分仓,可口可乐330罐装6箱",
        "6 cases coke 330 can, deliver to the Hillside depot", "send 6 cases of coke 330 can to our harbour warehouse tomorrow",
        "6 cases of coke 330 can to Northfield branch please", "ship 6 cases of coke 330 can to the Lakeside store",
        "可口可乐330罐装6箱送东莞", "可口可乐330罐装6箱,送到黄村", "送东莞6箱可口可乐330罐装", "可口可乐330罐装6箱明天发往佛山那边",
        "可口可乐330罐装6箱,改送虎门镇",
        "可口可乐330罐装6箱送到东莞,明天到", "可口可乐330罐装6箱,收货地址是望江路", "可口可乐330罐装6箱发到青岛",
        "6 cases coke 330 can, ship to Dongguan", "ship 6 cases coke 330 can to Springfield on Friday", "6 cases coke 330 can for Shenzhen",
        "please send 6 cases of coke 330 can to Kings Cross asap", "6 cases coke 330 can going to Hong Kong",
    ],
)  # fmt: skip
def test_a_place_that_the_dealer_does_not_have_is_asked(read: Read, text: str) -> None:
    """The usual place is never taken silently; the name is no goods."""
    reading = read(text)
    assert [short(line) for line in reading.lines] == ["+COKE-330 144"]
    assert reading.delivery.place is None
    assert reading.delivery.open is not None
    assert [place.code for place in reading.delivery.open.places] == ["WH-W", "WH-E", "WH-M", "WH-R", "WH-S"]


def test_the_question_names_the_place_as_it_was_written(read: Read) -> None:
    """So that the person sees what was not understood."""
    left = [read(text).delivery.open for text in ("可口可乐330罐装6箱送东莞", "6 cases coke 330 can, ship to Dongguan")]
    assert [one.said for one in left if one] == ["东莞", "Dongguan"]


@pytest.mark.parametrize(
    ("text", "place", "recipient"),
    [
        ("可口可乐330罐装6箱给李姐店里", None, "李姐店里"),
        ("可口可乐330罐装6箱送到李姐仓库", None, "李姐仓库"),
        ("coke 330 can 6 cases to Auntie Li's shop", None, "Auntie Li's shop"),
        ("可口可乐330罐装6箱送到我们仓库", None, ""),
        ("coke 330 can 6 cases, deliver to the warehouse", None, ""),
        ("coke 330 can 6 cases to my own shop", None, ""),
        ("coke 330 can 6 cases to the usual store", None, ""),
        ("可口可乐330罐装6箱送城西仓", "WH-W", ""),
        ("可口可乐330罐装6箱送江北仓,不对,城东仓", "WH-E", ""),
        ("可口可乐330罐装6箱不送江北仓,送城东", "WH-E", ""),
        ("coke 330 can 6 cases to the main warehouse", "WH-M", ""),
        ("可口可乐330罐装6箱,送到楼下门口", None, ""),
        ("可口可乐330罐装6箱,发顺丰,送上门", None, ""),
        ("可口可乐330罐装6箱,送到时打电话", None, ""),
        ("可口可乐330罐装6箱,下单后发我确认", None, ""),
        ("可口可乐330罐装6箱,送东莞,不对,送城西", "WH-W", ""),
        ("可口可乐330罐装6箱,不送东莞,送城东", "WH-E", ""),
        ("coke 330 can 6 cases, ship to the same address", None, ""),
        ("send 6 cases of coke 330 can to arrive by Friday", None, ""),
        ("coke 330 can 6 cases, deliver to my door please", None, ""),
        ("coke 330 can 6 cases, not to Dongguan, to West City", "WH-W", ""),
    ],
)
def test_recipients_and_known_places_are_asked_nothing(read: Read, text: str, place: str | None, recipient: str) -> None:
    """A person receives; "the warehouse" is the usual one."""
    reading = read(text)
    assert [short(line) for line in reading.lines] == ["+COKE-330 144"]
    assert (reading.delivery.place, reading.delivery.open, reading.recipient) == (place, None, recipient)
