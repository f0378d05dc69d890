"""Values and states of stock.

Invariant: a lot may be sold through its remove-by day inclusive; `is_usable` is the only place that says so (R11).
"""

from datetime import date, timedelta
from enum import StrEnum


class LotStatus(StrEnum):
    """Whether a lot may be promised at all; its dates decide until when."""

    OK = "ok"
    QUARANTINE = "quarantine"
    RECALLED = "recalled"


class ReservationStatus(StrEnum):
    """What became of a promise to an order line."""

    ACTIVE = "active"
    CONSUMED = "consumed"
    RELEASED = "released"
    EXPIRED = "expired"


class MoveKind(StrEnum):
    """Why stock changed."""

    RECEIPT = "receipt"
    SHIPMENT = "shipment"
    ADJUSTMENT = "adjustment"
    TRANSFER = "transfer"
    RETURN = "return"
    SCRAP = "scrap"


class InboundStatus(StrEnum):
    """Whether a delivery that was announced is still on its way."""

    OPEN = "open"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"


class TransferStatus(StrEnum):
    """The life of goods on their way from one warehouse to another (R13)."""

    DRAFT = "draft"
    APPROVED = "approved"
    DISPATCHED = "dispatched"
    PARTLY_RECEIVED = "partly"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class BackorderPolicy(StrEnum):
    """What happens to a line that stock cannot serve whole: ask the person, never deliver later, deliver what there is, or all of it at once."""

    ASK = "ask"
    NEVER = "never"
    PARTIAL = "partial"
    COMPLETE = "complete"


def remove_by(expiry: date | None, remove_days: int) -> date | None:
    """The last day a lot may be sold: its expiry date itself, or `remove_days` earlier; None means for ever."""
    return None if expiry is None else expiry - timedelta(days=remove_days)


def is_usable(last_day: date | None, day: date) -> bool:
    """Whether a lot that may be sold through `last_day` (inclusive, None = for ever) can serve a delivery on `day`."""
    return last_day is None or day <= last_day
