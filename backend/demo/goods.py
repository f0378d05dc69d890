"""Loading the goods of a world: products, price lists and stock by lot."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from backend.catalog.catalogue_file import skus_of_rows
from backend.catalog.domain import Sku
from backend.catalog.service import import_skus
from backend.identity.domain import SYSTEM
from backend.inventory.service import NewWarehouse, Receipt, import_warehouses, receive_stock
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.pricing.service import NewPriceList, import_price_list

World = Mapping[str, Any]
BASE_LIST = "BASE"
PRICES_SINCE = datetime(2000, 1, 1, tzinfo=UTC)
DEFAULT_LOT = "L0"
RESERVING = frozenset({"approved", "held"})


def load_products(uow: UnitOfWork, world: World) -> int:
    """The catalogue in its order."""
    skus = [sku for sku, _ in skus_of_rows(world["catalogue"]["rows"])]
    import_skus(uow, skus)
    return len(skus)


def load_prices(uow: UnitOfWork, world: World) -> int:
    """The guide prices, a list a grade derived from them, and a list a dealer with contract prices."""
    currency = world["price_policy"]["currency"]
    entries = tuple((sku.code, 0, price) for sku, price in skus_of_rows(world["catalogue"]["rows"]))
    lists = [NewPriceList(BASE_LIST, "base", PRICES_SINCE, currency=currency, entries=entries)]
    for grade, percent in world["price_policy"]["grade_discount_percent"].items():
        lists.append(
            NewPriceList(
                f"GRADE-{grade}", "grade", PRICES_SINCE, scope_value=grade, currency=currency, derived_from=BASE_LIST, discount_percent=Decimal(str(percent))
            )
        )
    for dealer in world["dealers"]:
        agreed = tuple((sku, 0, Decimal(price)) for sku, price in dealer["contract_prices"].items())
        if agreed:
            name = dealer["dealer"]
            lists.append(NewPriceList(f"CONTRACT-{name}", "contract", PRICES_SINCE, scope_value=name, currency=currency, entries=agreed))
    for price_list in lists:
        import_price_list(uow, price_list)
    return len(lists)


def load_stock(uow: UnitOfWork, world: World, *, clock: Clock) -> int:
    """Warehouses and lots. What the world calls free is after its own reservations, so what they reserve is received on top."""
    warehouses = world["brand_warehouses"]
    import_warehouses(uow, [NewWarehouse(w["code"], w["name_zh"], w["name_en"], priority) for priority, w in enumerate(warehouses)])
    reserved = reserved_by_sku(world)
    receipts = [receipt for sku, _ in skus_of_rows(world["catalogue"]["rows"]) for receipt in _receipts(world, sku, reserved.get(sku.code, 0))]
    receive_stock(uow, SYSTEM, receipts, clock=clock)
    return len(receipts)


def reserved_by_sku(world: World) -> dict[str, int]:
    """What the world's open orders hold."""
    held: dict[str, int] = {}
    for order in world["orders"]:
        if order["status"] in RESERVING:
            for line in order["lines"]:
                held[line["sku"]] = held.get(line["sku"], 0) + line["base_qty"] - line.get("backorder_base", 0)
    return held


def _receipts(world: World, sku: Sku, reserved: int) -> list[Receipt]:
    override = world["stock"]["overrides"].get(sku.code)
    lots = _default_lots(world, sku) if override is None else _given_lots(override)
    found = [Receipt(warehouse, sku.code, lot, free, _received(world), expiry) for warehouse, lot, free, expiry in lots]
    if reserved:
        _add_reserved(found, world, sku, reserved)
    return [receipt for receipt in found if receipt.base_qty > 0]


def _add_reserved(found: list[Receipt], world: World, sku: Sku, reserved: int) -> None:
    """Put what is reserved into the longest-lived lot of the warehouse that is asked first, for reserving takes it from there."""
    first = world["brand_warehouses"][0]["code"]
    longest = max((r for r in found if r.warehouse == first), key=lambda r: r.expiry or date.max, default=None)
    if longest is None:
        found.append(Receipt(first, sku.code, DEFAULT_LOT, reserved, _received(world), _default_expiry(world, sku)))
        return
    found[found.index(longest)] = Receipt(first, sku.code, longest.lot, longest.base_qty + reserved, longest.received, longest.expiry)


def _default_lots(world: World, sku: Sku) -> Iterable[tuple[str, str, int, date | None]]:
    expiry = _default_expiry(world, sku)
    return [(w["code"], DEFAULT_LOT, w["default_free_cases"] * sku.units_per_case, expiry) for w in world["brand_warehouses"]]


def _given_lots(override: Mapping[str, Any]) -> Iterable[tuple[str, str, int, date | None]]:
    return [(warehouse, lot["lot"], lot["free_base"], _day(lot["expiry"])) for warehouse, lots in override.items() for lot in lots]


def _default_expiry(world: World, sku: Sku) -> date | None:
    by_category = world["stock"]["default_lot_expiry"]
    return _day(by_category.get(sku.category, by_category.get("*")))


def _received(world: World) -> date:
    return date.fromisoformat(world["stock"]["default_lot_received"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
