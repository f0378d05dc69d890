"""Which words of a sentence about orders are a company: judged without knowing any."""

import pytest

from tests.tools.market import Market, name_zh
from tools.companies import company_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("宏图大业商贸最近一单到哪了", "宏图大业商贸"),
        ("帮我看一下夜宵啤酒批发的最近一单", "夜宵啤酒批发"),
        ("第丁商行最近一单", "第丁商行"),
        ("蓝月亮的订单到哪了", "蓝月亮"),
        ("status of the last order of Hongda Hardware", "Hongda Hardware"),
        ("last order of Blue Moon Trading", "Blue Moon Trading"),
        ("where is Night Beer's latest order?", "Night Beer"),
        ("D7最近一单", "D7"),
        ("last order of DL3", "DL3"),
    ],
)
def test_a_company_is_told_by_the_words_around_it(text: str, name: str) -> None:
    """By its company word, as the owner of an order, or as a code."""
    assert company_in(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "我最近一单到哪了",
        "老板帮我查查最近的订单",
        "我们公司最近一单到哪了",
        "昨天的订单到哪了",
        "上次买了什么",
        "where is my last order?",
        "status of my latest order please",
        "what's in the order from Monday?",
        "Where's the order of last week",
        "my order for Friday",
        "到哪了?",
        "SO-1003到哪了",
        "",
    ],
)
def test_the_own_orders_name_nobody(text: str) -> None:
    """Times, pronouns and courtesies are no names."""
    assert company_in(text) is None


@pytest.mark.parametrize(
    ("foreign", "missing"),
    [
        (f"{name_zh(3)}最近一单到哪了", "第辛商行最近一单到哪了"),
        ("last order of Company D", "last order of Company Q"),
        ("DL3最近一单", "DL9最近一单"),
    ],
)
def test_a_foreign_company_in_a_sentence_looks_like_a_missing_one(foreign: str, missing: str, market: Market) -> None:
    """Not found, both; and never the own latest order instead."""
    answers = [market.ask("user1", "order_status", text=text) for text in (foreign, missing)]
    assert {answer.code for answer in answers} == {"dealer.not_found"}
