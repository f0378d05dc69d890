"""A yes is for what was shown: a stricter rule, a larger backorder or another dealer in between comes to nothing, for drafts and for changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.identity.domain import SYSTEM
from backend.inventory.service import Want, reserve
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.ordering.rules.legacy import ApprovalRule, Condition
from backend.ordering.schemas import CancelRequest, ChangeEdit, ChangeView, Confirmation, ConfirmResult, LineEdit
from backend.ordering.service import confirm, get_order, propose_cancel, propose_change, save_approval_rules
from tests.ordering.company import Company

THURSDAY = date(2025, 6, 12)


def change(company: Company, number: str, *, backorder: bool = False, **cases: int) -> ChangeView:
    """Propose other quantities of an own order."""
    request = ChangeEdit(number, tuple(LineEdit(sku, Decimal(qty)) for sku, qty in cases.items()), backorder=backorder)
    actor = company.actor("d1")
    return company.write(lambda uow: propose_change(uow, actor, request, clock=company.clock))


def publish(company: Company, outcome: str) -> None:
    """From now on drills for 900 or more are held or forbidden."""
    rule = ApprovalRule("drills", "DRILLS", (Condition("amount", "ge", "900"),), outcome=outcome)
    company.write(lambda uow: save_approval_rules(uow, company.actor("bm"), [rule], clock=company.clock))


def take_away(company: Company, sku: str, base_qty: int) -> None:
    """Somebody else is promised some of the goods."""
    company.write(lambda uow: reserve(uow, "other", (Want(1, sku, base_qty),), day=THURSDAY, clock=company.clock))


def unchanged(company: Company, number: str, base_qty: int) -> bool:
    """The order is as it was placed."""
    order = company.database.read(lambda uow: get_order(uow, SYSTEM, number))
    return (order.version, order.status, [line.base_qty for line in order.lines]) == (1, "APPROVED", [base_qty]) and company.disagreements() == []


def test_a_rule_that_forbids_since_the_change_was_shown_stops_it(company: Company) -> None:
    """Shown without a gate; the answer names the rule, nothing of the order moves, and the new button is blocked as well."""
    number = company.order("d1", DRILL=1).order.number
    view = change(company, number, DRILL=3)
    publish(company, "block")
    result = company.confirm("d1", view.confirm_token)
    assert (result.outcome, [reason.code for reason in result.reasons]) == ("blocked", ["DRILLS"])
    assert unchanged(company, number, 1)
    assert company.confirm("d1", result.change.confirm_token).outcome == "blocked"
    assert unchanged(company, number, 1)


def test_a_rule_that_holds_since_the_change_was_shown_is_told_first(company: Company) -> None:
    """Nobody finds his order on hold for a reason he was not shown; after the second yes it is held for it."""
    number = company.order("d1", DRILL=1).order.number
    view = change(company, number, DRILL=3)
    publish(company, "hold")
    asked = company.confirm("d1", view.confirm_token)
    assert (asked.outcome, asked.change.changed, [gate.code for gate in asked.change.gates]) == ("needs_review", ("gates",), ["DRILLS"])
    assert unchanged(company, number, 1)
    done = company.confirm("d1", asked.change.confirm_token).order
    assert (done.status, [reason.code for reason in done.hold_reasons]) == ("HOLD", ["DRILLS"])
    assert company.disagreements() == []


def test_more_on_backorder_than_was_shown_is_asked_again(company: Company) -> None:
    """Twelve cases of beer, ten there, two agreed for later; then five go: not seven later without a word."""
    asked = company.draft("d1", BEER=12).questions[0]
    view = company.answer("d1", asked.id, "backorder")
    assert view.lines[0].backorder_base == 24
    take_away(company, "BEER", 60)
    result = company.confirm("d1", view.confirm_token)
    assert (result.outcome, result.draft.changed, result.draft.lines[0].backorder_base) == ("needs_review", ("stock",), 84)
    placed = company.confirm("d1", result.draft.confirm_token).order
    assert [(line.reserved_base, line.backorder_base) for line in placed.lines] == [(60, 84)]
    assert company.disagreements() == []


def test_less_on_backorder_than_was_shown_is_no_reason_to_ask(company: Company) -> None:
    """Goods came in: everything is reserved."""
    view = company.answer("d1", company.draft("d1", BEER=12).questions[0].id, "backorder")
    company.stock("BEER", 24, "L2")
    assert [(line.reserved_base, line.backorder_base) for line in company.confirm("d1", view.confirm_token).order.lines] == [(144, 0)]


def test_a_change_with_more_on_backorder_than_was_shown_is_asked_again(company: Company) -> None:
    """From 2 to 12 cases with what is missing for later; five cases go in between."""
    number = company.order("d1", BEER=2).order.number
    view = change(company, number, BEER=12, backorder=True)
    assert view.after[0].backorder_base == 24
    take_away(company, "BEER", 60)
    result = company.confirm("d1", view.confirm_token)
    assert (result.outcome, result.change.changed, result.change.after[0].backorder_base) == ("needs_review", ("stock",), 84)
    assert unchanged(company, number, 24)
    done = company.confirm("d1", result.change.confirm_token).order
    assert [(line.reserved_base, line.backorder_base) for line in done.lines] == [(60, 84)]
    assert company.disagreements() == []


@pytest.mark.parametrize("kind", ["change", "cancel"])
def test_who_moved_to_another_dealer_cannot_carry_out_what_he_proposed_before(company: Company, kind: str) -> None:
    """He is D2's now, whose people may read D1's orders but not write them; the button and the order are as they were."""
    number = company.order("d1", COKE=1).order.number
    actor = company.actor("d1")
    if kind == "change":
        proposed = change(company, number, COKE=2)
    else:
        proposed = company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(number), clock=company.clock))
    moved = replace(company.actor("d2"), user_id=actor.user_id)

    def press() -> ConfirmResult:
        return company.write(lambda uow: confirm(uow, moved, Confirmation(proposed.confirm_token or ""), clock=company.clock))

    with pytest.raises(Conflict, match=r"proposal\.superseded"):
        press()
    assert unchanged(company, number, 24)
    assert company.confirm("d1", proposed.confirm_token).outcome == ("changed" if kind == "change" else "cancelled")


def test_looking_at_a_change_that_cannot_be_shown_leaves_the_transaction_usable(company: Company) -> None:
    """Another day and a place that does not exist: refused, and the same transaction goes on with the order's stock as it was."""
    order = company.order("d1", COKE=1).order
    actor = company.actor("d1")
    request = ChangeEdit(order.number, delivery_date=date(2025, 6, 13), ship_to="NOWHERE")

    def tried(uow: UnitOfWork) -> str:
        with pytest.raises((NotFound, Invalid)) as refused:
            propose_change(uow, actor, request, clock=company.clock)
        return refused.value.code

    assert company.write(tried) == "dealer.no_place"
    assert unchanged(company, order.number, 24)
