"""Request bodies and list answers of the ordering routes; everything else is shown as its schema.

Quantities are decimals (a string or a number); `unit` is the product's usual pack when left out.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.catalog.domain import Unit
from backend.kit.http import PRINTABLE, Word
from backend.kit.paging import MAX_PAGE
from backend.kit.problems import Problem
from backend.ordering.schemas import (
    ChangeEdit,
    ChangeText,
    ConfirmResult,
    DraftEdit,
    DraftView,
    LineEdit,
    OrderFilter,
    OrderSummary,
    PriceItem,
    Shortage,
    StockItem,
)

MOST_LINES = 200
MOST_QUOTED = 50
LARGEST_VERSION = 2**31 - 1
Quantity = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4, examples=["10"])]
Version = Annotated[int, Field(ge=0, le=LARGEST_VERSION)]
Status = Literal[
    "SUBMITTED", "HOLD", "APPROVED", "REJECTED", "ALLOCATED", "PICKING", "PARTLY_SHIPPED", "SHIPPED", "DELIVERED", "CLOSED", "CANCELLED"
]  # fmt: skip


def _example(document: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": document})


class LineBody(BaseModel):
    """Set the quantity of a product; zero removes the line."""

    model_config = _example({"sku": "COKE-330", "qty": "10", "unit": "case"})

    sku: Word
    qty: Quantity
    unit: Unit | None = None

    def edit(self) -> LineEdit:
        """As the use cases take it."""
        return LineEdit(self.sku, self.qty, self.unit)


class NotesBody(BaseModel):
    """What is said beside the goods: kept and shown, never acted upon. A payment wish changes no terms."""

    model_config = _example({"po_number": "PO-2025-117", "payment_wish": "end of the month"})

    po_number: Annotated[str, Field(max_length=60, pattern=PRINTABLE)] | None = None
    recipient: Annotated[str, Field(max_length=120, pattern=PRINTABLE)] | None = None
    payment_wish: Annotated[str, Field(max_length=120, pattern=PRINTABLE)] | None = None
    urgency: Literal["urgent", "line_down"] | None = None


class DraftBody(BaseModel):
    """Structured edits of the open draft; what is left out stays as it is."""

    model_config = _example({"lines": [{"sku": "COKE-330", "qty": "10", "unit": "case"}], "expected_version": 3})

    lines: list[LineBody] = Field(default_factory=list, max_length=MOST_LINES)
    ship_to: Word | None = Field(None, description="A code of GET /api/v1/places.")
    delivery_date: date | None = Field(None, description="The wished day; it moves to the next day on which goods are delivered.")
    expected_version: Version | None = Field(None, description="Refuse with 409 when the draft has moved on from this version.")
    draft_id: Word | None = Field(None, description="Which of several open drafts; the one in focus when left out.")
    notes: NotesBody | None = None

    def edit(self) -> DraftEdit:
        """As the use case takes it."""
        notes = self.notes.model_dump(exclude_none=True) if self.notes else {}
        lines = tuple(line.edit() for line in self.lines)
        return DraftEdit(lines, self.ship_to, self.delivery_date, self.expected_version, self.draft_id, notes)


class MessageBody(BaseModel):
    """An order message in plain words."""

    model_config = _example({"text": "10 cases of coke 330 and 5 of sprite, by Friday"})

    text: str = Field(min_length=1)


class UndoBody(BaseModel):
    """Words that name goods to put back; without them the last change is taken back."""

    model_config = _example({"text": "put the Sprite back"})

    text: str = Field("", max_length=500)


class HeadroomBody(BaseModel):
    """The goods to check, in plain words; the open draft when left out."""

    model_config = _example({"text": "40 cases of coke 330"})

    text: str = Field("", max_length=4000)


class DraftList(BaseModel):
    """Every open draft, the one in focus last."""

    items: list[DraftView]


class AnswerBody(BaseModel):
    """The answer to one question of the draft: a product, a quantity, what to do about short stock, or to drop it."""

    model_config = _example({"question_id": "q1", "sku": "COKE-330"})

    question_id: Word
    sku: Word | None = None
    qty: Quantity | None = None
    unit: Unit | None = None
    shortage: Shortage | None = None
    drop: bool = False


class RepeatBody(BaseModel):
    """Which order to repeat; the latest own one when left out."""

    model_config = _example({"number": "SO-1003"})

    number: Word | None = None


class ConfirmationBody(BaseModel):
    """The `confirm_token` of the version that a person has looked at."""

    model_config = _example({"token": "6N0kV9T0mQ4c1yJ2r8wX3aZbE5fGhLdP"})

    token: Word


class ChangeBody(BaseModel):
    """What an order shall become: in plain words (`text`), or as edits of lines, place and day; a quantity of zero removes the line."""

    model_config = _example({"lines": [{"sku": "COKE-330", "qty": "12", "unit": "case"}]})

    text: str | None = Field(None, min_length=1)
    lines: list[LineBody] = Field(default_factory=list, max_length=MOST_LINES)
    ship_to: Word | None = None
    delivery_date: date | None = None
    backorder: bool = Field(default=False, description="Let what is not in stock follow later.")
    checked: bool = Field(default=False, description="The quantities were looked at again: take one that is far above the usual as it is.")

    @model_validator(mode="after")
    def _words_or_edits(self) -> "ChangeBody":
        if self.text is not None and (self.lines or self.ship_to or self.delivery_date or self.backorder or self.checked):
            raise ValueError("text stands alone; leave the other members out")
        return self

    def request(self, number: str) -> ChangeText | ChangeEdit:
        """As the use case takes it."""
        if self.text is not None:
            return ChangeText(number, self.text)
        lines = tuple(line.edit() for line in self.lines)
        return ChangeEdit(number, lines, self.ship_to, self.delivery_date, self.backorder, self.checked)


class ReleaseBody(BaseModel):
    """The version of the held order that was looked at, and an optional note."""

    model_config = _example({"version": 1, "reason": "Paid this morning"})

    version: Version
    reason: str = Field("", max_length=500)
    content_hash: str = Field("", max_length=64, pattern=PRINTABLE, description="Of GET /approvals; 409 when anything shown there is other now.")


class RejectionBody(BaseModel):
    """The version of the held order that was looked at, and why it is turned down."""

    model_config = _example({"version": 1, "reason": "Overdue for 40 days"})

    version: Version
    reason: str = Field(min_length=1, max_length=500)
    content_hash: str = Field("", max_length=64, pattern=PRINTABLE, description="Of GET /approvals; 409 when anything shown there is other now.")


class QuoteLine(BaseModel):
    """A product and the quantity to price; one usual pack when left out."""

    model_config = _example({"sku": "COKE-330", "qty": "50", "unit": "case"})

    sku: Word
    qty: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)] | None = None
    unit: Unit | None = None


class QuoteBody(BaseModel):
    """What to price; quantity breaks count for each line by itself."""

    model_config = _example({"lines": [{"sku": "COKE-330", "qty": "50", "unit": "case"}]})

    lines: list[QuoteLine] = Field(min_length=1, max_length=MOST_QUOTED)


class OrderQuery(BaseModel):
    """Which orders to list."""

    model_config = ConfigDict(extra="forbid")

    status: list[Status] = Field(default_factory=list, max_length=11, description="Only these; may be repeated.")
    dealer: Word | None = Field(None, description="A dealer code inside your scope.")
    sku: Word | None = Field(None, description="Only orders with this product.")
    placed_from: date | None = Field(None, alias="from", description="First order day.")
    placed_to: date | None = Field(None, alias="to", description="Last order day.")
    cursor: Annotated[str, Field(max_length=400, pattern=PRINTABLE)] | None = Field(None, description="`next_cursor` of the page before.")
    limit: int = Field(20, ge=1, le=MAX_PAGE, description="Rows on a page.")

    def filter(self) -> OrderFilter:
        """As the use case takes it."""
        return OrderFilter(tuple(self.status), self.dealer, self.sku, self.placed_from, self.placed_to, self.cursor, self.limit)


class OrderPage(BaseModel):
    """Orders, newest first."""

    items: list[OrderSummary]
    next_cursor: str | None = None


class QuoteView(BaseModel):
    """Prices for the caller's dealer, in the order that was asked; list prices for people without a dealer."""

    items: list[PriceItem]
    currency: str


class AvailabilityView(BaseModel):
    """What may still be ordered of a product for a delivery on `day`."""

    item: StockItem
    day: date


class ConfirmationProblem(Problem):
    """A confirmation that ordered nothing: `result` holds the reasons, or the new version with its own token."""

    result: ConfirmResult | None = None
