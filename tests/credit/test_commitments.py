"""R5 and N3: what counts against a limit, judged on the account as it stands once it is held."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from backend.credit.models import accounts, entries
from backend.credit.service import (
    CreditDecision,
    Delivered,
    Uplift,
    change_commitment,
    check_invariants,
    commit_order,
    credit_status,
    deliver_commitment,
    exposure_after,
    release_commitment,
    repair,
)
from backend.identity.domain import SYSTEM, Actor, Role, Scope, ScopeKind
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Invalid, NotFound, NotPermitted

Account = Callable[..., None]


def money(text: str) -> Decimal:
    return Decimal(text)


def commit(database: Database, order_id: str, amount: str, at: datetime, dealer_id: str = "D1") -> CreditDecision:
    return database.write(lambda uow: commit_order(uow, dealer_id, order_id, money(amount), at=at))


def test_exposure_is_receivables_plus_open_orders(any_database: Database, account: Account, clock: FixedClock) -> None:
    """A confirmed undelivered order counts."""
    account(limit="60000.00", receivables="12000.00")
    commit(any_database, "o1", "500.50", clock.now())
    status = any_database.read(lambda uow: credit_status(uow, SYSTEM, "D1", clock=clock))
    assert (status.open_receivables, status.open_orders, status.exposure, status.available) == (
        money("12000.00"),
        money("500.50"),
        money("12500.50"),
        money("47499.50"),
    )
    assert (status.limit, status.currency, status.as_of) == (money("60000.00"), "CNY", clock.now())


def test_exactly_the_limit_passes_and_a_cent_more_is_the_shortfall(any_database: Database, account: Account, clock: FixedClock) -> None:
    """`<=` credit_limit passes."""
    account(limit="100.00")
    at_limit = commit(any_database, "o1", "100.00", clock.now())
    assert (at_limit.over_limit, at_limit.shortfall) == (False, 0)
    beyond = commit(any_database, "o2", "0.01", clock.now())
    assert (beyond.over_limit, beyond.shortfall, beyond.exposure_before, beyond.exposure_after) == (True, money("0.01"), money("100.00"), money("100.01"))


def test_two_parallel_orders_of_60_with_100_free_give_one_over_the_limit(any_database: Database, account: Account, clock: FixedClock) -> None:
    """Whoever is second sees the first: exactly one decision is over the limit."""
    account(limit="100.00")
    with ThreadPoolExecutor(2) as pool:
        decisions = list(pool.map(lambda order_id: commit(any_database, order_id, "60.00", clock.now()), ["o1", "o2"]))
    assert sorted(decision.exposure_after for decision in decisions) == [money("60.00"), money("120.00")]
    assert [decision.over_limit for decision in decisions].count(True) == 1


@pytest.mark.postgresql
def test_the_second_order_waits_for_the_first_transaction_to_end(postgresql_database: Database, clock: FixedClock) -> None:
    """The first holds the account without having committed; the second decides only afterwards, with the first counted."""
    from backend.credit.service import NewAccount, import_accounts

    postgresql_database.write(lambda uow: import_accounts(uow, [NewAccount("D1", money("100.00"))], clock=clock))
    held, second_done = threading.Event(), threading.Event()

    def first() -> CreditDecision:
        def work(uow: object) -> CreditDecision:
            decision = commit_order(uow, "D1", "o1", money("60.00"), at=clock.now())
            held.set()
            assert not second_done.wait(0.3)
            return decision

        return postgresql_database.write(work)

    def second() -> CreditDecision:
        held.wait(5)
        decision = commit(postgresql_database, "o2", "60.00", clock.now())
        second_done.set()
        return decision

    with ThreadPoolExecutor(2) as pool:
        early, late = pool.submit(first), pool.submit(second)
        assert (early.result().over_limit, late.result().over_limit) == (False, True)


def test_changing_an_order_replaces_what_it_committed(any_database: Database, account: Account, clock: FixedClock, consistent: Callable[[], bool]) -> None:
    """exposure_after = exposure + new total - old total."""
    account(limit="100.00")
    commit(any_database, "o1", "60.00", clock.now())
    changed = any_database.write(lambda uow: change_commitment(uow, "D1", "o1", money("110.00"), at=clock.now()))
    assert (changed.exposure_before, changed.exposure_after, changed.shortfall) == (money("60.00"), money("110.00"), money("10.00"))
    back = any_database.write(lambda uow: change_commitment(uow, "D1", "o1", money("20.00"), at=clock.now()))
    assert back.exposure_after == money("20.00")
    assert consistent()


def test_releasing_twice_frees_once(any_database: Database, account: Account, clock: FixedClock, consistent: Callable[[], bool]) -> None:
    """A repeated cancellation changes nothing."""
    account(limit="100.00")
    commit(any_database, "o1", "60.00", clock.now())
    commit(any_database, "o2", "30.00", clock.now())
    for _ in range(2):
        assert any_database.write(lambda uow: release_commitment(uow, "D1", "o1", at=clock.now())).exposure_after == money("30.00")
    assert consistent()


def test_close_then_new_order_then_reopen_is_over_the_limit(any_database: Database, account: Account, clock: FixedClock) -> None:
    """Reopening is judged on the account as it is now, so the toy that remembers the first decision fails."""
    account(limit="100.00")
    assert not commit(any_database, "o1", "60.00", clock.now()).over_limit
    any_database.write(lambda uow: release_commitment(uow, "D1", "o1", at=clock.now()))
    assert not commit(any_database, "o2", "70.00", clock.now()).over_limit
    assert any_database.write(lambda uow: change_commitment(uow, "D1", "o1", money("60.00"), at=clock.now())).over_limit


def test_delivery_turns_a_commitment_into_receivables_and_keeps_the_exposure(
    any_database: Database, account: Account, clock: FixedClock, consistent: Callable[[], bool]
) -> None:
    """Delivered twice it still counts once."""
    account(limit="100.00", receivables="5.00")
    commit(any_database, "o1", "60.00", clock.now())
    for _ in range(2):
        any_database.write(lambda uow: deliver_commitment(uow, "D1", "o1", at=clock.now()))
    status = any_database.read(lambda uow: credit_status(uow, SYSTEM, "D1", clock=clock))
    assert (status.open_receivables, status.open_orders, status.exposure) == (money("65.00"), money("0.00"), money("65.00"))
    assert consistent()


def test_a_partial_delivery_is_owed_and_what_was_refused_counts_no_more(
    any_database: Database, account: Account, clock: FixedClock, consistent: Callable[[], bool]
) -> None:
    """Of 60.00, 20.00 are accepted and 10.00 refused: 30.00 stay committed, 25.00 are owed; more than was committed cannot be left."""
    account(limit="100.00", receivables="5.00")
    commit(any_database, "o1", "60.00", clock.now())
    any_database.write(lambda uow: deliver_commitment(uow, "D1", "o1", Delivered(money("30.00"), money("20.00")), at=clock.now()))
    status = any_database.read(lambda uow: credit_status(uow, SYSTEM, "D1", clock=clock))
    assert (status.open_receivables, status.open_orders, status.exposure) == (money("25.00"), money("30.00"), money("55.00"))
    with pytest.raises(Invalid, match="bad_amount"):
        any_database.write(lambda uow: deliver_commitment(uow, "D1", "o1", Delivered(money("40.00"), money("0.00")), at=clock.now()))
    assert consistent()


def test_an_order_is_committed_once_in_its_life(any_database: Database, account: Account, clock: FixedClock) -> None:
    """The database itself refuses the second one."""
    account(limit="100.00")
    commit(any_database, "o1", "10.00", clock.now())
    with pytest.raises(IntegrityError):
        commit(any_database, "o1", "10.00", clock.now())
    assert any_database.read(lambda uow: exposure_after(uow, "D1", money("0"), at=clock.now())).exposure_after == money("10.00")


def test_a_preview_holds_and_changes_nothing(any_database: Database, account: Account, clock: FixedClock) -> None:
    """exposure_after reads only."""
    account(limit="100.00", receivables="40.00", overdue=True, overdue_days=12)
    for _ in range(2):
        seen = any_database.read(lambda uow: exposure_after(uow, "D1", money("70.00"), at=clock.now()))
        assert seen == CreditDecision(money("100.00"), money("40.00"), money("110.00"), money("10.00"), overdue=True, overdue_days=12)


def test_a_temporary_uplift_counts_from_its_first_instant_up_to_but_not_including_its_last(
    any_database: Database, account: Account, clock: FixedClock
) -> None:
    """Half-open, in every path that decides."""
    start, end = clock.now(), clock.now() + timedelta(days=1)
    account(limit="100.00", uplift=Uplift(money("50.00"), start, end))
    limits = [
        any_database.read(lambda uow, at=at: exposure_after(uow, "D1", money("0"), at=at)).limit
        for at in (start - timedelta(microseconds=1), start, end - timedelta(microseconds=1), end)
    ]
    assert limits == [money("100.00"), money("150.00"), money("150.00"), money("100.00")]
    assert commit(any_database, "o1", "150.00", start).over_limit is False
    assert any_database.read(lambda uow: credit_status(uow, SYSTEM, "D1", clock=FixedClock(end))).available == money("-50.00")


def test_a_dealer_outside_the_scope_looks_like_a_missing_one(any_database: Database, account: Account, clock: FixedClock) -> None:
    """Foreign ids answer "not found", and a role without the right is told so."""
    account("D1")
    stranger = Actor("u9", "S", Role.DEALER_USER, "zh", Scope(ScopeKind.SUBTREE, "9."), "D9")
    errors = []
    for dealer_id in ("D1", "NOBODY"):
        with pytest.raises(NotFound) as missing:
            any_database.read(lambda uow, dealer_id=dealer_id: credit_status(uow, stranger, dealer_id, clock=clock))
        errors.append((missing.value.code, set(missing.value.params)))
    assert errors[0] == errors[1]
    technician = Actor("u8", "T", Role.TECHNICIAN, "zh", Scope(ScopeKind.ALL))
    with pytest.raises(NotPermitted):
        any_database.read(lambda uow: credit_status(uow, technician, "D1", clock=clock))


def test_a_dealer_without_an_account_cannot_order_on_credit(any_database: Database, clock: FixedClock) -> None:
    """Nothing is assumed."""
    with pytest.raises(NotFound, match=r"credit\.no_account"):
        commit(any_database, "o1", "10.00", clock.now(), dealer_id="D404")


def test_a_negative_amount_is_invalid(any_database: Database, account: Account, clock: FixedClock) -> None:
    """It would make credit out of nothing."""
    account()
    with pytest.raises(Invalid):
        commit(any_database, "o1", "-0.01", clock.now())
    with pytest.raises(Invalid):
        any_database.write(lambda uow: change_commitment(uow, "D1", "o1", money("-1"), at=clock.now()))
    with pytest.raises(Invalid):
        account(limit="-1")


def test_a_later_import_overwrites_what_finance_states_and_keeps_open_orders(
    any_database: Database, account: Account, clock: FixedClock, consistent: Callable[[], bool]
) -> None:
    """The difference in receivables is an entry, so the ledger still adds up."""
    account(limit="100.00", receivables="40.00")
    commit(any_database, "o1", "10.00", clock.now())
    account(limit="200.00", receivables="25.00", overdue=True, overdue_days=3)
    status = any_database.read(lambda uow: credit_status(uow, SYSTEM, "D1", clock=clock))
    assert (status.limit, status.exposure, status.overdue, status.overdue_days) == (money("200.00"), money("35.00"), True, 3)
    assert consistent()


def test_a_wrong_counter_is_found_and_repaired_from_the_ledger(any_database: Database, account: Account, clock: FixedClock) -> None:
    """The ledger is the truth."""
    account("D1")
    account("D2", receivables="7.00")
    commit(any_database, "o1", "10.00", clock.now())
    any_database.write(lambda uow: uow.execute(update(accounts).where(accounts.c.dealer_id == "D1").values(committed=money("99"))))
    any_database.write(lambda uow: uow.execute(update(accounts).where(accounts.c.dealer_id == "D2").values(open_receivables=money("1"))))
    assert any_database.read(check_invariants) == ["credit.committed D1 counter=99.00 rows=10.00", "credit.receivables D2 counter=1.00 rows=7.00"]
    assert len(any_database.write(repair)) == 2
    assert any_database.read(check_invariants) == []
    assert any_database.write(repair) == []


def test_a_ledger_below_zero_is_left_to_a_person(any_database: Database, account: Account, clock: FixedClock) -> None:
    """No counter can be right then."""
    account()
    commit(any_database, "o1", "10.00", clock.now())
    any_database.write(lambda uow: uow.execute(update(entries).where(entries.c.order_id == "o1").values(committed=money("-5"))))
    (line,) = any_database.write(repair)
    assert line.startswith("credit.needs_decision D1")
