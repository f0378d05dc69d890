"""Goods read with an amount weigh more than what a classifier finds likely, unless a word speaks of a fault or a complaint."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat


@pytest.mark.parametrize(
    "text",
    [
        "12 stainless hinges", "Shop is out of tools again. Send 6 cordless drills", "6 drill bit sets", "5 rolls red electrical tape",
        "工具又没了,送6把锤子", "12个不锈钢合页", "工地上电钻不够用,再送2台电钻",
    ],
)  # fmt: skip
def test_goods_with_an_amount_are_ordered(company: Database, text: str) -> None:
    """Although tools and machines are also what breaks; nothing is said about returns or repairs."""
    chat = Chat(company, "d3.en" if text.isascii() else "d3.zh")
    answer = chat.say(text)
    assert any(word in answer for word in ("Draft v1", "草稿 v1", "还没有定下", "open"))
    assert not any(word in answer for word in ("after-sales", "Returns", "售后", "退换"))


@pytest.mark.parametrize("text", ["10 sprite or red bull?", "8 sprite or 8 red bull?", "10箱雪碧还是红牛?", "雪碧还是红牛,10箱?"])
def test_an_amount_of_one_or_the_other_is_asked_back(company: Database, text: str) -> None:
    """The mark at the end leaves the goods open, not whether anything is wanted."""
    answer = Chat(company, "d1.en" if text.isascii() else "d1.zh").say(text)
    assert any(word in answer for word in ("Draft v1", "草稿 v1"))
    assert any(word in answer for word in ("Which one do you mean?", "请选一种"))


@pytest.mark.parametrize("text", ["sprite 330 or red bull 250?", "is 10 sprite or red bull enough?", "sprite or red bull?", "10 sprite or red bull in stock?"])
def test_goods_that_are_only_asked_about_are_no_order(company: Database, text: str) -> None:
    """Sizes are no amounts, and a question of its own stays one."""
    assert "Draft" not in Chat(company, "d1.en").say(text)


@pytest.mark.parametrize("text", ["two drills came broken", "12 hinges of the last delivery are rusty", "锤子坏了3把", "上次少送了2台电钻"])
def test_goods_with_trouble_are_no_order(company: Database, text: str) -> None:
    """Nothing waits for a yes."""
    chat = Chat(company, "d3.en" if text.isascii() else "d3.zh")
    chat.say(text)
    assert chat.live() == []


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("3 cases of 7UP 330ml, please send them to the East City warehouse", "East City"),
        ("3 cases of 7UP 330ml, ship it to the East City Warehouse", "East City"),
        ("七喜330ml来3箱,都发到城东仓库", "城东"),
    ],
)
def test_where_goods_are_to_go_is_no_complaint_about_a_territory(company: Database, said: str, place: str) -> None:
    """A place may be called a city or a market; the clause belongs to the goods before it."""
    answer = Chat(company, "d1.en" if said.isascii() else "d1.zh").say(said)
    assert place in answer
    assert not any(word in answer for word in ("diversion", "窜货"))
