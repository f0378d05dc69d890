"""What goes into and comes out of the inventory use cases. Quantities are integers in the SKU's base unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.inventory.domain import LotStatus


@dataclass(frozen=True, slots=True)
class Want:
    """What one order line asks for. `backorder` says it also takes less than it wants; the rest is not reserved.

    `usable_through` is the last day on which the goods must still be usable where that is later than the delivery day: the dealer's minimum
    remaining life or a wish for new dates. Lines of one SKU share the strictest of theirs.
    """

    line_no: int
    sku: str
    base_qty: int
    backorder: bool = False
    usable_through: date | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """A quantity of one order line reserved (or released) in one warehouse."""

    line_no: int
    sku: str
    warehouse: str
    base_qty: int


@dataclass(frozen=True, slots=True)
class Availability:
    """What may still be promised of a SKU for one day, over all selling warehouses and in each (in supplying order).

    `older` is what there is beyond that in lots which are sold on the day and end too soon for who asks; `until` is the day they must last to.
    """

    total: int
    by_warehouse: Mapping[str, int] = field(default_factory=dict)
    older: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NewWarehouse:
    """A supplying warehouse; a lower `priority` is asked first. One that does not sell (transit, returns) is never promised from."""

    code: str
    name_zh: str
    name_en: str
    priority: int = 0
    sells: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that arrived. `remove_days` before its expiry a lot is taken off sale; 0 sells it through the expiry date inclusive."""

    warehouse: str
    sku: str
    lot: str
    base_qty: int
    received: date
    expiry: date | None = None
    remove_days: int = 0


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A counted difference, breakage or write-off of one lot: a signed quantity and why."""

    warehouse: str
    sku: str
    lot: str
    base_qty: int
    reason: str


@dataclass(frozen=True, slots=True)
class Buffer:
    """A quantity of a SKU that a warehouse keeps back from every order."""

    warehouse: str
    sku: str
    base_qty: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A quantity of one order line taken from one lot when the order ships."""

    line_no: int
    sku: str
    warehouse: str
    lot: str
    base_qty: int


@dataclass(frozen=True, slots=True)
class LotStock:
    """One lot as it stands in a warehouse, in the order it will be picked."""

    lot: str
    on_hand: int
    received: date
    expiry: date | None
    remove_by: date | None
    status: LotStatus


@dataclass(frozen=True, slots=True)
class WarehouseStock:
    """One SKU in one warehouse: the counters and the lots behind them."""

    warehouse: str
    name_zh: str
    name_en: str
    on_hand: int
    reserved: int
    buffer: int
    lots: tuple[LotStock, ...]
