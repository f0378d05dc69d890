"""Notices asked for in a chat: the same ones as on the page and over HTTP, one's own only, and none is marked read by it."""

import pytest

from backend.identity.service import actor_of_login
from backend.kit.db import Database
from backend.notices.service import count_unread, queue_notice
from tests.conftest import NOW
from tests.conversation.chat import Chat


@pytest.mark.parametrize("text", ["有什么通知?", "any notices?"])
def test_notices_are_shown_with_the_way_to_their_thing(company: Database, text: str) -> None:
    """Newest first; another person's are not among them."""
    mine, other = (company.read(lambda uow, login=login: actor_of_login(uow, login)) for login in ("d1.zh", "d2.zh"))
    for actor, number in ((mine, "SO-1003"), (other, "SO-2003")):
        company.write(lambda uow, actor=actor, number=number: queue_notice(uow, [actor.user_id], "order.approved", {"number": number}, key=number, at=NOW))
    chat = Chat(company, "d1.zh")
    answer = chat.say(text)
    assert ("SO-1003" in answer, "SO-2003" in answer) == (True, False)
    assert chat.has_button("say:")
    assert company.read(lambda uow: count_unread(uow, mine)) == 1


def test_without_notices_that_is_said(company: Database) -> None:
    """And nothing is taken for feedback."""
    chat = Chat(company, "d1.zh")
    assert "还没有通知" in chat.say("通知")
    assert "FB-" not in chat.say("show my notifications")
