"""The order that words mean, partial cancellation as one change, decreases that keep a release, promises line by line."""

from datetime import timedelta

import pytest

from backend.kit.clock import FixedClock
from backend.kit.errors import Conflict, NotFound, Refused
from backend.ordering.schemas import CancelRequest, ChangeText, ChangeView, Decision, OrderFilter
from backend.ordering.service import get_order, list_orders, propose_cancel, propose_change, release_order
from backend.settings.service import load_brand_settings, save_brand_settings
from tests.ordering.company import Company
from tests.ordering.test_orders_afterwards import change


def say(company: Company, text: str, number: str | None = None) -> ChangeView:
    """Propose a change in words, as d1."""
    actor, request = company.actor("d1"), ChangeText(number, text)
    return company.write(lambda uow: propose_change(uow, actor, request, clock=company.clock))


def a_day_later(company: Company) -> None:
    company.clock = FixedClock(company.clock.now() + timedelta(days=1))


def test_yesterdays_order_loses_a_line_and_gets_more_of_another_in_one_change(company: Company) -> None:
    """One proposal with before and after; the order of today is left alone."""
    yesterday = company.order("d1", COKE=10, SPRITE=5).order.number
    a_day_later(company)
    today = company.order("d1", COKE=1).order.number
    view = say(company, "昨天那单雪碧取消,可乐改成25")
    assert (view.number, [(line.sku, line.qty) for line in view.after]) == (yesterday, [("COKE", 25)])
    done = company.confirm("d1", view.confirm_token).order
    assert [(line.sku, line.base_qty, line.reserved_base) for line in done.lines] == [("COKE", 600, 600)]
    read = company.database.read(lambda uow: get_order(uow, company.actor("d1"), today))
    assert (read.version, company.disagreements()) == (1, [])


def test_several_orders_of_a_day_are_listed_and_none_is_guessed(company: Company) -> None:
    """The refusal keeps the words, so that choosing one carries on with them."""
    numbers = [company.order("d1", COKE=cases).order.number for cases in (1, 2)]
    a_day_later(company)
    with pytest.raises(Refused, match=r"order\.which") as refused:
        say(company, "昨天那单可乐改成5箱")
    assert sorted(str(reason.params["number"]) for reason in refused.value.reasons) == numbers
    assert refused.value.params["words"] == "昨天那单可乐改成5箱"


def test_a_day_without_an_order_is_told(company: Company) -> None:
    """Never another order instead."""
    company.order("d1", COKE=1)
    with pytest.raises(NotFound, match=r"order\.none_named"):
        say(company, "昨天那单可乐改成5箱")


def test_the_last_order_is_cancelled_by_its_place_in_the_row(company: Company) -> None:
    """Among three open ones, "my last order" is clear."""
    numbers = [company.order("d1", COKE=cases).order.number for cases in (1, 2, 3)]
    actor = company.actor("d1")
    view = company.write(lambda uow: propose_cancel(uow, actor, CancelRequest(text="cancel my last order"), clock=company.clock))
    assert (view.kind, view.number) == ("cancel", numbers[-1])


def test_only_the_orders_a_person_placed_himself_are_his_last_ones(company: Company) -> None:
    """Not those of a colleague."""
    mine = company.order("d1", COKE=1).order.number
    company.order("d1b", COKE=2)
    found = company.database.read(lambda uow: list_orders(uow, company.actor("d1"), OrderFilter(mine=True)))
    assert [order.number for order in found.items] == [mine]


@pytest.mark.parametrize(("harmless", "cases", "status"), [(False, 80, "HOLD"), (True, 80, "APPROVED"), (True, 110, "HOLD")])
def test_a_release_survives_a_change_only_where_the_brand_lets_decreases_pass(company: Company, *, harmless: bool, cases: int, status: str) -> None:
    """By default every change of a released order is looked at again; an increase always is."""
    company.write(lambda uow: save_brand_settings(uow, load_brand_settings(uow).model_copy(update={"keep_release_on_decrease": harmless})))
    order = company.order("d2", DRILL=100).order
    assert order.status == "HOLD"
    manager = company.actor("bm")
    company.write(lambda uow: release_order(uow, manager, Decision(order.order_id, 1), clock=company.clock))
    view = change(company, order.number, "d2", DRILL=cases)
    assert bool(view.gates) is (status == "HOLD")
    done = company.confirm("d2", view.confirm_token).order
    assert (done.status, bool(done.hold_reasons)) == (status, status == "HOLD")


def test_a_line_on_backorder_has_no_day_yet_and_the_others_have_theirs(company: Company) -> None:
    """Each line says when it comes; an order in stock says it once for all."""
    draft = company.draft("d1", BEER=20, COKE=1)
    order = company.confirm("d1", company.answer("d1", draft.questions[0].id, "backorder").confirm_token).order
    by_sku = {line.sku: line for line in order.lines}
    assert (by_sku["COKE"].promised_on, by_sku["BEER"].promised_on) == (order.delivery_date, order.delivery_date)
    rest = company.draft("d1", BEER=1)
    order = company.confirm("d1", company.answer("d1", rest.questions[0].id, "backorder").confirm_token).order
    assert [line.promised_on for line in order.lines] == [None]
    assert [line.promised_on for line in company.order("d1", COKE=1).order.lines] == [None]


def test_what_was_confirmed_stays_bound_to_its_version(company: Company) -> None:
    """A change proposed before another one is dead after it."""
    number = company.order("d1", COKE=10).order.number
    first = say(company, "可乐改成5箱", number)
    company.confirm("d1", say(company, "可乐改成8箱", number).confirm_token)
    with pytest.raises(Conflict):
        company.confirm("d1", first.confirm_token)


def test_a_day_in_the_words_outweighs_a_number_that_is_not_in_them(company: Company) -> None:
    """A brain that fills in the order it showed last does not overrule the person; a number that he said himself stands."""
    earlier = company.order("d1", COKE=1).order.number
    a_day_later(company)
    today = company.order("d1", COKE=2).order.number
    actor = company.actor("d1")
    for number, text, meant in ((today, "昨天那单不要了", earlier), (today, f"昨天我说的{today}不要了", today), (today, "the last one", today)):
        view = company.write(lambda uow, ask=CancelRequest(number, text): propose_cancel(uow, actor, ask, clock=company.clock))
        assert view.number == meant
