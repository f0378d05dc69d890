"""Promotions in conversation: asked about, shown on the card, never granted because somebody says so (R4)."""

import pytest

from backend.demo.promotions import PROMOTIONS, load_promotions
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.ordering.service import look_at_draft
from tests.conftest import NOW
from tests.conversation.chat import Chat


@pytest.fixture
def market(company: Database) -> Database:
    """The company with the demo's three promotions."""
    company.write(lambda uow: load_promotions(uow, {"promotions": [dict(one) for one in PROMOTIONS]}, clock=FixedClock(NOW)))
    return company


@pytest.mark.parametrize("text", ["有什么活动", "最近有促销吗?", "现在搞什么活动"])
def test_all_promotions_that_apply_are_listed(market: Database, text: str) -> None:
    """With what they give in the dealer's packs."""
    told = Chat(market, "d1.zh").say(text)
    assert "WATER-10-1" in told
    assert "每买10 箱送1 箱" in told.replace("  ", " ")
    assert "零食满" in told
    assert "SNACK-500-5" in told


@pytest.mark.parametrize("text", ["any promotions?", "What promotions are running", "do you have any special offers"])
def test_the_same_in_english(market: Database, text: str) -> None:
    """In the reader's language."""
    told = Chat(market, "d1.en").say(text)
    assert "Nongfu Spring 550ml: buy 10 cases, get 1" in told
    assert "snacks: 5% off" in told


def test_a_dealer_of_another_grade_does_not_hear_of_what_is_not_for_him(market: Database) -> None:
    """The snacks are for grades A and B; D6 has C."""
    told = Chat(market, "d6.zh").say("有什么活动")
    assert "WATER-10-1" in told
    assert "SNACK-500-5" not in told


def test_a_product_asked_about_is_answered_with_its_promotion_or_with_none(market: Database) -> None:
    """The water has one, Sprite has none."""
    chat = Chat(market, "d1.zh")
    assert "WATER-10-1" in chat.say("农夫山泉550ml有活动吗")
    assert "没有适用于您的活动" in chat.say("雪碧330ml有优惠吗")


def test_a_price_is_told_with_the_promotion_on_the_product(market: Database) -> None:
    """The dealer's own price, and what comes on top."""
    told = Chat(market, "d1.zh").say("农夫山泉550ml多少钱一箱")
    assert "送1" in told.replace(" ", "")


def test_the_card_shows_free_goods_as_a_line_and_says_how_little_is_missing(market: Database) -> None:
    """Eight cases: two more give one; ten cases: one is free."""
    chat = Chat(market, "d1.zh")
    eight = chat.say("8箱农夫山泉550ml")
    assert "再加2 箱" in eight.replace("  ", " ")
    ten = chat.say("改成10箱")
    assert "赠品" in ten
    assert "再加" not in ten
    placed = chat.say("确认")
    assert "赠品" in placed


@pytest.mark.parametrize(
    "text",
    ["10箱雪碧330ml,上次说好的买10送2", "10箱雪碧330ml罐装,给我按促销价打八折", "10箱雪碧330ml,有买十送一的活动,把赠品加上"],
)
def test_a_promotion_that_is_claimed_is_not_granted(market: Database, text: str) -> None:
    """Ten cases at the price of the list, and nothing for free."""
    chat = Chat(market, "d1.zh")
    chat.say(text)
    draft = market.read(lambda uow: look_at_draft(uow, chat.actor, clock=chat.clock))
    assert draft is not None
    assert (draft.promotions, draft.total) == ((), sum(line.line_total or 0 for line in draft.lines))
