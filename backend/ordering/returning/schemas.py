"""What goes into and comes out of the use cases of returns. Quantities are base units; `factor` and `unit_word` say the pack of the order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ReturnWish:
    """Goods of one line of an order that shall come back; `code` is the lot or trace code on them, when it was read."""

    line_no: int
    base_qty: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class NewReturn:
    """A wish to return goods of one order, and why."""

    number: str
    wishes: tuple[ReturnWish, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnWords:
    """The same in a person's own words; `number` is None when they name the order otherwise, or only one can be meant."""

    text: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnStep:
    """A step of the return with `number` as it stood at `version`; `note` says why where that is needed."""

    number: str
    version: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where goods came back and how many were counted, by place in the return; all that was asked for where a place is not named.

    `lots` names the lots of goods that came without one.
    """

    warehouse: str
    received: Mapping[int, int] = field(default_factory=dict)
    lots: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """What becomes of goods that came back, by place in the return: (to be sold again, kept apart, scrapped)."""

    outcomes: Mapping[int, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class ReturnFilter:
    """Which returns to list: those in these states, those still open when `open_only`, all otherwise."""

    statuses: tuple[str, ...] = ()
    open_only: bool = False
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ReturnLineView:
    """A line of a return; `amount` is its full price once it was credited, None before and for who may not read prices."""

    seq: int
    line_no: int
    sku: str
    name_zh: str
    name_en: str
    base_qty: int
    factor: int
    unit_word: str
    base_unit: str
    lot: str
    part_number: str
    received_base: int = 0
    restocked_base: int = 0
    quarantined_base: int = 0
    scrapped_base: int = 0
    amount: Decimal | None = None
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class FreeOwed:
    """Free goods that were earned by what came back, and are owed."""

    sku: str
    name_zh: str
    name_en: str
    base_qty: int
    base_unit: str


@dataclass(frozen=True, slots=True)
class CreditNoteView:
    """A credit note: the full price of the goods, what promotions take back of it, and what is credited. Below zero it is owed."""

    number: str
    goods_amount: Decimal
    promotion_amount: Decimal
    amount: Decimal
    currency: str
    made_at: datetime
    free_owed: tuple[FreeOwed, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return as its reader may see it. `may` are the steps that he himself can take now."""

    return_id: str
    number: str
    order_id: str
    order_number: str
    dealer_id: str
    dealer_name_zh: str
    dealer_name_en: str
    kind: str
    status: str
    reason: str
    note: str
    requested_by: str
    requested_at: datetime
    version: int
    lines: tuple[ReturnLineView, ...]
    may: tuple[str, ...] = ()
    warehouse: str = ""
    warehouse_zh: str = ""
    warehouse_en: str = ""
    received_at: datetime | None = None
    inspected_at: datetime | None = None
    ended_at: datetime | None = None
    credit: CreditNoteView | None = None


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """What of one line of an order may come back, by lot."""

    line_no: int
    sku: str
    name_zh: str
    name_en: str
    left_base: int
    factor: int
    unit_word: str
    base_unit: str
    lots: tuple[tuple[str, int], ...] = ()
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class ReturnOffer:
    """A return as it would be asked for. Nothing happens until it is confirmed."""

    order_id: str
    number: str
    lines: tuple[ReturnLineView, ...]
    reason: str
    as_of: datetime
    confirm_token: str | None = None
    proposal_id: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CloseAsked:
    """An order whose dealer gives up what has not left."""

    order_id: str
    number: str
    dealer_name_zh: str
    dealer_name_en: str
    asked_by: str
    asked_at: datetime
