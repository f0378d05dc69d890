"""Attacks with what is no longer as it was: changed messages, buttons and undo after something was confirmed, thrown away or changed elsewhere."""

from datetime import timedelta

from backend.kit.db import Database
from bot.messages import IncomingMessage
from tests.conftest import NOW
from tests.conversation.chat import Chat

COKE_10, COKE_12, SPRITE_5 = "来10箱可口可乐330ml罐装", "来12箱可口可乐330ml罐装", "来5箱雪碧330ml罐装"


def edited(chat: Chat, text: str) -> str:
    """The person changes a message that he sent before."""
    chat.count += 1
    reply = chat.assistant.reply(chat.actor, IncomingMessage("web", "main", f"edit-{chat.count}", text=text, edited=True))
    chat.replies.append(reply)
    return "\n".join(str(block) for block in reply.blocks)


def placed(chat: Chat) -> list[dict[str, int]]:
    """The goods of every order."""
    return [goods for _, goods, _ in chat.orders_placed()]


def test_a_message_changed_after_its_order_was_confirmed_brings_no_thrown_away_draft_back(company: Database) -> None:
    """The order stands; nothing of a draft from before waits for a yes."""
    chat = Chat(company, "d1.zh")
    chat.say(SPRITE_5)
    chat.say("这张草稿不要了")
    chat.say(COKE_10)
    chat.say("确认")
    edited(chat, COKE_12)
    assert chat.live() == []
    chat.say("确认")
    assert placed(chat) == [{"COKE-330": 240}]


def test_a_message_changed_after_the_draft_changed_elsewhere_undoes_nothing_there(company: Database) -> None:
    """What was done on another device came later than this message."""
    phone, desk = Chat(company, "d1.zh", chat="phone"), Chat(company, "d1.zh")
    desk.say(COKE_10)
    phone.at(NOW + timedelta(minutes=1))
    desk.at(NOW + timedelta(minutes=2))
    phone.say("再加5箱雪碧330ml罐装")
    edited(desk, COKE_12)
    desk.say("确认")
    assert placed(desk) == [{"COKE-330": 240, "SPR-330": 120}]


def test_undo_after_an_order_brings_no_older_draft_back(company: Database) -> None:
    """The last thing that was done is the order, and that is not taken back so."""
    chat = Chat(company, "d1.zh")
    chat.say(SPRITE_5)
    chat.say("这张草稿不要了")
    chat.say(COKE_10)
    chat.say("确认")
    chat.say("撤回")
    assert [kind for kind in chat.live() if "draft" in str(kind)] == []


def test_the_button_for_all_confirms_only_what_it_stood_under(company: Database) -> None:
    """Pressed after one of the drafts was changed it shows how things stand."""
    chat = Chat(company, "d2.zh")
    chat.say("3箱可口可乐330ml罐装明天送,2箱雪碧330ml罐装下周五送")
    button = chat.button("confirm-all:")
    chat.say("雪碧330ml罐装改成20箱")
    chat.press(button)
    assert placed(chat) == []
    assert len(chat.live()) == 2


def test_equal_goods_for_two_days_are_two_orders_after_one_yes(company: Database) -> None:
    """They are no duplicates of each other: the person saw both."""
    chat = Chat(company, "d2.zh")
    chat.say("3箱可口可乐330ml罐装明天送,3箱可口可乐330ml罐装下周五送")
    assert len(chat.live()) == 2
    chat.say("全部确认")
    assert placed(chat) == [{"COKE-330": 72}, {"COKE-330": 72}]


def test_a_changed_message_that_made_several_drafts_adds_nothing_to_any(company: Database) -> None:
    """Which of them it should change is for the person to say."""
    chat = Chat(company, "d2.zh")
    chat.say("3箱可口可乐330ml罐装明天送,2箱雪碧330ml罐装下周五送")
    edited(chat, "4箱可口可乐330ml罐装明天送,2箱雪碧330ml罐装下周五送")
    chat.say("全部确认")
    assert all(goods in ({"COKE-330": 72}, {"SPR-330": 48}) for goods in placed(chat))
