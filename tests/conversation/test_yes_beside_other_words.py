"""A yes beside other words: conditions to be told, coming back to the draft, agreement in passing.

The positive and the negative examples of a class stand side by side, because each list of words could be made longer until it confirms all.
"""

import pytest

from backend.kit.db import Database
from bot.clauses import fold
from bot.confirmation import Offer, Verdict, read_confirmation
from tests.conversation.chat import Chat

SPRITE = Offer("p1", "order_draft", "drf_1", tuple(map(fold, ("雪碧 330ml 罐装", "Sprite 330ml can", "总仓", "Main Warehouse"))), 1)

TOLD_IF_NOT = [
    "确认下单,要是过不了就告诉我差多少钱",
    "确认,不行的话说一声原因",
    "下单吧,过不了告诉我",
    "确认下单,如果超了额度就告诉我超多少",
    "可以下单,如果被卡住请告知原因",
    "就这么下,万一过不去跟我说下差多少",
    "确认,额度不够的话告诉我还差多少",
    "提交吧,审核不过通知我一声",
    "下单,不成的话讲一下为什么",
    "好,确认。要是不能下,告诉我卡在哪",
    "确认这单,有问题跟我说",
    "确认下单,如果不行请告诉我还差多少额度",
    "place it, and if it doesn't go through tell me how much is missing",
    "confirm; if not possible tell me why",
    "Yes, order it. If it gets held, tell me how much I'm over",
    "confirm, let me know if it fails and why",
    "Go ahead, and if something blocks it, say what",
    "place the order, if it's over my limit tell me by how much",
    "submit it - should it be refused, let me know the reason",
    "confirm it please, in case it is held tell me the shortfall",
    "ok confirm, if that doesn't work tell me why",
    "place it, and tell me how much I am short if it doesn't pass",
    "yes place it, if it can't be approved explain why",
    "order it; if there is a problem with credit tell me what it is",
    "confirm and if the order is rejected tell me what's missing",
    "go ahead. If I'm over the limit, how much am I over?",
    "确认,如果不行是差多少?",
    "下单吧,卡住的话是什么原因?",
    "确认。万一被扣住了,请告诉我缺多少额度",
    "可以下单,没通过的话通知我原因",
    "Confirm, and if it is stuck let me know why",
    "Put it through. If it's not approved tell me the reason",
]
ONLY_IF = [
    "如果能过就确认",
    "要是明天能到就下单",
    "过得了就下单,过不了就算了",
    "确认下单,要是过不了就改成5箱",
    "place it if it goes through",
    "if it's under 1000 then place it",
    "confirm, if it doesn't go through make it 5 cases",
    "如果额度够就下单,不够告诉我",
    "if there's enough credit place it, otherwise tell me",
    "先别下单,过不了告诉我",
    "告诉我能不能过,能过我再确认",
    "确认之前告诉我差多少",
    "tell me first if it would go through",
    "before I confirm, tell me how much is missing",
    "don't place it if it goes over, tell me",
    "要是过不了就别下了,告诉我一声",
    "如果要审核就先不下单,告诉我",
    "下单吧,如果周五能到的话",
    "确认,但是如果价格变了就别下",
    "confirm unless it needs approval",
    "place it, but if it is held cancel it",
    "place it, but if it's over the limit drop the Sprite",
    "Confirm if it can come tomorrow and tell me",
    "if it passes, confirm it and tell me",
    "如果没问题就下单,然后告诉我一声",
]
BACK_TO_IT = [
    "ok. Back to the Sprite: yes, place it",
    "回到刚才的雪碧,确认下单",
    "那雪碧那单就下吧",
    "as for the Sprite, place it",
    "好的。说回雪碧:下单",
    "okay, regarding the Sprite order: confirm",
    "right, back to my order - go ahead and place it",
    "OK thanks. Back to the order: confirm",
    "回到订单,确认",
    "言归正传,确认下单",
    "刚才那单雪碧,下吧",
    "刚才的雪碧确认",
    "雪碧那单就这么下吧",
    "Now about the Sprite, yes please order it",
    "Going back to the Sprite: confirmed",
    "anyway, place the Sprite order",
    "Anyway, yes to the Sprite",
    "yes to the Sprite",
    "the Sprite order: yes, place it",
    "关于雪碧那单,确认",
    "至于雪碧,就下单吧",
    "话说回来,雪碧那单确认",
    "ok good to know. The Sprite then: place it",
    "got it. Coming back to the draft, please submit it",
    "thanks, that answers it. Place the order.",
    "明白了,那还是下单吧",
    "好,那雪碧就下单",
    "前面那个雪碧的单子,可以下了",
    "with regard to the draft: go ahead",
    "返回刚才的草稿,提交",
    "那就回到刚才那单,下吧",
]
NOT_BACK_TO_IT = [
    "ok, and add 2 Sprite",
    "yes but make it 5",
    "yes to the Fanta",
    "place it tomorrow?",
    "先别下",
    "不是说下单",
    "ok. Back to the Sprite: how many do you have?",
    "back to the Sprite: make it 5 cases",
    "回到雪碧,改成5箱",
    "回到刚才的雪碧",
    "back to the Sprite",
    "as for the Sprite, not yet",
    "那雪碧那单先不下",
    "关于雪碧那单,什么时候能到?",
    "as for the Sprite, place it tomorrow",
    "雪碧那单明天再下",
    "回到刚才的红牛,确认",
    "back to the Fanta: place it",
    "说回雪碧,要不要下单?",
    "yes, and the Fanta too",
    "雪碧那单不确认",
    "as for the Sprite, drop it",
    "雪碧那单能下吗",
    "那雪碧那单就下5箱吧",
    "not the Sprite, place the other",
    "我没说下单",
    "didn't say place it",
    "回到上一步",
    "go back",
    "雪碧下单了吗",
    "without the Sprite, place it",
    "don't go back, place it elsewhere",
    "雪碧就算了,下单",
    "只下雪碧",
    "only the Sprite, place it",
    "just the Sprite then",
]
IN_PASSING = [
    "那就这样吧",
    "就按这个来",
    "就按这个来吧",
    "that'll do",
    "go with that",
    "sounds good, go",
    "sounds good, go ahead",
    "行,就它吧",
    "那就按刚才的来",
    "就这么办吧",
    "那就照这个来",
    "ok go with that then",
    "that'll do nicely",
    "fine, go",
    "let's go",
    "fine, do that",
    "好的那就这样定了",
    "那就这样下吧",
    "好,就按你说的办",
    "可以,就这么来",
    "all right, that'll do, thanks",
    "yes that's the one",
    "perfect, go with it",
    "就这个吧",
    "good, send it",
    "looks fine to me",
    "works for me",
    "那行,就这么着吧",
    "没毛病,走起",
    "成,来吧",
    "go for it then",
    "ok then, that'll do",
    "那就定下来吧",
    "就按草稿来",
    "good enough, go ahead",
    "I'm fine with that",
    "fine with me",
    "没意见,就这样",
]
NOT_YET = [
    "can I place it",
    "can you submit the order",
    "could you place it, thanks",
    "yes, order the Fanta?",
    "looks good, think about it when the price drops",
    "place it when the price drops",
    "Right, place the order once it is cheaper",
    "ok, tell me how much Red Bull costs",
    "ok, tell me why",
    "tell me first if it goes through, then place it",
    "how much is it? Then place it.",
    "all good, is it placed?",
    "did you place it?",
    "yes, place it tomorrow?",
    "the order is off",
    "好的,告诉我红牛还有多少",
    "好的,红牛到货了告诉我",
    "先告诉我差多少,再下单",
    "能不能便宜点,就这样吧",
    "这个多少钱?那就下吧,如果周五能到的话",
    "不对,没毛病,走起",
    "没问题,不是说下单",
    "没问题,红牛下单吗",
    "下单吧,不行的话算了",
    "下单前告诉我一声",
    "取消确认",
    "下单,行不行",
    "就这么定,好不好?",
    "确认这个订单,可不可以",
    "提交吧,对不对?",
    "place it, I think?",
    "Confirm it, I guess?",
    "order it, shall we?",
    "submit it, right?",
    "好的,知道了",
    "行,明白了",
    "嗯,收到",
    "ok, got it",
    "right, I see",
    "ok good to know, thanks",
    "只下雪碧",
    "那就这样吗",
    "就按这个来,雪碧改成3箱",
    "下单了吗",
]


