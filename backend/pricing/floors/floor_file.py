"""Floor prices as a table: a product, a category or neither (everything), with a floor, a margin or a share of the guide price; a product's cost. Pure."""

from backend.pricing.floors.domain import FloorEntry
from backend.pricing.table_rows import Rows, records_of

_COLUMNS = {
    "sku": ("sku", "code", "product", "商品编号", "编号", "编码", "商品编码"),
    "category": ("category", "品类", "类别", "分类"),
    "price": ("floor", "floor price", "price", "底价", "最低价"),
    "cost": ("cost", "成本", "成本价"),
    "margin_percent": ("margin", "margin percent", "margin_percent", "毛利率"),
    "guide_percent": ("guide percent", "guide_percent", "指导价比例"),
}
_FIGURES = ("price", "cost", "margin_percent", "guide_percent")


def floors_of_rows(rows: Rows) -> tuple[FloorEntry, ...]:
    """The entries of a table. Raises Invalid("pricing.bad_floor_file") naming the row."""
    found: list[FloorEntry] = []
    for record in records_of(rows, _COLUMNS, (), "pricing.bad_floor_file"):
        entry = FloorEntry(record.text("sku"), record.text("category"), *(record.figure(name) for name in _FIGURES))
        if not entry.sound:
            raise record.refused()
        found.append(entry)
    return tuple(found)
