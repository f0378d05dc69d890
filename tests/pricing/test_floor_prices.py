"""R3, E9: floor prices. What a line really pays is compared with its floor, an order below it waits for a release, and nothing else changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.credit.service import CreditDecision
from backend.identity.domain import SYSTEM
from backend.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from backend.ordering.headroom import order_headroom
from backend.ordering.promoting.netting import paid_for
from backend.ordering.rules.approving import list_approvals
from backend.ordering.rules.facts import OrderFacts
from backend.ordering.rules.judging import BELOW_FLOOR, RuleSet, judge
from backend.ordering.rules.legacy import ApprovalRule, Condition
from backend.ordering.rules.table import Cell, Outcome, Row, Table, problems_of_table
from backend.ordering.rules.versions import DEFAULT_RULES, check_rules
from backend.ordering.schemas import Decision
from backend.ordering.service import release_order
from backend.pricing.floors.domain import FloorEntry, NewFloorList, Paid, floor_of, undercut
from backend.pricing.floors.publishing import end_floors, list_floors, preview_floors, publish_floors
from backend.pricing.promotions.publishing import publish_promotion
from backend.pricing.service import NewPriceList, import_price_list
from tests.ordering.company import START, Company
from tests.promotions.baskets import gift, promotion

MIDNIGHT = datetime(2025, 6, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def floors(company: Company, *entries: FloorEntry, code: str = "FLOOR", version: int = 0, valid_to: datetime | None = None) -> int:
    """Publish a version of a floor list, in force since the beginning of the year."""
    made = NewFloorList(code, START, entries, valid_to, version)
    return company.write(lambda uow: publish_floors(uow, SYSTEM, made, clock=company.clock))


def gates(company: Company, login: str = "d1", **quantities: int) -> list[str]:
    """What a draft of these goods would meet."""
    return [reason.code for reason in company.draft(login, **quantities).gates]


def _sku(code: str, **figures: str) -> FloorEntry:
    return FloorEntry(code, **{name: Decimal(value) for name, value in figures.items()})


@pytest.mark.parametrize(("floor", "held"), [("1.90", False), ("1.9001", True), ("1.91", True)])
def test_exactly_the_floor_passes_and_less_waits_for_a_release_that_a_manager_gives(company: Company, floor: str, held: bool) -> None:
    """D1 pays 1.90 for a can. The order keeps the product, never the floor; the manager who releases it sees why it waits."""
    floors(company, _sku("COKE", price=floor))
    order = company.order("d1", COKE=5, SPRITE=1).order
    assert order is not None
    assert (order.status, [(one.code, one.params.get("skus")) for one in order.hold_reasons]) == (
        ("HOLD", [("BELOW_FLOOR", "COKE")]) if held else ("APPROVED", [])
    )
    if held:
        manager = company.actor("bm")
        (waiting,) = company.database.read(lambda uow: list_approvals(uow, manager, clock=company.clock)).items
        decision = Decision(order.order_id, waiting.version, "agreed", waiting.content_hash)
        released = company.write(lambda uow: release_order(uow, manager, decision, clock=company.clock))
        assert released.status == "APPROVED"
    assert company.disagreements() == []


def test_breaks_contracts_and_promotions_count_at_what_the_line_really_pays(sqlite_company: Company) -> None:
    """A deep break, a contract, a percentage, an amount shared over two lines, free goods of the same product: each one alone undercuts 1.80."""
    company = sqlite_company
    floors(company, _sku("COKE", price="1.80"))
    assert gates(company, COKE=10) == []
    breaks = NewPriceList("D1-OWN", "contract", START, scope_value="D1", entries=(("COKE", 480, Decimal("1.79")),))
    company.write(lambda uow: import_price_list(uow, breaks))
    assert [gates(company, COKE=cases) for cases in (19, 20)] == [[], ["BELOW_FLOOR"]]
    for code, made in enumerate(
        (
            promotion("P", "percent", skus="COKE", percent="6"),
            promotion("M", "amount", skus="COKE SPRITE", amount="30", least_base=1, repeats=False),
            gift("G", buy=240, free=24),
        )
    ):
        begins = company.clock.now() + timedelta(days=code)
        one = replace(made, valid_from=begins, valid_to=begins + timedelta(days=1))
        company.write(lambda uow, one=one: publish_promotion(uow, SYSTEM, one, clock=company.clock))
        company.clock.instant = begins
        assert "BELOW_FLOOR" in gates(company, COKE=10, SPRITE=1), made.code


def test_a_floor_holds_from_its_day_until_its_last_second_and_ends_when_somebody_says_so(company: Company) -> None:
    """In the brand's zone, at the moment of the order; the newest valid version counts as a whole, and an ended list says nothing."""
    floors(company, _sku("COKE", price="9"), valid_to=MIDNIGHT)
    company.clock.instant = MIDNIGHT - timedelta(seconds=1)
    assert gates(company, COKE=1) == ["BELOW_FLOOR"]
    company.clock.instant = MIDNIGHT
    assert gates(company, COKE=1) == []
    floors(company, _sku("SPRITE", price="9"), version=1)
    assert (gates(company, COKE=1), gates(company, SPRITE=1)) == ([], ["BELOW_FLOOR"])
    with pytest.raises(Conflict, match="floors_moved_on"):
        company.write(lambda uow: end_floors(uow, SYSTEM, "FLOOR", 1, clock=company.clock))
    company.write(lambda uow: end_floors(uow, SYSTEM, "FLOOR", 2, clock=company.clock))
    assert gates(company, SPRITE=1) == []
    versions, _ = company.database.read(lambda uow: list_floors(uow, company.actor("bm"), clock=company.clock))
    assert [(one.version, one.entries, one.in_force) for one in versions] == [(3, 0, False), (2, 1, False), (1, 1, False)]


