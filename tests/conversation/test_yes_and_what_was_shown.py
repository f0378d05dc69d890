"""A typed yes is good for exactly what this conversation showed last: not for what another device made, and not for what a crash hid."""

import pytest

from backend.kit.db import Database
from backend.ordering.service import discard_draft, show_draft
from bot.messages import IncomingMessage
from tests.conversation.chat import Chat
from tests.conversation.crashing import after_restart, dying, set_price

COKE = "10箱可口可乐330ml罐装"
PLACED = [("D1", {"COKE-330": 240}, "APPROVED")]


def test_a_draft_is_there_once_after_a_crash(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same message again finds its draft, and the yes after it places it."""
    chat = Chat(company, "d1.zh")
    with dying(monkeypatch):
        chat.say(COKE, "m1")
    chat = after_restart(chat)
    assert "433.20" in chat.say(COKE, "m1")
    chat.say("确认", "m2")
    assert chat.orders_placed() == PLACED


@pytest.mark.parametrize("before", ["", COKE])
def test_a_yes_instead_of_the_lost_message_shows_what_the_crash_hid(before: str, company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft, or the fifty cases of it, was stored and never shown; the next message is not the same again but a yes."""
    chat = Chat(company, "d1.zh")
    if before:
        chat.say(before)
    with dying(monkeypatch):
        chat.say("50箱可口可乐330ml罐装" if not before else "可口可乐改成50箱", "m2")
    chat = after_restart(chat)
    assert "50 箱" in chat.say("确认", "m3")
    assert chat.orders_placed() == []
    chat.say("确认", "m4")
    assert chat.orders_placed() == [("D1", {"COKE-330": 1200}, "APPROVED")]


def test_a_yes_that_comes_again_after_a_crash_names_the_order(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was placed; saying "nothing was done" would make the person order twice."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    with dying(monkeypatch):
        chat.say("确认", "m2")
    chat = after_restart(chat)
    assert "SO-10001" in chat.say("确认", "m2")
    assert "SO-10001" in chat.say("确认", "m2")
    assert "SO-10001" not in chat.say("确认", "m3")
    assert chat.orders_placed() == PLACED


def test_another_yes_after_a_crash_names_the_order_too(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person types it again himself."""
    chat = Chat(company, "d1.en")
    chat.say("10 cases of Coca-Cola 330ml cans")
    with dying(monkeypatch):
        chat.say("yes, place it", "m2")
    chat = after_restart(chat)
    assert "SO-10001" in chat.say("confirm", "m3")
    assert chat.orders_placed() == PLACED


def test_a_late_repetition_of_a_yes_places_nothing_newer(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The yes was for the first draft, however many drafts were shown before it came again."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    with dying(monkeypatch):
        chat.say("确认", "m2")
    chat = after_restart(chat)
    chat.say("6箱雪碧330ml罐装", "m3")
    assert "SO-10001" in chat.say("确认", "m2")
    assert chat.orders_placed() == PLACED
    chat.say("取消SO-1003", "m4")
    assert "SO-10001" in chat.say("确认", "m2")
    assert chat.status_of("SO-1003") == "APPROVED"


def test_a_cancellation_that_comes_again_after_a_crash_is_told(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named or bare: the order is cancelled, and the reply says so."""
    chat = Chat(company, "d1.zh")
    chat.say("取消SO-1003")
    with dying(monkeypatch):
        chat.say("确认取消SO-1003", "m2")
    assert chat.status_of("SO-1003") == "CANCELLED"
    chat = after_restart(chat)
    told = chat.say("确认取消SO-1003", "m2")
    assert "SO-1003" in told
    assert "已取消" in told
    assert chat.live() == []


def test_a_new_price_hidden_by_a_crash_is_shown_before_anything_is_placed(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The yes found another price and made a new version, which nobody saw; the same yes again must not place that."""
    chat = Chat(company, "d1.zh")
    assert "433.20" in chat.say(COKE)
    set_price(company, "COKE-330", "9.99")
    with dying(monkeypatch):
        chat.say("确认", "m2")
    chat = after_restart(chat)
    assert "2,397.60" in chat.say("确认", "m2")
    assert chat.orders_placed() == []
    assert "2,397.60" in chat.say("确认", "m3")
    assert chat.orders_placed() == PLACED


def test_what_another_device_made_of_the_draft_is_shown_first(company: Database) -> None:
    """Fifty cases were added in another chat; the yes here was for ten."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.assistant.reply(chat.actor, IncomingMessage("web", "other", "x1", text="再加50箱雪碧330ml罐装"))
    assert "2,599.20" in chat.say("确认")
    assert chat.orders_placed() == []
    chat.say("确认")
    assert chat.orders_placed() == [("D1", {"COKE-330": 240, "SPR-330": 1200}, "APPROVED")]


def test_a_price_that_another_device_saw_is_shown_here_first(company: Database) -> None:
    """The draft was looked at over the API after the price went up."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    set_price(company, "COKE-330", "9.99")
    company.write(lambda uow: show_draft(uow, chat.actor, clock=chat.clock))
    assert "2,397.60" in chat.say("确认")
    assert chat.orders_placed() == []


def test_a_draft_of_another_device_is_shown_and_not_placed_by_a_yes_here(company: Database) -> None:
    """This conversation never showed it."""
    chat = Chat(company, "d1.zh")
    chat.assistant.reply(chat.actor, IncomingMessage("web", "other", "x1", text=COKE))
    assert "433.20" in chat.say("确认")
    assert chat.orders_placed() == []
    chat.say("确认")
    assert chat.orders_placed() == PLACED


def test_a_changed_draft_and_a_cancellation_are_still_two_things(company: Database) -> None:
    """That the draft is another version now does not make the yes one for the cancellation."""
    chat = Chat(company, "d1.zh")
    chat.say("取消SO-1003")
    chat.say(COKE)
    chat.assistant.reply(chat.actor, IncomingMessage("web", "other", "x1", text="再加50箱雪碧330ml罐装"))
    chat.say("确认")
    assert chat.status_of("SO-1003") == "APPROVED"
    assert chat.orders_placed() == []


def test_a_draft_thrown_away_elsewhere_is_not_placed(company: Database) -> None:
    """The yes finds that there is none."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    company.write(lambda uow: discard_draft(uow, chat.actor, clock=chat.clock))
    chat.say("确认")
    assert chat.orders_placed() == []


def test_a_draft_confirmed_elsewhere_is_told_here(company: Database) -> None:
    """The button was pressed in another chat; the yes here names the order that came of it."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.assistant.reply(chat.actor, IncomingMessage("web", "other", "x1", action=chat.button("confirm:")))
    assert "SO-10001" in chat.say("确认")
    assert chat.orders_placed() == PLACED


@pytest.mark.parametrize(
    "text",
    ["make it the small ones", "我要的是小瓶的", "no, the other one", "那个不对，换一下", "不对,我说的是另外那种", "wrong size, should be the larger one"],
)
def test_after_a_correction_that_was_not_understood_a_yes_looks_first(text: str, company: Database) -> None:
    """The person believes that it was applied; the old draft is shown as unchanged, and only the next yes places it."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.say(text)
    shown = chat.say("确认")
    assert "433.20" in shown
    assert "没有带来任何改动" in shown
    assert chat.has_button("confirm:")
    assert chat.orders_placed() == []
    chat.say("确认")
    assert chat.orders_placed() == PLACED


def test_a_button_after_a_correction_that_was_not_understood_confirms(company: Database) -> None:
    """The card that carries the button says what it places."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    button = chat.button("confirm:")
    chat.say("no, the other one")
    chat.press(button)
    assert chat.orders_placed() == PLACED


@pytest.mark.parametrize("question", ["雪碧330有货吗?", "额度还剩多少?", "几点截单?", "SO-9999到哪了?", "能便宜点吗?", "谢谢"])
def test_after_an_answered_question_a_yes_confirms(question: str, company: Database) -> None:
    """A digression changes nothing about what was shown."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.say(question)
    chat.say("确认")
    assert chat.orders_placed() == PLACED


def test_a_change_of_an_order_that_comes_again_after_a_crash_is_told(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was changed once; the repeated yes names the order as it is now."""
    chat = Chat(company, "d1.zh")
    chat.say("SO-1003里的可乐改成15箱")
    with dying(monkeypatch):
        chat.say("确认修改", "m2")
    chat = after_restart(chat)
    told = chat.say("确认修改", "m2")
    assert "SO-1003" in told
    assert "已修改" in told
    assert chat.live() == []


def test_a_dead_change_does_not_stand_in_the_way_of_a_yes(company: Database) -> None:
    """A colleague cancelled the order that the change was for; the draft shown afterwards is the only thing to confirm."""
    chat, colleague = Chat(company, "d1.zh"), Chat(company, "d1.en")
    chat.say("SO-1003里的可乐改成15箱")
    assert chat.live() == ["order_change"]
    colleague.say("cancel SO-1003")
    colleague.say("yes")
    assert chat.live() == []
    chat.say(COKE)
    chat.say("确认")
    assert chat.orders_placed() == PLACED
