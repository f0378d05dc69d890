"""Price lists and promotions over HTTP: the rights of the pages, previews that store nothing, quotes that are judged once (B3, E9)."""

import pytest

from tests.http.shop import Caller, Shop

GIFT = {
    "kind": "gift",
    "name_zh": "可乐买10送1",
    "name_en": "Buy 10 get 1",
    "valid_from": "2025-06-01T00:00:00+08:00",
    "valid_to": "2025-07-01T00:00:00+08:00",
    "skus": ["COKE"],
    "least_base": 240,
    "free_base": 24,
}
PERCENT = {"kind": "percent", "name_zh": "九折", "name_en": "10% off", "valid_from": "2025-06-01T00:00:00+08:00", "skus": ["COKE"], "percent": "10"}


@pytest.fixture
def manager(shop: Shop) -> Caller:
    """Somebody who maintains prices."""
    return shop.caller("bm")


def test_a_promotion_is_published_in_versions_and_a_stale_one_is_refused(manager: Caller) -> None:
    """Two people do not overwrite each other; unknown goods and nonsense are refused with a sentence."""
    first = manager.call("PUT", "/promotions/GIFT", GIFT)
    assert (first.status_code, first.json()["in_force"]) == (200, 1)
    assert manager.call("PUT", "/promotions/GIFT", GIFT).status_code == 409
    second = manager.call("PUT", "/promotions/GIFT", {**GIFT, "version": 1, "free_base": 48}).json()
    assert [one["free_base"] for one in second["versions"]] == [48, 24]
    assert manager.call("PUT", "/promotions/BAD", {**GIFT, "skus": ["NONE"]}).json()["code"] == "promotion.unknown_goods"
    assert manager.call("PUT", "/promotions/BAD", {**GIFT, "free_base": 0}).json()["code"] == "promotion.bad_terms"
    assert manager.call("PUT", "/promotions/BAD", {**GIFT, "valid_to": GIFT["valid_from"]}).json()["code"] == "promotion.bad_validity"
    assert [one["code"] for one in manager.get("/promotions").json()["items"]] == ["GIFT"]
    stopped = manager.post("/promotions/GIFT/stop", {}).json()
    assert (stopped["in_force"], stopped["stopped_at"] is not None) == (None, True)
    assert manager.post("/promotions/GIFT/stop", {}).status_code == 409


def test_a_dealer_reads_what_applies_to_him_and_maintains_nothing(manager: Caller, wang: Caller) -> None:
    """The same permission as on the page and in talk."""
    manager.call("PUT", "/promotions/GIFT", GIFT)
    assert wang.get("/promotions").status_code == 403
    assert wang.call("PUT", "/promotions/MINE", GIFT).status_code == 403
    (item,) = wang.get("/promotions/applicable").json()["items"]
    assert (item["promotion_id"], item["least_qty"], item["free_qty"]) == ("GIFT", "10", "1")


def test_one_promotion_has_one_computed_price_a_tier_and_quotes_are_compared_with_it(manager: Caller, wang: Caller) -> None:
    """Nine tenths must not become nine and a half: three quotes, one of them wrong."""
    assert manager.post("/promotions/P10/preview", PERCENT).json()["items"][0]["tier"] == ""
    assert manager.get("/promotions/P10").status_code == 404
    manager.call("PUT", "/promotions/P10", PERCENT)
    prices = {one["tier"]: one for one in manager.get("/promotions/P10/prices").json()["items"]}
    terminal = prices[""]
    quote = {"quoted_by": "Shop 7", "sku": "COKE", "base_qty": terminal["base_qty"], "quoted_on": "2025-06-11"}
    right, wrong = {**quote, "amount": terminal["amount"]}, {**quote, "amount": terminal["list_amount"]}
    told = manager.post("/promotions/P10/quotes", {"quotes": [{**right, "reference": "a"}, {**right, "reference": "b"}, {**wrong, "reference": "c"}]}).json()
    assert [one["complies"] for one in told["items"]] == [True, True, False]
    report = manager.get("/promotions/P10/execution").json()
    assert (report["quotes"], report["compliant"], report["rate"]) == (3, 2, "0.6667")
    assert [one["reference"] for one in report["deviations"]] == ["c"]
    assert manager.get("/promotions/p10/execution").json() == report
    assert manager.post("/promotions/P10/quotes", {"quotes": [{**right, "reference": "a"}]}).status_code == 409
    (own,) = wang.post("/promotions/P10/quotes", {"quotes": [{**right, "reference": "w"}]}).json()["items"]
    assert own["quoted_by"] == "D1"


def test_a_dealer_learns_no_price_of_another_tier_dealer_or_day_from_the_quotes_he_reports(manager: Caller, wang: Caller) -> None:
    """What is expected is told to whoever reports: only what he may know."""
    manager.call("PUT", "/promotions/P10", PERCENT)
    manager.call("PUT", "/promotions/OTHERS", {**PERCENT, "dealers": ["D2"]})
    body = {"reference": "w", "quoted_by": "D1", "sku": "COKE", "base_qty": 24, "amount": "1", "quoted_on": "2025-06-11"}
    for code, more, told in (
        ("P10", {"grade": "B"}, "promotion.bad_quote"),
        ("P10", {"quoted_on": "2025-07-11"}, "promotion.bad_quote"),
        ("OTHERS", {}, "promotion.not_found"),
    ):
        assert wang.post(f"/promotions/{code}/quotes", {"quotes": [{**body, **more}]}).json()["code"] == told
    assert wang.post("/promotions/P10/quotes", {"quotes": [{**body, "grade": "A"}]}).status_code == 200


def test_a_price_list_is_previewed_for_every_tier_and_published_from_a_day_on(manager: Caller) -> None:
    """The preview shows old and new and stores nothing; the new version has its author."""
    before = manager.get("/price-lists").json()["items"]
    body = {"scope": "base", "valid_from": "2025-07-01T00:00:00+08:00", "entries": [{"sku": "COKE", "price": "3.10"}]}
    code = next(one["code"] for one in before if one["scope"] == "base")
    changes = manager.post(f"/price-lists/{code}/preview", body).json()["items"]
    assert {(one["sku"], one["tier"]): one["after"] for one in changes}[("COKE", "")] == "3.10"
    assert {(one["sku"], one["tier"]): one["after"] for one in changes}[("DRILL", "")] is None
    assert manager.get("/price-lists").json()["items"] == before
    version = manager.post(f"/price-lists/{code}", body).json()["version"]
    newest = next(one for one in manager.get("/price-lists").json()["items"] if one["code"] == code)
    assert (newest["version"], newest["in_force"], newest["published_by"] is not None) == (version, False, True)
    assert manager.post(f"/price-lists/{code}/preview", {**body, "entries": [{"sku": "NONE", "price": "1"}]}).json()["code"] == "pricing.unknown_goods"
