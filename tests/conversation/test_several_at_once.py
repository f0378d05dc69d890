"""Questions about several dealers or people: they are never answered with what one of them owes or ordered."""

import pytest

from backend.kit.db import Database
from bot.sentences import phrasebook
from tests.conversation.chat import Chat


@pytest.mark.parametrize(
    "text",
    [
        "谁的额度快用完了", "哪些经销商欠款最多", "谁在等回复", "有谁逾期了", "谁下单最多", "哪几家最近没下单",
        "who is waiting for an answer?", "who ordered today?", "anyone frozen?", "which customers haven't ordered this month?",
    ],
)  # fmt: skip
def test_what_several_owe_or_do_is_not_answered_with_one_of_them(company: Database, text: str) -> None:
    """Also right after the credit of one was shown; it says plainly that this cannot be done yet."""
    chat = Chat(company, "bm.zh")
    chat.say("海港批发的额度还剩多少")
    answer = chat.say(text)
    assert phrasebook().say(chat.replies[-1].lang, "assistant.refuse-several") in answer
    assert "海港" not in answer


@pytest.mark.parametrize("text", ["哪家的单子被拦了?", "whose orders are on hold?", "哪些经销商的订单待审核?"])
def test_whose_orders_are_in_a_state_is_a_list_with_their_names(company: Database, text: str) -> None:
    """One is held."""
    answer = Chat(company, "bm.zh").say(text)
    assert "SO-7003" in answer
    assert any(name in answer for name in ("夜宵啤酒批发", "Night"))


@pytest.mark.parametrize(("text", "shown"), [("谁给我送货?", ""), ("那海港批发呢?", "海港批发"), ("and Harbour Wholesale?", "Harbour")])
def test_one_dealer_or_ones_own_matters_are_no_set(company: Database, text: str, shown: str) -> None:
    """Somebody who is to do something is not several; a name goes on with the question before."""
    chat = Chat(company, "bm.zh")
    chat.say("夜宵啤酒批发的额度")
    answer = chat.say(text)
    assert shown in answer
    assert phrasebook().say(chat.replies[-1].lang, "assistant.refuse-several") not in answer
