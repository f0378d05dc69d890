"""The sentences of R16 (returns) and R10 (the rest of an order), each as a test of its name."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from backend.bootstrap import relay_events
from backend.identity.domain import SYSTEM
from backend.inventory.domain import BackorderPolicy
from backend.inventory.policies import StockPolicy, set_stock_policy
from backend.kit.errors import Conflict, DomainError, NotFound, NotPermitted, Refused
from backend.notices.service import list_notices
from backend.ordering.confirming import confirm
from backend.ordering.finishing import close_finished
from backend.ordering.returning import service as returning
from backend.ordering.returning.deciding import reject_return
from backend.ordering.returning.domain import STEPS, ReturnAction, ReturnStatus
from backend.ordering.returning.schemas import NewReturn, ReturnStep, ReturnWish
from backend.ordering.schemas import CancelRequest, Confirmation
from backend.ordering.short_closing import propose_close
from backend.pricing.promotions.domain import Promotion
from bot.rendering.people import notice_sentence
from bot.sentences import phrasebook
from tests.fulfilling.warehouse import STOREMAN, Warehouse
from tests.ordering.company import Company
from tests.promotions.baskets import gift, promotion
from tests.returning.desk import MANAGER, Desk

Publish = Callable[[Company, Promotion], Promotion]
_GIFT = gift(skus="DRILL", buy=10, free=1)


@pytest.fixture
def desk(warehouse: Warehouse) -> Desk:
    """Who works on returns, on both databases."""
    return Desk(warehouse)


def test_r16_a_return_names_the_shipped_line_and_its_lot_and_never_more_than_was_delivered_and_is_not_back(desk: Desk) -> None:
    """5 cases arrived, 2 are asked back, so 3 are left; a withdrawn wish holds nothing."""
    order = desk.delivered(COKE=5)
    first = desk.ask(order.number, (1, 48))
    assert [(line.line_no, line.lot, line.part_number, line.base_qty) for line in first.lines] == [(1, "L1", f"{order.number}-01", 48)]
    with pytest.raises(Refused) as refused:
        desk.ask(order.number, (1, 73))
    assert refused.value.reasons[0].params["left"] == 72
    desk.ask(order.number, (1, 72))
    with pytest.raises(Refused, match="too_many"):
        desk.ask(order.number, (1, 1))


def test_r16_two_returns_of_the_same_line_at_once_never_exceed_what_was_delivered(desk: Desk) -> None:
    """Both were shown 120 cans as returnable."""
    order = desk.delivered(COKE=5)

    def ask(_: int) -> str:
        try:
            return desk.ask(order.number, (1, 72)).status
        except DomainError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == ["REQUESTED", "return.too_many"]


def test_r16_requested_approved_received_inspected_credited_and_not_sellable_before_inspection(desk: Desk) -> None:
    """Stock rises for sale only with the inspection, by what is fit; the rest stays apart or goes."""
    order = desk.delivered(COKE=5)
    assert desk.warehouse.account()[1] == Decimal("228.00")
    free = desk.sellable("COKE")
    number = desk.ask(order.number, (1, 48)).number
    with pytest.raises(Conflict, match="wrong_status"):
        desk.receive(number)
    assert desk.approve(number).status == "APPROVED"
    assert desk.receive(number).status == "RECEIVED"
    assert desk.sellable("COKE") == free
    assert desk.inspect(number, {1: (24, 12, 12)}).status == "INSPECTED"
    assert desk.sellable("COKE") == free + 24
    done = desk.credit(number)
    assert (done.status, done.credit and done.credit.amount) == ("CREDITED", Decimal("91.20"))
    assert desk.warehouse.account()[1] == Decimal("136.80")
    assert desk.warehouse.order(order.number).lines[0].returned_base == 48
    assert desk.company.disagreements() == []


def test_r16_the_credit_is_at_the_original_price_and_all_of_it_back_is_exactly_what_was_owed(desk: Desk) -> None:
    """Odd shares in several returns sum to the cent, whatever prices are today."""
    order = desk.delivered(COKE=1, BEER=1)
    owed = desk.warehouse.account()[1]
    amounts = [desk.all_of_it(order.number, wish).credit for wish in ((1, 7), (1, 7), (2, 5), (1, 10), (2, 7))]
    assert sum((note.amount for note in amounts if note), Decimal(0)) == owed == order.total
    assert desk.warehouse.account()[1] == 0
    numbers = [int(note.number.removeprefix("CN-")) for note in amounts if note]
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    assert desk.company.disagreements() == []


def test_r16_and_r4_returning_10_of_20_plus_2_owes_one_free_unit(desk: Desk, publish: Publish) -> None:
    """The free unit that came back with the others is owed no more."""
    publish(desk.company, _GIFT)
    order = desk.delivered(DRILL=20)
    assert order.promotions[0].free_base == 2
    note = desk.all_of_it(order.number, (1, 10)).credit
    assert note is not None
    assert [(one.sku, one.base_qty) for one in note.free_owed] == [("DRILL", 1)]
    back = desk.all_of_it(order.number, (1, 10), (9001, 2)).credit
    assert back is not None
    assert (back.free_owed, note.amount + back.amount) == ((), order.total)
    assert desk.company.disagreements() == []


def test_r16_a_code_must_have_been_in_that_shipment(desk: Desk) -> None:
    """A lot of another shipment is not taken for this one."""
    order = desk.delivered(COKE=1)
    with pytest.raises(Refused, match="code_not_shipped"):
        desk.ask(order.number, (1, 1, "L9"))
    assert desk.ask(order.number, (1, 1, "l1")).lines[0].lot == "L1"


def test_r16_who_asks_does_not_approve_and_a_foreign_order_is_not_found(desk: Desk) -> None:
    """Staff may ask in a dealer's place; then somebody else decides. The warehouse counts and looks, but decides no money."""
    order = desk.delivered(COKE=1)
    number = desk.ask(order.number, (1, 1), actor=MANAGER).number
    with pytest.raises(Conflict, match="own"):
        desk.approve(number)
    with pytest.raises(NotPermitted):
        desk.approve(number, STOREMAN)
    for login in ("d2", "d3"):
        with pytest.raises(NotFound):
            desk.ask(order.number, (1, 1), actor=desk.company.actor(login))


