"""Promises of price files and files of quotes: a row that cannot be read refuses the file and is named."""

import pytest

from backend.kit.errors import Invalid
from backend.pricing.price_file import entries_of_file
from backend.pricing.promotions.quote_file import quotes_of_file

ROWS = ("inf", "nan", "snan", "1.5", "many")


@pytest.mark.parametrize("quantity", ROWS)
def test_a_quantity_that_is_no_whole_number_is_named(quantity: str) -> None:
    """The third row of each file."""
    prices = f"sku,price,from\nCOKE,1.90,24\nCOKE,1.80,{quantity}\n"
    quotes = f"reference,quoted_by,sku,base_qty,amount,day\na,S,COKE,24,40,2025-06-11\nb,S,COKE,{quantity},40,2025-06-11\n"
    with pytest.raises(Invalid) as refused:
        entries_of_file(prices.encode(), "prices.csv")
    assert (refused.value.code, refused.value.params["row"]) == ("pricing.bad_file", 3)
    with pytest.raises(Invalid) as refused:
        quotes_of_file(quotes.encode(), "quotes.csv")
    assert (refused.value.code, refused.value.params["row"]) == ("promotion.bad_quotes_file", 3)


def test_a_file_that_is_readable_gives_its_rows() -> None:
    """Headings in Chinese, thousands with commas, the quantity left out."""
    assert [(sku, least, str(price)) for sku, least, price in entries_of_file('商品编号,单价\nDRILL,"1,500.00"\n'.encode("gb18030"), "a.csv")] == [
        ("DRILL", 0, "1500.00")
    ]


def test_a_field_longer_than_any_is_no_crash() -> None:
    """The reader's own limit is told like every other unreadable file."""
    with pytest.raises(Invalid):
        entries_of_file(b"sku,price\n" + b"x" * 200_000 + b",1\n", "a.csv")
