"""Questions about goods on their way and about new dates, in conversation (R1, R11)."""

from datetime import timedelta

import pytest

from backend.identity.domain import SYSTEM
from backend.inventory.inbound import NewInbound
from backend.inventory.substitutes import set_substitutes
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.ordering import inbound
from tests.conftest import NOW
from tests.conversation.chat import Chat

CLOCK = FixedClock(NOW)
DUE = NOW.date() + timedelta(days=9)


@pytest.fixture
def awaiting(company: Database) -> Database:
    """The company with 240 cans of Coke under way, due on the 20th."""
    row = NewInbound("PO-1", "BW-E", "COKE-330", 240, DUE)
    company.write(lambda uow: inbound.announce(uow, SYSTEM, [row], clock=CLOCK))
    return company


@pytest.mark.parametrize(
    "text", ["可口可乐330ml罐装什么时候到货", "可口可乐330ml罐装几号能到货", "可口可乐330ml罐装什么时候补货", "可口可乐330ml罐装下一批什么时候来"]
)
def test_when_goods_come_is_a_question_about_stock(awaiting: Database, text: str) -> None:
    """Today's stock and the day of the delivery."""
    told = Chat(awaiting, "d1.zh").say(text)
    assert "6月20日" in told
    assert "910 箱" in told


@pytest.mark.parametrize(
    "text", ["when is coca-cola 330ml can due in", "when will coca-cola 330ml can be back in stock", "when do you get more coca-cola 330ml can"]
)
def test_the_same_in_english(awaiting: Database, text: str) -> None:
    """With the total by that day."""
    told = Chat(awaiting, "d1.en").say(text)
    assert "20 June" in told
    assert "910 cases" in told


@pytest.mark.parametrize("text", ["我的订单什么时候到", "我的货什么时候到货", "SO-1003什么时候到货"])
def test_when_an_order_comes_stays_a_question_about_orders(awaiting: Database, text: str) -> None:
    """No product is named: it is the person's own goods."""
    assert "910 箱" not in Chat(awaiting, "d1.zh").say(text)


def test_new_dates_are_counted_by_themselves(company: Database) -> None:
    """The milk tea that ends on the first of July is told apart."""
    told = Chat(company, "d1.zh").say("新日期的安慕希205g有多少")
    assert "只算可售至" in told


def test_a_substitute_is_a_button_and_never_taken_silently(company: Database) -> None:
    """Evian is out; what the brand set is offered and stands in the draft after the press."""
    company.write(lambda uow: set_substitutes(uow, SYSTEM, "EVI-500", ("NFW-550",), clock=CLOCK))
    chat = Chat(company, "d1.zh")
    asked = chat.say("2箱依云500ml")
    assert "换成农夫山泉" in asked
    assert "代替 EVI-500" in chat.press(chat.button("answer:", ":NFW-550"))
