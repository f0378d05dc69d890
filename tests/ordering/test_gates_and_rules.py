"""What blocks an order and what holds it, at the very boundaries."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalog.domain import Sku
from backend.credit.service import CreditDecision
from backend.dealers.domain import Dealer, ShipTo, Standing
from backend.kit.errors import Invalid
from backend.ordering.gates import blocking_gates, licence_warnings
from backend.ordering.rules.facts import OrderFacts
from backend.ordering.rules.judging import judge
from backend.ordering.rules.legacy import ApprovalRule, CodesExample, Condition, rule_set_of
from backend.ordering.rules.versions import DEFAULT_RULES, check_rules, check_table

TODAY = date(2025, 6, 11)
DEALER = Dealer("D1", "小卖部", "Corner Shop", "A", 3, "D2", "WH-W", frozen=False, frozen_since=None, frozen_reason=None)
STANDING = Standing(DEALER, "L-1", date(2026, 1, 1), frozenset({"R-W"}), ShipTo("WH-W", "城西仓", "West", (), "R-W"), frozenset())
COLA = Sku("COKE", "可乐", "Cola", category="cola")


def codes(standing: Standing, *skus: Sku) -> list[str]:
    """The codes of the gates that block."""
    return [gate.code for gate in blocking_gates(standing, skus or (COLA,), today=TODAY)]


def facts(amount: str = "1.00", grade: str = "A", limit: str = "100.00", after: str = "50.00", **credit: object) -> OrderFacts:
    """The facts of an order."""
    total, top, exposure = Decimal(amount), Decimal(limit), Decimal(after)
    overdue = {"overdue": False, "overdue_days": 0, **credit}
    return OrderFacts(grade, total, CreditDecision(top, exposure - total, exposure, max(Decimal(0), exposure - top), **overdue))


def held_for(order: OrderFacts) -> list[str]:
    """The codes the world's rules give."""
    return [reason.code for reason in judge(DEFAULT_RULES, order).reasons]


@pytest.mark.parametrize(("days", "blocks"), [(0, []), (1, []), (-1, ["LICENCE_EXPIRED"])])
def test_a_licence_is_valid_through_its_last_day(days: int, blocks: list[str]) -> None:
    """The day itself passes; the day after blocks."""
    assert codes(replace(STANDING, licence_valid_through=TODAY + timedelta(days=days))) == blocks


def test_the_region_of_the_place_counts_and_not_the_seat_of_the_dealer() -> None:
    """The same dealer may be served in one place and not in the other."""
    elsewhere = ShipTo("WH-N", "城北仓", "North", (), "R-N")
    assert codes(STANDING) == []
    assert codes(replace(STANDING, ship_to=elsewhere)) == ["REGION_NOT_AUTHORISED"]


def test_all_gates_are_told_together_with_what_explains_them() -> None:
    """Frozen, expired, the wrong region and a forbidden category."""
    frozen = replace(DEALER, frozen=True, frozen_since=date(2025, 6, 1), frozen_reason="diversion")
    standing = replace(
        STANDING, dealer=frozen, licence_valid_through=date(2025, 6, 10), authorised_regions=frozenset(), forbidden_categories=frozenset({"cola", "beer"})
    )
    assert codes(standing, COLA) == ["FROZEN", "LICENCE_EXPIRED", "REGION_NOT_AUTHORISED", "CATEGORY_FORBIDDEN"]
    found = {gate.code: gate for gate in blocking_gates(standing, (COLA,), today=TODAY)}
    assert found["FROZEN"].params == {"since": "2025-06-01", "reason": "diversion"}
    assert found["CATEGORY_FORBIDDEN"].params["skus"] == "COKE"
    assert all(gate.blocks for gate in found.values())


@pytest.mark.parametrize(("days", "warned"), [(0, True), (30, True), (31, False), (-1, False)])
def test_a_licence_that_ends_soon_is_a_warning(days: int, warned: bool) -> None:
    """From 30 days before until its last day."""
    standing = replace(STANDING, licence_valid_through=TODAY + timedelta(days=days))
    assert bool(licence_warnings(standing, today=TODAY, warning_days=30)) is warned


@pytest.mark.parametrize(
    ("order", "reasons"),
    [
        (facts("99999.99", limit="200000"), []),
        (facts("100000.00", limit="200000"), ["AMOUNT_GE_100000"]),
        (facts(limit="100.00", after="100.00"), []),
        (facts(limit="100.00", after="100.01"), ["OVER_CREDIT"]),
        (facts(grade="B"), ["GRADE_NOT_A"]),
        (facts(overdue=True, overdue_days=3), ["OVERDUE"]),
        (facts("100000.00", "C", "10", "100010", overdue=True), ["OVER_CREDIT", "OVERDUE", "GRADE_NOT_A", "AMOUNT_GE_100000"]),
    ],
)
def test_the_rules_of_the_world_hold_exactly_at_their_boundaries(order: OrderFacts, reasons: list[str]) -> None:
    """99,999.99 needs nobody, 100,000.00 does; exactly the limit passes; all reasons are named."""
    assert held_for(order) == reasons


