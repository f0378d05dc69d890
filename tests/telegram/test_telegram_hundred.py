"""The short form of the recorded run: a hundred updates of six chats over two restarts."""

from tests.telegram.checking import check
from tests.telegram.messenger import Messenger, silence
from tests.telegram.thousand import live


def test_a_hundred_updates_over_two_restarts_are_answered_once_each(messenger: Messenger) -> None:
    """Duplicates, updates that overtake each other, refused sends and lost answers included; every order is placed once."""
    silence()
    day = live(messenger, total=100, people=6)
    check(messenger, day)
