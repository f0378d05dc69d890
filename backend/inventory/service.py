"""The public face of inventory: what other modules may call."""

from backend.inventory.counting import Count, count_stock, hold_places
from backend.inventory.reconciling import check_invariants, repair
from backend.inventory.reserving import availability, release, reserve, reserved_by_line, reserved_by_order_line
from backend.inventory.returns import Returned, Settled, receive_returned, settle_returned
from backend.inventory.schemas import (
    Adjustment,
    Allocation,
    Availability,
    Buffer,
    LotStock,
    NewWarehouse,
    Pick,
    Receipt,
    Want,
    WarehouseStock,
)
from backend.inventory.shipping import held_by_order, ship_reserved, suggest_lots
from backend.inventory.stocking import (
    adjust_stock,
    import_warehouses,
    list_warehouses,
    mark_lot,
    near_expiry,
    receive_stock,
    set_buffers,
    stock_by_warehouse,
)

__all__ = [
    "Adjustment",
    "Allocation",
    "Availability",
    "Buffer",
    "Count",
    "LotStock",
    "NewWarehouse",
    "Pick",
    "Receipt",
    "Returned",
    "Settled",
    "Want",
    "WarehouseStock",
    "adjust_stock",
    "availability",
    "check_invariants",
    "count_stock",
    "held_by_order",
    "hold_places",
    "import_warehouses",
    "list_warehouses",
    "mark_lot",
    "near_expiry",
    "receive_returned",
    "receive_stock",
    "release",
    "repair",
    "reserve",
    "reserved_by_line",
    "reserved_by_order_line",
    "set_buffers",
    "settle_returned",
    "ship_reserved",
    "stock_by_warehouse",
    "suggest_lots",
]
