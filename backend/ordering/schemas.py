"""What goes into and comes out of the ordering use cases. The same values reach chat, HTTP and pages.

Quantities named `base` are integers in base units; money is a Decimal in the brand's currency; `unit_price` is exact per base unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from backend.catalog.domain import Unit
from backend.ordering.fulfilling.schemas import PartView, Shipment
from backend.ordering.notes import NO_NOTES, OrderNotes
from backend.ordering.product_answers import NearExpiry, PriceAnswer, PriceItem, PriceWish, ProductQuestion, StockAnswer, StockItem, WarehouseShare
from backend.ordering.promoting.views import PromotionAnswer, PromotionHint, PromotionItem, PromotionView
from backend.ordering.requests import (
    Answer,
    CancelRequest,
    ChangeEdit,
    ChangeText,
    Confirmation,
    Decision,
    DraftEdit,
    DraftText,
    LineEdit,
    OrderFilter,
    RepeatOrder,
    Shortage,
)
from backend.ordering.returning.schemas import ReturnView

__all__ = [
    "NO_GOODS",
    "Answer",
    "CancelRequest",
    "Candidate",
    "ChangeEdit",
    "ChangeText",
    "ChangeView",
    "ConfirmResult",
    "Confirmation",
    "Decision",
    "DraftEdit",
    "DraftText",
    "DraftView",
    "GateReason",
    "HistoricLine",
    "HistoricOrder",
    "HistoryEntry",
    "LineEdit",
    "LineView",
    "NearExpiry",
    "OrderFilter",
    "OrderSummary",
    "OrderView",
    "PartView",
    "PriceAnswer",
    "PriceItem",
    "PriceWish",
    "ProductQuestion",
    "PromotionAnswer",
    "PromotionHint",
    "PromotionItem",
    "PromotionView",
    "Question",
    "QuestionKind",
    "RepeatOrder",
    "Shipment",
    "Shortage",
    "StockAnswer",
    "StockItem",
    "WarehouseShare",
    "left_out",
]


class QuestionKind(StrEnum):
    """Why a wish of the message is not a line of the draft yet, or what else of the message is open."""

    AMBIGUOUS = "ambiguous"
    UNKNOWN_PRODUCT = "unknown_product"
    NEED_QTY = "need_qty"
    BAD_QTY = "bad_qty"
    CHECK_QTY = "check_qty"
    NO_HISTORY = "no_history"
    SHORT_STOCK = "short_stock"
    CHECK_TOTAL = "check_total"
    LEFT_OUT = "left_out"
    DUPLICATE = "duplicate"
    WHICH_PLACE = "which_place"
    WHICH_DAY = "which_day"
    DIVIDE_PLACES = "divide_places"
    DIVIDE_DAYS = "divide_days"


NO_GOODS = frozenset(
    {
        QuestionKind.CHECK_TOTAL,
        QuestionKind.DUPLICATE,
        QuestionKind.WHICH_PLACE,
        QuestionKind.WHICH_DAY,
        QuestionKind.DIVIDE_PLACES,
        QuestionKind.DIVIDE_DAYS,
    }
)
"""Questions about the order as a whole; every other one stands for goods that were asked for and are in no line."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A SKU the person may have meant; in questions about delivery the code of a place or a day."""

    sku: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One open question about a draft; it blocks confirmation unless `blocking` is False (an unknown product is only told).

    `likely` is what was probably meant by a quantity to check, `counted` what the lines sum up to where the person said another total.
    `expected_on` is when all of a short line would be there, `may_wait` whether what is missing may come later, `substitutes` what is offered instead.
    `unit_word`, `base_word`, `factor` (base units in one unit) and `unit_price` (exact, per base unit) are filled for showing where they are known.
    """

    id: str
    kind: QuestionKind
    source: str
    candidates: tuple[Candidate, ...] = ()
    sku: str | None = None
    qty: Decimal | None = None
    unit: Unit | None = None
    base_qty: int | None = None
    available_base: int | None = None
    blocking: bool = True
    op: str = "add"
    unit_word: str = ""
    base_word: str = ""
    factor: int = 0
    unit_price: Decimal | None = None
    condition: str = ""
    lot_wish: str = ""
    likely: Decimal | None = None
    counted: Decimal | None = None
    expected_on: date | None = None
    may_wait: bool = True
    substitutes: tuple[Candidate, ...] = ()


def left_out(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions whose goods are in no line and in no total, whether or not they stand in the way of a confirmation."""
    return tuple(question for question in questions if question.kind not in NO_GOODS)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a draft or an order; `unit_word` and `base_unit` are in the reader's language.

    `marks` name what was understood specially: "repeat", "scaled:0.5", "price_claim", "backorder", "if_available:240" and "up_to:240" (with the base
    quantity that was asked for), or is new since it was shown: "price_changed", "stock_changed". `promised_on` is when an order's line comes, None
    for what has no day yet. "learned:红罐" marks a line read by the dealer's own word; dropping `name_question` says that it is not this one. The
    quantities after `backorder_base` tell what became of an order's line. "older:240:2026-02-01" says how much in older lots was left out because
    the goods must last until that day, "instead_of:SKU" what the line stands in for. `expected_on` is when what is on backorder should come.
    Prices are None for who may not read them.
    """

    line_no: int
    sku: str
    name_zh: str
    name_en: str
    qty: Decimal
    unit: Unit
    unit_word: str
    factor: int
    base_qty: int
    base_unit: str
    unit_price: Decimal | None
    price_list: str
    line_total: Decimal | None
    available_base: int | None = None
    available_by_warehouse: Mapping[str, int] = field(default_factory=dict)
    backorder_base: int = 0
    marks: tuple[str, ...] = ()
    reserved_base: int = 0
    shipped_base: int = 0
    delivered_base: int = 0
    returned_base: int = 0
    cancelled_base: int = 0
    lot_wish: str = ""
    promised_on: date | None = None
    expected_on: date | None = None
    name_question: str | None = None


@dataclass(frozen=True, slots=True)
class GateReason:
    """A gate that will hold or block: code, figures, and whether it blocks (no order) or holds (a person must release).

    A reason from an approval rule names the rule and carries the sentence its author wrote, if he wrote one. `level` 2 needs two different people.
    """

    code: str
    blocks: bool
    params: Mapping[str, Any] = field(default_factory=dict)
    approver_role: str | None = None
    rule: str | None = None
    message_zh: str = ""
    message_en: str = ""
    level: int = 1


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as shown. `confirm_token` is present exactly when the shown version may be confirmed.

    `shipments` are the parts in which it would leave, when there is more than one. `number` tells it from the person's other open drafts, of which
    there are `beside`. `left_out` counts what was asked for and is neither in the lines nor in the total: a confirmation orders without it.
    """

    draft_id: str
    version: int
    dealer_id: str
    dealer_name_zh: str
    dealer_name_en: str
    lines: tuple[LineView, ...]
    questions: tuple[Question, ...]
    total: Decimal
    currency: str
    ship_to: str | None
    ship_to_name_zh: str
    ship_to_name_en: str
    delivery_date: date | None
    delivery_relation: str | None
    credit_available_after: Decimal | None
    gates: tuple[GateReason, ...]
    warnings: tuple[GateReason, ...]
    as_of: datetime
    repeated_order: str | None = None
    repeated_date: date | None = None
    confirm_token: str | None = None
    expires_at: datetime | None = None
    changed: tuple[str, ...] = ()
    proposal_id: str | None = None
    notes: OrderNotes = NO_NOTES
    number: int = 1
    beside: int = 0
    left_out: int = 0
    shipments: tuple[Shipment, ...] = ()
    promotions: tuple[PromotionView, ...] = ()
    hint: PromotionHint | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step of an order's life."""

    at: datetime
    actor: str
    action: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as shown to an actor who may see it; `total` is None for who may not read prices. `number` is what people say ("SO-1003")."""

    order_id: str
    number: str
    dealer_id: str
    dealer_name_zh: str
    dealer_name_en: str
    status: str
    hold_reasons: tuple[GateReason, ...]
    lines: tuple[LineView, ...]
    total: Decimal | None
    currency: str
    ship_to: str
    ship_to_name_zh: str
    ship_to_name_en: str
    order_date: date
    delivery_date: date | None
    version: int
    placed_by: str
    history: tuple[HistoryEntry, ...] = ()
    notes: OrderNotes = NO_NOTES
    parts: tuple[PartView, ...] = ()
    promotions: tuple[PromotionView, ...] = ()
    returns: tuple[ReturnView, ...] = ()
    close_asked: str = ""

    @property
    def half_released(self) -> bool:
        """Whether one of two releases is given and the other is still to come."""
        return self.status == "HOLD" and bool(self.history) and self.history[-1].action == "first_release"


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order in a list."""

    order_id: str
    number: str
    dealer_id: str
    dealer_name_zh: str
    dealer_name_en: str
    status: str
    hold_codes: tuple[str, ...]
    total: Decimal | None
    currency: str
    order_date: date
    delivery_date: date | None
    line_count: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A proposed change or cancellation of an order, with what each line was and will be; `left_out` as in a draft. Nothing has happened yet."""

    order_id: str
    number: str
    kind: str
    before: tuple[LineView, ...]
    after: tuple[LineView, ...]
    total_before: Decimal
    total_after: Decimal
    currency: str
    gates: tuple[GateReason, ...]
    questions: tuple[Question, ...]
    delivery_date: date | None
    as_of: datetime
    confirm_token: str | None = None
    expires_at: datetime | None = None
    changed: tuple[str, ...] = ()
    warnings: tuple[GateReason, ...] = ()
    ship_to: str | None = None
    proposal_id: str | None = None
    notes: OrderNotes = NO_NOTES
    left_out: int = 0
    promotions: tuple[PromotionView, ...] = ()
    promotions_before: tuple[PromotionView, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmResult:
    """What a confirmation did, or nothing ("needs_review", "blocked") and what to look at.

    Done is "submitted", "changed", "cancelled", "short_closed", "close_asked" or "return_requested".

    `subject` is the id of the draft or order that was confirmed.
    """

    outcome: str
    order: OrderView | None = None
    draft: DraftView | None = None
    change: ChangeView | None = None
    reasons: tuple[GateReason, ...] = ()
    subject: str = ""
    returned: ReturnView | None = None


@dataclass(frozen=True, slots=True)
class HistoricLine:
    """A line of an imported order with its total as it was."""

    sku: str
    qty: Decimal
    unit: Unit
    base_qty: int
    line_total: Decimal
    backorder_base: int = 0


@dataclass(frozen=True, slots=True)
class HistoricOrder:
    """An order taken over from elsewhere with its number, day, status and totals; no gate looks at it."""

    number: str
    dealer_id: str
    order_date: date
    ship_to: str
    delivery_date: date | None
    status: str
    total: Decimal
    lines: tuple[HistoricLine, ...]
    hold_codes: tuple[str, ...] = ()
    placed_by: str = ""
    placed_by_name: str = ""
    order_id: str | None = None
    hold_reasons: tuple[GateReason, ...] = ()
