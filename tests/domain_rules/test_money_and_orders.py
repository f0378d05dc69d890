"""The sentences of R3 (prices), R4 (promotions), R5 (credit), R6 (once), R8 (changes), R9 (approval) and R15 (time, audit), each as a test of its name."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from backend.credit.service import credit_status
from backend.identity.domain import SYSTEM
from backend.kit.audit import audit_log
from backend.kit.sealing import seal
from backend.ordering.schemas import ChangeEdit, DraftView
from backend.ordering.service import propose_change
from backend.pricing.promotions.domain import Promotion
from backend.pricing.promotions.engine import apply
from backend.pricing.service import NewPriceList, import_price_list
from tests.ordering.company import START, Company
from tests.ordering.test_changing_orders import (
    test_any_change_voids_the_approval_and_all_rules_judge_the_result as test_r8_released_at_95k_and_edited_to_99k_is_held,
)
from tests.ordering.test_confirming import (
    test_a_draft_shown_before_the_cut_off_and_confirmed_after_it_is_shown_again as test_r15_past_16_00_the_new_day_is_shown,
)
from tests.ordering.test_releasing import test_a_rejected_order_cannot_be_completed_and_its_lines_are_closed as test_r8_a_rejected_order_cannot_be_completed
from tests.ordering.test_timelines import test_an_order_tells_its_way_from_the_message_to_the_release as test_r15_audit_names_actor_message_rules_and_prices
from tests.promotions.baskets import BUYER, NOW, gift, line, offers
from tests.rules.test_rule_versions import test_publishing_is_refused_while_an_example_does_not_come_out as test_r9_rules_whose_example_fails_are_not_published

__all__ = [
    "test_r8_a_rejected_order_cannot_be_completed",
    "test_r8_released_at_95k_and_edited_to_99k_is_held",
    "test_r9_rules_whose_example_fails_are_not_published",
    "test_r15_audit_names_actor_message_rules_and_prices",
    "test_r15_past_16_00_the_new_day_is_shown",
]
Publish = Callable[[Company, Promotion], Promotion]
MIDNIGHT = datetime(2025, 6, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def _prices(company: Company, *entries: tuple[str, int, str], valid_to: datetime | None = None) -> None:
    """A contract of D1: SKU, least quantity, price."""
    listed = tuple((sku, least, Decimal(price)) for sku, least, price in entries)
    made = NewPriceList("D1-OWN", "contract", START, scope_value="D1", entries=listed, valid_to=valid_to)
    company.write(lambda uow: import_price_list(uow, made))


def _price(view: DraftView) -> Decimal | None:
    return view.lines[0].unit_price


def test_r3_a_tier_from_3_at_80_over_a_list_of_100_costs_100_for_one(company: Company) -> None:
    """Below the lowest break the next list is asked."""
    _prices(company, ("DRILL", 3, "80"))
    base = NewPriceList("A", "grade", START, scope_value="A", entries=(("DRILL", 0, Decimal(100)),))
    company.write(lambda uow: import_price_list(uow, base))
    assert [_price(company.draft("d1", DRILL=quantity)) for quantity in (1, 2, 3)] == [Decimal(100), Decimal(100), Decimal(80)]


def test_r3_a_price_that_ends_at_24_00_counts_at_23_59_59_and_not_at_00_00_00(company: Company) -> None:
    """In the brand's zone; nobody has confirmed at the old price after midnight."""
    _prices(company, ("DRILL", 0, "400"), valid_to=MIDNIGHT)
    company.clock.instant = MIDNIGHT - timedelta(seconds=1)
    draft = company.draft("d1", DRILL=1)
    assert _price(draft) == Decimal(400)
    company.clock.instant = MIDNIGHT
    result = company.confirm("d1", draft.confirm_token)
    assert (result.outcome, result.draft and _price(result.draft)) == ("needs_review", Decimal(475))


