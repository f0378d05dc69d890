"""What a dialogue did to the database: a picture of all business rows before and after, compared.

Not business rows: the conversation log, the audit log, proposals, sheets as they were sent, reservations, number series and derived counters.
What a conversation may do at once when the person asks for it (drafts, messages, own words, a hand-over) stands beside, for whoever judges
whether he asked.
Invariant: a table that is not named here is compared whole, so that a new table cannot change unseen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.kit.columns import metadata
from backend.kit.db import UnitOfWork

Row = Mapping[str, Any]
STATUS_WORDS = {
    "HOLD": "held",
    "APPROVED": "approved",
    "ALLOCATED": "approved",
    "PICKING": "approved",
    "PARTLY_SHIPPED": "shipped",
    "SHIPPED": "shipped",
    "DELIVERED": "delivered",
    "CLOSED": "delivered",
    "CANCELLED": "cancelled",
    "REJECTED": "rejected",
}
OWN_VIEW = frozenset({"orders", "order_lines", "order_drafts", "feedback", "tickets"})
"""Compared in the words of the evaluation, not row by row."""
NOT_BUSINESS = frozenset(
    {
        "audit_log",
        "conversations",
        "credit_entries",
        "dealer_name_orders",
        "dealer_names",
        "idempotency_keys",
        "import_rejects",
        "import_runs",
        "model_usage",
        "notices",
        "number_series",
        "order_backorder_days",
        "order_draft_versions",
        "order_sheet_rows",
        "order_sheets",
        "outbox",
        "proposals",
        "stock_reservations",
        "turns",
    }
)
ANNOUNCED = ("order.", "ticket.opened", "chat.handed_")
"""Beginnings of the topics that tell of rows which are compared themselves."""
DERIVED = {"stock_balances": frozenset({"reserved", "stock_version"}), "credit_accounts": frozenset({"committed"})}


@dataclass(frozen=True, slots=True)
class Picture:
    """The business rows at one moment. Orders are by number, in order of creation; other rows are texts by table.

    `order_rows` are whole orders as text, `beside` what is done at once: open drafts, messages, own words, conversations handed over.
    """

    orders: Mapping[str, Row]
    order_rows: Mapping[str, str]
    drafts: Mapping[str, int]
    beside: Mapping[str, frozenset[str]]
    others: Mapping[str, frozenset[str]]
    feedback: Mapping[str, tuple[str, str]]
    tickets: Mapping[str, tuple[str, str]]
    """What people wrote to the brand, by id: the writer and the row as text."""


def take_picture(uow: UnitOfWork) -> Picture:
    """Read everything that counts."""
    others = {name: _rows_of(uow, name) for name in metadata.tables if name not in NOT_BUSINESS and name not in OWN_VIEW}
    return Picture(_orders(uow), _order_rows(uow), _open_drafts(uow), _beside(uow), others, _written(uow, "feedback"), _written(uow, "tickets"))


def end_state(before: Picture, after: Picture, user_id: str) -> dict[str, Any]:
    """The keys of a dialogue's `final`, `other_changes` and `beside`. Cases have no table yet, so none is created."""
    created = [order for number, order in after.orders.items() if number not in before.orders]
    changed = [
        after.orders.get(number, {"order_id": number, "status": "gone"})
        for number in before.orders
        if (after.orders.get(number), after.order_rows.get(number)) != (before.orders[number], before.order_rows[number])
    ]
    return {
        "orders_created": created,
        "orders_changed": changed,
        "drafts_open": after.drafts.get(user_id, 0),
        "cases": [],
        "tickets": _new_of(before.tickets, after.tickets, user_id),
        "feedback": _new_of(before.feedback, after.feedback, user_id),
        "other_changes": _other_changes(before, after, user_id),
        "beside": {name: sorted(rows ^ before.beside[name]) for name, rows in after.beside.items() if rows != before.beside[name]},
    }


