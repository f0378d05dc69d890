"""Promises of promotions in drafts and orders: derived, shown before the yes, reserved, budgeted, kept by the order (R4, R8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.identity.domain import SYSTEM
from backend.ordering.promoting.claiming import claw_back
from backend.ordering.schemas import CancelRequest, ChangeEdit, ChangeView, Decision, DraftEdit, DraftView, LineEdit
from backend.ordering.service import edit_draft, propose_cancel, propose_change, reject_order
from backend.pricing.promotions.domain import Promotion
from backend.pricing.promotions.publishing import read_promotion, stop_promotion
from backend.pricing.promotions.service import offers_in_force
from tests.ordering.company import Company
from tests.promotions.baskets import ZONE, gift, promotion

Publish = Callable[[Company, Promotion], Promotion]
CASES = gift(buy=24 * 10, free=24)
"""Buy ten cases of cola, get one."""


def change(company: Company, number: str, login: str = "d1", **quantities: int) -> ChangeView:
    """Ask for other quantities of an order."""
    actor = company.actor(login)
    edits = tuple(LineEdit(sku, Decimal(qty)) for sku, qty in quantities.items())
    return company.write(lambda uow: propose_change(uow, actor, ChangeEdit(number, edits), clock=company.clock))


def used(company: Company, code: str) -> tuple[Decimal, int]:
    """What of a budget is claimed."""
    found = company.database.read(lambda uow: read_promotion(uow, SYSTEM, code, clock=company.clock))
    return found.claimed_amount, found.claimed_units


def gifts(view: DraftView) -> list[tuple[str | None, int]]:
    """The free goods of a draft."""
    return [(one.sku, one.free_base) for one in view.promotions if one.free_base]


def test_free_goods_are_a_line_of_their_own_and_are_reserved_with_the_order(company: Company, publish: Publish) -> None:
    """Twenty cases and two free: 528 cans are held, 480 are paid."""
    publish(company, CASES)
    draft = company.draft("d1", COKE=20)
    assert (gifts(draft), draft.total) == ([("COKE", 48)], Decimal("912.00"))
    order = company.confirm("d1", draft.confirm_token).order
    assert order is not None
    (given_,) = order.promotions
    assert (given_.line_no, given_.qty, given_.unit_word, given_.reserved_base, given_.later_base) == (9001, 2, "箱", 48, 0)
    assert company.draft("d2", COKE=1).lines[0].available_base == 2400 - 528
    assert company.disagreements() == []


def test_money_off_is_taken_from_the_total_and_the_total_is_what_credit_and_rules_see(company: Company, publish: Publish) -> None:
    """10% off 480 cans at 1.90: 820.80 is committed."""
    publish(company, promotion("P10", "percent", percent="10"))
    draft = company.draft("d1", COKE=20)
    assert (draft.total, draft.promotions[0].amount_off) == (Decimal("820.80"), Decimal("91.20"))
    order = company.confirm("d1", draft.confirm_token).order
    assert order is not None
    assert order.total == Decimal("820.80")
    assert company.disagreements() == []


def test_a_promotion_that_ends_between_card_and_yes_asks_again(company: Company, publish: Publish) -> None:
    """What was shown is what is confirmed: nothing is placed, the new total is shown."""
    publish(company, promotion("P10", "percent", percent="10", more={"valid_to": datetime(2025, 6, 11, 9, 40, tzinfo=ZONE)}))
    draft = company.draft("d1", COKE=20)
    company.clock.instant += timedelta(minutes=10)
    result = company.confirm("d1", draft.confirm_token)
    assert (result.outcome, result.draft and result.draft.total) == ("needs_review", Decimal("912.00"))
    assert result.draft is not None
    assert "promotion" in result.draft.changed
    assert result.draft.confirm_token is not None


def test_the_last_of_a_budget_goes_to_one_order_and_comes_back_when_it_ends(company: Company, publish: Publish) -> None:
    """Both were shown one free case of which there is one; the second is asked again. A cancellation and a rejection give it back."""
    publish(company, replace(CASES, terms=replace(CASES.terms, budget_units=24)))
    first, second = company.draft("d1", COKE=10), company.draft("d2", COKE=10)
    assert gifts(first) == gifts(second) == [("COKE", 24)]
    placed = company.confirm("d1", first.confirm_token).order
    asked = company.confirm("d2", second.confirm_token)
    assert (asked.outcome, asked.draft and gifts(asked.draft)) == ("needs_review", [])
    assert used(company, "B10G1") == (Decimal(0), 24)
    assert placed is not None
    actor = company.actor("d1")
    proposal = company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(placed.number), clock=company.clock))
    company.confirm("d1", proposal.confirm_token)
    assert used(company, "B10G1") == (Decimal(0), 0)
    held = company.order("d2", COKE=10).order
    assert held is not None
    assert (held.status, used(company, "B10G1")) == ("HOLD", (Decimal(0), 24))
    company.write(lambda uow: reject_order(uow, company.actor("bm"), Decision(held.number, held.version, "no"), clock=company.clock))
    assert used(company, "B10G1") == (Decimal(0), 0)
    assert company.disagreements() == []


def test_a_budget_of_money_is_used_up_order_by_order(company: Company, publish: Publish) -> None:
    """10% off until 100.00 are given: 91.20, then what is left of it, then nothing."""
    publish(company, promotion("P10", "percent", percent="10", budget_amount="100"))
    totals = []
    for login in ("d1", "d1b", "d2"):
        order = company.order(login, COKE=20).order
        assert order is not None
        totals.append(sum(one.amount_off or 0 for one in order.promotions))
    assert (totals, used(company, "P10")) == ([Decimal("91.20"), Decimal("8.80"), Decimal(0)], (Decimal(100), 0))
    assert company.disagreements() == []


@pytest.mark.parametrize("cases", [10, 30], ids=["less", "more"])
@pytest.mark.parametrize(("before", "after"), [(None, 24), (48, 24), (24, None), (480, 0), (24, 480)])
def test_a_change_under_another_budget_is_asked_about_once_at_most(
    sqlite_company: Company, publish: Publish, cases: int, before: int | None, after: int | None
) -> None:
    """The promotion is published anew with another budget, or with its first, after the order: a yes to what was shown changes the order."""
    company = sqlite_company
    publish(company, replace(CASES, terms=replace(CASES.terms, budget_units=before)))
    order = company.order("d1", COKE=20).order
    assert order is not None
    publish(company, replace(CASES, version=1, terms=replace(CASES.terms, budget_units=after)))
    shown = change(company, order.number, COKE=cases)
    done = company.confirm("d1", shown.confirm_token)
    assert done.outcome == "changed"
    assert done.order is not None
    assert [one.free_base for one in done.order.promotions] == [one.free_base for one in shown.promotions]
    assert company.disagreements() == []


def test_an_order_whose_goods_stay_keeps_its_total_when_its_address_changes_after_the_promotion(company: Company, publish: Publish) -> None:
    """Editing an old order's address leaves its total (R3); a higher price today changes nothing either."""
    publish(company, promotion("P10", "percent", percent="10"))
    publish(company, CASES)
    order = company.order("d1", COKE=20).order
    assert order is not None
    company.write(lambda uow: stop_promotion(uow, SYSTEM, "P10", clock=company.clock))
    publish(company, promotion("P50", "percent", percent="50"))
    company.clock.instant += timedelta(minutes=5)
    actor = company.actor("d1")
    shown = company.write(lambda uow: propose_change(uow, actor, ChangeEdit(order.number, ship_to="WH-S"), clock=company.clock))
    assert (shown.total_before, shown.total_after) == (Decimal("820.80"), Decimal("820.80"))
    changed = company.confirm("d1", shown.confirm_token).order
    assert changed is not None
    assert (changed.ship_to, changed.total, changed.promotions) == ("WH-S", order.total, order.promotions)
    assert company.disagreements() == []


