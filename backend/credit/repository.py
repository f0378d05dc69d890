"""Statements over credit accounts and their entries. Private to this module.

Whoever changes an account holds its row first; on PostgreSQL a second change waits, on SQLite there is one writer.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.credit.domain import EntryKind, Uplift
from backend.credit.exposure import Account
from backend.credit.models import accounts, entries
from backend.credit.schemas import NewAccount
from backend.identity.domain import Actor
from backend.identity.scope import within_scope
from backend.kit.columns import Amount
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.prepared import Prepared

_columns = (
    accounts.c.dealer_id,
    accounts.c.credit_limit,
    accounts.c.uplift,
    accounts.c.uplift_from,
    accounts.c.uplift_to,
    accounts.c.open_receivables,
    accounts.c.committed,
    accounts.c.overdue,
    accounts.c.overdue_days,
    accounts.c.currency,
)
_one: Select[Any] = select(*_columns).where(accounts.c.dealer_id == bindparam("dealer"))
_plain = Prepared(_one)
_held = Prepared(_one.with_for_update())
_post = Prepared(
    update(accounts)
    .where(accounts.c.dealer_id == bindparam("dealer"))
    .values(
        committed=accounts.c.committed + bindparam("b_committed", type_=Amount),
        open_receivables=accounts.c.open_receivables + bindparam("b_receivable", type_=Amount),
    )
    .returning(*_columns)
)
_post_held = Prepared(
    update(accounts).where(accounts.c.dealer_id == bindparam("dealer")).values(committed=accounts.c.committed + bindparam("b_committed", type_=Amount))
)
_append = insert(entries)
_append_one = Prepared(_append, ("dealer_id", "order_id", "kind", "committed", "receivable", "at"))
_order_sum = select(func.coalesce(func.sum(entries.c.committed), 0, type_=Amount)).where(
    entries.c.order_id == bindparam("order"), entries.c.dealer_id == bindparam("dealer")
)


def read_account(uow: UnitOfWork, dealer_id: str) -> Account:
    """The account of a dealer; raises NotFound("credit.no_account")."""
    return _account(_plain.first(uow, {"dealer": dealer_id}), dealer_id)


def read_account_in_scope(uow: UnitOfWork, actor: Actor, dealer_id: str) -> Account:
    """The same when the dealer lies inside the actor's scope; any other dealer looks like a missing one."""
    return _account(uow.execute(_one.where(within_scope(accounts.c.dealer_id, actor)), {"dealer": dealer_id}).first(), dealer_id)


def lock_account(uow: UnitOfWork, dealer_id: str) -> Account:
    """The account, held until the transaction ends."""
    return _account(_held.first(uow, {"dealer": dealer_id}), dealer_id)


def committed_of_order(uow: UnitOfWork, dealer_id: str, order_id: str) -> Decimal:
    """What an order has committed now. Read it after `lock_account`."""
    return Decimal(uow.execute(_order_sum, {"order": order_id, "dealer": dealer_id}).scalar_one())


def post(uow: UnitOfWork, dealer_id: str, order_id: str | None, kind: EntryKind, amounts: tuple[Decimal, Decimal], at: datetime) -> Account:
    """Add (committed, receivable) to the account and append the entry. Returns the account afterwards, held until the transaction ends."""
    committed, receivable = amounts
    row = _post.first(uow, {"dealer": dealer_id, "b_committed": committed, "b_receivable": receivable})
    account = _account(row, dealer_id)
    entry = {"dealer_id": dealer_id, "order_id": order_id, "kind": kind.value, "committed": committed, "receivable": receivable, "at": at}
    _append_one.run(uow, entry)
    return account


def post_held(uow: UnitOfWork, dealer_id: str, order_id: str, committed: Decimal, at: datetime) -> None:
    """Add a new order to an account that this transaction holds already, and append the entry."""
    _post_held.run(uow, {"dealer": dealer_id, "b_committed": committed})
    entry = {"dealer_id": dealer_id, "order_id": order_id, "kind": EntryKind.COMMIT.value, "committed": committed, "receivable": Decimal(0), "at": at}
    _append_one.run(uow, entry)


