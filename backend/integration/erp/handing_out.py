"""Released orders out to an ERP, with its codes for ours where they are mapped, until it acknowledges them.

Invariant: an order is given until its present revision is acknowledged, and not again before it changes or ends; an acknowledgement of
another revision than the present one is refused, so no change is missed.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor, Permission
from backend.integration.domain import CodeKind
from backend.integration.erp.codes import their_codes
from backend.integration.models import order_handouts
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.money import split_tax
from backend.kit.paging import Page
from backend.ordering.handing_out import ReleasedLine, ReleasedOrder, orders_numbered, orders_to_give
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A line with the other system's code for the product, empty where it is not mapped. `net` and `tax` make the line's total.

    `promotion` names the one that gave free goods; their line has no price.
    """

    line_no: int
    sku: str
    their_sku: str
    qty: Decimal
    unit: str
    base_qty: int
    unit_price: Decimal
    line_total: Decimal
    net: Decimal
    tax: Decimal
    promotion: str = ""


@dataclass(frozen=True, slots=True)
class GivenOrder:
    """An order as it is given. `cancelled` says that it was given before and is wanted no more.

    `discount` is what promotions take off the lines. Net and tax of the order are those of its lines less those of the discount, so that both the
    lines and the order add up to the cent (R14).
    """

    number: str
    revision: str
    cancelled: bool
    status: str
    dealer: str
    their_dealer: str
    ship_to: str
    order_date: str
    delivery_date: str
    po_number: str
    recipient: str
    currency: str
    total: Decimal
    lines: tuple[GivenLine, ...]
    discount: Decimal
    net_total: Decimal
    tax_total: Decimal


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Another system has an order, under a number of its own."""

    number: str
    revision: str
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Which were noted; which have changed meanwhile and will be given again; which there are none of."""

    noted: tuple[str, ...]
    moved_on: tuple[str, ...]
    unknown: tuple[str, ...]


def give_orders(uow: UnitOfWork, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[GivenOrder]:
    """What is released and not acknowledged as it is, oldest first."""
    page = orders_to_give(uow, actor, order_handouts, cursor=cursor, limit=limit)
    skus = their_codes(uow, CodeKind.SKU, {line.sku for one in page.items for line in one.lines})
    dealers = their_codes(uow, CodeKind.DEALER, {one.dealer_id for one in page.items})
    settings = load_brand_settings(uow)
    return Page(tuple(_given(one, skus, dealers, settings) for one in page.items), page.next_cursor)


def acknowledge_orders(uow: UnitOfWork, actor: Actor, items: Sequence[Acknowledgement], *, clock: Clock) -> Acknowledged:
    """Note that orders have arrived as they are now; the same again changes nothing."""
    actor.require(Permission.EXCHANGE_DATA)
    standing = orders_numbered(uow, actor, [item.number for item in items])
    noted: list[str] = []
    moved_on: list[str] = []
    for item in items:
        order = standing.get(item.number)
        if order is None:
            continue
        if order.revision != item.revision:
            moved_on.append(item.number)
            continue
        _note(uow, actor, order, item, clock)
        noted.append(item.number)
    return Acknowledged(tuple(noted), tuple(moved_on), tuple(item.number for item in items if item.number not in standing))


def orders_csv(orders: Sequence[GivenOrder]) -> str:
    """One row a line of an order, for systems that take files; free text never begins like a formula."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    head = (
        "number",
        "revision",
        "cancelled",
        "dealer",
        "their_dealer",
        "ship_to",
        "order_date",
        "delivery_date",
        "po_number",
        "recipient",
        "currency",
        "total",
    )
    of_line = ("line_no", "sku", "their_sku", "qty", "unit", "base_qty", "unit_price", "line_total", "net", "tax", "promotion")
    rows.writerow((*head, *of_line, "discount", "net_total", "tax_total"))
    for one in orders:
        whole = (one.number, one.revision, str(one.cancelled).lower(), one.dealer, one.their_dealer, one.ship_to, one.order_date, one.delivery_date)
        shared = (*whole, _harmless(one.po_number), _harmless(one.recipient), one.currency, one.total)
        for line in one.lines:
            qty = (line.qty.normalize().__format__("f"), line.unit, line.base_qty, line.unit_price, line.line_total, line.net, line.tax, line.promotion)
            rows.writerow((*shared, line.line_no, line.sku, line.their_sku, *qty, one.discount, one.net_total, one.tax_total))
    return text.getvalue()


def _given(one: ReleasedOrder, skus: dict[str, str], dealers: dict[str, str], settings: BrandSettings) -> GivenOrder:
    split = partial(split_tax, percent=settings.tax_percent, exponent=settings.currency_exponent)
    lines = tuple(GivenLine(line.line_no, line.sku, skus.get(line.sku, ""), *_figures(line), *split(line.line_total), line.promotion) for line in one.lines)
    days = (one.order_date.isoformat(), one.delivery_date.isoformat() if one.delivery_date else "")
    whom = (one.dealer_id, dealers.get(one.dealer_id, ""), one.ship_to, *days, one.po_number, one.recipient)
    discount = sum((line.line_total for line in lines), Decimal(0)) - one.total
    net = sum((line.net for line in lines), Decimal(0)) - split(discount)[0]
    return GivenOrder(one.number, one.revision, one.dead, one.status, *whom, one.currency, one.total, lines, discount, net, one.total - net)


def _figures(line: ReleasedLine) -> tuple[Decimal, str, int, Decimal, Decimal]:
    return line.qty, line.unit, line.base_qty, line.unit_price, line.line_total


def _note(uow: UnitOfWork, actor: Actor, order: ReleasedOrder, item: Acknowledgement, clock: Clock) -> None:
    content: dict[str, Any] = {"lines_hash": order.lines_hash, "total": order.total, "ship_to": order.ship_to, "delivery_date": order.delivery_date}
    values = {**content, "dead": order.dead, "version": order.version, "external_id": item.external_id, "by": actor.user_id, "at": clock.now()}
    make = sqlite_insert if uow.is_sqlite else pg_insert
    row = make(order_handouts).values(order_id=order.order_id, **values)
    uow.execute(row.on_conflict_do_update(index_elements=[order_handouts.c.order_id], set_=values))
    told = {"number": order.number, "revision": order.revision, "external_id": item.external_id}
    record(uow, f"handout:{order.order_id}", "integration.acknowledged", told, by=Stamp(actor.user_id, clock.now()))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
