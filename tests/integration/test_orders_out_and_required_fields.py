"""Promises of orders that go out to an ERP, and of the twelve fields that every order has."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.demo.promotions import load_promotions
from backend.identity.domain import SYSTEM, Actor, Role
from backend.integration.domain import CodeKind
from backend.integration.erp.codes import set_code
from backend.integration.erp.handing_out import Acknowledged, Acknowledgement, GivenOrder, acknowledge_orders, give_orders, orders_csv
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import NotPermitted
from backend.ordering.required_fields import REQUIRED_FIELDS, RequiredField, completeness, missing_fields, missing_of
from backend.ordering.schemas import CancelRequest, Decision, HistoricLine, HistoricOrder
from backend.ordering.service import import_orders, propose_cancel, release_order
from tests.ordering.company import Company, load_company

ERP = Actor("usr_erp", "erp", Role.OTHER_SYSTEM, "en", SYSTEM.scope)
LINE = HistoricLine("BEER", Decimal(5), Unit.CASE, 60, Decimal("171.00"))
OLD = HistoricOrder("SO-7", "D1", date(2025, 6, 1), "WH-W", date(2025, 6, 2), "delivered", Decimal("171.00"), (LINE,), placed_by="usr_1")
WHOLE = {
    "order_no": "SO-7",
    "order_date": date(2025, 6, 1),
    "dealer": "D1",
    "ship_to": "WH-W",
    "delivery_day": date(2025, 6, 2),
    "sku": "BEER",
    "quantity": Decimal(5),
    "unit": "case",
    "unit_price": Decimal("2.85"),
    "amount": Decimal(0),
    "placed_by": "usr_1",
    "channel": "import",
}


@pytest.fixture
def shop(any_database: Database, clock: FixedClock) -> Company:
    """The small company on both databases."""
    return load_company(any_database, clock)


def given(shop: Company, limit: int = 50) -> list[GivenOrder]:
    """Everything that is given now, page by page."""
    found: list[GivenOrder] = []
    cursor = None
    while True:
        page = shop.database.read(lambda uow, cursor=cursor: give_orders(uow, ERP, cursor=cursor, limit=limit))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def acknowledge(shop: Company, *orders: GivenOrder) -> Acknowledged:
    """The ERP has them."""
    items = [Acknowledgement(one.number, one.revision, f"E-{one.number}") for one in orders]
    return shop.write(lambda uow: acknowledge_orders(uow, ERP, items, clock=shop.clock))


def test_free_goods_of_a_promotion_are_lines_too(shop: Company) -> None:
    """The ERP ships the free case, at no price; what is taken off is the discount of the order."""
    gift = {"code": "G1", "kind": "gift", "name_zh": "买十送一", "name_en": "Buy 10", "from": "2025-06-01", "through": "2025-06-30", "skus": ("COKE",)}
    off = gift | {"code": "P5", "kind": "percent", "skus": ("SPRITE",), "terms": {"percent": "5"}}
    shop.write(lambda uow: load_promotions(uow, {"promotions": [gift | {"terms": {"least_base": 240, "free_base": 24}}, off]}, clock=shop.clock))
    shop.order("d1", COKE=10, SPRITE=10)
    (one,) = given(shop)
    assert [(line.sku, line.base_qty, line.line_total) for line in one.lines if line.promotion] == [("COKE", 24, Decimal(0))]
    assert sum(line.line_total for line in one.lines) - one.discount == one.total
    rows = list(csv.DictReader(io.StringIO(orders_csv([one]))))
    assert [(row["sku"], row["base_qty"]) for row in rows if row["promotion"]] == [("COKE", "24")]


def test_released_orders_are_given_until_acknowledged_and_held_ones_when_released(shop: Company) -> None:
    """An order that waits for a person is nobody's work yet; what was taken over from elsewhere is known there."""
    shop.write(lambda uow: import_orders(uow, [OLD]))
    placed = [shop.order("d1", COKE=number).order for number in (1, 2, 3)]
    held = shop.order("d2", DRILL=250).order
    assert held is not None
    assert held.status == "HOLD"
    assert [one.number for one in given(shop, limit=2)] == [one.number for one in placed if one]
    first, *rest = given(shop)
    assert acknowledge(shop, first) == Acknowledged((first.number,), (), ())
    acknowledge(shop, first)
    assert given(shop) == rest
    shop.write(lambda uow: release_order(uow, shop.actor("bm"), Decision(held.number, held.version), clock=shop.clock))
    assert [one.number for one in given(shop)] == [*(one.number for one in rest), held.number]
    assert acknowledge(shop, replace(first, number="SO-0")).unknown == ("SO-0",)


