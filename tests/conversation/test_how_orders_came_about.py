"""How an order came about, asked in the chat: who released it, why it was held, who changed it."""

import pytest
from sqlalchemy import Select, select, update

from backend.conversations.calling import ACTION
from backend.identity.service import actor_of_login
from backend.kit.audit import audit_log, broken_chains
from backend.kit.db import Database
from backend.ordering.models import orders
from backend.ordering.schemas import Decision
from backend.ordering.service import order_timeline, release_order
from backend.ordering.timeline.domain import StepKind
from bot.messages import Card
from tests.conversation.chat import Chat


def _ordered(company: Database, login: str, *words: str) -> tuple[Chat, str]:
    """A person who ordered in these words and said yes; and the number of the order."""
    chat = Chat(company, login)
    for text in words:
        chat.say(text)
    chat.press(chat.button("confirm:"))
    return chat, company.read(lambda uow: uow.execute(_newest()).scalar_one())


def _newest() -> Select[tuple[str]]:
    return select(orders.c.number).order_by(orders.c.id.desc()).limit(1)


@pytest.mark.parametrize(
    "asked",
    ["{number} 是怎么批的？", "{number}是谁批的", "why was {number} released?", "who changed {number}?", "{number}谁改过？", "the history of {number}?"],
)
def test_a_question_about_its_life_shows_the_timeline(company: Database, asked: str) -> None:
    """By number, in both languages: the card of the order's way, not its status."""
    chat, number = _ordered(company, "d1.zh", "雪碧10箱")
    chat.say(asked.format(number=number))
    card = chat.replies[-1].blocks[0]
    assert isinstance(card, Card)
    assert card.kind == "timeline"
    assert number in card.title


def test_the_person_who_released_it_is_named(company: Database) -> None:
    """And that the order waited, with what it waited for; the dealer hears no rule ids."""
    chat, number = _ordered(company, "d7.zh", "照上一单再来一单")
    manager = company.read(lambda uow: actor_of_login(uow, "bm.zh"))
    company.write(lambda uow: release_order(uow, manager, Decision(number, 1, "老客户"), clock=chat.clock))
    told = chat.say("这单是谁批的？")
    assert f"由 {manager.name} 放行" in told
    assert "审核放行" in told
    assert "老客户" in told
    assert "照上一单再来一单" in told
    assert "grade_not_a" not in told


def test_who_reads_the_audit_log_sees_which_tool_was_called_with_what(company: Database) -> None:
    """Message, reading with its call, offer; the dealer sees no calls; whoever rewrites one breaks its chain."""
    _, number = _ordered(company, "d1.zh", "雪碧10箱")

    def calls_seen_by(login: str) -> list[object]:
        actor = company.read(lambda uow: actor_of_login(uow, login))
        told = company.read(lambda uow: order_timeline(uow, actor, number))
        return [call for step in told.steps if step.kind is StepKind.READING for call in step.data.get("calls", ())]

    (call,) = calls_seen_by("bm.zh")
    assert call == ["draft_order", {"text": "雪碧10箱"}]
    assert calls_seen_by("d1.zh") == []
    manager = Chat(company, "bm.zh")
    assert "draft_order(text=雪碧10箱" in manager.say(f"{number} 是怎么来的？")
    company.write(lambda uow: uow.execute(update(audit_log).where(audit_log.c.action == ACTION).values(data={"message_id": "m", "calls": []})))
    assert company.read(broken_chains)
