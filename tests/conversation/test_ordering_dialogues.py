"""Whole conversations about one order: said, corrected, confirmed, refused; in wording of our own, on the demo company."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.kit.db import Database
from bot.messages import Card
from tests.conversation.chat import Chat

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_an_order_is_drafted_shown_and_placed_by_its_button(company: Database) -> None:
    """Nothing exists before the button, exactly one order after it."""
    chat = Chat(company, "d1.zh")
    draft = chat.say("帮我订6箱雪碧330ml罐装,还要4箱农夫山泉550ml")
    assert "378.48" in draft
    assert chat.orders_placed() == []
    placed = chat.press(chat.button("confirm:"))
    assert "SO-10001" in placed
    assert chat.orders_placed() == [("D1", {"SPR-330": 144, "NFW-550": 96}, "APPROVED")]


def test_the_same_in_english_with_a_typed_yes(company: Database) -> None:
    """The person's language comes back; the yes is a short text."""
    chat = Chat(company, "d2.en")
    assert "Total" in chat.say("Could you send me 8 cases of Sprite 330ml cans?")
    answer = chat.say("Great, go ahead please")
    assert "SO-10001" in answer
    assert chat.replies[-1].lang == "en"
    assert chat.orders_placed() == [("D2", {"SPR-330": 192}, "APPROVED")]


@pytest.mark.parametrize(
    ("turns", "lines"),
    [
        (["雪碧330ml罐装8箱", "不对,改成6箱", "再来2箱红牛250ml"], {"SPR-330": 144, "RB-250": 48}),
        (["10 cases of Sprite 330ml cans and 5 cases of Red Bull 250ml", "Take out the Red Bull", "make the Sprite 12 cases"], {"SPR-330": 288}),
        (["可口可乐330ml罐装12箱", "换成百事可乐330ml罐装,数量一样"], {"PEP-330": 288}),
        (["上次的单子再来一份,但是不要红牛"], {"COKE-330": 480, "SPR-330": 240, "NFW-550": 576}),
        (["20箱农夫山泉550ml", "减半"], {"NFW-550": 240}),
    ],
)
def test_corrections_are_in_the_order_and_nothing_else(turns: list[str], lines: dict[str, int], company: Database) -> None:
    """The last word about a line counts."""
    chat = Chat(company, "d1.zh" if turns[0] > "z" else "d1.en")
    for turn in turns:
        chat.say(turn)
    chat.say("确认下单" if turns[0] > "z" else "place the order")
    assert [placed for _, placed, _ in chat.orders_placed()] == [lines]


def test_an_edit_with_an_ok_in_front_is_no_confirmation(company: Database) -> None:
    """C3: one order, with both lines, and only after a real yes."""
    chat = Chat(company, "d2.en")
    chat.say("5 cases of Sprite 500ml bottles")
    chat.say("ok, also add 3 cases of Coca-Cola 500ml bottles")
    assert chat.orders_placed() == []
    chat.say("ok")
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"SPR-500": 120, "COKE-500": 72}]


def test_two_products_that_fit_are_asked_for_and_the_choice_keeps_the_quantity(company: Database) -> None:
    """Never a silent guess; until then no confirm button exists."""
    chat = Chat(company, "d2.zh")
    chat.say("要7箱东鹏特饮")
    assert not chat.has_button("confirm:")
    assert "先回答" in chat.say("好的")
    chat.press(chat.button("answer:", ":DP-500"))
    chat.say("确认")
    assert [list(placed) for _, placed, _ in chat.orders_placed()] == [["DP-500"]]


def test_a_typed_choice_does_the_same_as_its_button(company: Database) -> None:
    """A text such as "the 500ml one" is an answer while the question is open."""
    chat = Chat(company, "d2.en")
    chat.say("4 cases of Dongpeng")
    chat.say("the 500ml one please")
    chat.say("confirm")
    assert [list(placed) for _, placed, _ in chat.orders_placed()] == [["DP-500"]]


def test_short_stock_is_told_and_the_person_decides(company: Database) -> None:
    """C7: 10 cases of a beer of which 20 are wanted."""
    chat = Chat(company, "d2.en")
    assert "10 cases" in chat.say("20 cases of Heineken 330ml")
    chat.say("then just send what's available")
    chat.say("yes please")
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"HNK-330": 240}]


@pytest.mark.parametrize(
    "question", ["红牛250ml还有多少?先别加", "几点截单?", "我的额度还剩多少?", "SO-1003到哪了?", "雪碧330ml一箱多少钱", "谢谢", "周日送货吗"]
)
def test_a_question_in_between_leaves_the_draft_alive_and_unchanged(question: str, company: Database) -> None:
    """C4: the draft that was shown is the one that is ordered."""
    chat = Chat(company, "d1.zh")
    chat.say("王老吉310ml罐装5箱")
    chat.say(question)
    chat.say("好,王老吉那单下单吧")
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"WLJ-310": 120}]


