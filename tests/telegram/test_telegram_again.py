"""Promises about doing it again: a break between the order and its reply, messages changed afterwards, people who write too fast."""

from typing import Any

from backend.identity.domain import Actor
from backend.kit.rates import RateLimit
from bot.messages import IncomingMessage, Reply
from tests.conversation.chat import Chat
from tests.telegram.messenger import Messenger, silence


class Breaking:
    """The assistant, which breaks once right after it has done what a button says."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.broken = 0

    def reply(self, actor: Actor, message: IncomingMessage) -> Reply:
        """The reply; the first answer to a confirmation is lost."""
        reply: Reply = self._inner.reply(actor, message)
        if message.action and message.action.startswith("confirm:") and not self.broken:
            self.broken += 1
            raise RuntimeError("cut off between the order and its reply")
        return reply


def test_a_break_between_the_order_and_its_reply_orders_once_and_replies_once(messenger: Messenger) -> None:
    """The update is read again, and gets the stored reply."""
    silence()
    wang = messenger.bind("d1.en", 41)
    breaking = Breaking(messenger.assistant)
    messenger.assistant = breaking  # type: ignore[assignment] # it answers like one
    with messenger.running():
        messenger.api.say(wang, "3 cases of coke 330")
        messenger.told(wang, 1)
        draft = messenger.last(wang)
        messenger.api.deliver(messenger.api.press(wang, draft.button("Confirm"), draft))
        told = messenger.told(wang, 2)
        messenger.settle()
    assert breaking.broken == 1
    assert len(Chat(messenger.database, "d1.en").orders_placed()) == 1
    assert "SO-" in told[1]
    assert len(messenger.api.told(wang)) == 2


def test_a_changed_message_takes_the_place_of_its_earlier_wording(messenger: Messenger) -> None:
    """It never adds to what the earlier one ordered; the same change twice is one change."""
    wang = messenger.bind("d1.en", 41)
    first = messenger.api.message(wang, "10 cases of coke 330")
    changed = {**first["message"], "text": "12 cases of coke 330", "edit_date": 1_750_000_060}
    edit = {"update_id": messenger.api.update_id(), "edited_message": changed}
    with messenger.running():
        messenger.api.deliver(first)
        messenger.told(wang, 1)
        messenger.api.deliver(edit, {**edit, "update_id": messenger.api.update_id()})
        told = messenger.told(wang, 2)
        messenger.settle()
    assert len(messenger.api.told(wang)) == 2
    assert "22 cases" not in told[1]
    assert "12 cases" in told[1]


def test_who_writes_too_fast_is_answered_later_and_not_forgotten(messenger: Messenger) -> None:
    """In order; others do not wait for him."""
    messenger.limit = RateLimit("message.too_often", 3, now=messenger.quick.elapsed)
    wang, other = messenger.bind("d1.en", 41), messenger.bind("d2.en", 42)
    with messenger.running():
        for _ in range(5):
            messenger.api.say(wang, "how many cases of coke 330 do you have")
        messenger.api.say(other, "how many cases of coke 330 do you have")
        messenger.told(other, 1)
        messenger.told(wang, 5)
        messenger.settle()
    assert len(messenger.api.told(wang)) == 5


def test_of_several_people_each_is_answered_in_his_own_chat(messenger: Messenger) -> None:
    """Drafts and replies never cross."""
    people = {messenger.bind(login, 41 + place): sku for place, (login, sku) in enumerate((("d1.en", "coke 330"), ("d2.en", "sprite 330")))}
    with messenger.running():
        for person, name in people.items():
            messenger.api.say(person, f"3 cases of {name}")
        for person in people:
            messenger.told(person, 1)
        messenger.settle()
    assert "Coca-Cola" in messenger.api.told(41)[0]
    assert "Sprite" not in messenger.api.told(41)[0]
    assert "Sprite" in messenger.api.told(42)[0]
