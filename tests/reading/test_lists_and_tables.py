"""Lists and tables in the layouts that people use, prices and numbers beside the amounts, sizes that are corrected, quoted messages."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.ordering.reading.domain import OrderReading
from tests.reading.conftest import short

Read = Callable[..., OrderReading]
Lines = Callable[..., list[str]]
BOTH = ["+COKE-330 240", "+SPR-330 120"]
GOODS = {"可口可乐330罐装": ("COKE-330", 24), "雪碧330罐装": ("SPR-330", 24), "红牛": ("RB-250", 24), "coke 500 bottle": ("COKE-500", 24)}
Order = list[tuple[str, int]]


def _rows(order: Order, form: str, between: str) -> str:
    return between.join(form.format(no=number, name=name, qty=qty) for number, (name, qty) in enumerate(order, 1))


LAYOUTS: Sequence[Callable[[Order], str]] = (
    lambda order: _rows(order, "{name} {qty}箱", "\n"),
    lambda order: _rows(order, "{name}{qty}箱", ","),
    lambda order: _rows(order, "{name}{qty}箱", " "),
    lambda order: _rows(order, "{qty}箱{name}", "、"),
    lambda order: _rows(order, "{name} x{qty}", "\n"),
    lambda order: _rows(order, "{name}*{qty}", " "),
    lambda order: _rows(order, "{qty} cases {name}", " and "),
    lambda order: _rows(order, "{qty} x {name}", ", "),
    lambda order: _rows(order, "- {name} {qty} cases", "\n"),
    lambda order: _rows(order, "{no}. {name} {qty}箱", "\n"),
    lambda order: _rows(order, "{no}、{name} {qty}箱", " "),
    lambda order: _rows(order, "{name}\t{qty}", "\n"),
    lambda order: _rows(order, "{name}\t{qty}\t箱", "\n"),
    lambda order: "序号\t品名\t数量\t单位\n" + _rows(order, "{no}\t{name}\t{qty}\t箱", "\n"),
    lambda order: "品名\t单价\t数量\n" + _rows(order, "{name}\t43.3\t{qty}", "\n"),
    lambda order: "Item | Qty\n" + _rows(order, "{name} | {qty}", "\n"),
    lambda order: _rows(order, "{name}要{qty}箱", ""),
    lambda order: _rows(order, "{name}来{qty}箱", "然后"),
    lambda order: _rows(order, "{name} {qty}箱 43.5", "\n"),
)
CHATTER = ("老板你好\n", "辛苦啦\n", "hi, hope you had a nice weekend!\n", "早上好!\n", "帮我下个单:\n", "please send:\n", "麻烦安排一下\n")
FAREWELL = ("", "\n谢谢老板", ", thanks a lot", "。祝生意兴隆", "\n辛苦了,周末愉快", " thx mate", "\n电话13812345678")
ORDERS = st.lists(st.tuples(st.sampled_from(sorted(GOODS)), st.integers(1, 99)), min_size=1, max_size=4, unique_by=lambda one: one[0])


@given(ORDERS, st.sampled_from(LAYOUTS), st.sampled_from(CHATTER), st.sampled_from(FAREWELL))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
def test_a_list_is_read_as_it_stands_in_every_layout_with_any_chatter(read: Read, order: Order, layout: Callable[[Order], str], hello: str, bye: str) -> None:
    """Known names, whole amounts and their pack: exactly these lines, whatever is said around them."""
    expected = [f"+{GOODS[name][0]} {GOODS[name][1] * qty}" for name, qty in order]
    plain, polite = layout(order), hello + layout(order) + bye
    for text in (plain, polite):
        reading = read(text)
        assert [short(line) for line in reading.lines] == expected, text
        assert (reading.delivery.date, reading.delivery.place, reading.delivery.open) == (None, None, None), text


@pytest.mark.parametrize(
    "text",
    [
        "可口可乐330罐装\t10\t箱\t43.32\t433.20\n雪碧330罐装\t5\t箱\t43.32\t216.60",
        "序号\t品名\t规格\t数量\n1\t可口可乐罐装\t330ml\t10\n2\t雪碧罐装\t330ml\t5",
        "编码\t名称\t数量\nCOKE-330\t可乐\t10\nSPR-330\t雪碧\t5",
        "| 商品 | 数量 |\n|---|---|\n| 可口可乐330罐装 | 10 |\n| 雪碧330罐装 | 5 |",
        "可口可乐330罐装 10箱 38\n雪碧330罐装 5箱 36",
        "1、可口可乐330罐装 10箱 2、雪碧330罐装 5箱",
    ],
)
def test_prices_sums_and_running_numbers_are_no_amounts(lines: Lines, text: str) -> None:
    """The columns say what is what."""
    assert lines(text) == BOTH


@pytest.mark.parametrize("words", ["不是330是500", "不是330,是500的", "not 330 but 500", "不是330ml是500ml"])
def test_another_size_is_no_amount(lines: Lines, words: str) -> None:
    """Ten cases of the other size, never five hundred cases."""
    assert lines(f"可口可乐330 10箱,{words}") == ["+COKE-500 240"]


@pytest.mark.parametrize("head", ['On Tue you wrote: "ok"\n', "[微信] 2025/6/11 09:20 张: ", "2025-06-11 "])
def test_the_day_of_a_quoted_or_dated_message_is_no_delivery_day(read: Read, head: str) -> None:
    """It says when something was written."""
    reading = read(f"{head}可口可乐330罐装10箱")
    assert (reading.delivery.date, [short(line) for line in reading.lines if line.sku]) == (None, ["+COKE-330 240"])


def test_a_whole_date_that_is_to_come_is_one(read: Read) -> None:
    """Only today's is a heading."""
    assert read("2025-06-12 可口可乐330罐装10箱").delivery.date == date(2025, 6, 12)
