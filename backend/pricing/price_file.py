"""A price list as a table: a product code, a price per base unit and, if wanted, the quantity from which it counts. Pure."""

from decimal import Decimal

from backend.pricing.table_rows import Rows, records_of

_COLUMNS = {
    "sku": ("sku", "code", "product", "商品编号", "编号", "编码", "商品编码"),
    "price": ("price", "unit price", "单价", "价格", "每单位价格"),
    "least": ("from", "least", "min", "min_base_qty", "起订量", "起批量", "数量起"),
}
Entries = tuple[tuple[str, int, Decimal], ...]


def entries_of_rows(rows: Rows) -> Entries:
    """The entries (sku, least base units, price) of a table. Raises Invalid("pricing.bad_file") naming the row."""
    found: list[tuple[str, int, Decimal]] = []
    for record in records_of(rows, _COLUMNS, ("sku", "price"), "pricing.bad_file"):
        price = record.figure("price")
        if price is None or not record.text("sku"):
            raise record.refused()
        found.append((record.text("sku"), record.count("least") or 0, price))
    return tuple(found)
