"""Promises of sending: what could not be sent is sent later, in order, at the pace Telegram allows, and looked for before it is sent again."""

from typing import Any

import pytest

from backend.identity.domain import Actor
from backend.kit.db import Database
from bot.messages import IncomingMessage, Reply, Text
from tests.telegram.fake_bot_api import fake_bot_api
from tests.telegram.messenger import Messenger, silence


class Echo:
    """An assistant that says what it heard."""

    def reply(self, _actor: Actor, message: IncomingMessage) -> Reply:
        """The words again."""
        return Reply("en", (Text(f"echo {message.text}"),))


@pytest.fixture
def messenger(company: Database) -> Any:
    """Telegram and an assistant that echoes."""
    silence()
    with fake_bot_api() as (api, address):
        made = Messenger(api, address, company, answering=Echo())
        made.bind("d1.en", 41)
        made.bind("d2.en", 42)
        yield made


def go_wrong(messenger: Messenger, *kinds: str, method: str = "sendMessage") -> None:
    """Let the first calls of a method go wrong like this."""
    messenger.api.behave = lambda name, _parameters, count: kinds[count - 1] if name == method and count <= len(kinds) else ""


def talk(messenger: Messenger, *texts: str, person: int = 41) -> list[str]:
    """Say these and wait until everything is told."""
    with messenger.running():
        for said in texts:
            messenger.api.say(person, said)
        messenger.told(person, len(texts))
        messenger.settle()
    return messenger.api.told(person)


@pytest.mark.parametrize("kind", ["500", "drop", "502-after", "drop-after", "429:3"])
def test_a_send_that_goes_wrong_is_made_good_without_a_duplicate(messenger: Messenger, kind: str) -> None:
    """Refused or dropped before, or taken with the answer lost: the chat shows each answer once and in order."""
    go_wrong(messenger, kind, kind)
    assert talk(messenger, "one", "two", "three") == ["echo one", "echo two", "echo three"]


def test_a_rest_that_telegram_asks_for_is_kept(messenger: Messenger) -> None:
    """The message is sent after that many seconds and not before."""
    go_wrong(messenger, "429:30")
    began = messenger.quick.elapsed()
    assert talk(messenger, "one") == ["echo one"]
    assert messenger.api.sent[0].at - began >= 30


def test_a_chat_that_is_blocked_holds_nobody_up(messenger: Messenger) -> None:
    """Its message is given up; the next chat hears its own."""
    messenger.api.behave = lambda name, parameters, _count: (
        "refuse:403:Forbidden: bot was blocked by the user" if name == "sendMessage" and str(parameters["chat_id"]) == "41" else ""
    )
    with messenger.running():
        messenger.api.say(41, "one")
        messenger.api.say(42, "two")
        messenger.told(42, 1)
        messenger.settle()
    assert (messenger.api.told(41), messenger.api.told(42)) == ([], ["echo two"])


def test_an_answer_lost_with_the_process_is_looked_for_after_the_restart(messenger: Messenger) -> None:
    """The message was taken, the process died before it heard of it: it is found and not sent again."""
    messenger.api.behave = lambda name, _parameters, count: "drop-after" if name == "sendMessage" and count == 1 else "500" if name == "editMessageText" else ""
    with messenger.running():
        messenger.api.say(41, "one")
        messenger.told(41, 1)
        messenger.until(lambda: len(messenger.api.called("editMessageText")) > 0)
    go_wrong(messenger)
    with messenger.running():
        messenger.settle()
    assert messenger.api.told(41) == ["echo one"]


def test_what_was_said_while_the_connector_was_down_is_answered_after(messenger: Messenger) -> None:
    """And what was stored but not answered too."""
    with messenger.running():
        messenger.api.say(41, "one")
        messenger.told(41, 1)
    messenger.api.say(41, "two")
    messenger.api.say(42, "three")
    with messenger.running():
        messenger.told(41, 2)
        messenger.told(42, 1)
        messenger.settle()
    assert messenger.api.told(41) == ["echo one", "echo two"]


def test_updates_that_overtook_each_other_are_answered_in_order(messenger: Messenger) -> None:
    """Within a poll they are put in their order before anything is answered."""
    first, second, third = (messenger.api.message(41, word) for word in ("one", "two", "three"))
    messenger.api.deliver(third, first, second)
    with messenger.running():
        messenger.told(41, 3)
        messenger.settle()
    assert messenger.api.told(41) == ["echo one", "echo two", "echo three"]


def test_a_poll_that_goes_wrong_loses_nothing(messenger: Messenger) -> None:
    """Updates whose answer was lost are handed out again and answered once."""
    go_wrong(messenger, "drop-after", "500", "drop", method="getUpdates")
    assert talk(messenger, "one", "two") == ["echo one", "echo two"]


def test_messages_of_a_chat_come_a_second_apart(messenger: Messenger) -> None:
    """As Telegram asks; other chats do not wait for it."""
    talk(messenger, *(str(number) for number in range(5)))
    times = [one.at for one in messenger.api.sent]
    assert times[-1] - times[0] >= 4 * 0.8
