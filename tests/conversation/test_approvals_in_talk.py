"""Promises of approvals in the chat: staff ask what waits for them, see why, and release by a button that is bound to what its card showed."""

import pytest
from sqlalchemy import select

from backend.kit.db import Database
from backend.ordering.models import orders
from backend.ordering.schemas import Decision
from backend.ordering.service import get_order, reject_order
from tests.conversation.chat import Chat


@pytest.fixture
def held(company: Database) -> str:
    """The number of an order that waits for its release."""
    chat = Chat(company, "d5.en")
    chat.say("60 cases of red bull 250ml please")
    chat.press(chat.button("confirm:"))
    query = select(orders.c.number).where(orders.c.status == "HOLD").order_by(orders.c.placed_at.desc()).limit(1)
    return str(company.read(lambda uow: uow.execute(query).scalar_one()))


@pytest.mark.parametrize(
    ("login", "ask"), [("bm.zh", "有哪些单子要我批？"), ("bm.en", "what is waiting for my approval?"), ("bm.en", "which orders do I have to approve?")]
)
def test_an_approver_asks_what_waits_and_releases_by_the_button(company: Database, held: str, login: str, ask: str) -> None:
    """Each held order on a card of its own; pressing its button twice releases it once."""
    chat = Chat(company, login)
    told = chat.say(ask)
    assert held in told
    button = chat.button(f"release:{held}:")
    assert chat.status_of(held) == "HOLD"
    assert held in chat.press(button)
    assert chat.status_of(held) == "APPROVED"
    chat.press(button)
    assert chat.status_of(held) == "APPROVED"


def test_an_order_is_named_and_its_button_releases_only_what_it_showed(company: Database, held: str) -> None:
    """Words release nothing; after the order was rejected meanwhile the button says so."""
    chat = Chat(company, "bm.en")
    assert held in chat.say(f"approve {held}")
    assert chat.status_of(held) == "HOLD"
    button = chat.button(f"release:{held}:")
    forged = ":".join((*button.split(":")[:-1], "0" * 16))
    chat.press(forged)
    assert chat.status_of(held) == "HOLD"
    order = company.read(lambda uow: get_order(uow, chat.actor, held))
    company.write(lambda uow: reject_order(uow, chat.actor, Decision(order.order_id, order.version, "no"), clock=chat.clock))
    chat.press(button)
    assert chat.status_of(held) == "REJECTED"


def test_a_dealer_is_told_who_releases_and_gets_no_button(company: Database, held: str) -> None:
    """Neither by words nor with somebody's button."""
    chat = Chat(company, "d5.en")
    chat.say(f"approve {held}")
    assert not chat.has_button("release:")
    chat.press(f"release:{held}:1:{'0' * 16}")
    assert chat.status_of(held) == "HOLD"
