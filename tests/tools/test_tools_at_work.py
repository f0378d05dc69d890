"""Each tool gives a typed result for the reply and compact JSON for a model; refusals are results too."""

import json
from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal

import pytest

from backend.identity.domain import Role
from backend.identity.service import NewUser, create_users
from backend.kit.clock import FixedClock
from bot.rendering import render
from bot.sentences import phrasebook
from tests.tools.market import Market, number_of
from tools import ALL_TOOLS, confirming
from tools.views import (
    ChangeView,
    ConfirmResult,
    CreditAnswer,
    Declined,
    Discarded,
    DraftView,
    Help,
    OrderList,
    OrderView,
    PriceAnswer,
    StockAnswer,
    ToolProblem,
)


def test_a_result_is_kept_for_the_reply_and_told_to_the_model(market: Market) -> None:
    """The artifact, the context's result and the JSON are of the same thing."""
    context = market.context("user1")
    message = market.call(context, "order_status", number=number_of(1, 2))
    assert isinstance(message.artifact, OrderView)
    assert context.results == [message.artifact]
    document = json.loads(str(message.content))
    assert (document["number"], document["total"], document["status"]) == (number_of(1, 2), "91.20", "APPROVED")
    assert document["lines"][0]["name"] == "可口可乐 330ml 罐装"


def test_json_holds_no_key_to_anything(market: Market) -> None:
    """A model sees neither tokens nor proposal ids nor internal ids."""
    view = market.draft("user1", COKE_330=10)
    message = market.call(market.context("user1"), "show_draft")
    assert isinstance(message.artifact, DraftView)
    secrets = [message.artifact.confirm_token, message.artifact.proposal_id, view.draft_id]
    assert all(secret and secret not in str(message.content) for secret in secrets)
    assert json.loads(str(message.content))["state"].startswith("waiting for the person's confirmation")


def test_a_refusal_is_a_result(market: Market) -> None:
    """The model gets the code, the reply gets the problem, nothing is raised."""
    message = market.call(market.context("user1"), "show_draft")
    assert isinstance(message.artifact, ToolProblem)
    assert json.loads(str(message.content)) == {"error": "draft.none"}
    assert message.status == "success"


@pytest.mark.parametrize("number", ["SO-2002", "so2002", "SO 2002", "2002", "#2002"])
def test_order_numbers_are_read_as_people_write_them(market: Market, number: str) -> None:
    """The same order for every way of writing its number."""
    assert market.ask("user1", "order_status", number=number).number == "SO-2002"


def test_without_a_number_it_is_the_latest_own_order(market: Market) -> None:
    """Not the latest of those below; a company named in the words is looked for inside the scope."""
    assert market.ask("user0", "order_status").number == number_of(0, 2)
    assert market.ask("user0", "order_status", text="第乙商行最近一单").number == number_of(1, 2)
    assert market.ask("user0", "order_status", text="where is SO-2001").number == "SO-2001"


def test_lists_are_the_own_orders_unless_asked_otherwise(market: Market) -> None:
    """Limit, status, a named company below, and everything below."""
    own = market.ask("user0", "list_orders")
    assert isinstance(own, OrderList)
    assert [order.number for order in own.page.items] == [number_of(0, 2), number_of(0, 1)]
    assert [order.number for order in market.ask("user0", "list_orders", limit=1).page.items] == [number_of(0, 2)]
    assert [order.number for order in market.ask("user0", "list_orders", status="delivered").page.items] == [number_of(0, 1)]
    named = market.ask("user0", "list_orders", dealer_name="Company B")
    assert {order.dealer_id for order in named.page.items} == {"DL1"}
    assert named.dealer_name_en == "Company B"
    assert {order.dealer_id for order in market.ask("user0", "list_orders", below=True).page.items} == {"DL0", "DL1", "DL2"}
    assert market.ask("user0", "list_orders", status="NONSENSE").code == "order.bad_status"
    assert market.ask("user0", "list_orders", limit=-5).page.items != ()


def test_stock_and_price_by_code(market: Market) -> None:
    """Follow-up questions name codes of an earlier answer."""
    stock = market.ask("user1", "check_stock", skus=["COKE-500", "COKE-500", "NOPE"])
    assert isinstance(stock, StockAnswer)
    assert [(item.sku, item.unit_qty) for item in stock.items] == [("COKE-500", 240)]
    assert stock.unknown == ("NOPE",)
    price = market.ask("user1", "quote_price", skus=["COKE-330"])
    assert isinstance(price, PriceAnswer)
    assert [item.case_price for item in price.items] == [Decimal("43.32")]


