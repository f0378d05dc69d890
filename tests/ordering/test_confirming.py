"""From draft to order: exactly what was shown, once, by its owner."""

from datetime import date
from decimal import Decimal

import pytest

from backend.dealers.service import freeze_dealer
from backend.identity.domain import SYSTEM
from backend.inventory.service import Want, reserve, stock_by_warehouse
from backend.kit.errors import Conflict, NotFound, NotPermitted
from backend.ordering.schemas import Answer, CancelRequest, DraftEdit, LineEdit, OrderFilter, Shortage
from backend.ordering.service import answer_question, edit_draft, get_order, list_orders, propose_cancel, show_draft
from backend.pricing.service import NewPriceList, import_price_list
from tests.ordering.company import Company


def test_a_draft_shows_lines_total_place_day_and_becomes_exactly_that_order(company: Company) -> None:
    """10 cases of Coke at 2.00 less 5 percent for grade A are 456.00, delivered tomorrow to the usual place."""
    view = company.draft("d1", COKE=10, SPRITE=5)
    assert [(line.sku, line.base_qty, line.line_total) for line in view.lines] == [("COKE", 240, Decimal("456.00")), ("SPRITE", 120, Decimal("114.00"))]
    assert (view.total, view.ship_to, view.delivery_date, view.gates, view.questions) == (Decimal("570.00"), "WH-W", date(2025, 6, 12), (), ())
    assert view.credit_available_after == Decimal("999430.00")
    result = company.confirm("d1", view.confirm_token)
    assert (result.outcome, result.order.status, result.order.total) == ("submitted", "APPROVED", view.total)
    assert result.order.number.startswith("SO-1000")
    assert [entry.action for entry in result.order.history] == ["submitted"]
    assert company.disagreements() == []
    with pytest.raises(NotFound, match=r"draft\.none"):
        company.write(lambda uow: show_draft(uow, company.actor("d1"), clock=company.clock))


def test_the_same_button_pressed_again_gives_the_same_order(company: Company) -> None:
    """No second order, no second reservation."""
    token = company.draft("d1", COKE=1).confirm_token
    first, second = company.confirm("d1", token), company.confirm("d1", token)
    assert first.order.number == second.order.number
    assert len(company.database.read(lambda uow: list_orders(uow, company.actor("d1"), OrderFilter())).items) == 1


def test_another_persons_button_does_not_exist(company: Company) -> None:
    """Not even for a colleague of the same dealer."""
    token = company.draft("d1", COKE=1).confirm_token
    for login in ("d1b", "d2"):
        with pytest.raises(NotFound, match=r"proposal\.not_found"):
            company.confirm(login, token)


def test_an_older_version_confirms_nothing(company: Company) -> None:
    """Every change kills the button before it."""
    old = company.draft("d1", COKE=1).confirm_token
    company.draft("d1", COKE=2)
    with pytest.raises(Conflict, match=r"proposal\.superseded"):
        company.confirm("d1", old)


def test_a_changed_price_is_shown_again_and_nothing_is_written(company: Company) -> None:
    """The second confirmation, of the new price, works."""
    token = company.draft("d1", COKE=1).confirm_token
    prices = (("COKE", 0, Decimal("1.50")),)
    company.write(lambda uow: import_price_list(uow, NewPriceList("D1", "contract", company.clock.now(), scope_value="D1", entries=prices)))
    result = company.confirm("d1", token)
    assert (result.outcome, result.draft.changed, result.draft.total) == ("needs_review", ("price",), Decimal("36.00"))
    assert company.disagreements() == []
    again = company.confirm("d1", result.draft.confirm_token)
    assert (again.outcome, again.order.total) == ("submitted", Decimal("36.00"))


def test_stock_taken_in_between_is_asked_and_never_cut(company: Company) -> None:
    """The line becomes a question with what is left; the answer makes it confirmable."""
    token = company.draft("d1", BEER=10, COKE=1).confirm_token
    company.write(lambda uow: reserve(uow, "other", (Want(1, "BEER", 60),), day=date(2025, 6, 12), clock=company.clock))
    result = company.confirm("d1", token)
    assert (result.outcome, result.draft.changed, result.draft.confirm_token) == ("needs_review", ("stock",), None)
    question = result.draft.questions[0]
    assert (question.kind.value, question.available_base, question.base_qty) == ("short_stock", 60, 120)
    assert [line.sku for line in result.draft.lines] == ["COKE"]
    answer = Answer(question.id, shortage=Shortage.TAKE_AVAILABLE)
    view = company.write(lambda uow: answer_question(uow, company.actor("d1"), answer, clock=company.clock))
    assert [(line.sku, line.qty) for line in view.lines] == [("BEER", 5), ("COKE", 1)]
    assert company.confirm("d1", view.confirm_token).outcome == "submitted"
    shelves = company.database.read(lambda uow: stock_by_warehouse(uow, ["BEER"]))["BEER"]
    assert sum(shelf.reserved for shelf in shelves) == 120


def test_an_agreed_backorder_is_one_line_in_full_with_its_missing_part(company: Company) -> None:
    """10 cases wanted, 10 in stock, 12 ordered: all priced, 24 cans on backorder."""
    question = company.draft("d1", BEER=12).questions[0]
    view = company.write(lambda uow: answer_question(uow, company.actor("d1"), Answer(question.id, shortage=Shortage.BACKORDER), clock=company.clock))
    order = company.confirm("d1", view.confirm_token).order
    assert [(line.base_qty, line.backorder_base, line.line_total) for line in order.lines] == [(144, 24, Decimal("410.40"))]
    assert company.disagreements() == []


