"""The chat routes with the real assistant and its embedded brain: from words to an order number, in both languages, over HTTP only."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.ordering.service import check_invariants
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.connectors.web.bodies import ChatReply
from bot.sentences import phrasebook
from tests.http.shop import Caller, Shop


@pytest.fixture
def talking(shop: Shop, settings: ProcessSettings) -> Shop:
    """The application with the assistant."""
    shop.chat_with(Assistant(shop.database, shop.clock, settings, phrasebook()))
    return shop


def buttons(block: Any) -> Iterator[dict[str, str]]:
    """Every button of a reply."""
    if isinstance(block, dict):
        if "action" in block:
            yield block
        for value in block.values():
            yield from buttons(value)
    elif isinstance(block, list):
        for item in block:
            yield from buttons(item)


def say(caller: Caller, message_id: str, **message: str) -> dict[str, Any]:
    """One message and its reply, checked against the documented shape."""
    answer = caller.post("/chat", {"message_id": message_id, **message})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    ChatReply.model_validate(document)
    return document


def confirm_action(reply: dict[str, Any]) -> str:
    """The action of the confirm button."""
    return next(button["action"] for button in buttons(reply["blocks"]) if button["action"].startswith("confirm:"))


@pytest.mark.parametrize(("login", "words", "lang"), [("wang", "10箱可口可乐330ml", "zh"), ("far", "10 cases of Coca-Cola 330ml", "en")])
def test_an_order_in_words_becomes_an_order_by_its_button(talking: Shop, login: str, words: str, lang: str) -> None:
    """Draft card, button, order number; the order book of the REST API has it."""
    caller = talking.caller(login)
    draft = say(caller, "m1", text=words)
    assert draft["lang"] == lang
    assert any(block["type"] == "card" for block in draft["blocks"])
    assert caller.get("/orders").json()["items"] == []
    done = say(caller, "m2", action=confirm_action(draft))
    number = caller.get("/orders").json()["items"][0]["number"]
    assert number in done["text"]


def test_a_typed_yes_confirms_what_stands_alone(talking: Shop) -> None:
    """确认 with one live proposal is as good as its button."""
    wang = talking.caller("wang")
    say(wang, "m1", text="10箱可口可乐330ml")
    done = say(wang, "m2", text="确认")
    assert wang.get("/orders").json()["items"][0]["number"] in done["text"]


def test_a_button_pressed_by_twenty_fingers_is_one_order(talking: Shop) -> None:
    """The same message sent twenty times at once: one turn, one order, one reply."""
    wang = talking.caller("wang")
    action = confirm_action(say(wang, "m1", text="10箱可口可乐330ml"))
    callers = [Caller(talking.caller(None).client, wang.token) for _ in range(20)]
    with ThreadPoolExecutor(20) as threads:
        replies = list(threads.map(lambda caller: say(caller, "m2", action=action), callers))
    assert len({json.dumps(reply, sort_keys=True) for reply in replies}) == 1
    assert len(wang.get("/orders").json()["items"]) == 1
    assert talking.database.read(check_invariants) == []


def test_a_streamed_turn_is_the_same_turn(talking: Shop) -> None:
    """The last event is the reply that /chat gives for the same message."""
    wang = talking.caller("wang")
    text = wang.post("/chat/stream", {"message_id": "m1", "text": "10箱可口可乐330ml"}).text
    last = json.loads(text.strip().rsplit("data: ", 1)[1])
    assert last == say(wang, "m1", text="10箱可口可乐330ml")
    assert text.count("event: reply") == 1


@pytest.mark.parametrize("text", ["😀😀😀", "\u0000\u0007", "\u202e\u200b", "???", "x" * 4000, "{}", "<script>alert(1)</script>", "确认", "ok"])
def test_whatever_is_typed_gets_a_reply_and_orders_nothing(talking: Shop, text: str) -> None:
    """Never an error, never an order out of nothing."""
    wang = talking.caller("wang")
    assert say(wang, "m1", text=text)["text"]
    assert wang.get("/orders").json()["items"] == []


@pytest.mark.parametrize("action", ["confirm:made-up", "decline:nothing", "answer:q1:COKE", "say:", "nonsense", "confirm:", "answer:::", "\u0000"])
def test_a_button_that_does_not_exist_is_told_so(talking: Shop, action: str) -> None:
    """Actions come from a browser; they are checked again and never trusted."""
    wang = talking.caller("wang")
    assert say(wang, "m1", action=action)["text"]
    assert wang.get("/orders").json()["items"] == []


def test_a_button_of_somebody_else_does_nothing(talking: Shop) -> None:
    """A colleague's confirmation button in my hands is a button that does not exist."""
    wang, colleague = talking.caller("wang"), talking.caller("colleague")
    action = confirm_action(say(wang, "m1", text="10箱可口可乐330ml"))
    say(colleague, "m1", action=action)
    assert wang.get("/orders").json()["items"] == []


def test_people_without_the_right_to_order_are_told_so(talking: Shop) -> None:
    """A technician and a manager talk to the same assistant and order nothing."""
    for login in ("tech", "bm", "house"):
        reply = say(talking.caller(login), "m1", text="10 cases of Coca-Cola 330ml")
        assert not [button for button in buttons(reply["blocks"]) if button["action"].startswith("confirm:")]
