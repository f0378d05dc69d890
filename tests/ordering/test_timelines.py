"""Promises of an order's timeline: every step with who, when and of what; decisions that come out the same again; nothing that the reader may not see."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from backend.conversations.service import Turn, open_conversation, record_turn
from backend.kit.audit import audit_log
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering.rules.legacy import ApprovalRule, Condition
from backend.ordering.schemas import CancelRequest, Confirmation, Decision, DraftView
from backend.ordering.service import confirm, order_timeline, propose_cancel, release_order, save_approval_rules
from backend.ordering.timeline.domain import Doer, StepKind, Timeline, TimelineStep
from backend.pricing.models import price_entries
from backend.pricing.service import NewPriceList, import_price_list
from tests.ordering.company import START, Company


def _timeline(company: Company, login: str, key: str) -> Timeline:
    actor = company.actor(login)
    return company.database.read(lambda uow: order_timeline(uow, actor, key))


def _said(company: Company, login: str, message_id: str, text: str, draft: DraftView | None = None) -> None:
    """A message of a person and the card it was answered with."""
    actor = company.actor(login)
    buttons = [{"label": "ok", "action": f"confirm:{draft.confirm_token}", "style": "primary"}] if draft else []
    reply = {"lang": "zh", "brain": "embedded", "blocks": [{"type": "card", "kind": "draft", "buttons": buttons}] if draft else []}

    def tell(uow: UnitOfWork) -> None:
        conversation = open_conversation(uow, actor, "web", "main")
        record_turn(uow, conversation.id, Turn(message_id, text, reply, {}), clock=company.clock)

    company.write(tell)
    company.clock.instant += timedelta(minutes=1)


def _by_chat(company: Company, login: str) -> str:
    """An order of two messages and a yes; its number."""
    actor = company.actor(login)
    _said(company, login, "m1", "可乐20箱", company.draft(login, COKE=20))
    _said(company, login, "m0", "你们几点下班")
    draft = company.draft(login, COKE=10, SPRITE=5)
    _said(company, login, "m2", "可乐改成10箱，再来5箱雪碧", draft)
    done = company.write(lambda uow: confirm(uow, actor, Confirmation(draft.confirm_token or "", "m3"), clock=company.clock))
    _said(company, login, "m3", "好的")
    assert done.order is not None
    return done.order.number


def _kinds(timeline: Timeline) -> list[tuple[StepKind, str]]:
    return [(step.kind, step.action) for step in timeline.steps]


def _step(timeline: Timeline, kind: StepKind, number: int = -1) -> TimelineStep:
    return [step for step in timeline.steps if step.kind is kind][number]


def _release(company: Company, key: str) -> None:
    manager = company.actor("bm")
    version = _timeline(company, "bm", key).steps[-1].version or 1
    company.write(lambda uow: release_order(uow, manager, Decision(key, version, "known customer"), clock=company.clock))


def test_an_order_tells_its_way_from_the_message_to_the_release(company: Company) -> None:
    """What was said, how it was read, what was offered, what the gates and rules said, who released it; other talk is no part of it."""
    number = _by_chat(company, "d2")
    company.clock.instant += timedelta(hours=1)
    _release(company, number)
    told = _timeline(company, "bm", number)
    way = [(StepKind.MESSAGE, "web"), (StepKind.READING, "read")] * 2
    judged = [(StepKind.PROPOSAL, "order_draft"), (StepKind.MESSAGE, "web"), (StepKind.GATES, "passed"), (StepKind.RULES, "hold"), (StepKind.ORDER, "held")]
    assert _kinds(told) == [*way, *judged, (StepKind.GATES, "passed"), (StepKind.RULES, "hold"), (StepKind.APPROVAL, "released")]
    assert [step.words for step in told.steps if step.kind is StepKind.MESSAGE] == ["可乐20箱", "可乐改成10箱，再来5箱雪碧", "好的"]
    assert _step(told, StepKind.READING).data["lines"] == [["COKE", 480, 240], ["SPRITE", 0, 120]]
    rules = _step(told, StepKind.RULES, 0)
    assert (rules.data["rule_set"], rules.data["rules"], rules.data["facts"]["grade"]) == (0, ["grade_not_a"], "B")
    placed, released = _step(told, StepKind.ORDER), _step(told, StepKind.APPROVAL)
    assert (placed.by, placed.doer, placed.message_id, placed.version) == ("D2", Doer.PERSON, "m3", 1)
    assert (released.by, released.data["reason"], released.version) == ("BM", "known customer", 2)
    assert [step.at for step in told.steps] == sorted(step.at for step in told.steps)


def test_a_change_and_a_cancellation_tell_before_and_after(sqlite_company: Company) -> None:
    """With the version each made."""
    company = sqlite_company
    order = company.order("d1", COKE=2).order
    assert order is not None
    actor = company.actor("d1")
    change = company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(order.number), clock=company.clock))
    company.confirm("d1", change.confirm_token)
    last = _timeline(company, "d1", order.number).steps[-1]
    assert (last.kind, last.action, last.version, last.data["before"]["status"]) == (StepKind.CHANGE, "cancelled", 2, "APPROVED")


def _new_rules(company: Company) -> None:
    manager = company.actor("bm")
    rule = ApprovalRule("everybody", "EVERYBODY", (Condition("amount", "ge", "0"),))
    company.write(lambda uow: save_approval_rules(uow, manager, [rule], clock=company.clock))


def _new_prices(company: Company) -> None:
    entries = (("COKE", 0, Decimal("9.00")),)
    company.write(lambda uow: import_price_list(uow, NewPriceList("BASE", "base", company.clock.now(), entries=entries)))


@pytest.mark.parametrize("happens", [_new_rules, _new_prices])
def test_a_decision_comes_out_the_same_whatever_was_published_since(sqlite_company: Company, happens: Callable[[Company], None]) -> None:
    """Its own rule set and the prices of its instant count."""
    company = sqlite_company
    order = company.order("d1", COKE=2).order
    assert order is not None
    company.clock.instant += timedelta(days=1)
    happens(company)
    told = _timeline(company, "bm", order.number)
    replays = [_step(told, kind).replay for kind in (StepKind.RULES, StepKind.ORDER)]
    assert [replay is not None and (replay.same, replay.differences) for replay in replays] == [(True, ())] * 2


def _price_rewritten(uow: UnitOfWork) -> None:
    uow.execute(update(price_entries).where(price_entries.c.sku == "COKE").values(unit_price=Decimal("1.00")))


def _price_list_slipped_in(uow: UnitOfWork) -> None:
    entries = (("COKE", 0, Decimal("2.00")),)
    import_price_list(uow, NewPriceList("D1-SPECIAL", "contract", START, scope_value="D1", entries=entries))


def _facts_rewritten(uow: UnitOfWork) -> None:
    row = uow.execute(audit_log.select().where(audit_log.c.action == "order.submitted")).one()
    decision = {**row.data["decision"], "facts": {**row.data["decision"]["facts"], "grade": "C"}}
    uow.execute(update(audit_log).where(audit_log.c.id == row.id).values(data={**row.data, "decision": decision}))


@pytest.mark.parametrize(
    ("meddle", "kind", "differences"),
    [
        (_price_rewritten, StepKind.ORDER, ("price:COKE",)),
        (_price_list_slipped_in, StepKind.ORDER, ("price:COKE",)),
        (_facts_rewritten, StepKind.RULES, ("row:grade_a", "row:grade_not_a", "outcome:hold")),
    ],
)
def test_a_decision_that_comes_out_otherwise_says_why(
    sqlite_company: Company, meddle: Callable[[UnitOfWork], None], kind: StepKind, differences: tuple[str, ...]
) -> None:
    """A price that was written over, a list that was slipped in for an earlier time, facts that are not those it was decided on."""
    company = sqlite_company
    order = company.order("d1", COKE=2).order
    assert order is not None
    company.write(meddle)
    replay = _step(_timeline(company, "bm", order.number), kind).replay
    assert replay is not None
    assert (replay.same, replay.differences) == (False, differences)


def test_a_reader_sees_what_is_his(company: Company) -> None:
    """The dealer: his own words, what he was held for, no rule ids; the wholesaler above and a colleague: no words; others: no such order."""
    number = _by_chat(company, "d1")
    own, colleague, above = (_timeline(company, login, number) for login in ("d1", "d1b", "d2"))
    assert _kinds(own) == _kinds(colleague) == _kinds(above)
    assert [step.words for step in own.steps if step.words] == ["可乐20箱", "可乐改成10箱，再来5箱雪碧", "好的"]
    assert not [step for told in (colleague, above) for step in told.steps if step.words or step.message_id]
    rules = _step(own, StepKind.RULES)
    assert (rules.action, rules.data, rules.replay) == ("auto", {}, None)
    assert all({"rules", "facts", "rule_set", "prices", "proposal"}.isdisjoint(step.data) for step in own.steps)
    with pytest.raises(NotFound):
        _timeline(company, "d3", number)
