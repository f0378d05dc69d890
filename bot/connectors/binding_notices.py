"""Who hears of a new messenger account: whoever lost it, and its person when he had another one before.

Invariant: the notices are queued in the transaction that binds the account.
"""

from backend.identity.service import Bound
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.notices.service import queue_notice

NAMES = {"telegram": "Telegram"}


def tell_others(uow: UnitOfWork, bound: Bound, *, key: str, clock: Clock) -> None:
    """Tell whoever lost the account, and the person himself when he had another one before."""
    params = {"messenger": NAMES.get(bound.connector, bound.connector), "account": bound.account.name or bound.account.external_id}
    if bound.lost_by is not None:
        queue_notice(uow, [bound.lost_by], "messenger.account_moved", params, key=f"moved:{key}", at=clock.now())
    if bound.has_others:
        queue_notice(uow, [bound.actor.user_id], "messenger.account_connected", params, key=f"connected:{key}", at=clock.now())
