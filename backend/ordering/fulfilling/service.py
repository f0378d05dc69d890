"""The public face of fulfilment: the parts of orders, the steps of the warehouse, and the work of its jobs."""

from backend.ordering.fulfilling.allocating import allocate_due, allocate_order, list_released
from backend.ordering.fulfilling.arrived import Arrived, delivered_places, delivered_worth, full_value, last_arrival
from backend.ordering.fulfilling.backorders import fill_backorders, postpone_late
from backend.ordering.fulfilling.closing import ClosedRest, cancel_open_parts, worth_of_rest
from backend.ordering.fulfilling.delivering import deliver_part
from backend.ordering.fulfilling.picking import pick_part
from backend.ordering.fulfilling.shipping import ship_part
from backend.ordering.fulfilling.views import list_parts, part_view

__all__ = [
    "Arrived",
    "ClosedRest",
    "allocate_due",
    "allocate_order",
    "cancel_open_parts",
    "deliver_part",
    "delivered_places",
    "delivered_worth",
    "fill_backorders",
    "full_value",
    "last_arrival",
    "list_parts",
    "list_released",
    "part_view",
    "pick_part",
    "postpone_late",
    "ship_part",
    "worth_of_rest",
]
