"""A cancellation beside other words: a reason does not take it back, a denial does, and a draft is no order."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat

CANCELLED_FOR_A_REASON = [
    "取消{n},不需要了",
    "{n}取消吧,客户不要了",
    "请把{n}取消,不要了",
    "麻烦取消一下{n},我们不需要了",
    "{n}不要了,取消",
    "取消{n}吧,谢谢,不用了",
    "撤销{n},算了",
    "{n}撤单,不买了",
    "取消订单{n},客户不要了",
    "把{n}作废吧,不订了",
    "不要了,帮我取消{n}",
    "{n}下错了,取消",
    "取消{n},下重了",
    "取消{n},别家更便宜",
    "{n}客户改主意了,取消吧",
    "Please cancel {n}, we don't need it any more",
    "cancel {n}, we don't want it anymore",
    "{n}: cancel it please, no longer needed",
    "cancel {n}, we found it cheaper",
    "cancel {n}, it was ordered twice",
    "Cancel {n}. I changed my mind.",
    "cancel order {n}, never mind it",
    "please cancel {n}, thanks, forget it",
    "I changed my mind, cancel {n}",
    "we don't need this order any more, cancel {n}",
    "cancel {n} please, ordered by mistake",
    "withdraw {n}, we don't need it",
    "hi, cancel {n} please, we don't need the order",
    "cancel {n}, the customer pulled out",
    "void {n}, we don't want that order",
]


@pytest.mark.parametrize("login", ["d3.zh", "d3.en"])
def test_a_reason_beside_a_cancellation_does_not_take_it_back(company: Database, login: str) -> None:
    """The cancellation of that order is offered, and nothing is cancelled yet."""
    chat = Chat(company, login)
    for text in (one for one in CANCELLED_FOR_A_REASON if one.isascii() == (login == "d3.en")):
        chat.say(text.format(n="SO-3004"))
        assert (chat.live(), chat.status_of("SO-3004")) == (["order_cancel"], "APPROVED"), text
        chat.press(chat.button("decline:"))
        assert chat.live() == [], text


@pytest.mark.parametrize("text", ["Please cancel {n}, we don't need it any more", "取消{n},不需要了"])
def test_what_has_shipped_is_told_instead(company: Database, text: str) -> None:
    """Nothing is offered that cannot be done."""
    chat = Chat(company, "d3.en" if text.isascii() else "d3.zh")
    answer = chat.say(text.format(n="SO-3003"))
    assert "SO-3003" in answer
    assert chat.live() == []


@pytest.mark.parametrize("text", ["不要取消SO-3004,我们还要", "don't cancel SO-3004, we still need it", "SO-3004先别取消"])
def test_who_keeps_an_order_is_offered_no_cancellation(company: Database, text: str) -> None:
    """A negated cancellation is none."""
    chat = Chat(company, "d3.en" if text.isascii() else "d3.zh")
    chat.say(text)
    assert chat.live() == []


@pytest.mark.parametrize("text", ["算了,草稿作废", "草稿作废", "scrap the draft", "never mind, discard the draft"])
def test_scrapping_a_draft_that_is_not_there_offers_no_cancellation(company: Database, text: str) -> None:
    """Orders are not drafts."""
    chat = Chat(company, "d1.zh")
    chat.say(text)
    assert chat.live() == []
