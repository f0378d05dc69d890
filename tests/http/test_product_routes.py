"""Products, stock and prices over HTTP."""

from decimal import Decimal

import pytest

from tests.http.shop import Caller, Shop, assert_problem


def test_products_are_found_by_the_words_people_use(wang: Caller) -> None:
    """Chinese, English and code find the same product, with its packs."""
    for words in ("可乐", "coke", "COKE"):
        first = wang.get(f"/products?q={words}").json()["items"][0]
        assert first["sku"] == "COKE"
    assert {"unit": "case", "word_zh": "箱", "word_en": "case", "base_units": 24} in first["units"]


def test_the_catalogue_is_read_page_by_page(wang: Caller) -> None:
    """Following the cursor shows every product once."""
    seen, cursor = [], None
    while True:
        page = wang.get("/products?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [product["sku"] for product in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["COKE", "DRILL", "SPRITE"]


def test_a_product_is_read_by_its_code(wang: Caller) -> None:
    """An unknown code is 404."""
    assert wang.get("/products/SPRITE").json()["name_en"] == "Sprite 330ml"
    assert_problem(wang.get("/products/NOPE"), 404, "catalog.no_sku")


def test_availability_tells_stock_in_all_and_per_warehouse(wang: Caller) -> None:
    """Base units are whole numbers; the day of the promise is absolute."""
    answer = wang.get("/products/COKE/availability").json()
    assert answer["item"]["available_base"] == 24_000
    assert answer["item"]["by_warehouse"][0]["code"] == "BW-E"
    assert answer["day"] == "2025-06-12"
    assert wang.get("/products/COKE/availability?day=2025-06-20").json()["day"] == "2025-06-20"
    assert_problem(wang.get("/products/NOPE/availability"), 404, "catalog.no_sku")
    assert_problem(wang.get("/products/COKE/availability?day=tomorrow"), 422, "request.invalid")


def test_a_quote_prices_each_line_at_its_own_quantity(wang: Caller) -> None:
    """Decimals travel as strings, exactly."""
    lines = [{"sku": "COKE", "qty": "10", "unit": "case"}, {"sku": "DRILL"}, {"sku": "COKE", "qty": 3, "unit": "base"}]
    answer = wang.post("/quotes", {"lines": lines})
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [item["line_total"] for item in items] == ["480.00", "500.00", "6.00"]
    assert Decimal(items[0]["unit_price"]) == Decimal("2.00")
    assert isinstance(items[0]["unit_price"], str)
    assert answer.json()["currency"] == "CNY"


@pytest.mark.parametrize("qty", ["0", "-1", "1e999", "NaN", "Infinity", "ten", "0.00001", "1" * 15])
def test_a_quote_with_an_impossible_quantity_names_the_field(wang: Caller, qty: str) -> None:
    """The caller learns which part of the body is wrong."""
    line = {"sku": "COKE", "qty": qty}
    document = assert_problem(wang.post("/quotes", {"lines": [line]}), 422, "request.invalid")
    assert document["errors"][0]["field"].startswith("body.lines.0.")


def test_quotes_for_unknown_products_and_packs_are_refused(wang: Caller) -> None:
    """An unknown code is 404, a pack the product has not is 422."""
    assert_problem(wang.post("/quotes", {"lines": [{"sku": "NOPE"}]}), 404, "catalog.no_sku")
    assert_problem(wang.post("/quotes", {"lines": [{"sku": "COKE", "qty": "1", "unit": "pallet"}]}), 422, "catalog.no_unit")


@pytest.mark.parametrize("path", ["/products", "/products/COKE", "/products/COKE/availability"])
def test_products_need_a_signed_in_person_whose_role_may_read_them(shop: Shop, path: str) -> None:
    """Without a token 401, as a technician 403."""
    assert_problem(shop.caller(None).get(path), 401, "identity.bad_token")
    assert_problem(shop.caller("tech").get(path), 403, "identity.not_permitted")


def test_a_warehouse_user_sees_stock_but_no_price(shop: Shop) -> None:
    """Prices are for people who sell or buy."""
    house = shop.caller("house")
    assert house.get("/products/COKE/availability").status_code == 200
    assert_problem(house.post("/quotes", {"lines": [{"sku": "COKE"}]}), 403, "identity.not_permitted")
