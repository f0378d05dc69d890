"""Receivables beside those of deliveries: invoices of other sales, payments, and the credit notes of returned goods.

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


def hold_account(uow: UnitOfWork, dealer_id: str) -> None:
    """Hold an account until the transaction ends, for who works out an amount first. Raises NotFound("credit.no_account")."""
    repository.lock_account(uow, dealer_id)


def credit_returned(uow: UnitOfWork, dealer_id: str, order_id: str, amount: Decimal, *, at: datetime) -> None:
    """A credit note for goods of an order: less is owed by `amount` (more, when it is below zero)."""
    repository.post(uow, dealer_id, order_id, EntryKind.CREDIT_NOTE, (Decimal(0), -amount), at)


def credited_by_order(uow: UnitOfWork) -> dict[str, Decimal]:
    """What the ledger says was credited of each order."""
    return repository.credit_note_sums(uow)
