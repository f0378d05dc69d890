"""One message that sends goods to several places or days: one part for each, together what was ordered."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading.domain import CartLine, OrderReading

Read = Callable[..., OrderReading]
DRAFT = (CartLine("COKE-330", Decimal(20), Unit.CASE, 480), CartLine("SPR-330", Decimal(10), Unit.CASE, 240))


def parts_of(reading: OrderReading) -> list[str]:
    """Each part in short: where or when, then SKU and base units of its lines."""
    return [" ".join([part.delivery.place or str(part.delivery.date), *(f"{line.sku}:{line.base_qty}" for line in part.lines)]) for part in reading.parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20箱可口可乐330送城西仓,10箱送城东", ["WH-W COKE-330:480", "WH-E COKE-330:240"]),
        ("可口可乐330 20箱送城西仓。雪碧330 10箱送城东仓。谢谢", ["WH-W COKE-330:480", "WH-E SPR-330:240"]),
        ("可口可乐330,20箱送城西仓,10箱送城东", ["WH-W COKE-330:480", "WH-E COKE-330:240"]),
        ("可口可乐330城西20城东10", ["WH-W COKE-330:480", "WH-E COKE-330:240"]),
        ("城西:可口可乐330 10箱,雪碧330 5箱;城东:可口可乐330 5箱", ["WH-W COKE-330:240 SPR-330:120", "WH-E COKE-330:120"]),
        ("可口可乐330和雪碧330各10箱送城西,红牛5箱送城东", ["WH-W COKE-330:240 SPR-330:240", "WH-E RB-250:120"]),
        ("城西城东各10箱可口可乐330", ["WH-W COKE-330:240", "WH-E COKE-330:240"]),
        ("10 cases of coke 330 each to West and East", ["WH-W COKE-330:240", "WH-E COKE-330:240"]),
        ("10 coke 330 to West and the same to East", ["WH-W COKE-330:240", "WH-E COKE-330:240"]),
        ("coke 330 20 cases, half to West, half to East", ["WH-W COKE-330:240", "WH-E COKE-330:240"]),
        ("可口可乐330 30箱,20箱送城西,剩下的送城东", ["WH-W COKE-330:480", "WH-E COKE-330:240"]),
        ("west: 10 coke 330, 5 sprite 330\neast: 5 coke 330", ["WH-W COKE-330:240 SPR-330:120", "WH-E COKE-330:120"]),
    ],
)
def test_every_place_gets_its_own_goods(read: Read, text: str, expected: list[str]) -> None:
    """Whatever stands first, the goods or the place."""
    reading = read(text)
    assert (parts_of(reading), reading.delivery) == (expected, reading.parts[0].delivery)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("东鹏象牙白600 100箱:周四60,周五40", ["2025-06-12 DPT-W600:240", "2025-06-13 DPT-W600:160"]),
        ("红牛100箱分两批,周四50箱,下周一50箱", ["2025-06-12 RB-250:1200", "2025-06-16 RB-250:1200"]),
        ("coke 330 60 cases on Thursday and 40 on Friday", ["2025-06-12 COKE-330:1440", "2025-06-13 COKE-330:960"]),
        ("东鹏象牙白600 100片:周四60,周五40", ["2025-06-12 DPT-W600:60", "2025-06-13 DPT-W600:40"]),
    ],
)
def test_a_project_is_split_by_days(read: Read, text: str, expected: list[str]) -> None:
    """A bare number beside a day counts in the unit of the goods."""
    assert parts_of(read(text)) == expected


def test_lines_are_all_lines_of_the_parts(read: Read) -> None:
    """Code that knows no parts still sees every line, and the whole draft."""
    reading = read("20 coke 330 to West by Friday and 10 sprite 330 to East by Monday")
    assert [line for part in reading.parts for line in part.lines] == list(reading.lines)
    assert dict(reading.final_cart) == {"COKE-330": 480, "SPR-330": 240}
    assert [(part.delivery.date.isoformat(), part.delivery.relation) for part in reading.parts if part.delivery.date] == [
        ("2025-06-13", "by"),
        ("2025-06-16", "by"),
    ]


@pytest.mark.parametrize("text", ["明天20箱可口可乐330送城西,10箱雪碧330送城东", "城西20箱可口可乐330,城东10箱雪碧330,明天送"])
def test_a_day_at_either_end_is_for_all_parts(read: Read, text: str) -> None:
    """It is said once for the whole message."""
    assert {str(part.delivery.date) for part in read(text).parts} == {"2025-06-12"}


@pytest.mark.parametrize(("east", "agrees"), [(10, True), (15, False)])
def test_parts_that_do_not_make_up_the_total_are_told(read: Read, east: int, *, agrees: bool) -> None:
    """The amounts stay as said; the total is a checksum."""
    reading = read(f"可口可乐330 30箱:20箱送城西,{east}箱送城东")
    assert reading.checksum is not None
    assert (reading.checksum.qty, reading.checksum.agrees) == (Decimal(30), agrees)


@pytest.mark.parametrize("text", ["half to West, half to East", "一半送城西,一半送城东"])
def test_the_draft_itself_is_divided(read: Read, text: str) -> None:
    """Both parts together are the draft as it was."""
    reading = read(text, cart=DRAFT)
    assert parts_of(reading) == ["WH-W COKE-330:240 SPR-330:120", "WH-E COKE-330:240 SPR-330:120"]
    assert dict(reading.final_cart) == {"COKE-330": 480, "SPR-330": 240}


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("可口可乐330 10箱送城西,不对,送城东", "WH-E", None),
        ("可口可乐330 10箱送城西,不是城东", "WH-W", None),
        ("deliver 10 coke 330 by Friday not Thursday", None, "2025-06-13"),
        ("10 coke 330 to the west warehouse on Friday", "WH-W", "2025-06-13"),
    ],
)
def test_a_corrected_or_single_destination_makes_no_parts(read: Read, text: str, place: str | None, day: str | None) -> None:
    """The last word counts; what is ruled out does not."""
    reading = read(text)
    assert (reading.parts, reading.delivery.place, str(reading.delivery.date or None)) == ((), place, str(day))
    assert dict(reading.final_cart) == {"COKE-330": 240}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("可乐12箱送城西8箱送城东", ["WH-W COKE-330:288", "WH-E COKE-330:192"]),
        ("send the coke to West and the sprite to East", ["WH-W COKE-330:480", "WH-E SPR-330:240"]),
        ("可乐送城西,雪碧送城东", ["WH-W COKE-330:480", "WH-E SPR-330:240"]),
    ],
)
def test_amounts_that_make_up_a_line_divide_it_and_add_nothing(read: Read, text: str, expected: list[str]) -> None:
    """The draft holds as much as before."""
    reading = read(text, cart=DRAFT)
    assert (parts_of(reading), dict(reading.final_cart)) == (expected, {"COKE-330": 480, "SPR-330": 240})


def test_a_day_on_which_nothing_shall_come_takes_no_goods_away(read: Read) -> None:
    """The goods stay, the other day counts."""
    reading = read("可口可乐330 10箱明天不要送,后天送")
    assert (str(reading.delivery.date), dict(reading.final_cart)) == ("2025-06-13", {"COKE-330": 240})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10箱可口可乐330送到城西仓给王姐,5箱雪碧330送到总仓", ["WH-W 王姐", "WH-M "]),
        ("10箱可口可乐330送到总仓,5箱雪碧330送到城西仓给王姐", ["WH-M ", "WH-W 王姐"]),
        ("10箱可口可乐330送城西,收货人王姐,5箱雪碧330送城东,收货人李四", ["WH-W 王姐", "WH-E 李四"]),
        ("给王姐送到城西10箱可口可乐330,给李姐送到城东5箱雪碧330", ["WH-W 王姐", "WH-E 李姐"]),
        ("城西:10箱可口可乐330给王姐;城东:5箱雪碧330", ["WH-W 王姐", "WH-E "]),
        ("10 coke 330 to West for Auntie Li and 5 sprite 330 to East for Mr Wang", ["WH-W Auntie Li", "WH-E Mr Wang"]),
        ("10箱可口可乐330送城西,5箱雪碧330送城东,收货人王姐", ["WH-W 王姐", "WH-E 王姐"]),
    ],
)
def test_a_recipient_is_of_his_own_part(read: Read, text: str, expected: list[str]) -> None:
    """Nobody receives what goes to another place; one who is named last and alone receives everything."""
    assert [f"{part.delivery.place} {part.recipient}" for part in read(text).parts] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10箱可口可乐330送城西,5箱雪碧330送到阳光超市", ["WH-W  240", "None 阳光超市 120"]),
        ("10 coke 330 to West and 10 sprite 330 to Auntie Li's shop", ["WH-W  240", "None Auntie Li's shop 240"]),
        ("给王姐10箱可口可乐330,给李哥5箱雪碧330", ["None 王姐 240", "None 李哥 120"]),
    ],
)
def test_goods_for_a_recipient_do_not_go_to_the_place_of_others(read: Read, text: str, expected: list[str]) -> None:
    """A shop or a person that is no ship-to place is a destination of its own when goods are named for it."""
    found = [(part.delivery.place, part.recipient, sum(line.base_qty or 0 for line in part.lines)) for part in read(text).parts]
    assert [f"{place} {who} {base}" for place, who, base in found] == expected


@pytest.mark.parametrize(
    ("text", "days", "numbers"),
    [
        ("20 coke 330 to West, on Thursday, 10 sprite 330 to East, on Friday", ["2025-06-12", "2025-06-13"], [None, None]),
        ("10 coke 330 to West PO 123, 5 sprite 330 to East PO 456", ["None", "None"], ["123", "456"]),
        ("PO 123, 10 coke 330 to West, 5 sprite 330 to East, by Friday", ["2025-06-13", "2025-06-13"], ["123", "123"]),
    ],
)
def test_what_is_said_beside_a_place_is_of_its_part(read: Read, text: str, days: list[str], numbers: list[str | None]) -> None:
    """Before or behind all places it is of every part."""
    parts = read(text).parts
    assert ([str(part.delivery.date) for part in parts], [part.po_number for part in parts]) == (days, numbers)
