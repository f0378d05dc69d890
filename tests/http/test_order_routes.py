"""Orders over HTTP: listing, reading, cancelling, releasing and rejecting, each within scope and role."""

import pytest

from tests.http.shop import Caller, Shop, assert_problem


def test_orders_are_listed_newest_first_page_by_page(wang: Caller) -> None:
    """The cursor stays right while orders are added."""
    numbers = [wang.order(f"k{n}", COKE=n + 1)["number"] for n in range(5)]
    first = wang.get("/orders?limit=2").json()
    wang.order("later", SPRITE=1)
    second = wang.get(f"/orders?limit=2&cursor={first['next_cursor']}").json()
    third = wang.get(f"/orders?limit=2&cursor={second['next_cursor']}").json()
    listed = [order["number"] for page in (first, second, third) for order in page["items"]]
    assert listed == numbers[::-1]
    assert third["next_cursor"] is None


def test_orders_are_filtered(shop: Shop) -> None:
    """By status, product, dealer and day."""
    xing, manager = shop.caller("xing"), shop.caller("bm")
    held = xing.order(COKE=1)["number"]
    approved = shop.caller("wang").order(SPRITE=1)["number"]

    def listed(query: str) -> list[str]:
        return [order["number"] for order in manager.get(f"/orders?{query}").json()["items"]]

    assert listed("status=HOLD") == [held]
    assert listed("status=HOLD&status=APPROVED") == [approved, held]
    assert listed("sku=SPRITE") == [approved]
    assert listed("dealer=D2") == [held]
    assert listed("from=2025-06-11&to=2025-06-11") == [approved, held]
    assert listed("to=2025-06-10") == []


@pytest.mark.parametrize("query", ["status=LOST", "limit=0", "limit=201", "from=yesterday", "limit=x", "colour=red", "cursor=%00"])
def test_a_filter_that_makes_no_sense_is_refused(wang: Caller, query: str) -> None:
    """Also a misspelt filter name, which would otherwise silently list everything."""
    assert_problem(wang.get(f"/orders?{query}"), 422, "request.invalid")


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "bnVsbA", "WyJhIiwgImIiXQ", "WzEsMl0", "WyJcdTAwMDAiXQ"])
def test_a_tampered_cursor_is_refused(wang: Caller, cursor: str) -> None:
    """Whatever it decodes to."""
    for path in ("/orders", "/products", "/dealers"):
        answer = wang.get(f"{path}?cursor={cursor}")
        assert answer.status_code in {200, 422}, answer.text
        if answer.status_code == 422:
            assert_problem(answer, 422, "paging.bad_cursor")


def test_a_foreign_order_looks_exactly_like_a_missing_one(shop: Shop) -> None:
    """By number and by id, for every route that names an order; only the number that was asked for differs."""
    order = shop.caller("far").order(COKE=1)
    wang = shop.caller("wang")
    routes = [("GET", "", None), ("POST", "/cancellation", {}), ("POST", "/change", {"lines": [{"sku": "COKE", "qty": 2}]})]
    for suffix_method, suffix, body in routes:
        answers = [wang.call(suffix_method, f"/orders/{key}{suffix}", body) for key in (order["number"], order["order_id"], "SO-9999")]
        documents = [assert_problem(answer, 404, "order.not_found") for answer in answers]
        shapes = {tuple(sorted(document)) for document in documents}
        assert len(shapes) == 1


def test_a_parent_dealer_reads_below_himself_but_cannot_cancel_there(shop: Shop) -> None:
    """Seeing is not owning."""
    order = shop.caller("wang").order(COKE=1)
    xing = shop.caller("xing")
    assert xing.get(f"/orders/{order['number']}").json()["dealer_id"] == "D1"
    assert_problem(xing.post(f"/orders/{order['number']}/cancellation"), 404, "order.not_found")


def test_a_cancellation_is_a_proposal_first(wang: Caller) -> None:
    """Nothing happens until its token is confirmed; then stock comes back."""
    number = wang.order(COKE=10)["number"]
    proposal = wang.post(f"/orders/{number}/cancellation").json()
    assert wang.get(f"/orders/{number}").json()["status"] == "APPROVED"
    answer = wang.confirm(proposal["confirm_token"], "cancel")
    assert answer.status_code == 200
    assert (answer.json()["outcome"], answer.json()["order"]["status"]) == ("cancelled", "CANCELLED")
    assert wang.get("/products/COKE/availability").json()["item"]["available_base"] == 24_000
    assert_problem(wang.post(f"/orders/{number}/cancellation"), 409, "order.cancel_over")


def test_a_change_is_a_proposal_first(wang: Caller) -> None:
    """By edits or in words: before and after are shown, and its token carries it out."""
    number = wang.order(COKE=10, SPRITE=5)["number"]
    proposal = wang.post(f"/orders/{number}/change", {"lines": [{"sku": "COKE", "qty": 12}, {"sku": "SPRITE", "qty": 0}]}).json()
    assert (proposal["total_before"], proposal["total_after"]) == ("600.00", "576.00")
    assert wang.get(f"/orders/{number}").json()["total"] == "600.00"
    answer = wang.confirm(proposal["confirm_token"], "change")
    assert (answer.status_code, answer.json()["outcome"], answer.json()["order"]["total"]) == (200, "changed", "576.00")
    in_words = wang.post(f"/orders/{number}/change", {"text": "可乐改成20箱"})
    assert in_words.status_code == 200, in_words.text
    assert in_words.json()["total_after"] == "960.00"