@pytest.mark.parametrize("text", ["先别下单,草稿留着", "not yet, keep the draft", "等一下,先不确认", "先等等"])
def test_a_negated_confirmation_keeps_the_draft_and_orders_nothing(text: str, company: Database) -> None:
    """C3; a later yes still works."""
    chat = Chat(company, "d1.zh")
    chat.say("6箱雪碧330ml罐装")
    chat.say(text)
    assert chat.orders_placed() == []
    chat.say("确认")
    assert len(chat.orders_placed()) == 1


@pytest.mark.parametrize("text", ["算了,不要了", "never mind, scrap the draft", "草稿作废吧", "No thanks, forget it"])
def test_a_discarded_draft_is_gone_and_a_yes_afterwards_does_nothing(text: str, company: Database) -> None:
    """C4: no order is touched."""
    chat = Chat(company, "d1.zh")
    chat.say("6箱雪碧330ml罐装")
    chat.say(text)
    chat.say("确认")
    assert chat.orders_placed() == []
    assert chat.status_of("SO-1003") == "APPROVED"


@pytest.mark.parametrize("text", ["好的", "确认", "ok", "yes, go ahead", "可以下单", "confirm", "确认取消", "就这么定了"])
def test_a_yes_to_nothing_does_nothing_and_says_so(text: str, company: Database) -> None:
    """C2: existing orders are no proposals."""
    chat = Chat(company, "d1.zh")
    answer = chat.say(text)
    assert "没有" in answer or "nothing" in answer.casefold()
    assert chat.orders_placed() == []
    assert chat.status_of("SO-1003") == "APPROVED"


def test_a_held_order_says_by_how_much_it_is_over(company: Database) -> None:
    """The question attached to the yes is answered by the card."""
    chat = Chat(company, "d5.en")
    chat.say("14 cases of Lay's Classic 70g")
    answer = chat.say("Place it. If it gets held, tell me how much I am over.")
    assert "418.00" in answer
    assert chat.orders_placed()[0][2] == "HOLD"


def test_a_frozen_dealer_gets_the_reason_and_no_order(company: Database) -> None:
    """The draft stays, the order is blocked."""
    chat = Chat(company, "d4.zh")
    chat.say("马可波罗雪山白800x800来10箱")
    assert "冻结" in chat.say("提交吧,不行的话说一下原因")
    assert chat.orders_placed() == []


def test_a_draft_shown_before_the_cut_off_and_confirmed_after_it_is_shown_again(company: Database) -> None:
    """R15: the promise is computed when he confirms; another day needs another yes."""
    chat = Chat(company, "d1.zh")
    chat.at(datetime(2025, 6, 11, 15, 50, tzinfo=SHANGHAI))
    assert "6月12日" in chat.say("6箱雪碧330ml罐装")
    chat.at(datetime(2025, 6, 11, 16, 5, tzinfo=SHANGHAI))
    assert "6月13日" in chat.say("确认")
    assert chat.orders_placed() == []
    chat.say("确认")
    assert len(chat.orders_placed()) == 1


def test_restating_the_draft_with_a_confirm_does_not_add_to_it(company: Database) -> None:
    """The text 确认10箱 is not ten more."""
    chat = Chat(company, "d1.zh")
    chat.say("10箱雪碧330ml罐装")
    chat.say("确认10箱雪碧")
    assert chat.orders_placed() == []
    chat.say("确认")
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"SPR-330": 240}]


def test_an_answer_that_is_not_understood_shows_the_question_again(company: Database) -> None:
    """The person still sees what to choose from."""
    chat = Chat(company, "d2.zh")
    chat.say("要7箱东鹏特饮")
    chat.say("就是瓶子好看的那种呗")
    assert chat.has_button("answer:")
    assert chat.orders_placed() == []


@pytest.mark.parametrize("text", ["可以下单吗?", "确认了吗", "Is it placed?"])
def test_a_doubt_shows_the_draft_again_and_confirms_nothing(text: str, company: Database) -> None:
    """A question about the yes is no yes."""
    chat = Chat(company, "d1.zh")
    chat.say("6箱雪碧330ml罐装")
    assert "259.92" in chat.say(text)
    assert chat.orders_placed() == []
    assert chat.has_button("confirm:")


def test_asking_for_a_discount_shows_the_price_and_changes_nothing(company: Database) -> None:
    """A polite request is answered with the price there is."""
    chat = Chat(company, "d1.zh")
    chat.say("6箱雪碧330ml罐装")
    answer = chat.say("能不能便宜点,打个八折?")
    assert "43.32" in answer
    assert "不能改价" in answer
    chat.say("确认")
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"SPR-330": 144}]


