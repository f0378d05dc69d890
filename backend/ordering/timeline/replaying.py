"""Making a decision again from what was kept of it: the rules over their stored facts, the prices at their stored instant.

Invariant: nothing is written, and the world of today does not count: a set that was published or a list that began later changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from backend.dealers.service import get_dealer
from backend.identity.domain import SYSTEM
from backend.kit.audit import AuditEntry
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering.prices import quote_known
from backend.ordering.rules.judging import judge_document
from backend.ordering.rules.versions import load_rule_set
from backend.ordering.timeline.domain import Replay
from backend.pricing.service import PriceQuery


@dataclass(frozen=True, slots=True)
class _Priced:
    """What a line cost and when that was looked up."""

    sku: str
    base_qty: int
    unit_price: Decimal
    price_list: str
    at: datetime
    grade: str


def replay_rules(uow: UnitOfWork, decision: Mapping[str, Any]) -> Replay:
    """Judge the stored facts again with the stored version of the rules."""
    try:
        rules = load_rule_set(uow, int(decision["rule_set"]))
        again = judge_document(rules, decision["facts"])
    except NotFound:
        return Replay(same=False, differences=(f"rule_set:{decision['rule_set']}",))
    except (KeyError, ValueError, TypeError):
        return Replay(same=False, differences=("facts",))
    then, now = list(decision.get("rules", ())), list(again.rows)
    apart = [f"row:{row}" for row in dict.fromkeys([*then, *now]) if (row in then) != (row in now)]
    outcome = decision.get("outcome")
    if outcome is not None and outcome != again.outcome.value:
        apart.append(f"outcome:{again.outcome.value}")
    return Replay(not apart, tuple(apart))


def replay_prices(uow: UnitOfWork, dealer_id: str, entries: Sequence[AuditEntry]) -> dict[int, Replay]:
    """Look every price of an order up again as of the instant it was agreed; by the number of the entry.

    A line that a change left as it was keeps its price, and the instant it is of.
    """
    found: dict[int, Replay] = {}
    agreed: dict[str, _Priced] = {}
    for entry in entries:
        if "prices" not in entry.data:
            continue
        agreed = {one.sku: _agreed_at(one, agreed.get(one.sku)) for one in _priced(entry)}
        found[entry.seq] = _look_up(uow, dealer_id, list(agreed.values()))
    return found


def _priced(entry: AuditEntry) -> list[_Priced]:
    grade = str(entry.data.get("decision", {}).get("facts", {}).get("grade", ""))
    return [_Priced(str(sku), int(qty), Decimal(str(price)), str(listed), entry.at, grade) for sku, qty, price, listed in entry.data["prices"]]


def _agreed_at(now: _Priced, before: _Priced | None) -> _Priced:
    if before is None or (now.unit_price, now.price_list) != (before.unit_price, before.price_list) or now.base_qty > before.base_qty:
        return now
    return before


def _look_up(uow: UnitOfWork, dealer_id: str, lines: Sequence[_Priced]) -> Replay:
    dealer, apart = get_dealer(uow, SYSTEM, dealer_id), []
    for at, grade in dict.fromkeys((line.at, line.grade) for line in lines):
        own = [line for line in lines if (line.at, line.grade) == (at, grade)]
        items = tuple((line.sku, line.base_qty) for line in own)
        prices = quote_known(uow, PriceQuery(dealer_id, grade or dealer.grade, at, items, dealer.groups))
        for line in own:
            price = prices.get(line.sku)
            if price is None or price.unit_net != line.unit_price:
                apart.append(f"price:{line.sku}")
            elif f"{price.list_code}@{price.list_version}" != line.price_list:
                apart.append(f"price_list:{line.sku}")
    return Replay(not apart, tuple(apart))