def test_less_than_before_keeps_the_agreed_terms_and_more_than_before_meets_the_ones_of_today(company: Company, publish: Publish) -> None:
    """Fifteen of twenty cases: one free case instead of two at the stopped promotion; a grown product gets today's percentage."""
    publish(company, CASES)
    order = company.order("d1", COKE=20, SPRITE=10).order
    assert order is not None
    company.write(lambda uow: stop_promotion(uow, SYSTEM, "B10G1", clock=company.clock))
    company.clock.instant += timedelta(minutes=5)
    publish(company, promotion("P10", "percent", percent="10"))
    less = change(company, order.number, COKE=15)
    assert [(one.promotion_id, one.free_base) for one in less.promotions] == [("B10G1", 24)]
    fewer = company.confirm("d1", less.confirm_token).order
    assert fewer is not None
    assert [one.reserved_base for one in fewer.promotions] == [24]
    more = change(company, order.number, SPRITE=20)
    assert [(one.promotion_id, one.free_base, one.amount_off) for one in more.promotions] == [("B10G1", 24, Decimal(0)), ("P10", 0, Decimal("45.60"))]
    assert company.confirm("d1", more.confirm_token).outcome == "changed"
    assert company.disagreements() == []


def test_below_the_threshold_the_gift_is_gone(company: Company, publish: Publish) -> None:
    """Nine cases give none, and the stock of the gift is free again."""
    publish(company, CASES)
    order = company.order("d1", COKE=10).order
    assert order is not None
    changed = company.confirm("d1", change(company, order.number, COKE=9).confirm_token).order
    assert changed is not None
    assert changed.promotions == ()
    assert company.disagreements() == []


