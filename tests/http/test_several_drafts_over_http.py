"""Several drafts, undo, notes, duplicates and headroom over HTTP: the same use cases with the same rights."""

from tests.http.shop import Caller, Shop, assert_problem


def test_a_message_for_two_places_makes_two_drafts_that_are_ordered_one_by_one(wang: Caller) -> None:
    """The answer is the one in focus; the list shows all, each with its own token."""
    focus = wang.post("/draft/messages", {"text": "城西送10箱可乐,城北仓送5箱雪碧"}).json()
    drafts = wang.get("/drafts").json()["items"]
    assert focus["beside"] == 1
    assert {draft["ship_to"]: [line["sku"] for line in draft["lines"]] for draft in drafts} == {"WH-W": ["COKE"], "WH-N": ["SPRITE"]}
    west = next(draft for draft in drafts if draft["ship_to"] == "WH-W")
    assert wang.confirm(west["confirm_token"], "k").status_code == 201
    assert [draft["ship_to"] for draft in wang.get("/drafts").json()["items"]] == ["WH-N"]
    assert wang.call("DELETE", f"/draft?draft_id={drafts[-1]['draft_id']}").status_code == 204
    assert_problem(wang.get("/drafts"), 404, "draft.none")


def test_the_last_change_is_taken_back_and_the_first_one_ends_the_draft(wang: Caller) -> None:
    """A new version with a new token; 204 when nothing is left."""
    first = wang.draft(COKE=10)
    wang.draft(COKE=12)
    back = wang.post("/draft/undo", {}).json()
    assert (back["lines"][0]["base_qty"], back["version"]) == (240, 3)
    assert_problem(wang.confirm(first["confirm_token"], "k"), 409, "proposal.superseded")
    assert wang.post("/draft/undo", {}).status_code == 204
    assert wang.post("/draft/undo", {}).json()["lines"][0]["base_qty"] == 240


def test_goods_that_were_removed_are_put_back_by_name(wang: Caller) -> None:
    """Only those."""
    wang.draft(COKE=10, SPRITE=5)
    wang.draft(SPRITE=0)
    wang.draft(COKE=12)
    lines = wang.post("/draft/undo", {"text": "把雪碧加回来"}).json()["lines"]
    assert {line["sku"]: line["base_qty"] for line in lines} == {"COKE": 288, "SPRITE": 120}


def test_notes_go_along_to_the_order(wang: Caller) -> None:
    """And change nothing but what is read."""
    wang.draft(COKE=10)
    draft = wang.call("PATCH", "/draft", {"notes": {"po_number": "PO-7", "payment_wish": "月底结"}}).json()
    assert (draft["notes"]["po_number"], draft["total"]) == ("PO-7", "480.00")
    order = wang.confirm(draft["confirm_token"], "k").json()["order"]
    assert wang.get(f"/orders/{order['number']}").json()["notes"] == {"po_number": "PO-7", "recipient": "", "payment_wish": "月底结", "urgency": ""}


def test_the_same_lines_again_are_asked_about_with_two_answers(wang: Caller) -> None:
    """To drop the duplicate throws the draft away; to confirm knowingly orders once more."""
    wang.confirm(wang.draft(COKE=10)["confirm_token"], "k1")
    asked = wang.draft(COKE=10)["questions"]
    assert [(one["kind"], one["blocking"]) for one in asked] == [("duplicate", False)]
    assert wang.post("/draft/answers", {"question_id": asked[0]["id"], "drop": True}).status_code == 204
    assert_problem(wang.get("/draft"), 404, "draft.none")
    assert wang.confirm(wang.draft(COKE=10)["confirm_token"], "k2").status_code == 201


def test_headroom_names_every_gate_with_what_helps(shop: Shop) -> None:
    """A dealer of grade B with a basket; who has no dealer of his own has no headroom."""
    answer = shop.caller("xing").post("/headroom", {"text": "10 cases of coke"}).json()
    assert (answer["limit"], answer["available"], answer["automatic"]) == ("1000000.00", "1000000.00", "0")
    (finding,) = answer["basket"]["findings"]
    assert finding["reason"]["code"] == "GRADE_NOT_A"
    assert [(one["action"], one["by"]) for one in finding["remedies"]] == [("release", "brand_manager")]
    own = shop.caller("wang").post("/headroom", {}).json()
    assert (own["automatic"], own["basket"], own["findings"]) == ("99999.99", None, [])
    assert shop.caller("bm").post("/headroom", {}).status_code == 403
    assert shop.caller("tech").post("/headroom", {}).status_code == 403


def test_a_product_that_cannot_be_counted_so_is_named(wang: Caller) -> None:
    """No code in what people read."""
    told = assert_problem(wang.call("PATCH", "/draft", {"lines": [{"sku": "COKE", "qty": "0.3", "unit": "case"}]}), 422, "catalog.broken_pack")
    assert "可口可乐330ml" in told["detail"]
    assert "COKE" not in told["detail"]
