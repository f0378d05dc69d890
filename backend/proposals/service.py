"""Offering, listing, taking and withdrawing proposals. Confirmation itself is the business of the module whose kind it is.

The token of a proposal follows from its row, so an offer that is shown again unchanged keeps its button; it opens nothing but for its owner.
Invariant: taking locks the row, so of two takers one confirms and the other is told the first one's result; of two offers of the same
thing at the same moment the later one stands.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, NotFound
from backend.kit.ids import hash_token, new_id, new_token
from backend.kit.prepared import Prepared
from backend.proposals.domain import NewProposal, Proposal, ProposalStatus, Taken
from backend.proposals.ending import states_of
from backend.proposals.models import LIVE, LIVE_KEY, NOT_CONFIRMED, proposals
from backend.proposals.reminding import remind_due

__all__ = [
    "NewProposal",
    "Proposal",
    "ProposalStatus",
    "Taken",
    "complete",
    "confirmed_among",
    "decline",
    "expire_due",
    "find_offer",
    "live_proposals",
    "propose",
    "purge_ended",
    "remind_due",
    "standing_offer",
    "states_of",
    "take",
    "take_live",
    "withdraw",
    "withdraw_everybodys",
]
_LIVE = proposals.c.status == ProposalStatus.LIVE.value
_TOKEN_BYTES = 24
_OFFERS = 20
"""How often an offer is tried while others make the same one at the same moment."""
_MINE = select(proposals).where(proposals.c.owner_id == bindparam("owner"))
_SAME = Prepared(_MINE.where(proposals.c.kind == bindparam("kind"), proposals.c.subject == bindparam("subject"), _LIVE))
_RENEW = update(proposals).where(proposals.c.id == bindparam("proposal"), _LIVE)
_BY_TOKEN = Prepared(_MINE.where(proposals.c.token_hash == bindparam("token")).with_for_update())
_SEEN = _MINE.where(proposals.c.id == bindparam("proposal"))
_SEEN_BY_ID, _BY_ID = Prepared(_SEEN), Prepared(_SEEN.with_for_update())
_STORED = ("id", "owner_id", "kind", "subject", "version", "content_hash", "token_hash", "seed", "payload", "status", "created_at", "expires_at", "result")
_LIVE_ONES = Prepared(
    _MINE.where(_LIVE, proposals.c.expires_at > bindparam("now", type_=proposals.c.expires_at.type)).order_by(proposals.c.id),
)
_SUPERSEDE = Prepared(
    update(proposals)
    .where(_LIVE, *(column == bindparam(f"its_{column.key}", type_=column.type) for column in LIVE_KEY))
    .values(status=ProposalStatus.SUPERSEDED.value)
)
_OFFER = Prepared(
    lambda is_sqlite: (
        (sqlite_insert if is_sqlite else pg_insert)(proposals).on_conflict_do_nothing(index_elements=list(LIVE_KEY), index_where=LIVE).returning(proposals.c.id)
    ),
    _STORED,
)
_COMPLETE = Prepared(
    update(proposals)
    .where(proposals.c.id == bindparam("proposal"), _LIVE)
    .values(status=ProposalStatus.CONFIRMED.value, result=bindparam("outcome", type_=proposals.c.result.type))
)


def propose(uow: UnitOfWork, actor: Actor, new: NewProposal, *, clock: Clock) -> Proposal:
    """Offer something to the actor. An equal offer that is live goes on with its token; any other of the same kind and subject is superseded."""
    now = clock.now()
    standing = _equal_offer(uow, actor, new, now)
    if standing is not None:
        return _renewed(uow, standing, new, now)
    proposal_id, seed = new_id("prp"), new_token()
    token = _token_of(proposal_id, seed)
    proposal = Proposal(
        id=proposal_id,
        kind=new.kind,
        subject=new.subject,
        version=new.version,
        content_hash=new.content_hash,
        payload=dict(new.payload),
        expires_at=now + timedelta(minutes=new.minutes),
        token=token,
    )
    row = {"id": proposal.id, "owner_id": actor.user_id, "kind": new.kind, "subject": new.subject, "version": new.version, "payload": dict(new.payload)}
    stamps = {"created_at": now, "expires_at": proposal.expires_at, "status": ProposalStatus.LIVE.value}
    _replace_live(uow, {**row, **stamps, "content_hash": new.content_hash, "token_hash": hash_token(token), "seed": seed, "result": None})
    return proposal


def standing_offer(uow: UnitOfWork, actor: Actor, new: NewProposal, *, clock: Clock) -> Proposal | None:
    """What `propose` would answer as long as it need not write: the equal offer with its token, while half of its time is left. Reads only."""
    now = clock.now()
    standing = _equal_offer(uow, actor, new, now)
    return standing if standing is not None and standing.expires_at - now > timedelta(minutes=new.minutes) / 2 else None


def live_proposals(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> tuple[Proposal, ...]:
    """The actor's proposals that could be confirmed now, oldest first, without their tokens."""
    return tuple(_proposal(row) for row in _LIVE_ONES.all(uow, {"owner": actor.user_id, "now": clock.now()}))


