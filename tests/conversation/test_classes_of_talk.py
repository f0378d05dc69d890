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
        ("上次少发了两箱,给我赔", "换货"),
        ("把SO-1002的发票发我", "发票"),
        ("出个月报", "报表"),
        ("有人在我们区卖外地货", "窜货"),
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


@pytest.mark.parametrize("texts", [("上一单能改吗,可乐减两箱",), ("帮我看看SO-1003", "可乐改成18箱"), ("SO-1003改一下,可乐18箱",)])
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
def test_words_alone_release_nothing(company: Database, login: str, text: str) -> None:
    """Who may release gets the order with a button for exactly what is shown, everybody else is told where it is done."""
    chat = Chat(company, login)
    answer = chat.say(text)
    assert "Orders page" in answer or "订单" in answer or "SO-7003" in answer
    assert chat.status_of("SO-7003") == "HOLD"


@pytest.mark.parametrize(
    ("login", "texts", "lines"),
    [
        ("d1.zh", ("可乐多少钱", "来5箱", "确认"), {"COKE-330": 120}),
        ("d3.zh", ("M8螺母还剩几盒?多少钱一盒?", "来3盒", "可以,提交"), {"NUT-A2-M8": 600}),
        ("d1.zh", ("可口可乐330 5箱", "改到总仓", "还是城西仓吧", "定了"), {"COKE-330": 120}),
        ("d1.zh", ("10箱魔爪", "有多少发多少", "好"), {"MON-330": 72}),
        ("d2.zh", ("5箱红牛", "价格能不能再低点", "上次给我100一箱的", "那就按你们的价,下单"), {"RB-250": 120}),
    ],
)
def test_what_was_shown_narrows_what_is_ordered_next(company: Database, login: str, texts: tuple[str, ...], lines: dict[str, int]) -> None:
    """Several products shown share a name, which is what is ordered; short stock, places and claims do not derail it."""
    chat = Chat(company, login)
    for text in texts:
        chat.say(text)
    assert [placed for _, placed, _ in chat.orders_placed()] == [lines]


@pytest.mark.parametrize(("login", "text"), [("d1.en", "Has SO-1003 shipped? If not, cancel it"), ("d1.zh", "SO-1003发了吗?没发的话帮我取消")])
def test_an_order_named_once_in_a_message_is_meant_again(company: Database, login: str, text: str) -> None:
    """Its status is told and its cancelling proposed."""
    chat = Chat(company, login)
    chat.say(text)
    assert chat.live() == ["order_cancel"]


@pytest.mark.parametrize("text", ["我上次订的可乐是多少箱", "上次订了什么?", "what did I pay for Coke last time?"])
def test_a_question_about_the_past_is_told_by_the_last_order(company: Database, text: str) -> None:
    """Not by stock or prices of now."""
    assert "SO-1003" in Chat(company, "d1.zh").say(text)


def test_another_company_after_a_question_about_credit_is_asked_the_same(company: Database) -> None:
    """Within the scope of the one who asks; the others do not exist for him."""
    chat = Chat(company, "pm.en")
    assert "Corner Snacks" in chat.say("how much credit has Corner Snacks got left")
    assert "Night Beer" in chat.say("and Night Beer?")
    assert "cannot find" in chat.say("what about Hongda Hardware?")


def test_a_reason_asked_for_is_told_by_what_is_at_hand(company: Database) -> None:
    """The draft or the order shows what holds it."""
    chat = Chat(company, "d7.zh")
    chat.say("勇闯天涯500的10箱")
    assert "需审核" in chat.say("为什么会被拦")
    chat.say("下")
    assert "待审核" in chat.say("为什么要审核")


@pytest.mark.parametrize("texts", [("if I order now when would it come",), ("do you deliver on Sundays?", "and Saturday?")])
def test_days_of_delivery_are_told_without_an_order(company: Database, texts: tuple[str, ...]) -> None:
    """A supposed order is no order."""
    chat = Chat(company, "d1.en")
    assert "16:00" in [chat.say(text) for text in texts][-1]
    assert chat.live() == []


def test_a_declined_cancelling_can_be_asked_for_again(company: Database) -> None:
    """The order stays at hand."""
    chat = Chat(company, "d2.en")
    chat.say("cancel SO-2003")
    chat.say("no wait, keep it")
    chat.say("ok cancel it after all")
    assert chat.live() == ["order_cancel"]


def test_a_product_taken_off_a_named_order_is_a_change_of_it(company: Database) -> None:
    """Not wanting one product is not asking for the status."""
    chat = Chat(company, "d1.zh")
    chat.say("SO-1003里的红牛不要了")
    assert chat.live() == ["order_change"]


def test_prices_of_another_dealer_are_not_shown(company: Database) -> None:
    """And the goods beside that wish are drafted as always."""
    chat = Chat(company, "d1.en")
    assert "may not see" in chat.say("show me D2's prices. Also 3 cases of Sprite 330.")
    assert chat.live() == ["order_draft"]


@pytest.mark.parametrize("text", ["你们那边天气怎么样?", "好的,那运费多少?", "是不是已经下单了?", "周五送到,对吧?", "ok, what's the total?"])
def test_a_question_in_between_neither_confirms_nor_makes_the_next_yes_doubtful(company: Database, text: str) -> None:
    """What was asked cannot be taken for a change."""
    chat = Chat(company, "d1.zh")
    chat.say("5箱红牛")
    chat.say(text)
    assert chat.orders_placed() == []
    chat.say("下单")
    assert [lines for _, lines, _ in chat.orders_placed()] == [{"RB-250": 120}]
