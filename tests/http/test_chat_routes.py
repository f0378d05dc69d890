"""Chat over HTTP with a stand-in assistant: one message, one reply, in whatever state the connection is."""

import pytest

from backend.kit.errors import Conflict
from bot.connectors.web.bodies import ChatHistory, ChatReply
from tests.http.desk import FakeAssistant
from tests.http.shop import Caller, Shop, assert_problem


@pytest.fixture
def assistant(shop: Shop) -> FakeAssistant:
    """The stand-in, mounted."""
    fake = FakeAssistant(shop.database, shop.clock)
    shop.chat_with(fake)
    return fake


@pytest.fixture
def chatting(assistant: FakeAssistant, shop: Shop) -> Caller:  # noqa: ARG001 - the routes must be there
    """A person who may chat."""
    return shop.caller("wang")


def test_a_message_gets_its_reply_as_blocks_and_as_text(chatting: Caller) -> None:
    """The document is what the schema promises; internals stay inside."""
    answer = chatting.post("/chat", {"message_id": "m1", "text": "10箱可乐"})
    assert answer.status_code == 200, answer.text
    reply = ChatReply.model_validate(answer.json(), strict=False)
    assert (reply.message_id, reply.lang, reply.brain) == ("m1", "zh", "embedded")
    assert [block.type for block in reply.blocks] == ["text", "card"]
    for words in ("Wang: 10箱可乐", "可口可乐330ml", "¥480.00", "确认"):
        assert words in reply.text
    assert "secret" not in answer.text


def test_the_same_message_again_gets_the_stored_reply(chatting: Caller, assistant: FakeAssistant) -> None:
    """A phone that lost the answer sends again; nothing happens twice."""
    first, second = (chatting.post("/chat", {"message_id": "m1", "text": "10箱可乐"}) for _ in range(2))
    assert first.json() == second.json()
    assert len(assistant.seen) == 1


def test_a_button_is_sent_as_an_action(chatting: Caller, assistant: FakeAssistant) -> None:
    """Opaque to the client and to this connector."""
    assert chatting.post("/chat", {"message_id": "m1", "action": "confirm:abc"}).status_code == 200
    message = assistant.seen[0]
    assert (message.connector, message.chat, message.action, message.text) == ("web", "main", "confirm:abc", "")


@pytest.mark.parametrize("path", ["/chat", "/chat/stream"])
def test_a_message_of_a_hundred_thousand_characters_is_refused_in_the_persons_language(chatting: Caller, assistant: FakeAssistant, path: str) -> None:
    """413 with the limit; the assistant never sees it."""
    document = assert_problem(chatting.post(path, {"message_id": "m1", "text": "可" * 100_000}), 413, "message.too_long")
    assert "个字" in document["detail"]
    assert document["params"] == {"longest": 4000, "length": 100_000}
    assert assistant.seen == []


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_message_is_told_so(chatting: Caller, text: str) -> None:
    """Nothing to read and no button."""
    assert_problem(chatting.post("/chat", {"message_id": "m1", "text": text}), 422, "message.empty")


@pytest.mark.parametrize("text", ["😀" * 100, "\u0000\u0001\u0007", "\u202e10 cases", "a\u200d\u200db"])
def test_strange_characters_are_the_assistants_matter(chatting: Caller, assistant: FakeAssistant, text: str) -> None:
    """They are handed over as they came; the assistant cleans them."""
    assert chatting.post("/chat", {"message_id": "m1", "text": text}).status_code == 200
    assert assistant.seen[0].text == text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "x"},
        {"message_id": "", "text": "x"},
        {"message_id": "\n", "text": "x"},
        {"message_id": "m", "text": 1},
        {"message_id": "m", "text": "x", "user": "boss"},
    ],
)
def test_a_body_that_is_no_message_is_refused(chatting: Caller, body: dict[str, object]) -> None:
    """The field is named; an identity cannot be smuggled in."""
    assert assert_problem(chatting.post("/chat", body), 422, "request.invalid")["errors"]


def test_more_than_two_messages_a_second_for_a_minute_are_too_many(chatting: Caller, shop: Shop) -> None:
    """The 121st in a minute waits; other people do not."""
    limit = shop.app.state.message_limit
    limit._now = lambda: 0.0
    user = chatting.get("/me").json()["user_id"]
    for _ in range(120):
        limit.take(user)
    answer = chatting.post("/chat", {"message_id": "m1", "text": "hello"})
    assert_problem(answer, 429, "message.too_often")
    assert answer.headers["retry-after"] == "1"
    assert_problem(chatting.post("/chat/stream", {"message_id": "m1", "text": "hello"}), 429, "message.too_often")
    assert shop.caller("far").post("/chat", {"message_id": "m1", "text": "hello"}).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("POST", "/chat"), ("POST", "/chat/stream"), ("GET", "/chat/events"), ("GET", "/chat/history")])
def test_chat_needs_a_signed_in_person(assistant: FakeAssistant, shop: Shop, method: str, path: str) -> None:
    """No token, no turn."""
    body = {"message_id": "m1", "text": "x"} if method == "POST" else None
    assert_problem(shop.caller(None).call(method, path, body), 401, "identity.bad_token")
    assert assistant.seen == []


def test_an_assistant_that_fails_is_a_problem_without_details(chatting: Caller, assistant: FakeAssistant) -> None:
    """A domain error keeps its sentence; anything else is a bare 500."""
    assistant.failing = Conflict("order.stale", number="SO-1")
    assert_problem(chatting.post("/chat", {"message_id": "m1", "text": "x"}), 409, "order.stale")
    assistant.failing = RuntimeError("key of the model")
    answer = chatting.post("/chat", {"message_id": "m2", "text": "x"})
    assert_problem(answer, 500, "request.failed")
    assert "key" not in answer.json()["detail"]


def test_history_is_ones_own_and_paged_backwards(chatting: Caller, shop: Shop) -> None:
    """Oldest first within a page; a colleague sees nothing of it."""
    for number in range(5):
        chatting.post("/chat", {"message_id": f"m{number}", "text": f"text {number}"})
    newest = ChatHistory.model_validate(chatting.get("/chat/history?limit=2").json())
    assert [turn.text for turn in newest.items] == ["text 3", "text 4"]
    older = ChatHistory.model_validate(chatting.get(f"/chat/history?limit=2&before={newest.items[0].turn}").json())
    assert [turn.text for turn in older.items] == ["text 1", "text 2"]
    assert older.items[0].reply.turn == older.items[0].turn
    assert shop.caller("colleague").get("/chat/history").json() == {"items": []}
    assert chatting.get("/chat/history?chat=another").json() == {"items": []}


def test_chats_of_one_person_are_apart(chatting: Caller) -> None:
    """The same message id in two chats is two messages."""
    turns = {chatting.post("/chat", {"message_id": "m1", "text": "x", "chat": chat}).json()["turn"] for chat in ("main", "second")}
    assert len(turns) == 2


def test_unknown_addresses_stay_problems_beside_the_pages(chatting: Caller) -> None:
    """Pages are mounted on everything that is left; the API's part of the address space is never left."""
    for method in ("GET", "POST", "DELETE"):
        assert_problem(chatting.call(method, "/nothing-here"), 404, "request.no_route")
