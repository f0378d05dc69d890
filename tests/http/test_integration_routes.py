"""Webhooks and the hand-off over HTTP: what administrators manage, what another system may do with its own token, and nobody else anything."""

import socket
from threading import Event, Thread

import pytest
from sqlalchemy import text

from tests.http.shop import Caller, Shop

STOCK = {"external_id": "s1", "warehouse": "BW-E", "sku": "9001", "quantity": 100, "as_of": "2025-06-11T08:00:00+08:00"}


@pytest.fixture
def admin(shop: Shop) -> Caller:
    """The administrator."""
    return shop.caller("boss")


def test_a_subscription_tells_its_secret_once_and_is_switched_and_removed(admin: Caller) -> None:
    """The same request with the same key gets the same answer; lists never hold the secret."""
    body = {"url": "http://127.0.0.1:9/hook", "topics": ["order.*"]}
    refused = admin.post("/integration/subscriptions", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "integration.private_address")
    assert admin.post("/integration/subscriptions", {"url": "https://8.8.8.8/", "topics": ["chat.*"]}).json()["code"] == "integration.bad_topic"
    made = admin.post("/integration/subscriptions", {"url": "https://8.8.8.8/x", "topics": ["order.*"]})
    assert made.status_code == 201
    secret, found = made.json()["secret"], made.json()["subscription"]
    assert secret.startswith("whsec_")
    listed = admin.get("/integration/subscriptions")
    assert [one["id"] for one in listed.json()["items"]] == [found["id"]]
    assert secret not in listed.text
    switched = admin.call("PATCH", f"/integration/subscriptions/{found['id']}", {"active": False})
    assert switched.json()["status"] == "off"
    assert admin.post(f"/integration/subscriptions/{found['id']}/secret").json()["secret"] != secret
    assert admin.post(f"/integration/subscriptions/{found['id']}/replay", {"event_id": "evt_0"}).status_code == 404
    assert admin.post("/integration/deliveries/again", {}).json() == {"deliveries": 0}
    assert admin.get("/integration/deliveries?status=dead").json()["items"] == []
    assert admin.call("DELETE", f"/integration/subscriptions/{found['id']}").status_code == 204
    assert admin.call("DELETE", f"/integration/subscriptions/{found['id']}").status_code == 404


