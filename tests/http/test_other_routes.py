"""Credit, dealers, places and notices over HTTP."""

import pytest

from backend.bootstrap import relay_events
from tests.http.shop import Caller, Shop, assert_problem


def test_a_dealer_reads_his_own_credit(wang: Caller) -> None:
    """Amounts are exact strings; an order counts at once."""
    before = wang.get("/credit").json()
    assert (before["dealer_id"], before["limit"], before["available"]) == ("D1", "1000000.00", "1000000.00")
    wang.order(COKE=10)
    after = wang.get("/credit").json()
    assert (after["open_orders"], after["available"]) == ("480.00", "999520.00")


def test_foreign_credit_looks_like_none(shop: Shop) -> None:
    """A dealer outside the scope and a made-up one answer alike; below oneself it is shown."""
    xing = shop.caller("xing")
    assert xing.get("/credit?dealer=D1").status_code == 200
    foreign = assert_problem(xing.get("/credit?dealer=D3"), 404, "credit.no_account")
    missing = assert_problem(xing.get("/credit?dealer=NOPE"), 404, "credit.no_account")
    assert foreign["detail"] == missing["detail"]


def test_somebody_without_a_dealer_names_one(shop: Shop) -> None:
    """A manager asks for a dealer's credit, a warehouse user may not at all."""
    assert_problem(shop.caller("bm").get("/credit"), 422, "credit.dealer_needed")
    assert shop.caller("bm").get("/credit?dealer=D3").json()["dealer_id"] == "D3"
    assert_problem(shop.caller("house").get("/credit?dealer=D3"), 403, "identity.not_permitted")
    assert_problem(shop.caller(None).get("/credit"), 401, "identity.bad_token")


@pytest.mark.parametrize(("login", "seen"), [("wang", ["D1"]), ("xing", ["D1", "D2"]), ("pm", ["D1", "D2"]), ("bm", ["D1", "D2", "D3", "D4"]), ("tech", [])])
def test_dealers_are_listed_within_scope(shop: Shop, login: str, seen: list[str]) -> None:
    """Oneself and everybody below; all for the brand."""
    assert [dealer["id"] for dealer in shop.caller(login).get("/dealers").json()["items"]] == seen


def test_dealers_are_searched_and_paged(shop: Shop) -> None:
    """By part of a name, and by cursor."""
    manager = shop.caller("bm")
    assert [dealer["id"] for dealer in manager.get("/dealers?q=兴隆").json()["items"]] == ["D2"]
    first = manager.get("/dealers?limit=3").json()
    rest = manager.get(f"/dealers?limit=3&cursor={first['next_cursor']}").json()
    assert [dealer["id"] for dealer in (*first["items"], *rest["items"])] == ["D1", "D2", "D3", "D4"]
    assert rest["next_cursor"] is None
    assert_problem(shop.caller(None).get("/dealers"), 401, "identity.bad_token")


def test_places_are_listed_for_everybody_signed_in(shop: Shop, wang: Caller) -> None:
    """Their codes are what a draft takes."""
    assert [place["code"] for place in wang.get("/places").json()["items"]] == ["WH-N", "WH-W"]
    assert_problem(shop.caller(None).get("/places"), 401, "identity.bad_token")


def test_notices_say_what_happened_in_the_readers_language(shop: Shop, wang: Caller) -> None:
    """The person's own language, or the one the request asks for."""
    number = shop.caller("colleague").order(COKE=1)["number"]
    relay_events(shop.database, shop.clock)
    notice = wang.get("/notices").json()["items"][0]
    assert number in notice["text"]
    assert notice["kind"] == "order.submitted"
    english = wang.get("/notices", Accept_Language="en-GB,en;q=0.9,zh;q=0.1").json()["items"][0]
    assert english["text"].startswith(f"Colleague placed order {number} for ")
    assert shop.caller("far").get("/notices").json()["items"] == []
    assert_problem(shop.caller(None).get("/notices"), 401, "identity.bad_token")


def test_notices_are_marked_read_by_their_reader_only(shop: Shop, wang: Caller) -> None:
    """Somebody else's id changes nothing and says nothing."""
    shop.caller("colleague").order(COKE=1)
    relay_events(shop.database, shop.clock)
    ids = [notice["id"] for notice in wang.get("/notices").json()["items"]]
    assert shop.caller("far").post("/notices/read", {"ids": ids}).status_code == 204
    assert len(wang.get("/notices").json()["items"]) == len(ids)
    for _ in range(2):
        assert wang.post("/notices/read", {"ids": ids}).status_code == 204
    assert wang.get("/notices").json()["items"] == []
    assert [notice["id"] for notice in wang.get("/notices?unread=false").json()["items"]] == ids
    assert_problem(shop.caller(None).post("/notices/read", {"ids": ids}), 401, "identity.bad_token")


@pytest.mark.parametrize("ids", [[], [0], [2**70], ["x"], None])
def test_notice_ids_that_make_no_sense_are_refused(wang: Caller, ids: object) -> None:
    """Also numbers that no database holds."""
    assert_problem(wang.post("/notices/read", {"ids": ids}), 422, "request.invalid")
