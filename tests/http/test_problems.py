"""Errors over HTTP: problem documents in the caller's language, nothing leaked, and hostile input that is refused clearly."""

import json
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from backend.kit.errors import Reason as GateReason
from backend.kit.errors import Refused, TooOften, Unavailable
from backend.kit.http import preferred_locale
from tests.http.application import application
from tests.http.shop import Caller, Shop, assert_problem


def test_a_problem_has_every_member_of_the_standard(wang: Caller) -> None:
    """RFC 9457 and ours: code, params, request id."""
    document = assert_problem(wang.get("/orders/SO-9999"), 404, "order.not_found")
    assert set(document) == {"type", "title", "status", "detail", "code", "params", "instance", "request_id"}
    assert (document["params"], document["instance"]) == ({"number": "SO-9999"}, "/api/v1/orders/SO-9999")


@pytest.mark.parametrize(
    ("login", "accepts", "chinese"),
    [
        ("wang", None, True),
        ("far", None, False),
        ("wang", "en", False),
        ("far", "zh-CN,zh;q=0.9,en;q=0.8", True),
        ("far", "fr", False),
        (None, None, False),
        (None, "zh", True),
    ],
)
def test_the_sentence_is_in_the_language_that_was_asked_for(shop: Shop, login: str | None, accepts: str | None, chinese: bool) -> None:
    """Accept-Language first, then the person's own language, then English."""
    headers = {"Accept_Language": accepts} if accepts else {"Accept_Language": ""}
    path = "/orders/SO-9999" if login else "/me"
    detail = shop.caller(login).get(path, **headers).json()["detail"]
    assert any("一" <= char <= "鿿" for char in detail) is chinese


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("zh-CN", "zh"),
        ("en;q=0.1, zh;q=0.9", "zh"),
        ("fr, en;q=0.5", "en"),
        ("zh;q=0", None),
        ("", None),
        ("*", None),
        (";;q=,,x", None),
        ("en;q=nonsense,zh;q=0.3", "zh"),
    ],
)
def test_the_best_of_our_languages_is_chosen(header: str, best: str | None) -> None:
    """Weights count, and nonsense is no language."""
    assert preferred_locale(header) == best


def failing(app: FastAPI) -> None:
    """One more route, which raises what the test says."""

    @app.get("/api/v1/failing")
    def fail(request: Request) -> None:
        raise request.app.state.error


def with_route(shop: Shop, error: Exception) -> TestClient:
    """The application with one more route that raises `error`."""
    app = application(shop.database, shop.app.state.settings, shop.clock, failing)
    app.state.error = error
    return TestClient(app, raise_server_exceptions=False)


def test_an_unexpected_error_shows_only_its_request_id(shop: Shop) -> None:
    """The client can report the id; secrets of the error stay in the log."""
    client = with_route(shop, RuntimeError("password of the database"))
    answer = client.get("/api/v1/failing", headers={"X-Request-ID": "my-own-id-123"})
    document = assert_problem(answer, 500, "request.failed")
    assert document["request_id"] == "my-own-id-123"
    assert "password" not in answer.text
    assert document["params"] == {}


def test_refused_gates_come_back_together(shop: Shop) -> None:
    """Every reason with its code and figures; the API alone tells them without sentences."""
    error = Refused("order.which", [GateReason("GRADE_NOT_A", {"grade": "B"}), GateReason("WHICH_ORDER", {"number": "SO-1"})], numbers="SO-1")
    document = assert_problem(with_route(shop, error).get("/api/v1/failing"), 409, "order.which")
    assert document["reasons"] == [
        {"code": "GRADE_NOT_A", "params": {"grade": "B"}, "detail": ""},
        {"code": "WHICH_ORDER", "params": {"number": "SO-1"}, "detail": ""},
    ]


def test_a_rate_limit_says_when_to_come_back(shop: Shop) -> None:
    """In the header that clients obey."""
    answer = with_route(shop, TooOften("identity.too_many_attempts", 7)).get("/api/v1/failing")
    assert assert_problem(answer, 429, "identity.too_many_attempts")["params"] == {"seconds": 7}
    assert answer.headers["retry-after"] == "7"


