"""The draft over HTTP: edits, words, questions, repeating, and what a person must be to have one."""

import pytest

from tests.http.shop import Caller, Shop, assert_problem


def test_an_edit_makes_a_draft_with_prices_and_a_token(wang: Caller) -> None:
    """The draft shows exactly what a confirmation would order."""
    draft = wang.draft(COKE=10)
    assert draft["total"] == "480.00"
    assert draft["lines"][0] | {"qty": "10", "base_qty": 240, "line_total": "480.00"} == draft["lines"][0]
    assert draft["confirm_token"]
    assert draft["delivery_date"] == "2025-06-12"


def test_an_edit_of_an_older_version_is_a_conflict(wang: Caller) -> None:
    """Two open windows cannot overwrite each other silently."""
    version = wang.draft(COKE=10)["version"]
    wang.draft(SPRITE=5)
    stale = wang.call("PATCH", "/draft", {"lines": [{"sku": "COKE", "qty": 1}], "expected_version": version})
    assert_problem(stale, 409, "draft.stale")
    assert len(wang.get("/draft").json()["lines"]) == 2


def test_place_and_day_can_be_set(wang: Caller) -> None:
    """Both are part of what is confirmed."""
    wang.draft(COKE=10)
    draft = wang.call("PATCH", "/draft", {"ship_to": "WH-N", "delivery_date": "2025-06-18"}).json()
    assert (draft["ship_to"], draft["delivery_date"]) == ("WH-N", "2025-06-18")
    assert [gate["code"] for gate in draft["gates"]] == ["REGION_NOT_AUTHORISED"]


def test_there_is_no_draft_before_there_is_one(wang: Caller) -> None:
    """Reading or discarding nothing is 404, in the person's language."""
    assert assert_problem(wang.get("/draft"), 404, "draft.none")["detail"] == "您现在没有打开的订单草稿。"
    assert_problem(wang.call("DELETE", "/draft"), 404, "draft.none")


def test_a_discarded_draft_is_gone_and_its_token_with_it(wang: Caller) -> None:
    """Nothing can be confirmed any more."""
    token = wang.draft(COKE=10)["confirm_token"]
    assert wang.call("DELETE", "/draft").status_code == 204
    assert_problem(wang.get("/draft"), 404, "draft.none")
    assert_problem(wang.confirm(token, "k"), 409, "proposal.withdrawn")


def test_an_order_in_words_becomes_a_draft(wang: Caller) -> None:
    """The same reading as in the chat."""
    draft = wang.post("/draft/messages", {"text": "10箱可乐, 5箱雪碧"}).json()
    assert {line["sku"]: line["base_qty"] for line in draft["lines"]} == {"COKE": 240, "SPRITE": 120}


def test_words_that_order_nothing_are_told_so(wang: Caller) -> None:
    """No draft is made of a greeting."""
    assert_problem(wang.post("/draft/messages", {"text": "你好"}), 422, "order.nothing_read")
    assert_problem(wang.post("/draft/messages", {"text": ""}), 422, "request.invalid")


def test_a_text_over_the_limit_is_refused_in_the_persons_language(wang: Caller) -> None:
    """100,000 characters are not read."""
    document = assert_problem(wang.post("/draft/messages", {"text": "可" * 100_000}), 413, "request.long_text")
    assert "4000" in document["detail"].replace(",", "")
    assert "字" in document["detail"]


def test_reading_the_draft_leaves_the_token_of_the_last_answer_alive(wang: Caller) -> None:
    """A page that reads the draft every second does not disarm the button somewhere else."""
    token = wang.draft(COKE=10)["confirm_token"]
    assert {wang.get("/draft").json()["confirm_token"] for _ in range(5)} == {token}
    assert wang.confirm(token, "k").status_code == 201


def test_words_under_a_key_are_read_and_applied_once(wang: Caller) -> None:
    """Sent again they get the first answer, also after the draft has moved on; without a key they count again."""
    first, again = (wang.post("/draft/messages", {"text": "加10箱可乐"}, Idempotency_Key="k1") for _ in range(2))
    assert (first.json(), again.headers["idempotency-replayed"]) == (again.json(), "true")
    wang.draft(SPRITE=1)
    assert wang.post("/draft/messages", {"text": "加10箱可乐"}, Idempotency_Key="k1").json() == first.json()
    lines = wang.post("/draft/messages", {"text": "加10箱可乐"}).json()["lines"]
    assert {line["sku"]: line["base_qty"] for line in lines} == {"COKE": 480, "SPRITE": 24}


