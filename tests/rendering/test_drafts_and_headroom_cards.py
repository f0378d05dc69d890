"""Cards of several drafts, of drafts that cannot be confirmed, of conditional lines, of notes, and of how much may still be ordered."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from backend.kit.errors import Reason
from backend.ordering.remedies import findings_of
from bot.messages import Block, Card
from bot.rendering import render
from bot.sentences import phrasebook
from tests.rendering.examples import NOW, change, draft, line, order, question
from tools.results import Discarded, ToolProblem
from tools.views import BasketCheck, ConfirmResult, GateReason, Headroom, OrderNotes, Question, QuestionKind

FORBIDDEN = GateReason("CATEGORY_FORBIDDEN", blocks=True, params={"skus": "SPR-330", "place_zh": "城西仓", "place_en": "West", "region": "R", "ship_to": "W"})
OVER = GateReason(
    "OVER_CREDIT", False, {"shortfall": "3672.20", "limit": "50000.00", "exposure_before": "0", "exposure_after": "53672.20"}, "brand_manager", "over_credit"
)
TWIN = GateReason("DUPLICATE_ORDER", blocks=False, params={"number": "SO-9", "hours": 24})


def cards(*results: object, lang: str = "zh") -> list[Card]:
    blocks: tuple[Block, ...] = render(results, lang, phrasebook())
    return [block for block in blocks if isinstance(block, Card)]


def buttons(card: Card) -> list[tuple[str, str, str]]:
    return [(one.label, one.action, one.style) for one in card.buttons]


def test_several_drafts_are_shown_side_by_side_with_their_places() -> None:
    """Each with its own number and button; an earlier state of one of them is left out."""
    west = draft(draft_id="a", number=1, beside=1, confirm_token="t1")
    east = draft(draft_id="b", number=2, beside=1, confirm_token="t2", ship_to_name_zh="城东仓")
    shown = cards(west, east, replace(west, version=2, confirm_token="t3"))
    assert [card.title.split(" · ")[0] for card in shown] == ["草稿 2（城东仓、6月13日(周五)） v1", "草稿 1（城西仓、6月13日(周五)） v2"]
    assert [card.buttons[0].action for card in shown] == ["confirm:t2", "confirm:t3"]


def test_an_order_of_one_draft_leaves_the_card_of_the_other() -> None:
    """Only what it came of is overtaken."""
    west, east = draft(draft_id="a", beside=1), draft(draft_id="b", beside=1, ship_to_name_zh="城东仓")
    shown = cards(west, east, ConfirmResult("submitted", order=order(), subject="a"))
    assert [card.kind for card in shown] == ["draft", "order"]
    assert "城东仓" in shown[0].title


def test_a_blocked_draft_has_no_main_button_but_what_helps() -> None:
    """Leave out what is forbidden, or check again; the sentence says why."""
    (card,) = cards(draft(gates=(FORBIDDEN,)))
    assert not any(style == "primary" for _, _, style in buttons(card))
    (label, action, _), (again, token, _) = buttons(card)[:2]
    assert (label, action) == ("去掉雪碧 330ml 罐装", "say:去掉雪碧 330ml 罐装")
    assert again.startswith("再查一次")
    assert token == "confirm:tok-1"


def test_a_held_draft_keeps_its_main_button() -> None:
    """It can be ordered; a person releases it."""
    (card,) = cards(draft(gates=(OVER,)))
    assert buttons(card)[0][2] == "primary"


@pytest.mark.parametrize(
    ("lang", "ask", "labels"), [("zh", "是再下一单，还是重复了", ["再下一单", "是重复的"]), ("en", "or is this a duplicate", ["Order again", "It is a"])]
)
def test_a_second_order_of_the_same_goods_is_a_question_with_two_answers(lang: str, ask: str, labels: list[str]) -> None:
    """Neither is the main one; the question is no line of the table."""
    asked = Question("m.twin:SO-9", QuestionKind.DUPLICATE, "SO-9", blocking=False)
    (card,) = cards(draft(lang, questions=(asked,), warnings=(TWIN,)), lang=lang)
    assert any(ask in warning for warning in card.warnings)
    assert [label.startswith(word) for (label, _, _), word in zip(buttons(card), labels, strict=False)] == [True, True]
    assert [action for _, action, _ in buttons(card)][:2] == ["confirm:tok-1", "answer:m.twin:SO-9:duplicate"]
    assert len(card.rows) == 2


@pytest.mark.parametrize(("mark", "text"), [("if_available:480", "有货才要 20 箱，现货可取 10 箱"), ("up_to:240", "最多 10 箱，现货够")])
def test_a_conditional_line_says_what_was_asked_and_what_is_taken(mark: str, text: str) -> None:
    """Never a silent cut."""
    (card,) = cards(draft(lines=(line(qty="10", marks=(mark,)),)))
    assert [badge.text for badge in card.rows[0].badges] == [text]


def test_a_wish_that_stock_cannot_give_is_told_in_its_place() -> None:
    """With what is there."""
    told = question(QuestionKind.LEFT_OUT, blocking=False, available_base=11)
    (card,) = cards(draft(questions=(told,)))
    assert "没有列入" in card.rows[-1].cells[0].under
    assert card.buttons[0].style == "primary"


def test_a_total_that_disagrees_names_both_sums_and_can_be_settled() -> None:
    """The person says 35, the lines say 15."""
    asked = Question("m.q", QuestionKind.CHECK_TOTAL, "", qty=Decimal(35), counted=Decimal(15))
    (card,) = cards(draft(questions=(asked,), confirm_token=None))
    assert "35" in card.rows[-1].cells[0].under
    assert "15" in card.rows[-1].cells[0].under
    assert [one.action for one in card.rows[-1].buttons] == ["answer:m.q:drop"]


def test_the_likely_quantity_is_the_first_answer() -> None:
    """500, or 50?"""
    asked = question(QuestionKind.CHECK_QTY, qty=Decimal(500), likely=Decimal(50))
    (card,) = cards(draft(questions=(asked,), confirm_token=None))
    assert [one.action.rpartition(":")[2] for one in card.rows[-1].buttons] == ["=50", "MON-330", "drop"]


@pytest.mark.parametrize("make", [draft, order])
def test_notes_are_told_and_a_payment_wish_is_not_granted(make: object) -> None:
    """On the draft and on the order."""
    notes = OrderNotes("PO-7", "王姐店", "月底结", "line_down")
    (card,) = cards(make(notes=notes))  # type: ignore[operator]  # both makers take fields
    text = " ".join(card.notes)
    assert all(word in text for word in ("PO-7", "王姐店", "“月底结”已记下，付款条件仍按约定", "停线"))


def test_a_line_on_backorder_tells_that_it_has_no_day() -> None:
    """The other line tells its own."""
    lines = (line(promised_on=date(2025, 6, 12), available_base=None), line("SPR-330", "5", backorder_base=120, available_base=None))
    (card,) = cards(order(lines=lines))
    assert "送达" in card.rows[0].cells[0].under
    assert "还没有日期" in card.rows[1].cells[0].under


def test_headroom_tells_the_parts_the_gates_and_the_largest_part() -> None:
    """Everything in one answer, each gate with what helps."""
    basket = BasketCheck("text", (line(),), (), Decimal("53672.20"), passes=False, findings=findings_of((OVER,)), largest=(line(),), largest_total=Decimal(480))
    answer = Headroom(
        *("D1", "城西便利店", "Westside Mart"),
        *map(Decimal, ("50000", "1000", "2000", "500", "0", "3500", "46500", "46500")),
        overdue=False,
        overdue_days=0,
        currency="CNY",
        as_of=NOW if isinstance(NOW, datetime) else datetime(2025, 6, 11),  # noqa: DTZ001 - never taken
        basket=basket,
    )
    account, shown = cards(answer)
    assert [row.cells[1].text for row in account.rows] == ["50,000.00", "1,000.00", "2,000.00", "500.00", "3,500.00"]
    assert account.total is not None
    assert "46,500.00" in account.total.under
    assert shown.warnings == ("要审核：超信用额度。办法：回款 3,672.20；或减少 3,672.20 的货；或请品牌经理放行",)
    assert "480.00" in shown.notes[0]


def test_several_discarded_drafts_are_counted() -> None:
    """One sentence."""
    (block,) = render([Discarded(done=True, count=2)], "en", phrasebook())
    assert "2 drafts" in str(getattr(block, "text", ""))


def test_a_blocked_change_has_no_main_button_either() -> None:
    """Check again, or keep the order."""
    (card,) = cards(change(gates=(FORBIDDEN,)))
    assert [style for _, _, style in buttons(card)] == ["plain", "plain"]


@pytest.mark.parametrize(("action", "said"), [("cancel", "say:取消SO-1"), ("change", "say:SO-1：可乐改成5箱")])
def test_several_orders_that_fit_are_buttons_that_carry_the_words_on(action: str, said: str) -> None:
    """Never guessed."""
    reasons = (Reason("WHICH_ORDER", {"number": "SO-1"}), Reason("WHICH_ORDER", {"number": "SO-2"}))
    params = {"numbers": "SO-1, SO-2", "words": "可乐改成5箱", "action": action}
    (block,) = render([ToolProblem("order.which", params, reasons)], "zh", phrasebook())
    assert [one.action for one in block.buttons][:1] == [said]
    assert len(block.buttons) == 2
