"""Promises of a talk over Telegram: ordering by words and buttons, once, whatever arrives how often, for those who are bound."""

from sqlalchemy import text

from backend.identity.service import actor_of_login
from backend.notices.service import deliver_due, queue_notice
from bot.connectors.telegram.delivering import TelegramDeliverer
from bot.messages import Text
from tests.conversation.chat import Chat
from tests.telegram.messenger import Messenger

GROUP = {"id": -100200, "type": "supergroup", "title": "Dealers"}


def orders_of(messenger: Messenger, login: str = "d1.en") -> int:
    """How many orders were placed."""
    return len(Chat(messenger.database, login).orders_placed())


def test_an_order_is_placed_by_words_and_a_button(messenger: Messenger) -> None:
    """The draft is shown in fixed width with a button; pressing it places the order once and takes the button away."""
    wang = messenger.bind("d1.en", 41)
    with messenger.running():
        messenger.api.say(wang, "10 cases of coke 330 and 5 cases of sprite 330")
        messenger.told(wang, 1)
        draft = messenger.last(wang)
        assert "<pre>" in draft.text
        messenger.api.deliver(messenger.api.press(wang, draft.button("Confirm"), draft))
        messenger.told(wang, 2)
        messenger.settle()
    assert orders_of(messenger) == 1
    assert not any("Confirm" in button["text"] for row in draft.keyboard for button in row)
    assert any(button["text"] == "Not now" for row in draft.keyboard for button in row)


def test_what_a_button_carries_is_an_opaque_token(messenger: Messenger) -> None:
    """Neither the action nor anything of the order travels in it, and it stays within Telegram's 64 bytes."""
    wang = messenger.bind("d1.en", 41)
    with messenger.running():
        messenger.api.say(wang, "3 cases of coke 330")
        messenger.told(wang, 1)
    tokens = [button["callback_data"] for row in messenger.last(wang).keyboard for button in row]
    assert tokens
    assert all(len(token) == 32 and ":" not in token for token in tokens)
    stored = messenger.database.read(lambda uow: uow.execute(text("SELECT hash FROM messenger_buttons")).scalars().all())
    assert not set(stored) & set(tokens)


def test_a_button_that_arrives_again_under_a_new_update_id_orders_once(messenger: Messenger) -> None:
    """An app that lost the answer sends the press again; the person sees that it was pressed before."""
    wang = messenger.bind("d1.en", 41)
    with messenger.running():
        messenger.api.say(wang, "3 cases of coke 330")
        messenger.told(wang, 1)
        draft = messenger.last(wang)
        token = draft.button("Confirm")
        presses = [messenger.api.press(wang, token, draft) for _ in range(3)]
        messenger.api.deliver(*presses, presses[0])
        messenger.told(wang, 2)
        messenger.settle()
        messenger.until(lambda: len(messenger.api.toasts) >= 3)
    assert orders_of(messenger) == 1
    assert len(messenger.api.told(wang)) == 2
    assert sum("before" in toast for toast in messenger.api.toasts) >= 2


def test_the_same_update_many_times_is_answered_once(messenger: Messenger) -> None:
    """By its update id, and by its message id under another update id."""
    wang = messenger.bind("d1.en", 41)
    update = messenger.api.message(wang, "how many cases of coke 330 do you have")
    again = {**update, "update_id": messenger.api.update_id()}
    with messenger.running():
        messenger.api.deliver(update, update, again, update)
        messenger.told(wang, 1)
        messenger.settle()
    assert len(messenger.api.told(wang)) == 1


def test_a_message_of_another_bot_with_the_same_number_is_another_message(messenger: Messenger) -> None:
    """Who changes the token meets messages that are counted from one again: none is taken for an old one."""
    wang = messenger.bind("d1.en", 41)
    first = messenger.api.message(wang, "how many cases of coke 330 do you have")
    body = {**first["message"], "date": first["message"]["date"] + 86_400, "text": "3 cases of coke 330"}
    with messenger.running():
        messenger.api.deliver(first)
        messenger.told(wang, 1)
        messenger.api.deliver({"update_id": messenger.api.update_id(), "message": body})
        messenger.told(wang, 2)
    assert "Confirm" in str(messenger.last(wang).keyboard)