def test_a_floor_that_rises_after_the_draft_was_shown_is_told_before_anything_is_ordered(sqlite_company: Company) -> None:
    """The confirmation gets the draft again with the new gate; the next yes orders, and the order waits."""
    company = sqlite_company
    shown = company.draft("d1", COKE=1)
    floors(company, _sku("COKE", price="9"))
    again = company.confirm("d1", shown.confirm_token)
    assert (again.outcome, again.draft and [one.code for one in again.draft.gates]) == ("needs_review", ["BELOW_FLOOR"])
    assert again.draft is not None
    order = company.confirm("d1", again.draft.confirm_token).order
    assert order is not None
    assert order.status == "HOLD"


def test_all_failing_gates_come_in_one_answer_each_with_what_helps_and_who_lifts_it(sqlite_company: Company) -> None:
    """Credit, overdue, floor, region and grade together; the headroom names the part that passes: what is not below its floor."""
    company = sqlite_company
    floors(company, FloorEntry(category="beer", price=Decimal(4)))
    actor = company.actor("d1")
    company.draft("d1", COKE=1, BEER=1)
    seen = company.database.read(lambda uow: order_headroom(uow, actor, clock=company.clock)).basket
    assert seen is not None
    assert [(one.reason.code, [(remedy.action, remedy.by, remedy.params) for remedy in one.remedies]) for one in seen.findings] == [
        ("BELOW_FLOOR", [("remove", "dealer", {"skus": "BEER"}), ("release", "brand_manager", {})])
    ]
    assert [line.sku for line in seen.largest] == ["COKE"]
    company.credit("D1", "10.00", "5.00", overdue=True, overdue_days=9)
    assert gates(company, COKE=1, BEER=1) == ["OVER_CREDIT", "OVERDUE", "BELOW_FLOOR"]


ENTRIES = (
    _sku("COKE", cost="1.50"),
    FloorEntry(category="cola", margin_percent=Decimal(20)),
    FloorEntry(guide_percent=Decimal(80)),
    _sku("DRILL", price="400"),
)


@pytest.mark.parametrize(
    ("sku", "category", "guide", "floor"),
    [
        ("DRILL", "tools", "500", "400"),
        ("COKE", "cola", "2.00", "1.875"),
        ("PEPSI", "cola", "2.00", "1.6"),
        ("BEER", "beer", "3.00", "2.4"),
        ("BEER", "beer", None, None),
    ],
)
def test_the_narrowest_entry_that_says_a_figure_counts(sku: str, category: str, guide: str | None, floor: str | None) -> None:
    """A price of its own; a cost with the margin of its category; no cost, so the share of the guide price; no guide price, so nothing."""
    found = floor_of(ENTRIES, sku, category, None if guide is None else Decimal(guide))
    assert found == (None if floor is None else Decimal(floor))


