"""Approval rules and approvals over HTTP: the same refusals as on the page, each with its status and code."""

from typing import Any

from tests.http.shop import Shop

TABLE: dict[str, Any] = {
    "columns": ["grade", "total"],
    "rows": [
        {"id": "a", "outcome": "auto", "cells": {"grade": {"operator": "in", "values": ["A"]}, "total": {"operator": "lt", "values": ["100000"]}}},
    ],
}
RIGHT, WRONG = ({"facts": {"grade": "A", "total": total}, "outcome": "auto"} for total in ("99999.99", "100000.00"))
DRAFT = "/approval-rules/draft"


def test_rules_are_drafted_refused_put_right_and_published(shop: Shop) -> None:
    """A wrong example is refused by its number; what was published has a version and an author, and decides."""
    manager = shop.caller("bm")
    first = manager.call("PUT", DRAFT, {"revision": 0, **TABLE, "examples": [WRONG]})
    assert first.status_code == 200, first.text
    assert first.json()["examples"][0]["outcome"] == "hold"
    revision = first.json()["revision"]
    refused = manager.post(f"{DRAFT}/publication", {"revision": revision})
    assert (refused.status_code, refused.json()["code"]) == (422, "rules.example_fails")
    assert manager.get("/approval-rules").json()["version"] == 0
    again = manager.call("PUT", DRAFT, {"revision": revision, **TABLE, "examples": [RIGHT]}).json()["revision"]
    assert again > revision
    tried = manager.get(f"{DRAFT}/dry-run")
    assert (tried.status_code, tried.json()["switched"]) == (200, 0)
    done = manager.post(f"{DRAFT}/publication", {"revision": again})
    assert (done.status_code, done.json()["version"], done.json()["author"]) == (201, 1, "Bm")
    assert [one["version"] for one in manager.get("/approval-rules/versions").json()["items"]] == [1]
    assert manager.get("/approval-rules").json()["table"]["columns"] == ["grade", "total"]


def test_what_is_wrong_with_a_draft_comes_back_cell_by_cell(shop: Shop) -> None:
    """Kept as it is, with its place and the code of the sentence."""
    rows = [{"id": "a", "outcome": "auto", "cells": {"total": {"operator": "lt", "values": ["much"]}}}]
    answer = shop.caller("bm").call("PUT", DRAFT, {"revision": 0, "columns": ["total"], "rows": rows})
    assert [(one["row"], one["place"], one["code"]) for one in answer.json()["problems"]] == [("a", "total", "rules.not_a_number")]


def test_who_may_not_manage_rules_or_approve_is_refused(shop: Shop) -> None:
    """A dealer sees neither rules nor what waits; 401 without a session."""
    wang = shop.caller("wang")
    for path in ("/approval-rules", "/approval-rules/facts", "/approval-rules/versions", DRAFT, "/approvals"):
        assert wang.get(path).status_code == 403, path
    assert wang.call("PUT", DRAFT, {"revision": 0, **TABLE}).status_code == 403
    assert wang.post("/approval-delegations", {"to_user": "x", "first_day": "2025-06-11", "last_day": "2025-06-11"}).status_code == 403


def test_the_palette_names_its_facts_with_operators_and_known_words(shop: Shop) -> None:
    """In both languages, with kind and unit."""
    facts = {one["fact"]["name"]: one for one in shop.caller("bm").get("/approval-rules/facts").json()["items"]}
    assert (facts["grade"]["words"], facts["grade"]["operators"]) == (["A", "B"], ["in", "not_in"])
    assert (facts["total"]["fact"]["kind"], facts["total"]["fact"]["unit"], facts["total"]["fact"]["zh"]) == ("number", "money", "订单金额")


def test_approvals_are_listed_bound_and_handed_over(shop: Shop) -> None:
    """The list's version and content release the order; other content is 409; a deputy sees what he may decide."""
    order = shop.caller("xing").order(COKE=10)["number"]
    manager = shop.caller("bm")
    (one,) = manager.get("/approvals").json()["items"]
    assert (one["order"]["number"], one["refusal"]) == (order, "")
    deputies = manager.get("/approval-delegations").json()["deputies"]
    deputy = next(each["user_id"] for each in deputies if each["name"] == "Control")
    assert shop.caller("control").get("/approvals").status_code == 403
    made = manager.post("/approval-delegations", {"to_user": deputy, "first_day": "2025-06-11", "last_day": "2025-06-12"})
    assert made.status_code == 201, made.text
    assert [each["order"]["number"] for each in shop.caller("control").get("/approvals").json()["items"]] == [order]
    assert manager.call("DELETE", f"/approval-delegations/{made.json()['id']}").status_code == 204
    path = f"/orders/{order}/release"
    assert manager.post(path, {"version": one["version"], "content_hash": "0" * 16}).status_code == 409
    released = manager.post(path, {"version": one["version"], "content_hash": one["content_hash"]})
    assert released.json()["status"] == "APPROVED"
