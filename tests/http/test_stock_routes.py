"""Stock over HTTP: who keeps it does, once for each key; nobody else may."""

import pytest

from backend.inventory.service import NewWarehouse, import_warehouses
from tests.http.shop import Shop

LOT = {"sku": "COKE", "warehouse": "BW-E", "lot": "L1", "status": "quarantine", "reason": "dented"}


def test_a_lot_is_looked_at_blocked_and_freed(shop: Shop) -> None:
    """The preview and the act say the same; the shelf shows what is left to sell, and blocking twice under one key is blocking once."""
    house = shop.caller("house")
    order = shop.caller("wang").order(COKE=1)
    seen = house.post("/stock/lots/preview", LOT).json()
    assert [(one["number"], one["lost_base"]) for one in seen["orders"]] == [(order["number"], 24)]
    as_seen = {**LOT, "seen": seen["seen"]}
    assert house.post("/stock/lots/mark", LOT).status_code == 422, "nobody marks what he did not look at"
    assert house.post("/stock/lots/mark", {**as_seen, "status": "recalled"}).json()["code"] == "inventory.lot_moved_on"
    done = house.post("/stock/lots/mark", as_seen, Idempotency_Key="k")
    assert done.json() == seen
    assert house.post("/stock/lots/mark", as_seen).json()["code"] == "inventory.lot_moved_on", "it is blocked already"
    assert house.post("/stock/lots/mark", as_seen, Idempotency_Key="k").headers["Idempotency-Replayed"] == "true"
    (shelf,) = house.get("/stock?sku=COKE&status=quarantine").json()["items"]
    assert (shelf["reserved"], shelf["lots"][0]["sold_today"]) == (0, False)
    line = shop.caller("wang").get(f"/orders/{order['number']}").json()["lines"][0]
    assert (line["backorder_base"], line["expected_on"]) == (24, None)
    freed = house.post("/stock/lots/preview", {**LOT, "status": "ok"}).json()
    assert house.post("/stock/lots/mark", {**LOT, "status": "ok", "seen": freed["seen"]}).json()["orders"] == []


def test_deliveries_are_announced_moved_and_received(shop: Shop) -> None:
    """The dealer's answer about stock tells the day; what arrived is stock."""
    house = shop.caller("house")
    row = {"external_id": "PO1", "warehouse": "BW-E", "sku": "COKE", "base_qty": 240, "due": "2025-06-20"}
    (known,) = house.call("PUT", "/stock/inbound", {"items": [row]}).json()["items"]
    answer = shop.caller("wang").get("/products/COKE/availability").json()["item"]
    assert answer["later"] == [{"day": "2025-06-20", "base": answer["available_base"] + 240}]
    assert house.post(f"/stock/inbound/{known['id']}/move", {"due": "2025-06-25"}).json()["due"] == "2025-06-25"
    assert house.get("/stock/inbound").json()["items"][0]["due"] == "2025-06-25"
    assert house.post("/stock/inbound/PO1/arrival", {"lot": "L9", "base_qty": 200, "last": True}).json()["status"] == "arrived"
    assert house.post("/stock/inbound/PO1/cancellation").json()["code"] == "inventory.inbound_done"
    assert house.call("PUT", "/stock/inbound", {"items": [{**row, "sku": "NONE", "external_id": "X"}]}).status_code == 404


def test_a_transfer_goes_through_its_states(shop: Shop) -> None:
    """Drafted, approved, dispatched, received with a difference and its reason."""
    house = shop.caller("house")
    shop.database.write(lambda uow: import_warehouses(uow, [NewWarehouse("BW-S", "南仓", "South", 1)]))
    made = house.post("/stock/transfers", {"source": "BW-E", "target": "BW-S", "items": [{"sku": "COKE", "lot": "L1", "base_qty": 24}]})
    assert made.status_code == 201
    path = f"/stock/transfers/{made.json()['number']}"
    assert house.post(f"{path}/approval", {"version": 1}).json()["status"] == "approved"
    assert house.post(f"{path}/dispatch", {"version": 2}).json()["status"] == "dispatched"
    assert house.post(f"{path}/cancellation", {"version": 3}).status_code == 409
    short = {"version": 3, "lines": [{"line_no": 1, "base_qty": 20}]}
    assert house.post(f"{path}/receipt", short).json()["code"] == "inventory.reason_needed"
    done = house.post(f"{path}/receipt", {**short, "reason": "wet"}).json()
    assert (done["status"], done["lines"][0]["lost_base"]) == ("received", 4)
    assert house.get("/stock/transfers").json()["items"] == [done]


def test_terms_of_dealers_and_products_are_the_brands(shop: Shop) -> None:
    """The brand sets them, the warehouse sees the product's and may not set any."""
    boss, house = shop.caller("bm"), shop.caller("house")
    policy = {"backorder": "partial", "least_days": 30, "least_percent": 0}
    assert boss.call("PUT", "/dealers/D1/stock-policy", policy).json() == {"dealer_id": "D1", **policy}
    assert boss.get("/dealers/D1/stock-policy").json()["least_days"] == 30
    assert boss.call("PUT", "/products/COKE/substitutes", {"substitutes": ["SPRITE"]}).json()["substitutes"] == ["SPRITE"]
    assert boss.call("PUT", "/products/COKE/life", {"life_days": 365}).json()["life_days"] == 365
    assert house.get("/products/COKE/stock-terms").json()["substitutes"] == ["SPRITE"]
    assert house.call("PUT", "/products/COKE/life", {"life_days": 1}).status_code == 403
    assert house.call("PUT", "/stock/buffers", {"sku": "COKE", "warehouse": "BW-E", "base_qty": 24}).status_code == 204


@pytest.mark.parametrize("login", ["wang", "tech"])
def test_nobody_else_sees_or_moves_stock(shop: Shop, login: str) -> None:
    """Neither a dealer nor a technician."""
    caller = shop.caller(login)
    for path in ("/stock", "/stock/inbound", "/stock/transfers", "/products/COKE/stock-terms", "/dealers/D1/stock-policy"):
        assert caller.get(path).status_code == 403
    assert caller.post("/stock/lots/mark", {**LOT, "seen": "x"}).status_code == 403
    assert caller.post("/stock/lots/preview", LOT).status_code == 403
