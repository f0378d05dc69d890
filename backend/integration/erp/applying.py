"""What a sound row does here: stock, prices, shipments, invoices and payments.

Everything goes through the use cases of its module, so ledgers and counters stay one. Invariant: a row that raises leaves nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from backend.credit.receivables import change_receivables
from backend.identity.domain import SYSTEM, Actor
from backend.integration.domain import CodeKind
from backend.integration.erp.domain import Kind, Row
from backend.inventory.availability import Place
from backend.inventory.service import Count, count_stock
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.ids import hash_content
from backend.ordering.fulfilling.schemas import Dispatch, PartStep
from backend.ordering.fulfilling.service import part_view, ship_part
from backend.ordering.service import get_order
from backend.pricing.taking_over import PriceStep, carry_prices_over
from backend.settings.service import load_brand_settings

_SHARED = {Kind.PRICES: ("price_list", "valid_from"), Kind.SHIPMENTS: ("part", "carrier", "tracking")}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A row with our codes for its own."""

    row: Row
    ours: Mapping[CodeKind, str]


def group_of(row: Row) -> tuple[str, ...]:
    """Rows of one group are used together or not at all: the prices of one list that begin on one day, the lines of one shipment.

    Every other row stands alone.
    """
    shared = _SHARED.get(row.kind)
    return tuple(row.content.get(name, "") for name in shared) if shared else (row.external_id,)


def document_of(kind: Kind, content: Mapping[str, str]) -> str | None:
    """The document a row is a line of: a shipment leaves whole, or waits whole for what one of its lines lacks."""
    return hash_content(kind.value, *(content.get(name, "") for name in _SHARED[kind])) if kind is Kind.SHIPMENTS else None


def place_of(found: Resolved) -> Place | None:
    """The place whose stock a row states."""
    return (found.ours[CodeKind.SKU], found.ours[CodeKind.WAREHOUSE]) if found.row.kind is Kind.STOCK else None


def subject_of(found: Resolved) -> str | None:
    """What a row states the present state of, where an older statement does not undo a newer one; of a line its document."""
    if found.row.kind is not Kind.STOCK:
        return document_of(found.row.kind, found.row.content)
    return "|".join((found.ours[CodeKind.WAREHOUSE], found.ours[CodeKind.SKU], found.row.content.get("lot", "")))


def apply_rows(uow: UnitOfWork, actor: Actor, group: Sequence[Resolved], *, clock: Clock) -> None:
    """Use the rows of one group."""
    _APPLY[group[0].row.kind](uow, replace(SYSTEM, user_id=actor.user_id, name=actor.name), group, clock)


def _stock(uow: UnitOfWork, actor: Actor, group: Sequence[Resolved], clock: Clock) -> None:
    for found in group:
        content = found.row.content
        expiry = date.fromisoformat(content["expiry"]) if "expiry" in content else None
        place = (found.ours[CodeKind.SKU], found.ours[CodeKind.WAREHOUSE])
        count_stock(uow, actor, Count(place, int(content["quantity"]), f"erp {found.row.external_id}", content.get("lot", ""), expiry), clock=clock)


def _shipments(uow: UnitOfWork, actor: Actor, group: Sequence[Resolved], clock: Clock) -> None:
    """Send a part: all of it, or the quantities that its rows name."""
    first = group[0].row.content
    part = part_view(uow, actor, first["part"], clock=clock)
    named = [one for one in group if CodeKind.SKU in one.ours or "quantity" in one.row.content]
    quantities: dict[int, int] | None = {} if named else None
    for one in named:
        line = next((line for line in part.lines if line.sku == one.ours.get(CodeKind.SKU)), None)
        if line is None or quantities is None or "quantity" not in one.row.content:
            raise Invalid("integration.not_in_part", part=part.number, sku=one.row.content.get("sku", "-"))
        quantities[line.line_no] = quantities.get(line.line_no, 0) + int(one.row.content["quantity"])
    ship_part(uow, actor, PartStep(part.number, part.version, quantities), Dispatch(first["carrier"], first.get("tracking", "")), clock=clock)


def _prices(uow: UnitOfWork, _actor: Actor, group: Sequence[Resolved], _clock: Clock) -> None:
    first = group[0].row.content
    steps = [PriceStep(one.ours[CodeKind.SKU], int(one.row.content.get("min_quantity", "0")), Decimal(one.row.content["unit_price"])) for one in group]
    begins = datetime.combine(date.fromisoformat(first["valid_from"]), time(), load_brand_settings(uow).zone)
    carry_prices_over(uow, first["price_list"], begins, steps)


def _invoices(uow: UnitOfWork, _actor: Actor, group: Sequence[Resolved], clock: Clock) -> None:
    """An invoice of one of our orders moves nothing: what was delivered is a receivable already."""
    for found in group:
        dealer, content = found.ours[CodeKind.DEALER], found.row.content
        number = content.get("order_number")
        if number is None:
            change_receivables(uow, dealer, Decimal(content["amount"]), at=clock.now())
        elif _dealer_of(uow, number) != dealer:
            raise Invalid("integration.other_dealer", number=number)


def _payments(uow: UnitOfWork, _actor: Actor, group: Sequence[Resolved], clock: Clock) -> None:
    for found in group:
        change_receivables(uow, found.ours[CodeKind.DEALER], -Decimal(found.row.content["amount"]), at=clock.now())


def _dealer_of(uow: UnitOfWork, number: str) -> str:
    try:
        return get_order(uow, SYSTEM, number).dealer_id
    except NotFound as error:
        raise Invalid("integration.no_order", number=number) from error


_APPLY: Mapping[Kind, Callable[[UnitOfWork, Actor, Sequence[Resolved], Clock], None]] = {
    Kind.STOCK: _stock,
    Kind.PRICES: _prices,
    Kind.SHIPMENTS: _shipments,
    Kind.INVOICES: _invoices,
    Kind.PAYMENTS: _payments,
}
