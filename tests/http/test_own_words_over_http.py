"""What a company calls products, over HTTP: read through lines, denied by their question, listed, removed; and how long orders take."""

from typing import Any

import pytest

from tests.http.shop import Caller, Shop, assert_problem

TIMES = "/order-times?first=2025-06-01&pivot=2025-06-11&last=2025-06-30"


def taught(caller: Caller, key: str = "k1") -> dict[str, Any]:
    """An order with a word nobody knew."""
    caller.post("/draft/messages", {"text": "10箱红胖子"})
    token = caller.post("/draft/messages", {"text": "红胖子就是雪碧330ml"}).json()["confirm_token"]
    order: dict[str, Any] = caller.confirm(token, key).json()["order"]
    return order


def test_a_word_is_listed_with_its_order_and_can_be_removed(wang: Caller) -> None:
    """And is unknown afterwards; removing it twice says so."""
    number = taught(wang)["number"]
    item = wang.get("/names").json()["items"][0]
    assert (item["word"], item["sku"], item["orders"], item["last_number"], item["faded"]) == ("红胖子", "SPRITE", 1, number, False)
    assert wang.call("DELETE", "/names?word=红胖子").status_code == 204
    assert wang.get("/names").json() == {"items": []}
    assert_problem(wang.call("DELETE", "/names?word=红胖子"), 404, "names.unknown")


def test_a_line_read_by_a_word_can_be_denied(wang: Caller) -> None:
    """The line carries the question; its answer opens the choice again with the quantity."""
    taught(wang)
    line = wang.post("/draft/messages", {"text": "红胖子5箱"}).json()["lines"][0]
    assert (line["sku"], line["marks"]) == ("SPRITE", ["learned:红胖子"])
    view = wang.post("/draft/answers", {"question_id": line["name_question"], "drop": True}).json()
    assert (view["lines"], view["questions"][0]["source"], view["questions"][0]["qty"]) == ([], "红胖子", "5")
    assert_problem(wang.post("/draft/answers", {"question_id": line["name_question"], "drop": True}), 404, "draft.no_question")


def test_the_words_of_a_company_are_its_own(shop: Shop, wang: Caller) -> None:
    """A colleague shares them; the dealer above, strangers and staff do not."""
    taught(wang)
    assert len(shop.caller("colleague").get("/names").json()["items"]) == 1
    for login in ("xing", "far"):
        assert shop.caller(login).get("/names").json() == {"items": []}
        assert_problem(shop.caller(login).call("DELETE", "/names?word=红胖子"), 404, "names.unknown")
    for login in ("bm", "tech", "control", "pm"):
        assert shop.caller(login).get("/names").status_code == 403
    assert shop.caller(None).get("/names").status_code == 401
    assert len(wang.get("/names").json()["items"]) == 1


@pytest.mark.parametrize(("login", "count"), [("wang", 1), ("xing", 1), ("far", 0), ("bm", 1)])
def test_order_times_are_those_of_visible_dealers(shop: Shop, wang: Caller, login: str, count: int) -> None:
    """An order confirmed at once took no time; a bad period is told."""
    wang.order(COKE=1)
    found = shop.caller(login).get(TIMES).json()
    assert [one["after"] for one in found["dealers"]] == [{"orders": 1, "median_minutes": 0.0, "without_times": 0}] * count
    assert_problem(shop.caller(login).get("/order-times?first=2025-06-01&pivot=2025-05-01&last=2025-06-30"), 422, "times.bad_period")
