"""Attacks on hand-over: a message id used twice for different words, transcripts kept open, buttons of the person in the hands of staff."""

from datetime import timedelta

import pytest

from backend.conversations.service import Turn, hand_back, hand_over, list_turns, open_conversation, read_transcript, record_turn, say_as_staff
from backend.identity.domain import Actor
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Conflict, NotFound
from backend.support.transcripts import read_case
from tests.conversations.crowd import Crowd, load_crowd


@pytest.fixture
def crowd(any_database: Database, clock: FixedClock) -> Crowd:
    """The people."""
    return load_crowd(any_database, clock)


def say(crowd: Crowd, staff: Actor, conversation: str, text: str, message_id: str) -> int:
    """A member of staff answers."""
    return crowd.database.write(lambda uow: say_as_staff(uow, staff, conversation, text, message_id, clock=crowd.clock))


def test_the_same_message_id_with_other_words_is_no_repetition(crowd: Crowd) -> None:
    """Swallowing it would leave the person without the answer that staff believe they gave."""
    conversation, manager = crowd.asks("wang"), crowd.actor("pm_D2")
    first = say(crowd, manager, conversation, "您好", "a-1")
    assert say(crowd, manager, conversation, "您好", "a-1") == first
    with pytest.raises(Conflict, match=r"conversation\.other_answer"):
        say(crowd, manager, conversation, "货明天到", "a-1")


def test_two_people_of_staff_may_count_their_messages_alike(crowd: Crowd) -> None:
    """Each one's first message is said."""
    conversation, near, brand = crowd.asks("wang"), crowd.actor("pm_D2"), crowd.actor("bm")
    say(crowd, near, conversation, "您好", "a-1")
    crowd.database.write(lambda uow: hand_back(uow, near, conversation, clock=crowd.clock))
    wang = crowd.actor("wang")
    crowd.database.write(lambda uow: hand_over(uow, wang, conversation, "再来", clock=crowd.clock))
    say(crowd, brand, conversation, "我来处理", "a-1")
    turns = crowd.database.read(lambda uow: list_turns(uow, wang, conversation))
    assert [turn.text for turn in turns if turn.speaker] == ["您好", "我来处理"]


def test_a_conversation_that_went_back_long_ago_cannot_be_read_any_more(crowd: Crowd) -> None:
    """As it left the inbox."""
    conversation, manager = crowd.asks("wang"), crowd.actor("pm_D2")
    crowd.database.write(lambda uow: hand_back(uow, manager, conversation, clock=crowd.clock))
    crowd.clock.instant += timedelta(days=6)
    assert crowd.database.read(lambda uow: read_transcript(uow, manager, conversation, clock=crowd.clock)).turns
    crowd.clock.instant += timedelta(days=2)
    with pytest.raises(NotFound, match=r"conversation\.not_found"):
        crowd.database.read(lambda uow: read_case(uow, manager, conversation, clock=crowd.clock))


def test_staff_are_shown_no_button_of_the_person(crowd: Crowd) -> None:
    """Neither of a card nor of its rows: what confirms is his alone."""
    wang, manager = crowd.actor("wang"), crowd.actor("pm_D2")
    conversation = crowd.database.write(lambda uow: open_conversation(uow, wang, "web", "main")).id
    button = {"label": "确认", "action": "confirm:secret", "style": "primary"}
    card = {"type": "card", "kind": "draft", "title": "草稿", "buttons": [button], "rows": [{"cells": [], "badges": [], "buttons": [button]}]}
    turn = Turn("m-1", "10箱可乐", {"lang": "zh", "blocks": [card, {"type": "text", "text": "好", "buttons": [button], "tone": "plain"}]}, {})
    crowd.database.write(lambda uow: record_turn(uow, conversation, turn, clock=crowd.clock))
    crowd.database.write(lambda uow: hand_over(uow, wang, conversation, "人工", clock=crowd.clock))
    shown = crowd.database.read(lambda uow: read_transcript(uow, manager, conversation, clock=crowd.clock))
    assert "confirm:" not in str([turn.reply for turn in shown.turns])
    assert [block["type"] for block in shown.turns[0].reply["blocks"]] == ["card", "text"]
    own = crowd.database.read(lambda uow: list_turns(uow, wang, conversation))
    assert "confirm:secret" in str(own[0].reply)
