"""Returns and rests in talk, in both languages: what is asked for is shown before the yes, and nothing happens without it."""

import pytest

from backend.identity.domain import SYSTEM
from backend.kit.db import Database
from backend.ordering.returning.schemas import ReturnFilter, ReturnView
from backend.ordering.returning.service import list_returns
from bot.brain.embedded.state import DialogueState
from bot.brain.embedded.warehousing import plan_turn
from tests.conversation.chat import Chat
from tests.conversation.test_planning import TOOLS

OF_ORDERS = TOOLS | {"return_goods", "list_returns", "close_order"}
WISHES = {
    "return_goods": [
        "这批货碎了,我要退货",
        "I want to return these",
        "SO-7003 的雪碧有2箱破了,要退",
        "I want to return 2 cases of sprite from SO-7003",
        "上次的可乐有半箱是坏的,想退",
        "SO-1002 退可乐",
        "SO-1003 退1箱雪碧",
        "can I return everything from SO-1001?",
        "two of the Sprite cases arrived damaged, I'd like to send them back",
    ],
    "list_returns": [
        "我不退货了",
        "撤回刚才的退货",
        "退款到账了吗",
        "I don't want to return anything",
        "please withdraw my return",
        "我的退货怎么样了?",
        "has my return been approved?",
        "show my returns",
        "有哪些退货要处理",
    ],
    "close_order": ["SO-1003剩下的不要了", "cancel the rest of SO-2003", "please short close SO-2003", "SO-1003 没发的货不用发了"],
}


@pytest.mark.parametrize(("tool", "text"), [(tool, text) for tool, texts in WISHES.items() for text in texts])
def test_a_wish_about_returns_leads_to_one_call_of_its_tool(tool: str, text: str) -> None:
    """With and without an order number."""
    assert [call.name for call in plan_turn(text, DialogueState(), OF_ORDERS).calls] == [tool]


def _returns(chat: Chat) -> tuple[ReturnView, ...]:
    return chat.database.read(lambda uow: list_returns(uow, SYSTEM, ReturnFilter()).items)


@pytest.mark.parametrize(
    ("login", "wish", "yes", "asks"),
    [
        ("d1.zh", "SO-1002 的雪碧有2箱破了,要退", "确认", "我的退货怎么样了?"),
        ("d1.en", "I want to return 2 cases of sprite from SO-1002, they arrived dented", "yes", "how is my return going?"),
    ],
)
def test_a_dealer_returns_goods_in_his_own_words(company: Database, login: str, wish: str, yes: str, asks: str) -> None:
    """Shown first, asked for with the yes, and told afterwards; an ordered basket is no part of it."""
    chat = Chat(company, login)
    assert "SO-1002" in chat.say(wish)
    assert (chat.live(), _returns(chat)) == (["order_return"], ())
    chat.say(yes)
    (made,) = _returns(chat)
    assert [(line.sku, line.base_qty) for line in made.lines] == [("SPR-330", 48)]
    assert (made.status, made.reason.replace("，", ",")) == ("REQUESTED", wish)
    assert made.number in chat.say(asks)
    assert chat.orders_placed() == []


def test_what_the_words_leave_open_is_asked_and_nothing_is_offered(company: Database) -> None:
    """Which of two orders, how many, goods that were not in it, more than came, an order that has not come."""
    chat = Chat(company, "d1.zh")
    assert "SO-1001" in chat.say("雪碧有2箱破了,要退")
    assert "SO-1002" in chat.say(chat.button("say:").removeprefix("say:"))
    assert chat.live() == ["order_return"]
    chat.say("不退了")
    for words in ("SO-1002 退可乐", "SO-1002 退3箱芬达", "SO-1002 退300箱雪碧", "SO-1003 退1箱雪碧"):
        chat.say(words)
        assert chat.live() == []
    assert _returns(chat) == ()


def test_a_foreign_order_is_not_found_and_staff_see_what_waits(company: Database) -> None:
    """A dealer reaches his own orders only; the manager lists what is to be decided."""
    chat = Chat(company, "d2.zh")
    chat.say("SO-1002 的雪碧有2箱破了,要退")
    assert (chat.live(), _returns(chat)) == ([], ())
    own = Chat(company, "d1.zh")
    own.say("SO-1002 的雪碧有2箱破了,要退")
    own.say("确认")
    (made,) = _returns(own)
    assert made.number in Chat(company, "bm.zh", chat="m").say("有哪些退货要处理?")


@pytest.mark.parametrize(
    ("login", "wish", "back"),
    [
        ("d1.en", "A lot of the Coke in SO-1002 is dented, I want to return 2 cases", 48),
        ("d1.en", "return all the coke from SO-1002", 480),
        ("d1.zh", "SO-1002 有几罐可乐漏了,退3罐", 3),
        ("d1.zh", "退 SO-1002 的全部可乐", 480),
    ],
)
def test_goods_and_quantity_said_apart_are_one_wish_and_a_lot_of_something_is_no_code(company: Database, login: str, wish: str, back: int) -> None:
    """What is in a word of quantity is not asked again."""
    chat = Chat(company, login)
    chat.say(wish)
    assert chat.live() == ["order_return"]
    chat.say("yes" if login.endswith("en") else "确认")
    assert [(line.sku, line.base_qty, line.lot) for line in _returns(chat)[0].lines] == [("COKE-330", back, "")]


def test_what_can_come_back_is_named_in_the_askers_language(company: Database) -> None:
    """No Chinese name in an English question."""
    assert "Coca-Cola" in Chat(company, "d1.en").say("return some of SO-1002")


@pytest.mark.parametrize(
    ("user", "words", "ordered", "asked"),
    [
        ("d1.en", "5 cases of Sprite 330ml cans please. And I want to return SO-1002.", "216.60", "SO-1002"),
        ("d1.zh", "来5箱雪碧330ml罐装。SO-1002要退货", "216.60", "SO-1002"),
    ],
)
def test_an_order_beside_a_wish_to_return_is_an_order(company: Database, user: str, words: str, ordered: str, asked: str) -> None:
    """Goods in a sentence of their own are not those of the return when it names an order."""
    said = Chat(company, user).say(words)
    assert (ordered in said, asked in said) == (True, True)
