"""Conditions against live stock, lot wishes, notes beside the goods: kept on the draft and the order, never cut silently, never granted."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.identity.domain import SYSTEM
from backend.kit.errors import Invalid
from backend.ordering.reading.domain import Delivery, LineStatus, Op, OrderReading, ReadLine
from backend.ordering.schemas import Answer, ChangeEdit, DraftEdit, DraftText, DraftView, LineEdit
from backend.ordering.service import answer_question, draft_order, edit_draft, get_order, propose_change
from backend.pricing.promotions.publishing import publish_promotion
from tests.ordering.company import Company
from tests.promotions.baskets import promotion

Say = Callable[..., DraftView]


def beer(cases: int, status: LineStatus = LineStatus.OK, **more: object) -> ReadLine:
    """Cases of 12; there are ten of them."""
    return ReadLine(Op.ADD, status, sku="BEER", qty=Decimal(cases), unit=Unit.CASE, base_qty=cases * 12, **more)


@pytest.mark.parametrize("condition", ["if_available", "up_to"])
def test_a_conditional_wish_takes_what_there_is_and_says_so(say: Say, condition: str) -> None:
    """Twenty asked, ten there: ten in the draft, the mark names twenty, and it can be confirmed at once."""
    view = say(OrderReading((beer(20, condition=condition),), final_cart={"BEER": 240}))
    (line,) = view.lines
    assert (line.qty, line.base_qty, line.marks) == (10, 120, (f"{condition}:240",))
    assert view.confirm_token


def test_without_a_condition_short_stock_is_asked(say: Say) -> None:
    """Nothing is cut by itself."""
    view = say(OrderReading((beer(20),), final_cart={"BEER": 240}))
    assert (view.lines, [one.kind.value for one in view.questions]) == ((), ["short_stock"])


def test_only_whole_packs_are_taken_and_nothing_at_all_is_told(sqlite_company: Company, say: Say) -> None:
    """Eleven cans are no case: the line is left out with a sentence, the others stay."""
    sqlite_company.order("d2", BEER=9)
    actor = sqlite_company.actor("d2")
    edit = DraftEdit((LineEdit("BEER", Decimal(1), Unit.BASE),))
    token = sqlite_company.write(lambda uow: edit_draft(uow, actor, edit, clock=sqlite_company.clock)).confirm_token
    sqlite_company.confirm("d2", token)
    coke = ReadLine(Op.ADD, LineStatus.OK, sku="COKE", qty=Decimal(1), unit=Unit.CASE, base_qty=24)
    view = say(OrderReading((beer(20, condition="if_available"), coke), final_cart={"BEER": 240, "COKE": 24}))
    assert [line.sku for line in view.lines] == ["COKE"]
    (told,) = view.questions
    assert (told.kind.value, told.blocking, told.qty, told.available_base) == ("left_out", False, 20, 11)
    assert view.confirm_token
    assert say(OrderReading((beer(0, LineStatus.BAD_QTY),), final_cart={"COKE": 24})).questions[0].kind.value == "bad_qty"


def test_what_was_ordered_without_a_condition_is_never_cut_by_one(say: Say) -> None:
    """Eight for sure, and twelve more if there are: ten in all."""
    say(OrderReading((beer(8),), final_cart={"BEER": 96}))
    assert say(OrderReading((beer(12, condition="if_available"),), final_cart={"BEER": 240})).lines[0].qty == 10


def test_an_ambiguous_conditional_wish_keeps_its_condition_until_it_is_answered(sqlite_company: Company, say: Say) -> None:
    """The button chooses the product, stock decides the quantity."""
    asked = ReadLine(Op.ADD, LineStatus.AMBIGUOUS, candidates=("BEER", "COKE"), qty=Decimal(20), unit=Unit.CASE, source="酒", condition="up_to")
    question = say(OrderReading((asked,))).questions[0]
    actor = sqlite_company.actor("d1")
    view = sqlite_company.write(lambda uow: answer_question(uow, actor, Answer(question.id, sku="BEER"), clock=sqlite_company.clock))
    assert (view.lines[0].qty, view.lines[0].marks) == (10, ("up_to:240",))


def test_a_condition_is_settled_again_when_stock_went_before_the_yes(sqlite_company: Company, say: Say) -> None:
    """The person sees the smaller quantity and its total before anything is ordered."""
    view = say(OrderReading((beer(20, condition="if_available"),), final_cart={"BEER": 240}))
    sqlite_company.order("d2", BEER=4)
    result = sqlite_company.confirm("d1", view.confirm_token)
    assert result.outcome == "needs_review"
    assert result.draft.lines[0].qty == 6
    assert sqlite_company.confirm("d1", result.draft.confirm_token).outcome == "submitted"


def test_an_unusual_quantity_offers_what_was_probably_meant(sqlite_company: Company, say: Say) -> None:
    """500, or 50?"""
    view = say(OrderReading((ReadLine(Op.ADD, LineStatus.CHECK_QTY, "COKE", qty=Decimal(500), unit=Unit.CASE, base_qty=12000, likely=Decimal(50)),)))
    (question,) = view.questions
    assert question.likely == 50
    actor, answer = sqlite_company.actor("d1"), Answer(question.id, qty=Decimal(50))
    assert sqlite_company.write(lambda uow: answer_question(uow, actor, answer, clock=sqlite_company.clock)).lines[0].qty == 50


def test_what_is_said_beside_the_goods_stays_with_the_order(sqlite_company: Company, say: Say) -> None:
    """On the draft, on the order, and through a change of the order; the price is what it would be anyway."""
    lines = (beer(1, lot_wish="要新日期"),)
    reading = OrderReading(lines, Delivery(urgent=True, urgent_reason="line_down"), {"BEER": 12}, po_number="PO-77", recipient="王姐店", payment_wish="月底结")
    view = say(reading)
    notes = (view.notes.po_number, view.notes.recipient, view.notes.payment_wish, view.notes.urgency, view.lines[0].lot_wish)
    assert notes == ("PO-77", "王姐店", "月底结", "line_down", "要新日期")
    more = say(OrderReading((beer(1),), final_cart={"BEER": 24}))
    assert (more.notes, more.lines[0].lot_wish) == (view.notes, "要新日期")
    order = sqlite_company.confirm("d1", more.confirm_token).order
    actor = sqlite_company.actor("d1")
    read = sqlite_company.database.read(lambda uow: get_order(uow, actor, order.number))
    assert (read.notes, read.lines[0].lot_wish) == (view.notes, "要新日期")
    edit = ChangeEdit(order.number, (LineEdit("BEER", Decimal(1)),))
    change = sqlite_company.write(lambda uow: propose_change(uow, actor, edit, clock=sqlite_company.clock))
    changed = sqlite_company.confirm("d1", change.confirm_token).order
    assert (changed.notes, changed.lines[0].lot_wish) == (view.notes, "要新日期")


def test_notes_alone_are_for_goods_that_are_there(sqlite_company: Company, say: Say) -> None:
    """They add to an open draft; without one they start none."""
    with pytest.raises(Invalid, match=r"order\.nothing_read"):
        say(OrderReading(po_number="PO-1"))
    sqlite_company.draft("d1", COKE=1)
    assert say(OrderReading(po_number="PO-1")).notes.po_number == "PO-1"


def test_real_words_may_name_conditions_and_notes(sqlite_company: Company) -> None:
    """The whole way from the words, on whatever reading understands of them."""
    actor = sqlite_company.actor("d1")
    view = sqlite_company.write(lambda uow: draft_order(uow, actor, DraftText("雪花啤酒最多20箱"), clock=sqlite_company.clock))
    assert [(line.sku, line.qty) for line in view.lines] == [("BEER", 10)]


@pytest.mark.parametrize(("wish", "total"), [("", "24.00"), ("要新日期", "34.20"), ("不要临期", "34.20"), ("要同一批号", "24.00")])
def test_a_clearance_price_is_for_no_goods_that_shall_last_longer(sqlite_company: Company, say: Say, wish: str, total: str) -> None:
    """What is sold off goes for 2.00; who asks for fresh dates pays what they cost."""
    clearance = promotion("OLD", "clearance", skus="BEER", amount="2.00")
    sqlite_company.write(lambda uow: publish_promotion(uow, SYSTEM, clearance, clock=sqlite_company.clock))
    assert say(OrderReading((beer(1, lot_wish=wish),), final_cart={"BEER": 12})).total == Decimal(total)
