"""Scores of rows of tables: what was taken without asking and wrongly, and what was clear and still asked.

Invariant: a row that holds no wish for goods has no label, so whatever is taken of it is wrong; a label may allow other statuses (`alt`), and an
entered row is right by product and by amount in base units, in whatever unit either was written.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backend.catalog.domain import Sku, Unit
from backend.catalog.units import to_base
from backend.kit.errors import Invalid

Key = tuple[str, str | None, int]


def key_of(row: Mapping[str, Any]) -> Key:
    """Which row of which sheet of which file; a file with one table needs no sheet."""
    return str(row["file"]), row.get("sheet") or None, int(row["row"])


def score(
    labels: Iterable[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]], skus: Mapping[str, Sku]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The figures, and what is wrong or was asked without need: each with its label and what was made of it."""
    gold = {key_of(label): label for label in labels}
    found = {key_of(one): one for one in predictions}
    entered = [one for one in found.values() if one["status"] == "ok"]
    wrong = [one for one in entered if not _is_right(one, gold.get(key_of(one)), skus)]
    clear = [label for label in gold.values() if label["status"] == "ok"]
    left = [label for label in clear if (found.get(key_of(label)) or {}).get("status") != "ok"]
    agreed = sum((found.get(key) or {}).get("status") in (label["status"], *label.get("alt", ())) for key, label in gold.items())
    figures = {
        "rows": len(gold),
        "entered": len(entered),
        "wrong_automatic": len(wrong),
        "wrong_automatic_share": _share(len(wrong), len(entered)),
        "clear": len(clear),
        "clear_asked": len(left),
        "clear_asked_share": _share(len(left), len(clear)),
        "asked": sum(one["status"] == "ask" for one in found.values()),
        "rejected": sum(one["status"] == "reject" for one in found.values()),
        "status_as_labelled": _share(agreed, len(gold)),
    }
    failures = [{"kind": "wrong", "label": gold.get(key_of(one)), "read": one} for one in wrong]
    failures += [{"kind": "asked", "label": label, "read": found.get(key_of(label))} for label in left]
    return figures, failures


def _is_right(one: Mapping[str, Any], label: Mapping[str, Any] | None, skus: Mapping[str, Sku]) -> bool:
    if label is None:
        return False
    if label["status"] != "ok":
        return "ok" in label.get("alt", ()) and label.get("sku") in (None, one["sku"])
    return one["sku"] in (label["sku"], *label.get("acceptable_skus", ())) and one["qty_base"] == base_of(skus[one["sku"]], label)


def base_of(sku: Sku, label: Mapping[str, Any]) -> int | None:
    """The amount of a label in base units: `qty_base`, or `qty` in `unit`, without one in the product's usual unit."""
    if label.get("qty_base") is not None:
        return int(label["qty_base"])
    unit = Unit(label["unit"]) if label.get("unit") else sku.default_unit
    try:
        return to_base(sku, Decimal(str(label["qty"])), unit)
    except Invalid:
        return None


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
