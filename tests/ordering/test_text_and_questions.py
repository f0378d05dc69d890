"""What a read message does to a draft, with readings made by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.kit.errors import Invalid, NotFound
from backend.ordering.reading.domain import Delivery, LineStatus, Op, OrderReading, ReadLine
from backend.ordering.schemas import Answer, DraftView, RepeatOrder
from backend.ordering.service import answer_question, discard_draft, repeat_order, show_draft
from tests.ordering.company import Company

Say = Callable[..., DraftView]


def wish(sku: str | None, qty: str | None = None, status: LineStatus = LineStatus.OK, **more: object) -> ReadLine:
    """One read line in cases."""
    values = {"op": Op.ADD, "unit": Unit.CASE if qty else None, **more}
    return ReadLine(status=status, sku=sku, qty=Decimal(qty) if qty else None, **values)


def which_cola(qty: str | None = "10") -> ReadLine:
    """An ambiguous wish for one of two."""
    return wish(None, qty, LineStatus.AMBIGUOUS, candidates=("COKE", "SPRITE"), source="可乐")


def answered(company: Company, answer: Answer) -> DraftView:
    return company.write(lambda uow: answer_question(uow, company.actor("d1"), answer, clock=company.clock))


def test_understood_lines_become_lines_in_the_unit_that_was_said(say: Say) -> None:
    """The resulting base quantity is the reading's, the pack is the person's."""
    view = say(OrderReading((wish("COKE", "10"), wish("SPRITE", "24", unit=Unit.BASE)), final_cart={"COKE": 240, "SPRITE": 24}))
    assert [(line.sku, line.qty, line.unit) for line in view.lines] == [("COKE", 10, Unit.CASE), ("SPRITE", 24, Unit.BASE)]
    more = say(OrderReading((wish("COKE", "12", unit=Unit.BASE),), final_cart={"COKE": 252, "SPRITE": 24}))
    assert [(line.sku, line.qty, line.unit) for line in more.lines] == [("COKE", 252, Unit.BASE), ("SPRITE", 24, Unit.BASE)]
    assert more.version > view.version


def test_an_ambiguous_wish_blocks_until_its_button_is_pressed_and_keeps_its_quantity(sqlite_company: Company, say: Say) -> None:
    """Ten cases stay ten cases."""
    view = say(OrderReading((which_cola(), wish("BEER", "1")), final_cart={"BEER": 12}))
    assert (view.confirm_token, [line.sku for line in view.lines]) == (None, ["BEER"])
    question = view.questions[0]
    assert [one.sku for one in question.candidates] == ["COKE", "SPRITE"]
    with pytest.raises(Invalid, match=r"draft\.bad_answer"):
        answered(sqlite_company, Answer(question.id, sku="DRILL"))
    done = answered(sqlite_company, Answer(question.id, sku="SPRITE"))
    assert [(line.sku, line.base_qty) for line in done.lines] == [("BEER", 12), ("SPRITE", 240)]
    assert done.confirm_token
    with pytest.raises(NotFound, match=r"draft\.no_question"):
        answered(sqlite_company, Answer(question.id, sku="COKE"))


def test_naming_a_candidate_in_the_next_message_keeps_the_quantity(say: Say) -> None:
    """Ten cases of cola were said, then only "the Sprite"."""
    say(OrderReading((which_cola(),)))
    view = say(OrderReading((wish("SPRITE", status=LineStatus.NEED_QTY, source="雪碧"),)))
    assert ([(line.sku, line.qty) for line in view.lines], view.questions) == ([("SPRITE", 10)], ())


def test_naming_a_candidate_with_another_quantity_takes_that(say: Say) -> None:
    """The new words win."""
    say(OrderReading((which_cola(),)))
    view = say(OrderReading((wish("SPRITE", "3"),), final_cart={"SPRITE": 72}))
    assert ([(line.sku, line.qty) for line in view.lines], view.questions) == ([("SPRITE", 3)], ())


def test_a_question_of_an_earlier_message_stays_when_the_next_speaks_of_something_else(say: Say) -> None:
    """And an unknown product is told once only and does not block."""
    unknown = wish(None, "5", LineStatus.UNKNOWN_PRODUCT, source="茅台")
    first = say(OrderReading((which_cola(), unknown)))
    assert [(q.kind.value, q.blocking) for q in first.questions] == [("ambiguous", True), ("unknown_product", False)]
    second = say(OrderReading((wish("BEER", "1"),), final_cart={"BEER": 12}))
    assert [q.kind.value for q in second.questions] == ["ambiguous"]
    assert second.confirm_token is None


def test_a_choice_without_quantity_asks_for_it(sqlite_company: Company, say: Say) -> None:
    """Then the quantity makes the line."""
    question = say(OrderReading((which_cola(None),))).questions[0]
    follow = answered(sqlite_company, Answer(question.id, sku="COKE")).questions[0]
    assert (follow.kind.value, follow.sku) == ("need_qty", "COKE")
    assert [line.qty for line in answered(sqlite_company, Answer(follow.id, qty=Decimal(4), unit=Unit.CASE)).lines] == [4]


def test_a_doubted_quantity_is_taken_when_it_is_confirmed(sqlite_company: Company, say: Say) -> None:
    """Fifty cases after all."""
    question = say(OrderReading((wish("COKE", "50", LineStatus.CHECK_QTY, base_qty=1200, source="50箱"),))).questions[0]
    assert [line.base_qty for line in answered(sqlite_company, Answer(question.id)).lines] == [1200]


def test_removing_and_scaling_follow_the_reading(say: Say) -> None:
    """Everything twice, then without the Sprite."""
    say(OrderReading((wish("COKE", "10"), wish("SPRITE", "5")), final_cart={"COKE": 240, "SPRITE": 120}))
    twice = say(OrderReading((wish("ALL", op=Op.SCALE, factor=Decimal(2)),), final_cart={"COKE": 480, "SPRITE": 240}))
    assert [(line.qty, line.marks) for line in twice.lines] == [(20, ("scaled:2",)), (10, ("scaled:2",))]
    rest = say(OrderReading((wish("SPRITE", op=Op.REMOVE),), final_cart={"COKE": 480}))
    assert [line.sku for line in rest.lines] == ["COKE"]


def test_delivery_by_a_day_is_the_earliest_day_and_an_impossible_day_is_moved_and_said(say: Say) -> None:
    """By Friday comes tomorrow; on Sunday comes Monday; today cannot be kept."""
    base = {"COKE": 24}
    by = say(OrderReading((wish("COKE", "1"),), Delivery(date(2025, 6, 13), "by"), base))
    assert (by.delivery_date, by.warnings) == (date(2025, 6, 12), ())
    sunday = say(OrderReading((), Delivery(date(2025, 6, 15), "on")))
    assert (sunday.delivery_date, [warning.code for warning in sunday.warnings]) == (date(2025, 6, 16), ["DATE_MOVED"])
    today = say(OrderReading((), Delivery(date(2025, 6, 11), "by")))
    assert (today.delivery_date, today.warnings[0].params["requested"]) == (date(2025, 6, 12), "2025-06-11")


def test_a_place_named_in_the_message_counts_and_nothing_read_makes_no_draft(sqlite_company: Company, say: Say) -> None:
    """Small talk leaves no empty draft behind."""
    with pytest.raises(Invalid, match=r"order\.nothing_read"):
        say(OrderReading())
    with pytest.raises(NotFound, match=r"draft\.none"):
        sqlite_company.write(lambda uow: show_draft(uow, sqlite_company.actor("d1"), clock=sqlite_company.clock))
    view = say(OrderReading((wish("COKE", "1"),), Delivery(place="WH-S"), {"COKE": 24}))
    assert (view.ship_to, view.ship_to_name_en) == ("WH-S", "South Warehouse")


def test_repeating_copies_the_lines_at_todays_price_for_the_usual_place(company: Company) -> None:
    """By number or the latest; a foreign number does not exist; an identical order within a day is pointed out."""
    number = company.order("d1", COKE=3, BEER=1).order.number
    view = company.write(lambda uow: repeat_order(uow, company.actor("d1"), RepeatOrder(None), clock=company.clock))
    assert [(line.sku, line.qty, line.marks) for line in view.lines] == [("COKE", 3, ("repeat",)), ("BEER", 1, ("repeat",))]
    assert (view.repeated_order, view.repeated_date, view.ship_to) == (number, date(2025, 6, 11), "WH-W")
    assert [warning.code for warning in view.warnings] == ["DUPLICATE_ORDER"]
    for login in ("d2", "d3"):
        with pytest.raises(NotFound, match=r"order\.not_found"):
            company.write(lambda uow, login=login: repeat_order(uow, company.actor(login), RepeatOrder(number), clock=company.clock))


def test_a_discarded_draft_is_gone_and_its_button_dead(company: Company) -> None:
    """A new draft starts at the beginning."""
    token = company.draft("d1", COKE=3).confirm_token
    company.write(lambda uow: discard_draft(uow, company.actor("d1"), clock=company.clock))
    with pytest.raises(Exception, match=r"proposal\.withdrawn"):
        company.confirm("d1", token)
    assert [line.sku for line in company.draft("d1", BEER=1).lines] == ["BEER"]
