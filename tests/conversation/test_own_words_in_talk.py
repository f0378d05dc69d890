"""A company's own words as people talk about them: taught by an order, taken, denied, listed, forgotten; and quantities that are unusual."""

import pytest

from backend.kit.db import Database
from backend.settings.service import load_brand_settings, save_brand_settings
from tests.conversation.chat import Chat


@pytest.fixture
def known(company: Database) -> Chat:
    """红胖子 is known for the can from one order."""
    chat = Chat(company, "d1.zh")
    chat.say("来10箱红胖子")
    chat.say("红胖子就是可口可乐330ml罐装")
    assert "已下单" in chat.say("确认")
    return chat


def test_a_line_says_that_it_was_read_by_the_own_word(known: Chat) -> None:
    """With a button that takes it back."""
    assert "按您平时的叫法：红胖子" in known.say("红胖子2箱")
    asked = known.press(known.button("answer:", ":drop"))
    assert "可口可乐 500ml 瓶装" in asked
    assert known.live() == []


@pytest.mark.parametrize("words", ["不是这个", "不对，不是这个", "不是这款"])
def test_a_typed_denial_is_no_refusal(known: Chat, words: str) -> None:
    """It asks which product; the choice is ordered and is what the word means from then on."""
    known.say("红胖子2箱")
    assert "可口可乐 500ml 瓶装" in known.say(words)
    known.say("第二个")
    known.say("确认")
    assert known.orders_placed()[-1][1] == {"COKE-500": 48}
    assert "可口可乐 500ml 瓶装" in known.say("你记住了我哪些叫法？")


@pytest.mark.parametrize("words", ["忘掉红胖子", "把红胖子忘了", "红胖子不是可口可乐", "忘记红胖子吧"])
def test_a_word_is_forgotten_in_words(known: Chat, words: str) -> None:
    """At once, without a draft."""
    assert "已忘掉：红胖子" in known.say(words)
    assert "没有记住您的叫法" in known.say("我有哪些叫法")


def test_forgetting_is_a_button_of_the_list(known: Chat) -> None:
    """The button says the words."""
    known.say("记住了我哪些叫法")
    assert known.button("say:") == "say:忘掉红胖子"


def test_english_words_about_words(known: Chat) -> None:
    """The same in the other language."""
    assert "红胖子" in known.say("which names have you learned from me?")
    known.say("红胖子 2 cases please")
    assert "Coca-Cola 500ml bottle" in known.say("not this one")
    assert "Forgotten: 红胖子" in known.say("forget the name 红胖子 please")


@pytest.mark.parametrize("words", ["忘了加两箱雪碧330ml罐装", "不是", "别忘了发票", "forget it", "我的订单不是这样的"])
def test_other_talk_forgets_nothing(known: Chat, words: str) -> None:
    """Words that sound alike are about other things."""
    known.say(words)
    assert "红胖子" in known.say("你记住了我哪些叫法")


def test_another_company_knows_nothing_of_it(known: Chat) -> None:
    """Neither the word nor the list."""
    other = Chat(known.database, "d2.zh")
    assert "没找到这个商品" in other.say("红胖子2箱")
    assert "没有记住您的叫法" in other.say("你记住了我哪些叫法")


def test_an_unusual_quantity_is_asked_and_answered(company: Database) -> None:
    """The brand wants to be asked; the likely value is a button, the rest stays."""
    company.write(lambda uow: save_brand_settings(uow, load_brand_settings(uow).model_copy(update={"unusual_quantity_factor": 10})))
    chat = Chat(company, "d1.zh")
    usual = (3, 4, 5)
    for cases in usual:
        chat.say(f"{cases}箱可口可乐330ml罐装")
        chat.say("确认")
    assert "是 50 箱" in chat.say("可口可乐330ml罐装500箱，雪碧330ml罐装2箱")
    answered = chat.press(chat.button("answer:", ":=50"))
    assert "50 箱" in answered
    assert "柠檬味汽水 330ml 罐装" in answered


def test_a_change_of_an_order_says_that_it_was_read_by_the_own_word_and_teaches_it(known: Chat) -> None:
    """Once it is carried out; what is only proposed teaches nothing."""
    known.say("3箱雪碧330ml罐装")
    known.press(known.button("confirm:"))
    assert "按您平时的叫法：红胖子" in known.say("SO-10002加2箱红胖子")
    assert "SO-10002" not in known.say("你记住了我哪些叫法？")
    known.say("SO-10002加2箱红胖子")
    assert "已修改" in known.press(known.button("confirm:"))
    assert "2 张订单" in known.say("你记住了我哪些叫法？")