def test_an_acknowledged_order_comes_again_when_it_is_cancelled_and_an_old_revision_is_refused(shop: Company) -> None:
    """What another system works on must not be dead here without its knowing."""
    order = shop.order("d1", COKE=1).order
    assert order is not None
    (before,) = given(shop)
    acknowledge(shop, before)
    shown = shop.write(lambda uow: propose_cancel(uow, shop.actor("d1"), CancelRequest(order.number), clock=shop.clock))
    shop.confirm("d1", shown.confirm_token)
    (after,) = given(shop)
    assert (after.cancelled, after.status) == (True, "CANCELLED")
    assert acknowledge(shop, before) == Acknowledged((), (order.number,), ())
    acknowledge(shop, after)
    assert given(shop) == []
    other = shop.order("d1", COKE=2).order
    shown = shop.write(lambda uow: propose_cancel(uow, shop.actor("d1"), CancelRequest(other.number), clock=shop.clock))  # type: ignore[union-attr] # placed
    shop.confirm("d1", shown.confirm_token)
    assert given(shop) == [], "what was never given need not be taken back"


def test_the_file_holds_every_line_with_the_other_systems_codes_and_no_formula(shop: Company) -> None:
    """Codes that are mapped stand beside ours; a reference of the customer that looks like a formula is text."""
    shop.write(lambda uow: set_code(uow, SYSTEM, CodeKind.SKU, "9001", "COKE", clock=shop.clock))
    shop.write(lambda uow: set_code(uow, SYSTEM, CodeKind.DEALER, "K-77", "D1", clock=shop.clock))
    order = shop.order("d1", COKE=1, BEER=2).order
    (one,) = given(shop)
    rows = list(csv.DictReader(io.StringIO(orders_csv([replace(one, po_number="=1+1")]))))
    assert [(row["sku"], row["their_sku"], row["base_qty"], row["unit"]) for row in rows] == [("COKE", "9001", "24", "case"), ("BEER", "", "24", "case")]
    assert {(row["their_dealer"], row["po_number"], row["total"]) for row in rows} == {("K-77", "'=1+1", str(order.total))}  # type: ignore[union-attr] # placed
    assert sum(Decimal(row["line_total"]) for row in rows) == Decimal(rows[0]["total"])


def test_who_has_no_business_with_other_systems_gets_no_orders(shop: Company) -> None:
    """A brand manager reads orders on the page; the hand-off is the systems'."""
    with pytest.raises(NotPermitted):
        shop.database.read(lambda uow: give_orders(uow, shop.actor("bm")))


@pytest.mark.parametrize("field", REQUIRED_FIELDS)
def test_i2_a_row_that_lacks_one_of_the_twelve_required_fields_is_rejected_with_the_field_named(field: RequiredField) -> None:
    """Twelve fields, each missed by its name; an amount of zero is an amount."""
    assert len(REQUIRED_FIELDS) == 12
    assert missing_fields(WHOLE) == ()
    for empty in (None, "", "  "):
        assert missing_fields({**WHOLE, field.value: empty}) == (field,)
    assert missing_fields({name: value for name, value in WHOLE.items() if name != field.value}) == (field,)
    assert missing_fields({**WHOLE, "quantity": Decimal(0)}) == (RequiredField.QUANTITY,)


def test_i2_how_complete_the_orders_are_is_measured_over_what_stands(shop: Company) -> None:
    """Orders that were placed here have all twelve; one taken over without a day and a person lacks two, and which is told."""
    assert shop.database.read(lambda uow: completeness(uow, SYSTEM)).percent == Decimal(100)
    shop.order("d1", COKE=1, BEER=1)
    gap = replace(OLD, delivery_date=None, placed_by="")
    assert missing_of(OLD) == ()
    assert missing_of(gap) == (RequiredField.DELIVERY_DAY, RequiredField.PLACED_BY)
    shop.write(lambda uow: import_orders(uow, [gap, replace(OLD, number="SO-8")]))
    found = shop.database.read(lambda uow: completeness(uow, SYSTEM))
    assert (found.orders, found.complete, found.percent) == (3, 2, Decimal("66.6"))
    assert {name: many for name, many in found.missing.items() if many} == {"delivery_day": 1, "placed_by": 1}
    assert shop.database.read(lambda uow: completeness(uow, shop.actor("d3"))).orders == 0
