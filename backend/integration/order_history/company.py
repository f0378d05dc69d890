"""The company behind an imported order history: products, customers with a sign-in each, one region, one place, one warehouse.

An English-only wholesaler in its own currency. Nothing in the file says what stock or credit there is, so stock is ample and a customer may owe
twice what he bought in his largest month.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import import_skus
from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer, Region, ShipTo
from backend.dealers.service import import_dealers, import_places, import_regions
from backend.identity.domain import SYSTEM, Role
from backend.identity.service import NewUser, create_users, place_org_units
from backend.integration.order_history.domain import product_key, shown_name, sku_code
from backend.inventory.service import NewWarehouse, Receipt, import_warehouses, receive_stock
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.pricing.service import NewPriceList, import_price_list
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings

SETTINGS = BrandSettings(brand_name_zh="Wholesale", brand_name_en="Wholesale", currency="GBP", time_zone="Europe/London")
REGION, PLACE, WAREHOUSE, MANAGER = "ALL", "CUSTOMER", "MAIN", "manager"
GRADE = "A"
AMPLE_STOCK = 1_000_000
LIMIT_FACTOR = 2
PRICES_SINCE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Products:
    """The products of a file: every spelling leads to one code."""

    skus: list[Sku] = field(default_factory=list)
    code_of: dict[str, str] = field(default_factory=dict)


def gather_products(spellings: Iterable[tuple[str, int]]) -> Products:
    """One product for all spellings that differ only by case or spaces; the most frequent one is its name, the others are aliases."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for description, count in spellings:
        groups.setdefault(product_key(description), []).append((count, description))
    products = Products()
    taken: dict[str, str] = {}
    for key, found in groups.items():
        code = sku_code(key)
        if taken.setdefault(code, key) != key:
            raise Invalid("integration.code_taken", first=taken[code], second=key)
        ordered = sorted(found, key=lambda one: (-one[0], one[1]))
        name = shown_name(ordered[0][1])
        others = {shown_name(description): None for _, description in ordered if shown_name(description).casefold() != name.casefold()}
        products.skus.append(Sku(code, "", name, base_unit="piece", units_per_case=1, default_unit=Unit.BASE, aliases=tuple(others)))
        products.code_of.update({description: code for _, description in found})
    return products


def load_frame(uow: UnitOfWork) -> None:
    """Settings, region, place and warehouse."""
    save_brand_settings(uow, SETTINGS)
    import_regions(uow, [Region(REGION, "", "Everywhere")])
    import_places(uow, [ShipTo(PLACE, "", "Customer's address", (), REGION)])
    import_warehouses(uow, [NewWarehouse(WAREHOUSE, "", "Main warehouse")])


def load_products(uow: UnitOfWork, products: Products, day: date, *, clock: Clock) -> None:
    """The catalogue with ample stock of everything."""
    import_skus(uow, products.skus)
    receive_stock(uow, SYSTEM, [Receipt(WAREHOUSE, sku.code, "OPENING", AMPLE_STOCK, day) for sku in products.skus], clock=clock)


def load_customers(uow: UnitOfWork, customers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Customers as grade A dealers, each with a user whose login is his number, and a manager who releases orders; returns customer -> user id."""
    listed = [(number, f"Customer {number}, {country}" if country else f"Customer {number}") for number, country in customers]
    place_org_units(uow, [(number, None) for number, _ in listed])
    import_dealers(uow, [NewDealer(number, "", name[:120], GRADE, 1, None, PLACE, (REGION,)) for number, name in listed])
    users = [NewUser(number, buyer_name(number), Role.DEALER_USER, "en", dealer_id=number) for number, _ in listed]
    ids = create_users(uow, [*users, NewUser(MANAGER, "Manager", Role.BRAND_MANAGER, "en")])
    return dict(zip((number for number, _ in listed), ids, strict=False))


def buyer_name(customer: str) -> str:
    """What the person who signs in with a customer number is called."""
    return f"Buyer {customer}"


def load_prices(uow: UnitOfWork, last_paid: Mapping[str, Decimal]) -> None:
    """The last price paid of every product."""
    entries = tuple((code, 0, price) for code, price in last_paid.items())
    import_price_list(uow, NewPriceList("LAST-PAID", "base", PRICES_SINCE, currency=SETTINGS.currency, entries=entries))


def load_credit(uow: UnitOfWork, largest_month: Mapping[str, Decimal], *, clock: Clock) -> None:
    """A limit of twice the largest month."""
    limits = [NewAccount(customer, amount * LIMIT_FACTOR, currency=SETTINGS.currency) for customer, amount in largest_month.items()]
    import_accounts(uow, limits, clock=clock)
