"""Everything somebody was offered about a thing, whatever became of it: for the record of a decision. Reads only.

The caller has checked that his reader may know it. Offers that nobody confirmed are kept for a time only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.kit.db import UnitOfWork
from backend.proposals.models import proposals


@dataclass(frozen=True, slots=True)
class Offered:
    """What was shown, and when. `token_hash` tells whether a button was this offer's."""

    id: str
    kind: str
    subject: str
    version: int
    payload: Mapping[str, Any]
    created_at: datetime
    token_hash: str


def offers_beside(uow: UnitOfWork, owner_id: str, proposal_id: str) -> tuple[Offered, ...]:
    """What somebody was offered about the same thing up to an offer, that one last; nothing when it is not kept or not his."""
    mine = proposals.c.owner_id == owner_id
    last = uow.execute(select(proposals).where(mine, proposals.c.id == proposal_id)).first()
    if last is None:
        return ()
    same = mine & (proposals.c.kind == last.kind) & (proposals.c.subject == last.subject) & (proposals.c.id <= last.id)
    rows = uow.execute(select(proposals).where(same).order_by(proposals.c.id)).all()
    return tuple(Offered(row.id, row.kind, row.subject, row.version, row.payload, row.created_at, row.token_hash) for row in rows)
