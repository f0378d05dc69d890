"""Confirming over HTTP: exactly what was shown, once, and nothing when the world moved on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from backend.ordering.service import check_invariants
from backend.pricing.service import NewPriceList, import_price_list
from bot.connectors.web import open_chat
from tests.http.desk import FakeAssistant
from tests.http.shop import Caller, Shop, assert_problem


def count_orders(caller: Caller) -> int:
    """How many orders the caller sees."""
    return len(caller.get("/orders?limit=200").json()["items"])


def test_a_confirmed_draft_is_an_order(wang: Caller) -> None:
    """201 with the order, which can be read back."""
    answer = wang.confirm(wang.draft(COKE=10)["confirm_token"], "k")
    assert answer.status_code == 201, answer.text
    order = answer.json()["order"]
    assert (answer.json()["outcome"], order["status"], order["total"]) == ("submitted", "APPROVED", "480.00")
    assert wang.get(f"/orders/{order['number']}").json()["lines"][0]["sku"] == "COKE"


def test_a_confirmation_without_a_key_is_refused(wang: Caller) -> None:
    """Whoever places orders must be able to repeat the request safely."""
    token = wang.draft(COKE=10)["confirm_token"]
    document = assert_problem(wang.post("/confirmations", {"token": token}), 422, "request.invalid")
    assert document["errors"][0]["field"] == "header.Idempotency-Key"
    assert count_orders(wang) == 0


def test_the_same_key_twenty_times_in_parallel_makes_one_order(shop: Shop, wang: Caller) -> None:
    """Every caller reads the same answer; stock and credit are taken once."""
    token = wang.draft(COKE=10)["confirm_token"]
    callers = [Caller(shop.caller(None).client, wang.token) for _ in range(20)]
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda caller: caller.confirm(token, "same key"), callers))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["order"]["number"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert count_orders(wang) == 1
    assert wang.get("/products/COKE/availability").json()["item"]["available_base"] == 24_000 - 240
    assert shop.database.read(check_invariants) == []


def test_the_same_button_under_different_keys_makes_one_order(wang: Caller) -> None:
    """The token is single-use whatever the key says; the second caller gets the order that came of it."""
    token = wang.draft(COKE=10)["confirm_token"]
    numbers = {wang.confirm(token, f"key {n}").json()["order"]["number"] for n in range(5)}
    assert len(numbers) == 1
    assert count_orders(wang) == 1


def test_a_key_used_for_another_request_is_a_conflict(wang: Caller) -> None:
    """A key stands for one thing."""
    wang.confirm(wang.draft(COKE=10)["confirm_token"], "k")
    second = wang.draft(SPRITE=1)["confirm_token"]
    assert_problem(wang.confirm(second, "k"), 409, "idempotency.other_request")
    assert count_orders(wang) == 1


def test_keys_of_different_people_do_not_meet(shop: Shop) -> None:
    """Two people may choose the same key."""
    for login in ("wang", "far"):
        assert shop.caller(login).order("the same key", COKE=1)["lines"][0]["base_qty"] == 24


def test_a_token_of_somebody_else_confirms_nothing(shop: Shop, wang: Caller) -> None:
    """A foreign token looks like an unknown one, to who confirms other things too; who confirms nothing is told that he may not."""
    token = wang.draft(COKE=10)["confirm_token"]
    foreign = assert_problem(shop.caller("colleague").confirm(token, "k"), 404, "proposal.not_found")
    unknown = assert_problem(shop.caller("colleague").confirm("made up", "k2"), 404, "proposal.not_found")
    assert foreign["detail"] == unknown["detail"]
    assert_problem(shop.caller(None).confirm(token, "k"), 401, "identity.bad_token")
    assert_problem(shop.caller("bm").confirm(token, "k"), 404, "proposal.not_found")
    assert_problem(shop.caller("house").confirm(token, "k"), 403, "identity.not_permitted")


def test_an_expired_token_confirms_nothing(shop: Shop, wang: Caller) -> None:
    """After half an hour the person has to look again."""
    token = wang.draft(COKE=10)["confirm_token"]
    shop.clock.instant += timedelta(minutes=31)
    assert_problem(wang.confirm(token, "k"), 409, "proposal.expired")
    assert wang.confirm(wang.get("/draft").json()["confirm_token"], "k").status_code == 201, "a failed attempt does not use the key up"


def test_an_older_version_confirms_nothing(wang: Caller) -> None:
    """Only what was shown last counts."""
    old = wang.draft(COKE=10)["confirm_token"]
    wang.draft(COKE=12)
    assert_problem(wang.confirm(old, "k"), 409, "proposal.superseded")


def test_a_changed_price_is_shown_before_anything_is_ordered(shop: Shop, wang: Caller) -> None:
    """409 with the new version and its own token; that one orders at the new price."""
    token = wang.draft(COKE=10)["confirm_token"]
    new = NewPriceList("BASE2", "base", datetime(2025, 6, 11, tzinfo=UTC), entries=(("COKE", 0, Decimal("2.50")),))
    shop.database.write(lambda uow: import_price_list(uow, new))
    document = assert_problem(wang.confirm(token, "k"), 409, "confirmation.needs_review")
    draft = document["result"]["draft"]
    assert any(code.startswith("price") for code in draft["changed"])
    assert draft["total"] == "600.00"
    assert count_orders(wang) == 0
    assert wang.confirm(draft["confirm_token"], "k2").json()["order"]["total"] == "600.00"


def test_every_gate_that_blocks_is_told_with_what_removes_it(shop: Shop, wang: Caller) -> None:
    """A region that is not authorised: 409 with the reason as code and sentence, and nothing is ordered."""
    open_chat(shop.app, FakeAssistant(shop.database, shop.clock))
    wang.draft(COKE=10)
    token = wang.call("PATCH", "/draft", {"ship_to": "WH-N"}).json()["confirm_token"]
    document = assert_problem(wang.confirm(token, "k"), 409, "confirmation.blocked")
    assert [reason["code"] for reason in document["reasons"]] == ["REGION_NOT_AUTHORISED"]
    assert "城北仓" in document["reasons"][0]["detail"]
    assert document["result"]["outcome"] == "blocked"
    assert count_orders(wang) == 0


def test_an_answer_that_ordered_nothing_is_repeated_under_its_key_too(wang: Caller) -> None:
    """The stored answer is a problem document again."""
    wang.draft(COKE=10)
    token = wang.call("PATCH", "/draft", {"ship_to": "WH-N"}).json()["confirm_token"]
    first, second = wang.confirm(token, "k"), wang.confirm(token, "k")
    assert_problem(first, 409, "confirmation.blocked")
    assert second.headers["content-type"] == "application/problem+json"
    assert second.json()["reasons"] == first.json()["reasons"]
