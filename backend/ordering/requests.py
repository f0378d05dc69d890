"""What people ask of the ordering use cases: words, edits, answers, confirmations, filters, decisions. Shown as part of `schemas`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from backend.catalog.domain import Unit


class Shortage(StrEnum):
    """What to do with a line whose stock does not suffice."""

    TAKE_AVAILABLE = "take_available"
    BACKORDER = "backorder"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class DraftText:
    """An order message in the person's own words, applied to his open draft. What has the same `change` is taken back together; none: by itself."""

    text: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class LineEdit:
    """A structured edit (HTTP, page, button): set the quantity of a SKU; zero removes the line."""

    sku: str
    qty: Decimal
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class DraftEdit:
    """Structured edits of an open draft: the one with `draft_id`, else the one in focus. Fields left None stay as they are."""

    lines: tuple[LineEdit, ...] = ()
    ship_to: str | None = None
    delivery_date: date | None = None
    expected_version: int | None = None
    draft_id: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question of the open draft: a chosen SKU, a quantity, or what to do about short stock."""

    question_id: str
    sku: str | None = None
    qty: Decimal | None = None
    unit: Unit | None = None
    shortage: Shortage | None = None
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person's explicit yes to exactly what the token stands for."""

    token: str
    source_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders to list, newest first; `mine` are those that the person himself placed."""

    statuses: tuple[str, ...] = ()
    dealer: str | None = None
    sku: str | None = None
    placed_from: date | None = None
    placed_to: date | None = None
    cursor: str | None = None
    limit: int = 20
    mine: bool = False


@dataclass(frozen=True, slots=True)
class RepeatOrder:
    """Order again what an earlier own order had; no number means the latest one."""

    number: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeText:
    """A change of an own order in the person's words; without a number the order that they name, else the only one."""

    number: str | None
    text: str


@dataclass(frozen=True, slots=True)
class ChangeEdit:
    """A structured change of an own order. Fields left None stay as they are; a quantity of zero removes the line.

    An unusual quantity is asked back unless the person has `checked` the quantities.
    """

    number: str | None
    lines: tuple[LineEdit, ...] = ()
    ship_to: str | None = None
    delivery_date: date | None = None
    backorder: bool = False
    checked: bool = False


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """A wish to cancel an own order; without a number the one that `text` names ("昨天那单"), else the only one that can be cancelled."""

    number: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A release or a rejection of exactly one version of a held order. A rejection needs a reason.

    `content_hash` is what an approval list showed for it; with it nothing that was looked at can be other than it was.
    """

    order_id: str
    version: int
    reason: str = ""
    content_hash: str = ""
