"""What must hold on SQLite and on PostgreSQL alike, tried over HTTP: keys under parallel use, odd characters, paging."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.bootstrap import relay_events
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.ordering.service import check_invariants
from backend.settings.process import ProcessSettings
from tests.http.application import application
from tests.http.shop import Caller, Shop, assert_problem, load_shop


@pytest.fixture
def any_shop(any_database: Database, clock: FixedClock) -> Shop:
    """The company on each database."""
    any_database.write(lambda uow: load_shop(uow, clock))
    return Shop(application(any_database, ProcessSettings(), clock), any_database, clock)


def test_one_key_twenty_times_at_once_is_one_order(any_shop: Shop) -> None:
    """On PostgreSQL the others wait for the first one's row, on SQLite for the writer; all read the same answer."""
    wang = any_shop.caller("wang")
    token = wang.draft(COKE=10)["confirm_token"]
    callers = [Caller(any_shop.caller(None).client, wang.token) for _ in range(20)]
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda caller: caller.confirm(token, "same key"), callers))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["order"]["number"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert len(wang.get("/orders").json()["items"]) == 1
    assert any_shop.database.read(check_invariants) == []


def test_one_button_twenty_times_at_once_is_one_order(any_shop: Shop) -> None:
    """Different keys, one token: the token decides, and everybody hears of the same order."""
    wang = any_shop.caller("wang")
    token = wang.draft(COKE=10)["confirm_token"]
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda number: Caller(any_shop.caller(None).client, wang.token).confirm(token, f"key {number}"), range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["order"]["number"] for answer in answers}) == 1
    assert len(wang.get("/orders").json()["items"]) == 1


def test_one_key_for_two_requests_at_once_is_one_of_them(any_shop: Shop) -> None:
    """The one that comes first is done, the other hears that the key is taken."""
    wang = any_shop.caller("wang")
    bodies = [{"lines": [{"sku": "COKE", "qty": qty}]} for qty in (1, 2)]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda body: wang.call("PATCH", "/draft", body, Idempotency_Key="k"), bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert_problem(next(answer for answer in answers if answer.status_code == 409), 409, "idempotency.other_request")


@pytest.mark.parametrize("words", ["\u0000", "a\u0000b", "😀", "\u202e", "'; DROP TABLE orders; --", "%", "_", "\\", "可乐" * 50])
def test_odd_words_are_answered_and_never_an_error_of_ours(any_shop: Shop, words: str) -> None:
    """Searches, filters and drafts take whatever people type."""
    wang = any_shop.caller("wang")
    answers = [
        wang.client.get("/api/v1/products", params={"q": words}, headers={"Authorization": f"Bearer {wang.token}"}),
        wang.client.get("/api/v1/dealers", params={"q": words}, headers={"Authorization": f"Bearer {wang.token}"}),
        wang.client.get("/api/v1/orders", params={"sku": words}, headers={"Authorization": f"Bearer {wang.token}"}),
        wang.call("PATCH", "/draft", {"ship_to": words}),
        wang.post("/draft/messages", {"text": words}),
        wang.post("/confirmations", {"token": words}, Idempotency_Key="k"),
    ]
    assert all(answer.status_code < 500 for answer in answers), [answer.text for answer in answers if answer.status_code >= 500]


def test_an_order_is_read_back_the_same(any_shop: Shop) -> None:
    """Decimals, dates and words survive both databases exactly."""
    wang = any_shop.caller("wang")
    order = wang.order(COKE=10, DRILL=3)
    relay_events(any_shop.database, any_shop.clock)
    read = wang.get(f"/orders/{order['number']}").json()
    assert {**read, "history": None} == {**order, "history": None}
    assert (read["total"], read["order_date"], [line["line_total"] for line in read["lines"]]) == ("1980.00", "2025-06-11", ["480.00", "1500.00"])
    told = any_shop.caller("colleague").get("/notices").json()["items"]
    assert order["number"] in told[0]["text"], "a colleague is told; whoever placed it knows"
