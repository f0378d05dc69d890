"""Reading a catalogue CSV: one row a SKU, aliases separated by "|", empty cells for packs and measures it does not have.

The columns `temperature` (ambient where it is empty) and `supplier` may be left out.
"""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from backend.catalog.domain import AMBIENT, TEMPERATURES, Sku, Unit
from backend.kit.errors import Invalid


def read_catalogue(path: Path) -> list[tuple[Sku, Decimal]]:
    """(SKU, list price per base unit) of every row; raises Invalid("catalog.bad_row") naming the line and column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return skus_of_rows(csv.DictReader(file))


def skus_of_rows(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Sku, Decimal]]:
    """The same for rows that were read elsewhere (the demo world keeps them as JSON)."""
    return [_sku_of(row, number) for number, row in enumerate(rows, start=2)]


def _sku_of(row: Mapping[str, Any], number: int) -> tuple[Sku, Decimal]:
    column = ""
    try:
        values: dict[str, Any] = {"code": row["sku"]}
        for column in ("name_zh", "name_en", "brand_zh", "brand_en", "category", "spec", "base_unit", "case_unit"):
            values[column] = row[column] or ""
        for column in ("units_per_inner", "cases_per_pallet"):
            values[column] = int(row[column]) if row.get(column) else None
        for column in ("m2_per_base", "m_per_base", "kg_per_base"):
            values[column] = Decimal(str(row[column])) if row.get(column) else None
        column = "units_per_case"
        values[column] = int(row[column])
        column = "aliases"
        listed = row.get(column) or ()
        values[column] = tuple(part.strip() for part in (listed.split("|") if isinstance(listed, str) else listed) if part.strip())
        column = "default_unit"
        values[column] = Unit(row[column] or "case")
        column = "temperature"
        values[column] = TEMPERATURES[TEMPERATURES.index(row.get(column) or AMBIENT)]
        values["supplier"] = (row.get("supplier") or "").strip()
        column = "list_price_base"
        return Sku(**values, inner_unit=row.get("inner_unit") or None, status=row.get("status") or "active"), Decimal(str(row[column]))
    except (KeyError, ValueError, TypeError, InvalidOperation) as error:
        raise Invalid("catalog.bad_row", line=number, column=column) from error