def test_products_are_found_with_their_pack(market: Market) -> None:
    """Best first, at most as many as asked for."""
    found = market.ask("user1", "search_products", text="可口可乐", limit=1)
    assert [(item.sku, item.factor, item.unit_word_en) for item in found.items] == [("COKE-330", 24, "case")]
    assert found.more


def test_credit_is_the_own_or_that_of_a_company_below(market: Market) -> None:
    """Managers have none of their own and are asked whose they mean."""
    own = market.ask("user1", "credit_status")
    assert isinstance(own, CreditAnswer)
    assert (own.status.limit, own.own) == (Decimal(50001), True)
    assert market.ask("manager0", "credit_status", dealer_name="第丙商行").status.limit == Decimal(50002)
    assert market.ask("manager0", "credit_status").code == "dealer.which_one"
    assert market.ask("manager0", "credit_status", dealer_name="Company").code == "dealer.which"


def test_explanations_know_the_settings_and_the_person(market: Market) -> None:
    """Topics are found in the model's own words too."""
    answer = market.ask("user1", "help", topic="截单时间")
    assert isinstance(answer, Help)
    assert (answer.topic, f"{answer.cutoff:%H:%M}", answer.earliest.isoformat()) == ("cutoff", "16:00", "2025-06-12")
    assert market.ask("user1", "help", topic="nonsense").topic == "abilities"
    assert market.ask("technician", "help").abilities == ()
    assert "order" in market.ask("user1", "help").abilities
    assert market.ask("user1", "help", topic="me").dealer_name_en == "Company B"


def test_cancelling_is_only_proposed(market: Market) -> None:
    """The order stands until the person confirms; then it is cancelled, once."""
    context = market.context("user1")
    view = market.call(context, "cancel_order", number=number_of(1, 2)).artifact
    assert isinstance(view, ChangeView)
    assert market.ask("user1", "order_status", number=number_of(1, 2)).status == "APPROVED"
    assert view.confirm_token is not None
    assert view.proposal_id in {proposal.id for proposal in confirming.live_proposals(context)}
    done = confirming.confirm_token(context, view.confirm_token)
    assert isinstance(done, ConfirmResult)
    assert done.outcome == "cancelled"
    assert market.ask("user1", "cancel_order", number=number_of(1, 2)).code == "order.cancel_over"


def test_declining_takes_a_proposal_back(market: Market) -> None:
    """The draft stays; its button is dead."""
    market.draft("user1", COKE_330=1)
    context = market.context("user1")
    view = market.call(context, "show_draft").artifact
    assert confirming.decline(context, view.proposal_id) == Declined("order_draft")
    assert confirming.live_proposals(context) == ()
    refused = confirming.confirm_token(context, view.confirm_token)
    assert isinstance(refused, ToolProblem)
    assert isinstance(market.ask("user1", "show_draft"), DraftView)
    assert [type(result) for result in context.results] == [DraftView, Declined, ToolProblem]


def test_a_typed_yes_confirms_the_proposal_it_names(market: Market) -> None:
    """By id, as the conversation showed it last."""
    market.draft("user1", COKE_330=1)
    context = market.context("user1")
    (live,) = confirming.live_proposals(context)
    result = confirming.confirm_proposal(context, live.id)
    assert isinstance(result, ConfirmResult)
    assert (result.outcome, result.order is not None) == ("submitted", True)


def test_short_stock_is_answered_by_its_button(market: Market) -> None:
    """The question has words, pack and price for its row, and each choice settles it."""
    market.draft("user1", COKE_330=300)
    view = market.ask("user1", "show_draft", locale="en")
    (question,) = view.questions
    assert (question.unit_word, question.base_word, question.factor, question.unit_price) == ("case", "can", 24, Decimal("1.805"))
    assert view.confirm_token is None
    after = confirming.answer(market.context("user1"), question.id, "take_available")
    assert isinstance(after, DraftView)
    assert [line.qty for line in after.lines] == [Decimal(240 - 8)]  # the open orders of the market hold eight cases
    assert after.confirm_token
    gone = confirming.answer(market.context("user1"), question.id, "drop")
    assert isinstance(gone, DraftView | ToolProblem)


