"""What was shown against what is now: the facts a confirmation is held to, and how a difference is called. Pure.

A detail is "price:SKU", "stock:SKU", "line:SKU", "promotion:CODE", "date", "place", "currency", "total", "twin" or "gate:CODE"; people are told the
short codes.
Invariant: two equal sets of facts have no difference, and every difference has a short code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from backend.kit.ids import hash_content
from backend.ordering.assembling import Assembled, Basis
from backend.ordering.domain import DraftContent
from backend.ordering.promoting.deriving import facts_of
from backend.ordering.schemas import GateReason, LineView

CREDIT_GATES = frozenset({"OVER_CREDIT", "OVERDUE"})
_SAME_WORD = ("price", "stock", "date", "place", "promotion")
_SHORT = {**{name: name for name in _SAME_WORD}, "total": "price", "currency": "price", "line": "lines", "twin": "duplicate"}
_MARKS = {"price": "price_changed", "stock": "stock_changed"}


def shown_facts(assembled: Assembled, basis: Basis, content: DraftContent) -> dict[str, Any]:
    """What a confirmation is held to: prices, promotions, total, place, day and currency."""
    return {
        "lines": [[line.sku, line.base_qty, format(line.unit_price, "f"), format(line.line_total, "f")] for line in assembled.lines],
        "total": format(assembled.total, "f"),
        "ship_to": content.ship_to,
        "delivery_date": basis.plan.day.isoformat(),
        "currency": basis.settings.currency,
        **({"promotions": facts_of(assembled.promotions)} if assembled.promotions else {}),
    }


def offer_payload(facts: Mapping[str, Any], assembled: Assembled, holds: Iterable[GateReason]) -> dict[str, Any]:
    """What a proposal keeps: the facts and everything that was shown beside them."""
    backorders = {line.sku: line.backorder_base for line in assembled.lines if line.backorder_base}
    return {**facts, "backorders": backorders, "holds": codes_of(holds), "blocks": codes_of(assembled.blocks)}


def differences(shown: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """The details that are not as they were shown."""
    before, after = {row[0]: row[1:] for row in shown["lines"]}, {row[0]: row[1:] for row in now["lines"]}
    found: list[str] = []
    for sku in dict.fromkeys([*before, *after]):
        if sku not in before or sku not in after or before[sku][0] != after[sku][0]:
            found.append(f"line:{sku}")
        elif Decimal(before[sku][1]) != Decimal(after[sku][1]) or before[sku][2] != after[sku][2]:
            found.append(f"price:{sku}")
    found += _promotions_apart(shown.get("promotions", ()), now.get("promotions", ()))
    plain = {"ship_to": "place", "delivery_date": "date", "currency": "currency"}
    found += [name for key, name in plain.items() if shown[key] != now[key]]
    return tuple(found) if found or shown["total"] == now["total"] else ("total",)


def new_gates(shown: Iterable[str], now: Iterable[GateReason]) -> tuple[str, ...]:
    """Gates that the person was not told of."""
    told = set(shown)
    return tuple(f"gate:{code}" for code in codes_of(now) if code not in told)


def short_codes(details: Iterable[str]) -> tuple[str, ...]:
    """The details as people are told them: "price", "stock", "date", "credit", "gates", "place", "lines", "duplicate", "promotion"."""
    return tuple(dict.fromkeys(map(_short_code, details)))


def mark_lines(lines: Iterable[LineView], details: Iterable[str]) -> tuple[LineView, ...]:
    """The lines with a mark where their own price or stock changed."""
    marks: dict[str, list[str]] = {}
    for detail in details:
        kind, _, sku = detail.partition(":")
        if kind in _MARKS:
            marks.setdefault(sku, []).append(_MARKS[kind])
    return tuple(replace(line, marks=(*line.marks, *marks[line.sku])) if line.sku in marks else line for line in lines)


def codes_of(reasons: Iterable[GateReason]) -> list[str]:
    """The codes of some reasons."""
    return [reason.code for reason in reasons]


def lines_hash(pairs: Iterable[tuple[str, int]]) -> str:
    """The same for the same SKUs and quantities in any order."""
    return hash_content(*(f"{sku}={base_qty}" for sku, base_qty in sorted(pairs)))


def pairs_of(lines: Iterable[LineView]) -> list[tuple[str, int]]:
    """SKU and base quantity of each line."""
    return [(line.sku, line.base_qty) for line in lines]


def _promotions_apart(shown: Iterable[Iterable[Any]], now: Iterable[Iterable[Any]]) -> list[str]:
    """The promotions that do not give what they gave."""
    before, after = [tuple(row) for row in shown], [tuple(row) for row in now]
    apart = [row[0] for row in (*before, *after) if before.count(row) != after.count(row)]
    return [f"promotion:{code}" for code in dict.fromkeys(apart)]


def _short_code(detail: str) -> str:
    kind, _, name = detail.partition(":")
    if kind == "gate":
        return "credit" if name in CREDIT_GATES else "gates"
    return _SHORT[kind]
