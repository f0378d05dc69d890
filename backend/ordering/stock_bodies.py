"""Request bodies and list answers of the stock routes. Quantities are whole base units."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from backend.inventory.blocking import LotMark
from backend.inventory.domain import BackorderPolicy, LotStatus
from backend.inventory.inbound import Arrival, Inbound, NewInbound
from backend.inventory.listing import ShelfFilter, ShelfView
from backend.inventory.policies import StockPolicy
from backend.inventory.schemas import Buffer
from backend.inventory.transfers import NewTransfer, Transfer, TransferReceipt
from backend.kit.http import PRINTABLE, Word
from backend.kit.paging import MAX_PAGE
from backend.ordering.lot_marks import LotEffect, LotLoss

MOST_ROWS = 500
LARGEST = 10**12
Base = Annotated[int, Field(ge=1, le=LARGEST)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
Lot = Annotated[str, Field(min_length=1, max_length=80, pattern=PRINTABLE)]
Why = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
_INBOUND = {"external_id": "PO-77-1", "warehouse": "BW-E", "sku": "COKE-330", "base_qty": 2400, "due": "2026-12-01"}


def _example(document: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": document})


class ShelfQuery(BaseModel):
    """Which shelves to list."""

    model_config = ConfigDict(extra="forbid")

    warehouse: Annotated[str, Field(max_length=40, pattern=PRINTABLE)] = Field("", description="Only those of this warehouse.")
    sku: Annotated[str, Field(max_length=60, pattern=PRINTABLE)] = Field("", description="Only products whose code begins so.")
    status: Annotated[str, Field(pattern="^(|ok|quarantine|recalled|soon|over)$")] = Field("", description="Only with lots in this state.")
    cursor: Annotated[str, Field(max_length=400, pattern=PRINTABLE)] | None = Field(None, description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=MAX_PAGE, description="Rows on a page.")

    def filter(self) -> ShelfFilter:
        """As the use case takes it."""
        return ShelfFilter(self.warehouse, self.sku, self.status, self.cursor, self.limit)


class ShelfPage(BaseModel):
    """A page of shelves by product and warehouse."""

    items: list[ShelfView]
    next_cursor: str | None


class LotMarkBody(BaseModel):
    """What a lot is to be from now on, and why."""

    model_config = _example({"sku": "COKE-330", "warehouse": "BW-E", "lot": "L0", "status": "recalled", "reason": "cans leak"})

    sku: Word
    warehouse: Word
    lot: Lot
    status: LotStatus
    reason: Why = ""

    def mark(self) -> LotMark:
        """As the use case takes it."""
        return LotMark((self.sku, self.warehouse), self.lot, self.status, self.reason)


class SeenLotMarkBody(LotMarkBody):
    """The same as it was seen in the preview."""

    model_config = _example(
        {"sku": "COKE-330", "warehouse": "BW-E", "lot": "L0", "status": "recalled", "reason": "cans leak", "seen": "0123456789abcdef0123456789abcdef"}
    )

    seen: str = Field(min_length=1, max_length=64, pattern=PRINTABLE)


class LotEffectView(BaseModel):
    """What marking a lot means; `seen` binds the mark to it."""

    sku: str
    warehouse: str
    lot: str
    status: LotStatus
    before: LotStatus
    orders: list[LotLoss]
    seen: str

    @classmethod
    def of(cls, effect: LotEffect) -> Self:
        """As the use case tells it."""
        return cls(
            sku=effect.sku,
            warehouse=effect.warehouse,
            lot=effect.lot,
            status=effect.status,
            before=effect.before,
            orders=list(effect.orders),
            seen=effect.seen,
        )


class BufferBody(BaseModel):
    """What a warehouse keeps back of a product."""

    model_config = _example({"sku": "COKE-330", "warehouse": "BW-E", "base_qty": 240})

    sku: Word
    warehouse: Word
    base_qty: Count

    def buffer(self) -> Buffer:
        """As the use case takes it."""
        return Buffer(self.warehouse, self.sku, self.base_qty)


class InboundBody(BaseModel):
    """A delivery as it was announced; the same `external_id` again overwrites it."""

    model_config = _example(_INBOUND)

    external_id: Lot
    warehouse: Word
    sku: Word
    base_qty: Base
    due: date
    confirmed: bool = True

    def row(self) -> NewInbound:
        """As the use case takes it."""
        return NewInbound(self.external_id, self.warehouse, self.sku, self.base_qty, self.due, self.confirmed)


class InboundListBody(BaseModel):
    """Several deliveries at once: all of them or none."""

    model_config = _example({"items": [_INBOUND]})

    items: Annotated[list[InboundBody], Field(min_length=1, max_length=MOST_ROWS)]


class InboundPage(BaseModel):
    """What is on its way, soonest first."""

    items: list[Inbound]
    next_cursor: str | None = None


class DueBody(BaseModel):
    """Another day for a delivery."""

    model_config = _example({"due": "2026-12-04"})

    due: date


class ArrivalBody(BaseModel):
    """What of a delivery arrived; `last` says that no more of it will come. It was received today when `received` is left out.

    With `before`, what had arrived when it was looked at, it counts only if nothing else arrived since.
    """

    model_config = _example({"lot": "L2027-06", "base_qty": 2400, "expiry": "2027-06-30", "last": True})

    lot: Lot
    base_qty: Base
    received: date | None = None
    expiry: date | None = None
    remove_days: Annotated[int, Field(ge=0, le=3650)] = 0
    last: bool = False
    before: Count | None = None

    def arrival(self, today: date) -> Arrival:
        """As the use case takes it."""
        return Arrival(self.lot, self.base_qty, self.received or today, self.expiry, self.remove_days, self.last, self.before)


class TransferItem(BaseModel):
    """A quantity of one lot."""

    model_config = _example({"sku": "COKE-330", "lot": "L0", "base_qty": 240})

    sku: Word
    lot: Lot
    base_qty: Base


class TransferBody(BaseModel):
    """Lots to be moved from one warehouse to another."""

    model_config = _example({"source": "BW-E", "target": "BW-S", "items": [{"sku": "COKE-330", "lot": "L0", "base_qty": 240}]})

    source: Word
    target: Word
    items: Annotated[list[TransferItem], Field(min_length=1, max_length=200)]
    note: Why = ""

    def transfer(self) -> NewTransfer:
        """As the use case takes it."""
        return NewTransfer(self.source, self.target, tuple((one.sku, one.lot, one.base_qty) for one in self.items), self.note)


class VersionBody(BaseModel):
    """The version that was looked at."""

    model_config = _example({"version": 1})

    version: Version


class ReceiptLine(BaseModel):
    """What arrived of one line."""

    model_config = _example({"line_no": 1, "base_qty": 236})

    line_no: Annotated[int, Field(ge=1, le=200)]
    base_qty: Count


class ReceiptBody(BaseModel):
    """What arrived; of a `final` receipt the rest is written off and needs a reason."""

    model_config = _example({"version": 3, "lines": [{"line_no": 1, "base_qty": 236}], "final": True, "reason": "4 broken"})

    version: Version
    lines: Annotated[list[ReceiptLine], Field(max_length=200)]
    final: bool = True
    reason: Why = ""

    def receipt(self) -> TransferReceipt:
        """As the use case takes it."""
        return TransferReceipt({line.line_no: line.base_qty for line in self.lines}, self.final, self.reason)


class TransferPage(BaseModel):
    """A page of transfers, newest first."""

    items: list[Transfer]
    next_cursor: str | None = None


class PolicyBody(BaseModel):
    """A dealer's terms: what happens to a short line, and how long goods must still be sold when they reach him."""

    model_config = _example({"backorder": "partial", "least_days": 90, "least_percent": 0})

    backorder: BackorderPolicy = BackorderPolicy.ASK
    least_days: Annotated[int, Field(ge=0, le=7300)] = 0
    least_percent: Annotated[int, Field(ge=0, le=100)] = 0

    def policy(self, dealer_id: str) -> StockPolicy:
        """As the use case takes it."""
        return StockPolicy(dealer_id, self.backorder, self.least_days, self.least_percent)


class SubstitutesBody(BaseModel):
    """What is offered in the place of a product, the best first."""

    model_config = _example({"substitutes": ["PEP-330"]})

    substitutes: Annotated[list[Word], Field(max_length=10)]


class ProductTermsView(BaseModel):
    """What is offered in the place of a product, and its life in days where it is known."""

    sku: str
    substitutes: list[str]
    life_days: int | None


class LifeBody(BaseModel):
    """The life of a product from its making to its expiry."""

    model_config = _example({"life_days": 365})

    life_days: Annotated[int, Field(ge=1, le=7300)]
