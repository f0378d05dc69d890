"""Several drafts, undo, headroom and one yes for all of them through the tools that brains call."""

import json

from backend.dealers.domain import ShipTo
from backend.dealers.service import import_places
from tests.tools.market import Market, number_of
from tools import confirming
from tools.results import Discarded, DraftSet, ToolProblem
from tools.views import ConfirmResult, DraftView, Headroom, OrderView

TWO_PLACES = "城东仓送10箱可口可乐330ml罐装,城西仓送5箱雪花啤酒500ml"


def with_east(market: Market) -> Market:
    """A second place to send goods to."""
    market.database.write(lambda uow: import_places(uow, [ShipTo("WH-E", "城东仓", "East Warehouse", ("城东",), "R-W")]))
    return market


def test_one_message_for_two_places_is_two_drafts_in_the_results(market: Market) -> None:
    """The artifact is the set; the reply is made of each, and a model reads that both wait for the person."""
    context = with_east(market).context("user1")
    message = market.call(context, "draft_order", text=TWO_PLACES)
    assert isinstance(message.artifact, DraftSet)
    assert context.results == list(message.artifact.drafts)
    assert [(view.number, view.ship_to, view.beside) for view in context.results] == [(1, "WH-E", 1), (2, "WH-W", 1)]
    assert [one["state"].split(",")[0] for one in json.loads(str(message.content))["drafts"]] == ["waiting for the person's confirmation"] * 2
    assert isinstance(market.ask("user1", "show_draft"), DraftSet)


def test_the_same_message_again_makes_no_further_drafts(market: Market) -> None:
    """A turn that runs again shows what there is."""
    with_east(market)
    for _ in range(2):
        shown = market.call(market.context("user1"), "draft_order", text=TWO_PLACES).artifact
        assert [view.total for view in shown.drafts] == [view.total for view in market.ask("user1", "show_draft").drafts]
    assert len(shown.drafts) == 2


def test_one_yes_orders_all_of_them_each_by_itself_and_once(market: Market) -> None:
    """Results in order; the message that comes again tells the same orders; what one meets does not stop the others."""
    context = with_east(market).context("user1")
    market.call(context, "draft_order", text=TWO_PLACES)
    ids = [proposal.id for proposal in confirming.live_proposals(context)]
    yes = market.context("user1", message="m2")
    done = confirming.confirm_all(yes, [*ids, "prp_unknown"])
    orders = [result.order for result in done if isinstance(result, ConfirmResult)]
    assert [order.ship_to for order in orders if order] == ["WH-E", "WH-W"]
    assert isinstance(done[-1], ToolProblem)
    again = market.context("user1", message="m2")
    assert confirming.said_yes_to_all(again) == (*ids, "prp_unknown")
    repeated = confirming.confirm_all(again, [])
    assert [result.order.number for result in repeated[:2] if isinstance(result, ConfirmResult) and result.order] == [order.number for order in orders if order]


def test_words_find_the_draft_they_mean_and_undo_takes_them_back(market: Market) -> None:
    """By place; then undo, by the person's own word."""
    with_east(market)
    market.call(market.context("user1"), "draft_order", text=TWO_PLACES)
    view = market.call(market.context("user1", message="m2"), "amend_draft", text="城东那张可口可乐改成12箱").artifact
    assert (view.ship_to, [line.qty for line in view.lines]) == ("WH-E", [12])
    back = market.call(market.context("user1", message="m3"), "undo_change").artifact
    assert isinstance(back, DraftView)
    assert (back.ship_to, [line.qty for line in back.lines]) == ("WH-E", [10])
    gone = market.call(market.context("user1", message="m4"), "discard_draft", text="两张都不要了").artifact
    assert gone == Discarded(done=True, count=2)
    assert len(market.call(market.context("user1", message="m5"), "undo_change").artifact.drafts) == 2


def test_an_undo_that_runs_again_goes_no_further(market: Market) -> None:
    """Once for a message."""
    for cases in (1, 2, 3):
        market.draft("user1", COKE_330=cases)
    for _ in range(2):
        view = market.call(market.context("user1", message="m9"), "undo_change").artifact
        assert [line.qty for line in view.lines] == [2]


def test_the_answer_to_a_duplicate_ends_the_draft_by_word_and_by_button(market: Market) -> None:
    """A duplicate orders nothing."""
    context = market.context("user1")
    confirming.confirm_token(context, market.draft("user1", BEER_330=3).confirm_token or "")
    market.draft("user1", BEER_330=3)
    assert market.ask("user1", "amend_draft", text="重复了") == Discarded(done=True)
    question = market.draft("user1", BEER_330=3).questions[0]
    assert confirming.answer(market.context("user1", message="m7"), question.id, "duplicate") == Discarded(done=True)
    assert market.ask("user1", "show_draft").code == "draft.none"


def test_a_quantity_button_answers_with_that_quantity(market: Market) -> None:
    """The sign says that a number follows; what is none is told so."""
    view = market.call(market.context("user1"), "draft_order", text="5000箱可口可乐330ml罐装").artifact
    answered = confirming.answer(market.context("user1", message="m2"), view.questions[0].id, "=50")
    assert isinstance(answered, DraftView)
    assert [line.qty for line in answered.lines] == [50]
    assert isinstance(confirming.answer(market.context("user1", message="m3"), view.questions[0].id, "=x"), ToolProblem)


def test_headroom_is_asked_in_words(market: Market) -> None:
    """The parts of the person's own company, and whether his goods would pass."""
    answer = market.ask("user1", "order_headroom", text="还能下2000箱可口可乐330ml罐装吗")
    assert isinstance(answer, Headroom)
    assert (answer.dealer_id, answer.basket is not None and answer.basket.passes) == ("DL1", False)
    assert [finding.reason.code for finding in answer.basket.findings] == ["OVER_CREDIT"]
    assert 0 < answer.basket.largest_total <= answer.available
    assert market.ask("manager0", "order_headroom").code == "identity.not_permitted"


def test_what_a_person_ordered_last_is_his_own_order(market: Market) -> None:
    """Not the company's newest one."""
    confirming.confirm_token(market.context("user1"), market.draft("user1", BEER_330=3).confirm_token or "")
    mine = market.ask("user1", "order_status", mine=True)
    assert isinstance(mine, OrderView)
    assert [line.sku for line in mine.lines] == ["BEER-330"]
    assert market.ask("user2", "order_status", mine=True).code == "order.none"
    assert market.ask("user2", "order_status").number == number_of(2, 2)
