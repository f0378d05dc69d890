"""Promises of connecting an account over Telegram: with a code of one's own at once, with a link of staff only after the web."""

from backend.identity import service as identity
from backend.identity.domain import SYSTEM
from backend.notices.service import list_notices
from tests.telegram.messenger import Messenger


def start(messenger: Messenger, person: int, code: str, answers: int = 1) -> str:
    """Open the deep link; what is told."""
    messenger.api.say(person, f"/start {code}")
    return messenger.told(person, answers)[answers - 1]


def test_a_code_of_ones_own_connects_at_once(messenger: Messenger) -> None:
    """It was made by the person himself, signed in on the web."""
    actor = messenger.database.read(lambda uow: identity.actor_of_login(uow, "d1.en"))
    code = messenger.database.write(lambda uow: identity.issue_binding_code(uow, actor, clock=messenger.clock))
    with messenger.running():
        assert actor.name in start(messenger, 41, code)
        messenger.settle()
    assert messenger.database.read(lambda uow: identity.actor_of_binding(uow, "telegram", "41")).user_id == actor.user_id


def test_a_link_of_staff_waits_for_the_person_on_the_web(messenger: Messenger) -> None:
    """Until then the account is a stranger; afterwards it speaks for him, and whoever had it before is told."""
    messenger.bind("d2.en", 41)
    actor = messenger.database.read(lambda uow: identity.actor_of_login(uow, "d1.en"))
    made = messenger.database.write(lambda uow: identity.make_binding_link(uow, SYSTEM, "d1.en", "telegram", clock=messenger.clock))
    with messenger.running():
        assert "sign in on the web" in start(messenger, 99, made.code)
        messenger.api.say(99, "show my draft")
        assert "not connected" in messenger.told(99, 2)[1]
        requests = messenger.database.read(lambda uow: identity.list_link_requests(uow, actor, clock=messenger.clock))
        messenger.database.write(lambda uow: identity.confirm_link(uow, actor, requests[0].id, clock=messenger.clock))
        messenger.api.say(99, "3 cases of coke 330")
        assert "Coca-Cola" in messenger.told(99, 3)[2]
        messenger.settle()


def test_a_wrong_code_says_so_and_guessing_is_slowed_down(messenger: Messenger) -> None:
    """Six attempts an hour, then silence."""
    with messenger.running():
        assert "unknown, used or expired" in start(messenger, 41, "WRONGCODE1")
        for number in range(20):
            messenger.api.say(41, f"/start GUESS{number}")
        messenger.settle()
    assert len(messenger.api.told(41)) <= 6


def test_who_loses_an_account_is_told(messenger: Messenger) -> None:
    """By a notice of his own."""
    messenger.bind("d2.en", 41)
    actor = messenger.database.read(lambda uow: identity.actor_of_login(uow, "d1.en"))
    loser = messenger.database.read(lambda uow: identity.actor_of_login(uow, "d2.en"))
    code = messenger.database.write(lambda uow: identity.issue_binding_code(uow, actor, clock=messenger.clock))
    with messenger.running():
        start(messenger, 41, code)
        messenger.settle()
    kinds = [notice.kind for notice in messenger.database.read(lambda uow: list_notices(uow, loser))]
    assert kinds == ["messenger.account_moved"]
