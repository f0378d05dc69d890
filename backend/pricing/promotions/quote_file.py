"""Quoted prices as a table: reference, quoted_by, sku, base_qty, amount, day and, if wanted, grade. Pure."""

from datetime import date

from backend.pricing.promotions.execution import QuoteReport
from backend.pricing.table_rows import Rows, records_of

_COLUMNS = {
    "reference": ("reference", "编号", "凭据"),
    "quoted_by": ("quoted_by", "dealer", "报价方", "经销商", "门店"),
    "sku": ("sku", "商品编号"),
    "base_qty": ("base_qty", "quantity", "数量"),
    "amount": ("amount", "总价", "金额"),
    "quoted_on": ("day", "quoted_on", "日期"),
    "grade": ("grade", "tier", "级别"),
}
_NEEDED = _COLUMNS.keys() - {"grade"}


def quotes_of_rows(rows: Rows) -> tuple[QuoteReport, ...]:
    """The quotes of a table. Raises Invalid("promotion.bad_quotes_file") naming the row."""
    found: list[QuoteReport] = []
    for record in records_of(rows, _COLUMNS, _NEEDED, "promotion.bad_quotes_file"):
        amount, base, reference, sku = record.figure("amount"), record.count("base_qty"), record.text("reference"), record.text("sku")
        try:
            day = date.fromisoformat(record.text("quoted_on")[:10])
        except ValueError as error:
            raise record.refused() from error
        if amount is None or base is None or not (reference and sku):
            raise record.refused()
        found.append(QuoteReport(reference, record.text("quoted_by"), sku, base, amount, day, record.text("grade")))
    return tuple(found)
