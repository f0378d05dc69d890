"""Tables in a chat: what is clear, what is not, a draft on the person's word, the same file again, and last month's totals."""

import pytest

from backend.kit.db import Database
from bot.messages import Attachment, IncomingMessage
from bot.rendering.plain import to_plain
from tests.conversation.chat import Chat

CLEAR = "商品,数量\n可口可乐330ml罐装,10箱\n雪碧330ml罐装,5箱\n"
OPEN = f"{CLEAR}芬达330ml,3\n没有的东西,2\n可口可乐500ml瓶装,20-30箱\n"


def send(chat: Chat, table: str, text: str = "") -> str:
    """A table with or without words; returns the answer."""
    file = Attachment("document", "order.csv", "text/csv", table.encode())
    chat.replies.append(chat.assistant.reply(chat.actor, IncomingMessage("web", "main", f"t{len(chat.replies)}", text=text, attachments=(file,))))
    return to_plain(chat.replies[-1])


def test_a_clear_table_is_a_draft_with_one_press(company: Database) -> None:
    """Nothing is drafted before; the same table again is told as imported, and is imported again on the person's word."""
    chat = Chat(company, "d1.zh")
    answer = send(chat, CLEAR)
    assert "2 行已明确" in answer
    assert chat.live() == []
    assert "649.80" in chat.say(chat.button("say:").removeprefix("say:"))
    assert chat.live() == ["order_draft"]
    assert "导入过" in send(chat, CLEAR)
    assert "要再导入一次吗" in chat.say("把表格做成草稿")
    again = chat.say("把表格再导入一次做成草稿")
    assert "649.80" in again


def test_rows_that_are_not_clear_are_told_with_their_reason(company: Database) -> None:
    """With what they may mean; they stand in the way of a draft until the person takes the clear ones only."""
    chat = Chat(company, "d1.zh")
    answer = send(chat, OPEN)
    assert "2 行已明确，2 行待确认，1 行无法识别" in answer
    assert "没有找到这个商品" in answer
    assert "数量不明确" in answer
    assert "/import?sheet=sht_" in answer
    assert "请先处理" in chat.say("把表格做成草稿")
    assert chat.live() == []
    assert "649.80" in chat.say(chat.button("say:", reply=0).removeprefix("say:"))
    assert chat.live() == ["order_draft"]


def test_words_beside_a_table_are_read_too(company: Database) -> None:
    """The table is shown, and what was written is done."""
    chat = Chat(company, "d2.en")
    answer = send(chat, "item,qty\nCoca-Cola 330ml can,10\n", "and how much can I still order?")
    assert "1 clear" in answer
    assert "Available: " in answer


@pytest.mark.parametrize("text", ["按上个月的总量下一单", "照上月的总量再来一单", "order last month's totals", "monthly order"])
def test_d8_last_months_totals_are_one_sentence(company: Database, text: str) -> None:
    """A new draft of what was ordered in all of it; how many orders that was is told."""
    chat = Chat(company, "d1.zh" if not text.isascii() else "d1.en")
    answer = chat.say(text)
    assert "2025-05" in answer, answer
    assert chat.live() == ["order_draft"]


def test_who_orders_for_nobody_is_told_so(company: Database) -> None:
    """A table from staff orders nothing."""
    chat = Chat(company, "bm.en")
    answer = send(chat, CLEAR)
    assert " clear" not in answer
    assert chat.live() == []
