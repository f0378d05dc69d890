"""What reading an order message yields: one typed line per wish, each with a status, never a silent guess.

Invariant: only lines with status OK may change a cart; every other line is a question to the person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812 - a field named `date` hides the type of that name inside its class
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from backend.catalog.domain import Unit

Condition = Literal["if_available", "up_to"]
UrgentReason = Literal["line_down"]


class Op(StrEnum):
    """What a line asks for. `scale` with sku "ALL" is the whole order; `repeat` copies an earlier order."""

    ADD = "add"
    SET = "set"
    SCALE = "scale"
    REMOVE = "remove"
    REPEAT = "repeat"


class LineStatus(StrEnum):
    """Whether a line is understood; everything but OK is asked back."""

    OK = "ok"
    AMBIGUOUS = "ambiguous"
    UNKNOWN_PRODUCT = "unknown_product"
    NEED_QTY = "need_qty"
    BAD_QTY = "bad_qty"
    CHECK_QTY = "check_qty"
    NO_HISTORY = "no_history"


@dataclass(frozen=True, slots=True)
class CartLine:
    """A line of the current draft or of an earlier order. `qty` counts `unit`s, `base_qty` is in base units."""

    sku: str
    qty: Decimal
    unit: Unit
    base_qty: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the draft that waits for an answer; `kind` is one of the line statuses or "short_stock"."""

    id: str
    kind: str
    candidates: tuple[str, ...] = ()
    sku: str | None = None
    qty: Decimal | None = None
    unit: Unit | None = None
    base_qty: int | None = None
    available_base: int | None = None
    op: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An earlier order of the same dealer, with the local date on which it was placed."""

    order_id: str
    date: Day
    lines: tuple[CartLine, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A ship-to place a message may name."""

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnedName:
    """A dealer's own word for a product, learned from `orders` confirmed orders; `unit` is the unit that goes with it."""

    name: str
    sku: str
    unit: Unit | None
    orders: int


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One wish of the message. `source` is the person's own words for it (for echo and questions).

    `unit_said` is False when the unit is only the usual one.
    `price_claim` says that the words name a price; it is never used, only told that the line stands at the computed price (C5).
    `condition` "up_to" makes the quantity an upper limit, "if_available" wishes the line only when goods are there; both are for live stock to settle.
    `lot_wish` are the words about freshness or a lot. `learned` says that the product was found by the dealer's own word.
    `order_date` is the day of the earlier order that is wanted again, or the day on which none was found.
    `likely` is the quantity that was probably meant when an unusual one is asked back.
    """

    op: Op
    status: LineStatus
    sku: str | None = None
    candidates: tuple[str, ...] = ()
    qty: Decimal | None = None
    unit: Unit | None = None
    base_qty: int | None = None
    factor: Decimal | None = None
    order_id: str | None = None
    order_date: Day | None = None
    source: str = ""
    price_claim: bool = False
    unit_said: bool = True
    condition: Condition | None = None
    lot_wish: str = ""
    learned: bool = False
    likely: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OpenDelivery:
    """Places or days of which the message does not say which one is meant, or how the goods are divided among them (`divide`).

    `said` is the name of a place that the dealer does not have.
    """

    places: tuple[Place, ...] = ()
    days: tuple[Day, ...] = ()
    divide: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """When and where the message wants the goods; `relation` is "by" (no later than) or "on". What is `open` is asked and has no value."""

    date: Day | None = None
    relation: str | None = None
    place: str | None = None
    urgent: bool = False
    urgent_reason: UrgentReason | None = None
    open: OpenDelivery | None = None


@dataclass(frozen=True, slots=True)
class OrderPart:
    """What goes to one place, day or recipient, when a message sends goods to more than one; the notes are those said for it or for all."""

    delivery: Delivery
    lines: tuple[ReadLine, ...]
    po_number: str | None = None
    recipient: str = ""
    payment_wish: str = ""


@dataclass(frozen=True, slots=True)
class ReadTotal:
    """A sum that the person stated ("35 cases in all"): a checksum of the lines, never a quantity. `unit` is None when none was said."""

    qty: Decimal
    unit: Unit | None
    agrees: bool


@dataclass(frozen=True, slots=True)
class OrderReading:
    """The whole reading of one message. `final_cart` is sku -> base units after the message is applied.

    `parts` is filled only when the goods go to more than one place, day or recipient; `lines` is then their concatenation, `delivery` and the notes
    are the first part's.
    `recipient` is a person or shop that is no ship-to place; `payment_wish` are words, recorded and never granted.
    `given_up` are the ids of the open questions whose goods are not wanted any more, `spared` those of which another amount is.
    """

    lines: tuple[ReadLine, ...] = ()
    delivery: Delivery = field(default_factory=Delivery)
    final_cart: Mapping[str, int] = field(default_factory=dict)
    injection: bool = False
    is_question: bool = False
    parts: tuple[OrderPart, ...] = ()
    po_number: str | None = None
    recipient: str = ""
    payment_wish: str = ""
    checksum: ReadTotal | None = None
    given_up: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()

    @property
    def ask_back(self) -> bool:
        """True exactly when some line is not OK or the place or day is open."""
        return self.delivery.open is not None or any(line.status is not LineStatus.OK for line in self.lines)


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """Settings of reading where a brand may differ; the defaults are those of the evaluation sets.

    `unusual_factor` times the dealer's usual quantity is asked back; None switches that off.
    """

    check_cases_from: int = 1000
    history_min_orders: int = 2
    history_min_share: Decimal = Decimal("0.8")
    dozen: int = 12
    unusual_factor: Decimal | None = None
