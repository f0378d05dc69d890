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
from backend.inventory.service import Adjustment, Receipt, WarehouseStock, adjust_stock, receive_stock, stock_by_warehouse
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.ordering.fulfilling.schemas import Dispatch, PartStep
from backend.ordering.fulfilling.service import part_view, ship_part
from backend.ordering.service import get_order
from backend.pricing.taking_over import PriceStep, carry_prices_over
from backend.settings.service import load_brand_settings

_SHARED = {Kind.PRICES: ("price_list", "valid_from"), Kind.SHIPMENTS: ("part", "carrier", "tracking")}
LOT = "ERP"
"""The lot of goods whose lot the other system does not tell."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A row with our codes for its own."""

    row: Row
    ours: Mapping[CodeKind, str]


def group_of(found: Resolved) -> tuple[str, ...]:
    """Rows of one group are used together or not at all: the prices of one list that begin on one day, the lines of one part with one carrier.

    Every other row stands alone.
    """
    content = found.row.content
    shared = _SHARED.get(found.row.kind)
    return tuple(content.get(name, "") for name in shared) if shared else (found.row.external_id,)


def subject_of(found: Resolved) -> str | None:
    """What a row states the present state of; an older statement does not undo a newer one."""
    if found.row.kind is not Kind.STOCK:
        return None
    return "|".join((found.ours[CodeKind.WAREHOUSE], found.ours[CodeKind.SKU], found.row.content.get("lot", "")))


def apply_rows(uow: UnitOfWork, actor: Actor, group: Sequence[Resolved], *, clock: Clock) -> None:
    """Use the rows of one group."""
    _APPLY[group[0].row.kind](uow, replace(SYSTEM, user_id=actor.user_id, name=actor.name), group, clock)


def _stock(uow: UnitOfWork, actor: Actor, group: Sequence[Resolved], clock: Clock) -> None:
    for found in group:
        sku, warehouse, content = found.ours[CodeKind.SKU], found.ours[CodeKind.WAREHOUSE], found.row.content
        standing = next((one for one in stock_by_warehouse(uow, [sku]).get(sku, ()) if one.warehouse == warehouse), None)
        lot, wanted = content.get("lot", ""), int(content["quantity"])
        lots = {one.lot: one.on_hand for one in standing.lots} if standing else {}
        step = wanted - (lots.get(lot, 0) if lot else sum(lots.values()))
        reason = f"erp {found.row.external_id}"
        if step > 0 and (lot or LOT) not in lots:
            expiry = date.fromisoformat(content["expiry"]) if "expiry" in content else None
            receive_stock(uow, actor, [Receipt(warehouse, sku, lot or LOT, step, _today(uow, clock), expiry)], clock=clock)
        elif step > 0:
            adjust_stock(uow, actor, [Adjustment(warehouse, sku, lot or LOT, step, reason)], clock=clock)
        elif step < 0:
            adjust_stock(uow, actor, _less(standing, sku, {lot: lots[lot]} if lot else lots, (-step, reason)), clock=clock)


def _less(standing: WarehouseStock | None, sku: str, lots: Mapping[str, int], wanted: tuple[int, str]) -> list[Adjustment]:
    """Less from the lots in picking order."""
    left, reason = wanted
    found: list[Adjustment] = []
    for lot, on_hand in lots.items():
        part = min(left, on_hand)
        if part and standing is not None:
            found.append(Adjustment(standing.warehouse, sku, lot, -part, reason))
            left -= part
    return found


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


def _today(uow: UnitOfWork, clock: Clock) -> date:
    return clock.now().astimezone(load_brand_settings(uow).zone).date()


_APPLY: Mapping[Kind, Callable[[UnitOfWork, Actor, Sequence[Resolved], Clock], None]] = {
    Kind.STOCK: _stock,
    Kind.PRICES: _prices,
    Kind.SHIPMENTS: _shipments,
    Kind.INVOICES: _invoices,
    Kind.PAYMENTS: _payments,
}
