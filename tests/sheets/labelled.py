"""Reading the labelled tables and counting: right, wrong, asked. Used by the test that holds the figures and by the benchmark that prints them."""

import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backend.catalog.catalogue_file import read_catalogue
from backend.catalog.index import CatalogueIndex
from backend.ordering.sheets.domain import TABLE, RowReading
from backend.ordering.sheets.service import Knowledge, RowReader, guess_layouts, rows_of, table_names

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "sheets"
CATALOGUE = ROOT / "backend" / "demo" / "data" / "catalogue.csv"
NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(slots=True)
class Figures:
    """What came of the labelled rows. `clear` have one meaning; `entered` were taken without asking, `wrong` of them not as labelled."""

    rows: int = 0
    items: int = 0
    clear: int = 0
    entered: int = 0
    wrong: int = 0
    asked: int = 0
    clear_asked: int = 0
    seconds: float = 0.0
    mistakes: list[str] = field(default_factory=list)

    @property
    def wrong_share(self) -> float:
        """Of what was entered without asking."""
        return self.wrong / max(1, self.entered)

    @property
    def asked_share(self) -> float:
        """Of the rows with one clear meaning, those that were not entered."""
        return self.clear_asked / max(1, self.clear)


def demo_index() -> CatalogueIndex:
    """The demo catalogue."""
    index = CatalogueIndex.build([sku for sku, _price in read_catalogue(CATALOGUE)])
    index.warm()
    return index


def measure(index: CatalogueIndex) -> Figures:
    """Read every labelled file."""
    figures = Figures()
    labels: dict[str, dict[tuple[str | None, int], dict[str, Any]]] = defaultdict(dict)
    for line in (DATA / "rows.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        labels[item["file"]][item.get("sheet"), item["row"]] = item
    for name, rows in sorted(labels.items()):
        data = (DATA / "files" / name).read_bytes()
        started = time.perf_counter()
        readings, sheets = read_file(data, index)
        figures.seconds += time.perf_counter() - started
        figures.rows += len(readings)
        for (sheet, number), item in rows.items():
            table = sheets.index(sheet) if sheet in sheets else 0
            _count(figures, item, readings.get(table * TABLE + number))
    return figures


def read_file(data: bytes, index: CatalogueIndex) -> tuple[dict[int, RowReading], tuple[str, ...]]:
    """The rows of a file by number, and the names of its sheets."""
    rows, names = list(rows_of(data)), table_names(data)
    reader = RowReader(Knowledge(index, NOW), guess_layouts(rows, index, names))
    return {reading.number: reading for reading in reader.read(rows)}, names


def _count(figures: Figures, item: dict[str, Any], reading: RowReading | None) -> None:
    expected = item["expected"] or {"status": item["kind"]}
    entered = reading is not None and reading.status.value == "ok"
    clear = expected["status"] == "ok"
    figures.items += item["kind"] == "item"
    figures.clear += clear
    figures.clear_asked += clear and not entered
    figures.asked += reading is not None and reading.status.value == "ask"
    if reading is not None and entered:
        figures.entered += 1
        right = clear and reading.sku in (expected.get("acceptable_skus") or [expected["sku"]]) and reading.base_qty == expected["qty_base"]
        if not right:
            figures.wrong += 1
            figures.mistakes.append(f"{item['file']} row {item['row']}: {item['text']} {item.get('qty_cell')} -> {reading.sku} {reading.base_qty}")


def kinds_of(figures: Figures) -> Counter[str]:
    """The figures for a table."""
    return Counter(rows=figures.rows, items=figures.items, clear=figures.clear, entered=figures.entered, wrong=figures.wrong, asked=figures.asked)
