"""Blocking a lot that parts count on: what was lost comes out of the parts, whatever lots and promises it was spread over."""

from backend.identity.domain import SYSTEM
from backend.inventory.blocking import LotMark
from backend.inventory.domain import LotStatus
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
