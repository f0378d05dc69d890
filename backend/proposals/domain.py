"""A proposal is a versioned offer that only its owner can confirm, once, by its token or by a plain yes.

Invariant: at most one live proposal per owner, kind and subject; only the newest version is live.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class ProposalStatus(StrEnum):
    """The life of a proposal."""

    LIVE = "live"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class NewProposal:
    """What is offered: `subject` names the thing (a draft id, an order number), `content_hash` exactly what was shown."""

    kind: str
    subject: str
    version: int
    content_hash: str
    payload: Mapping[str, Any]
    minutes: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stored proposal. `token` is known only to the transaction that made it."""

    id: str
    kind: str
    subject: str
    version: int
    content_hash: str
    payload: Mapping[str, Any]
    expires_at: datetime
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A proposal taken for confirmation; `earlier_result` is set when it had been confirmed before."""

    proposal: Proposal
    earlier_result: Mapping[str, Any] | None
