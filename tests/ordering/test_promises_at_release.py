"""What a held order promised is checked when it is released: the day may have passed and the goods may have gone (N5, R5, R11)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from backend.identity.domain import PERMISSIONS, SYSTEM, Permission, Role
from backend.inventory.domain import LotStatus
from backend.inventory.service import mark_lot, ship_reserved
from backend.kit.errors import Invalid, NotPermitted
from backend.ordering.rules.legacy import ApprovalRule, Condition
from backend.ordering.schemas import ChangeEdit, Confirmation, Decision, LineEdit, OrderView
from backend.ordering.service import confirm, get_order, propose_change, reject_order, release_order, save_approval_rules
from tests.ordering.company import Company


def release(company: Company, order: OrderView) -> OrderView:
    """Release the version that was shown, as the brand manager."""
    manager, decision = company.actor("bm"), Decision(order.order_id, order.version, "known")
    return company.write(lambda uow: release_order(uow, manager, decision, clock=company.clock))


def stock_of(order: OrderView) -> list[tuple[str, int, int]]:
    """SKU, what is reserved and what comes later, line by line."""
    return [(line.sku, line.reserved_base, line.backorder_base) for line in order.lines]


def codes(order: OrderView) -> list[str]:
    """Why an order is held."""
    return [reason.code for reason in order.hold_reasons]


def test_a_day_that_passed_is_planned_anew_and_looked_at_before_the_release(company: Company) -> None:
    """Held for Thursday, looked at a week later: the next possible day, on hold until somebody saw it; then released as shown."""
    order = company.order("d2", BEER=2).order
    assert order.delivery_date == date(2025, 6, 12)
    company.clock.instant += timedelta(days=7)
    looked = release(company, order)
    assert (looked.status, looked.version, looked.delivery_date) == ("HOLD", 2, date(2025, 6, 19))
    assert (codes(looked), stock_of(looked)) == (["GRADE_NOT_A", "DATE_MOVED"], [("BEER", 24, 0)])
    assert looked.hold_reasons[1].params["day"] == "2025-06-19"
    assert (looked.history[-1].action, looked.history[-1].data["delivery_date"]) == ("held", "2025-06-19")
    done = release(company, looked)
    assert (done.status, done.version, done.delivery_date, done.hold_reasons) == ("APPROVED", 3, date(2025, 6, 19), ())
    assert company.disagreements() == []


def test_goods_that_ended_meanwhile_come_later_and_what_is_released_can_be_shipped(company: Company) -> None:
    """110 cases, ten of them from a lot that ended on the 14th: those are a backorder that the approver has seen."""
    company.stock("SPRITE", 240, "ENDS", date(2025, 6, 14))
    order = company.order("d2", SPRITE=110).order
    company.clock.instant += timedelta(days=7)
    looked = release(company, order)
    assert (codes(looked), looked.hold_reasons[2].params["skus"]) == (["GRADE_NOT_A", "DATE_MOVED", "SHORT_STOCK"], "SPRITE")
    assert stock_of(looked) == [("SPRITE", 2400, 240)]
    assert company.disagreements() == []
    done = release(company, looked)
    assert (done.status, stock_of(done)) == ("APPROVED", [("SPRITE", 2400, 240)])
    picks = company.write(lambda uow: ship_reserved(uow, SYSTEM, order.order_id, clock=company.clock))
    assert sum(pick.base_qty for pick in picks) == 2400


def test_goods_blocked_meanwhile_hold_the_order_although_its_day_is_still_ahead(company: Company) -> None:
    """A recalled lot is promised to nobody; a second look at the same state releases."""
    order = company.order("d2", BEER=2, COKE=1).order
    company.write(lambda uow: mark_lot(uow, SYSTEM, ("BEER", "BW-E"), "L1", LotStatus.RECALLED))
    looked = release(company, order)
    assert (codes(looked), looked.delivery_date) == (["GRADE_NOT_A", "SHORT_STOCK"], order.delivery_date)
    assert stock_of(looked) == [("BEER", 0, 24), ("COKE", 24, 0)]
    assert release(company, looked).status == "APPROVED"
    assert company.disagreements() == []


def test_a_promise_that_fails_twice_is_looked_at_twice(company: Company) -> None:
    """Another week passes before the second look; the reasons do not pile up."""
    order = company.order("d2", BEER=2).order
    for _ in range(2):
        company.clock.instant += timedelta(days=7)
        order = release(company, order)
    assert (order.version, order.delivery_date, codes(order)) == (3, date(2025, 6, 26), ["GRADE_NOT_A", "DATE_MOVED"])
    assert release(company, order).status == "APPROVED"


def test_a_promise_that_still_holds_moves_nothing(company: Company) -> None:
    """The same reservations in the same warehouses, the version after the one that was shown."""
    order = company.order("d2", BEER=10, SPRITE=100).order
    done = release(company, order)
    assert (done.status, done.version, done.delivery_date, stock_of(done)) == ("APPROVED", 2, order.delivery_date, stock_of(order))


def test_who_changed_an_order_does_not_decide_on_it(company: Company) -> None:
    """Four eyes are two people: a colleague placed it, an administrator of the same dealer changed it and may neither release nor reject."""
    order = company.order("d2", DRILL=2).order
    changer = replace(SYSTEM, user_id="usr_both", dealer_id="D2")
    request = ChangeEdit(order.number, (LineEdit("DRILL", Decimal(3)),))
    view = company.write(lambda uow: propose_change(uow, changer, request, clock=company.clock))
    company.write(lambda uow: confirm(uow, changer, Confirmation(view.confirm_token or ""), clock=company.clock))
    decision = Decision(order.order_id, 2, "mine")
    for decide in (release_order, reject_order):
        with pytest.raises(NotPermitted, match=r"order\.own_order"):
            company.write(lambda uow, decide=decide: decide(uow, changer, decision, clock=company.clock))
    assert company.database.read(lambda uow: get_order(uow, SYSTEM, order.number)).version == 2
    assert company.write(lambda uow: release_order(uow, company.actor("bm"), decision, clock=company.clock)).status == "APPROVED"


@pytest.mark.parametrize("role", sorted(role for role, allowed in PERMISSIONS.items() if Permission.APPROVE_ORDERS not in allowed))
def test_a_rule_can_only_name_somebody_who_may_release(sqlite_company: Company, role: Role) -> None:
    """Otherwise its orders would wait for nobody."""
    rule = ApprovalRule("big", "BIG", (Condition("amount", "ge", "1"),), approver_role=role.value)
    manager = sqlite_company.actor("bm")
    with pytest.raises(Invalid, match=r"order\.bad_rule"):
        sqlite_company.write(lambda uow: save_approval_rules(uow, manager, [rule], clock=sqlite_company.clock))
