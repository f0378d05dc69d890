"""Server-sent events of a turn: ids that resume, turns that outlive their client, errors that end the stream."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.identity.service import actor_of_login
from backend.kit.errors import Conflict
from bot.connectors.web.streaming import last_seen, run_detached
from bot.messages import IncomingMessage
from tests.http.desk import FakeAssistant
from tests.http.shop import Caller, Shop


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


def events_of(text: str) -> list[dict[str, Any]]:
    """The events of a stream: id, event and data."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            found.append({"id": fields["id"], "event": fields["event"], "data": json.loads(fields["data"])})
    return found


def test_a_streamed_turn_ends_with_the_same_reply(chatting: Caller) -> None:
    """Status, block, reply; the reply is what /chat would have answered."""
    answer = chatting.post("/chat/stream", {"message_id": "m1", "text": "10箱可乐"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    events = events_of(answer.text)
    assert [event["event"] for event in events] == ["status", "block", "reply"]
    assert events[1]["data"]["type"] == "text"
    assert events[2]["data"] == chatting.post("/chat", {"message_id": "m1", "text": "10箱可乐"}).json()


def test_accept_event_stream_on_chat_streams_too(chatting: Caller) -> None:
    """Content negotiation for clients that know one address."""
    answer = chatting.post("/chat", {"message_id": "m1", "text": "x"}, Accept="text/event-stream")
    assert [event["event"] for event in events_of(answer.text)] == ["status", "block", "reply"]


def test_event_ids_name_the_last_whole_turn(chatting: Caller) -> None:
    """Whoever saw only a part of turn two resumes after turn one."""
    first = chatting.post("/chat", {"message_id": "m1", "text": "one"}).json()["turn"]
    ids = [event["id"] for event in events_of(chatting.post("/chat/stream", {"message_id": "m2", "text": "two"}).text)]
    assert ids[:2] == [f"{first}.1", f"{first}.2"]
    for last_event_id, texts in ((ids[1], ["two"]), (ids[2], []), ("", ["one", "two"]), ("nonsense", ["one", "two"])):
        resumed = events_of(chatting.get("/chat/events", Last_Event_ID=last_event_id).text)
        assert [event["data"]["text"] for event in resumed] == texts
        assert all(event["event"] == "turn" for event in resumed)


def test_resuming_by_query_wins_over_the_header(chatting: Caller) -> None:
    """A client that keeps its own books can say where it was."""
    turns = [chatting.post("/chat", {"message_id": f"m{n}", "text": f"text {n}"}).json()["turn"] for n in range(3)]
    resumed = events_of(chatting.get(f"/chat/events?after={turns[0]}", Last_Event_ID=str(turns[2])).text)
    assert [event["data"]["turn"] for event in resumed] == turns[1:]
    assert [event["id"] for event in resumed] == [str(turn) for turn in turns[1:]]


def test_resuming_shows_nobody_elses_turns(chatting: Caller, shop: Shop) -> None:
    """The same chat name of another person is another chat."""
    chatting.post("/chat", {"message_id": "m1", "text": "mine"})
    answer = shop.caller("colleague").get("/chat/events?after=0")
    assert answer.status_code == 200
    assert events_of(answer.text) == []
    assert answer.text == "retry: 3000\n\n"


def test_waiting_ends_when_the_turn_is_there(chatting: Caller, assistant: FakeAssistant) -> None:
    """A client that lost the stream in the middle hears the reply of the turn that went on without it."""
    assistant.gate = threading.Event()
    with ThreadPoolExecutor(2) as threads:
        streamed = threads.submit(chatting.post, "/chat/stream", {"message_id": "m1", "text": "slow"})
        waiting = threads.submit(chatting.get, "/chat/events?after=0&wait=20")
        assistant.gate.set()
        assert [event["data"]["text"] for event in events_of(waiting.result().text)] == ["slow"]
        assert events_of(streamed.result().text)[-1]["event"] == "reply"


def test_a_turn_goes_on_when_its_client_goes_away(shop: Shop, assistant: FakeAssistant) -> None:
    """The reader stops after the first frame; the turn is answered and stored all the same."""
    actor = shop.database.read(lambda uow: actor_of_login(uow, "wang"))
    message = IncomingMessage("web", "main", "m1", "still here")

    def produce() -> Iterator[bytes]:
        yield b"first"
        assistant.reply(actor, message)
        yield b"second"

    async def read_one() -> bytes:
        stream = run_detached(executor, produce)
        async for piece in stream:
            return piece
        return b""

    with ThreadPoolExecutor(1) as executor:
        assert asyncio.run(read_one()) == b"first"
    assert [sent.text for sent in assistant.seen] == ["still here"]


def test_a_stream_that_waits_keeps_the_connection_alive() -> None:
    """A comment line now and then, which clients ignore."""
    held = threading.Event()

    def produce() -> Iterator[bytes]:
        held.wait(10)
        yield b"done"

    async def read() -> list[bytes]:
        pieces = []
        async for piece in run_detached(executor, produce, 0.01):
            pieces.append(piece)
            held.set()
        return pieces

    with ThreadPoolExecutor(1) as executor:
        pieces = asyncio.run(read())
    assert pieces[0].startswith(b": ")
    assert pieces[-1] == b"done"


def test_an_error_in_the_middle_ends_the_stream_as_a_problem(chatting: Caller, assistant: FakeAssistant) -> None:
    """In the person's language; an unexpected one shows nothing of itself."""
    assistant.failing = Conflict("order.stale", number="SO-1")
    events = events_of(chatting.post("/chat/stream", {"message_id": "m1", "text": "x"}).text)
    assert [event["event"] for event in events] == ["status", "problem"]
    assert events[1]["data"]["code"] == "order.stale"
    assert "SO-1" in events[1]["data"]["detail"]
    assistant.failing = RuntimeError("key of the model")
    last = events_of(chatting.post("/chat/stream", {"message_id": "m2", "text": "x"}).text)[-1]
    assert last["data"]["code"] == "request.failed"
    assert "key of the model" not in json.dumps(last)


@pytest.mark.parametrize(("event_id", "turn"), [("12.3", 12), ("12", 12), (None, 0), ("", 0), ("x", 0), ("-5", 0), ("１２", 0), ("9" * 30, 0), ("1.2.3", 1)])
def test_an_event_id_stands_for_a_turn(event_id: str | None, turn: int) -> None:
    """Nonsense stands for the beginning."""
    assert last_seen(event_id) == turn
