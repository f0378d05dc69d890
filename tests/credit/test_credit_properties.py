"""Property: over any sequence of postings the credit ledger conserves and every decision says what the ledger says."""

import shutil
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from backend.credit.models import entries
from backend.credit.service import (
    NewAccount,
    change_commitment,
    check_invariants,
    commit_order,
    credit_status,
    deliver_commitment,
    exposure_after,
    import_accounts,
    release_commitment,
)
from backend.identity.domain import SYSTEM
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database

AT = datetime(2025, 6, 11, 1, 30, tzinfo=UTC)
AMOUNTS = st.decimals(min_value=0, max_value=5000, places=2)
DEALERS = st.sampled_from(["D1", "D2"])


class CreditLedger(RuleBasedStateMachine):
    """Commits, changes, releases, deliveries and imports in any order, beside a model that is two dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.database = Database(f"sqlite:///{self.folder / 'credit.db'}")
        metadata.create_all(self.database.engine)
        self.open: dict[str, dict[str, Decimal]] = {"D1": {}, "D2": {}}
        self.owed: dict[str, Decimal] = {}
        self.orders = 0
        self.rows = 0

    @initialize()
    def accounts(self) -> None:
        """Two dealers."""
        for dealer in self.open:
            self.restate(dealer, Decimal(0))

    def exposure(self, dealer: str) -> Decimal:
        """What the model says a dealer's exposure is."""
        return self.owed[dealer] + sum(self.open[dealer].values(), Decimal(0))

    @rule(dealer=DEALERS, amount=AMOUNTS)
    def commit(self, dealer: str, amount: Decimal) -> None:
        """A new order."""
        self.orders += 1
        order_id, before = f"o{self.orders}", self.exposure(dealer)
        decision = self.database.write(lambda uow: commit_order(uow, dealer, order_id, amount, at=AT))
        self.open[dealer][order_id] = amount
        assert (decision.exposure_before, decision.exposure_after) == (before, self.exposure(dealer))
        assert decision.shortfall == max(Decimal(0), self.exposure(dealer) - 6000)

    @rule(dealer=DEALERS, amount=AMOUNTS, pick=st.integers(0, 50))
    def change(self, dealer: str, amount: Decimal, pick: int) -> None:
        """Another total for an order, released and delivered ones too (reopening)."""
        if not self.open[dealer]:
            return
        order_id = sorted(self.open[dealer])[pick % len(self.open[dealer])]
        preview = self.database.read(lambda uow: exposure_after(uow, dealer, amount - self.open[dealer][order_id], at=AT))
        decision = self.database.write(lambda uow: change_commitment(uow, dealer, order_id, amount, at=AT))
        assert decision == preview
        self.open[dealer][order_id] = amount

    @rule(dealer=DEALERS, pick=st.integers(0, 50))
    def release(self, dealer: str, pick: int) -> None:
        """A cancellation, perhaps of an order that is gone already."""
        order_id = f"o{pick % (self.orders + 1)}"
        self.database.write(lambda uow: release_commitment(uow, dealer, order_id, at=AT))
        if order_id in self.open[dealer]:
            self.open[dealer][order_id] = Decimal(0)

    @rule(dealer=DEALERS, pick=st.integers(0, 50))
    def deliver(self, dealer: str, pick: int) -> None:
        """A delivery, perhaps a second time."""
        order_id, before = f"o{pick % (self.orders + 1)}", self.exposure(dealer)
        self.database.write(lambda uow: deliver_commitment(uow, dealer, order_id, at=AT))
        if order_id in self.open[dealer]:
            self.owed[dealer] += self.open[dealer][order_id]
            self.open[dealer][order_id] = Decimal(0)
        assert self.exposure(dealer) == before

    @rule(dealer=DEALERS, receivables=AMOUNTS)
    def restate(self, dealer: str, receivables: Decimal) -> None:
        """Finance sends new figures."""
        self.database.write(lambda uow: import_accounts(uow, [NewAccount(dealer, Decimal(6000), receivables)], clock=FixedClock(AT)))
        self.owed[dealer] = receivables

    @invariant()
    def ledger_and_model_agree(self) -> None:
        """Counters = ledger = model, and the ledger only grows."""
        if not self.owed:
            return
        assert self.database.read(check_invariants) == []
        for dealer in self.owed:
            status = self.database.read(lambda uow, dealer=dealer: credit_status(uow, SYSTEM, dealer, clock=FixedClock(AT)))
            assert (status.open_receivables, status.open_orders) == (self.owed[dealer], sum(self.open[dealer].values(), Decimal(0)))
        rows = self.database.read(lambda uow: uow.execute(select(func.count()).select_from(entries)).scalar_one())
        assert rows >= self.rows
        self.rows = rows

    def teardown(self) -> None:
        """Close and remove the database."""
        self.database.close()
        shutil.rmtree(self.folder)


TestCreditLedger = CreditLedger.TestCase
TestCreditLedger.settings = settings(max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