def take(uow: UnitOfWork, actor: Actor, token: str, *, clock: Clock) -> Taken:
    """Take the proposal of a button for confirmation; the caller calls `complete` in the same transaction.

    Raises NotFound("proposal.not_found") for an unknown or foreign token, Conflict("proposal.superseded" | "proposal.withdrawn" | "proposal.expired").
    """
    return _take(uow, _BY_TOKEN, {"token": hash_token(token), "owner": actor.user_id}, clock)


def take_live(uow: UnitOfWork, actor: Actor, proposal_id: str, *, clock: Clock) -> Taken:
    """The same for a typed yes, which names the proposal that the conversation showed last."""
    return _take(uow, _BY_ID, {"proposal": proposal_id, "owner": actor.user_id}, clock)


def decline(uow: UnitOfWork, actor: Actor, proposal_id: str, *, clock: Clock) -> str:
    """Take back one live proposal of the actor and return its kind. Only the offer dies; what it is about stays as it is."""
    taken = take_live(uow, actor, proposal_id, clock=clock)
    proposal = taken.proposal
    if taken.earlier_result is not None:
        raise Conflict("proposal.confirmed", kind=proposal.kind, subject=proposal.subject)
    withdraw(uow, actor, proposal.kind, proposal.subject)
    return proposal.kind


def find_offer(uow: UnitOfWork, actor: Actor, proposal_id: str) -> Proposal:
    """An own offer that is live or has run out, to be made again as things stand now; raises NotFound("proposal.not_found") for every other one."""
    row = _SEEN_BY_ID.first(uow, {"proposal": proposal_id, "owner": actor.user_id})
    if row is None or row.status not in {ProposalStatus.LIVE.value, ProposalStatus.EXPIRED.value}:
        raise NotFound("proposal.not_found")
    return _proposal(row)


def complete(uow: UnitOfWork, proposal_id: str, result: Mapping[str, Any]) -> None:
    """Mark a taken proposal confirmed and keep its result for anybody who presses again."""
    if _COMPLETE.run(uow, {"proposal": proposal_id, "outcome": dict(result)}) != 1:
        raise Conflict("proposal.superseded")


def withdraw(uow: UnitOfWork, actor: Actor, kind: str, subject: str | None = None) -> int:
    """Take back the actor's live proposals of a kind (and subject); returns how many there were."""
    mine = (proposals.c.owner_id == actor.user_id) & (proposals.c.kind == kind) & _LIVE
    if subject is not None:
        mine &= proposals.c.subject == subject
    return uow.execute(update(proposals).where(mine).values(status=ProposalStatus.WITHDRAWN.value)).rowcount


def withdraw_everybodys(uow: UnitOfWork, subject: str) -> int:
    """Take back what anybody was offered about a thing that has just moved on; returns how many there were."""
    about = (proposals.c.subject == subject) & LIVE
    return uow.execute(update(proposals).where(about).values(status=ProposalStatus.WITHDRAWN.value)).rowcount


