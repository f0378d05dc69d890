"""An order transaction by hand: the statements and the arithmetic somebody would write who wants nothing but speed.

It reads what the gates need (proposal, draft, dealer, licence, place, regions, products, prices, stock), judges the same gates and writes
the same rows as `backend.ordering.service.confirm`: reservations, balances, credit and its ledger, order, lines, draft, audit, outbox,
proposal. It is what `bench_orders.py` measures against, and `check_invariants` passes over its rows too.
"""

import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork

_PROPOSAL = (
    "SELECT p.id, p.kind, p.subject, p.version, p.payload, p.status, p.expires_at, d.content, d.dealer_id FROM proposals p"
    " JOIN order_drafts d ON d.id = p.subject AND d.version = p.version AND d.status = 'open' WHERE p.token_hash = {p} AND p.owner_id = {p}{lock}"
)
_STANDING = (
    "SELECT d.name_zh, d.name_en, d.grade, d.frozen, l.valid_through, s.code, s.name_zh, s.name_en, s.region,"
    " (SELECT count(*) FROM dealer_regions r WHERE r.dealer_id = d.id AND r.region = s.region AND r.valid_from <= {p}"
    " AND (r.valid_to IS NULL OR r.valid_to > {p}))"
    " FROM dealers d JOIN ship_to_places s ON s.code = {p} LEFT JOIN dealer_licences l ON l.dealer_id = d.id WHERE d.id = {p}"
    " ORDER BY l.valid_through DESC LIMIT 1"
)
_SKUS = "SELECT code, name_zh, name_en, category, units_per_case, status FROM skus WHERE code IN ({many})"
_FORBIDDEN = "SELECT category FROM region_forbidden_categories WHERE region = {p}"
_PRICES = (
    "SELECT e.sku, e.unit_price, g.discount_percent, g.code, g.version FROM price_entries e"
    " JOIN price_lists l ON l.id = e.list_id AND l.scope = 'base'"
    " LEFT JOIN price_lists g ON g.scope = 'grade' AND g.scope_value = {p} AND g.derived_from = l.code"
    " WHERE e.sku IN ({many}) AND e.min_base_qty = 0"
)
_SHELVES = (
    "SELECT b.sku, b.warehouse, b.on_hand - b.reserved - b.buffer, b.stock_version FROM stock_balances b JOIN warehouses w ON w.code = b.warehouse AND w.sells"
    " WHERE b.sku IN ({many}) ORDER BY w.priority, b.sku"
)
_TAKE = (
    "UPDATE stock_balances SET reserved = reserved + {p} WHERE sku = {p} AND warehouse = {p} AND stock_version = {p} AND on_hand - reserved - buffer >= {p}"
)
_RESERVE = (
    "INSERT INTO stock_reservations (order_id, line_no, sku, warehouse, base_qty, status, day, reserved_at, ended_at)"
    " VALUES ({p}, {p}, {p}, {p}, {p}, 'active', {p}, {p}, NULL)"
)
_CREDIT = (
    "UPDATE credit_accounts SET committed = committed + {p} WHERE dealer_id = {p} RETURNING credit_limit, open_receivables + committed, overdue, overdue_days"
)
_ENTRY = "INSERT INTO credit_entries (dealer_id, order_id, kind, committed, receivable, at) VALUES ({p}, {p}, 'commit', {p}, 0, {p})"
_NUMBER = {
    True: "UPDATE number_series SET last = last + 1 WHERE series = 'sales_order' RETURNING last",
    False: "SELECT nextval('document_numbers')",
}
_ORDER_COLUMNS = (
    "id, number, dealer_id, dealer_name_zh, dealer_name_en, status, hold_reasons, decision, total, currency, ship_to, ship_to_name_zh, ship_to_name_en,"
    " order_date, delivery_date, version, placed_by, placed_by_name, line_count, lines_hash, placed_at"
)
_ORDER = f"INSERT INTO orders ({_ORDER_COLUMNS}) VALUES ({', '.join(['{p}'] * 21)})"
_LINE_COLUMNS = (
    "order_id, line_no, sku, name_zh, name_en, qty, unit, factor, base_qty, unit_price, price_list, price_version, line_total, backorder_base,"
    " reserved_base, shipped_base, delivered_base, returned_base, cancelled_base"
)
_LINE = f"INSERT INTO order_lines ({_LINE_COLUMNS}) VALUES ({', '.join(['{p}'] * 14)}, {{p}}, 0, 0, 0, 0)"
_CLOSE = "UPDATE order_drafts SET status = 'submitted', order_id = {p}, updated_at = {p} WHERE id = {p}"
_AUDIT = "INSERT INTO audit_log (aggregate, seq, at, actor, action, data, previous, hash) VALUES ({p}, 1, {p}, {p}, {p}, {p}, '', {p})"
_OUTBOX = "INSERT INTO outbox (topic, key, payload, created_at, attempts, next_attempt_at) VALUES ({p}, {p}, {p}, {p}, 0, {p})"
_DONE = "UPDATE proposals SET status = 'confirmed', result = {p} WHERE id = {p} AND status = 'live'"


