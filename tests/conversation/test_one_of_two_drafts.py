"""One of two drafts is taken and the other thrown away in one breath; what does not plainly do both is no such thing."""

import pytest

from backend.kit.db import Database
from bot.clauses import fold
from bot.confirmation import Offer, Verdict, read_confirmation
from bot.splitting import read_split
from tests.conversation.chat import Chat

EAST = Offer("1", "order_draft", "drf_1", tuple(map(fold, ("可口可乐 330ml 罐装", "Coca-Cola 330ml can", "Coke", "城东仓", "East City Warehouse"))), 1)
WEST = Offer("2", "order_draft", "drf_2", tuple(map(fold, ("雪碧 330ml 罐装", "Sprite 330ml can", "城西仓", "West City Warehouse"))), 2)

ONE_OF_TWO = [
    ("城东的不要了,城西的确认", "2"),
    ("第一张确认,第二张不要了", "1"),
    ("第二张作废,第一张下单", "1"),
    ("可乐那单确认,雪碧那单不要了", "1"),
    ("雪碧那单取消,可乐那单下吧", "1"),
    ("确认城西的,城东的算了", "2"),
    ("第一单下,第二单不下了", "1"),
    ("草稿1确认,草稿2删掉", "1"),
    ("城东的算了,其他的确认", "2"),
    ("第二张不要,第一张提交吧", "1"),
    ("雪碧那张删掉,剩下的下单", "1"),
    ("城西的下单,城东的就不要了", "2"),
    ("草稿2确认,另一张不要了", "2"),
    ("好的,第二单确认,第一单取消", "2"),
    ("城东那张作废,城西那张就这么定了", "2"),
    ("confirm the first, drop the second", "1"),
    ("drop the second one, place the first", "1"),
    ("cancel the Sprite one, confirm the Coca-Cola one", "1"),
    ("confirm West, scrap East", "2"),
    ("place the first one and forget the second", "1"),
    ("yes to the first, no to the second", "1"),
    ("confirm draft 2 and discard draft 1", "2"),
    ("scrap the first, submit the rest", "2"),
    ("place the Coke one, drop the other", "1"),
    ("go ahead with West City, forget East City", "2"),
    ("no to the second one, yes to the first one", "1"),
    ("draft 1 is confirmed, scrap draft 2", "1"),
    ("please confirm the second and scrap the first", "2"),
    ("delete the Sprite draft but place the Coke order", "1"),
    ("book the first, bin the second please", "1"),
    ("I don't want the second, place the first", "1"),
]
NO_SPLIT = [
    "城东的不要了",
    "城东的改成5箱,城西的确认",
    "城东的不要了,城西的确认吗",
    "城东的先不要下,城西的确认",
    "如果城东的没货,城西的确认",
    "城东的和城西的都不要了",
    "红牛那单不要了,城西的确认",
    "第一张确认,第三张不要了",
    "两张都确认,不要了",
    "城西的确认",
    "城东的明天再说,城西的再看看",
    "不要了,确认",
    "第一张不要了,第一张确认",
    "城东的取消,城西的加一箱",
    "确认城东的还是城西的",
    "confirm the first or drop the second?",
    "drop the first",
    "confirm the first, change the second",
    "confirm the first, keep the second",
    "drop the Fanta, place the Coke one",
    "don't drop the second, place the first",
    "confirm both, drop both",
    "confirm the first if the second is dropped",
    "drop it, place it",
    "the first is fine, is the second held?",
    "place the first, wait with the second",
    "drop both",
    "confirm the first, drop the third",
    "scrap the first, add 2 Coke to the second",
    "confirm the second, tell me about the first",
]


@pytest.mark.parametrize(("text", "taken"), ONE_OF_TWO)
def test_one_of_two_drafts_is_taken_and_the_other_dropped(text: str, taken: str) -> None:
    """By their places, their goods or their numbers."""
    split = read_split(text, [EAST, WEST])
    assert split is not None
    assert [offer.id for offer in split.taken] == [taken]
    assert [offer.id for offer in split.dropped] == [{"1": "2", "2": "1"}[taken]]


@pytest.mark.parametrize("text", NO_SPLIT)
def test_what_does_not_plainly_take_one_and_drop_the_other_is_no_split(text: str) -> None:
    """An edit, a doubt, an unknown name or the same draft twice."""
    assert read_split(text, [EAST, WEST]) is None


@pytest.mark.parametrize("text", ONE_OF_TWO)
def test_one_draft_alone_is_never_split(text: tuple[str, str]) -> None:
    """The same words about the lines of one draft confirm nothing."""
    assert read_split(text[0], [EAST]) is None
    both = Offer("1", "order_draft", "drf_1", (*EAST.names, *WEST.names), 1)
    reading = read_confirmation(text[0], [both])
    assert reading.verdict is not Verdict.CONFIRM or "cancel" in reading.about


@pytest.mark.parametrize("text", ["城东的不要了,城西的确认", "confirm West City, scrap East City"])
def test_taking_one_draft_and_dropping_the_other_does_both(company: Database, text: str) -> None:
    """One order, and no draft left."""
    chat = Chat(company, "d2.zh")
    chat.say("3箱可口可乐330ml罐装送城东,2箱雪碧330ml罐装送城西")
    chat.say(text)
    assert [lines for _, lines, _ in chat.orders_placed()] == [{"SPR-330": 48}]
    assert chat.live() == []
