"""Splitting an order: parts leave together only from one warehouse, on one day, at one temperature and from one supplier; money and goods add up."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.ordering.fulfilling.domain import PartLine, carved, net_totals, value_of
from backend.ordering.fulfilling.splitting import Allocated, SplitLine, Traits, split

DAY, LATER = date(2025, 6, 12), date(2025, 6, 13)


def test_r10_a_parent_of_100_in_three_children_is_33_34_and_33_33_and_33_33() -> None:
    """Rounding is shared by largest remainder: no cent is lost or made."""
    allocations = [Allocated(1, warehouse, 1, DAY) for warehouse in ("A", "B", "C")]
    parts = split([SplitLine(1, "COKE", 3, Decimal("100.00"))], allocations, {})
    assert [part.total for part in parts] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_r10_15_ordered_and_10_in_stock_leaves_a_part_of_5_that_waits() -> None:
    """What no warehouse holds is a part of its own, without place and day."""
    first, waits = split([SplitLine(1, "DRILL", 15, Decimal("150.00"))], [Allocated(1, "A", 10, DAY)], {})
    assert (first.warehouse, first.lines[0].base_qty, first.total) == ("A", 10, Decimal("100.00"))
    assert (waits.warehouse, waits.day, waits.lines[0].base_qty, waits.total) == ("", None, 5, Decimal("50.00"))


@pytest.mark.parametrize(
    ("second", "traits"),
    [
        (Allocated(2, "B", 1, DAY), Traits()),
        (Allocated(2, "A", 1, LATER), Traits()),
        (Allocated(2, "A", 1, DAY), Traits("frozen")),
        (Allocated(2, "A", 1, DAY), Traits("", "Dairy Ltd")),
    ],
    ids=["warehouse", "day", "temperature", "supplier"],
)
def test_d6_another_warehouse_day_temperature_or_supplier_is_another_part(second: Allocated, traits: Traits) -> None:
    """Each of the four separates; everything the same leaves together."""
    lines = [SplitLine(1, "COKE", 1, Decimal("2.00")), SplitLine(2, "MILK", 1, Decimal("3.00"))]
    assert len(split(lines, [Allocated(1, "A", 1, DAY), second], {"MILK": traits})) == 2
    assert len(split(lines, [Allocated(1, "A", 1, DAY), Allocated(2, "A", 1, DAY)], {})) == 1


Line = tuple[int, int, int]
Held = tuple[int, str, int, date]
LINES = st.lists(st.tuples(st.integers(1, 500), st.integers(0, 10**7), st.integers(0, 3)), min_size=1, max_size=8)
HELD = st.lists(st.tuples(st.integers(1, 8), st.sampled_from("ABC"), st.integers(1, 200), st.sampled_from([DAY, LATER])), max_size=24)


@given(LINES, HELD)
def test_whatever_is_held_where_the_parts_add_up_to_the_lines_and_to_the_cent(numbered: list[Line], held: list[Held]) -> None:
    """For any lines and reservations within them, in any number of warehouses, days and traits."""
    lines = [SplitLine(number, f"S{number}", base_qty, Decimal(cents) / 100) for number, (base_qty, cents, _) in enumerate(numbered, 1)]
    traits = {f"S{number}": Traits(("ambient", "chilled", "frozen")[kind % 3], "X" if kind == 3 else "") for number, (_, _, kind) in enumerate(numbered, 1)}
    left, allocations = {line.line_no: line.base_qty for line in lines}, []
    for number, warehouse, base_qty, day in held:
        taken = min(base_qty, left.get(number, 0))
        if taken:
            left[number] -= taken
            allocations.append(Allocated(number, warehouse, taken, day))
    parts = split(lines, allocations, traits)
    assert sum((part.total for part in parts), Decimal(0)) == sum((line.total for line in lines), Decimal(0))
    for line in lines:
        mine = [one for part in parts for one in part.lines if one.line_no == line.line_no]
        assert (sum(one.base_qty for one in mine), sum((one.line_total for one in mine), Decimal(0))) == (line.base_qty, line.total)
    for part in parts:
        assert part.warehouse == "" or len({traits[one.sku] for one in part.lines}) == 1


@given(st.integers(1, 1000), st.integers(0, 10**7), st.lists(st.integers(1, 400), max_size=6))
def test_a_line_taken_apart_piece_by_piece_keeps_its_money(base_qty: int, cents: int, pieces: list[int]) -> None:
    """Carving is exact in any order, and so is what was delivered of it so far."""
    rest: PartLine | None = PartLine(1, "COKE", base_qty, Decimal(cents) / 100)
    taken: list[PartLine] = []
    for piece in pieces:
        if rest is None:
            break
        own, rest = carved(rest, piece, 2)
        taken += [own] if own else []
    everything = [*taken, *([rest] if rest else [])]
    assert sum(one.base_qty for one in everything) == base_qty
    assert sum((one.line_total for one in everything), Decimal(0)) == Decimal(cents) / 100
    assert value_of(base_qty, base_qty, Decimal(cents) / 100, 2) == Decimal(cents) / 100


def test_a_discount_on_the_whole_order_is_shared_over_its_lines_to_the_cent() -> None:
    """The parts of an order with a promotion add up to what is paid, not to the list prices."""
    shared = net_totals({1: Decimal("10.00"), 2: Decimal("20.00")}, Decimal("29.99"), 2)
    assert (sum(shared.values()), shared[1]) == (Decimal("29.99"), Decimal("10.00"))