class NotPlacedError(Exception):
    """Something is not as it was shown or a gate said no: the transaction rolls back."""


@dataclass(slots=True)
class _Line:
    number: int
    sku: str
    base_qty: int
    qty: str
    unit: str
    name_zh: str = ""
    name_en: str = ""
    factor: int = 1
    unit_price: Decimal = Decimal(0)
    price_list: str = ""
    price_version: int = 0
    total: Decimal = Decimal(0)


class RawOrders:
    """The statements in one database's own spelling."""

    def __init__(self, *, sqlite: bool) -> None:
        """SQLite marks parameters with a question mark and keeps days as text."""
        self.sqlite = sqlite
        self.mark = "?" if sqlite else "%s"
        self.lock = "" if sqlite else " FOR UPDATE"

    def confirm(self, uow: UnitOfWork, actor: Actor, token: str, now: datetime, day: Any) -> str:
        """Place the order of a token and return its number."""
        cursor: Any = uow.connection.connection.cursor()
        at, today = now.astimezone(UTC).isoformat(timespec="microseconds"), now.date()
        shown_day = day.isoformat()
        if self.sqlite:
            today, day = today.isoformat(), shown_day
        self._run(cursor, _PROPOSAL, (hashlib.sha256(token.encode()).hexdigest(), actor.user_id))
        found = cursor.fetchone()
        if found is None or found[5] != "live" or found[6] <= at:
            raise NotPlacedError
        proposal_id, _, draft_id, _, payload, _, _, content, dealer_id = found
        shown, wanted = json.loads(payload), json.loads(content)
        lines = [_Line(n, one["sku"], one["base_qty"], one["qty"], one["unit"]) for n, one in enumerate(wanted["lines"], 1)]
        place = self._standing(cursor, dealer_id, wanted["ship_to"], today)
        self._price(cursor, lines, place)
        total = sum((line.total for line in lines), Decimal(0))
        if f"{total:f}" != shown["total"] or shown["delivery_date"] != shown_day:
            raise NotPlacedError
        order_id = f"ord_{time.time_ns():024x}"[:24] + secrets.token_hex(4)
        self._reserve(cursor, order_id, lines, day, at)
        decision = self._credit(cursor, dealer_id, order_id, total, place[2], at)
        cursor.execute(_NUMBER[self.sqlite])
        number = f"SO-{10000 + cursor.fetchone()[0]}"
        row = (order_id, number, dealer_id, place, decision, total, (today, day), actor, at)
        self._store(cursor, row, lines)
        self._run(cursor, _CLOSE, (order_id, at, draft_id))
        self._tell(cursor, row, lines, now)
        self._run(cursor, _DONE, (_json({"outcome": "submitted", "order_id": order_id}), proposal_id))
        if cursor.rowcount != 1:
            raise NotPlacedError
        return number

    def _run(self, cursor: Any, statement: str, values: tuple[Any, ...]) -> None:
        cursor.execute(statement.format(p=self.mark, lock=self.lock), values)

    def _standing(self, cursor: Any, dealer_id: str, ship_to: str, today: Any) -> Any:
        self._run(cursor, _STANDING, (today, today, ship_to, dealer_id))
        place = cursor.fetchone()
        if place is None or place[3] or place[4] is None or place[4] < today or not place[9]:
            raise NotPlacedError
        return place

    def _price(self, cursor: Any, lines: list[_Line], place: Any) -> None:
        codes = tuple(line.sku for line in lines)
        many = ", ".join([self.mark] * len(codes))
        cursor.execute(_SKUS.format(many=many), codes)
        skus = {row[0]: row for row in cursor.fetchall()}
        self._run(cursor, _FORBIDDEN, (place[8],))
        forbidden = {row[0] for row in cursor.fetchall()}
        cursor.execute(_PRICES.format(p=self.mark, many=many), (place[2], *codes))
        prices = {row[0]: row for row in cursor.fetchall()}
        for line in lines:
            _, line.name_zh, line.name_en, category, line.factor, status = skus[line.sku]
            if status != "active" or category in forbidden:
                raise NotPlacedError
            _, base, discount, line.price_list, line.price_version = prices[line.sku]
            line.unit_price = Decimal(base) * (100 - Decimal(discount)) / 100
            line.total = (line.unit_price * line.base_qty).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def _reserve(self, cursor: Any, order_id: str, lines: list[_Line], day: Any, at: str) -> None:
        cursor.execute(_SHELVES.format(many=", ".join([self.mark] * len(lines))), tuple(line.sku for line in lines))
        shelves: dict[str, Any] = {}
        for row in cursor.fetchall():
            shelves.setdefault(row[0], row)
        takes, rows = [], []
        for line in sorted(lines, key=lambda line: line.sku):
            _, warehouse, free, version = shelves[line.sku]
            if free < line.base_qty:
                raise NotPlacedError
            takes.append((line.base_qty, line.sku, warehouse, version, line.base_qty))
            rows.append((order_id, line.number, line.sku, warehouse, line.base_qty, day, at))
        cursor.executemany(_TAKE.format(p=self.mark), takes)
        if cursor.rowcount != len(takes):
            raise NotPlacedError
        cursor.executemany(_RESERVE.format(p=self.mark), rows)

    def _credit(self, cursor: Any, dealer_id: str, order_id: str, total: Decimal, grade: str, at: str) -> dict[str, Any]:
        amount = int(total * 10000)
        self._run(cursor, _CREDIT, (amount, dealer_id))
        limit, exposure, overdue, days = cursor.fetchone()
        if exposure > limit or overdue or grade != "A" or total >= 100000:
            raise NotPlacedError
        self._run(cursor, _ENTRY, (dealer_id, order_id, amount, at))
        facts = {"amount": f"{total:f}", "shortfall": "0", "exposure_after": str(Decimal(exposure) / 10000), "overdue_days": str(days)}
        return {"rule_set": 0, "rules": [], "facts": {**facts, "grade": grade, "overdue": "false"}}

    def _store(self, cursor: Any, order: Any, lines: list[_Line]) -> None:
        order_id, number, dealer_id, place, decision, total, (today, day), actor, at = order
        same = hashlib.sha256("\x1f".join(f"{line.sku}={line.base_qty}" for line in sorted(lines, key=lambda line: line.sku)).encode()).hexdigest()
        names = (dealer_id, place[0], place[1], "APPROVED", "[]", _json(decision), int(total * 10000), "CNY", place[5], place[6], place[7])
        self._run(cursor, _ORDER, (order_id, number, *names, today, day, 1, actor.user_id, actor.name, len(lines), same, at))
        rows = [
            (order_id, line.number, line.sku, line.name_zh, line.name_en, line.qty, line.unit, line.factor, line.base_qty, f"{line.unit_price:f}",
             line.price_list, line.price_version, int(line.total * 10000), 0, line.base_qty)
            for line in lines
        ]  # fmt: skip
        cursor.executemany(_LINE.format(p=self.mark), rows)

    def _tell(self, cursor: Any, order: Any, lines: list[_Line], now: datetime) -> None:
        order_id, number, dealer_id, place, decision, total, (_, day), actor, at = order
        what = {"total": str(total), "currency": "CNY", "lines": [[line.sku, line.base_qty] for line in lines], "ship_to": place[5], "delivery_date": str(day)}
        prices = [[line.sku, line.base_qty, f"{line.unit_price:f}", f"{line.price_list}@{line.price_version}"] for line in lines]
        data = {**what, "holds": [], "prices": prices, "decision": decision, "status": "APPROVED", "version": 1, "by_name": actor.name}
        aggregate, text = f"order:{order_id}", _json(data)
        parts = (aggregate, 1, now.timestamp(), actor.user_id, "order.submitted", text, "")
        digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
        self._run(cursor, _AUDIT, (aggregate, at, actor.user_id, "order.submitted", text, digest))
        key = f"{order_id}:1"
        event = _json({"order_id": order_id, "number": number, "dealer_id": dealer_id, **data})
        self._run(cursor, _OUTBOX, ("order.submitted", key, event, at, at))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
