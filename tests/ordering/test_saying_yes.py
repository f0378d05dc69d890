"""A yes counts once, for its owner, for exactly what was shown, and leaves its traces (R6, R15)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from backend.kit.audit import audit_log, history
from backend.kit.errors import Conflict, NotFound, NotPermitted
from backend.kit.outbox import outbox
from backend.ordering.rules.legacy import ApprovalRule, Condition
from backend.ordering.schemas import CancelRequest, Confirmation, Decision, OrderFilter
from backend.ordering.service import (
    carry_out,
    confirm,
    discard_draft,
    get_order,
    list_orders,
    propose_cancel,
    reject_order,
    release_order,
    save_approval_rules,
    show_draft,
)
from backend.proposals.service import decline, live_proposals, take_live
from tests.ordering.company import Company


def orders_of(company: Company, login: str = "d1") -> list[str]:
    """The numbers somebody sees."""
    return [order.number for order in company.database.read(lambda uow: list_orders(uow, company.actor(login), OrderFilter())).items]


def topics(company: Company) -> list[tuple[str, str]]:
    """What waits in the outbox, in order."""
    return [(row.topic, row.key) for row in company.database.read(lambda uow: uow.execute(select(outbox.c.topic, outbox.c.key).order_by(outbox.c.id)).all())]


def test_the_same_button_five_times_is_one_order_and_one_answer(company: Company) -> None:
    """The answer a second press gets equals the first one."""
    token = company.draft("d1", COKE=1, SPRITE=2).confirm_token
    results = [company.confirm("d1", token) for _ in range(5)]
    assert len(orders_of(company)) == 1
    assert [result.outcome for result in results] == ["submitted"] * 5
    assert all(result.order == results[1].order for result in results[1:])
    assert (results[0].order.lines, results[0].order.number) == (results[1].order.lines, results[1].order.number)
    assert results[0].order.history[0].data == results[1].order.history[0].data


def test_a_typed_yes_confirms_the_proposal_that_was_shown(company: Company) -> None:
    """By its id, once; the message it was said with is on record."""
    view = company.draft("d1", COKE=1)
    actor = company.actor("d1")
    live = company.database.read(lambda uow: live_proposals(uow, actor, clock=company.clock))
    assert [one.id for one in live] == [view.proposal_id]
    said = company.write(
        lambda uow: carry_out(uow, actor, take_live(uow, actor, live[0].id, clock=company.clock), clock=company.clock, source_message_id="m-7")
    )
    assert said.order.history[0].data["source_message_id"] == "m-7"
    again = company.write(
        lambda uow: carry_out(uow, actor, take_live(uow, actor, live[0].id, clock=company.clock), clock=company.clock, source_message_id="m-8")
    )
    assert (again.order.number, len(orders_of(company))) == (said.order.number, 1)


def test_an_expired_button_confirms_nothing_and_a_fresh_one_does(company: Company) -> None:
    """Half an hour after it was shown."""
    token = company.draft("d1", COKE=1).confirm_token
    company.clock.instant += timedelta(minutes=30)
    with pytest.raises(Conflict, match=r"proposal\.expired"):
        company.confirm("d1", token)
    fresh = company.write(lambda uow: show_draft(uow, company.actor("d1"), clock=company.clock))
    assert company.confirm("d1", fresh.confirm_token).outcome == "submitted"


def test_declining_a_draft_kills_its_button_and_keeps_the_draft(company: Company) -> None:
    """Whoever thinks again may still order."""
    view = company.draft("d1", COKE=1)
    actor = company.actor("d1")
    assert company.write(lambda uow: decline(uow, actor, view.proposal_id, clock=company.clock)) == "order_draft"
    with pytest.raises(Conflict, match=r"proposal\.withdrawn"):
        company.confirm("d1", view.confirm_token)
    assert company.write(lambda uow: show_draft(uow, actor, clock=company.clock)).lines[0].sku == "COKE"


def test_declining_a_cancellation_leaves_the_order_as_it_is(company: Company) -> None:
    """And what was confirmed cannot be declined; nor what is another's."""
    order = company.order("d1", COKE=1).order
    actor, other = company.actor("d1"), company.actor("d1b")
    change = company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(order.number), clock=company.clock))
    with pytest.raises(NotFound, match=r"proposal\.not_found"):
        company.write(lambda uow: decline(uow, other, change.proposal_id, clock=company.clock))
    assert company.write(lambda uow: decline(uow, actor, change.proposal_id, clock=company.clock)) == "order_cancel"
    assert company.database.read(lambda uow: get_order(uow, actor, order.number)).status == "APPROVED"
    again = company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(order.number), clock=company.clock))
    company.confirm("d1", again.confirm_token)
    with pytest.raises(Conflict, match=r"proposal\.confirmed"):
        company.write(lambda uow: decline(uow, actor, again.proposal_id, clock=company.clock))