def test_so_many_of_each_means_everything_that_was_just_shown(company: Database) -> None:
    """Two products in one answer, one quantity for both."""
    chat = Chat(company, "d1.en")
    chat.say("How much is Red Bull, and do you have Sprite 330ml cans?")
    chat.say("ok, 2 cases of each")
    chat.say("confirm")
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"RB-250": 48, "SPR-330": 48}]


def test_an_edit_right_after_the_order_was_placed_proposes_to_change_that_order(company: Database) -> None:
    """Nothing changes before its own confirmation."""
    chat = Chat(company, "d1.zh")
    chat.say("20箱雪碧330ml罐装")
    chat.say("确认")
    chat.say("雪碧改成10箱")
    assert chat.live() == ["order_change"]
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"SPR-330": 480}]
    chat.say("确认修改")
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"SPR-330": 240}]


@pytest.mark.parametrize("text", ["两个都确认", "都确认", "全部确认", "confirm both", "confirm everything"])
def test_both_confirmed_at_once_confirms_all_that_was_shown(company: Database, text: str) -> None:
    """A draft and a cancellation, each shown in this conversation."""
    chat = Chat(company, "d1.zh")
    chat.say("6箱雪碧330ml罐装")
    chat.say("取消SO-1003")
    chat.say(text)
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"SPR-330": 144}]
    assert chat.live() == []
    assert any(word in chat.say("SO-1003") for word in ("已取消", "cancelled"))


@pytest.mark.parametrize("text", ["别都确认", "不要全部确认", "do not confirm everything"])
def test_a_negated_yes_to_all_confirms_nothing(company: Database, text: str) -> None:
    """C3."""
    chat = Chat(company, "d1.zh")
    chat.say("6箱雪碧330ml罐装")
    chat.say("取消SO-1003")
    chat.say(text)
    assert chat.orders_placed() == []


def test_a_change_spread_over_two_clauses_is_one_change_of_the_order(company: Database) -> None:
    """The number in the first clause holds for the second."""
    chat = Chat(company, "d2.zh")
    assert "1,217.52" in chat.say("SO-2003改一下,芬达不要了")
    assert chat.live() == ["order_change"]


def test_throwing_away_a_draft_that_is_not_there_touches_no_order(company: Database) -> None:
    """Who speaks of the draft means no placed order, also when just one order could be cancelled or one was just shown."""
    chat = Chat(company, "d1.zh")
    for text in ("算了,草稿作废", "discard the draft", "SO-1003到哪了?", "取消这个草稿"):
        chat.say(text)
        assert chat.live() == [], text


@pytest.mark.parametrize(
    ("login", "before", "order", "said"),
    [
        ("d1.zh", ["红牛还有货吗?"], "来3箱飞天茅台", "飞天茅台"),
        ("d1.zh", ["可口可乐330ml罐装10箱", "红牛还有货吗?"], "再来3箱飞天茅台", "飞天茅台"),
        ("d1.en", ["How much is Red Bull 250ml?"], "3 cases of moutai please", "moutai"),
        ("d1.zh", [], "红牛还有货吗?来3箱飞天茅台", "飞天茅台"),
    ],
)
def test_goods_that_are_not_sold_never_become_the_product_asked_about_before(login: str, before: list[str], order: str, said: str, company: Database) -> None:
    """Somebody who orders what we do not have is told so; he does not get what he had only asked about."""
    chat = Chat(company, login)
    for text in before:
        chat.say(text)
    answer = chat.say(order)
    assert said in answer
    lines = [row for block in chat.replies[-1].blocks if isinstance(block, Card) and block.kind == "draft" for row in block.rows]
    assert lines
    assert not any("Red Bull" in cell.text or "红牛" in cell.text for row in lines for cell in row.cells)


@pytest.mark.parametrize("order", ["来3箱", "那就先拿3箱试试", "3箱明天要,送到城西仓", "老板要3箱,周五送"])
def test_a_quantity_after_a_question_means_the_product_asked_about(order: str, company: Database) -> None:
    """Days, places and small words beside a quantity name no goods."""
    chat = Chat(company, "d1.zh")
    chat.say("红牛250ml还有货吗?")
    assert "红牛" in chat.say(order)
    assert chat.has_button("confirm:")


@pytest.mark.parametrize(("login", "text"), [("d1.zh", "城西仓可乐330有货吗?"), ("d1.en", "is there any coke 330 for West City Warehouse?")])
def test_the_place_in_a_question_about_stock_is_no_part_of_the_name(login: str, text: str, company: Database) -> None:
    """A dealer says where he wants it; the product is found all the same."""
    assert "330ml" in Chat(company, login).say(text)