def test_orders_and_changes_in_words_share_the_limit_of_the_chat(wang: Caller, shop: Shop) -> None:
    """Reading costs the same wherever the words come in; edits by numbers are free, and so are other people."""
    number = wang.order(COKE=1)["number"]
    user = wang.get("/me").json()["user_id"]
    for _ in range(120):
        shop.app.state.message_limit.take(user)
    answer = wang.post("/draft/messages", {"text": "10箱可乐"})
    assert_problem(answer, 429, "message.too_often")
    assert answer.headers["retry-after"] == "1"
    assert_problem(wang.post(f"/orders/{number}/change", {"text": "可乐改成3箱"}), 429, "message.too_often")
    assert wang.post(f"/orders/{number}/change", {"lines": [{"sku": "COKE", "qty": 3}]}).status_code == 200
    assert wang.draft(COKE=2)["confirm_token"]
    assert shop.caller("far").post("/draft/messages", {"text": "10箱可乐"}).status_code == 200


def test_a_question_is_answered_with_a_quantity(wang: Caller) -> None:
    """What was not clear blocks the confirmation until it is answered."""
    draft = wang.post("/draft/messages", {"text": "要一些雪碧"}).json()
    question = draft["questions"][0]
    assert draft["confirm_token"] is None
    answered = wang.post("/draft/answers", {"question_id": question["id"], "qty": "5", "unit": "case"})
    assert answered.status_code == 200, answered.text
    assert answered.json()["questions"] == []
    assert answered.json()["confirm_token"]


def test_an_answer_to_a_question_that_is_gone_is_told_so(wang: Caller) -> None:
    """A second click on an old button changes nothing."""
    wang.draft(COKE=10)
    assert wang.post("/draft/answers", {"question_id": "q99", "qty": "5"}).status_code in {404, 409, 422}
    assert_problem(wang.post("/draft/answers", {"qty": "5"}), 422, "request.invalid")


def test_an_earlier_order_is_repeated(wang: Caller) -> None:
    """Without a number it is the latest own one; a foreign one does not exist."""
    order = wang.order(COKE=10)
    draft = wang.post("/draft/repeat", {"number": order["number"]}).json()
    assert [(line["sku"], line["base_qty"]) for line in draft["lines"]] == [("COKE", 240)]
    assert wang.post("/draft/repeat").status_code == 200
    assert_problem(wang.post("/draft/repeat", {"number": "SO-9999"}), 404, "order.not_found")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/draft", None),
        ("PATCH", "/draft", {"lines": [{"sku": "COKE", "qty": 1}]}),
        ("DELETE", "/draft", None),
        ("POST", "/draft/messages", {"text": "10 cases of coke"}),
        ("POST", "/draft/answers", {"question_id": "q1", "qty": "1"}),
        ("POST", "/draft/repeat", {}),
    ],
)
def test_only_a_signed_in_dealer_user_has_a_draft(shop: Shop, method: str, path: str, body: dict[str, object] | None) -> None:
    """Without a token 401; the brand's people 403, even the manager who may see every order."""
    assert_problem(shop.caller(None).call(method, path, body), 401, "identity.bad_token")
    assert shop.caller("bm").call(method, path, body).status_code == 403
    assert_problem(shop.caller("tech").call(method, path, body), 403, "identity.not_permitted")


@pytest.mark.parametrize(
    "body",
    [
        {"lines": [{"sku": "COKE", "qty": "-1"}]},
        {"lines": [{"sku": "COKE", "qty": "many"}]},
        {"lines": [{"sku": "COKE", "qty": 1, "unit": "bucket"}]},
        {"lines": [{"sku": "COKE", "qty": 1, "price": "0.01"}]},
        {"lines": [{"sku": "\u0000", "qty": 1}]},
        {"lines": "COKE"},
        {"delivery_date": "Friday"},
        {"expected_version": -1},
        {"dealer_id": "D3"},
        [],
    ],
)
def test_a_draft_edit_that_makes_no_sense_is_refused_by_field(wang: Caller, body: object) -> None:
    """Unknown members are refused too: a price or a dealer cannot be smuggled in."""
    document = assert_problem(wang.call("PATCH", "/draft", body), 422, "request.invalid")
    assert document["errors"]


def test_an_unknown_product_or_place_does_not_get_into_the_draft(wang: Caller) -> None:
    """404 for the product; a place must exist before it can be chosen."""
    assert_problem(wang.call("PATCH", "/draft", {"lines": [{"sku": "NOPE", "qty": 1}]}), 404, "catalog.no_sku")
    assert wang.call("PATCH", "/draft", {"ship_to": "MOON"}).status_code in {404, 422}
    assert_problem(wang.get("/draft"), 404, "draft.none")


def test_colleagues_of_one_dealer_have_their_own_drafts(shop: Shop) -> None:
    """A draft belongs to a person."""
    shop.caller("wang").draft(COKE=10)
    assert_problem(shop.caller("colleague").get("/draft"), 404, "draft.none")
