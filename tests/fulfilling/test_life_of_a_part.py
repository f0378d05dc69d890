"""An order goes through the warehouse: parts, picking, shipping, delivery; every figure agrees at every step."""

from decimal import Decimal

import pytest

from backend.inventory.service import stock_by_warehouse
from backend.kit.errors import Conflict, DomainError, Invalid, NotPermitted
from backend.ordering.fulfilling.allocating import allocate_order
from backend.ordering.fulfilling.backorders import fill_backorders
from backend.ordering.fulfilling.closing import cancel_open_parts
from backend.ordering.fulfilling.schemas import Dispatch, PartStep
from backend.ordering.fulfilling.shipping import ship_part
from backend.ordering.schemas import CancelRequest, ChangeView
from backend.ordering.service import propose_cancel
from tests.fulfilling.warehouse import STOREMAN, Warehouse


def backordered(warehouse: Warehouse, sku: str, quantity: int) -> str:
    """The number of an order of more than there is, the rest to come later."""
    company = warehouse.company
    view = company.draft("d1", **{sku: quantity})
    view = company.answer("d1", view.questions[0].id, "backorder")
    result = company.confirm("d1", view.confirm_token)
    assert result.order is not None
    return result.order.number


def test_an_order_in_one_warehouse_is_one_part_that_is_picked_shipped_and_delivered(warehouse: Warehouse) -> None:
    """D1: each stage has its time; the commitment becomes a receivable to the cent."""
    order = warehouse.ordered(COKE=2, SPRITE=1)
    total = order.total
    allocated = warehouse.allocate(order.number)
    assert (allocated.status, [part.number for part in allocated.parts]) == ("ALLOCATED", [f"{order.number}-01"])
    picked = warehouse.pick(f"{order.number}-01")
    assert (picked.status, warehouse.order(order.number).status) == ("PICKING", "PICKING")
    shipped = warehouse.ship(f"{order.number}-01")
    assert (shipped.carrier, shipped.tracking, warehouse.order(order.number).status) == ("顺丰", "SF123", "SHIPPED")
    assert [(lot.lot, lot.base_qty) for line in shipped.lines for lot in line.lots] == [("L1", 48), ("L1", 24)]
    assert warehouse.account() == (total, Decimal(0))
    delivered = warehouse.deliver(f"{order.number}-01")
    assert (delivered.status, delivered.signed_by, warehouse.order(order.number).status) == ("DELIVERED", "王姐", "DELIVERED")
    assert all((delivered.picked_at, delivered.shipped_at, delivered.delivered_at))
    assert warehouse.account() == (Decimal(0), total)
    assert [entry.action for entry in warehouse.order(order.number).history] == ["submitted", "allocated", "picking", "shipped", "delivered"]
    assert warehouse.company.disagreements() == []


def test_two_warehouses_make_two_parts_whose_lines_and_amounts_sum_exactly_to_the_order(warehouse: Warehouse) -> None:
    """C10, D6: one parent number, the parts add up to the cent, each ships from its own warehouse."""
    warehouse.stock_south("BEER", 25)
    order = warehouse.ordered(BEER=12)
    parts = warehouse.allocate(order.number).parts
    assert [(part.warehouse, part.lines[0].base_qty) for part in parts] == [("BW-E", 120), ("BW-S", 24)]
    assert sum(part.total or 0 for part in parts) == order.total
    warehouse.ship(parts[0].number)
    assert warehouse.order(order.number).status == "PARTLY_SHIPPED"
    warehouse.ship(parts[1].number)
    warehouse.deliver(parts[0].number)
    assert warehouse.order(order.number).status == "SHIPPED"
    warehouse.deliver(parts[1].number)
    assert warehouse.order(order.number).status == "DELIVERED"
    assert warehouse.company.disagreements() == []


