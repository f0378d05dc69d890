"""Free goods of a promotion travel with the paid ones: in the same parts, at no money, later where stock is short."""

from decimal import Decimal

from backend.identity.domain import SYSTEM
from backend.ordering.fulfilling.service import cancel_open_parts, fill_backorders
from backend.pricing.promotions.domain import Promotion
from backend.pricing.promotions.publishing import publish_promotion
from tests.fulfilling.warehouse import Warehouse
from tests.promotions.baskets import gift


def publish(warehouse: Warehouse, promotion: Promotion) -> None:
    """Put a promotion into force."""
    warehouse.company.write(lambda uow: publish_promotion(uow, SYSTEM, promotion, clock=warehouse.company.clock))


def test_free_goods_leave_with_the_paid_ones_and_cost_nothing(warehouse: Warehouse) -> None:
    """Twenty cases and two free: one part of 528 cans whose money is that of the order."""
    publish(warehouse, gift(buy=240, free=24))
    order = warehouse.ordered(COKE=20)
    (part,) = warehouse.allocate(order.number).parts
    assert [(line.line_no, line.base_qty, line.line_total) for line in part.lines] == [(1, 480, order.total), (9001, 48, Decimal("0.00"))]
    warehouse.ship(part.number)
    assert (warehouse.order(order.number).status, warehouse.order(order.number).promotions[0].shipped_base) == ("SHIPPED", 48)
    warehouse.deliver(part.number)
    assert (warehouse.order(order.number).status, warehouse.account()) == ("DELIVERED", (Decimal(0), order.total))
    assert warehouse.company.disagreements() == []


def test_free_goods_that_are_short_follow_when_there_is_stock(warehouse: Warehouse) -> None:
    """They wait as a part of their own, and are given up with the rest."""
    publish(warehouse, gift(skus="BEER", buy=120, free=12))
    order = warehouse.ordered(BEER=10)
    first, waits = warehouse.allocate(order.number).parts
    assert (waits.status, [(line.line_no, line.base_qty) for line in waits.lines]) == ("WAITING", [(9001, 12)])
    warehouse.ship(first.number)
    warehouse.company.stock("BEER", 5, lot="L2")
    assert fill_backorders(warehouse.company.database, warehouse.company.clock) == 1
    shown = warehouse.order(order.number)
    assert ([part.status for part in shown.parts], shown.promotions[0].reserved_base) == (["SHIPPED", "WAITING", "ALLOCATED"], 5)
    warehouse.ship(f"{order.number}-03")
    assert warehouse.company.disagreements() == []
    warehouse.company.stock("BEER", 2, lot="L3")
    fill_backorders(warehouse.company.database, warehouse.company.clock)
    warehouse.company.write(lambda uow: cancel_open_parts(uow, order.order_id, clock=warehouse.company.clock))
    shown = warehouse.order(order.number)
    assert (shown.status, shown.promotions[0].shipped_base, shown.promotions[0].reserved_base) == ("SHIPPED", 5, 0)
    assert warehouse.company.disagreements() == []