def test_a_change_that_changes_nothing_or_says_two_things_is_refused(wang: Caller) -> None:
    """Words and edits exclude each other; an order that would become empty is offered to be cancelled."""
    number = wang.order(COKE=10)["number"]
    path = f"/orders/{number}/change"
    assert_problem(wang.post(path, {"lines": [{"sku": "COKE", "qty": 10}]}), 422, "order.nothing_changed")
    assert wang.post(path, {"lines": [{"sku": "COKE", "qty": 0}]}).json()["kind"] == "cancel"
    assert_problem(wang.post(path, {"text": "x", "ship_to": "WH-W"}), 422, "request.invalid")
    assert_problem(wang.post("/orders/SO-9999/change", {"lines": [{"sku": "COKE", "qty": 1}]}), 404, "order.not_found")


def test_a_held_order_is_released_by_somebody_who_may(shop: Shop) -> None:
    """The dealer himself may not, and the version must be the one that was looked at."""
    xing, manager = shop.caller("xing"), shop.caller("bm")
    order = xing.order(COKE=10)
    assert order["status"] == "HOLD"
    assert [reason["code"] for reason in order["hold_reasons"]] == ["GRADE_NOT_A"]
    path = f"/orders/{order['number']}/release"
    assert_problem(xing.post(path, {"version": order["version"]}), 403, "identity.not_permitted")
    assert_problem(manager.post(path, {"version": order["version"] + 1}), 409, "order.stale")
    released = manager.post(path, {"version": order["version"], "reason": "Paid"})
    assert released.status_code == 200, released.text
    assert released.json()["status"] == "APPROVED"
    assert_problem(manager.post(path, {"version": order["version"]}), 409, "order.wrong_status")


def test_a_rejection_needs_a_reason_and_gives_everything_back(shop: Shop) -> None:
    """The dealer hears why, in a notice in his language."""
    xing, manager = shop.caller("xing"), shop.caller("bm")
    order = xing.order(COKE=10)
    path = f"/orders/{order['number']}/rejection"
    assert_problem(manager.post(path, {"version": order["version"]}), 422, "request.invalid")
    assert_problem(manager.post(path, {"version": order["version"], "reason": " "}), 422, "order.reason_needed")
    assert manager.post(path, {"version": order["version"], "reason": "No room"}).json()["status"] == "REJECTED"
    assert xing.get("/products/COKE/availability").json()["item"]["available_base"] == 24_000


def test_a_decision_repeated_under_its_key_happens_once(shop: Shop) -> None:
    """The second answer is the first one, not a conflict."""
    order = shop.caller("xing").order(COKE=10)
    manager = shop.caller("bm")
    answers = [manager.post(f"/orders/{order['number']}/release", {"version": order["version"]}, Idempotency_Key="r1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(("method", "suffix"), [("GET", ""), ("POST", "/cancellation"), ("POST", "/change"), ("POST", "/release"), ("POST", "/rejection")])
def test_orders_need_a_signed_in_person_whose_role_may(shop: Shop, method: str, suffix: str) -> None:
    """401 without a token, 403 for a technician, whether or not the order exists."""
    body = {"/release": {"version": 1}, "/rejection": {"version": 1, "reason": "x"}, "/change": {"text": "12箱"}}.get(suffix)
    for number in (shop.caller("wang").order(COKE=1)["number"], "SO-9999"):
        assert_problem(shop.caller(None).call(method, f"/orders/{number}{suffix}", body), 401, "identity.bad_token")
        assert shop.caller("tech").call(method, f"/orders/{number}{suffix}", body).status_code == 403


def test_a_region_manager_sees_his_subtree_only(shop: Shop) -> None:
    """Orders of D1 (below D2) yes, of D3 no."""
    near, far = shop.caller("wang").order(COKE=1)["number"], shop.caller("far").order(COKE=1)["number"]
    manager = shop.caller("pm")
    assert [order["number"] for order in manager.get("/orders").json()["items"]] == [near]
    assert_problem(manager.get(f"/orders/{far}"), 404, "order.not_found")
    assert manager.get("/orders?dealer=D3").json()["items"] == []


def test_the_warehouse_reads_orders_without_money(shop: Shop) -> None:
    """It has no right to prices or credit, which quotes and credit answer with 403; an order and a list give it goods, days and codes only."""
    number = shop.caller("xing").order(COKE=1)["number"]
    house = shop.caller("house")
    order = house.get(f"/orders/{number}").json()
    assert (order["total"], order["lines"][0]["unit_price"], order["lines"][0]["line_total"]) == (None, None, None)
    assert [reason["params"] for reason in order["hold_reasons"]] == [{}]
    assert all("decision" not in entry["data"] and "total" not in entry["data"] for entry in order["history"])
    assert [row["total"] for row in house.get("/orders").json()["items"]] == [None]
    assert shop.caller("bm").get(f"/orders/{number}").json()["total"] is not None


def test_a_timeline_tells_staff_more_than_the_dealer(shop: Shop) -> None:
    """The brand's reader of the audit log sees rules, facts and each decision made again; the dealer sees what became of his order."""
    order = shop.caller("xing").order(COKE=1)
    own, told = (shop.caller(login).get(f"/orders/{order['number']}/timeline").json() for login in ("xing", "bm"))
    assert [step["kind"] for step in own["steps"]] == [step["kind"] for step in told["steps"]] == ["proposal", "gates", "rules", "order"]
    assert (told["number"], told["status"], told["steps"][-1]["action"], told["steps"][-1]["by"]) == (order["number"], "HOLD", "held", "Xing")
    assert [step["replay"] for step in told["steps"]] == [None, None, *[{"same": True, "differences": []}] * 2]
    assert (told["steps"][2]["data"]["rules"], own["steps"][2]["data"], own["steps"][2]["replay"]) == (["grade_not_a"], {}, None)
    assert_problem(shop.caller("far").get(f"/orders/{order['number']}/timeline"), 404, "order.not_found")
