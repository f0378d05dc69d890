"""Results that exist for the sake of a conversation only: a problem, a list with its question, an explanation.

Invariant: like every tool result they hold typed values; sentences are made where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from backend.credit.schemas import CreditStatus
from backend.kit.errors import DomainError, Reason, Refused
from backend.kit.paging import Page
from backend.notices.domain import Notice
from backend.ordering.fulfilling.schemas import PartView
from backend.ordering.memory.domain import KnownName
from backend.ordering.returning.schemas import ReturnView
from backend.ordering.rules.approving import Waiting
from backend.ordering.schemas import DraftView, GateReason, LineView, OrderSummary


@dataclass(frozen=True, slots=True)
class ToolProblem:
    """A use case said no: the code of its error, the figures, and every single reason."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductItem:
    """A product in a list: names, and how it is packed in both languages."""

    sku: str
    name_zh: str
    name_en: str
    factor: int
    unit_word_zh: str
    unit_word_en: str
    base_word_zh: str
    base_word_en: str


@dataclass(frozen=True, slots=True)
class ProductList:
    """The products that fit some words, best first; `more` says that others were left out."""

    text: str
    items: tuple[ProductItem, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class ShippingList:
    """What a warehouse has to ship, soonest first; `due` is the day by which it has to arrive where one was asked about.

    `released` are orders whose goods nobody has called for yet.
    """

    items: tuple[PartView, ...]
    due: date | None = None
    released: tuple[OrderSummary, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class ReturnsShown:
    """Returns, newest first, on the brand's clock; `more` when there are others."""

    items: tuple[ReturnView, ...]
    as_of: datetime
    more: bool = False


@dataclass(frozen=True, slots=True)
class OrderList:
    """Orders, newest first, with what was asked for. `dealer_name_*` are set when one dealer was named; `below` when those of several were wanted."""

    page: Page[OrderSummary]
    statuses: tuple[str, ...] = ()
    dealer_name_zh: str = ""
    dealer_name_en: str = ""
    below: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalsShown:
    """Held orders that wait for the person, the longest first, of `waiting` in all."""

    items: tuple[Waiting, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class CreditAnswer:
    """A dealer's credit and whose it is."""

    status: CreditStatus
    dealer_name_zh: str
    dealer_name_en: str
    own: bool
    blocks: tuple[GateReason, ...] = ()
    """What keeps the account from ordering at all: that it is frozen."""


@dataclass(frozen=True, slots=True)
class Discarded:
    """A draft was thrown away, or there was none; `count` is how many were, when several were open, `left` are those that stay open."""

    done: bool
    count: int = 1
    left: tuple[DraftView, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftSet:
    """Several drafts at once: one for each place or day of a message, or all that are open. The last one is in focus."""

    drafts: tuple[DraftView, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """A proposal was taken back; `kind` is "order_draft", "order_change", "order_cancel", "order_close" or "order_return"."""

    kind: str


@dataclass(frozen=True, slots=True)
class Help:
    """What there is to know about one topic ("cutoff", "delivery", "abilities", "me"), with the settings and the person it depends on.

    `example` is a line of the latest order of the person's company.
    """

    topic: str
    cutoff: time
    earliest: date
    no_delivery_weekdays: tuple[int, ...]
    abilities: tuple[str, ...]
    user_name: str
    role: str
    dealer_name_zh: str
    dealer_name_en: str
    as_of: datetime
    example: LineView | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A person answers from now on. `already` when that was so before; while nobody is on duty `next_open` says when somebody is.

    `with_drafts` when the person has open drafts, which staff then see.
    """

    reason: str
    already: bool
    on_duty: bool
    opens: time
    closes: time
    next_open: datetime | None
    as_of: datetime
    with_drafts: bool = False


@dataclass(frozen=True, slots=True)
class HandedBack:
    """The assistant answers again; `done` is False when it did all the time."""

    done: bool


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """What somebody chose to be told: the topic that was switched, and every topic that is off now."""

    topic: str
    on: bool
    muted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The latest of a person's notices, newest first, and how many he has not read in all; instants are on the brand's clock."""

    items: tuple[Notice, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class NamesKnown:
    """What a dealer calls things, the latest used first."""

    items: tuple[KnownName, ...]


def problem_of(error: DomainError) -> ToolProblem:
    """A domain error as a result."""
    return ToolProblem(error.code, dict(error.params), error.reasons if isinstance(error, Refused) else ())
