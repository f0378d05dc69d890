"""What the demo company agreed on about stock, and what is on its way. The world that evaluations play in has none of it.

Dealers' terms, products that stand in for others, lives, goods kept back, announced deliveries, a draft of a transfer, and a lot that was recalled.
Days are whole texts, so that they move with the world.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from backend.identity.domain import SYSTEM
from backend.inventory.blocking import LotMark
from backend.inventory.domain import BackorderPolicy, LotStatus
from backend.inventory.inbound import NewInbound
from backend.inventory.policies import StockPolicy, set_stock_policy
from backend.inventory.service import Buffer, Receipt, receive_stock, set_buffers
from backend.inventory.transfers import NewTransfer, draft_transfer
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import inbound
from backend.ordering.lot_marks import mark_lot_for_orders
from backend.ordering.product_terms import agree_life, agree_substitutes

STOCK_TERMS: dict[str, Any] = {
    "policies": (
        {"dealer": "D2", "backorder": "partial", "least_days": 45, "least_percent": 0},
        {"dealer": "D3", "backorder": "complete", "least_days": 0, "least_percent": 0},
        {"dealer": "D6", "backorder": "never", "least_days": 30, "least_percent": 50},
    ),
    "substitutes": {"MON-330": ("RB-250",), "EVI-500": ("NFW-550",), "HNK-330": ("BUD-330", "TSB-500")},
    "lives": {"AMX-205": 180, "YKL-100": 28, "TSB-600": 365},
    "buffers": (("BW-E", "COKE-330", 480), ("BW-S", "NFW-550", 240)),
    "inbound": (
        {"external_id": "PO-4411", "warehouse": "BW-S", "sku": "MON-330", "base_qty": 480, "due": "2025-06-14"},
        {"external_id": "PO-4412", "warehouse": "BW-E", "sku": "EVI-500", "base_qty": 960, "due": "2025-06-17"},
        {"external_id": "PO-4413", "warehouse": "BW-E", "sku": "LBL-3", "base_qty": 50, "due": "2025-06-24", "confirmed": False},
    ),
    "transfers": ({"source": "BW-E", "target": "BW-S", "items": (("COKE-330", "L0", 960),), "note": "weekly"},),
    "recalls": (
        {
            "sku": "WLJ-310",
            "warehouse": "BW-E",
            "lot": "WLJ-R1",
            "base_qty": 240,
            "received": "2025-05-20",
            "expiry": "2026-02-28",
            "status": "recalled",
            "reason": "罐口渗漏 / cans leak",
        },
        {
            "sku": "OREO-97",
            "warehouse": "BW-S",
            "lot": "OREO-Q1",
            "base_qty": 96,
            "received": "2025-06-02",
            "expiry": "2026-01-31",
            "status": "quarantine",
            "reason": "纸箱受潮 / wet cartons",
        },
    ),
}


def load_stock_terms(uow: UnitOfWork, world: Mapping[str, Any], *, clock: Clock) -> int:
    """Agree on all of it by the use cases of the stock pages; returns how many things were agreed on."""
    terms: Mapping[str, Any] = world.get("stock_terms", {})
    for one in terms.get("policies", ()):
        policy = StockPolicy(one["dealer"], BackorderPolicy(one["backorder"]), one["least_days"], one["least_percent"])
        set_stock_policy(uow, SYSTEM, policy, clock=clock)
    for sku, others in terms.get("substitutes", {}).items():
        agree_substitutes(uow, SYSTEM, sku, others, clock=clock)
    for sku, days in terms.get("lives", {}).items():
        agree_life(uow, SYSTEM, sku, days, clock=clock)
    set_buffers(uow, SYSTEM, [Buffer(*one) for one in terms.get("buffers", ())])
    rows = [NewInbound(**{**one, "due": date.fromisoformat(one["due"])}) for one in terms.get("inbound", ())]
    inbound.announce(uow, SYSTEM, rows, clock=clock)
    for one in terms.get("recalls", ()):
        _block(uow, one, clock)
    for one in terms.get("transfers", ()):
        items = tuple((sku, lot, base_qty) for sku, lot, base_qty in one["items"])
        draft_transfer(uow, SYSTEM, NewTransfer(one["source"], one["target"], items, one["note"]), clock=clock)
    return sum(map(len, terms.values()))


def _block(uow: UnitOfWork, one: Mapping[str, Any], clock: Clock) -> None:
    received, expiry = date.fromisoformat(one["received"]), date.fromisoformat(one["expiry"])
    receive_stock(uow, SYSTEM, [Receipt(one["warehouse"], one["sku"], one["lot"], one["base_qty"], received, expiry)], clock=clock)
    mark = LotMark((one["sku"], one["warehouse"]), one["lot"], LotStatus(one["status"]), one["reason"])
    mark_lot_for_orders(uow, SYSTEM, mark, clock=clock)
