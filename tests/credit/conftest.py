"""Builders for credit: a dealer with an account."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from backend.credit.service import NewAccount, check_invariants, import_accounts
from backend.kit.clock import FixedClock
from backend.kit.db import Database

Account = Callable[..., None]


@pytest.fixture
def account(any_database: Database, clock: FixedClock) -> Account:
    """`account("D1", limit="100", receivables="0")` imports what finance states about a dealer."""

    def put(dealer_id: str = "D1", *, limit: str = "100.00", receivables: str = "0.00", **more: object) -> None:
        new = NewAccount(dealer_id, Decimal(limit), Decimal(receivables), **more)
        any_database.write(lambda uow: import_accounts(uow, [new], clock=clock))

    return put


@pytest.fixture
def consistent(any_database: Database) -> Callable[[], bool]:
    """Whether every counter agrees with the ledger."""
    return lambda: any_database.read(check_invariants) == []
