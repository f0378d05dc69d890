"""A hosted model is asked again when a turn is run again, and words its calls differently: the draft is changed once."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat
from tests.conversation.crashing import dying
from tests.hosted.endpoint import calls, says, serve
from tests.hosted.test_hosted_turns import brain_at

MORE = "再加2箱雪碧330ml罐装"


@pytest.mark.parametrize("again", [MORE, f"{MORE}。", "雪碧330ml罐装 2箱"])
def test_a_turn_run_again_after_a_crash_adds_once(again: str, company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run died after its change was stored."""
    with serve(calls("draft_order", text=MORE), says("好的。"), calls("amend_draft", text=again), says("好的。")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        with dying(monkeypatch):
            chat.say(MORE, "m1")
        assert "2 箱" in Chat(company, "d1.zh", brain_at(endpoint)).say(MORE, "m1")


def test_a_model_that_only_talks_is_replaced_and_its_claim_is_not_shown(company: Database) -> None:
    """It called no tool, so whatever it says, the draft is as it was: the person sees it as it is, without "noted", before he orders."""
    with serve(calls("draft_order", text="10箱雪碧330ml罐装"), says("好的，请看草稿。"), says("没问题，已经记下。")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        chat.say("10箱雪碧330ml罐装")
        shown = chat.say("换成大瓶的那种吧")
        assert chat.replies[-1].brain == "embedded"
        assert "433.20" in shown
        assert "记下" not in shown
        chat.say("确认")
    assert chat.orders_placed() in ([], [("D1", {"SPR-330": 240}, "APPROVED")])
