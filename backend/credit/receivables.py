"""Receivables that come from outside the orders: invoices of other sales, credit notes, payments.

Invariant: each step is an entry of the ledger and the same step of its account, in one transaction.
"""

from datetime import datetime
from decimal import Decimal

from backend.credit import repository
from backend.credit.domain import EntryKind
from backend.kit.db import UnitOfWork


def change_receivables(uow: UnitOfWork, dealer_id: str, step: Decimal, *, at: datetime) -> None:
    """Raise (or, below zero, lower) what a dealer owes. Raises NotFound("credit.no_account")."""
    if step:
        repository.post(uow, dealer_id, None, EntryKind.RECEIVABLES, (Decimal(0), step), at)
