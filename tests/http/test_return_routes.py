"""Returns and rests over HTTP: each step with its version and a key; nobody does another one's step."""

import pytest

from tests.http.shop import Caller, Shop


def _delivered(shop: Shop, cases: int = 2) -> str:
    wang, house = shop.caller("wang"), shop.caller("house")
    number = str(wang.order(COKE=cases)["number"])
    part = f"/shipments/{number}-01"
    house.post(f"/orders/{number}/allocation")
    sent = house.post(f"{part}/dispatch", {"version": 1, "carrier": "SF"}).json()
    house.post(f"{part}/delivery", {"version": sent["version"]})
    return number


def _step(caller: Caller, number: str, step: str, **body: object) -> dict[str, object]:
    version = caller.get(f"/returns/{number}").json()["version"]
    return dict(caller.post(f"/returns/{number}/{step}", {"version": version, **body}).json())


def test_a_return_goes_from_the_wish_to_the_credit_note_over_http(shop: Shop) -> None:
    """The dealer asks, the manager decides and credits, the warehouse counts and looks; the same key asks once."""
    wang, manager, house = shop.caller("wang"), shop.caller("bm"), shop.caller("house")
    number = _delivered(shop)
    (line,) = wang.get(f"/orders/{number}/returnable").json()["items"]
    assert (line["left_base"], line["lots"]) == (48, [["L1", 48]])
    body = {"lines": [{"line_no": 1, "base_qty": 24, "code": "L1"}], "reason": "dented"}
    asked = wang.post(f"/orders/{number}/returns", body, Idempotency_Key="r-1")
    assert wang.post(f"/orders/{number}/returns", body, Idempotency_Key="r-1").json() == asked.json()
    made = asked.json()["number"]
    assert (asked.status_code, asked.json()["may"], manager.get("/returns?open=true").json()["items"][0]["number"]) == (201, ["withdraw"], made)
    assert _step(manager, made, "approval")["status"] == "APPROVED"
    assert _step(house, made, "arrival", warehouse="BW-E")["status"] == "RECEIVED"
    assert _step(house, made, "inspection", lines=[{"seq": 1, "restock": 23, "scrap": 2}])["code"] == "return.bad_outcome"
    assert _step(house, made, "inspection", lines=[{"seq": 1, "restock": 22, "scrap": 2}])["status"] == "INSPECTED"
    credited = _step(manager, made, "credit")
    assert credited["status"] == "CREDITED"
    assert wang.get(f"/returns/{made}").json()["credit"]["amount"] == "48.00"
    assert house.get(f"/returns/{made}").json()["credit"] is None
    seen = wang.get(f"/orders/{number}").json()
    assert (seen["lines"][0]["returned_base"], [one["number"] for one in seen["returns"]]) == (24, [made])


@pytest.mark.parametrize(("login", "code"), [("far", 404), ("tech", 403), ("house", 403), ("wang", 403)])
def test_nobody_approves_or_sees_what_is_not_his(shop: Shop, login: str, code: int) -> None:
    """A foreign return is not found; who may see it decides nothing without the right."""
    number = _delivered(shop)
    made = shop.caller("wang").post(f"/orders/{number}/returns", {"lines": [{"line_no": 1, "base_qty": 1}], "reason": "x"}).json()["number"]
    caller = shop.caller(login)
    assert caller.get(f"/returns/{made}").status_code == {"far": 404, "tech": 403}.get(login, 200)
    assert caller.post(f"/returns/{made}/approval", {"version": 1}).status_code in {code, 403}
    assert shop.caller("wang").get(f"/returns/{made}").json()["status"] == "REQUESTED"


def test_a_dealer_asks_to_give_up_the_rest_and_a_manager_closes_it(shop: Shop) -> None:
    """Each confirms what he was shown; only the manager's yes frees the goods."""
    wang, manager, house = shop.caller("wang"), shop.caller("bm"), shop.caller("house")
    number = str(wang.order(COKE=2)["number"])
    house.post(f"/orders/{number}/allocation")
    asked = wang.post(f"/orders/{number}/cancellation").json()
    assert asked["kind"] == "close_ask"
    done = wang.confirm(asked["confirm_token"], "k").json()
    assert done.get("outcome") == "close_asked", done
    assert [one["number"] for one in manager.get("/close-requests").json()["items"]] == [number]
    offered = manager.post(f"/orders/{number}/closing").json()
    done = manager.confirm(offered["confirm_token"], "k").json()
    assert "outcome" in done, done
    assert (done["outcome"], done["order"]["status"]) == ("short_closed", "CANCELLED")
    assert manager.get("/close-requests").json()["items"] == []


def test_what_stands_against_a_step_is_said_in_words(shop: Shop) -> None:
    """No code of a state or a step in a sentence."""
    number, manager = _delivered(shop), shop.caller("bm")
    made = shop.caller("wang").post(f"/orders/{number}/returns", {"lines": [{"line_no": 1, "base_qty": 1}], "reason": "x"}).json()["number"]
    assert _step(manager, made, "credit")["detail"] == f"Return {made} is asked for; this step is not possible then."
