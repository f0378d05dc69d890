"""Measuring the reading of order messages on a file: the figures of `scoring_orders` and the time per message.

Catalogue, places, history, draft and day come from the files; nothing is remembered between messages.
"""

import csv
import json
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from backend.catalog.catalogue_file import read_catalogue
from backend.catalog.domain import Unit
from backend.catalog.index import CatalogueIndex
from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import CartLine, OrderReading, PastOrder, Place, ReadLine
from bot.evaluation.scoring_orders import score

Progress = Callable[[int, int, str], None]


def run(messages: Path, catalogue: Path, ship_to: Path, *, out: Path | None, brain: str, progress: Progress) -> dict[str, Any]:
    """Read every message and score it; `out` gets the predictions, one JSON object a line. Reading is the same with every brain."""
    items = [json.loads(line) for line in messages.read_text(encoding="utf-8").splitlines() if line.strip()]
    index = CatalogueIndex.build([sku for sku, _price in read_catalogue(catalogue)])
    index.warm()
    places = read_places(ship_to)
    predictions: dict[str, dict[str, Any]] = {}
    times: list[float] = []
    for number, item in enumerate(items, start=1):
        context = context_of(item, index, places)
        start = time.perf_counter()
        reading = read_order(item["text"], context)
        times.append((time.perf_counter() - start) * 1000)
        predictions[item["id"]] = prediction_of(item["id"], reading)
        if number % 20 == 0 or number == len(items):
            progress(number, len(items), item["id"])
    if out is not None:
        out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions.values()), encoding="utf-8")
    figures, _failures = score([item for item in items if "expected" in item], predictions)
    return {**figures, "p50_ms": _share(times, 0.5), "p95_ms": _share(times, 0.95), "brain": brain}


def read_places(path: Path) -> tuple[Place, ...]:
    """The ship-to places of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Place(row["code"], row["name_zh"], row["name_en"], tuple(part for part in (row["aliases"] or "").split("|") if part))
            for row in csv.DictReader(file)
        )


def context_of(item: Mapping[str, Any], index: CatalogueIndex, places: tuple[Place, ...]) -> ReadingContext:
    """What the item says about the situation of its message."""
    history = tuple(PastOrder(order["order_id"], date.fromisoformat(order["date"]), tuple(map(_line, order["lines"]))) for order in item.get("history") or ())
    return ReadingContext(index=index, now=datetime.fromisoformat(item["now"]), places=places, cart=tuple(map(_line, item.get("cart") or ())), history=history)


def _line(record: Mapping[str, Any]) -> CartLine:
    return CartLine(record["sku"], Decimal(str(record["qty"])), Unit(record["unit"]), int(record["qty_base"]))


def prediction_of(key: str, reading: OrderReading) -> dict[str, Any]:
    """A reading as the scorer compares it."""
    delivery = reading.delivery
    return {
        "id": key,
        "lines": [_record(line) for line in reading.lines],
        "delivery": {
            "date": delivery.date.isoformat() if delivery.date else None,
            "relation": delivery.relation,
            "warehouse": delivery.place,
            "urgent": delivery.urgent,
        },
        "injection": reading.injection,
        "ask_back": reading.ask_back,
        "final_cart": dict(reading.final_cart),
    }


def _record(line: ReadLine) -> dict[str, Any]:
    return {
        "op": line.op.value,
        "status": line.status.value,
        "sku": line.sku,
        "candidates": list(line.candidates),
        "qty": _plain(line.qty),
        "unit": line.unit.value if line.unit else None,
        "qty_base": line.base_qty,
        "factor": float(line.factor) if line.factor is not None else None,
        "order_id": line.order_id,
    }


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _share(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else 0.0
