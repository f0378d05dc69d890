"""One reminder before an offer ends.

Invariant: an offer is reminded of once in its life, also when it was renewed; the mark and the message are one transaction.
"""

from datetime import timedelta

from sqlalchemy import select, update

from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.outbox import publish
from backend.proposals.domain import ProposalStatus
from backend.proposals.models import NOT_CONFIRMED, proposals


def remind_due(uow: UnitOfWork, *, within: timedelta, clock: Clock) -> int:
    """Remind the owners of live offers that end within a while; returns how many."""
    now = clock.now()
    ending = (proposals.c.expires_at > now) & (proposals.c.expires_at <= now + within)
    live = (proposals.c.status == ProposalStatus.LIVE.value) & NOT_CONFIRMED & proposals.c.reminded_at.is_(None)
    rows = uow.execute(select(proposals).where(live, ending).order_by(proposals.c.id).with_for_update()).all()
    for row in rows:
        uow.execute(update(proposals).where(proposals.c.id == row.id).values(reminded_at=now))
        minutes = max(1, round((row.expires_at - now).total_seconds() / 60))
        told = {"user_id": row.owner_id, "about": row.kind, "number": row.payload.get("number", ""), "minutes": minutes, "proposal": row.id}
        publish(uow, "proposal.expiring", row.id, told, at=now)
    return len(rows)
