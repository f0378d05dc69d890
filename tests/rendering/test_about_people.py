"""What is said about people: who answers when, feedback taken, topics switched, notices in both languages with their way on."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from backend.notices.domain import Notice
from backend.support.domain import FeedbackTaken
from bot.messages import Text
from bot.rendering import render
from bot.rendering.people import notice_address, notice_blocks, notice_sentence
from bot.sentences import phrasebook
from tools.views import HandedBack, HandedOver, NoticeChoice, ToolProblem

NOW = datetime(2025, 6, 13, 19, 0, tzinfo=UTC)
PRICE = {"before": "45.60", "after": "50.16", "currency": "CNY", "unit_zh": "箱", "unit_en": "case", "day": "2025-06-16"}
COKE = {"product_zh": "可乐", "product_en": "Coke"}
KINDS: dict[str, dict[str, Any]] = {
    **{f"order.{what}": {"number": "SO-1", "by_name": "Wang"} for what in ("submitted", "held", "released", "changed", "cancelled", "shipped", "delivered")},
    "order.rejected": {"number": "SO-1", "reason": "no"},
    "order.delayed": {"number": "SO-1", "day": "2025-06-16"},
    "price.changed": {**COKE, **PRICE},
    "stock.near_expiry": {**COKE, "day": "2025-06-30", "days": 17, "warehouse_zh": "东仓", "warehouse_en": "East"},
    "proposal.expiring": {"minutes": 4},
    "chat.staff_message": {"name": "Pm", "text": "hello"},
    "chat.message": {"name": "Wang", "text": "hello"},
    "chat.handed_over": {"name": "Wang", "text": "hello", "conversation_id": "cnv_1"},
    "chat.unanswered": {"name": "Wang", "text": "hello", "minutes": 30, "conversation_id": "cnv_1"},
    "chat.handed_back": {"name": "Pm"},
    "chat.left": {"name": "Wang"},
    "feedback.changed": {"number": "FB-1", "status": "planned", "text": "soon"},
    "ticket.opened": {"number": "TK-1", "name": "Tech", "text": "E07?"},
    "ticket.answered": {"number": "TK-1", "name": "Pm", "text": "reset it"},
    "ticket.closed": {"number": "TK-1", "name": "Pm"},
}


def notice(kind: str) -> Notice:
    """A notice of a kind."""
    return Notice(1, "usr_1", kind, KINDS[kind], NOW, None)


def text_of(result: object, locale: str) -> Text:
    """The one text that shows a result."""
    (block,) = render([result], locale, phrasebook())
    assert isinstance(block, Text)
    return block


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_has_a_sentence_without_codes_or_gaps(kind: str, locale: str) -> None:
    """Days as the language writes them, names and states in its words."""
    sentence = notice_sentence(notice(kind), locale, phrasebook())
    assert sentence not in {kind, kind.replace(".", "-")}
    assert not any(gap in sentence for gap in ("{", "$", "_", "2025-"))
    assert notice_address(notice(kind)).startswith("/")


def test_a_notice_leads_to_its_thing() -> None:
    """A button that says the words in the chat, an address elsewhere."""
    (block,) = notice_blocks(notice("order.released"), "zh", phrasebook())
    assert [button.action for button in block.buttons] == ["say:查看订单 SO-1"]
    assert notice_address(notice("order.released")) == "/orders?order=SO-1"
    assert notice_address(notice("chat.handed_over")) == "/inbox?c=cnv_1"
    (block,) = notice_blocks(notice("price.changed"), "en", phrasebook())
    assert block.text == "New price of Coke: 45.60 → 50.16 CNY per case, from Mon 16 June 2025."
    assert [button.label for button in block.buttons] == ["What does Coke cost?"]
    assert notice_sentence(notice("feedback.changed"), "zh", phrasebook()) == "您的反馈 FB-1 有进展：已列入计划。soon"


def test_a_long_message_is_quoted_in_part() -> None:
    """And without marks nobody sees; markup stays words."""
    long = Notice(1, "u", "chat.message", {"name": "Wang", "text": "<b>x</b>\u202e\n" + "很" * 900}, NOW, None)
    sentence = notice_sentence(long, "zh", phrasebook())
    assert len(sentence) < 400
    assert "\u202e" not in sentence
    assert "<b>x</b>" in sentence


def test_who_asks_at_night_is_told_when_somebody_answers() -> None:
    """And how to go back to the assistant."""
    monday = datetime(2025, 6, 16, 9, 0, tzinfo=UTC)
    closed = HandedOver("", already=False, on_duty=False, opens=time(9), closes=time(18), next_open=monday, as_of=NOW)
    assert "6月16日(周一) 09:00" in text_of(closed, "zh").text
    assert "Mon 16 June 2025 09:00" in text_of(closed, "en").text
    assert text_of(closed, "zh").buttons[0].action == "say:回到助手"
    on_duty = HandedOver("", already=True, on_duty=True, opens=time(9), closes=time(18), next_open=None, as_of=NOW)
    assert text_of(on_duty, "en").text.startswith("This conversation is waiting for a person already. Somebody is on duty")


def test_feedback_and_choices_are_acknowledged() -> None:
    """With the number, and with the way to undo."""
    assert "FB-7" in text_of(FeedbackTaken("FB-7", "slow", NOW), "en").text
    off = text_of(NoticeChoice("prices", on=False, muted=("prices",)), "zh")
    assert (off.text, off.buttons[0].label) == ("好的，不再推送价格通知。", "恢复价格通知")
    assert text_of(HandedBack(done=False), "en").text == "You are talking to the assistant."


@pytest.mark.parametrize("code", ["proposal.expired", "proposal.superseded", "proposal.withdrawn"])
def test_an_offer_that_is_over_can_be_shown_again(code: str) -> None:
    """A draft by its words, a change by its order; what has neither has no button."""
    draft = text_of(ToolProblem(code, {"kind": "order_draft", "subject": "drf_1"}), "zh")
    assert [button.action for button in draft.buttons] == ["say:再看一下草稿"]
    change = text_of(ToolProblem(code, {"kind": "order_cancel", "subject": "SO-1", "number": "SO-1"}), "en")
    assert [button.label for button in change.buttons] == ["Show order SO-1"]
    assert text_of(ToolProblem(code, {"kind": "other"}), "en").buttons == ()
