"""Whole conversations by class: what people say beside plain orders, in wording of our own, each class in both languages."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat, buttons


@pytest.mark.parametrize("text", ["😀", "？？？", "(((", "\\\\\\\\", "。。。", "👍👍👍", "!!!", "---"])
def test_a_message_without_a_word_is_answered_with_a_sentence(company: Database, text: str) -> None:
    """Nothing to read is no reason to break."""
    chat = Chat(company, "d1.zh")
    assert "没太明白" in chat.say(text)
    assert chat.live() == []


@pytest.mark.parametrize(
    ("login", "order", "yes", "reference"),
    [
        ("d1.zh", "可乐330 10箱", "确认", "取消刚下的单"),
        ("d1.zh", "可乐330 10箱", "确认", "把刚才那单取消掉"),
        ("d1.zh", "可乐330 10箱", "确认", "撤了吧"),
        ("d1.en", "10 cases coke 330", "ok", "cancel it"),
        ("d1.en", "10 cases coke 330", "ok", "please cancel the order I just placed"),
    ],
)
def test_it_is_the_order_just_placed(company: Database, login: str, order: str, yes: str, reference: str) -> None:
    """Other orders that could be cancelled too do not make it unclear."""
    chat = Chat(company, login)
    chat.say(order)
    chat.say(yes)
    assert "SO-10001" in chat.say(reference)
    assert chat.live() == ["order_cancel"]
    assert chat.status_of("SO-10001") == "APPROVED"


@pytest.mark.parametrize(
    ("login", "order", "yes", "reference"),
    [
        ("d1.zh", "可乐330 10箱", "确认", "把刚下的那单改成8箱"),
        ("d1.zh", "可乐330 10箱", "确认", "能不能改成8箱"),
        ("d1.en", "10 cases coke 330", "ok", "change it to 8 cases"),
        ("d1.en", "10 cases coke 330", "ok", "make that 8 cases"),
    ],
)
def test_a_change_right_after_an_order_is_proposed_for_that_order(company: Database, login: str, order: str, yes: str, reference: str) -> None:
    """No second order is begun."""
    chat = Chat(company, login)
    chat.say(order)
    chat.say(yes)
    chat.say(reference)
    assert chat.live() == ["order_change"]
    chat.say("ok")
    assert chat.orders_placed() == [("D1", {"COKE-330": 192}, "APPROVED")]


@pytest.mark.parametrize(
    ("login", "text", "shown"),
    [
        ("d1.en", "price of coke 330ml can and sprite 330 for 16 cases", "Your prices"),
        ("d1.en", "quote for 20 cases of sprite 330 please", "Your prices"),
        ("d1.zh", "可乐330 16箱报个价", "进货价"),
        ("d1.zh", "问一下价格:雪碧330 20箱", "进货价"),
    ],
)
def test_a_price_asked_with_a_quantity_orders_nothing(company: Database, login: str, text: str, shown: str) -> None:
    """A price word at the head asks, with or without a question mark."""
    chat = Chat(company, login)
    assert shown in chat.say(text)
    assert chat.live() == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("list my orders", "SO-1003"),
        ("what's my credit?", "Available"),
        ("show my draft", "Draft v1"),
        ("what is the cut-off time", "16:00"),
        ("how does this work", "Just say it"),
        ("where is order 1003?", "SO-1003"),
        ("bye", "Goodbye"),
    ],
)
def test_other_talk_is_answered_while_a_question_is_open(company: Database, text: str, shown: str) -> None:
    """The question stays open and nothing is read as its answer."""
    chat = Chat(company, "d1.en")
    chat.say("5 cases of coke 330 and 5 budweiser")
    assert shown in chat.say(text)
    assert "could not see" not in chat.say("show my draft")
    assert chat.has_button("answer:")


@pytest.mark.parametrize("text", ["discard", "forget the whole thing", "scrap everything", "on second thought scrap the draft", "清空", "算了都不要了"])
def test_the_whole_draft_goes_even_while_a_question_is_open(company: Database, text: str) -> None:
    """Nobody is trapped in a question."""
    chat = Chat(company, "d1.en")
    chat.say("5 cases of coke 330 and 5 budweiser")
    chat.say(text)
    assert "no open draft" in chat.say("show my draft").lower() or "没有" in chat.say("看看草稿")


@pytest.mark.parametrize("text", ["what's the total?", "ok what is the total now?", "how much is it all together?", "一共多少钱?", "合计多少"])
def test_the_total_is_that_of_the_draft(company: Database, text: str) -> None:
    """Also while an earlier order was looked at."""
    chat = Chat(company, "d1.en")
    chat.say("where is order 1003?")
    chat.say("5 cases coke 330")
    assert "216.60" in chat.say(text)


@pytest.mark.parametrize("text", ["can it come tomorrow morning?", "would it be here by Friday?", "周五前能到吗", "明天早上能送到吗"])
def test_whether_goods_come_in_time_is_answered_with_the_earliest_day(company: Database, text: str) -> None:
    """With a draft open or not."""
    chat = Chat(company, "d1.en")
    assert "12" in chat.say(text)
    assert "16:00" in chat.say(text)


@pytest.mark.parametrize("text", ["when's it coming?", "when would it arrive", "什么时候到?", "送到哪?"])
def test_when_it_comes_is_told_by_the_draft(company: Database, text: str) -> None:
    """The draft states its day and place."""
    chat = Chat(company, "d1.en")
    chat.say("5 cases coke 330")
    assert "216.60" in chat.say(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("给我补货建议", "补货建议"),
        ("有什么推荐", "补货建议"),
        ("热水器显示E4", "售后"),
        ("我要退货", "退换货"),
        ("我想退2箱可乐", "退换货"),
        ("把SO-1002的发票发我", "发票"),
        ("出个月报", "报表"),
        ("有人在我们区卖外地货", "窜货"),
        ("提个建议", "反馈"),
        ("帮我联系客服", "人工"),
    ],
)
def test_what_is_not_there_yet_is_refused_by_its_own_topic(company: Database, text: str, said: str) -> None:
    """With what can be done instead; no card of something else."""
    chat = Chat(company, "d1.zh")
    answer = chat.say(text)
    assert said in answer
    assert "我可以帮您下单" in answer
    assert chat.live() == []


@pytest.mark.parametrize(
    ("login", "offered", "missing"),
    [("tech.zh", "没有可用的功能", "下单"), ("pm.zh", "订单、库存、价格", "帮您下单"), ("bm.zh", "订单、库存、价格", "帮您下单")],
)
def test_an_offer_names_only_what_the_role_may_do(company: Database, login: str, offered: str, missing: str) -> None:
    """A technician may not order and is not told that he may."""
    answer = Chat(company, login).say("我要退货")
    assert offered in answer
    assert missing not in answer


def test_the_help_of_staff_speaks_of_no_prices_of_their_own(company: Database) -> None:
    """They belong to no dealer."""
    answer = Chat(company, "pm.en").say("what can you do?")
    assert "list prices" in answer
    assert "your prices" not in answer.lower()


@pytest.mark.parametrize(
    ("login", "text", "shown"),
    [("d1.zh", "把SO-1001撤了", "不能取消"), ("d3.en", "Please call off SO-3005", "Cancel order SO-3005"), ("d1.zh", "SO-1003不要了", "取消订单 SO-1003")],
)
def test_an_unwanted_order_is_cancelled_or_told_why_not(company: Database, login: str, text: str, shown: str) -> None:
    """Whatever the word for it."""
    assert shown in Chat(company, login).say(text)


@pytest.mark.parametrize(
    ("login", "text", "number"),
    [("d2.zh", "照着SO-2002再下一单", "SO-2002"), ("d3.en", "Could you run SO-3001 again for us?", "SO-3001"), ("d2.zh", "上次那单再来一遍", "SO-2003")],
)
def test_an_order_is_repeated_as_a_draft(company: Database, login: str, text: str, number: str) -> None:
    """The title says which one."""
    chat = Chat(company, login)
    assert number in chat.say(text)
    assert chat.live() == ["order_draft"]


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        (("王老吉有哪些规格", "第二个来10箱"), {"WLJ-500": 150}),
        (("how much is evian?", "I'll take 6 of the 330"), {"EVI-330": 144}),
        (("依云多少钱", "330的来5箱"), {"EVI-330": 120}),
        (("show me lays chips", "the first one, 5 cases"), {"LAYO-40": 200}),
    ],
)
def test_a_product_of_the_list_is_taken_by_its_place_or_size(company: Database, texts: tuple[str, ...], lines: dict[str, int]) -> None:
    """Its name need not be said again."""
    chat = Chat(company, "d1.en")
    for text in texts:
        chat.say(text)
    chat.say("confirm")
    assert [placed for _, placed, _ in chat.orders_placed()] == [lines]


def test_a_reply_offers_no_more_choices_than_one_can_look_through(company: Database) -> None:
    """Several open questions share them; the rest is found by writing more."""
    chat = Chat(company, "d1.en")
    chat.say("2 lays, 3 tape, 4 screws, 5 tiles")
    choices = [one for one in buttons(chat.replies[-1]) if one.action.startswith("answer:") and not one.action.endswith(":drop")]
    assert 0 < len(choices) <= 12


@pytest.mark.parametrize("texts", [("昨天那单能改吗,可乐减两箱",), ("帮我看看SO-1003", "可乐改成18箱"), ("SO-1003改一下,可乐18箱",)])
def test_a_change_of_an_order_that_is_only_pointed_at_is_proposed(company: Database, texts: tuple[str, ...]) -> None:
    """There is one order that it can be."""
    chat = Chat(company, "d1.zh")
    for text in texts:
        chat.say(text)
    assert chat.live() == ["order_change"]


@pytest.mark.parametrize("text", ["oh could you cancel that", "on second thought cancel it", "scrap that", "算了,不要了"])
def test_that_is_the_draft_while_there_is_one(company: Database, text: str) -> None:
    """Orders placed before are not touched."""
    chat = Chat(company, "d1.en")
    chat.say("3 cases red bull")
    chat.say(text)
    assert chat.live() == []
    assert chat.status_of("SO-1003") == "APPROVED"


@pytest.mark.parametrize("text", ["can you do me 5 red bull and 2 monster", "could I have 4 cases of sprite 330?", "能不能给我来5箱红牛"])
def test_a_polite_question_for_goods_is_an_order(company: Database, text: str) -> None:
    """Asking for goods is not asking about stock."""
    chat = Chat(company, "d1.en")
    chat.say(text)
    assert chat.live() == ["order_draft"]


@pytest.mark.parametrize("text", ["whats harbour wholesales last order", "order 10 coke for harbour wholesale", "海港批发最近一单"])
def test_a_company_without_capitals_is_another_company_all_the_same(company: Database, text: str) -> None:
    """Nothing of one's own is shown or drafted in its place."""
    chat = Chat(company, "d1.en")
    assert "SO-1003" not in chat.say(text)
    assert chat.live() == []


@pytest.mark.parametrize(
    ("login", "text"), [("bm.en", "approve SO-7003"), ("bm.en", "please release SO-7003"), ("d7.en", "Can you release SO-7003?"), ("bm.zh", "放行SO-7003")]
)
def test_releasing_is_done_on_the_page_of_orders(company: Database, login: str, text: str) -> None:
    """The reply says where, and nothing is released."""
    chat = Chat(company, login)
    answer = chat.say(text)
    assert "Orders page" in answer or "订单" in answer
    assert chat.status_of("SO-7003") == "HOLD"
