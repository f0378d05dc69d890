"""The life of an order as a table, and what the quantities of its lines may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.errors import Conflict
from backend.ordering.domain import (
    COUNTED_STATUSES,
    DEAD_STATUSES,
    OPEN_STATUSES,
    RESERVING_STATUSES,
    TRANSITIONS,
    LineQuantities,
    OrderAction,
    OrderStatus,
    allowed_actions,
    check_step,
    shipped_status,
)


@pytest.mark.parametrize("status", list(OrderStatus))
@pytest.mark.parametrize("action", list(OrderAction))
def test_what_is_not_in_the_table_is_refused_and_told_what_is_possible(status: OrderStatus, action: OrderAction) -> None:
    """Every pair: either a row of the table or an error that lists the allowed actions."""
    rows = [step for step in TRANSITIONS if (step.source, step.action) == (status, action)]
    if rows:
        assert len(rows) == 1
        for target in rows[0].targets:
            check_step("SO-1", status, action, target)
        return
    with pytest.raises(Conflict, match=r"order\.wrong_status") as refused:
        check_step("SO-1", status, action)
    allowed = ", ".join(allowed_actions(status)) or "-"
    assert refused.value.params == {"number": "SO-1", "status": status.value, "action": action.value, "allowed": allowed}


def test_only_what_has_not_left_can_be_changed_or_cancelled() -> None:
    """HOLD and APPROVED; nothing leads out of the end."""
    for action in (OrderAction.CHANGE, OrderAction.CANCEL):
        assert {step.source for step in TRANSITIONS if step.action is action} == OPEN_STATUSES
    for status in (*DEAD_STATUSES, OrderStatus.CLOSED):
        assert allowed_actions(status) == ()


def test_a_step_to_another_status_than_the_table_says_is_refused() -> None:
    """A rejected order is not approved by the same action."""
    with pytest.raises(Conflict, match=r"order\.wrong_status"):
        check_step("SO-1", OrderStatus.HOLD, OrderAction.REJECT, OrderStatus.APPROVED)


def test_every_status_but_the_draft_can_be_reached_from_the_draft() -> None:
    """The table has no islands."""
    reached = {OrderStatus.DRAFT}
    for _ in OrderStatus:
        reached |= {target for step in TRANSITIONS if step.source in reached for target in step.targets}
    assert reached == set(OrderStatus) - {OrderStatus.SUBMITTED}


def test_what_holds_stock_counts_against_credit_and_what_is_dead_does_neither() -> None:
    """A shipped order holds no stock but is not paid."""
    assert RESERVING_STATUSES < COUNTED_STATUSES
    assert not DEAD_STATUSES & COUNTED_STATUSES
    assert {OrderStatus.SHIPPED} == COUNTED_STATUSES - RESERVING_STATUSES


QUANTITIES = st.integers(-2, 12)


@given(st.tuples(st.integers(-1, 12), QUANTITIES, QUANTITIES, QUANTITIES, QUANTITIES, QUANTITIES))
def test_line_quantities_are_possible_or_refused(numbers: tuple[int, ...]) -> None:
    """Reserved, shipped and cancelled fit into what was ordered; returned into delivered, delivered into shipped; the rest is backorder."""
    ordered, cancelled, reserved, shipped, delivered, returned = numbers
    possible = ordered > 0 and min(numbers) >= 0 and cancelled + reserved + shipped <= ordered and returned <= delivered <= shipped
    if not possible:
        with pytest.raises(ValueError, match="impossible"):
            LineQuantities(*numbers)
        return
    line = LineQuantities(*numbers)
    assert line.backorder + cancelled + reserved + shipped == ordered
    assert line.remaining == line.backorder + reserved


def test_the_status_on_the_way_follows_from_the_lines() -> None:
    """15 ordered, 10 shipped: partly shipped with 5 on backorder; the rest cancelled: shipped; all delivered: delivered."""
    first = LineQuantities(15, shipped=10)
    assert (first.backorder, shipped_status([first])) == (5, OrderStatus.PARTLY_SHIPPED)
    assert shipped_status([LineQuantities(15, cancelled=5, shipped=10)]) is OrderStatus.SHIPPED
    assert shipped_status([LineQuantities(15, cancelled=5, shipped=10, delivered=10), LineQuantities(3, cancelled=3)]) is OrderStatus.DELIVERED
    assert shipped_status([LineQuantities(15, reserved=15)]) is None
    assert shipped_status([LineQuantities(15, cancelled=15)]) is OrderStatus.CANCELLED
