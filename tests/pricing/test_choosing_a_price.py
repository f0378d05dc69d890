"""Promises of the pure function: the price is one of those offered, valid and reached, and ties fall the same way every time (R3)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from backend.pricing.resolution import PriceEntry, ScopeRank, resolve_price

NOW = datetime(2025, 6, 11, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(list_id: int, rank: ScopeRank, price: str, **more: object) -> PriceEntry:
    """A break of one list, valid since long ago without end."""
    values: dict[str, object] = {"priority": 0, "valid_from": NOW - DAY, "valid_to": None, "min_base_qty": 0, **more}
    return PriceEntry(list_id=list_id, list_code=f"L{list_id}", version=1, rank=rank, unit_price=Decimal(price), **values)  # type: ignore[arg-type] # short words for tests


def chosen(*entries: PriceEntry, qty: int = 1) -> str:
    """The list that gives the price; the order in which the entries come does not matter."""
    found = {None if price is None else price.list_code for order in permutations(entries) for price in [resolve_price(order, qty, NOW)]}
    assert len(found) == 1
    return str(found.pop())


def test_ties_go_to_the_higher_priority_then_the_later_start_then_the_lower_id() -> None:
    """Each rule decides only what the one before it left open; a narrower scope counts before all of them."""
    early, late = entry(1, ScopeRank.GRADE, "1", valid_from=NOW - 2 * DAY), entry(2, ScopeRank.GRADE, "2", valid_from=NOW - DAY)
    assert chosen(early, late) == "L2"
    assert chosen(entry(1, ScopeRank.GRADE, "1", priority=1, valid_from=NOW - 2 * DAY), late) == "L1"
    assert chosen(entry(1, ScopeRank.GRADE, "1"), entry(2, ScopeRank.GRADE, "2")) == "L1"
    assert chosen(entry(1, ScopeRank.BASE, "1", priority=99), entry(2, ScopeRank.CONTRACT, "2", priority=-99)) == "L2"


def test_a_list_below_its_lowest_break_is_not_asked() -> None:
    """Not even when its price would be the best."""
    contract, base = entry(1, ScopeRank.CONTRACT, "80", min_base_qty=3), entry(2, ScopeRank.BASE, "100")
    assert [chosen(contract, base, qty=qty) for qty in (2, 3)] == ["L2", "L1"]
    assert resolve_price([contract], 2, NOW) is None


def test_the_deepest_break_is_sought_inside_one_list_only() -> None:
    """A deeper break of a wider list does not beat a shallow one of a narrower list."""
    assert chosen(entry(1, ScopeRank.CONTRACT, "80"), entry(2, ScopeRank.BASE, "50", min_base_qty=10), qty=10) == "L1"


_DAYS = st.integers(-2, 2).map(lambda days: NOW + days * DAY)
_LISTS = st.tuples(
    st.sampled_from(ScopeRank),
    st.fixed_dictionaries({"priority": st.integers(-1, 1), "valid_from": _DAYS, "valid_to": st.none() | _DAYS}),
    st.dictionaries(st.integers(0, 5), st.integers(0, 9), max_size=4),
)
_ENTRIES = st.lists(_LISTS, max_size=6).map(
    lambda lists: [
        entry(number, rank, str(price), min_base_qty=least, **values) for number, (rank, values, breaks) in enumerate(lists) for least, price in breaks.items()
    ]
)


@given(entries=_ENTRIES, qty=st.integers(0, 6))
def test_the_price_is_a_valid_and_reached_entry_of_the_narrowest_list(entries: list[PriceEntry], qty: int) -> None:
    """There is a price exactly when an entry is valid and reached, and no such entry has a narrower scope or, in that scope, a higher priority."""
    found = resolve_price(entries, qty, NOW)
    open_to = [one for one in entries if one.valid_from <= NOW and (one.valid_to is None or one.valid_to > NOW) and one.min_base_qty <= qty]
    assert (found is None) == (not open_to)
    if found is None:
        return
    narrowest = min(one.rank for one in open_to)
    assert found.reason == narrowest.name.lower()
    assert found.unit_net in {one.unit_price for one in open_to if one.rank is narrowest}


@given(entries=_ENTRIES, qty=st.integers(0, 6), more=st.integers(0, 3))
def test_an_entry_that_is_not_valid_changes_nothing(entries: list[PriceEntry], qty: int, more: int) -> None:
    """Lists of the past and of the future may stand beside those of today."""
    past = [entry(90 + n, ScopeRank.CONTRACT, "0", valid_from=NOW - 3 * DAY, valid_to=NOW) for n in range(more)]
    future = [entry(80 + n, ScopeRank.CONTRACT, "0", valid_from=NOW + DAY) for n in range(more)]
    assert resolve_price([*past, *entries, *future], qty, NOW) == resolve_price(entries, qty, NOW)
