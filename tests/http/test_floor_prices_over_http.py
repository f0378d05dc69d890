"""Floor prices over HTTP, and that a dealer learns a floor through no door: no answer, card, export, notice or event holds it."""

import pytest
from sqlalchemy import String, cast, select

from backend.bootstrap import relay_events
from backend.kit.columns import metadata
from backend.kit.db import UnitOfWork
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.sentences import phrasebook
from tests.http.shop import Shop

FLOOR, COST = "3.1739", "2.8642"
BODY = {
    "valid_from": "2025-06-01T00:00:00+08:00",
    "entries": [{"sku": "COKE", "price": FLOOR}, {"sku": "SPRITE", "cost": COST}, {"category": "soda", "margin_percent": "10"}],
}
SECRETS = (FLOOR, COST, "3.1824", "3.17", "2.86")
WHERE_IT_IS = {"floor_entries"}


def _tables_with_it(uow: UnitOfWork) -> set[str]:
    """Every table that says the floor anywhere: what leaves the house leaves it by one of them."""
    found: set[str] = set()
    for table in metadata.sorted_tables:
        rows = uow.execute(select(*(cast(column, String) for column in table.c)))
        if any(value and any(secret in value for secret in (FLOOR, COST, "3.1824")) for row in rows for value in row):
            found.add(table.name)
    return found


def test_floors_are_published_in_versions_read_previewed_and_ended_by_who_maintains_prices(shop: Shop) -> None:
    """A stale version is refused, and an answer tells which products some price list undercuts."""
    manager = shop.caller("bm")
    (first, *_) = manager.post("/floor-prices/F/preview", BODY).json()["items"]
    assert (first["sku"], first["floor"], first["tier"], first["price"]) == ("COKE", FLOOR, "", "2.00")
    assert manager.get("/floor-prices").json()["items"] == []
    assert manager.post("/floor-prices/F", BODY).json() == {"code": "F", "version": 1}
    assert manager.post("/floor-prices/F", BODY).json()["code"] == "pricing.floors_moved_on"
    assert manager.post("/floor-prices/F", {**BODY, "version": 1, "entries": [{"sku": "NONE", "price": "1"}]}).json()["code"] == "pricing.unknown_goods"
    assert manager.post("/floor-prices/F", {**BODY, "entries": []}).status_code == 422
    read = manager.get("/floor-prices/F").json()
    assert ([one["in_force"] for one in read["versions"]], len(read["entries"])) == ([True], 3)
    assert manager.post("/floor-prices/F/end", {"version": 1}).json()["version"] == 2
    assert [one["in_force"] for one in manager.get("/floor-prices").json()["items"]] == [False, False]
    assert manager.get("/floor-prices/NONE").status_code == 404


@pytest.mark.parametrize("login", ["wang", "tech", "control", "pm"])
def test_nobody_else_reads_or_writes_floors(shop: Shop, login: str) -> None:
    """By any of the routes."""
    caller = shop.caller(login)
    for method, path, body in (
        ("GET", "/floor-prices", None),
        ("GET", "/floor-prices/F", None),
        ("POST", "/floor-prices/F", BODY),
        ("POST", "/floor-prices/F/preview", BODY),
        ("POST", "/floor-prices/F/end", {"version": 1}),
    ):
        assert caller.call(method, path, body).status_code == 403, path


def test_a_dealer_is_told_that_a_price_is_too_low_and_never_the_floor(shop: Shop, settings: ProcessSettings) -> None:
    """In talk, in the draft, the headroom, the order, its timeline, lists, exports and notices; no table but the floors' own holds it afterwards."""
    shop.chat_with(Assistant(shop.database, shop.clock, settings, phrasebook()))
    manager, wang = shop.caller("bm"), shop.caller("wang")
    manager.post("/floor-prices/F", BODY, Idempotency_Key="floors")
    said = enumerate(("10箱可口可乐330ml", "我还能下多少", "可口可乐底价多少"))
    told = [wang.post("/chat", {"message_id": f"m{number}", "text": words}).text for number, words in said]
    assert "低于允许的最低价" in told[0]
    draft = wang.draft(COKE=2, SPRITE=1)
    assert [(gate["code"], gate["params"]["skus"]) for gate in draft["gates"]] == [("BELOW_FLOOR", "COKE, SPRITE")]
    order = wang.confirm(draft["confirm_token"], "k").json()["order"]
    assert order["status"] == "HOLD"
    told += [str(draft), str(order)]
    paths = [path.removeprefix("/api/v1") for path, methods in shop.app.openapi()["paths"].items() if "get" in methods]
    values = {"number": order["number"], "sku": "COKE", "code": "F", "draft_id": draft["draft_id"], "dealer": "D1"}
    for path in paths:
        for query in ("", "?form=csv"):
            told.append(wang.get(f"{_filled(path, values)}{query}").text)
    manager_sees = [one for one in manager.get("/approvals").json()["items"] if one["order"]["number"] == order["number"]]
    assert manager_sees[0]["reasons"][0]["code"] == "BELOW_FLOOR"
    decision = {"version": 1, "reason": "agreed"}
    assert manager.post(f"/orders/{order['number']}/release", decision).status_code == 200
    relay_events(shop.database, shop.clock)
    told += [wang.get(path).text for path in ("/notices", f"/orders/{order['number']}", f"/orders/{order['number']}/timeline")]
    assert not [(secret, text[:300]) for text in told for secret in SECRETS if secret in text]
    assert shop.database.read(_tables_with_it) == WHERE_IT_IS


def _filled(path: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{", "").replace("}", "")
