"""Promises of a talk over Telegram: ordering by words and buttons, once, whatever arrives how often."""

from tests.conversation.chat import Chat
from tests.telegram.messenger import Messenger


def test_an_order_is_placed_by_words_and_a_button(messenger: Messenger) -> None:
    """The draft is shown with a table and a button; pressing it places the order once and takes the button away."""
    wang = messenger.bind("d1.en", 41)
    with messenger.running():
        messenger.api.say(wang, "10 cases of coke 330 and 5 cases of sprite 330")
        messenger.told(wang, 1)
        draft = messenger.last(wang)
        assert "<pre>" in draft.text
        messenger.api.deliver(messenger.api.press(wang, draft.button("onfirm"), draft))
        messenger.told(wang, 2)
        messenger.settle()
    assert len(Chat(messenger.database, "d1.en").orders_placed()) == 1
