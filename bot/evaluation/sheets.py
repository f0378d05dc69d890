"""Measuring the reading of order tables on a brand's own files.

    dinghuo evaluate sheets FILE ... --catalogue CATALOGUE.csv [--gold GOLD.jsonl] [--out FILE]

A label is {file, sheet, row, status, sku, qty, unit}: rows count from 1 in their sheet (in their file for text), `status` is ok, ask or reject, `unit`
case, base, inner, pallet, m2, m or kg. Rows without a label are no wishes for goods. Nothing is remembered from one file to the next.
"""

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from backend.catalog.catalogue_file import read_catalogue
from backend.catalog.index import CatalogueIndex
from backend.ordering.sheets.service import TABLE, Knowledge, Layout, Role, RowReader, RowReading, RowStatus, guess_layouts, rows_of, table_names
from bot.evaluation.scoring_sheets import score

Progress = Callable[[int, int, str], None]
_ANY_DAY = datetime(2026, 1, 5, tzinfo=UTC)
"""A quantity is the same on every day; delivery days are no business of a row."""


def run(files: Sequence[Path], catalogue: Path, gold: Path | None, *, out: Path | None, progress: Progress) -> dict[str, Any]:
    """Read every file and score it; `out` gets what became of each row, one JSON object a line."""
    index = CatalogueIndex.build([sku for sku, _price in read_catalogue(catalogue)])
    index.warm()
    predictions: list[dict[str, Any]] = []
    columns: dict[str, list[str]] = {}
    began = time.perf_counter()
    for number, file in enumerate(files, 1):
        readings, layouts, names = read_file(file.read_bytes(), index)
        predictions += [prediction_of(file.name, names, one) for one in readings if one.status is not RowStatus.SKIP]
        columns[file.name] = [role for layout in layouts for role in _roles(layout)]
        progress(number, len(files), file.name)
    seconds = time.perf_counter() - began
    if out is not None:
        out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions), encoding="utf-8")
    return {**_figures(predictions, gold, files, index), "columns": columns, "seconds": round(seconds, 3)}


def read_file(data: bytes, index: CatalogueIndex) -> tuple[tuple[RowReading, ...], tuple[Layout, ...], tuple[str, ...]]:
    """The rows of a file as they are read, how the columns of its sheets were understood, and the names of its sheets."""
    rows, names = list(rows_of(data)), table_names(data)
    layouts = guess_layouts(rows, index, names)
    return RowReader(Knowledge(index, _ANY_DAY), layouts).read(rows), layouts, names


def prediction_of(file: str, names: Sequence[str], reading: RowReading) -> dict[str, Any]:
    """What became of a row, as it is scored."""
    table, row = divmod(reading.number, TABLE)
    return {
        "file": file,
        "sheet": names[table] if table < len(names) else None,
        "row": row,
        "status": reading.status.value,
        "why": reading.why.value,
        "said": reading.said,
        "sku": reading.sku,
        "candidates": list(reading.candidates),
        "qty": _plain(reading.qty),
        "unit": reading.unit.value if reading.unit else None,
        "qty_base": reading.base_qty,
    }


def _figures(predictions: Sequence[dict[str, Any]], gold: Path | None, files: Sequence[Path], index: CatalogueIndex) -> dict[str, Any]:
    if gold is None:
        kinds = [one["status"] for one in predictions]
        return {"rows": len(kinds), "entered": kinds.count("ok"), "asked": kinds.count("ask"), "rejected": kinds.count("reject")}
    names = {file.name for file in files}
    labels = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    return score([label for label in labels if label["file"] in names], predictions, index.by_code)[0]


def _roles(layout: Layout) -> list[str]:
    return [f"{layout.title(place) or place + 1}: {role.value}" for place, role in enumerate(layout.roles) if role is not Role.OTHER]


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