def test_a_secret_is_told_once_and_kept_under_no_key(shop: Shop, admin: Caller) -> None:
    """A repeated request is answered without it and makes nothing; the store of answers, which is in every backup, never holds it."""
    body = {"url": "https://8.8.8.8/x", "topics": ["order.*"]}
    made, again = (admin.post("/integration/subscriptions", body, Idempotency_Key="k-1") for _ in range(2))
    assert (made.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    path = f"/integration/subscriptions/{made.json()['subscription']['id']}/secret"
    renewed, silent = (admin.post(path, Idempotency_Key="k-2") for _ in range(2))
    assert [one.json()["secret"] for one in (again, silent)] == ["", ""]
    assert again.json()["subscription"] == made.json()["subscription"]
    stored = shop.database.read(lambda uow: uow.execute(text("SELECT answer FROM idempotency_keys")).scalars().all())
    assert len(stored) == 2
    for one in (made, renewed):
        assert one.json()["secret"].startswith("whsec_")
        assert one.json()["secret"] not in repr(stored)


def test_looking_a_host_up_keeps_nobody_else_from_writing(shop: Shop, admin: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server may take its time; meanwhile others write."""
    others: list[bool] = []

    def slow(*_asked: object, **_more: object) -> list[tuple[object, ...]]:
        done = Event()
        Thread(target=lambda: shop.database.write(lambda _: done.set()), daemon=True).start()
        others.append(done.wait(5))
        return [(0, 0, 0, "", ("8.8.8.8", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    assert admin.post("/integration/subscriptions", {"url": "https://hooks.example/x", "topics": ["order.*"]}).status_code == 201
    assert others == [True]


def test_another_system_comes_in_with_its_own_token_and_may_only_exchange_data(shop: Shop, admin: Caller) -> None:
    """Rows in, orders out; no catalogue, no orders page, no queue, no ticket or notice of its own. Its token ends when an administrator says so."""
    shop.caller("wang").order(COKE=2)
    opened = admin.post("/integration/systems", {"login": "erp", "name": "ERP"})
    assert opened.status_code == 201
    erp = Caller(admin.client, opened.json()["token"])
    given = erp.get("/integration/orders").json()["items"]
    assert [(one["cancelled"], one["lines"][0]["sku"]) for one in given] == [(False, "COKE")]
    assert erp.get("/integration/orders.csv").text.splitlines()[0].startswith("number,revision,")
    taken = erp.post("/integration/rows/stock", {"rows": [STOCK, {**STOCK, "external_id": ""}]}).json()["items"]
    assert [(one["outcome"], one["text"] != "") for one in taken] == [("waiting", True), ("rejected", True)]
    items = [{"number": given[0]["number"], "revision": given[0]["revision"], "external_id": "E-1"}]
    assert erp.post("/integration/orders/acknowledgements", {"items": items}).json()["noted"] == [given[0]["number"]]
    assert erp.get("/integration/orders").json()["items"] == []
    for path in ("/orders", "/products", "/credit?dealer=D1", "/integration/queue", "/integration/subscriptions", "/integration/completeness"):
        assert erp.get(path).status_code == 403, path
    for path, body in (("/tickets", {"text": "machine leaks"}), ("/feedback", {"rating": 1})):
        assert erp.post(path, body).status_code == 403, path
    for path in ("/tickets", "/feedback", "/notices"):
        assert erp.get(path).status_code == 403, path
    assert (erp.get("/me").status_code, erp.get("/me").json()["permissions"]) == (200, ["exchange_data"])
    assert admin.get("/integration/systems").json()["items"][0]["tokens"] == 1
    assert admin.call("DELETE", "/integration/systems/erp").status_code == 204
    assert erp.get("/integration/orders").status_code == 401
    assert admin.post("/integration/systems", {"login": "wang", "name": "W"}).json()["code"] == "identity.login_taken"


def test_rows_that_wait_are_mapped_tried_again_and_dismissed(admin: Caller) -> None:
    """The queue over HTTP, and how complete orders are."""
    admin.post("/integration/rows/stock", {"rows": [STOCK, {**STOCK, "external_id": "s2", "sku": "X"}]})
    queue = admin.get("/integration/queue").json()
    assert (queue["counts"], [one["missing_code"] for one in queue["items"]]) == ({"waiting": 2, "conflict": 0}, ["9001", "X"])
    mapped = admin.call("PUT", "/integration/codes", {"kind": "sku", "their_code": "9001", "our_code": "COKE"})
    assert mapped.json()["taken"] == 1
    waiting = queue["items"][1]["id"]
    assert admin.post(f"/integration/queue/{waiting}/again").json()["outcome"] == "waiting"
    assert admin.call("DELETE", f"/integration/queue/{waiting}").status_code == 204
    assert [one["our_code"] for one in admin.get("/integration/codes?kind=sku").json()["items"]] == ["COKE"]
    assert admin.call("DELETE", "/integration/codes/sku/9001").status_code == 204
    assert admin.get("/integration/completeness").json()["percent"] == "100"


@pytest.mark.parametrize("login", ["wang", "bm", "house"])
def test_nobody_else_manages_or_exchanges_anything(shop: Shop, login: str) -> None:
    """Dealers, brand managers and warehouse people are refused before anything is read."""
    caller = shop.caller(login)
    for path in ("subscriptions", "deliveries", "queue", "codes", "orders", "orders.csv", "systems"):
        assert caller.get(f"/integration/{path}").status_code == 403, path
    assert caller.post("/integration/rows/payments", {"rows": [{"external_id": "p1"}]}).status_code == 403
    assert caller.post("/integration/subscriptions", {"url": "https://8.8.8.8/", "topics": ["order.*"]}).status_code == 403
