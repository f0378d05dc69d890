"""R11: minimum remaining life, new dates, and what happens to promises when a lot is blocked."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.dealers.domain import NewDealer
from backend.dealers.service import import_dealers
from backend.identity.domain import SYSTEM, Actor, Role, Scope, ScopeKind
from backend.identity.service import place_org_units
from backend.inventory.blocking import LotMark, block_lot
from backend.inventory.covering import Promised, spare, uncovered
from backend.inventory.domain import BackorderPolicy, LotStatus, is_usable
from backend.inventory.fefo import Lot, pick
from backend.inventory.policies import Lasting, StockPolicy, set_sku_lives, set_stock_policy, sku_lives_of, stock_policy_of, usable_through
from backend.inventory.service import Want, availability, near_expiry, reserve, ship_reserved, stock_by_warehouse
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Invalid, NotFound, NotPermitted, Refused

TODAY = date(2025, 6, 11)
Stock = Callable[..., None]
TERMS = StockPolicy("D1")
NEW = Lasting(is_new=True)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def want(base_qty: int, through: date | None = None, *, line_no: int = 1) -> Want:
    return Want(line_no, "Y", base_qty, usable_through=through)


def test_goods_that_must_last_are_promised_and_shipped_from_lots_that_do(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """A dealer with ten days of minimum life never gets the lot that ends before them, and others still get it first."""
    stock("Y", east=5, expiry=day(4), lot="OLD")
    stock("Y", east=5, expiry=day(40), lot="NEW")
    any_database.write(lambda uow: reserve(uow, "strict", (want(3, day(11)),), day=day(1), clock=clock))
    any_database.write(lambda uow: reserve(uow, "usual", (want(7),), day=day(1), clock=clock))
    with pytest.raises(Refused):
        any_database.write(lambda uow: reserve(uow, "more", (want(1),), day=day(1), clock=clock))
    usual = any_database.write(lambda uow: ship_reserved(uow, SYSTEM, "usual", clock=clock))
    strict = any_database.write(lambda uow: ship_reserved(uow, SYSTEM, "strict", clock=clock))
    assert [(pick.lot, pick.base_qty) for pick in usual] == [("OLD", 5), ("NEW", 2)]
    assert [(pick.lot, pick.base_qty) for pick in strict] == [("NEW", 3)]


def test_what_is_too_old_for_the_dealer_is_told_apart(any_database: Database, stock: Stock) -> None:
    """Five last, five more are only sold to others; a SKU without terms counts all."""
    stock("Y", east=5, expiry=day(4), lot="OLD")
    stock("Y", east=5, expiry=day(40), lot="NEW")
    stock("Z", east=3, expiry=day(4))
    seen = any_database.read(lambda uow: availability(uow, ["Y", "Z"], day=day(1), today=TODAY, through={"Y": day(11)}))
    assert (seen["Y"].total, seen["Y"].older, seen["Y"].until) == (5, 5, day(11))
    assert (seen["Z"].total, seen["Z"].older, seen["Z"].until) == (3, 0, None)


def test_a_lot_that_expires_today_is_the_same_in_list_reservation_pick_and_alert(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """It is listed, promised for today, alerted, shipped today, and promised for tomorrow to nobody."""
    stock("Y", east=2, expiry=TODAY, lot="E")
    listed = any_database.read(lambda uow: stock_by_warehouse(uow, ["Y"]))["Y"][0].lots[0]
    assert is_usable(listed.remove_by, TODAY)
    assert not is_usable(listed.remove_by, day(1))
    assert any_database.read(lambda uow: near_expiry(uow, today=TODAY, days=1)) == [("Y", "BW-E", "E", 2, TODAY)]
    with pytest.raises(Refused):
        any_database.write(lambda uow: reserve(uow, "o", (want(1),), day=day(1), clock=clock))
    any_database.write(lambda uow: reserve(uow, "one", (want(1),), day=TODAY, clock=clock))
    any_database.write(lambda uow: reserve(uow, "two", (want(1),), day=TODAY, clock=clock))
    for order in ("one", "two"):
        assert [pick.lot for pick in any_database.write(lambda uow, order=order: ship_reserved(uow, SYSTEM, order, clock=clock))] == ["E"]


def test_a_blocked_lot_is_never_shipped_and_the_latest_promises_lose(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """Four of ten are left: the first order keeps its three, the second one of five, the third nothing."""
    stock("Y", east=6, expiry=day(20), lot="BAD")
    stock("Y", east=4, expiry=day(20), lot="GOOD")
    for order, base_qty in (("a", 3), ("b", 5), ("c", 2)):
        any_database.write(lambda uow, order=order, n=base_qty: reserve(uow, order, (want(n),), day=day(1), clock=clock))
    before, lost = any_database.write(lambda uow: block_lot(uow, SYSTEM, LotMark(("Y", "BW-E"), "BAD", LotStatus.RECALLED, "test"), clock=clock))
    assert before is LotStatus.OK
    assert [(one.order_id, one.base_qty) for one in lost] == [("b", 4), ("c", 2)]
    for order in ("b", "a", "c"):
        picks = any_database.write(lambda uow, order=order: ship_reserved(uow, SYSTEM, order, clock=clock))
        assert {pick.lot for pick in picks} <= {"GOOD"}


def test_who_may_block_and_what(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """A dealer may not, and a lot that is not there cannot be."""
    stock("Y", east=1)
    dealer = Actor("u", "U", Role.DEALER_USER, "zh", Scope(ScopeKind.SUBTREE, "1."), "D1")
    for actor, lot, error in ((dealer, "L1", NotPermitted), (SYSTEM, "NONE", NotFound)):
        with pytest.raises(error):
            any_database.write(lambda uow, actor=actor, lot=lot: block_lot(uow, actor, LotMark(("Y", "BW-E"), lot, LotStatus.QUARANTINE, ""), clock=clock))


def test_terms_in_days_and_percent_become_one_day(any_database: Database, stock: Stock, clock: FixedClock) -> None:
    """30 days or a tenth of a life of 200, whichever is longer; new dates are two thirds; goods without an expiry have no life."""
    stock("Y", east=1, expiry=day(180), lot="A")
    stock("Z", east=1)
    any_database.write(lambda uow: place_org_units(uow, [("D1", None)]))
    any_database.write(lambda uow: import_dealers(uow, [NewDealer("D1", "甲", "One", "A", 1, None, None)]))
    assert any_database.read(lambda uow: stock_policy_of(uow, "D1")) == TERMS
    assert any_database.read(lambda uow: sku_lives_of(uow, ["Y", "Z"])) == {"Y": 200}
    any_database.write(lambda uow: set_stock_policy(uow, SYSTEM, StockPolicy("D1", BackorderPolicy.NEVER, 30, 10), clock=clock))
    policy = any_database.read(lambda uow: stock_policy_of(uow, "D1"))
    assert policy.backorder is BackorderPolicy.NEVER
    assert any_database.read(lambda uow: usable_through(uow, policy, {"Y": Lasting(), "Z": Lasting()}, day=TODAY)) == {"Y": day(30), "Z": day(30)}
    assert any_database.read(lambda uow: usable_through(uow, TERMS, {"Y": NEW, "Z": NEW}, day=TODAY)) == {"Y": day(134)}
    any_database.write(lambda uow: set_sku_lives(uow, SYSTEM, {"Y": 300}, clock=clock))
    assert any_database.read(lambda uow: usable_through(uow, TERMS, {"Y": NEW}, day=TODAY)) == {"Y": day(200)}
    with pytest.raises(Invalid):
        any_database.write(lambda uow: set_stock_policy(uow, SYSTEM, StockPolicy("D1", least_percent=101), clock=clock))


_DAYS = st.integers(0, 6)
_LOTS = st.lists(st.tuples(st.integers(0, 9), st.none() | _DAYS, st.sampled_from(LotStatus)), max_size=5)
_PROMISES = st.lists(st.tuples(st.integers(1, 6), st.integers(-2, 8)), max_size=6)


@settings(max_examples=200, deadline=None)
@given(_LOTS, _PROMISES, st.randoms(use_true_random=False))
def test_what_stays_promised_can_be_picked_in_any_order_and_no_more_could(lots: list, promises: list, random: Random) -> None:
    """Whatever lots are blocked and whatever each promise needs, what is kept is picked from usable lots whoever comes first."""
    standing = [Lot(number, f"L{number}", n, TODAY, None if last is None else day(last), status) for number, (n, last, status) in enumerate(lots)]
    wanted = [Promised(base_qty, day(offset)) for base_qty, offset in promises]
    missing = uncovered(standing, wanted, TODAY)
    kept = [(one, one.base_qty - less) for one, less in zip(wanted, missing, strict=True)]
    assert spare(standing, [Promised(base_qty, one.day) for one, base_qty in kept if base_qty], TODAY) >= 0
    left = {lot.id: lot.on_hand for lot in standing}
    random.shuffle(kept)
    for one, base_qty in kept:
        now = [Lot(lot.id, lot.code, left[lot.id], lot.received, lot.remove_by, lot.status) for lot in standing]
        taken, short = pick(now, base_qty, max(one.day, TODAY))
        assert short == 0
        for lot, quantity in taken:
            left[lot.id] -= quantity