def test_r3_the_address_of_an_old_order_changes_and_its_total_does_not(company: Company) -> None:
    """Prices went up meanwhile."""
    order = company.order("d1", COKE=2).order
    assert order is not None
    company.clock.instant += timedelta(days=1)
    base = NewPriceList("BASE", "base", company.clock.now(), entries=(("COKE", 0, Decimal(9)),))
    company.write(lambda uow: import_price_list(uow, base))
    actor = company.actor("d1")
    change = company.write(lambda uow: propose_change(uow, actor, ChangeEdit(order.number, (), ship_to="WH-S"), clock=company.clock))
    changed = company.confirm("d1", change.confirm_token).order
    assert changed is not None
    assert (changed.ship_to, changed.total) == ("WH-S", order.total)


@pytest.mark.parametrize(("ordered", "free"), [({"DRILL": 15}, 1), ({"DRILL": 9}, 0), ({"BEER": 1}, 1)], ids=["15 give 1", "9 give 0", "1 case of 12 gives 1"])
def test_r4_buy_10_get_1(company: Company, publish: Publish, ordered: dict[str, int], free: int) -> None:
    """买10赠1, in base units."""
    publish(company, gift(skus=" ".join(ordered)))
    order = company.order("d1", **ordered).order
    assert order is not None
    assert sum(one.free_base for one in order.promotions) == free
    assert company.disagreements() == []


def test_r4_buy_10_get_1_two_rows_of_5_give_1() -> None:
    """Over all rows of a product."""
    assert [one.free_base for one in apply(offers(gift()), [line("COKE", 5, number=1), line("COKE", 5, number=2)], BUYER, NOW)] == [1]


def test_r5_of_two_parallel_orders_of_60_with_100_free_one_is_held(company: Company) -> None:
    """The account is held while deciding; whoever comes second is told, and held when he confirms again."""
    company.credit("D1", "100.00")
    tokens = {login: company.draft(login, SPRITE=2, BEER=1).confirm_token for login in ("d1", "d1b")}
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(tokens, pool.map(lambda login: company.confirm(login, tokens[login]), tokens), strict=True))
    assert sorted(result.outcome for result in results.values()) == ["needs_review", "submitted"]
    login, second = next((login, result.draft) for login, result in results.items() if result.draft is not None)
    held = company.confirm(login, second.confirm_token).order
    assert held is not None
    assert (held.status, [reason.code for reason in held.hold_reasons]) == ("HOLD", ["OVER_CREDIT"])


def test_r5_a_confirmed_order_that_is_not_delivered_counts(company: Company) -> None:
    """Against the limit, from the moment of the yes."""
    order = company.order("d1", COKE=2).order
    assert order is not None
    assert company.database.read(lambda uow: credit_status(uow, SYSTEM, "D1", clock=company.clock)).open_orders == order.total


def test_r6_the_same_button_twice_is_one_order_and_one_answer(company: Company) -> None:
    """The second press gets the order of the first."""
    token = company.draft("d1", COKE=2).confirm_token
    first, second = company.confirm("d1", token).order, company.confirm("d1", token).order
    assert first is not None
    assert second is not None
    assert first.number == second.number
    assert company.disagreements() == []


@pytest.mark.parametrize(("price", "status"), [("99999.99", "APPROVED"), ("100000.00", "HOLD")])
def test_r9_99_999_99_is_automatic_and_100_000_00_is_held(company: Company, price: str, status: str) -> None:
    """The boundary as it is written."""
    _prices(company, ("DRILL", 0, price))
    order = company.order("d1", DRILL=1).order
    assert order is not None
    assert (order.status, order.total) == (status, Decimal(price))


def test_r15_audit_is_sealed_so_that_a_removed_end_of_a_chain_shows(company: Company) -> None:
    """`reconcile` names the order."""
    order = company.order("d1", COKE=2).order
    assert order is not None
    seal(company.database, company.clock)
    assert company.disagreements() == []
    company.write(lambda uow: uow.execute(delete(audit_log).where(audit_log.c.aggregate == f"order:{order.order_id}")))
    assert company.disagreements() == [f"audit.seal order:{order.order_id}"]
