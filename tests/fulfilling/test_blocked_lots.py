"""Blocking a lot that parts count on: what was lost comes out of the parts, whatever lots and promises it was spread over."""

from sqlalchemy import select

from backend.identity.domain import SYSTEM
from backend.inventory.blocking import LotMark
from backend.inventory.domain import LotStatus
from backend.kit.outbox import outbox
from backend.ordering.fulfilling.backorders import fill_backorders
from backend.ordering.lot_marks import mark_lot_for_orders
from tests.fulfilling.test_life_of_a_part import backordered
from tests.fulfilling.warehouse import Warehouse


def test_a_line_promised_twice_in_one_warehouse_loses_both_promises(warehouse: Warehouse) -> None:
    """120 in one lot and 24 that followed in another: with the first blocked, 24 are left and everything else waits."""
    company, number = warehouse.company, backordered(warehouse, "BEER", 15)
    warehouse.allocate(number)
    company.stock("BEER", 24, lot="L2")
    assert fill_backorders(company.database, company.clock) == 1
    mark = LotMark(("BEER", "BW-E"), "L1", LotStatus.QUARANTINE)
    effect = company.write(lambda uow: mark_lot_for_orders(uow, SYSTEM, mark, clock=company.clock))
    assert [(one.lost_base, one.late_base) for one in effect.orders] == [(120, 120)]
    line = warehouse.order(number).lines[0]
    assert (line.reserved_base, line.backorder_base) == (24, 156)
    assert company.disagreements() == []


def test_an_order_whose_goods_all_come_from_elsewhere_is_told_of_no_delay(warehouse: Warehouse) -> None:
    """The south has as much as was lost: the parts change their warehouse, nothing comes later."""
    company, order = warehouse.company, warehouse.ordered(BEER=5)
    warehouse.allocate(order.number)
    warehouse.stock_south("BEER", 60)
    mark = LotMark(("BEER", "BW-E"), "L1", LotStatus.QUARANTINE)
    effect = company.write(lambda uow: mark_lot_for_orders(uow, SYSTEM, mark, clock=company.clock))
    assert [(one.lost_base, one.late_base) for one in effect.orders] == [(60, 0)]
    assert [(part.status, part.warehouse) for part in warehouse.order(order.number).parts] == [("ALLOCATED", "BW-S")]
    topics = company.database.read(lambda uow: set(uow.execute(select(outbox.c.topic)).scalars()))
    assert "order.delayed" not in topics
    assert company.disagreements() == []
