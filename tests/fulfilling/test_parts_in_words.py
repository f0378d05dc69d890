"""Parts in words: what a dealer reads of his order and draft, what a storeman is told, and which notices go out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.bootstrap import relay_events
from backend.identity.domain import SYSTEM
from backend.kit.outbox import outbox
from backend.notices.models import notices
from backend.ordering.fulfilling.schemas import PartFilter
from backend.ordering.fulfilling.service import allocate_due, list_parts, list_released, postpone_late
from bot.brain.embedded.state import DialogueState
from bot.brain.embedded.warehousing import plan_turn
from bot.messages import Card
from bot.rendering import render
from bot.sentences import phrasebook
from tests.fulfilling.warehouse import STOREMAN, Warehouse
from tools.results import ShippingList


def cards(result: object, locale: str) -> list[Card]:
    """The cards of a result."""
    return [block for block in render([result], locale, phrasebook()) if isinstance(block, Card)]


@pytest.mark.parametrize(("locale", "planned"), [("zh", "分 2 批发货：东仓（1 种商品"), ("en", "Ships in 2 parts: East (1 product")])
def test_a_draft_says_before_the_yes_that_it_leaves_in_parts(sqlite_warehouse: Warehouse, locale: str, planned: str) -> None:
    """Only when there is more than one part."""
    sqlite_warehouse.stock_south("BEER", 25)
    whole = cards(sqlite_warehouse.company.draft("d1", COKE=1), locale)[0]
    assert not any("2" in note and ("批" in note or "parts" in note) for note in whole.notes)
    parted = cards(sqlite_warehouse.company.draft("d1", COKE=0, BEER=12), locale)[0]
    assert any(note.startswith(planned) for note in parted.notes), parted.notes


def test_an_order_tells_carrier_tracking_number_and_what_is_still_to_come(sqlite_warehouse: Warehouse) -> None:
    """The question 发货了吗: each part with its state, day and goods."""
    order = sqlite_warehouse.ordered(DRILL=15)
    sqlite_warehouse.allocate(order.number)
    sqlite_warehouse.ship(f"{order.number}-01", {1: 10})
    _, parts = cards(sqlite_warehouse.order(order.number), "zh")
    words = [(row.cells[0].text, row.cells[0].under, row.badges[0].text) for row in parts.rows]
    assert words[0][1:] == (f"{order.number}-01 · 东仓 · 顺丰 SF123", "已发出")
    assert words[1][1:] == (f"{order.number}-02 · 东仓", "已配货")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("今天要发哪些单", True),
        ("还有哪些待发货的", True),
        ("拣货单给我看看", True),
        ("what do I have to ship today?", True),
        ("show me the pick list", True),
        ("SO-10001 发货了吗", False),
        ("你好", False),
        ("how much coke is in stock?", False),
    ],
)
def test_who_may_ship_asks_what_there_is_to_ship(text: str, *, asks: bool) -> None:
    """Everything else is planned as for everybody, and nobody else has the tool."""
    tools = frozenset({"shipping_list", "order_status", "check_stock"})
    assert ("shipping_list" in [call.name for call in plan_turn(text, DialogueState(), tools).calls]) is asks
    assert "shipping_list" not in [call.name for call in plan_turn(text, DialogueState(), tools - {"shipping_list"}).calls]


def test_the_list_of_a_warehouse_holds_parts_to_ship_and_orders_to_call_for(sqlite_warehouse: Warehouse) -> None:
    """Soonest first, page by page, without money for who may not see it."""
    first, second = sqlite_warehouse.ordered(COKE=1), sqlite_warehouse.ordered(SPRITE=1)
    sqlite_warehouse.allocate(first.number)
    read = sqlite_warehouse.company.database.read
    page = read(lambda uow: list_parts(uow, STOREMAN, PartFilter(limit=1)))
    assert ([part.number for part in page.items], page.next_cursor) == ([f"{first.number}-01"], None)
    released = read(lambda uow: list_released(uow, STOREMAN, second.delivery_date, 5))
    assert [order.number for order in released] == [second.number]
    (card,) = cards(ShippingList(page.items, second.delivery_date, released), "en")
    assert [row.badges[0].text for row in card.rows] == ["allocated", "to be prepared"]
    sqlite_warehouse.allocate(second.number)
    one = read(lambda uow: list_parts(uow, STOREMAN, PartFilter(limit=1)))
    rest = read(lambda uow: list_parts(uow, STOREMAN, PartFilter(limit=1, cursor=one.next_cursor)))
    assert [part.number for part in (*one.items, *rest.items)] == [f"{first.number}-01", f"{second.number}-01"]


def test_goods_are_called_for_when_their_day_can_no_longer_be_ordered_for(sqlite_warehouse: Warehouse) -> None:
    """Until the cut-off the dealer may change his order, afterwards it is the warehouse's."""
    order, company = sqlite_warehouse.ordered(COKE=1), sqlite_warehouse.company
    assert allocate_due(company.database, company.clock) == 0
    company.clock.instant += timedelta(hours=7)
    assert (allocate_due(company.database, company.clock), allocate_due(company.database, company.clock)) == (1, 0)
    assert sqlite_warehouse.order(order.number).status == "ALLOCATED"


def test_a_promise_that_has_passed_is_moved_and_told_once(sqlite_warehouse: Warehouse) -> None:
    """What should have arrived and has not left comes on the next day possible."""
    order, company = sqlite_warehouse.ordered(COKE=1), sqlite_warehouse.company
    promised = sqlite_warehouse.allocate(order.number).parts[0].promise_day
    company.clock.instant += timedelta(days=4)
    assert (postpone_late(company.database, company.clock), postpone_late(company.database, company.clock)) == (1, 0)
    moved = sqlite_warehouse.order(order.number).parts[0].promise_day
    assert promised
    assert moved
    assert moved > company.clock.now().date() > promised


def test_the_dealers_people_hear_what_was_shipped_and_delivered_and_no_step_inside_the_warehouse(sqlite_warehouse: Warehouse) -> None:
    """Each notice once, in the words of its facts."""
    order, company = sqlite_warehouse.ordered(COKE=1), sqlite_warehouse.company
    relay_events(company.database, company.clock)
    sqlite_warehouse.allocate(order.number)
    sqlite_warehouse.pick(f"{order.number}-01")
    sqlite_warehouse.ship(f"{order.number}-01")
    sqlite_warehouse.deliver(f"{order.number}-01", {1: 6})
    while relay_events(company.database, company.clock):
        pass
    found = company.database.read(lambda uow: {row.kind: row.params for row in uow.execute(select(notices).where(notices.c.kind != "order.submitted"))})
    assert set(found) == {"order.shipped", "order.delivered"}
    book = phrasebook()
    shipped = book.say("zh", "order.shipped", **found["order.shipped"])
    assert [word for word in (f"{order.number}-01", "顺丰", "SF123") if word not in shipped] == []
    assert "拒收" in book.say("zh", "order.delivered", **found["order.delivered"])
    topics = company.database.read(lambda uow: list(uow.execute(select(outbox.c.topic).order_by(outbox.c.id)).scalars()))
    assert topics == ["order.submitted", "order.allocated", "order.picking", "order.shipped", "order.delivered"]
    assert SYSTEM.user_id not in str(found)
