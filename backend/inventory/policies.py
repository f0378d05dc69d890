"""What a dealer is promised: how fresh goods must be when they reach him and what happens to lines that stock cannot serve whole.

A dealer without a row is asked about every shortage and takes every lot that is still sold. A minimum remaining life is counted in days and in
percent of the SKU's life, whichever ends later, from the planned delivery day to the lot's last day of sale; "new dates" are two thirds of the life.
Invariant: this is the one place where a remaining life becomes the day through which goods must be usable.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.identity.scope import within_scope
from backend.inventory.domain import BackorderPolicy
from backend.inventory.models import dealer_stock_policies, lots, sku_lives
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.kit.prepared import Prepared

LONGEST_LIFE = 7300
WHOLE = 100
FRESH = (2, 3)
"""New dates: at least this share of the SKU's life is left."""
_READ = Prepared(
    select(dealer_stock_policies.c.backorder, dealer_stock_policies.c.least_days, dealer_stock_policies.c.least_percent).where(
        dealer_stock_policies.c.dealer_id == bindparam("dealer")
    )
)


@dataclass(frozen=True, slots=True)
class StockPolicy:
    """One dealer's terms."""

    dealer_id: str
    backorder: BackorderPolicy = BackorderPolicy.ASK
    least_days: int = 0
    least_percent: int = 0


@dataclass(frozen=True, slots=True)
class Lasting:
    """What was wished for one line's dates: so many days of sale left, or new dates."""

    days: int = 0
    is_new: bool = False


def stock_policy_of(uow: UnitOfWork, dealer_id: str) -> StockPolicy:
    """The dealer's terms, the usual ones when none were agreed."""
    row = _READ.first(uow, {"dealer": dealer_id})
    return StockPolicy(dealer_id, BackorderPolicy(row.backorder), row.least_days, row.least_percent) if row else StockPolicy(dealer_id)


def backorder_policy_of(uow: UnitOfWork, dealer_id: str) -> BackorderPolicy:
    """What happens to a line of the dealer that stock cannot serve whole."""
    return stock_policy_of(uow, dealer_id).backorder


def usable_through(uow: UnitOfWork, policy: StockPolicy, wishes: Mapping[str, Lasting], *, day: date) -> dict[str, date]:
    """Until when goods delivered on `day` must be usable, for the SKUs where that is later than `day`."""
    fresh = [sku for sku, wish in wishes.items() if wish.is_new]
    lives = sku_lives_of(uow, wishes if policy.least_percent else fresh) if policy.least_percent or fresh else {}
    found: dict[str, date] = {}
    for sku, wish in wishes.items():
        shares = [(policy.least_percent, WHOLE), *([FRESH] if wish.is_new else [])]
        days = max(policy.least_days, wish.days, *(-(-lives.get(sku, 0) * part // whole) for part, whole in shares))
        if days:
            found[sku] = day + timedelta(days=min(days, LONGEST_LIFE))
    return found


def sku_lives_of(uow: UnitOfWork, skus: Iterable[str]) -> dict[str, int]:
    """The life of each SKU in days: as set, else the longest a lot of it had when it came; none for goods without an expiry."""
    wanted = sorted(set(skus))
    known: dict[str, int] = {row.sku: row.life_days for row in uow.execute(select(sku_lives).where(sku_lives.c.sku.in_(wanted)))}
    dated: Any = uow.execute(select(lots.c.sku, lots.c.received, lots.c.expiry).where(lots.c.sku.in_(set(wanted) - set(known)), lots.c.expiry.is_not(None)))
    seen: dict[str, int] = {}
    for sku, received, expiry in dated:
        seen[sku] = max(seen.get(sku, 0), (expiry - received).days)
    return {**{sku: days for sku, days in seen.items() if days > 0}, **known}


def set_stock_policy(uow: UnitOfWork, actor: Actor, policy: StockPolicy, *, clock: Clock) -> StockPolicy:
    """Agree on a dealer's terms. Raises NotFound for a dealer outside the scope, Invalid("inventory.bad_policy")."""
    actor.require(Permission.MANAGE_DEALERS)
    if not 0 <= policy.least_days <= LONGEST_LIFE or not 0 <= policy.least_percent <= WHOLE:
        raise Invalid("inventory.bad_policy", longest=LONGEST_LIFE)
    get_dealer(uow, actor, policy.dealer_id)
    before = stock_policy_of(uow, policy.dealer_id)
    uow.execute(delete(dealer_stock_policies).where(dealer_stock_policies.c.dealer_id == policy.dealer_id))
    terms = {"backorder": policy.backorder.value, "least_days": policy.least_days, "least_percent": policy.least_percent}
    uow.execute(insert(dealer_stock_policies), [{"dealer_id": policy.dealer_id, **terms}])
    data = {"before": {"backorder": before.backorder.value, "least_days": before.least_days, "least_percent": before.least_percent}, "after": terms}
    record(uow, f"dealer:{policy.dealer_id}", "dealer.stock_policy", data, by=Stamp(actor.user_id, clock.now()))
    return policy


def read_stock_policy(uow: UnitOfWork, actor: Actor, dealer_id: str) -> StockPolicy:
    """The terms of a dealer inside the scope, for who agrees on them. Raises NotFound."""
    actor.require(Permission.MANAGE_DEALERS)
    get_dealer(uow, actor, dealer_id)
    return stock_policy_of(uow, dealer_id)


def list_stock_policies(uow: UnitOfWork, actor: Actor) -> tuple[StockPolicy, ...]:
    """The terms that were agreed with the dealers inside the scope."""
    actor.require(Permission.MANAGE_DEALERS)
    table = dealer_stock_policies
    rows = uow.execute(select(table).where(within_scope(table.c.dealer_id, actor)).order_by(table.c.dealer_id))
    return tuple(StockPolicy(row.dealer_id, BackorderPolicy(row.backorder), row.least_days, row.least_percent) for row in rows)


def set_sku_lives(uow: UnitOfWork, actor: Actor, lives: Mapping[str, int], *, clock: Clock) -> None:
    """Set how many days a SKU lives from its making to its expiry. Raises Invalid("inventory.bad_life")."""
    actor.require(Permission.MANAGE_DEALERS)
    if any(not 0 < days <= LONGEST_LIFE for days in lives.values()):
        raise Invalid("inventory.bad_life", longest=LONGEST_LIFE)
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(sku_lives)
    rows: Sequence[Mapping[str, Any]] = [{"sku": sku, "life_days": days} for sku, days in sorted(lives.items())]
    if rows:
        uow.execute(make.on_conflict_do_update(index_elements=["sku"], set_={"life_days": make.excluded.life_days}), rows)
    for sku, days in sorted(lives.items()):
        record(uow, f"sku:{sku}", "sku.life_set", {"life_days": days}, by=Stamp(actor.user_id, clock.now()))


def list_sku_lives(uow: UnitOfWork, actor: Actor) -> dict[str, int]:
    """The lives that were set, for who sets them."""
    actor.require(Permission.MANAGE_DEALERS)
    return {row.sku: row.life_days for row in uow.execute(select(sku_lives).order_by(sku_lives.c.sku))}