def test_free_goods_that_are_not_in_stock_follow_and_keep_no_paid_goods_back(company: Company, publish: Publish) -> None:
    """120 beers are there: ten cases are paid and held, the free one is told as to follow before the yes."""
    publish(company, gift(skus="BEER", buy=120, free=12))
    draft = company.draft("d1", BEER=10)
    assert [(one.free_base, one.later_base) for one in draft.promotions] == [(12, 12)]
    order = company.confirm("d1", draft.confirm_token).order
    assert order is not None
    assert (order.lines[0].reserved_base, order.promotions[0].reserved_base, order.promotions[0].later_base) == (120, 0, 12)


def test_returned_goods_owe_what_they_had_earned_once(company: Company, publish: Publish) -> None:
    """Ten of 20+2 come back: one free case is owed; the same again owes nothing more; the rest owes the other one."""
    publish(company, replace(CASES, terms=replace(CASES.terms, budget_units=100)))
    publish(company, promotion("P10", "percent", percent="10", skus="COKE"))
    order = company.order("d1", COKE=20).order
    assert order is not None

    def owed(base: int) -> tuple[dict[str, int], Decimal]:
        found = company.write(lambda uow: claw_back(uow, order.order_id, {"COKE": base}))
        return dict(found.free_base), found.amount

    assert owed(240) == ({"COKE": 24}, Decimal("45.60"))
    assert owed(240) == ({}, Decimal(0))
    assert used(company, "B10G1") == (Decimal(0), 24)
    assert owed(480) == ({"COKE": 24}, Decimal("45.60"))
    assert company.disagreements() == []


def test_the_hint_says_how_many_more_cases_give_one(sqlite_company: Company, publish: Publish) -> None:
    """Seven of ten cases: three more."""
    publish(sqlite_company, CASES)
    hint = sqlite_company.draft("d1", COKE=7).hint
    assert hint is not None
    assert (hint.missing_qty, hint.unit_word, hint.free_qty, hint.free_unit_word) == (3, "箱", 1, "箱")
    assert sqlite_company.draft("d1", COKE=10).hint is None


STEPS = st.lists(st.tuples(st.sampled_from(["COKE", "SPRITE", "BEER", "DRILL"]), st.integers(0, 30)), max_size=6)


@given(steps=STEPS, final=st.dictionaries(st.sampled_from(["COKE", "SPRITE", "BEER"]), st.integers(1, 9), min_size=1))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_way_of_editing_to_the_same_lines_gives_the_same_promotions(
    sqlite_company: Company, publish: Publish, steps: list[tuple[str, int]], final: dict[str, int]
) -> None:
    """Detours leave nothing behind: what the promotions give follows from the lines alone."""
    company = sqlite_company
    if not company.database.read(lambda uow: offers_in_force(uow, company.clock.now())):
        publish(company, gift("C3", buy=72, free=24))
        publish(company, gift("CUP", skus="BEER SPRITE", buy=48, free=1, free_sku="DRILL", more={"group": "g", "priority": 1}))
        publish(company, promotion("P7", "percent", percent="7", least_base=60, more={"group": "g"}))
        publish(company, promotion("M", "amount", amount="9", least_amount="100"))
    actor = company.actor("d1")

    def edited(edits: list[tuple[str, int]]) -> DraftView:
        for sku, qty in edits:
            edit = DraftEdit((LineEdit(sku, Decimal(qty)),))
            company.write(partial(edit_draft, actor=actor, request=edit, clock=company.clock))
        return company.draft("d1", **{sku: final.get(sku, 0) for sku in ("COKE", "SPRITE", "BEER", "DRILL")})

    def facts(view: DraftView) -> list[tuple[object, ...]]:
        numbers = {line.line_no: line.sku for line in view.lines}
        return [(one.promotion_id, one.sku, one.free_base, one.amount_off, sorted(numbers[no] for no in one.line_nos)) for one in view.promotions]

    one, other = edited(steps), edited(steps[::-1])
    assert (facts(one), one.total) == (facts(other), other.total)