def _orders(uow: UnitOfWork) -> dict[str, Row]:
    orders, lines = metadata.tables["orders"], metadata.tables["order_lines"]
    found = {
        row["id"]: {
            "order_id": row["number"],
            "dealer": row["dealer_id"],
            "ship_to": row["ship_to"],
            "status": STATUS_WORDS.get(row["status"], row["status"].lower()),
            "lines": {},
            "total": f"{row['total']:.2f}",
            "hold_reasons": sorted(reason["code"] for reason in row["hold_reasons"]),
            "delivery_date": row["delivery_date"].isoformat() if row["delivery_date"] else None,
            "backorder": {},
        }
        for row in uow.execute(select(orders).order_by(orders.c.placed_at, orders.c.id)).mappings()
    }
    for line in uow.execute(select(lines).order_by(lines.c.order_id, lines.c.line_no)).mappings():
        order = found[line["order_id"]]
        order["lines"][line["sku"]] = order["lines"].get(line["sku"], 0) + line["base_qty"]
        if line["backorder_base"]:
            order["backorder"][line["sku"]] = order["backorder"].get(line["sku"], 0) + line["backorder_base"]
    return {order["order_id"]: order for order in found.values()}


def _order_rows(uow: UnitOfWork) -> dict[str, str]:
    """Orders with their lines in every column."""
    orders, lines = metadata.tables["orders"], metadata.tables["order_lines"]
    numbers = {row.id: row.number for row in uow.execute(select(orders.c.id, orders.c.number))}
    found: dict[str, list[str]] = {number: [] for number in numbers.values()}
    for table, key in ((orders, "id"), (lines, "order_id")):
        for row in uow.execute(select(table).order_by(*table.primary_key.columns)).mappings():
            found[numbers[row[key]]].append(str(tuple(row.values())))
    return {number: "\n".join(rows) for number, rows in found.items()}


def _beside(uow: UnitOfWork) -> dict[str, frozenset[str]]:
    tables = metadata.tables
    drafts, outbox, talks = tables["order_drafts"], tables["outbox"], tables["conversations"]
    content = uow.execute(select(drafts.c.user_id, drafts.c.content).where(drafts.c.status == "open"))
    told = uow.execute(select(outbox.c.topic, outbox.c.key, outbox.c.payload))
    return {
        "drafts": frozenset(_text(row) for row in content if row.content["lines"]),
        "sent": _rows_of(uow, "notices") | {_text(row) for row in told if not row.topic.startswith(ANNOUNCED)},
        "names": _rows_of(uow, "dealer_names"),
        "hand_over": frozenset(_text(row) for row in uow.execute(select(talks.c.id, talks.c.user_id).where(talks.c.handed_over_at.is_not(None)))),
    }


def _text(row: Any) -> str:
    return json.dumps(list(row), ensure_ascii=False, default=str)


def _open_drafts(uow: UnitOfWork) -> dict[str, int]:
    drafts = metadata.tables["order_drafts"]
    counts: dict[str, int] = {}
    for row in uow.execute(select(drafts.c.user_id, drafts.c.content).where(drafts.c.status == "open")):
        if row.content["lines"]:
            counts[row.user_id] = counts.get(row.user_id, 0) + 1
    return counts


def _written(uow: UnitOfWork, name: str) -> dict[str, tuple[str, str]]:
    rows = uow.execute(select(metadata.tables[name])).mappings()
    return {row["id"]: (row["user_id"], _text(row.values())) for row in rows}


def _new_of(before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]], user_id: str) -> int:
    return sum(1 for key, (writer, _) in after.items() if key not in before and writer == user_id)


def _moved(name: str, before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]], user_id: str) -> list[str]:
    """What is not simply new from the speaker: rows of others, rows changed, rows gone."""
    foreign = [row for key, row in after.items() if before.get(key) != row and (key in before or row[0] != user_id)]
    gone = [row for key, row in before.items() if key not in after]
    return [f"{name}: {text}" for _, text in sorted(foreign + gone)]


def _rows_of(uow: UnitOfWork, name: str) -> frozenset[str]:
    left_out = DERIVED.get(name, frozenset())
    columns = [column for column in metadata.tables[name].columns if column.name not in left_out]
    return frozenset(map(_text, uow.execute(select(*columns))))


def _other_changes(before: Picture, after: Picture, user_id: str) -> list[str]:
    found = [f"{name}: {row}" for name in sorted(after.others) for row in sorted(after.others[name] ^ before.others[name])]
    foreign = (set(before.drafts) | set(after.drafts)) - {user_id}
    found += _moved("feedback", before.feedback, after.feedback, user_id) + _moved("tickets", before.tickets, after.tickets, user_id)
    return found + [f"order_drafts: {user}" for user in sorted(foreign) if before.drafts.get(user, 0) != after.drafts.get(user, 0)]
