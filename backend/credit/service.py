"""The public face of credit: showing an account, judging an order against it, and the commitments ledger that ordering posts to.

Invariant: an order is judged on the account as it stands once the account is held, with the order itself included; so of two
orders at the same moment the second sees the first. Whether over the limit means hold or block is the caller's rule.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from backend.credit import repository
from backend.credit.domain import CreditDecision, Delivered, EntryKind, Uplift
from backend.credit.exposure import decide
from backend.credit.schemas import CreditStatus, NewAccount
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock, SystemClock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid

__all__ = [
    "CreditDecision",
    "CreditStatus",
    "Delivered",
    "NewAccount",
    "Uplift",
    "change_commitment",
    "check_invariants",
    "commit_held",
    "commit_order",
    "credit_status",
    "deliver_commitment",
    "exposure_after",
    "hold_exposure",
    "import_accounts",
    "release_commitment",
    "repair",
]
_ZERO = Decimal(0)


def credit_status(uow: UnitOfWork, actor: Actor, dealer_id: str, *, clock: Clock = SystemClock()) -> CreditStatus:
    """A dealer's credit now. Raises NotFound("credit.no_account") for a dealer outside the actor's scope as for a missing one."""
    actor.require(Permission.READ_CREDIT)
    account = repository.read_account_in_scope(uow, actor, dealer_id)
    at = clock.now()
    limit = account.limit_at(at)
    return CreditStatus(
        dealer_id=account.dealer_id,
        limit=limit,
        open_receivables=account.open_receivables,
        open_orders=account.committed,
        exposure=account.exposure,
        available=limit - account.exposure,
        overdue=account.overdue,
        overdue_days=account.overdue_days,
        currency=account.currency,
        as_of=at,
    )


def exposure_after(uow: UnitOfWork, dealer_id: str, extra: Decimal, *, at: datetime) -> CreditDecision:
    """What `extra` (new total minus old total for a change) would do. Reads only; nothing is held."""
    account = repository.read_account(uow, dealer_id)
    return decide(account, account.exposure, account.exposure + extra, at)


def hold_exposure(uow: UnitOfWork, dealer_id: str, extra: Decimal, *, at: datetime) -> CreditDecision:
    """The same, and the account is held until the transaction ends, so that `commit_held` is sure to do exactly this."""
    account = repository.lock_account(uow, dealer_id)
    return decide(account, account.exposure, account.exposure + extra, at)


def commit_held(uow: UnitOfWork, dealer_id: str, order_id: str, amount: Decimal, *, at: datetime) -> None:
    """Count a new order whose amount was judged by `hold_exposure` in this transaction."""
    _check_amount(amount)
    repository.post_held(uow, dealer_id, order_id, amount, at)


def commit_order(uow: UnitOfWork, dealer_id: str, order_id: str, amount: Decimal, *, at: datetime) -> CreditDecision:
    """Count a new order against its dealer, once in the order's life; a reopened order uses `change_commitment`."""
    _check_amount(amount)
    account = repository.post(uow, dealer_id, order_id, EntryKind.COMMIT, (amount, _ZERO), at)
    return decide(account, account.exposure - amount, account.exposure, at)


def change_commitment(uow: UnitOfWork, dealer_id: str, order_id: str, new_amount: Decimal, *, at: datetime) -> CreditDecision:
    """Count an order at another amount from now on; `exposure_before` still holds the old one."""
    _check_amount(new_amount)
    return _set_commitment(uow, dealer_id, order_id, (EntryKind.CHANGE, new_amount), at)


def release_commitment(uow: UnitOfWork, dealer_id: str, order_id: str, *, at: datetime) -> CreditDecision:
    """Stop counting a cancelled, rejected or closed order. Doing it again changes nothing."""
    return _set_commitment(uow, dealer_id, order_id, (EntryKind.RELEASE, _ZERO), at)


def deliver_commitment(uow: UnitOfWork, dealer_id: str, order_id: str, delivered: Delivered | None = None, *, at: datetime) -> CreditDecision:
    """Turn what an order committed into receivables, all of it (the exposure stays) or what was delivered.

    Doing it again for all of it changes nothing; a partial delivery is posted once by its document. Raises Invalid("credit.bad_amount").
    """
    account = repository.lock_account(uow, dealer_id)
    committed = repository.committed_of_order(uow, dealer_id, order_id)
    done = delivered or Delivered(_ZERO, committed)
    _check_amount(min(done.still_committed, done.receivable, committed - done.still_committed))
    before, step = account.exposure, done.still_committed - committed
    if step or done.receivable:
        account = repository.post(uow, dealer_id, order_id, EntryKind.DELIVER, (step, done.receivable), at)
    return decide(account, before, account.exposure, at)


def import_accounts(uow: UnitOfWork, new: Sequence[NewAccount], *, clock: Clock) -> None:
    """Create or overwrite accounts with what the finance system states; open commitments stay."""
    wrong = [account.dealer_id for account in new if account.limit < 0 or account.uplift.amount < 0 or account.overdue_days < 0]
    if wrong:
        raise Invalid("credit.bad_account", dealers=wrong)
    if new:
        repository.upsert_accounts(uow, new, clock.now())


def check_invariants(uow: UnitOfWork) -> list[str]:
    """One line for every counter that disagrees with the ledger; empty when all agree."""
    found: list[str] = []
    for dealer_id, committed, ledger, receivables, invoiced in repository.read_counters(uow):
        if committed != ledger:
            found.append(f"credit.committed {dealer_id} counter={committed} rows={ledger}")
        if receivables != invoiced:
            found.append(f"credit.receivables {dealer_id} counter={receivables} rows={invoiced}")
    return found


def repair(uow: UnitOfWork) -> list[str]:
    """Set disagreeing counters to what the ledger says, which is the truth; returns what was changed and what a person must decide."""
    repository.lock_all(uow)
    truth: dict[str, tuple[Decimal, Decimal]] = {}
    report: list[str] = []
    for dealer_id, committed, ledger, receivables, invoiced in repository.read_counters(uow):
        if (committed, receivables) == (ledger, invoiced):
            continue
        line = f"{dealer_id} committed {committed} -> {ledger}, receivables {receivables} -> {invoiced}"
        if ledger < 0:
            report.append(f"credit.needs_decision {line}")
        else:
            truth[dealer_id] = (ledger, invoiced)
            report.append(f"credit.repaired {line}")
    repository.rewrite_counters(uow, truth)
    return report


def _set_commitment(uow: UnitOfWork, dealer_id: str, order_id: str, target: tuple[EntryKind, Decimal], at: datetime) -> CreditDecision:
    kind, amount = target
    account = repository.lock_account(uow, dealer_id)
    step = amount - repository.committed_of_order(uow, dealer_id, order_id)
    before = account.exposure
    if step:
        account = repository.post(uow, dealer_id, order_id, kind, (step, _ZERO), at)
    return decide(account, before, account.exposure, at)


def _check_amount(amount: Decimal) -> None:
    if amount < 0:
        raise Invalid("credit.bad_amount", amount=str(amount))