def confirmed_among(uow: UnitOfWork, actor: Actor, ids: Collection[str]) -> tuple[Proposal, ...]:
    """Those of the actor's proposals with these ids that were confirmed, oldest first."""
    if not ids:
        return ()
    done = (proposals.c.owner_id == actor.user_id) & proposals.c.id.in_(ids) & (proposals.c.status == ProposalStatus.CONFIRMED.value)
    return tuple(_proposal(row) for row in uow.execute(select(proposals).where(done).order_by(proposals.c.id)))


def expire_due(uow: UnitOfWork, *, clock: Clock) -> int:
    """Mark what nobody confirmed in time; returns how many."""
    late = update(proposals).where(_LIVE, NOT_CONFIRMED, proposals.c.expires_at <= clock.now())
    return uow.execute(late.values(status=ProposalStatus.EXPIRED.value)).rowcount


def purge_ended(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` proposals that nobody confirmed and that ran out before an instant; returns how many. Confirmed ones stay with their result."""
    old = select(proposals.c.id).where(proposals.c.status != ProposalStatus.LIVE.value, NOT_CONFIRMED, proposals.c.expires_at < before).limit(limit)
    return uow.execute(delete(proposals).where(proposals.c.id.in_(old))).rowcount


def _equal_offer(uow: UnitOfWork, actor: Actor, new: NewProposal, now: datetime) -> Proposal | None:
    row = _SAME.first(uow, {"owner": actor.user_id, "kind": new.kind, "subject": new.subject})
    if row is None or row.expires_at <= now or (row.version, row.content_hash) != (new.version, new.content_hash):
        return None
    same = json.dumps(row.payload, sort_keys=True) == json.dumps(dict(new.payload), sort_keys=True)
    return replace(_proposal(row), token=_token_of(row.id, row.seed)) if same else None


def _renewed(uow: UnitOfWork, standing: Proposal, new: NewProposal, now: datetime) -> Proposal:
    """The offer for its whole time again, once half of that is over."""
    whole = timedelta(minutes=new.minutes)
    if standing.expires_at - now > whole / 2:
        return standing
    uow.execute(_RENEW.values(expires_at=now + whole), {"proposal": standing.id})
    return replace(standing, expires_at=now + whole)


def _token_of(proposal_id: str, seed: str) -> str:
    digest = hmac.digest(seed.encode(), proposal_id.encode(), "sha256")
    return urlsafe_b64encode(digest[:_TOKEN_BYTES]).decode()


def _replace_live(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Supersede what is live of the same kind and subject and store the row; what another transaction offered meanwhile is superseded too."""
    same = {f"its_{column.key}": row[column.key] for column in LIVE_KEY}
    for _ in range(_OFFERS):
        _SUPERSEDE.run(uow, same)
        if _OFFER.first(uow, row) is not None:
            return
    raise Conflict("proposal.superseded", kind=row["kind"], subject=row["subject"])


def _take(uow: UnitOfWork, query: Prepared, values: dict[str, str], clock: Clock) -> Taken:
    row = query.first(uow, values)
    if row is None:
        raise NotFound("proposal.not_found")
    if row.status == ProposalStatus.CONFIRMED.value:
        return Taken(_proposal(row), row.result or {})
    if row.status != ProposalStatus.LIVE.value:
        raise _past(row, row.status)
    if row.expires_at <= clock.now():
        raise _past(row, ProposalStatus.EXPIRED.value)
    return Taken(_proposal(row), None)


def _past(row: Any, status: str) -> Conflict:
    """Why it can no longer be confirmed; `number` names the order it is about, where it is about one, `proposal` what may be offered again."""
    number = {"number": str(row.payload["number"])} if row.payload.get("number") else {}
    again = {"proposal": str(row.id)} if status == ProposalStatus.EXPIRED.value else {}
    return Conflict(f"proposal.{status}", kind=row.kind, subject=row.subject, **number, **again)


def _proposal(row: Any) -> Proposal:
    return Proposal(row.id, row.kind, row.subject, row.version, row.content_hash, row.payload, row.expires_at)
