"""When orders, stock and credit disagree, somebody is told, and what is only a cache is put right."""

from decimal import Decimal

from sqlalchemy import text

from backend.credit.service import change_commitment
from backend.inventory.service import Want, release, reserve
from backend.kit.db import UnitOfWork
from backend.ordering.service import repair
from tests.ordering.company import Company


def spoil(company: Company, statement: str) -> None:
    """Write behind everybody's back."""
    company.write(lambda uow: uow.execute(text(statement)))


def repaired(company: Company) -> list[str]:
    """Repair and say what was done."""
    return company.write(lambda uow: repair(uow, clock=company.clock))


def test_a_line_that_forgot_its_reservation_is_told_and_put_right(company: Company) -> None:
    """The reservation rows are the truth."""
    order = company.order("d1", COKE=2).order
    spoil(company, "UPDATE order_lines SET reserved_base = 40, backorder_base = 8")
    assert company.disagreements() == [f"order.reserved {order.order_id}/1 line=40 rows=48"]
    assert repaired(company) == [f"order.reserved {order.order_id}/1 40 -> 48"]
    assert company.disagreements() == []


def test_a_lost_reservation_becomes_a_backorder(company: Company) -> None:
    """Nothing is promised that is not held."""
    order = company.order("d1", COKE=2).order
    company.write(lambda uow: release(uow, order.order_id, ((1, 24),), clock=company.clock))
    repaired(company)
    assert company.disagreements() == []


def test_a_commitment_follows_its_order(company: Company) -> None:
    """Too much and too little are both corrected by a new ledger entry."""
    order = company.order("d1", COKE=2).order
    company.write(lambda uow: change_commitment(uow, "D1", order.order_id, Decimal(1), at=company.clock.now()))
    assert company.disagreements() == ["order.credit D1 orders=91.20 committed=1.00"]
    assert repaired(company) == ["order.credit D1 1.00 -> 91.20"]
    assert company.disagreements() == []


def test_a_dead_order_gives_back_what_it_still_holds(company: Company) -> None:
    """A status changed by hand leaves a promise behind."""
    order = company.order("d1", COKE=2).order
    spoil(company, "UPDATE orders SET status = 'CANCELLED'")
    assert len(company.disagreements()) == 2
    repaired(company)
    assert company.disagreements() == []
    assert order.total == Decimal("91.20")


def test_reservations_of_others_are_none_of_our_business(company: Company) -> None:
    """A promise whose id is no order's is left alone."""

    def promise(uow: UnitOfWork) -> None:
        reserve(uow, "somebody", (Want(1, "COKE", 24),), day=company.clock.now().date(), clock=company.clock)

    company.write(promise)
    assert company.disagreements() == []
    assert repaired(company) == []


def test_what_only_a_person_can_decide_is_told_again(company: Company) -> None:
    """A total that is not the sum of its lines, and an audit entry that was edited."""
    order = company.order("d1", COKE=2).order
    spoil(company, "UPDATE order_lines SET line_total = line_total + 10000")
    spoil(company, "UPDATE audit_log SET actor = 'nobody'")
    expected = [f"order.total {order.number} order=91.20 lines=92.20", f"audit.chain order:{order.order_id}"]
    assert company.disagreements() == expected
    assert repaired(company) == []
    assert company.disagreements() == expected
