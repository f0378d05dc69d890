"""The warehouse over HTTP: an order is called for, picked, shipped and delivered; each write happens once."""

import pytest

from tests.http.shop import Shop


def test_an_order_goes_through_the_warehouse_and_its_dealer_sees_carrier_and_amounts(shop: Shop) -> None:
    """Every step with its version and a key; the warehouse sees goods and lots, the dealer his part with its amount."""
    wang, house = shop.caller("wang"), shop.caller("house")
    order = wang.order(COKE=2)
    number = f"{order['number']}-01"
    assert house.post(f"/orders/{order['number']}/allocation", {"version": 1}).json()["parts"][0]["number"] == number
    (listed,) = house.get("/shipments?warehouse=BW-E").json()["items"]
    assert (listed["number"], listed["total"], listed["dealer_name_en"]) == (number, None, "Corner Shop")
    assert house.get(f"/shipments/{number}").json()["lines"][0]["lots"] == [{"lot": "L1", "base_qty": 48}]
    picked = house.post(f"/shipments/{number}/picking", {"version": 1, "lines": [{"line_no": 1, "base_qty": 24}]}).json()
    sent = {"version": picked["version"], "carrier": "SF Express", "tracking": "SF1"}
    shipped = house.post(f"/shipments/{number}/dispatch", sent, Idempotency_Key="ship-1")
    again = house.post(f"/shipments/{number}/dispatch", sent, Idempotency_Key="ship-1")
    assert (shipped.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    assert house.post(f"/shipments/{number}/dispatch", sent).json()["code"] == "part.wrong_status"
    arrived = {"version": shipped.json()["version"], "refused": [{"line_no": 1, "base_qty": 6}], "reason": "dented", "signed_by": "Wang"}
    assert house.post(f"/shipments/{number}/delivery", arrived).json()["status"] == "DELIVERED"
    first, rest = wang.get(f"/orders/{order['number']}").json()["parts"]
    assert (first["carrier"], first["tracking"], first["total"], rest["status"]) == ("SF Express", "SF1", "48.00", "ALLOCATED")
    assert (first["lines"][0]["delivered_base"], first["lines"][0]["refused_base"]) == (18, 6)


@pytest.mark.parametrize("login", ["wang", "bm", "tech", "far"])
def test_nobody_but_the_warehouse_ships(shop: Shop, login: str) -> None:
    """Reading one's own parts needs no such right; everything else does."""
    order = shop.caller("wang").order(COKE=1)
    shop.caller("house").post(f"/orders/{order['number']}/allocation")
    caller, part = shop.caller(login), f"/shipments/{order['number']}-01"
    assert caller.get("/shipments").status_code == 403
    assert caller.post(f"/orders/{order['number']}/allocation").status_code == 403
    for step, body in (("picking", {"version": 1}), ("dispatch", {"version": 1, "carrier": "x"}), ("delivery", {"version": 1})):
        assert caller.post(f"{part}/{step}", body).status_code == 403
    assert caller.get(part).status_code == {"wang": 200, "bm": 200, "tech": 403, "far": 404}[login]
