"""Quoted prices as a file: .csv or .xlsx with reference, quoted_by, sku, base_qty, amount, day and, if wanted, grade. Pure.

Invariant: a row that cannot be read refuses the file and is named.
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from backend.kit.errors import Invalid
from backend.pricing.price_file import rows_of
from backend.pricing.promotions.execution import QuoteReport

_COLUMNS = {
    "reference": ("reference", "编号", "凭据"),
    "quoted_by": ("quoted_by", "dealer", "报价方", "经销商", "门店"),
    "sku": ("sku", "商品编号"),
    "base_qty": ("base_qty", "quantity", "数量"),
    "amount": ("amount", "总价", "金额"),
    "quoted_on": ("day", "quoted_on", "日期"),
    "grade": ("grade", "tier", "级别"),
}


def quotes_of_file(data: bytes, name: str) -> tuple[QuoteReport, ...]:
    """The quotes of a file. Raises Invalid("promotion.bad_quotes_file") naming the row."""
    places: dict[str, int] | None = None
    found: list[QuoteReport] = []
    for number, row in enumerate(rows_of(data, name), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if places is None:
            places = _places(cells)
            continue
        found.append(_quote(cells, places, number))
    if not found:
        raise Invalid("promotion.bad_quotes_file", row=1)
    return tuple(found)


def _places(cells: list[str]) -> dict[str, int]:
    names = [cell.casefold() for cell in cells]
    found = {field: names.index(word) for field, words in _COLUMNS.items() for word in words if word in names}
    if set(_COLUMNS) - {"grade"} - set(found):
        raise Invalid("promotion.bad_quotes_file", row=1)
    return found


def _quote(cells: list[str], places: dict[str, int], number: int) -> QuoteReport:
    given = {field: cells[place] if place < len(cells) else "" for field, place in places.items()}
    try:
        amount, base, day = Decimal(given["amount"].replace(",", "")), Decimal(given["base_qty"]), date.fromisoformat(given["quoted_on"][:10])
    except (InvalidOperation, ValueError) as error:
        raise Invalid("promotion.bad_quotes_file", row=number) from error
    if not (given["reference"] and given["sku"] and amount.is_finite() and base.is_finite() and base == base.to_integral_value()):
        raise Invalid("promotion.bad_quotes_file", row=number)
    return QuoteReport(given["reference"], given["quoted_by"], given["sku"], int(base), amount, day, given.get("grade", ""))