def test_what_is_not_shipped_of_a_part_becomes_a_part_of_its_own(warehouse: Warehouse) -> None:
    """R10: 15 ordered, 10 shipped leaves 5 to come, at their share of the money."""
    order = warehouse.ordered(DRILL=15)
    warehouse.allocate(order.number)
    warehouse.ship(f"{order.number}-01", {1: 10})
    shown = warehouse.order(order.number)
    assert [(part.status, part.lines[0].base_qty) for part in shown.parts] == [("SHIPPED", 10), ("ALLOCATED", 5)]
    assert (shown.status, shown.lines[0].shipped_base, shown.lines[0].reserved_base) == ("PARTLY_SHIPPED", 10, 5)
    assert sum(part.total or 0 for part in shown.parts) == shown.total
    assert warehouse.company.disagreements() == []


def test_what_was_refused_at_the_door_comes_back_into_quarantine_and_is_owed_by_nobody(warehouse: Warehouse) -> None:
    """R16: only what was accepted is delivered and owed; the refused goods cannot be promised."""
    order = warehouse.ordered(COKE=2)
    total = order.total or Decimal(0)
    warehouse.allocate(order.number)
    warehouse.ship(f"{order.number}-01")
    part = warehouse.deliver(f"{order.number}-01", {1: 12})
    assert (part.lines[0].delivered_base, part.lines[0].refused_base) == (36, 12)
    shown = warehouse.order(order.number)
    assert (shown.status, shown.lines[0].delivered_base, shown.lines[0].cancelled_base) == ("DELIVERED", 36, 12)
    assert warehouse.account() == (Decimal(0), total * 36 / 48)
    stock = warehouse.company.database.read(lambda uow: stock_by_warehouse(uow, ["COKE"]))["COKE"][0]
    assert [(lot.lot, lot.on_hand, lot.status.value) for lot in stock.lots] == [("L1", 2352, "ok"), ("L1/R", 12, "quarantine")]
    assert warehouse.company.disagreements() == []


def test_a_part_of_which_everything_is_refused_leaves_an_order_of_nothing(warehouse: Warehouse) -> None:
    """Nothing was kept: the order ends as cancelled, without anything owed."""
    order = warehouse.ordered(COKE=1)
    warehouse.allocate(order.number)
    warehouse.ship(f"{order.number}-01")
    assert warehouse.deliver(f"{order.number}-01", {1: 24}).status == "REFUSED"
    assert (warehouse.order(order.number).status, warehouse.account()) == ("CANCELLED", (Decimal(0), Decimal(0)))
    assert warehouse.company.disagreements() == []


def test_what_waits_for_stock_is_a_part_that_waits_and_follows_when_there_is_some(warehouse: Warehouse) -> None:
    """The oldest order is served first; what follows has a day, a warehouse and its exact share."""
    first = backordered(warehouse, "BEER", 15)
    second = backordered(warehouse, "BEER", 5) if warehouse.company.disagreements() == [] else ""
    shown = warehouse.allocate(first)
    assert [(part.status, part.lines[0].base_qty) for part in shown.parts] == [("ALLOCATED", 120), ("WAITING", 60)]
    with pytest.raises(Conflict, match="nothing_to_ship"):
        warehouse.allocate(second)
    warehouse.company.stock("BEER", 24, lot="L2")
    assert fill_backorders(warehouse.company.database, warehouse.company.clock) == 1
    shown = warehouse.order(first)
    assert [(part.status, part.lines[0].base_qty) for part in shown.parts] == [("ALLOCATED", 120), ("WAITING", 36), ("ALLOCATED", 24)]
    warehouse.company.stock("BEER", 96, lot="L3")
    assert fill_backorders(warehouse.company.database, warehouse.company.clock) == 2
    assert [part.status for part in warehouse.order(first).parts] == ["ALLOCATED", "ALLOCATED", "ALLOCATED"]
    assert warehouse.order(second).lines[0].reserved_base == 60
    assert sum(part.total or 0 for part in warehouse.order(first).parts) == warehouse.order(first).total
    assert warehouse.company.disagreements() == []


