"""Promises of conversations: one per person and chat, one reply per message, and nobody else's words (R6, R17)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from backend.conversations.calling import calls_of
from backend.conversations.service import (
    ToolCall,
    Turn,
    find_conversation,
    find_reply,
    find_turn_id,
    list_turns,
    open_conversation,
    recent_turns,
    record_turn,
    save_state,
    turns_after,
)
from backend.identity.domain import Actor, Role, Scope, ScopeKind
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import NotFound

WANG, LI = (Actor(user, user, Role.DEALER_USER, "zh", Scope(ScopeKind.NOTHING), "D1") for user in ("usr_wang", "usr_li"))


def opened(database: Database, actor: Actor = WANG, chat: str = "main", connector: str = "web") -> str:
    """The id of somebody's conversation."""
    return database.write(lambda uow: open_conversation(uow, actor, connector, chat)).id


def say(database: Database, clock: FixedClock, conversation: str, message_id: str) -> None:
    """A finished turn."""
    turn = Turn(message_id, f"text of {message_id}", {"answer": message_id}, {"last": message_id})
    database.write(lambda uow: record_turn(uow, conversation, turn, clock=clock))


def test_a_chat_of_a_person_is_one_conversation(any_database: Database) -> None:
    """Opened by ten at once; another chat, another connector and another person have their own."""
    with ThreadPoolExecutor(10) as pool:
        found = set(pool.map(lambda _: opened(any_database), range(10)))
    assert len(found) == 1
    others = {opened(any_database, chat="second"), opened(any_database, connector="wecom"), opened(any_database, LI)}
    assert len(others | found) == 4
    assert any_database.read(lambda uow: find_conversation(uow, WANG, "web", "main")) in found
    assert any_database.read(lambda uow: find_conversation(uow, WANG, "web", "never")) is None


def test_a_message_has_one_reply_and_the_state_is_stored_with_it(any_database: Database, clock: FixedClock) -> None:
    """A second turn of the same message is refused whole; the same id in another chat is another message."""
    here, there = opened(any_database), opened(any_database, chat="second")
    say(any_database, clock, here, "m1")
    changed = Turn("m1", "other words", {"answer": "other"}, {"last": "other"})
    with pytest.raises(IntegrityError):
        any_database.write(lambda uow: record_turn(uow, here, changed, clock=clock))
    assert any_database.read(lambda uow: find_reply(uow, here, "m1")) == {"answer": "m1"}
    assert any_database.read(lambda uow: find_reply(uow, there, "m1")) is None
    assert any_database.write(lambda uow: open_conversation(uow, WANG, "web", "main")).state == {"last": "m1"}
    any_database.write(lambda uow: save_state(uow, here, {"lang": "en"}))
    assert any_database.write(lambda uow: open_conversation(uow, WANG, "web", "main")).state == {"lang": "en"}


def test_turns_come_oldest_first_and_page_backwards(any_database: Database, clock: FixedClock) -> None:
    """The latest page first, then what lies before its first turn."""
    conversation = opened(any_database)
    for number in range(5):
        say(any_database, clock, conversation, f"m{number}")
    latest = any_database.read(lambda uow: list_turns(uow, WANG, conversation, limit=2))
    assert [turn.message_id for turn in latest] == ["m3", "m4"]
    older = any_database.read(lambda uow: list_turns(uow, WANG, conversation, limit=2, before=latest[0].id))
    assert [(turn.message_id, turn.text, turn.reply["answer"]) for turn in older] == [("m1", "text of m1", "m1"), ("m2", "text of m2", "m2")]
    after = any_database.read(lambda uow: turns_after(uow, WANG, conversation, older[-1].id))
    assert [turn.message_id for turn in after] == ["m3", "m4"]
    assert any_database.read(lambda uow: find_turn_id(uow, conversation, "m4")) == latest[-1].id
    assert any_database.read(lambda uow: find_turn_id(uow, conversation, "m9")) is None


def test_another_persons_conversation_does_not_exist(any_database: Database, clock: FixedClock) -> None:
    """Neither by its id nor by the name of its chat."""
    conversation = opened(any_database)
    say(any_database, clock, conversation, "m1")
    with pytest.raises(NotFound, match=r"conversation\.not_found"):
        any_database.read(lambda uow: list_turns(uow, LI, conversation))
    with pytest.raises(NotFound, match=r"conversation\.not_found"):
        any_database.read(lambda uow: list_turns(uow, LI, "cnv_none"))
    assert any_database.read(lambda uow: recent_turns(uow, LI, "web", "main")) == []
    assert any_database.read(lambda uow: turns_after(uow, LI, conversation, 0)) == []
    assert [turn.message_id for turn in any_database.read(lambda uow: recent_turns(uow, WANG, "web", "main"))] == ["m1"]


def test_any_text_a_messenger_sends_comes_back_as_it_was(any_database: Database, clock: FixedClock) -> None:
    """Emoji, quotes, several lines, right-to-left marks."""
    conversation, words = opened(any_database, chat="群聊 · 😀"), "10箱可乐😀\n'\"; DROP TABLE turns; --\u202e\\u0000"
    any_database.write(lambda uow: record_turn(uow, conversation, Turn("m\u202e1", words, {"text": words}, {"words": words}), clock=clock))
    assert [(turn.text, turn.reply["text"]) for turn in any_database.read(lambda uow: recent_turns(uow, WANG, "web", "群聊 · 😀"))] == [(words, words)]


def test_the_calls_of_a_message_are_kept_without_personal_data_and_cut(any_database: Database, clock: FixedClock) -> None:
    """A telephone number is a mark, a very long text its beginning; a message without calls has none."""
    here = opened(any_database)
    calls = (ToolCall("draft_order", {"text": "10箱，电话13812345678", "lines": [{"qty": 10}]}), ToolCall("find_article", {"words": "x" * 9000}))
    any_database.write(lambda uow: record_turn(uow, here, Turn("m1", "10箱", {}, {}, calls), clock=clock))
    say(any_database, clock, here, "m2")
    kept = any_database.read(lambda uow: calls_of(uow, here, {"m1", "m2"}))
    assert kept == {"m1": [["draft_order", {"text": "10箱，电话[phone]", "lines": [{"qty": 10}]}], ["find_article", {"words": "x" * 500}]]}
