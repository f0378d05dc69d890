"""An order that moves on takes back what anybody was offered about it: nobody is asked to confirm what cannot be done any more."""

from decimal import Decimal

import pytest

from backend.ordering.schemas import CancelRequest, ChangeEdit, Decision, LineEdit, OrderView
from backend.ordering.service import carry_out, propose_cancel, propose_change, reject_order, release_order
from backend.proposals.service import live_proposals, take_live
from tests.ordering.company import Company


def _live(company: Company, login: str) -> list[str]:
    actor = company.actor(login)
    return [one.kind for one in company.database.read(lambda uow: live_proposals(uow, actor, clock=company.clock))]


def _offered(company: Company, order: OrderView, login: str) -> str:
    """A cancellation and a change of the order as `login` is offered them; the id of the cancellation."""
    actor, edit = company.actor(login), (LineEdit("COKE", Decimal(3)),)
    company.write(lambda uow: propose_change(uow, actor, ChangeEdit(number=order.number, lines=edit), clock=company.clock))
    view = company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(order.number), clock=company.clock))
    assert sorted(_live(company, login)) == ["order_cancel", "order_change"]
    return str(view.proposal_id)


def test_a_cancelled_order_is_offered_to_nobody(company: Company) -> None:
    """Neither to who cancelled it nor to his colleague."""
    order = company.order("d1", COKE=2).order
    assert order is not None
    _offered(company, order, "d1b")
    proposal, actor = _offered(company, order, "d1"), company.actor("d1")
    company.write(lambda uow: carry_out(uow, actor, take_live(uow, actor, proposal, clock=company.clock), clock=company.clock))
    assert (_live(company, "d1"), _live(company, "d1b")) == ([], [])


def test_a_changed_order_is_offered_to_nobody_as_it_was(company: Company) -> None:
    """The other proposals are for a version that is gone; an unrelated draft stays."""
    order = company.order("d1", COKE=2).order
    assert order is not None
    _offered(company, order, "d1b")
    company.draft("d1b", SPRITE=1)
    actor = company.actor("d1")
    edit = ChangeEdit(number=order.number, lines=(LineEdit("COKE", Decimal(4)),))
    view = company.write(lambda uow: propose_change(uow, actor, edit, clock=company.clock))
    done = company.write(lambda uow: carry_out(uow, actor, take_live(uow, actor, str(view.proposal_id), clock=company.clock), clock=company.clock))
    assert done.outcome == "changed"
    assert (_live(company, "d1"), _live(company, "d1b")) == ([], ["order_draft"])


@pytest.mark.parametrize("decide", [release_order, reject_order])
def test_a_decided_order_is_offered_to_nobody_as_it_was(decide: object, company: Company) -> None:
    """A release or a rejection is a new version too."""
    order = company.order("d2", COKE=2).order
    assert order is not None
    assert order.status == "HOLD"
    _offered(company, order, "d2")
    manager = company.actor("bm")
    company.write(lambda uow: decide(uow, manager, Decision(order.order_id, order.version, "known"), clock=company.clock))  # type: ignore[operator]  # a use case
    assert _live(company, "d2") == []