def test_giving_up_the_rest_frees_stock_and_credit_and_keeps_what_has_left(warehouse: Warehouse) -> None:
    """R10: short close; what was shipped stays committed until it is delivered."""
    order = warehouse.ordered(DRILL=4)
    total = order.total or Decimal(0)
    warehouse.allocate(order.number)
    warehouse.ship(f"{order.number}-01", {1: 1})
    closed = warehouse.company.write(lambda uow: cancel_open_parts(uow, order.order_id, clock=warehouse.company.clock))
    assert (closed.status, dict(closed.cancelled), closed.amount) == ("SHIPPED", {1: 3}, total * 3 / 4)
    assert warehouse.account() == (total / 4, Decimal(0))
    warehouse.deliver(f"{order.number}-01")
    assert warehouse.account() == (Decimal(0), total / 4)
    with pytest.raises(Conflict, match="nothing_open"):
        warehouse.company.write(lambda uow: cancel_open_parts(uow, order.order_id, clock=warehouse.company.clock))
    assert warehouse.company.disagreements() == []


def test_a_dealer_cannot_cancel_what_the_warehouse_works_on_and_is_told_what_is_possible(sqlite_warehouse: Warehouse) -> None:
    """N8: until the goods are called for a change is possible; then he may ask to give up the rest, refuse at the door, or return."""
    order, company = sqlite_warehouse.ordered(COKE=2), sqlite_warehouse.company
    sqlite_warehouse.allocate(order.number)

    def cancel() -> ChangeView:
        return company.write(lambda uow: propose_cancel(uow, company.actor("d1"), CancelRequest(order.number), clock=company.clock))

    assert (cancel().kind, cancel().total_before) == ("close_ask", order.total)
    sqlite_warehouse.ship(f"{order.number}-01")
    with pytest.raises(Conflict, match="cancel_shipped"):
        cancel()
    sqlite_warehouse.deliver(f"{order.number}-01")
    with pytest.raises(Conflict, match="cancel_delivered"):
        cancel()


def test_a_step_on_another_version_or_beyond_what_there_is_changes_nothing(sqlite_warehouse: Warehouse) -> None:
    """Two people with the same list ship a part once."""
    order, company = sqlite_warehouse.ordered(COKE=1), sqlite_warehouse.company
    sqlite_warehouse.allocate(order.number)
    number, first = f"{order.number}-01", sqlite_warehouse.part(f"{order.number}-01").version

    def ship(version: int, quantities: dict[int, int] | None = None, carrier: str = "顺丰") -> None:
        company.write(lambda uow: ship_part(uow, STOREMAN, PartStep(number, version, quantities), Dispatch(carrier), clock=company.clock))

    for quantities in ({1: 25}, {1: 0}, {2: 1}, {1: -1}):
        with pytest.raises(Invalid, match="bad_quantity"):
            ship(first, quantities)
    with pytest.raises(Invalid, match="no_carrier"):
        ship(first, carrier=" ")
    sqlite_warehouse.pick(number, {1: 12})
    with pytest.raises(Conflict, match="stale"):
        ship(first)
    with pytest.raises(Invalid, match="bad_quantity"):
        ship(first + 1, {1: 24})
    ship(first + 1)
    with pytest.raises(Conflict, match="wrong_status"):
        ship(first + 2)
    with pytest.raises(Invalid, match="bad_quantity"):
        sqlite_warehouse.deliver(number, {1: 13})
    assert company.disagreements() == []


@pytest.mark.parametrize("login", ["d1", "bm", "tech"])
def test_only_who_may_ship_does(sqlite_warehouse: Warehouse, login: str) -> None:
    """The right is checked in the use case."""
    order, company = sqlite_warehouse.ordered(COKE=1), sqlite_warehouse.company
    actor = company.actor(login)
    with pytest.raises(NotPermitted):
        company.write(lambda uow: allocate_order(uow, actor, order.number, clock=company.clock))
    sqlite_warehouse.allocate(order.number)
    with pytest.raises(DomainError):
        company.write(lambda uow: ship_part(uow, actor, PartStep(f"{order.number}-01", 1), Dispatch("顺丰"), clock=company.clock))