def test_every_step_leaves_one_audit_entry_and_one_message(company: Company) -> None:
    """Placed, held, released, cancelled, rejected: the same names in both, chained per order."""
    manager = company.actor("bm")
    first = company.order("d1", COKE=1).order
    held = [company.order("d2", COKE=quantity).order for quantity in (2, 3)]
    company.write(lambda uow: release_order(uow, manager, Decision(held[0].order_id, 1), clock=company.clock))
    company.write(lambda uow: reject_order(uow, manager, Decision(held[1].order_id, 1, "no"), clock=company.clock))
    cancel = company.write(lambda uow: propose_cancel(uow, company.actor("d1"), CancelRequest(first.number), clock=company.clock))
    company.confirm("d1", cancel.confirm_token)
    expected = [
        ("order.submitted", f"{first.order_id}:1"), ("order.held", f"{held[0].order_id}:1"), ("order.held", f"{held[1].order_id}:1"),
        ("order.released", f"{held[0].order_id}:2"), ("order.rejected", f"{held[1].order_id}:2"), ("order.cancelled", f"{first.order_id}:2"),
    ]  # fmt: skip
    assert topics(company) == expected
    for order, actions in ((first, ["order.submitted", "order.cancelled"]), (held[1], ["order.held", "order.rejected"])):
        entries = company.database.read(lambda uow, order=order: history(uow, f"order:{order.order_id}"))
        assert ([entry.action for entry in entries], [entry.seq for entry in entries]) == (actions, [1, 2])
    assert company.disagreements() == []


def test_what_comes_to_nothing_leaves_nothing(sqlite_company: Company) -> None:
    """A review writes a new draft version and no order, audit entry, message or number."""
    company = sqlite_company
    token = company.draft("d1", COKE=1).confirm_token
    company.credit("D1", "1.00")
    assert company.confirm("d1", token).draft.changed == ("credit",)
    assert (orders_of(company), topics(company)) == ([], [])
    assert company.database.read(lambda uow: uow.execute(select(audit_log.c.id)).all()) == []
    company.credit("D1", "1000000.00")
    assert company.order("d1", COKE=2).order.number == "SO-10001"


def test_a_rule_published_between_showing_and_confirming_is_told_first(company: Company) -> None:
    """A new reason to hold asks again; a new reason to forbid blocks; both keep the draft."""
    manager = company.actor("bm")
    token = company.draft("d1", DRILL=2).confirm_token
    hold = ApprovalRule("drills", "DRILLS", (Condition("amount", "ge", "900"),))
    company.write(lambda uow: save_approval_rules(uow, manager, [hold], clock=company.clock))
    asked = company.confirm("d1", token)
    assert (asked.outcome, asked.draft.changed, [gate.code for gate in asked.draft.gates]) == ("needs_review", ("gates",), ["DRILLS"])
    forbid = ApprovalRule("drills", "DRILLS_FORBIDDEN", (Condition("amount", "ge", "900"),), outcome="block", message_en="no drills")
    company.write(lambda uow: save_approval_rules(uow, manager, [forbid], clock=company.clock))
    blocked = company.confirm("d1", asked.draft.confirm_token)
    assert (blocked.outcome, [reason.code for reason in blocked.reasons], blocked.reasons[0].message_en) == ("blocked", ["DRILLS_FORBIDDEN"], "no drills")
    still = company.confirm("d1", blocked.draft.confirm_token)
    assert (still.outcome, orders_of(company)) == ("blocked", [])
    assert company.disagreements() == []


def test_the_decision_is_kept_with_the_order_it_decided(company: Company) -> None:
    """Which set, which rules, which facts."""
    data = company.order("d2", DRILL=200).order.history[0].data["decision"]
    assert (data["rule_set"], data["rules"], data["facts"]["total"]) == (0, ["grade_not_a", "amount_ge_100000"], "100000.00")


def test_a_button_of_a_discarded_draft_is_dead_and_discarding_twice_is_no_error(company: Company) -> None:
    """The second time there is nothing to discard."""
    token = company.draft("d1", COKE=1).confirm_token
    actor = company.actor("d1")
    assert [company.write(lambda uow: discard_draft(uow, actor, clock=company.clock)) for _ in range(2)] == [True, False]
    with pytest.raises(Conflict, match=r"proposal\.withdrawn"):
        company.confirm("d1", token)


def test_an_unknown_token_looks_like_a_foreign_one(sqlite_company: Company) -> None:
    """And somebody who may not order at all is told so first."""
    with pytest.raises(NotFound, match=r"proposal\.not_found"):
        sqlite_company.confirm("d1", "nonsense")
    technician = sqlite_company.actor("tech")
    with pytest.raises(NotPermitted):
        sqlite_company.write(lambda uow: confirm(uow, technician, Confirmation("nonsense"), clock=sqlite_company.clock))


def test_exactly_the_limit_passes_and_one_cent_more_is_held(company: Company) -> None:
    """500.00 times 200 at a limit of exactly 95,000.00 (grade A pays 5 percent less), then one cent less."""
    company.credit("D1", "95000.00")
    assert company.draft("d1", DRILL=200).gates == ()
    company.credit("D1", "94999.99")
    view = company.draft("d1", DRILL=200)
    assert [(gate.code, gate.params["shortfall"]) for gate in view.gates] == [("OVER_CREDIT", "0.01")]
    held = company.confirm("d1", view.confirm_token).order
    assert (held.status, held.total) == ("HOLD", Decimal("95000.00"))
