"""Tools of who keeps stock: lots that are blocked or end soon, and deliveries on their way. Marking a lot needs its page, with the effect in sight."""

# ruff: noqa: D417 - the hidden runtime is not described: a docstring is what the model reads

import re
from collections.abc import Mapping
from dataclasses import dataclass

from langchain.tools import ToolRuntime

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.inventory.domain import LotStatus
from backend.inventory.inbound import Inbound, list_inbound
from backend.inventory.listing import ShelfFilter, ShelfLot, ShelfView, list_shelves
from backend.inventory.service import NewWarehouse, list_warehouses
from backend.kit.db import UnitOfWork
from tools.context import ToolContext
from tools.declaring import model_tool
from tools.running import clean, read

SHOWN = 20
INBOUND = "inbound"
_ASKS = re.compile(r"哪|什么|多少|几|有没有|有无|列|看|查|清单|吗|[?？]|\b(?:what|which|list|show|any|are there|how many|do we have)\b", re.IGNORECASE)
_LOTS = "(?:批次?|货|库存|商品)"
_STATES: Mapping[str, re.Pattern[str]] = {
    "recalled": re.compile(r"召回|\brecall(?:s|ed)?\b", re.IGNORECASE),
    "quarantine": re.compile(
        rf"(?:冻结|封存|隔离|待检|扣下)(?:了)?的?{_LOTS}|{_LOTS}.{{0,4}}(?:冻结|封存|隔离|待检)|\bquarantined?\b",
        re.IGNORECASE,
    ),
    "over": re.compile(
        rf"(?<![快要将])(?:已经?)?过期(?:了)?的?{_LOTS}|{_LOTS}.{{0,3}}(?<![快要将])过期了|\bexpired\b|\bout of date\b",
        re.IGNORECASE,
    ),
    "soon": re.compile(
        r"临期|近效期|(?:快|即将|将|要)(?:要)?(?:到|过)(?:保质)?期"
        r"|\b(?:near(?:ing)?|close to|short)[- ](?:expiry|dated?)\b|\bexpir(?:e|es|ing)\b|\babout to expire\b",
        re.IGNORECASE,
    ),
    INBOUND: re.compile(
        r"在途|(?:到货|来货|入库|进货)(?:计划|安排|预告|通知)|(?:要|快要?|会|待|等着)(?:到|来|入库)的?货|(?:什么|哪些|有)货.{0,4}(?:要来|要到|快到|会到|会来|没到)"
        r"|\binbound\b|\bincoming\b|\bdeliver(?:y|ies)\b.{0,20}\b(?:coming|due|expected|on (?:the|its|their) way|arriving)\b"
        r"|\bon (?:the|its|their) way to (?:us|the warehouse)\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class LotsShown:
    """Lots of one state, by product and warehouse; `more` when there are others."""

    state: str
    lots: tuple[tuple[ShelfView, ShelfLot], ...]
    products: Mapping[str, Sku]
    more: bool = False


@dataclass(frozen=True, slots=True)
class InboundShown:
    """Deliveries that are announced and not there yet, soonest first."""

    items: tuple[Inbound, ...]
    products: Mapping[str, Sku]
    warehouses: Mapping[str, NewWarehouse]
    more: bool = False


@model_tool("read", Permission.MANAGE_STOCK)
def stock_lots(runtime: ToolRuntime[ToolContext], text: str) -> LotsShown | InboundShown:
    """Lots of the brand's warehouses that are recalled, in quarantine, expired or expire soon, or deliveries on their way to a warehouse.

    Args:
        text: The person's own words, for example "哪些批次被召回了" or "which deliveries are on the way to the warehouse".
    """
    state, context = state_asked(clean(text)) or "soon", runtime.context

    def listed(uow: UnitOfWork, actor: Actor) -> LotsShown | InboundShown:
        if state == INBOUND:
            page = list_inbound(uow, actor, limit=SHOWN)
            houses = {one.code: one for one in list_warehouses(uow)}
            return InboundShown(page.items, get_skus(uow, sorted({one.sku for one in page.items})), houses, page.next_cursor is not None)
        shelves = list_shelves(uow, actor, ShelfFilter(status=state, limit=SHOWN), at=context.clock.now())
        lots = tuple((shelf, lot) for shelf in shelves.items for lot in shelf.lots if _is(lot, state))
        return LotsShown(state, lots, get_skus(uow, sorted({shelf.sku for shelf in shelves.items})), shelves.next_cursor is not None)

    return read(context, listed)


def state_asked(text: str) -> str | None:
    """Which lots, or the deliveries, somebody who keeps stock asks about; None for anything else."""
    return next((state for state, words in _STATES.items() if words.search(text)), None) if _ASKS.search(text) else None


def _is(lot: ShelfLot, state: str) -> bool:
    if state in set(LotStatus):
        return lot.lot.status.value == state
    if lot.lot.status is not LotStatus.OK:
        return False
    return lot.ends_soon if state == "soon" else not lot.sold_today
