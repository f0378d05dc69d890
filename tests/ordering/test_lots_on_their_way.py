"""Lots that carry promises: nobody blocks, moves or counts them away without what that means for orders."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from backend.identity.domain import SYSTEM
from backend.inventory import transfers
from backend.inventory.blocking import LotMark
from backend.inventory.domain import LotStatus
from backend.inventory.service import Adjustment, Receipt, adjust_stock, mark_lot, receive_stock
from backend.inventory.transfers import TRANSIT, NewTransfer, Transfer, TransferReceipt
from backend.kit.errors import Conflict, Invalid, Refused
from backend.kit.outbox import outbox
from backend.ordering.lot_marks import mark_lot_as_seen, preview_lot_mark
from backend.ordering.moving import receive_transfer
from backend.ordering.schemas import LineView
from backend.ordering.service import get_order
from tests.ordering.company import Company

TODAY = date(2025, 6, 11)


def dispatched(company: Company, base_qty: int) -> Transfer:
    """Beer on its way from the east to the south."""
    new = NewTransfer("BW-E", "BW-S", (("BEER", "L1", base_qty),))
    now = company.write(lambda uow: transfers.draft_transfer(uow, SYSTEM, new, clock=company.clock))
    for step in (transfers.approve_transfer, transfers.dispatch_transfer):
        now = company.write(lambda uow, step=step, now=now: step(uow, SYSTEM, now.number, now.version, clock=company.clock))
    return now


def beer(company: Company, number: str) -> LineView:
    """The line of an order."""
    return company.database.read(lambda uow: get_order(uow, SYSTEM, number)).lines[0]


def test_a_lot_is_marked_only_as_it_was_seen(company: Company) -> None:
    """An order that was placed since the look loses goods nobody saw it lose: nothing happens, and a new look tells it."""
    mark = LotMark(("BEER", "BW-E"), "L1", LotStatus.RECALLED, "bad")
    seen = company.write(lambda uow: preview_lot_mark(uow, SYSTEM, mark, clock=company.clock)).seen
    order = company.order("d1", BEER=1).order
    assert order is not None
    with pytest.raises(Conflict, match="lot_moved_on"):
        company.write(lambda uow: mark_lot_as_seen(uow, SYSTEM, mark, seen, clock=company.clock))
    assert beer(company, order.number).reserved_base == 12
    fresh = company.write(lambda uow: preview_lot_mark(uow, SYSTEM, mark, clock=company.clock))
    assert [loss.number for loss in fresh.orders] == [order.number]
    assert company.write(lambda uow: mark_lot_as_seen(uow, SYSTEM, mark, fresh.seen, clock=company.clock)) == fresh


def test_a_lot_that_was_recalled_under_way_takes_its_promises_back_where_it_arrives(company: Company) -> None:
    """The same lot stands in the target and 24 of it are promised: they are promised anew or later, and the order is told."""
    company.write(lambda uow: receive_stock(uow, SYSTEM, [Receipt("BW-S", "BEER", "L1", 24, TODAY - timedelta(days=1))], clock=company.clock))
    way = dispatched(company, 60)
    order = company.order("d1", BEER=7).order
    assert order is not None
    assert beer(company, order.number).reserved_base == 84
    company.write(lambda uow: mark_lot(uow, SYSTEM, ("BEER", TRANSIT.code), "L1", LotStatus.RECALLED))
    company.write(lambda uow: receive_transfer(uow, SYSTEM, way.number, way.version, TransferReceipt({1: 60}), clock=company.clock))
    after = beer(company, order.number)
    assert (after.reserved_base, after.backorder_base) == (60, 24)
    assert "order.delayed" in company.database.read(lambda uow: uow.execute(select(outbox.c.topic)).scalars().all())
    assert company.disagreements() == []


def test_goods_do_not_leave_for_where_their_lot_has_other_dates(company: Company) -> None:
    """They could never be received: the transfer is refused while they are still here."""
    company.write(lambda uow: receive_stock(uow, SYSTEM, [Receipt("BW-S", "BEER", "L1", 1, TODAY, date(2026, 1, 1))], clock=company.clock))
    with pytest.raises(Invalid, match="lot_differs"):
        dispatched(company, 12)


def test_a_correction_leaves_every_promise_its_lot(company: Company) -> None:
    """Enough stands there by number, but what is left is blocked: the correction is refused."""
    company.stock("BEER", 120, "L2")
    company.write(lambda uow: mark_lot(uow, SYSTEM, ("BEER", "BW-E"), "L2", LotStatus.QUARANTINE))
    assert company.order("d1", BEER=10).order is not None
    with pytest.raises(Refused, match="in_use"):
        company.write(lambda uow: adjust_stock(uow, SYSTEM, [Adjustment("BW-E", "BEER", "L1", -1, "broken")], clock=company.clock))
    company.write(lambda uow: adjust_stock(uow, SYSTEM, [Adjustment("BW-E", "BEER", "L2", -120, "scrapped")], clock=company.clock))
    assert company.disagreements() == []
