"""Promises of price files and files of quotes: a row that cannot be read refuses the file and is named."""

from decimal import Decimal

import pytest

from backend.kit.errors import Invalid
from backend.pricing.floors.domain import FloorEntry
from backend.pricing.floors.floor_file import floors_of_rows
from backend.pricing.price_file import entries_of_rows
from backend.pricing.promotions.quote_file import quotes_of_rows
from bot.pages.price_rows import rows_of_upload

ROWS = ("inf", "nan", "snan", "1.5", "many")


@pytest.mark.parametrize("quantity", ROWS)
def test_a_quantity_that_is_no_whole_number_is_named(quantity: str) -> None:
    """The third row of each file."""
    prices = f"sku,price,from\nCOKE,1.90,24\nCOKE,1.80,{quantity}\n"
    quotes = f"reference,quoted_by,sku,base_qty,amount,day\na,S,COKE,24,40,2025-06-11\nb,S,COKE,{quantity},40,2025-06-11\n"
    with pytest.raises(Invalid) as refused:
        entries_of_rows(rows_of_upload(prices.encode()))
    assert (refused.value.code, refused.value.params["row"]) == ("pricing.bad_file", 3)
    with pytest.raises(Invalid) as refused:
        quotes_of_rows(rows_of_upload(quotes.encode()))
    assert (refused.value.code, refused.value.params["row"]) == ("promotion.bad_quotes_file", 3)


def test_a_file_that_is_readable_gives_its_rows() -> None:
    """Headings in Chinese, thousands with commas, the quantity left out."""
    data = '商品编号,单价\nDRILL,"1,500.00"\n'.encode("gb18030")
    assert [(sku, least, str(price)) for sku, least, price in entries_of_rows(rows_of_upload(data))] == [("DRILL", 0, "1500.00")]


def test_floors_are_read_for_products_categories_and_everything() -> None:
    """A row without either is for everything; one that says two things at once is named."""
    table = "商品编号,品类,底价,成本,毛利率\nDRILL,,400,,\nCOKE,,,1.5,\n,drinks,,,20%\n,,,,5\n"
    assert floors_of_rows(rows_of_upload(table.encode())) == (
        FloorEntry("DRILL", price=Decimal(400)),
        FloorEntry("COKE", cost=Decimal("1.5")),
        FloorEntry(category="drinks", margin_percent=Decimal(20)),
        FloorEntry(margin_percent=Decimal(5)),
    )
    for bad in ("DRILL,,400,,5", "DRILL,drinks,400,,", ",drinks,,3,5", ",,,,100", "DRILL,,,,", "DRILL,,-1,,"):
        with pytest.raises(Invalid) as refused:
            floors_of_rows(rows_of_upload(f"商品编号,品类,底价,成本,毛利率\n{bad}\n".encode()))
        assert (refused.value.code, refused.value.params["row"]) == ("pricing.bad_floor_file", 2)