def test_a_decision_can_be_explained_from_what_it_keeps() -> None:
    """Version of the rules, rules that matched, every fact they saw."""
    document = judge(replace(DEFAULT_RULES, version=7), facts("100000.00", limit="200000")).to_document()
    assert (document["rule_set"], document["rules"]) == (7, ["amount_ge_100000"])
    assert (document["facts"]["total"], document["facts"]["grade"], document["facts"]["overdue"]) == ("100000.00", "A", "false")


def test_a_rule_may_need_several_conditions_forbid_and_say_its_own_sentence() -> None:
    """Large orders of grade C are forbidden; the message of the rule's author comes along."""
    both = (Condition("grade", "eq", "C"), Condition("amount", "gt", "500"))
    rules = rule_set_of(1, [ApprovalRule("c-large", "C_LARGE", both, outcome="block", message_zh="太大", message_en="too large")])
    assert judge(rules, facts("500", "C")).reasons == ()
    decision = judge(rules, facts("500.01", "C"))
    assert decision.blocks
    assert (decision.reasons[0].rule, decision.reasons[0].message_en, decision.reasons[0].approver_role) == ("c-large", "too large", None)


GOOD = Condition("amount", "ge", "10")


@pytest.mark.parametrize(
    "rule",
    [
        ApprovalRule("x", "X", (Condition("amount", "ge", "much"),)),
        ApprovalRule("x", "X", (Condition("weight", "ge", "1"),)),
        ApprovalRule("x", "X", (Condition("amount", "above", "1"),)),
        ApprovalRule("x", "X", (GOOD,), outcome="perhaps"),
        ApprovalRule("x", "X", (GOOD,), approver_role="king"),
        ApprovalRule("x", "X", ()),
        ApprovalRule("", "X", (GOOD,)),
        ApprovalRule("x", "X", (Condition("amount", "ge", "NaN"),)),
    ],
)
def test_a_rule_that_could_not_be_judged_is_refused(rule: ApprovalRule) -> None:
    """Nothing is skipped in silence when an order is judged."""
    with pytest.raises(Invalid, match=r"order\.bad_rule"):
        check_rules([rule], ())


def test_two_rules_cannot_share_an_id() -> None:
    """A decision names rules by id."""
    with pytest.raises(Invalid, match=r"order\.bad_rule"):
        check_rules([ApprovalRule("x", "X", (GOOD,)), ApprovalRule("x", "Y", (GOOD,))], ())


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        (CodesExample({"amount": "10"}, ()), "order.example_fails"),
        (CodesExample({"amount": "9.99"}, ("X",)), "order.example_fails"),
        (CodesExample({"amount": "a lot"}, ()), "order.bad_example"),
        (CodesExample({"colour": "red"}, ()), "order.bad_example"),
    ],
)
def test_rules_whose_example_fails_are_not_published(example: CodesExample, problem: str) -> None:
    """Whoever edits the rules says what should come out, and it must."""
    with pytest.raises(Invalid, match=problem.replace(".", r"\.")):
        check_rules([ApprovalRule("x", "X", (GOOD,))], [example])


def test_the_rules_of_the_world_carry_examples_that_hold() -> None:
    """They document the boundaries."""
    check_table(DEFAULT_RULES.table, DEFAULT_RULES.examples)


MONEY = st.decimals("0.00", "250000.00", places=2)


@given(amount=MONEY, grade=st.sampled_from("ABC"), limit=MONEY, before=MONEY, overdue=st.booleans())
def test_an_order_is_held_exactly_when_some_rule_of_the_world_says_so(amount: Decimal, grade: str, limit: Decimal, before: Decimal, overdue: bool) -> None:
    """Said a second time in plain Python."""
    after = before + amount
    order = OrderFacts(grade, amount, CreditDecision(limit, before, after, max(Decimal(0), after - limit), overdue, 0))
    expected: Mapping[str, bool] = {
        "OVER_CREDIT": after > limit,
        "OVERDUE": overdue,
        "GRADE_NOT_A": grade != "A",
        "AMOUNT_GE_100000": amount >= Decimal("100000.00"),
    }
    assert held_for(order) == [code for code, holds in expected.items() if holds]


@pytest.mark.parametrize(("exponent", "shown"), [(0, ("0", "91", "91")), (2, ("0.00", "91.20", "91.20")), (3, ("0.001", "91.200", "91.199"))])
def test_the_figures_of_a_reason_have_the_decimals_of_the_currency(exponent: int, shown: tuple[str, str, str]) -> None:
    """A limit of one fils is not said to be nothing."""
    limit, total = Decimal("0.001"), Decimal("91.200")
    credit = CreditDecision(limit, Decimal(0), total, total - limit, False, 0)
    reason = judge(DEFAULT_RULES, OrderFacts("A", total, credit, exponent)).reasons[0]
    assert tuple(reason.params[name] for name in ("limit", "exposure_after", "shortfall")) == shown