def test_the_same_message_run_again_does_nothing_twice(market: Market) -> None:
    """A turn that is replayed after a crash finds its draft as it was."""
    first = market.call(market.context("user1", message="m7"), "repeat_last_order").artifact
    market.draft("user1", COKE_330=5)
    again = market.call(market.context("user1", message="m7"), "repeat_last_order").artifact
    assert [line.qty for line in first.lines] == [Decimal(2)]
    assert [line.qty for line in again.lines] == [Decimal(5)]
    fresh = market.call(market.context("user1", message="m8"), "repeat_last_order").artifact
    assert [line.qty for line in fresh.lines] == [Decimal(2)]


def test_what_waits_for_confirmation_is_listed_afresh(market: Market) -> None:
    """A draft and a cancellation stand side by side; an expired one is not offered."""
    market.draft("user1", COKE_330=1)
    market.ask("user1", "cancel_order", number=number_of(1, 2))
    shown = confirming.list_open_proposals(market.context("user1"))
    assert {type(view) for view in shown} == {DraftView, ChangeView}
    market.clock.instant += timedelta(days=1)
    assert confirming.list_open_proposals(market.context("user1")) == ()


def test_discarding_closes_the_draft(market: Market) -> None:
    """Twice is told apart: the second time there was none."""
    market.draft("user1", COKE_330=1)
    assert market.ask("user1", "discard_draft") == Discarded(done=True)
    assert market.ask("user1", "discard_draft") == Discarded(done=False)


def test_a_draft_that_stays_open_is_shown_at_the_time_of_the_brand(market: Market) -> None:
    """What is left after one of two drafts was thrown away says the brand's clock, not the server's."""
    market.ask("user1", "draft_order", text="3箱可口可乐330ml罐装明天送,4箱可口可乐330ml罐装下周三送")
    asked = market.context("user1")
    context = replace(asked, clock=FixedClock(asked.clock.now().astimezone(UTC)))
    market.call(context, "discard_draft", text="草稿1不要了")
    gone = next(result for result in context.results if isinstance(result, Discarded))
    assert gone.left
    assert {draft.as_of.utcoffset() for draft in gone.left} == {timedelta(hours=8)}


def test_undo_of_a_division_shows_the_one_draft_that_stays(market: Market) -> None:
    """Otherwise a person takes both for gone."""
    market.call(market.context("user1", message="m1"), "draft_order", text="4箱可口可乐330ml罐装")
    divided = market.call(market.context("user1", message="m2"), "amend_draft", text="一半明天送,一半下周三送").artifact
    assert [line.qty for draft in divided.drafts for line in draft.lines] == [2, 2]
    gone = market.call(market.context("user1", message="m3"), "undo_change").artifact
    assert isinstance(gone, Discarded)
    assert [line.qty for draft in gone.left for line in draft.lines] == [4]


def test_who_belongs_to_no_dealer_is_offered_no_order(market: Market) -> None:
    """An administrator may do everything, but there is nobody he could order for."""
    market.database.write(lambda uow: create_users(uow, [NewUser("boss", "Boss", Role.ADMIN, "en")]))
    assert set(market.ask("boss", "help").abilities) == {"status", "stock", "price", "credit"}
    assert {"order", "repeat", "change"} < set(market.ask("user1", "help").abilities)


_SOME = {"string": "x", "boolean": True, "integer": 1}
"""An argument of each kind."""


@pytest.mark.parametrize("login", ["user1", "manager0", "technician", "brand_manager"])
@pytest.mark.parametrize(
    "text", ["\ud800", "\0", "x" * 100_000, "💥" * 50, "\u202e123\u200b箱", "", "%", "'; DROP TABLE orders; --", "0箱可口可乐", "-5 cases of Snow Beer 500ml"]
)
def test_strange_words_are_answered_by_every_tool(market: Market, login: str, text: str) -> None:
    """Half characters, NULs, endless text, direction marks, nothing, wild cards, statements, impossible quantities: a result each time."""
    context = market.context(login)
    for tool in ALL_TOOLS:
        schema = tool.tool_call_schema.model_json_schema()  # type: ignore[union-attr]  # our tools have pydantic schemas
        needed = {name: _SOME[schema["properties"][name].get("type", "string")] for name in schema.get("required", ())}
        for name, argument in schema["properties"].items():
            if argument.get("type") == "string":
                market.call(context, tool.name, **{**needed, name: text})
    assert None not in context.results
    assert render(context.results, "zh", phrasebook())
