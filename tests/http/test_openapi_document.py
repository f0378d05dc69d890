"""The OpenAPI document: complete enough that a stranger can write a client from /docs, and true to what routes answer."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest

from backend.kit.http import PRINTABLE
from backend.kit.http_reference import reference_page
from tests.http.shop import Shop

READ_ONLY_POSTS = {
    "/api/v1/promotions/{code}/preview",
    "/api/v1/price-lists/{code}/preview",
    "/api/v1/floor-prices/{code}/preview",
    "/api/v1/quotes",
    "/api/v1/headroom",
    "/api/v1/stock/lots/preview",
}
SESSION_POSTS = {"/api/v1/sessions", "/api/v1/sessions/demo"}
WITHOUT_TOKEN = {("post", "/api/v1/sessions"), ("post", "/api/v1/sessions/demo"), ("get", "/api/v1/sessions/demo")}
OUTSIDE = {("delete", "/api/v1/sessions/current")}
SESSION_POSTS |= {"/api/v1/integration/systems"}


@pytest.fixture
def document(shop: Shop) -> dict[str, Any]:
    """The document that /openapi.json serves."""
    served: dict[str, Any] = shop.caller(None).client.get("/openapi.json").json()
    return served


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of every route."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_routes_are_these(document: dict[str, Any]) -> None:
    """A snapshot: adding or removing a route is a decision."""
    assert sorted(f"{method.upper()} {path.removeprefix('/api/v1')}" for method, path, _ in operations(document)) == [
        "DELETE /approval-delegations/{delegation_id}",
        "DELETE /approval-rules/draft",
        "DELETE /draft",
        "DELETE /integration/codes/{kind}/{their_code}",
        "DELETE /integration/queue/{row}",
        "DELETE /integration/subscriptions/{subscription}",
        "DELETE /integration/systems/{login}",
        "DELETE /names",
        "DELETE /sessions/current",
        "GET /approval-delegations",
        "GET /approval-rules",
        "GET /approval-rules/draft",
        "GET /approval-rules/draft/dry-run",
        "GET /approval-rules/facts",
        "GET /approval-rules/versions",
        "GET /approvals",
        "GET /close-requests",
        "GET /credit",
        "GET /dealers",
        "GET /dealers/{dealer_id}/stock-policy",
        "GET /draft",
        "GET /drafts",
        "GET /feedback",
        "GET /floor-prices",
        "GET /floor-prices/{code}",
        "GET /inbox",
        "GET /inbox/{conversation}",
        "GET /integration/codes",
        "GET /integration/completeness",
        "GET /integration/deliveries",
        "GET /integration/orders",
        "GET /integration/orders.csv",
        "GET /integration/queue",
        "GET /integration/subscriptions",
        "GET /integration/systems",
        "GET /me",
        "GET /names",
        "GET /notices",
        "GET /notices/settings",
        "GET /order-exports/{form}",
        "GET /order-sheets",
        "GET /order-sheets/{sheet}",
        "GET /order-sheets/{sheet}/rows",
        "GET /order-template",
        "GET /order-times",
        "GET /orders",
        "GET /orders/{number}",
        "GET /orders/{number}/export",
        "GET /orders/{number}/returnable",
        "GET /orders/{number}/timeline",
        "GET /places",
        "GET /price-lists",
        "GET /products",
        "GET /products/{sku}",
        "GET /products/{sku}/availability",
        "GET /products/{sku}/stock-terms",
        "GET /promotions",
        "GET /promotions/applicable",
        "GET /promotions/{code}",
        "GET /promotions/{code}/execution",
        "GET /promotions/{code}/prices",
        "GET /returns",
        "GET /returns/{return_number}",
        "GET /sessions/demo",
        "GET /shipments",
        "GET /shipments/{shipment}",
        "GET /stock",
        "GET /stock/inbound",
        "GET /stock/transfers",
        "GET /tickets",
        "GET /tickets/{ticket}",
        "GET /usage",
        "PATCH /draft",
        "PATCH /integration/subscriptions/{subscription}",
        "POST /approval-delegations",
        "POST /approval-rules/draft/publication",
        "POST /confirmations",
        "POST /draft/answers",
        "POST /draft/messages",
        "POST /draft/monthly",
        "POST /draft/repeat",
        "POST /draft/undo",
        "POST /feedback",
        "POST /feedback/{feedback}",
        "POST /floor-prices/{code}",
        "POST /floor-prices/{code}/end",
        "POST /floor-prices/{code}/preview",
        "POST /headroom",
        "POST /inbox/{conversation}/answers",
        "POST /inbox/{conversation}/hand-back",
        "POST /inbox/{conversation}/take",
        "POST /integration/deliveries/again",
        "POST /integration/orders/acknowledgements",
        "POST /integration/queue/{row}/again",
        "POST /integration/rows/{kind}",
        "POST /integration/subscriptions",
        "POST /integration/subscriptions/{subscription}/replay",
        "POST /integration/subscriptions/{subscription}/secret",
        "POST /integration/systems",
        "POST /notices/read",
        "POST /order-sheets",
        "POST /order-sheets/{sheet}/drafts",
        "POST /order-sheets/{sheet}/rows/{row}",
        "POST /orders/{number}/allocation",
        "POST /orders/{number}/cancellation",
        "POST /orders/{number}/change",
        "POST /orders/{number}/closing",
        "POST /orders/{number}/rejection",
        "POST /orders/{number}/release",
        "POST /orders/{number}/returns",
        "POST /price-lists/{code}",
        "POST /price-lists/{code}/preview",
        "POST /promotions/{code}/preview",
        "POST /promotions/{code}/quotes",
        "POST /promotions/{code}/stop",
        "POST /quotes",
        "POST /returns/{return_number}/approval",
        "POST /returns/{return_number}/arrival",
        "POST /returns/{return_number}/credit",
        "POST /returns/{return_number}/inspection",
        "POST /returns/{return_number}/rejection",
        "POST /returns/{return_number}/withdrawal",
        "POST /sessions",
        "POST /sessions/demo",
        "POST /shipments/{shipment}/delivery",
        "POST /shipments/{shipment}/dispatch",
        "POST /shipments/{shipment}/picking",
        "POST /stock/inbound/{inbound_id}/arrival",
        "POST /stock/inbound/{inbound_id}/cancellation",
        "POST /stock/inbound/{inbound_id}/move",
        "POST /stock/lots/mark",
        "POST /stock/lots/preview",
        "POST /stock/transfers",
        "POST /stock/transfers/{number}/approval",
        "POST /stock/transfers/{number}/cancellation",
        "POST /stock/transfers/{number}/dispatch",
        "POST /stock/transfers/{number}/receipt",
        "POST /tickets",
        "POST /tickets/{ticket}/answer",
        "POST /tickets/{ticket}/close",
        "PUT /approval-rules/draft",
        "PUT /dealers/{dealer_id}/stock-policy",
        "PUT /integration/codes",
        "PUT /notices/settings",
        "PUT /order-sheets/{sheet}/columns",
        "PUT /products/{sku}/life",
        "PUT /products/{sku}/substitutes",
        "PUT /promotions/{code}",
        "PUT /stock/buffers",
        "PUT /stock/inbound",
    ]


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    """A summary, a description, a tag, and an answer with a schema unless it has no body."""
    for method, path, operation in operations(document):
        where = f"{method} {path}"
        assert operation["summary"][0].isupper(), where
        assert operation["description"].endswith("."), where
        assert operation["tags"], where
        good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
        is_file = any(not kind.startswith("application/json") for kind in good.get("content", ()))
        assert "204" in operation["responses"] or is_file or good["content"]["application/json"]["schema"], where


def test_every_write_documents_its_idempotency_key(document: dict[str, Any]) -> None:
    """Optional everywhere but on confirmations, which place orders."""
    for method, path, operation in operations(document):
        if method == "get" or path in READ_ONLY_POSTS | SESSION_POSTS or (method, path) in OUTSIDE:
            continue
        key = next((one for one in operation.get("parameters", ()) if one["name"] == "Idempotency-Key"), None)
        assert key is not None, path
        assert key["required"] is (path == "/api/v1/confirmations"), path
        assert key["description"]


def test_every_operation_but_signing_in_needs_the_bearer_token(document: dict[str, Any]) -> None:
    """And says so, with its 401."""
    for method, path, operation in operations(document):
        if (method, path) in WITHOUT_TOKEN:
            assert "security" not in operation
        else:
            assert operation["security"] == [{"HTTPBearer": []}], path
            assert "401" in operation["responses"], path


def test_errors_are_documented_as_problems(document: dict[str, Any]) -> None:
    """No route shows FastAPI's own error shape, because none is ever sent."""
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for method, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status.startswith(("4", "5")):
                assert list(answer["content"]) == ["application/problem+json"], f"{method} {path} {status}"
                assert "Problem" in answer["content"]["application/problem+json"]["schema"]["$ref"]