def test_of_several_lists_the_highest_floor_counts_and_a_guide_share_follows_the_guide(sqlite_company: Company) -> None:
    """Two lists, one of them by percent."""
    company = sqlite_company
    floors(company, _sku("COKE", price="1.00"))
    assert gates(company, COKE=1) == []
    floors(company, FloorEntry(guide_percent=Decimal(96)), code="SHARE")
    assert gates(company, COKE=1) == ["BELOW_FLOOR"]
    assert gates(company, "d2", COKE=1) == ["GRADE_NOT_A"]
    effects = company.database.read(lambda uow: preview_floors(uow, SYSTEM, NewFloorList("NEW", START, (FloorEntry(guide_percent=Decimal(96)),))))
    assert [(one.sku, one.tier, one.floor, one.price) for one in effects][:1] == [("BEER", "A", Decimal("2.88"), Decimal("2.85"))]
    assert len(effects) == 4


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ((), "pricing.bad_floors"),
        ((_sku("COKE", price="1"), _sku("COKE", price="2")), "pricing.bad_floors"),
        ((_sku("COKE", price="1", margin_percent="2"),), "pricing.bad_floors"),
        ((FloorEntry(category="cola", cost=Decimal(1)),), "pricing.bad_floors"),
        ((_sku("COKE", margin_percent="100"),), "pricing.bad_floors"),
        ((_sku("NONE", price="1"),), "pricing.unknown_goods"),
        ((FloorEntry(category="none", price=Decimal(1)),), "pricing.unknown_goods"),
    ],
)
def test_a_list_that_cannot_be_computed_is_refused(sqlite_company: Company, entries: Sequence[FloorEntry], code: str) -> None:
    """Nothing, the same twice, two figures at once, a cost without a product, an impossible margin, unknown goods."""
    with pytest.raises(Invalid) as refused:
        floors(sqlite_company, *entries)
    assert refused.value.code == code


def test_only_who_maintains_prices_reads_or_writes_floors(sqlite_company: Company) -> None:
    """Not even staff who approve nothing."""
    new = NewFloorList("MINE", START, (_sku("COKE", price="1"),))
    for login in ("d1", "tech", "cco"):
        actor = sqlite_company.actor(login)
        for work in (
            lambda uow, actor=actor: list_floors(uow, actor, clock=sqlite_company.clock),
            lambda uow, actor=actor: publish_floors(uow, actor, new, clock=sqlite_company.clock),
            lambda uow, actor=actor: preview_floors(uow, actor, new),
        ):
            with pytest.raises(NotPermitted):
                sqlite_company.write(work)
    with pytest.raises(NotFound):
        sqlite_company.write(lambda uow: end_floors(uow, SYSTEM, "NONE", 0, clock=sqlite_company.clock))


def test_the_rules_may_use_it_as_a_fact_and_no_rules_of_before_forget_the_gate() -> None:
    """A published row may block what is below the floor; a set of the old shape, which never knew floors, holds it too."""
    credit = CreditDecision(Decimal(1000), Decimal(0), Decimal(100), Decimal(0), overdue=False, overdue_days=0)
    facts = OrderFacts("A", Decimal(100), credit, below_floor=("COKE", "BEER"))
    never = Row("never", {"below_floor": Cell("is", ("true",))}, Outcome.BLOCK, "NEVER_BELOW")
    table = Table(("below_floor",), (never, Row("rest", {"below_floor": Cell("is", ("false",))}, Outcome.AUTO)))
    assert problems_of_table(table) == ()
    decision = judge(RuleSet(1, table), facts)
    assert ([one.code for one in decision.reasons], decision.outcome) == (["BELOW_FLOOR", "NEVER_BELOW"], Outcome.BLOCK)
    assert [one.params["skus"] for one in decision.reasons] == ["COKE, BEER", "COKE, BEER"]
    assert decision.facts["below_floor"] == "true"
    old = check_rules((ApprovalRule("big", "BIG", (Condition("amount", "ge", "1000"),)),))
    assert BELOW_FLOOR in old.guards
    assert [one.code for one in judge(old, facts).reasons] == ["BELOW_FLOOR"]
    assert [one.code for one in judge(DEFAULT_RULES, facts).reasons] == ["BELOW_FLOOR"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 10_000)), min_size=1, max_size=6), st.integers(0, 5_000))
def test_what_the_products_cost_together_is_what_the_order_costs(lines: list[tuple[int, int]], off: int) -> None:
    """However money off is shared."""
    rows = [_Line(number, f"S{number % 3}", base, Decimal(cents) / 100) for number, (base, cents) in enumerate(lines, 1)]
    whole = sum((row.line_total for row in rows), Decimal(0))
    taken = min(whole, Decimal(off) / 100)
    paid = paid_for(rows, [_Given(tuple(row.line_no for row in rows), taken)], {}, 2)
    assert sum((one.amount for one in paid), Decimal(0)) == whole - taken
    assert undercut(paid, {one.sku: one.amount / one.base_qty for one in paid}, 2) == ()
    assert undercut([Paid("S", "", Decimal("99.99"), 10)], {"S": Decimal(10)}, 2) == ("S",)


class _Line:
    def __init__(self, line_no: int, sku: str, base_qty: int, line_total: Decimal) -> None:
        self.line_no, self.sku, self.base_qty, self.line_total = line_no, sku, base_qty, line_total


class _Given:
    sku, free_base = None, 0

    def __init__(self, line_nos: tuple[int, ...], amount_off: Decimal) -> None:
        self.line_nos, self.amount_off = line_nos, amount_off
