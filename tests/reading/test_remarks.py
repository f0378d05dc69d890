"""What a message says besides goods: numbers of purchase orders, people, payment, lots, conditions, totals, a line that is down."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading.domain import CartLine, OrderReading

Read = Callable[..., OrderReading]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("PO 45012, coke 330 10 cases", "45012"),
        ("coke 330 10 cases, po#A-2025/77", "A-2025/77"),
        ("采购单号CG20250611-3 可口可乐330 10箱", "CG20250611-3"),
        ("合同号:HT-2025-08,可口可乐330 10箱", "HT-2025-08"),
        ("our ref: WX/778, 10 coke 330", "WX/778"),
        ("PO-8891: 10 ctn coke 330", "8891"),
        ("PO号是A123,可口可乐330 10箱", "A123"),
    ],
)
def test_the_number_of_a_purchase_order_is_kept_and_never_an_amount(read: Read, text: str, number: str) -> None:
    """Only the goods are counted."""
    reading = read(text)
    assert (reading.po_number, dict(reading.final_cart)) == (number, {"COKE-330": 240})


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("给城南王姐店里送10箱可口可乐330", "城南王姐店里"),
        ("可口可乐330 10箱送给老李", "老李"),
        ("给王姐加10箱可口可乐330", "王姐"),
        ("给老李再补10箱可口可乐330", "老李"),
        ("可口可乐330 10箱,送到阳光超市", "阳光超市"),
        ("收货人:张三丰 可口可乐330 10箱", "张三丰"),
        ("可口可乐330 10箱,张工收", "张工"),
        ("可口可乐330 10箱,上次的货我还没收", ""),
        ("10 coke 330 to Auntie Wang's shop", "Auntie Wang's shop"),
        ("send 10 coke 330 for Mr Chen", "Mr Chen"),
        ("给我来10箱可口可乐330", ""),
        ("可口可乐330 10箱送城西仓", ""),
    ],
)
def test_a_recipient_who_is_no_known_place_is_kept_in_words(read: Read, text: str, who: str) -> None:
    """Ship-to places are places; "me" is nobody."""
    reading = read(text)
    assert (reading.recipient, dict(reading.final_cart)) == (who, {"COKE-330": 240})


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("可口可乐330 10箱,月底结", "月底结"),
        ("可口可乐330 10箱货到付款", "货到付款"),
        ("可口可乐330 10箱,分期", "分期"),
        ("10 coke 330, put it on 30 days", "put it on 30 days"),
        ("10 coke 330, cash on delivery please", "cash on delivery"),
        ("10 coke 330, pay at the end of the month", "pay at the end of the month"),
    ],
)
def test_a_payment_wish_is_recorded_and_is_no_day_of_delivery(read: Read, text: str, wish: str) -> None:
    """Nothing is granted by it."""
    reading = read(text)
    assert (reading.payment_wish, reading.delivery.date, dict(reading.final_cart)) == (wish, None, {"COKE-330": 240})


@pytest.mark.parametrize(
    "text", ["产线停了,可口可乐330 10箱", "停机待料!可口可乐330要10箱", "line is down, need 10 coke 330", "production has stopped: 10 coke 330"]
)
def test_a_line_that_is_down_is_urgent_with_its_reason(read: Read, text: str) -> None:
    """The reason goes to the people who decide."""
    delivery = read(text).delivery
    assert (delivery.urgent, delivery.urgent_reason) == (True, "line_down")


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("最多20箱红牛", ["up_to"]),
        ("红牛有多少要多少,最多20箱", ["up_to"]),
        ("up to 20 cases of red bull", ["up_to"]),
        ("red bull, as many as you have, up to 20", ["up_to"]),
        ("红牛20箱以内", ["up_to"]),
        ("有货的话来20箱红牛", ["if_available"]),
        ("红牛20箱,没有就算了", ["if_available"]),
        ("20 red bull if you have them", ["if_available"]),
        ("20 red bull", [None]),
    ],
)
def test_a_condition_about_stock_stands_beside_the_quantity(read: Read, text: str, conditions: list[str | None]) -> None:
    """With "up to" the quantity is the limit; live stock settles it later."""
    lines = read(text).lines
    assert ([line.condition for line in lines], [line.base_qty for line in lines]) == (conditions, [480])


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("可口可乐330 10箱,有货的话红牛5箱", "- if"),
        ("红牛来5箱有的话,雪碧330最多20箱", "if up"),
        ("最多20箱雪碧330,有货的话红牛5箱", "up if"),
        ("雪碧330最多20箱和红牛有货来3箱", "up if"),
        ("最多20箱可乐330有货的话雪碧330 5箱", "up if"),
        ("雪碧330 5箱可乐330 20箱封顶", "- up"),
        ("可乐330 3箱没有就算了雪碧330 5箱", "if -"),
        ("如果有货可乐330和雪碧330各5箱", "if if"),
        ("可口可乐330 10箱和雪碧330 5箱,有的话", "- if"),
        ("3 cases of coke 330 if you have them and up to 20 of sprite 330", "if up"),
        ("up to 20 cases of sprite 330 and 3 cases of coke 330 if you have them", "up if"),
        ("if you have it 3 cases of coke 330 and up to 20 cases of sprite 330", "if up"),
        ("up to 20 cases of sprite 330 and if you have it 3 cases of coke 330", "up if"),
        ("10 coke 330, if you have it, 5 sprite 330", "if -"),
        ("10 coke 330, if you have it 5 sprite 330", "- if"),
        ("10 coke 330 if available and 5 sprite 330 if available", "if if"),
        ("coke 330 20 cases max and 5 cases sprite 330", "up -"),
        ("sprite 330, up to 20 cases, and coke 330 3 cases if in stock", "up if"),
    ],
)
def test_a_condition_belongs_to_its_own_line(read: Read, text: str, conditions: str) -> None:
    """To the goods before or behind it, by its kind and by what divides it from them; the other line is ordered in any case."""
    names = {None: "-", "if_available": "if", "up_to": "up"}
    assert " ".join(names[line.condition] for line in read(text).lines) == conditions


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("可口可乐330 10箱要新日期的,红牛5箱", ["要新日期的", ""]),
        ("可口可乐330 10箱,红牛5箱,都要新日期的", ["都要新日期的", "都要新日期的"]),
        ("10 coke 330, 5 red bull 250, fresh dates only", ["fresh dates only", "fresh dates only"]),
        ("10 coke 330 with the latest batch, 5 red bull 250", ["with the latest batch", ""]),
    ],
)
def test_a_wish_for_a_lot_is_kept_in_words(read: Read, text: str, wishes: list[str]) -> None:
    """Beside one line it is for that line, at the end of the message for all."""
    assert [line.lot_wish for line in read(text).lines] == wishes


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("可口可乐330 20箱,红牛15箱,一共35箱", True),
        ("可口可乐330 20箱,红牛15箱,一共40箱", False),
        ("20 coke 330, 15 red bull 250, total 35 cases", True),
        ("20 coke 330, 15 red bull 250, 30 cases in total", False),
        ("可口可乐330 20箱,红牛15箱,共2种", True),
    ],
)
def test_a_stated_total_checks_and_never_changes_the_lines(read: Read, text: str, *, agrees: bool) -> None:
    """When it does not agree the person is asked; the lines stay as said."""
    reading = read(text)
    assert reading.checksum is not None
    assert (reading.checksum.agrees, dict(reading.final_cart)) == (agrees, {"COKE-330": 480, "RB-250": 360})


def test_without_a_stated_total_there_is_no_checksum(read: Read) -> None:
    """A sum in the draft ("I want 8 in all") is an amount, not a checksum."""
    coke = CartLine("COKE-330", Decimal(10), Unit.CASE, 240)
    assert read("可乐一共要8箱", cart=(coke,)).checksum is None
