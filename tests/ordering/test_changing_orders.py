"""Changing an order that has not shipped: what is asked, what moves, and what becomes of its approval (R8, N8)."""

from datetime import date
from decimal import Decimal

import pytest

from backend.dealers.service import freeze_dealer
from backend.identity.domain import SYSTEM
from backend.inventory.service import Want, reserve
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.ordering.schemas import ChangeEdit, ChangeView, Confirmation, Decision, LineEdit
from backend.ordering.service import confirm, propose_change, release_order
from tests.ordering.company import Company


def change(company: Company, number: str | None, login: str = "d1", **fields: object) -> ChangeView:
    """Propose a structured change; `lines` is SKU -> cases."""
    lines = tuple(LineEdit(sku, Decimal(str(qty))) for sku, qty in dict(fields.pop("lines", {})).items())
    request = ChangeEdit(number, lines, **fields)
    actor = company.actor(login)
    return company.write(lambda uow: propose_change(uow, actor, request, clock=company.clock))


def test_any_change_voids_the_approval_and_all_rules_judge_the_result(company: Company) -> None:
    """Released at 95,000; less of one line and more of another makes 99,000 that a person must release again."""
    order = company.order("d2", DRILL=190).order
    manager = company.actor("bm")
    released = company.write(lambda uow: release_order(uow, manager, Decision(order.order_id, 1), clock=company.clock))
    assert (released.status, released.total) == ("APPROVED", Decimal("95000.00"))
    view = change(company, order.number, "d2", lines={"DRILL": 198})
    assert [gate.code for gate in view.gates] == ["GRADE_NOT_A"]
    changed = company.confirm("d2", view.confirm_token)
    assert (changed.outcome, changed.order.status, changed.order.version) == ("changed", "HOLD", 3)
    with pytest.raises(Conflict, match=r"order\.stale"):
        company.write(lambda uow: release_order(uow, manager, Decision(order.order_id, 2), clock=company.clock))
    assert company.disagreements() == []


def test_fewer_and_more_move_only_the_difference(company: Company) -> None:
    """Beer from 10 to 4 cases gives six back; somebody takes them; back to 10 is short of six."""
    number = company.order("d1", BEER=10, COKE=1).order.number
    company.confirm("d1", change(company, number, lines={"BEER": 4}).confirm_token)
    company.write(lambda uow: reserve(uow, "other", (Want(1, "BEER", 72),), day=date(2025, 6, 12), clock=company.clock))
    again = change(company, number, lines={"BEER": 10})
    assert (again.confirm_token, again.questions[0].available_base, again.questions[0].base_qty) == (None, 48, 120)
    assert company.disagreements() == []


def test_stock_taken_between_showing_and_confirming_a_change_is_shown_again(company: Company) -> None:
    """Nothing of the order moves; the answer says what differs."""
    number = company.order("d1", BEER=2).order.number
    view = change(company, number, lines={"BEER": 10})
    company.write(lambda uow: reserve(uow, "other", (Want(1, "BEER", 60),), day=date(2025, 6, 12), clock=company.clock))
    result = company.confirm("d1", view.confirm_token)
    assert (result.outcome, result.change.changed, result.change.confirm_token) == ("needs_review", ("stock",), None)
    assert company.disagreements() == []


def test_a_block_that_came_up_meanwhile_stops_the_change_and_keeps_the_order(company: Company) -> None:
    """Frozen between showing and confirming."""
    number = company.order("d1", BEER=2).order.number
    view = change(company, number, lines={"BEER": 1})
    company.write(lambda uow: freeze_dealer(uow, SYSTEM, "D1", "diversion", clock=company.clock))
    result = company.confirm("d1", view.confirm_token)
    assert (result.outcome, [reason.code for reason in result.reasons]) == ("blocked", ["FROZEN"])
    assert company.disagreements() == []


def test_another_day_or_place_is_a_change_too(company: Company) -> None:
    """The stock is found anew for the other day; the region of the other place is judged."""
    number = company.order("d1", BEER=10).order.number
    later = company.confirm("d1", change(company, number, delivery_date=date(2025, 6, 13)).confirm_token).order
    assert (later.delivery_date, [line.reserved_base for line in later.lines]) == (date(2025, 6, 13), [120])
    north = change(company, number, ship_to="WH-N")
    assert [gate.code for gate in north.gates] == ["REGION_NOT_AUTHORISED"]
    assert company.confirm("d1", north.confirm_token).outcome == "blocked"
    assert company.disagreements() == []


def test_goods_that_end_before_the_other_day_are_asked_about(company: Company) -> None:
    """100 fresh cans until Thursday: moved to Friday they are short, although the order holds them."""
    company.stock("SPRITE", 48, "SHORT", date(2025, 6, 12))
    number = company.order("d1", SPRITE=102).order.number
    view = change(company, number, delivery_date=date(2025, 6, 13))
    assert (view.confirm_token, [(one.sku, one.available_base) for one in view.questions]) == (None, [("SPRITE", 2400)])
    assert company.disagreements() == []


def test_an_agreed_backorder_stays_agreed_when_something_else_changes(company: Company) -> None:
    """Only a larger quantity asks again."""
    view = company.draft("d1", BEER=12)
    number = company.confirm("d1", company.answer("d1", view.questions[0].id, "backorder").confirm_token).order.number
    more = company.confirm("d1", change(company, number, lines={"COKE": 1}).confirm_token).order
    assert [(line.sku, line.reserved_base, line.backorder_base) for line in more.lines] == [("BEER", 120, 24), ("COKE", 24, 0)]
    assert change(company, number, lines={"BEER": 13}).questions
    assert company.disagreements() == []


def test_a_change_of_nothing_is_refused_and_one_to_nothing_is_a_cancellation(company: Company) -> None:
    """Whoever wants no line cancels, and is shown that."""
    number = company.order("d1", BEER=2).order.number
    with pytest.raises(Invalid, match=r"order\.nothing_changed"):
        change(company, number, lines={"BEER": 2})
    view = change(company, number, lines={"BEER": 0})
    assert (view.kind, view.total_after) == ("cancel", 0)
    assert company.confirm("d1", view.confirm_token).outcome == "cancelled"


def test_the_order_of_a_child_can_be_seen_but_not_changed(company: Company) -> None:
    """A parent reads below himself and writes only his own."""
    number = company.order("d1", BEER=2).order.number
    with pytest.raises(NotFound, match=r"order\.not_found"):
        change(company, number, "d2", lines={"BEER": 1})


def test_the_button_of_a_change_is_its_owners_and_works_once(company: Company) -> None:
    """Five presses, one new version; nobody else's."""
    number = company.order("d1", BEER=2).order.number
    token = change(company, number, lines={"BEER": 1}).confirm_token
    assert token is not None
    stranger = company.actor("d1b")
    with pytest.raises(NotFound, match=r"proposal\.not_found"):
        company.write(lambda uow: confirm(uow, stranger, Confirmation(token), clock=company.clock))
    results = [company.confirm("d1", token) for _ in range(5)]
    assert {(result.outcome, result.order.version) for result in results} == {("changed", 2)}