def test_every_request_body_has_an_example_that_is_valid(document: dict[str, Any]) -> None:
    """The curl line of /docs starts with something that works."""
    for method, path, operation in operations(document):
        if "requestBody" not in operation:
            continue
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        schema = document["components"]["schemas"][reference]
        assert schema["example"], f"{method} {path}"
        assert set(schema["example"]) <= set(schema["properties"])
        assert set(schema.get("required", ())) <= set(schema["example"])


def test_decimals_are_strings_in_answers(document: dict[str, Any]) -> None:
    """No client may be led to read money as a float; what a reader without the right to prices gets is null."""
    line = document["components"]["schemas"]["LineView"]["properties"]
    assert line["qty"]["type"] == "string"
    for name in ("unit_price", "line_total"):
        assert [one["type"] for one in line[name]["anyOf"]] == ["string", "null"]


def test_the_reference_page_shows_every_operation_and_needs_nobody_else(shop: Shop, document: dict[str, Any]) -> None:
    """/docs works on a machine without a network: no script, nothing from another server, every link leads somewhere."""
    answer = shop.caller(None).client.get("/docs")
    page = answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in page
    assert "//" not in page.replace("http://www.w3.org", "").replace("https://hooks.example.com", "")
    for method, path, operation in operations(document):
        assert f"<b>{method.upper()}</b><code>{path}</code> {escape(operation['summary'])}" in page
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors <= set(re.findall(r'id="([^"]+)"', page))
    assert {"ConfirmationBody", "DraftView", "Problem"} <= anchors


def test_the_reference_page_escapes_what_it_shows() -> None:
    """Descriptions are text, whatever is in them."""
    operation = {"summary": "<b>", "description": "`<i>` & co.", "tags": ["t"], "responses": {"200": {"description": "<u>"}}}
    document = {"info": {"title": "<T>"}, "tags": [{"name": "t"}], "paths": {"/<p>": {"get": operation}}, "components": {"schemas": {}}}
    page = reference_page(document)
    assert "<code>&lt;i&gt;</code> &amp; co." in page
    assert not any(tag in page for tag in ("<T>", "<p>/", "<i>", "<u>"))


def test_the_pattern_of_words_allows_every_script() -> None:
    """Only control characters are kept out."""
    assert PRINTABLE == r"^[^\x00-\x1f\x7f]*$"