def test_r16_a_shown_return_is_asked_for_as_it_was_shown_or_not_at_all(desk: Desk) -> None:
    """A colleague asked for some of the goods meanwhile: the yes is for lots and parts that were shown, so he looks again."""
    order = desk.delivered(COKE=5)
    company, actor, wanted = desk.company, desk.company.actor("d1"), NewReturn(order.number, (ReturnWish(1, 24),), "破损")
    offer = company.write(lambda uow: returning.propose_return(uow, actor, wanted, clock=company.clock))
    desk.ask(order.number, (1, 24))
    with pytest.raises(Conflict, match="superseded"):
        company.write(lambda uow: confirm(uow, actor, Confirmation(offer.confirm_token or ""), clock=company.clock))
    assert len(desk.warehouse.order(order.number).returns) == 1


@pytest.mark.parametrize(("locale", "said"), [("en", "take back CNY 475.00 more than they cost"), ("zh", "扣回的促销优惠比货款多 CNY 475.00")])
def test_r4_a_note_that_is_owed_is_told_as_owed(desk: Desk, publish: Publish, locale: str, said: str) -> None:
    """One drill of twenty back ends ten per cent off all of them: 475.00 for the drill, 950.00 off, and nobody calls that credited."""
    publish(desk.company, promotion("TEN", "percent", skus="DRILL", percent="10", least_base=20))
    note = desk.all_of_it(desk.delivered(DRILL=20).number, (1, 1)).credit
    assert note is not None
    assert note.amount == Decimal("-475.00")
    relay_events(desk.company.database, desk.company.clock)
    actor = desk.company.actor("d1")
    told = next(one for one in desk.company.database.read(lambda uow: list_notices(uow, actor)) if one.kind == "order.credited")
    assert said in notice_sentence(told, locale, phrasebook())


def test_r16_what_is_refused_at_the_door_is_a_return_that_waits_for_its_inspection(desk: Desk) -> None:
    """Nothing was owed for it, so it ends without a credit note."""
    order = desk.warehouse.ordered(COKE=2)
    desk.warehouse.allocate(order.number)
    desk.warehouse.ship(f"{order.number}-01")
    desk.warehouse.deliver(f"{order.number}-01", {1: 24})
    free, seen = desk.sellable("COKE"), desk.warehouse.order(order.number).returns
    assert [(one.kind, one.status, one.lines[0].base_qty) for one in seen] == [("refused", "RECEIVED", 24)]
    assert desk.inspect(seen[0].number, {1: (20, 0, 4)}).status == "SETTLED"
    assert desk.sellable("COKE") == free + 20
    assert desk.company.disagreements() == []


def test_r16_and_r10_goods_of_an_order_whose_rest_was_given_up_are_credited_as_they_were_paid_for(desk: Desk, publish: Publish) -> None:
    """10 % off 20 drills, 10 of which never came: 2 back credit 2 at 10 % off, and all of them what was owed."""
    publish(desk.company, promotion("TEN", "percent", skus="DRILL", percent="10", least_base=15, budget_amount="950"))
    order = desk.warehouse.ordered(DRILL=20)
    desk.warehouse.allocate(order.number)
    desk.warehouse.ship(f"{order.number}-01", {1: 10})
    desk.warehouse.deliver(f"{order.number}-01")
    desk.close_rest(order.number)
    owed = desk.warehouse.account()[1]
    notes = [desk.all_of_it(order.number, (1, 2)).credit, desk.all_of_it(order.number, (1, 8)).credit]
    assert [note.amount for note in notes if note] == [owed / 5, owed * 4 / 5]
    assert (owed, desk.warehouse.account()) == (order.total / 2, (Decimal(0), Decimal(0)))
    assert desk.company.disagreements() == []


