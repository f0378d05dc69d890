"""A short text is a confirmation, a refusal, a withdrawal or neither; the table is wording of our own in both languages."""

import pytest

from bot.clauses import fold
from bot.confirmation import Offer, Verdict, choose_offer, read_confirmation

DRAFT = Offer(
    "p1", "order_draft", "drf_1", (fold("王老吉 310ml 罐装"), fold("Wanglaoji herbal tea 310ml can"), fold("可口可乐 330ml 罐装"), fold("Coca-Cola 330ml can"))
)
CANCEL = Offer("p2", "order_cancel", "SO-5003", (fold("雪碧 330ml 罐装"), fold("Sprite 330ml can")))
CHANGE = Offer("p3", "order_change", "SO-6001", (fold("农夫山泉 550ml"),))

CONFIRMS = [
    "确认",
    "好的",
    "ok",
    "OK!",
    "嗯,可以",
    "行,就这样吧",
    "没问题,下单吧",
    "确认下单,谢谢",
    "麻烦提交一下",
    "对,没错,就按这个下单",
    "那就下吧",
    "可以的,发货吧",
    "好的,就这么定了",
    "我确认",
    "看过了,没问题,确认",
    "可乐那单可以下单了",
    "王老吉这单确认",
    "yes",
    "Yes please",
    "yep, go ahead",
    "Sure, place it",
    "Looks good, submit the order",
    "that's right, please place my order",
    "All good. Send it.",
    "okay do it, thanks",
    "Confirm the Wanglaoji order",
    "Everything looks good. Confirm.",
    "confirm!",
    "Please go ahead and place the order now",
    "确认👌",
    "嗯嗯,就按这个下吧",
    "行,就这样下",
    "麻烦提交",
    "没问题,就下这单",
    "确认无误",
    "数量没错,下单",
    "没别的了,提交吧",
    "不改了,就这样",
    "可以,帮我安排",
    "好嘞,走起",
    "yep, book it in",
    "great, send the order in",
    "order",
    "please order",
    "that's the one, order it",
    "let's go with that",
    "I'll take it",
    "go on then",
    "put the order through please",
    "No, that's all, place it",
    "get that ordered please",
]
WITH_A_QUESTION = [
    "确认下单,大概什么时候能到?",
    "确认。如果被拦下来,请说一下差多少",
    "下单吧,下不了的话告诉我原因",
    "Place it. If it can't go through, tell me why.",
    "Yes, confirm. When will it arrive?",
    "Confirm and let me know if anything is held",
]
REFUSALS = [
    "先别下单",
    "暂时不下单,草稿留着",
    "不要提交",
    "等一下,先不确认",
    "还不能下单",
    "再想想",
    "don't place it yet",
    "Not yet.",
    "hold on",
    "Wait, don't confirm",
    "please keep the draft for now",
    "no, do not submit it",
]
WITHDRAWALS = [
    "算了",
    "不要了",
    "不下单了,删掉吧",
    "这单我不要了",
    "never mind",
    "Forget it",
    "No thanks, scrap it.",
    "please discard the draft",
    "I don't want this order anymore",
    "不取消了",
    "don't cancel it",
    "还是别取消了",
]
NEITHER = [
    "好的,再加两箱雪碧",
    "ok, and two more cases of Sprite",
    "确认10箱可乐",
    "yes but make it 12 cases",
    "行,可乐改成8箱",
    "可以下单吗?",
    "确认了吗",
    "is it confirmed?",
    "ok?",
    "如果有货就下单",
    "Confirm if it can come tomorrow",
    "你好",
    "谢谢",
    "thanks a lot",
    "那雪碧呢?",
    "the second one",
    "330的",
    "不要可乐",
    "I don't want the Fanta",
    "drop the Sprite",
    "好的话就来10箱",
    "要有货的",
    "取消红牛",
    "",
    "确认一下SO-1003发货了没有",
    "what is the cut-off time?",
    "Wait, how much is Sprite?",
    "先别加,红牛还有多少?",
    "10箱都要",
    "good morning",
    "Is that order ok?",
    "yes, also add a case of water",
    "好的,大概什么时候能到?",
    "ok, what's the total?",
    "right, what about Sprite?",
    "place an order",
    "order again",
    "change order",
    "send me the order",
    "确认一下价格",
    "安排一下周五送",
    "下周下单",
    "再下一单",
    "my order",
    "could you place it",
    "send it to the main warehouse",
    "ok, let me ask my boss",
]


