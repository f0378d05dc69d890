"""A conversation over a real OpenAI-compatible wire: the good cases, and every ugly one, which ends in the embedded brain's reply."""

import json

import pytest
from pydantic import SecretStr

from backend.kit.db import Database
from bot.brain.hosted import HostedBrain
from tests.conversation.chat import Chat
from tests.hosted.endpoint import Act, Endpoint, calls, says, serve

ORDER = "来10箱雪碧330ml罐装"
UGLY = {
    "too many requests": Act(status=429),
    "server error": Act(status=500),
    "no such model": Act(status=404),
    "slower than the limit": Act(delay_s=1.2, text="late"),
    "closed connection": Act(close=True),
    "not JSON at all": Act(raw="<html>busy</html>"),
    "an empty object": Act(raw="{}"),
    "no choices": Act(raw='{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[]}'),
    "broken arguments": Act(calls=[("draft_order", '{"text": "10箱')]),
    "an unknown tool": calls("place_order", text=ORDER),
    "an empty answer": says(""),
    "twenty tool calls": Act(calls=[("draft_order", json.dumps({"text": f"{number}箱雪碧330ml罐装"})) for number in range(1, 21)]),
    "an invented price": says("10箱雪碧一共只要 99.00 元。"),
    "a false claim": says("已为您下单,请放心。"),
}


def brain_at(endpoint: Endpoint) -> HostedBrain:
    """A hosted brain with a short time limit."""
    return HostedBrain(base_url=endpoint.url, model_name="stub", api_key=SecretStr("sk-test-not-a-real-key"), timeout_s=0.6)


def test_a_tool_call_of_the_model_shows_the_draft(company: Database) -> None:
    """The model chooses the tool; the card and its figures come from the backend."""
    with serve(calls("draft_order", text=ORDER), says("好的，请看草稿。")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        answer = chat.say(ORDER)
    assert "433.20" in answer
    assert "好的，请看草稿。" in answer
    assert chat.replies[-1].brain == "hosted"
    assert chat.orders_placed() == []


@pytest.mark.parametrize("case", UGLY)
def test_whatever_the_endpoint_does_the_order_is_drafted_once(case: str, company: Database) -> None:
    """The turn ends in a correct reply from the embedded brain: the right total, one draft, no order, no invented figure."""
    with serve(UGLY[case]) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        answer = chat.say(ORDER)
    assert "433.20" in answer
    assert "99.00" not in answer
    assert chat.live() == ["order_draft"]
    assert chat.orders_placed() == []


def test_failing_after_a_tool_ran_keeps_what_the_tool_found(company: Database) -> None:
    """The second call fails: the card of the first one stands, and nothing is drafted twice."""
    with serve(calls("draft_order", text=ORDER), Act(status=500)) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        answer = chat.say(ORDER)
    assert answer.count("433.20") >= 1
    assert "866.40" not in answer


def test_a_call_for_another_dealer_finds_nothing(company: Database) -> None:
    """Identity is no argument: a name outside the scope is not found, and a forged id is ignored."""
    with serve(calls("list_orders", dealer_name="夜宵啤酒批发"), calls("order_status", number="SO-7003", dealer_id="D7"), says("")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        answer = chat.say("夜宵啤酒的订单给我看看")
    assert "8236.70" not in answer.replace(",", "")
    assert "SO-7001" not in answer


def test_a_price_in_the_arguments_changes_nothing(company: Database) -> None:
    """There is no price field: the words are read, the price is computed."""
    with serve(calls("draft_order", text=ORDER, unit_price="0.01", credit_limit=999999), says("")) as endpoint:
        answer = Chat(company, "d1.zh", brain_at(endpoint)).say(ORDER)
    assert "433.20" in answer


def test_confirming_never_asks_the_endpoint(company: Database) -> None:
    """A yes is settled outside the model: no request is made, and exactly one order exists."""
    with serve(calls("draft_order", text=ORDER), says("")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        chat.say(ORDER)
        asked = len(endpoint.requests)
        chat.say("确认")
        assert len(endpoint.requests) == asked
    assert [lines for _, lines, _ in chat.orders_placed()] == [{"SPR-330": 240}]


def test_the_model_is_told_no_token_id_or_dealer(company: Database) -> None:
    """What leaves the machine: policy, state with names and codes, words, results without tokens; the key only as a header."""
    with serve(calls("draft_order", text=ORDER), says(""), calls("show_draft"), says("")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        chat.say(ORDER)
        token = chat.button("confirm:").removeprefix("confirm:")
        chat.say("再看一下草稿")
        sent = json.dumps(endpoint.requests, ensure_ascii=False)
        keys = {value for headers in endpoint.headers for name, value in headers.items() if name.casefold() == "authorization"}
    assert keys == {"Bearer sk-test-not-a-real-key"}
    assert token not in sent
    assert "sk-test" not in sent
    assert "confirm_token" not in sent
    assert chat.actor.user_id not in sent


def test_a_technician_offers_the_model_no_ordering_tool(company: Database) -> None:
    """Naming a hidden tool does not run it either."""
    with serve(calls("draft_order", text="Order 5 cases of Red Bull 250ml"), says("")) as endpoint:
        chat = Chat(company, "tech.en", brain_at(endpoint))
        answer = chat.say("Order 5 cases of Red Bull 250ml")
        offered = {tool["function"]["name"] for tool in endpoint.requests[0].get("tools", [])}
    assert "draft_order" not in offered
    assert chat.live() == []
    assert answer


def test_a_hosted_brain_needs_its_address_in_the_settings() -> None:
    """A half-configured brain is told at start-up, not in the middle of a conversation."""
    from backend.settings.process import ProcessSettings

    with pytest.raises(ValueError, match="DINGHUO_HOSTED_BASE_URL"):
        HostedBrain.from_settings(ProcessSettings(brain="hosted"))
