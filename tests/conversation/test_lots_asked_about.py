"""Stock in talk, in both languages: who keeps it asks about lots and deliveries, who is short of it takes what stands in."""

from datetime import timedelta

import pytest

from backend.identity.domain import SYSTEM
from backend.identity.service import actor_of_login
from backend.inventory import inbound
from backend.inventory.domain import LotStatus
from backend.inventory.inbound import NewInbound
from backend.inventory.listing import ShelfFilter, list_shelves
from backend.inventory.service import list_warehouses, mark_lot
from backend.inventory.substitutes import set_substitutes
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.ordering.service import look_at_draft
from bot.brain.embedded.state import DialogueState
from bot.brain.embedded.warehousing import plan_turn
from bot.messages import Card
from bot.rendering import render
from bot.sentences import phrasebook
from tests.conftest import NOW
from tests.conversation.chat import Chat
from tests.ordering.company import load_company
from tools.stock import InboundShown, LotsShown, state_asked

TOOLS = frozenset({"stock_lots", "shipping_list", "order_status", "check_stock"})


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("哪些批次被召回了?", "recalled"),
        ("which lots are recalled?", "recalled"),
        ("有没有隔离的批次", "quarantine"),
        ("show me what is in quarantine", "quarantine"),
        ("哪些货快到期了", "soon"),
        ("what is near expiry?", "soon"),
        ("仓库里有过期的货吗", "over"),
        ("any expired lots?", "over"),
        ("在途有什么货?", "inbound"),
        ("which deliveries are on the way to the warehouse?", "inbound"),
        ("红牛还有多少", None),
        ("今天要发哪些单", None),
        ("这批货过期了，我要退", None),
        ("how many cases of coke do we have", None),
    ],
)
def test_a_question_about_lots_or_deliveries_is_told_from_others(text: str, state: str | None) -> None:
    """It is planned for who has the tool; an order that is named is asked about as ever."""
    assert state_asked(text) == state
    planned = [call.name for call in plan_turn(text, DialogueState(), TOOLS).calls]
    assert (planned == ["stock_lots"]) is (state is not None)
    assert "stock_lots" not in [call.name for call in plan_turn(text, DialogueState(), TOOLS - {"stock_lots"}).calls]
    assert "stock_lots" not in [call.name for call in plan_turn(f"SO-10001 {text}", DialogueState(), TOOLS).calls]


@pytest.mark.parametrize(("locale", "lot", "missing"), [("zh", "批次 L1", "未确认"), ("en", "lot L1", "not confirmed")])
def test_lots_and_deliveries_are_shown_with_their_days(database: Database, clock: FixedClock, locale: str, lot: str, missing: str) -> None:
    """A recalled lot by product and warehouse; a delivery that nobody confirmed says so."""
    company = load_company(database, clock)
    due = clock.now().date() + timedelta(days=9)
    company.write(lambda uow: mark_lot(uow, SYSTEM, ("BEER", "BW-E"), "L1", LotStatus.RECALLED))
    company.write(lambda uow: inbound.announce_inbound(uow, SYSTEM, [NewInbound("PO1", "BW-S", "COKE", 240, due, confirmed=False)], clock=clock))
    shelves = database.read(lambda uow: list_shelves(uow, SYSTEM, ShelfFilter(status="recalled"), at=clock.now()))
    shown = LotsShown("recalled", tuple((shelf, one) for shelf in shelves.items for one in shelf.lots), {})
    coming = InboundShown(database.read(lambda uow: inbound.list_inbound(uow, SYSTEM)).items, {}, {w.code: w for w in database.read(list_warehouses)})
    first, second = [block for block in render([shown, coming], locale, phrasebook()) if isinstance(block, Card)]
    assert lot in str(first.rows[0].cells[0])
    assert "120" in str(first.rows[0].cells[1])
    assert [badge.text for badge in second.rows[0].badges] == [missing]
    assert "PO1" in str(second.rows[0].cells[0])


@pytest.mark.parametrize(("login", "order", "words"), [("d1.zh", "10箱魔爪330ml", "用替代的吧"), ("d1.en", "10 cases of monster 330ml", "use the substitute")])
def test_the_offered_substitute_is_taken_in_talk(company: Database, login: str, order: str, words: str) -> None:
    """Three cases are there; Red Bull stands in, by words without its name."""
    company.write(lambda uow: set_substitutes(uow, SYSTEM, "MON-330", ("RB-250",), clock=FixedClock(NOW)))
    chat = Chat(company, login)
    chat.say(order)
    chat.say(words)
    view = company.read(lambda uow: look_at_draft(uow, actor_of_login(uow, login), clock=FixedClock(NOW)))
    assert view is not None
    assert [(line.sku, line.base_qty) for line in view.lines] == [("RB-250", 240)]
