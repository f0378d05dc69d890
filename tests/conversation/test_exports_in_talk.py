"""Lists of orders as files, asked for in a chat: which orders, what they come to, and that the file has the same."""

import csv
import re
from collections.abc import Mapping
from datetime import date
from io import StringIO

import pytest

from backend.identity.service import actor_of_login
from backend.kit.db import Database
from backend.ordering.schemas import OrderFilter
from backend.ordering.sheets.service import Reader, export_orders
from bot.periods import period_in
from tests.conversation.chat import Chat

TODAY = date(2025, 6, 11)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("导出上月订单", {"from": "2025-05-01", "to": "2025-05-31"}),
        ("麻烦把上个月的订单导出成csv给我", {"from": "2025-05-01", "to": "2025-05-31"}),
        ("导出所有订单", {}),
        ("Please export last month's orders as a spreadsheet", {"from": "2025-05-01", "to": "2025-05-31"}),
        ("can you download all my shipped orders as csv", {"status": "SHIPPED"}),
    ],
)
def test_d11_a_list_of_orders_is_asked_for_in_a_sentence(company: Database, text: str, query: Mapping[str, str]) -> None:
    """The answer says how many and what they come to; the file at its address has just those."""
    chat = Chat(company, "d1.en" if text.isascii() else "d1.zh")
    answer = chat.say(text)
    found = re.search(r"/orders-export/orders\.(xlsx|csv)(?:\?(\S+))?", answer)
    if found is None:
        assert "no such orders" in answer
        return
    assert found[1] == ("csv" if "csv" in text else "xlsx")
    assert dict(part.split("=") for part in (found[2] or "").split("&") if part) == query
    days = [date.fromisoformat(query[key]) for key in ("from", "to") if key in query]
    wanted = OrderFilter(tuple(filter(None, query.get("status", "").split(","))), None, None, *(days or (None, None)))
    actor = company.read(lambda uow: actor_of_login(uow, "d1.zh"))
    with company.read(lambda uow: export_orders(uow, actor, wanted, "csv", Reader("en", str))) as file:
        rows = list(csv.reader(StringIO(file.read().decode("utf-8-sig"))))[1:]
    assert str(len(rows)) in answer
    assert f"{sum(float(row[7]) for row in rows):,.2f}" in answer


@pytest.mark.parametrize("text", ["下载订货模板", "给我一份空白的订货表模板", "Please send me the order form", "download order template"])
def test_d8_the_order_form_is_asked_for_in_a_sentence(company: Database, text: str) -> None:
    """Where it is; nothing is drafted."""
    chat = Chat(company, "d1.en" if text.isascii() else "d1.zh")
    assert "/import/order-form.xlsx" in chat.say(text)
    assert chat.live() == []


@pytest.mark.parametrize("text", ["导出上月订单里的可乐再来10箱", "export grade goods, order 5 cases", "怎么导出订单？"])
def test_words_beside_an_export_are_no_export(company: Database, text: str) -> None:
    """Only a sentence that asks for nothing else is one."""
    assert "/orders-export/" not in Chat(company, "d1.zh").say(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("上上个月", (2025, 4, 1), (2025, 4, 30)),
        ("最近30天", (2025, 5, 13), (2025, 6, 11)),
        ("last 7 days", (2025, 6, 5), (2025, 6, 11)),
        ("上周", (2025, 6, 2), (2025, 6, 8)),
        ("去年", (2024, 1, 1), (2024, 12, 31)),
        ("2024年12月", (2024, 12, 1), (2024, 12, 31)),
        ("八月份", (2024, 8, 1), (2024, 8, 31)),
        ("in March", (2025, 3, 1), (2025, 3, 31)),
        ("february 2024", (2024, 2, 1), (2024, 2, 29)),
    ],
)
def test_spans_of_days(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    """Counted from today; a month without a year is the last that has begun."""
    found = period_in(text, TODAY)
    assert found is not None
    assert (found.first, found.last) == (date(*first), date(*last))
    assert period_in("二〇九九年", TODAY) is None
    assert period_in("2099年1月", TODAY) is None