def test_r10_a_short_close_frees_stock_and_credit_and_the_budget_of_promotions(desk: Desk, publish: Publish) -> None:
    """10 of 20 left; the other 10 are free for others, owed by nobody, and half of the budget is there again."""
    publish(desk.company, replace(_GIFT, terms=replace(_GIFT.terms, budget_units=2)))
    order = desk.warehouse.ordered(DRILL=20)
    free = desk.sellable("DRILL")
    desk.warehouse.allocate(order.number)
    desk.warehouse.ship(f"{order.number}-01", {1: 10, 9001: 1})
    shut = desk.close_rest(order.number)
    assert (shut.status, shut.lines[0].cancelled_base, desk.sellable("DRILL")) == ("SHIPPED", 10, free + 11)
    assert desk.warehouse.account()[0] == Decimal("4750.00")
    again = desk.company.draft("d2", DRILL=10)
    assert [one.free_base for one in again.promotions] == [1]
    assert desk.company.disagreements() == []


def test_r10_the_rest_of_a_dealer_who_takes_nothing_later_is_cancelled_when_less_leaves(desk: Desk) -> None:
    """Policy "partial, cancel the rest": 10 of 15 leave, 5 are given up at once with their stock and credit, in that warehouse only."""
    policy = StockPolicy("D1", BackorderPolicy.NEVER)
    desk.company.write(lambda uow: set_stock_policy(uow, SYSTEM, policy, clock=desk.company.clock))
    order = desk.warehouse.ordered(DRILL=15)
    free = desk.sellable("DRILL")
    desk.warehouse.allocate(order.number)
    desk.warehouse.ship(f"{order.number}-01", {1: 10})
    after = desk.warehouse.order(order.number)
    assert (after.status, after.lines[0].cancelled_base, desk.sellable("DRILL")) == ("SHIPPED", 5, free + 5)
    assert desk.warehouse.account()[0] == Decimal("4750.00")
    assert "short_closed" in [entry.action for entry in after.history]
    assert desk.company.disagreements() == []


def test_r10_free_goods_of_a_part_that_still_waits_keep_their_share_of_the_budget(desk: Desk, publish: Publish) -> None:
    """One warehouse ships short for a dealer who takes nothing later; the free goods of the other one are still coming."""
    publish(desk.company, gift(skus="COKE", buy=24, free=1, budget_units=105))
    policy = StockPolicy("D1", BackorderPolicy.NEVER)
    desk.company.write(lambda uow: set_stock_policy(uow, SYSTEM, policy, clock=desk.company.clock))
    desk.warehouse.stock_south("COKE", 500)
    order = desk.warehouse.ordered(COKE=105)
    parts = desk.warehouse.allocate(order.number).parts
    assert [[(line.line_no, line.base_qty) for line in part.lines] for part in parts] == [[(1, 2400)], [(1, 120), (9001, 105)]]
    desk.warehouse.ship(parts[0].number, {1: 2376})
    assert desk.company.draft("d2", COKE=1).promotions == ()
    desk.warehouse.ship(parts[1].number)
    desk.warehouse.deliver(parts[1].number)
    assert desk.company.disagreements() == []


def test_r10_what_would_be_given_up_is_worth_what_it_frees(desk: Desk, publish: Publish) -> None:
    """Ten drills at ten per cent off: the amount that is shown is the one that the close takes off the credit."""
    publish(desk.company, promotion("TEN", "percent", skus="DRILL", percent="10", least_base=15))
    order, company = desk.warehouse.ordered(DRILL=20), desk.company
    desk.warehouse.allocate(order.number)
    desk.warehouse.ship(f"{order.number}-01", {1: 10})
    shown = company.write(lambda uow: propose_close(uow, MANAGER, CancelRequest(order.number), clock=company.clock))
    before = desk.warehouse.account()[0]
    desk.close_rest(order.number)
    assert shown.total_before == before - desk.warehouse.account()[0] == order.total / 2


def test_r7_a_delivered_order_is_closed_after_its_days_unless_a_return_is_open(desk: Desk) -> None:
    """Thirty days after it came; a wish that waits keeps it open, and afterwards the dealer can ask for none."""
    order, company = desk.delivered(COKE=1), desk.company
    number = desk.ask(order.number, (1, 1)).number
    company.clock.instant += timedelta(days=31)
    assert close_finished(company.database, company.clock) == 0
    step = ReturnStep(number, 1, "no")
    company.write(lambda uow: reject_return(uow, MANAGER, step, clock=company.clock))
    assert (close_finished(company.database, company.clock), desk.warehouse.order(order.number).status) == (1, "CLOSED")
    assert close_finished(company.database, company.clock) == 0
    with pytest.raises(Conflict, match="too_late"):
        desk.ask(order.number, (1, 1))


def test_r7_a_return_moves_along_its_table_only() -> None:
    """No step leads out of an end, and money comes after the inspection only."""
    ends = {ReturnStatus.CREDITED, ReturnStatus.SETTLED, ReturnStatus.REJECTED, ReturnStatus.WITHDRAWN}
    assert not any(source in ends for source, _ in STEPS)
    assert [source for source, action in STEPS if action is ReturnAction.CREDIT] == [ReturnStatus.INSPECTED]