def test_an_old_button_says_so_and_shows_how_things_stand(messenger: Messenger) -> None:
    """An invented token, one of another person's chat, or one shown long ago orders nothing."""
    wang, other = messenger.bind("d1.en", 41), messenger.bind("d2.en", 42)
    with messenger.running():
        messenger.api.say(wang, "3 cases of coke 330")
        messenger.told(wang, 1)
        draft = messenger.last(wang)
        messenger.api.say(other, "2 cases of sprite 330")
        messenger.told(other, 1)
        stolen = messenger.api.press(other, draft.button("Confirm"), messenger.last(other))
        messenger.api.deliver(stolen)
        told = messenger.told(other, 2)
        messenger.settle()
    assert "no longer works" in "\n".join(told[1:])
    assert "Sprite" in "\n".join(told[1:])
    assert orders_of(messenger) == 0


def test_a_stranger_gets_one_sentence_and_nothing_else(messenger: Messenger) -> None:
    """No product, no price, no button; and not an answer to every message."""
    with messenger.running():
        for _ in range(20):
            messenger.api.say(66, "how much is a case of coke")
        messenger.told(66, 1)
        messenger.settle()
    told = messenger.api.told(66)
    assert len(set(told)) == 1
    assert 1 <= len(told) <= 6
    assert "not connected" in told[0]
    assert messenger.last(66).keyboard == []


def test_a_disabled_person_loses_access_at_once(messenger: Messenger) -> None:
    """Rights are read for every message, also for a button shown before."""
    wang = messenger.bind("d1.en", 41)
    with messenger.running():
        messenger.api.say(wang, "3 cases of coke 330")
        messenger.told(wang, 1)
        draft = messenger.last(wang)
        messenger.database.write(lambda uow: uow.execute(text("UPDATE users SET active = (1 = 0) WHERE login = 'd1.en'")))
        messenger.api.deliver(messenger.api.press(wang, draft.button("Confirm"), draft))
        messenger.api.say(wang, "show my draft")
        told = messenger.told(wang, 2)
        messenger.settle()
    assert "not connected" in told[1]
    messenger.database.write(lambda uow: uow.execute(text("UPDATE users SET active = (1 = 1)")))
    assert orders_of(messenger) == 0


def test_a_group_is_answered_only_when_addressed_and_never_told_a_price(messenger: Messenger) -> None:
    """Help and stock yes; prices, drafts and credit are for a private chat; what is not for us is left alone."""
    wang = messenger.bind("d1.en", 41)
    name = "@dinghuo_test_bot"
    mention = [{"type": "mention", "offset": 0, "length": len(name)}]
    with messenger.running():
        messenger.api.say(wang, "10 cases of coke 330", chat=GROUP)
        messenger.api.say(wang, f"{name} what does a case of coke 330 cost", chat=GROUP, entities=mention)
        messenger.api.say(wang, f"{name} stock of coke 330", chat=GROUP, entities=mention)
        messenger.api.say(wang, f"{name} 5 cases of coke 330", chat=GROUP, entities=mention)
        messenger.told(-100200, 3)
        messenger.settle()
    priced, stock, ordered = messenger.api.told(-100200)
    assert "privately" in priced
    assert "privately" in ordered
    assert "Coca-Cola 330ml" in stock
    assert "43.32" not in "".join(messenger.api.told(-100200))
    assert Chat(messenger.database, "d1.en").live() == []


def test_a_notice_goes_out_once_to_every_account_of_the_person(messenger: Messenger) -> None:
    """Handing it over twice sends it once; who has no account is reached elsewhere."""
    wang = messenger.bind("d1.en", 41)
    actor = messenger.database.read(lambda uow: actor_of_login(uow, "d1.en"))
    other = messenger.database.read(lambda uow: actor_of_login(uow, "d2.en"))

    def queue(uow: object) -> None:
        users = [actor.user_id, other.user_id]
        queue_notice(uow, users, "order.released", {"number": "SO-1003"}, key="k", at=messenger.clock.now())  # type: ignore[arg-type] # a unit of work

    messenger.database.write(queue)
    with messenger.running():
        deliverer = TelegramDeliverer(
            messenger.database, messenger.clock, lambda _uow, notice, _locale: (Text(f"{notice.kind} <b>"),), messenger.connector.wake_sending
        )
        deliver_due(messenger.database, [deliverer], messenger.clock)
        deliver_due(messenger.database, [deliverer], messenger.clock)
        messenger.told(wang, 1)
        messenger.settle()
    assert [one.text for one in messenger.api.sent] == ["order.released &lt;b&gt;"]