def upsert_accounts(uow: UnitOfWork, new: Sequence[NewAccount], at: datetime) -> None:
    """Overwrite what finance states; the difference in receivables becomes an entry so that the ledger still adds up."""
    standing = select(accounts.c.dealer_id, accounts.c.open_receivables).order_by(accounts.c.dealer_id).with_for_update()
    known = {row.dealer_id: row.open_receivables for row in uow.execute(standing)}
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(accounts)
    changed = {column.name: make.excluded[column.name] for column in accounts.c if column.name not in {"dealer_id", "committed"}}
    uow.execute(make.on_conflict_do_update(index_elements=["dealer_id"], set_=changed), [_row(account) for account in new])
    steps = [(account.dealer_id, account.open_receivables - known.get(account.dealer_id, Decimal(0))) for account in new]
    shared = {"order_id": None, "kind": EntryKind.RECEIVABLES.value, "committed": Decimal(0), "at": at}
    rows = [{**shared, "dealer_id": dealer_id, "receivable": step} for dealer_id, step in steps if step]
    if rows:
        uow.execute(_append, rows)


def read_counters(uow: UnitOfWork) -> list[tuple[str, Decimal, Decimal, Decimal, Decimal]]:
    """Per account: committed, its ledger sum, receivables, their ledger sum."""
    committed_sum = func.sum(entries.c.committed, type_=Amount).label("committed")
    receivable_sum = func.sum(entries.c.receivable, type_=Amount).label("receivable")
    sums = select(entries.c.dealer_id, committed_sum, receivable_sum).group_by(entries.c.dealer_id).subquery()
    query = select(accounts.c.dealer_id, accounts.c.committed, sums.c.committed, accounts.c.open_receivables, sums.c.receivable)
    rows: Any = uow.execute(query.outerjoin(sums, sums.c.dealer_id == accounts.c.dealer_id).order_by(accounts.c.dealer_id))
    zero = Decimal(0)
    return [(dealer_id, committed, ledger or zero, receivable, invoiced or zero) for dealer_id, committed, ledger, receivable, invoiced in rows]


def credit_note_sums(uow: UnitOfWork) -> dict[str, Decimal]:
    """By order what its credit notes took off what is owed."""
    total = func.sum(entries.c.receivable, type_=Amount).label("total")
    rows = uow.execute(select(entries.c.order_id, total).where(entries.c.kind == EntryKind.CREDIT_NOTE.value).group_by(entries.c.order_id))
    return {row.order_id: -row.total for row in rows}


def lock_all(uow: UnitOfWork) -> None:
    """Hold every account, in the one order."""
    uow.execute(select(accounts.c.dealer_id).order_by(accounts.c.dealer_id).with_for_update()).all()


def rewrite_counters(uow: UnitOfWork, truth: Mapping[str, tuple[Decimal, Decimal]]) -> None:
    """Set (committed, receivables) of accounts."""
    change = update(accounts).where(accounts.c.dealer_id == bindparam("dealer"))
    change = change.values(committed=bindparam("b_committed", type_=Amount), open_receivables=bindparam("b_receivable", type_=Amount))
    if truth:
        uow.execute(change, [{"dealer": dealer, "b_committed": committed, "b_receivable": receivable} for dealer, (committed, receivable) in truth.items()])


def _row(account: NewAccount) -> dict[str, Any]:
    return {
        "dealer_id": account.dealer_id,
        "credit_limit": account.limit,
        "uplift": account.uplift.amount,
        "uplift_from": account.uplift.valid_from,
        "uplift_to": account.uplift.valid_to,
        "open_receivables": account.open_receivables,
        "committed": Decimal(0),
        "overdue": account.overdue,
        "overdue_days": account.overdue_days,
        "currency": account.currency,
    }


def _account(row: Any, dealer_id: str) -> Account:
    if row is None:
        raise NotFound("credit.no_account", dealer_id=dealer_id)
    dealer, limit, uplift, valid_from, valid_to, receivables, committed, overdue, overdue_days, currency = row
    return Account(dealer, limit, Uplift(uplift, valid_from, valid_to), receivables, committed, overdue, overdue_days, currency)
