"""How proposals ended: for a page that still shows them and must say why their buttons are gone. Reads only.

Invariant: one's own proposals only; what is past its time is told as expired although nobody marked it yet.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.proposals.domain import ProposalStatus
from backend.proposals.models import proposals


def states_of(uow: UnitOfWork, actor: Actor, ids: Collection[str], *, clock: Clock) -> Mapping[str, ProposalStatus]:
    """The state of each of the actor's proposals among these ids; one that is kept no longer has expired."""
    if not ids:
        return {}
    now = clock.now()
    mine = (proposals.c.owner_id == actor.user_id) & proposals.c.id.in_(sorted(ids))
    rows = uow.execute(select(proposals.c.id, proposals.c.status, proposals.c.expires_at).where(mine)).all()
    found = {row.id: ProposalStatus.EXPIRED if row.status == ProposalStatus.LIVE and row.expires_at <= now else ProposalStatus(row.status) for row in rows}
    return {one: found.get(one, ProposalStatus.EXPIRED) for one in ids}
