"""What goes into and comes out of fulfilment. Quantities named `base` are integers in base units; money is None for who may not read prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LotShare:
    """A quantity from one lot: once a part has left where it came from, before that where it should be picked."""

    lot: str
    base_qty: int


@dataclass(frozen=True, slots=True)
class PartLineView:
    """A quantity of an order line in a part. `refused_base` came back from the door; `qty` counts whole packs where it can."""

    line_no: int
    sku: str
    name_zh: str
    name_en: str
    base_qty: int
    factor: int
    unit_word: str
    base_unit: str
    line_total: Decimal | None
    picked_base: int = 0
    shipped_base: int = 0
    delivered_base: int = 0
    refused_base: int = 0
    lots: tuple[LotShare, ...] = ()


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of an order. `number` is what people say ("SO-1003-01"); a WAITING part has no warehouse and no day yet."""

    number: str
    order_number: str
    status: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    temperature: str
    supplier: str
    promise_day: date | None
    total: Decimal | None
    version: int
    made_at: datetime
    lines: tuple[PartLineView, ...]
    carrier: str = ""
    tracking: str = ""
    signed_by: str = ""
    picked_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    dealer_name_zh: str = ""
    dealer_name_en: str = ""
    ship_to_name_zh: str = ""
    ship_to_name_en: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A part as it would be made if a draft became an order now; `waits` has no stock yet."""

    warehouse: str
    temperature: str
    supplier: str
    day: date | None
    lines: int
    waits: bool = False
    warehouse_zh: str = ""
    warehouse_en: str = ""


@dataclass(frozen=True, slots=True)
class PartFilter:
    """Which parts to list: in these states (those still to ship when empty), of one warehouse, due by a day."""

    statuses: tuple[str, ...] = ()
    warehouse: str | None = None
    due: date | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class PartStep:
    """A step of the part with `number` as it stood at `version`; `quantities` are base units by line, all there is when None."""

    number: str
    version: int
    quantities: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Who carries a part, and under which number."""

    carrier: str
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What was refused at the door, base units by line, why, and who signed for the rest."""

    refused: Mapping[int, int]
    reason: str = ""
    signed_by: str = ""