@pytest.mark.parametrize("text", TOLD_IF_NOT + BACK_TO_IT + IN_PASSING)
def test_a_yes_stays_one_beside_what_is_to_be_told_what_leads_back_and_what_agrees_in_passing(text: str) -> None:
    """C3: what is to be told if it fails puts no condition on the order; the goods of the draft belong to it; it is the only one shown."""
    assert read_confirmation(text, [SPRITE]).verdict is Verdict.CONFIRM


@pytest.mark.parametrize("text", ONLY_IF + NOT_BACK_TO_IT + NOT_YET)
def test_a_yes_that_waits_for_something_or_means_other_goods_is_none(text: str) -> None:
    """A false confirmation is the worst mistake; at worst the draft is shown once more."""
    assert read_confirmation(text, [SPRITE]).verdict is not Verdict.CONFIRM


@pytest.mark.parametrize(
    ("goods", "question", "yes"),
    [
        ("5箱雪碧330ml罐装", "红牛250ml还有多少?", "那就这样吧"),
        ("5 cases Sprite 330ml cans", "how many Red Bull 250ml do you have?", "go with that"),
    ],
)
def test_agreement_after_a_question_places_the_draft(company: Database, goods: str, question: str, yes: str) -> None:
    """The question changed nothing."""
    chat = Chat(company, "d1.zh")
    chat.say(goods)
    chat.say(question)
    chat.say(yes)
    assert len(chat.orders_placed()) == 1


@pytest.mark.parametrize(("question", "yes"), [("红牛250ml还有多少?", "就它了"), ("how many Red Bull 250ml do you have?", "I'll take it")])
def test_taking_what_was_just_looked_at_places_nothing(company: Database, question: str, yes: str) -> None:
    """The words may mean the goods of the answer."""
    chat = Chat(company, "d1.zh")
    chat.say("5箱雪碧330ml罐装")
    chat.say(question)
    chat.say(yes)
    assert chat.orders_placed() == []


@pytest.mark.parametrize("yes", ["那就这样吧", "就按这个来", "that'll do", "go with that", "sounds good, go"])
def test_agreement_with_several_drafts_or_an_open_question_places_nothing(company: Database, yes: str) -> None:
    """It does not say to what."""
    several, asked = Chat(company, "d2.zh"), Chat(company, "d1.zh", chat="other")
    several.say("3箱可口可乐330ml罐装送城东,2箱雪碧330ml罐装送城西")
    several.say(yes)
    asked.say("3000箱雪碧330ml罐装")
    asked.say(yes)
    assert (several.orders_placed(), asked.orders_placed()) == ([], [])