def test_what_cannot_be_reached_is_503(shop: Shop) -> None:
    """Trying again may help."""
    assert_problem(with_route(shop, Unavailable("database.unavailable")).get("/api/v1/failing"), 503, "database.unavailable")


def test_unknown_addresses_and_methods_are_problems_too(shop: Shop) -> None:
    """Only under /api; elsewhere pages have their own answers."""
    nobody = shop.caller(None)
    assert_problem(nobody.get("/nothing-here"), 404, "request.no_route")
    answer = nobody.call("PUT", "/me")
    assert_problem(answer, 405, "request.bad_method")
    assert answer.headers["allow"] == "GET"
    assert nobody.client.get("/nothing-here").headers["content-type"] == "application/json"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space", "emoji😀😀😀😀".encode().decode("latin-1")])
def test_a_request_id_that_is_not_plain_is_replaced(shop: Shop, given: str) -> None:
    """Nothing a caller writes reaches a log or a header unchecked."""
    answer = shop.caller(None).client.get("/api/v1/me", headers={"X-Request-ID": given.encode("latin-1")})  # type: ignore[dict-item] # raw header bytes on purpose
    assert answer.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[1,2", b"null", b'"text"', b'{"text": "\\ud800"}', b"{" * 5000])
def test_a_body_that_is_no_json_object_is_refused(wang: Caller, body: bytes) -> None:
    """Broken, empty, deep or with half a character."""
    headers = {"Authorization": f"Bearer {wang.token}", "Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = wang.client.post("/api/v1/draft/messages", content=body, headers=headers)
    assert_problem(answer, 422, "request.invalid")


def test_a_large_body_is_refused_before_it_is_read(wang: Caller) -> None:
    """By its announced length, and by what really arrives when nothing was announced."""
    headers = {"Authorization": f"Bearer {wang.token}", "Content-Type": "application/json"}
    large = json.dumps({"text": "x" * 2_000_000}).encode()
    assert_problem(wang.client.post("/api/v1/draft/messages", content=large, headers=headers), 413, "request.too_large")
    pieces = (large[start : start + 65536] for start in range(0, len(large), 65536))
    assert_problem(wang.client.post("/api/v1/draft/messages", content=pieces, headers=headers), 413, "request.too_large")


@pytest.mark.parametrize("key", ["", "x" * 121])
def test_an_idempotency_key_has_a_sensible_length(wang: Caller, key: str) -> None:
    """Empty or endless keys are refused before anything is done."""
    assert_problem(wang.post("/draft/messages", {"text": "10箱可乐"}, Idempotency_Key=key), 422, "idempotency.bad_key")


@pytest.mark.parametrize("code", ["%00", "a%00b", "x" * 121, "%0a", "%7f"])
def test_codes_with_control_characters_do_not_reach_the_database(wang: Caller, code: str) -> None:
    """PostgreSQL would fail on them; here they are simply not valid."""
    for path in (f"/products/{code}", f"/orders/{code}", f"/products/{code}/availability", f"/credit?dealer={code}", f"/dealers?q={code}&limit=1"):
        assert wang.get(path).status_code in {404, 422}, path


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_operators_need_no_token(shop: Shop, path: str) -> None:
    """Health and counters are for the machine room."""
    assert shop.caller(None).client.get(path).status_code == 200


def test_health_is_bad_when_the_database_is_gone(shop: Shop) -> None:
    """A closed file is not health."""

    def broken(_: Any) -> None:
        raise Unavailable("database.damaged")

    shop.database.read = broken  # type: ignore[method-assign] # the database breaks while the server runs
    answer = shop.caller(None).client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "reason": "database.damaged"})


def test_requests_are_counted_by_route_pattern(shop: Shop, wang: Caller) -> None:
    """Never by what the caller wrote."""
    wang.get("/orders/SO-1")
    wang.get("/orders/SO-2")
    wang.get("/nonsense/SO-3")
    text = shop.caller(None).client.get("/metrics").text
    assert 'dinghuo_http_requests_total{method="GET",route="/orders/{number}",status="404"} 2' in text
    assert 'route="other",status="404"} 1' in text
    assert "SO-1" not in text
