"""What keeps an order back (R3 floor, R5, R6 and rows D3, D4, D5): every reason in one answer, each with what helps and who can lift it."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from backend.dealers.service import freeze_dealer
from backend.identity.domain import SYSTEM
from backend.ordering.remedies import DEALER, findings_of
from backend.ordering.schemas import ChangeEdit, DraftEdit, DraftView, LineEdit, QuestionKind
from backend.ordering.service import edit_draft, propose_change
from backend.pricing.floors.domain import FloorEntry, NewFloorList
from backend.pricing.floors.publishing import publish_floors
from bot.rendering.reasons import gate_sentence
from bot.rendering.remedies import remedy_words
from bot.rendering.voice import Voice
from bot.sentences import phrasebook
from tests.ordering.company import START, Company
from tests.pricing.test_choosing_a_price import test_a_list_below_its_lowest_break_is_not_asked as test_r3_below_the_lowest_break_the_next_list_is_asked
from tests.pricing.test_choosing_a_price import test_ties_go_to_the_higher_priority_then_the_later_start_then_the_lower_id as test_r3_ties
from tests.promotions.test_promotion_engine import test_a_budget_limits_free_goods_to_whole_gifts_and_money_to_what_is_left as test_r4_a_budget_is_a_limit
from tests.promotions.test_promotion_engine import test_of_one_group_only_the_first_by_priority_counts_on_a_product_and_others_stack as test_r4_groups_exclude

__all__ = ["test_r3_below_the_lowest_break_the_next_list_is_asked", "test_r3_ties", "test_r4_a_budget_is_a_limit", "test_r4_groups_exclude"]
LAST_EVENING = datetime(2026, 1, 1, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
MORNING = datetime(2026, 1, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def _put(company: Company, ship_to: str, **cases: int) -> DraftView:
    actor, edits = company.actor("d1"), tuple(LineEdit(sku, Decimal(qty)) for sku, qty in cases.items())
    return company.write(lambda uow: edit_draft(uow, actor, DraftEdit(edits, ship_to=ship_to), clock=company.clock))


def test_every_reason_comes_in_one_answer_with_what_helps_and_who_lifts_it(company: Company) -> None:
    """Frozen, licence over since midnight, a region that is not his, credit, overdue, a floor, a duplicate and a strange quantity, all at once."""
    company.clock.instant = LAST_EVENING
    assert company.order("d1", COKE=5).order is not None
    company.clock.instant = MORNING
    floors = NewFloorList("F", START, (FloorEntry("COKE", price=Decimal(9)),))
    company.write(lambda uow: publish_floors(uow, SYSTEM, floors, clock=company.clock))
    company.write(lambda uow: freeze_dealer(uow, SYSTEM, "D1", "diversion", clock=company.clock))
    company.credit("D1", "10.00", "5.00", overdue=True, overdue_days=9)
    draft = _put(company, "WH-N", COKE=5)
    assert [gate.code for gate in draft.gates] == ["FROZEN", "LICENCE_EXPIRED", "REGION_NOT_AUTHORISED", "OVER_CREDIT", "OVERDUE", "BELOW_FLOOR"]
    assert "DUPLICATE_ORDER" in {warning.code for warning in draft.warnings}
    assert QuestionKind.CHECK_QTY in {question.kind for question in _put(company, "WH-N", COKE=5, DRILL=1000).questions}
    for finding in findings_of(draft.gates):
        assert [remedy.by for remedy in finding.remedies if remedy.by != DEALER] == ["brand_manager"], finding.reason.code
        for locale in ("zh", "en"):
            voice = Voice(locale, phrasebook())
            assert finding.reason.code not in gate_sentence(finding.reason, voice)
            assert all(remedy_words(remedy, voice, {}) != voice("remedy-ask", who="") for remedy in finding.remedies)


@pytest.mark.parametrize(("days", "warned"), [(31, False), (30, True), (0, True)])
def test_d5_a_licence_warns_from_30_days_before_and_passes_through_its_day(sqlite_company: Company, days: int, warned: bool) -> None:
    """L-1 is valid through the first of January, also at its last second."""
    sqlite_company.clock.instant = LAST_EVENING - timedelta(days=days)
    draft = sqlite_company.draft("d1", COKE=1)
    assert draft.gates == ()
    assert ("LICENCE_EXPIRING" in {warning.code for warning in draft.warnings}) is warned


def test_d4_the_place_decides_and_not_the_seat_of_the_dealer(sqlite_company: Company) -> None:
    """Beer may go to the west and not to the south, whoever orders it."""
    assert _put(sqlite_company, "WH-W", BEER=1).gates == ()
    (gate,) = _put(sqlite_company, "WH-S", BEER=1).gates
    assert (gate.code, gate.blocks, gate.params["skus"], gate.params["ship_to"]) == ("CATEGORY_FORBIDDEN", True, "BEER", "WH-S")


def test_d3_r5_exactly_the_limit_passes_and_an_increase_is_judged_again(company: Company) -> None:
    """45.60 of 45.60 passes; a case of Sprite more is 22.80 over."""
    company.credit("D1", "45.60")
    order = company.order("d1", COKE=1).order
    assert order is not None
    assert (order.status, order.total) == ("APPROVED", Decimal("45.60"))
    actor, more = company.actor("d1"), (LineEdit("SPRITE", Decimal(1)),)
    change = company.write(lambda uow: propose_change(uow, actor, ChangeEdit(order.number, more), clock=company.clock))
    assert [(gate.code, gate.params["shortfall"]) for gate in change.gates] == [("OVER_CREDIT", "22.80")]
    held = company.confirm("d1", change.confirm_token).order
    assert held is not None
    assert held.status == "HOLD"
