"""Tables pasted into a message: rows with the same columns, tabs or bars between them, with or without a heading.

Runs on the text as written, before anything else is read: a row becomes "name size quantity unit", its price, sum and running number are left out.
Invariant: a row whose amount is not sure stays as it was written.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

_CUT = re.compile(r"\t+|\s*[|｜]\s*")
_NUMBER = re.compile(r"[¥$€£]?\s?(\d+(?:,\d{3})*(?:\.\d+)?)\s?(?:元)?")
_UNIT = re.compile(
    r"箱|件|瓶|罐|个|盒|包|袋|卷|桶|提|打|托|支|片|根|米|cases?|ctns?|cartons?|cs|boxes|box|bottles?|cans?|pcs?|packs?|rolls?|pallets?", re.IGNORECASE
)
_HEADINGS = {
    "code": re.compile(r"(?:商品|产品|货品)?(?:编码|编号|货号|代码)|条码|sku|(?:item |product )?code|item no\.?", re.IGNORECASE),
    "name": re.compile(r"(?:商品|产品|货品|货物|物料)?(?:名称|品名)|商品|产品|货品|品种|(?:item|product|goods|name|description)(?: name)?", re.IGNORECASE),
    "size": re.compile(r"规格(?:型号)?|型号|spec(?:ification)?|size|model", re.IGNORECASE),
    "qty": re.compile(r"(?:订货|订购|采购|需求|要货)?(?:数量|件数|箱数)|qty|quantity|amount ordered|cases|order(?:ed)?(?: qty)?", re.IGNORECASE),
    "unit": re.compile(r"(?:计量)?单位|unit|uom", re.IGNORECASE),
}
_WORDS_END = re.compile(r"[,，:：。!！;；\s]+(?!no\b)", re.IGNORECASE)
_FEWEST = 2


def untabled(text: str) -> str:
    """The text with its tables read out row by row; a text without columns is returned as it is."""
    if "\t" not in text and "|" not in text and "｜" not in text:
        return text
    columns: dict[str, int] = {}
    lines = []
    for line in text.split("\n"):
        cells = _cells(line)
        talk, first = _talk_before(cells)
        heading = _heading([first, *cells[1:]])
        if heading:
            columns = heading
            lines.append(talk)
            continue
        lines.append(_row(cells, columns) or line)
    return "\n".join(lines)


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in _CUT.split(line.strip(" |｜\r\n"))]
    return cells if len(cells) >= _FEWEST else []


def _talk_before(cells: Sequence[str]) -> tuple[str, str]:
    """The words before the first column's name ("hello, item | qty") and that name."""
    first = cells[0] if cells else ""
    cut = max((found.end() for found in _WORDS_END.finditer(first)), default=0)
    return first[:cut], first[cut:]


def _heading(cells: Sequence[str]) -> dict[str, int]:
    """Which column is what, when the row names its columns."""
    found = {kind: place for kind, pattern in _HEADINGS.items() for place, cell in reversed(list(enumerate(cells))) if pattern.fullmatch(cell)}
    return found if "qty" in found and ("name" in found or "code" in found) else {}


def _row(cells: Sequence[str], columns: dict[str, int]) -> str:
    """The row in words; nothing when it is none."""
    if not cells:
        return ""
    if columns:
        if len(cells) <= max(columns[kind] for kind in columns if kind in ("name", "code", "qty")) or not _NUMBER.match(cells[columns["qty"]]):
            return ""
        named = {kind: cells[place] for kind, place in columns.items() if place < len(cells)}
        first = named.get("code") or named.get("name", "")
        words = [first, *([named.get("size", "")] if not named.get("code") else []), f"{named['qty']}{named.get('unit', '')}"]
        return " ".join(word for word in words if word)
    return _unheaded(cells)


def _unheaded(cells: Sequence[str]) -> str:
    """Reads "可乐330 | 箱 | 43.32 | 10 | 433.20": the amount is the whole number that makes the sum with the price."""
    figures = [(place, Decimal(found[1].replace(",", ""))) for place, cell in enumerate(cells) if place and (found := _NUMBER.fullmatch(cell))]
    if len(figures) < 3:  # noqa: PLR2004 - amount, price and sum
        return ""
    whole = figures[-1][1]
    for place, amount in figures[:-1]:
        price = next((value for other, value in figures[:-1] if other != place and value * amount == whole), None)
        if price is not None and amount == amount.to_integral_value() and (price != price.to_integral_value() or amount < price):
            unit = next((cell for cell in cells[1:] if _UNIT.fullmatch(cell)), "")
            return f"{cells[0]} {amount:f}{unit}"
    return ""