@pytest.mark.parametrize("text", CONFIRMS + WITH_A_QUESTION)
def test_an_explicit_yes_to_what_was_shown_confirms(text: str) -> None:
    """C1 and C3: buttons are not the only way, and a question attached does not take the yes back."""
    assert read_confirmation(text, [DRAFT]).verdict is Verdict.CONFIRM


@pytest.mark.parametrize("text", REFUSALS)
def test_a_negated_or_postponed_yes_confirms_nothing(text: str) -> None:
    """C3: "not yet" keeps everything as it is."""
    assert read_confirmation(text, [DRAFT]).verdict is Verdict.REFUSE


@pytest.mark.parametrize("text", WITHDRAWALS)
def test_giving_up_is_read_as_a_withdrawal(text: str) -> None:
    """C4: the draft or the proposal goes, no order does."""
    assert read_confirmation(text, [DRAFT]).verdict is Verdict.DECLINE


@pytest.mark.parametrize("text", NEITHER)
def test_edits_doubts_conditions_and_other_talk_never_confirm(text: str) -> None:
    """C3: whatever leaves an unknown word, a quantity or a doubt behind is for the agent."""
    assert read_confirmation(text, [DRAFT]).verdict is Verdict.OTHER


@pytest.mark.parametrize(
    ("text", "offers", "meant"),
    [
        ("确认", [DRAFT], "p1"),
        ("确认取消SO-5003", [DRAFT, CANCEL], "p2"),
        ("yes, cancel so-5003", [DRAFT, CANCEL], "p2"),
        ("确认取消", [DRAFT, CANCEL], "p2"),
        ("确认新订单", [DRAFT, CANCEL], "p1"),
        ("place the order", [DRAFT, CANCEL], "p1"),
        ("王老吉这单确认", [DRAFT, CANCEL], "p1"),
        ("确认修改", [CHANGE, CANCEL], "p3"),
        ("confirm SO-6001", [CHANGE, CANCEL], "p3"),
    ],
)
def test_a_named_proposal_is_the_one_that_is_meant(text: str, offers: list[Offer], meant: str) -> None:
    """C2: with several live proposals, naming one confirms that one."""
    choice = choose_offer(read_confirmation(text, offers), offers)
    assert choice.offer is not None
    assert choice.offer.id == meant


@pytest.mark.parametrize(
    ("text", "offers", "problem"),
    [
        ("好的", [], "none"),
        ("ok", [DRAFT, CANCEL], "several"),
        ("确认取消", [DRAFT], "mismatch"),
        ("确认下单", [CANCEL], "mismatch"),
        ("confirm my order", [CANCEL], "mismatch"),
        ("确认修改", [DRAFT], "mismatch"),
        ("确认取消SO-9999", [CANCEL], "mismatch"),
    ],
)
def test_a_yes_that_fits_none_or_several_proposals_means_none(text: str, offers: list[Offer], problem: str) -> None:
    """C2: it does nothing and says so; a placing word never confirms a cancellation."""
    choice = choose_offer(read_confirmation(text, offers), offers)
    assert choice.offer is None
    assert choice.problem == problem


def test_the_question_that_came_with_a_yes_is_kept() -> None:
    """The person gets an answer to it after the confirmation."""
    assert read_confirmation("确认下单。我的额度还剩多少?", [DRAFT]).rest == "我的额度还剩多少?"


def test_products_of_no_live_proposal_are_unknown_words() -> None:
    """The word 确认 beside a product nobody proposed is no confirmation of what was proposed."""
    assert read_confirmation("红牛这单确认", [DRAFT]).verdict is Verdict.OTHER


@pytest.mark.parametrize("text", ["草稿作废,放弃", "算了,草稿作废", "取消", "hmm no, cancel that", "不,取消吧", "cancel it please", "取消订单SO-1003"])
def test_a_cancelling_word_without_a_yes_is_a_wish_to_cancel(text: str) -> None:
    """It is no confirmation of a cancellation, and no plain refusal."""
    assert read_confirmation(text, [DRAFT]).verdict is Verdict.CANCEL


@pytest.mark.parametrize("text", ["嗯", "嗯嗯。", "哦", "ok...", "OK…", "好。。。", "mm", "hmm", "👍", "👌🏻", "uh huh"])
def test_a_murmur_never_confirms(text: str) -> None:
    """A sound or a raised thumb may mean anything; what waits is shown again and asked for plainly."""
    assert read_confirmation(text, ()).verdict is Verdict.MURMUR
