"""Releasing a held order judges it again: what was true when it was held need not be true now (R9)."""

from decimal import Decimal

import pytest

from backend.credit.service import commit_order
from backend.dealers.service import freeze_dealer
from backend.identity.domain import SYSTEM, Role
from backend.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Refused
from backend.ordering.rules.legacy import ApprovalRule, Condition
from backend.ordering.schemas import Decision, OrderView
from backend.ordering.service import get_order, reject_order, release_order, save_approval_rules
from tests.ordering.company import Company


def held(company: Company) -> OrderView:
    """An order of grade B: held for its grade."""
    order = company.order("d2", DRILL=2).order
    assert [reason.code for reason in order.hold_reasons] == ["GRADE_NOT_A"]
    return order


def release(company: Company, order: OrderView, version: int = 1) -> OrderView:
    """Release as the brand manager."""
    manager = company.actor("bm")
    return company.write(lambda uow: release_order(uow, manager, Decision(order.order_id, version, "known"), clock=company.clock))


def test_a_release_keeps_why_it_was_held_and_says_who_let_it_go(company: Company) -> None:
    """The reasons leave the order and stay in its history."""
    order = release(company, held(company))
    assert (order.status, order.version, order.hold_reasons) == ("APPROVED", 2, ())
    step = order.history[-1]
    assert (step.action, step.actor, step.data["reason"], step.data["holds"]) == ("released", "BM", "known", ["GRADE_NOT_A"])
    assert step.data["decision"]["rules"] == ["grade_not_a"]


def test_a_dealer_frozen_meanwhile_is_not_released_and_all_reasons_are_named(company: Company) -> None:
    """The order stays held as it was."""
    order = held(company)
    company.write(lambda uow: freeze_dealer(uow, SYSTEM, "D2", "diversion", clock=company.clock))
    company.clock.instant = company.clock.instant.replace(year=2026, month=3)
    with pytest.raises(Refused, match=r"order\.blocked") as refused:
        release(company, order)
    assert [reason.code for reason in refused.value.reasons] == ["FROZEN", "LICENCE_EXPIRED"]
    assert company.database.read(lambda uow: get_order(uow, company.actor("bm"), order.number)).version == 1


def test_a_new_reason_is_put_on_the_order_and_has_to_be_looked_at(company: Company) -> None:
    """Over the limit by another order since: still held at its next version; released when that was seen."""
    order = held(company)
    company.credit("D2", "1000.00")
    company.write(lambda uow: commit_order(uow, "D2", "another", Decimal("50.00"), at=company.clock.now()))
    looked = release(company, order)
    assert (looked.status, looked.version, [reason.code for reason in looked.hold_reasons]) == ("HOLD", 2, ["OVER_CREDIT", "GRADE_NOT_A"])
    with pytest.raises(Conflict, match=r"order\.stale"):
        release(company, order)
    assert release(company, order, 2).status == "APPROVED"


def test_a_reason_that_is_gone_does_not_stop_a_release(company: Company) -> None:
    """The rule was lifted meanwhile."""
    order = held(company)
    manager = company.actor("bm")
    company.write(lambda uow: save_approval_rules(uow, manager, [], clock=company.clock))
    assert release(company, order).status == "APPROVED"


def test_a_rule_names_who_may_release(company: Company) -> None:
    """What only the administration may release is not the brand manager's to release or reject; the administration may release everything."""
    rule = ApprovalRule("big", "BIG", (Condition("amount", "ge", "1"),), approver_role=Role.ADMIN.value)
    company.write(lambda uow: save_approval_rules(uow, company.actor("bm"), [rule], clock=company.clock))
    order = company.order("d1", COKE=1).order
    manager = company.actor("bm")
    with pytest.raises(NotPermitted, match=r"order\.other_approver"):
        release(company, order)
    with pytest.raises(NotPermitted, match=r"order\.other_approver"):
        company.write(lambda uow: reject_order(uow, manager, Decision(order.order_id, 1, "no"), clock=company.clock))
    done = company.write(lambda uow: release_order(uow, SYSTEM, Decision(order.order_id, 1), clock=company.clock))
    assert done.status == "APPROVED"


def test_a_rejected_order_cannot_be_completed_and_its_lines_are_closed(company: Company) -> None:
    """Nothing of it is reserved or on backorder, and nobody can release it any more."""
    order = held(company)
    manager = company.actor("bm")
    rejected = company.write(lambda uow: reject_order(uow, manager, Decision(order.order_id, 1, "not now"), clock=company.clock))
    assert [(line.cancelled_base, line.reserved_base, line.backorder_base) for line in rejected.lines] == [(2, 0, 0)]
    with pytest.raises(Conflict, match=r"order\.wrong_status"):
        release(company, order, 2)
    assert company.disagreements() == []


def test_decisions_name_an_order_that_exists_and_give_a_reason_of_reasonable_length(company: Company) -> None:
    """Unknown numbers look like foreign ones."""
    manager = company.actor("bm")
    with pytest.raises(NotFound, match=r"order\.not_found"):
        company.write(lambda uow: release_order(uow, manager, Decision("SO-1", 1), clock=company.clock))
    with pytest.raises(Invalid, match=r"order\.reason_too_long"):
        company.write(lambda uow: reject_order(uow, manager, Decision("SO-1", 1, "x" * 501), clock=company.clock))