def test_all_reasons_to_hold_are_named_together_and_a_held_order_takes_stock_and_credit(company: Company) -> None:
    """Over the limit, overdue, grade B and 100,000.00: four reasons with their figures."""
    company.credit("D2", "50000", "1000", overdue=True, overdue_days=12)
    view = company.draft("d2", DRILL=200)
    codes = ["OVER_CREDIT", "OVERDUE", "GRADE_NOT_A", "AMOUNT_GE_100000"]
    assert [gate.code for gate in view.gates] == codes
    assert view.gates[0].params["shortfall"] == "51000.00"
    order = company.confirm("d2", view.confirm_token).order
    assert (order.status, [reason.code for reason in order.hold_reasons]) == ("HOLD", codes)
    assert order.hold_reasons[1].params["days"] == 12
    assert company.disagreements() == []


def test_a_frozen_dealer_is_blocked_with_the_reason_and_the_draft_stays(company: Company) -> None:
    """Frozen after the draft was shown: blocked, and told what is new."""
    token = company.draft("d1", COKE=1).confirm_token
    company.write(lambda uow: freeze_dealer(uow, SYSTEM, "D1", "diversion", clock=company.clock))
    result = company.confirm("d1", token)
    assert (result.outcome, [reason.code for reason in result.reasons], result.draft.changed) == ("blocked", ["FROZEN"], ("gates",))
    known = company.confirm("d1", result.draft.confirm_token)
    assert (known.outcome, known.draft.changed) == ("blocked", ())
    assert company.disagreements() == []


def test_every_blocking_gate_is_named(company: Company) -> None:
    """A forbidden category and a region without authorisation, each by its place."""
    actor = company.actor("d1")
    lines = (LineEdit("BEER", Decimal(1)),)
    south = company.write(lambda uow: edit_draft(uow, actor, DraftEdit(lines, ship_to="WH-S"), clock=company.clock))
    assert [gate.code for gate in south.gates] == ["CATEGORY_FORBIDDEN"]
    north = company.write(lambda uow: edit_draft(uow, actor, DraftEdit(ship_to="WH-N"), clock=company.clock))
    assert [gate.code for gate in north.gates if gate.blocks] == ["REGION_NOT_AUTHORISED"]
    assert company.confirm("d1", north.confirm_token).outcome == "blocked"


def test_the_last_day_of_a_licence_passes_and_the_next_blocks(company: Company) -> None:
    """A warning first, then a block."""
    company.clock.instant = company.clock.instant.replace(year=2026, month=1, day=1)
    last = company.draft("d1", COKE=1)
    assert ([gate.code for gate in last.gates], [warning.code for warning in last.warnings]) == ([], ["LICENCE_EXPIRING"])
    company.clock.instant = company.clock.instant.replace(day=2)
    assert [gate.code for gate in company.draft("d1", COKE=2).gates] == ["LICENCE_EXPIRED"]


def test_a_draft_shown_before_the_cut_off_and_confirmed_after_it_is_shown_again(company: Company) -> None:
    """The day moved from tomorrow to the day after."""
    company.clock.instant = company.clock.instant.replace(hour=15, minute=55)
    token = company.draft("d1", COKE=1).confirm_token
    company.clock.instant = company.clock.instant.replace(hour=16, minute=5)
    result = company.confirm("d1", token)
    assert (result.outcome, result.draft.changed, result.draft.delivery_date) == ("needs_review", ("date",), date(2025, 6, 13))


def test_two_orders_of_60_on_a_limit_of_100_leave_one_held(company: Company) -> None:
    """The second is told that it will be held before it exists, then exists held."""
    company.credit("D1", "100.00")
    tokens = {login: company.draft(login, DRILL=0, BEER=1, SPRITE=1).confirm_token for login in ("d1", "d1b")}
    assert company.confirm("d1", tokens["d1"]).order.status == "APPROVED"
    second = company.confirm("d1b", tokens["d1b"])
    assert (second.outcome, second.draft.changed) == ("needs_review", ("credit",))
    held = company.confirm("d1b", second.draft.confirm_token).order
    assert (held.status, held.hold_reasons[0].params["shortfall"]) == ("HOLD", "14.00")
    assert company.disagreements() == []


def test_a_confirmed_cancellation_gives_back_stock_and_credit(company: Company) -> None:
    """And a second press is the same cancellation."""
    number = company.order("d1", BEER=10).order.number
    change = company.write(lambda uow: propose_cancel(uow, company.actor("d1"), CancelRequest(None), clock=company.clock))
    assert (change.kind, change.number, change.after) == ("cancel", number, ())
    for _ in range(2):
        assert company.confirm("d1", change.confirm_token).outcome == "cancelled"
    order = company.database.read(lambda uow: get_order(uow, company.actor("d1"), number))
    assert (order.status, [entry.action for entry in order.history]) == ("CANCELLED", ["submitted", "cancelled"])
    assert company.disagreements() == []
    assert company.draft("d1", BEER=10).questions == ()


def test_only_dealer_users_place_orders(company: Company) -> None:
    """A brand manager has no dealer and a technician no right."""
    for login in ("bm", "tech", "cco"):
        with pytest.raises(NotPermitted):
            company.draft(login, COKE=1)
