"""What a confirmation did is said exactly: a number with status and reasons, or that nothing happened and why."""

import pytest

from bot.messages import Card, Text
from tests.rendering.examples import FROZEN, OVER_CREDIT, blocks_of, card_of, change, draft, order, plain_of, question, text_of
from tools.views import ConfirmResult, Declined, Discarded, QuestionKind


def test_a_placed_order_has_number_status_total_and_day() -> None:
    """Everything a dealer writes down after ordering."""
    card = card_of(ConfirmResult("submitted", order=order()))
    assert card.title == "已下单：SO-1003 · 已通过 · ¥866.40"
    assert card.total is not None
    assert card.total.under == "送 城西仓 · 预计 6月12日(周四)送达"
    assert card.notes == ("6月10日下单 · 城西便利店 · 王芳",)


def test_a_held_order_tells_every_reason_with_its_figures() -> None:
    """The shortfall stands in the reply when the order is put on hold."""
    card = card_of(ConfirmResult("submitted", order=order("en", status="HOLD", hold_reasons=(OVER_CREDIT,))), "en")
    assert card.title == "Order SO-1003 is submitted and on hold · CNY 866.40"
    assert len(card.warnings) == 1
    assert card.warnings[0].startswith("On hold: Over the credit limit by 209.00")


@pytest.mark.parametrize(("lang", "said"), [("zh", "不能下单，没有生成订单。"), ("en", "no order was placed")])
def test_a_blocked_order_says_that_there_is_none(lang: str, said: str) -> None:
    """Every block with its reason, and that the draft is kept; never a word that sounds like success."""
    text = plain_of(ConfirmResult("blocked", draft=draft(lang), reasons=(FROZEN, OVER_CREDIT)), lang=lang)
    assert said in text
    assert ("冻结" if lang == "zh" else "frozen") in text
    assert ("草稿还在" if lang == "zh" else "It is kept") in text
    assert "已下单" not in text
    assert "Ordered:" not in text


def test_a_block_that_is_new_shows_the_draft_again() -> None:
    """The old button is dead then, so the new one is there."""
    told, card = blocks_of(ConfirmResult("blocked", draft=draft(changed=("gates",), gates=(FROZEN,), confirm_token="tok-9"), reasons=(FROZEN,)))
    assert isinstance(told, Text)
    assert isinstance(card, Card)
    assert card.buttons[0].action == "confirm:tok-9"


def test_a_world_that_moved_on_shows_the_new_version_first() -> None:
    """Nothing was ordered; what changed; the new draft with its own button."""
    card = card_of(ConfirmResult("needs_review", draft=draft(version=2, changed=("price",), confirm_token="tok-9")))
    assert card.warnings[0] == "还没有下单：确认时情况有变，请看最新草稿后再确认。"
    assert card.warnings[1].startswith("价格变了")
    assert card.buttons[0].action == "confirm:tok-9"


def test_a_cancelled_order_is_one_sentence() -> None:
    """Number, amount, and that stock and credit are free."""
    text = text_of(ConfirmResult("cancelled", order=order(status="CANCELLED")))
    assert text.text == "订单 SO-1003（¥866.40）已取消，占用的库存和额度已释放。"


def test_a_proposed_cancellation_shows_the_order_and_two_buttons() -> None:
    """Nothing is cancelled yet; one button does it, the other keeps the order."""
    card = card_of(change("cancel"))
    assert card.title == "取消订单 SO-1003 · 确认前不会取消"
    assert [(button.label, button.action) for button in card.buttons] == [("确认取消 SO-1003", "confirm:tok-2"), ("保留原订单", "decline:prp_2")]
    assert len(card.rows) == 2


def test_a_proposed_change_shows_before_and_after() -> None:
    """Each line was and will be; the new total beside the old one; the button carries the new total."""
    card = card_of(change())
    coke, sprite = card.rows
    assert [cell.text for cell in coke.cells] == ["可口可乐 330ml 罐装", "20 箱", "20 箱", "866.40"]
    assert coke.badges == ()
    assert [cell.text for cell in sprite.cells] == ["雪碧 330ml 罐装", "10 箱", "15 箱", "649.80"]
    assert [badge.text for badge in sprite.badges] == ["改量"]
    assert card.total is not None
    assert (card.total.text, card.total.under) == ("1,516.20", "原合计 1,299.60")
    assert card.buttons[0].label == "确认修改 SO-1003，合计 ¥1,516.20"


def test_a_removed_and_an_added_line_are_marked() -> None:
    """A line that goes has no new quantity, one that comes no old one."""
    view = change()
    going = card_of(change(after=view.before[:1])).rows[-1]
    coming = card_of(change(before=view.before[:1])).rows[-1]
    assert ([cell.text for cell in going.cells][1:], [badge.text for badge in going.badges]) == (["10 箱", "—", "—"], ["去掉"])
    assert ([cell.text for cell in coming.cells][1:], [badge.text for badge in coming.badges]) == (["—", "15 箱", "649.80"], ["新增"])


def test_a_change_that_needs_an_answer_cannot_be_confirmed() -> None:
    """What is there is offered as a change said anew; the confirm button is not there."""
    card = card_of(change(questions=(question(QuestionKind.SHORT_STOCK),), confirm_token=None))
    assert [button.action for button in card.rows[-1].buttons] == ["say:SO-1003里的魔爪 330ml改成3箱，数量没错"]
    assert [button.style for button in card.buttons] == ["disabled", "plain"]


def test_refusals_are_short() -> None:
    """Declining a draft keeps it, discarding it does not; both say that nothing was ordered."""
    assert text_of(Declined("order_draft")).text == "好的，没有下单，草稿留着。"
    assert text_of(Declined("order_cancel"), "en").text == "All right, the order is not cancelled."
    assert text_of(Discarded(done=True)).text.startswith("草稿已作废，没有下单")


def test_a_draft_that_became_an_order_is_not_shown_again() -> None:
    """The confirmation overtakes the draft of the same turn."""
    (block,) = blocks_of(draft(), ConfirmResult("submitted", order=order()))
    assert isinstance(block, Card)
    assert block.kind == "order"


def test_a_result_nobody_can_show_is_left_out() -> None:
    """Rendering never fails on a result of another kind."""
    assert blocks_of({"internal": 1}, None) == ()
    assert isinstance(blocks_of(ConfirmResult("needs_review"))[0], Text)
