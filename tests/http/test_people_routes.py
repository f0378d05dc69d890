"""The inbox, feedback and notice settings over HTTP, with the attacks on their scope."""

from typing import Any

import pytest

from backend.bootstrap import relay_events
from backend.conversations.service import Turn, hand_over, open_conversation, record_turn
from backend.identity.service import actor_of_login
from backend.kit.db import UnitOfWork
from tests.http.shop import Caller, Shop, assert_problem

READERS = ["wang", "colleague", "xing", "tech", "house", "control"]


def waiting(shop: Shop, login: str = "wang", reason: str = "送错货了") -> str:
    """Somebody has asked for a person; the id of his conversation."""

    def ask(uow: UnitOfWork) -> str:
        actor = actor_of_login(uow, login)
        conversation = open_conversation(uow, actor, "web", "main").id
        record_turn(uow, conversation, Turn("m1", reason, {"lang": "zh", "blocks": []}, {}), clock=shop.clock)
        return hand_over(uow, actor, conversation, reason, clock=shop.clock).conversation_id

    return shop.database.write(ask)


def people(caller: Caller, which: str = "open") -> list[str]:
    """Who is in the inbox."""
    answer = caller.get(f"/inbox?which={which}")
    assert answer.status_code == 200, answer.text
    return [item["person"] for item in answer.json()["items"]]


def test_a_person_is_answered_and_handed_back(shop: Shop, wang: Caller) -> None:
    """The transcript, the open draft without its confirmation, the answer, and the notice of it."""
    wang.draft(COKE=3)
    conversation, staff = waiting(shop), shop.caller("pm")
    assert people(staff) == ["Wang"]
    case = staff.get(f"/inbox/{conversation}").json()
    assert [turn["text"] for turn in case["turns"]] == ["送错货了"]
    assert [(draft["lines"][0]["sku"], draft["confirm_token"], draft["proposal_id"]) for draft in case["drafts"]] == [("COKE", None, None)]
    body = {"text": "马上查", "message_id": "a-1"}
    first, again = (staff.post(f"/inbox/{conversation}/answers", body) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    relay_events(shop.database, shop.clock)
    assert [notice["text"] for notice in wang.get("/notices").json()["items"]] == ["Pm：马上查"]
    assert (people(staff, "waiting"), people(staff, "mine")) == ([], ["Wang"])
    assert staff.post(f"/inbox/{conversation}/hand-back").status_code == 204
    assert (people(staff), people(staff, "done")) == ([], ["Wang"])
    assert_problem(staff.post(f"/inbox/{conversation}/answers", body | {"message_id": "a-2"}), 409, "conversation.not_handed_over")


@pytest.mark.parametrize("login", READERS)
def test_nobody_without_the_right_reads_or_answers(shop: Shop, login: str) -> None:
    """Not even with the id in hand."""
    conversation, caller = waiting(shop), shop.caller(login)
    assert_problem(caller.get("/inbox"), 403, "identity.not_permitted")
    assert_problem(caller.get(f"/inbox/{conversation}"), 403, "identity.not_permitted")
    assert_problem(caller.post(f"/inbox/{conversation}/answers", {"text": "hi"}), 403, "identity.not_permitted")
    assert_problem(caller.post(f"/inbox/{conversation}/take"), 403, "identity.not_permitted")


def test_a_conversation_of_another_province_looks_like_a_missing_one(shop: Shop) -> None:
    """D3 is not below D2; the technician belongs to nobody's province; the brand's manager answers both."""
    far, technician, staff, brand = waiting(shop, "far"), waiting(shop, "tech"), shop.caller("pm"), shop.caller("bm")
    assert (people(staff), sorted(people(brand))) == ([], ["Far", "Tech"])
    for conversation in (far, technician, "cnv_none"):
        answers: list[Any] = [
            staff.get(f"/inbox/{conversation}"),
            staff.post(f"/inbox/{conversation}/answers", {"text": "hi"}),
            staff.post(f"/inbox/{conversation}/take"),
            staff.post(f"/inbox/{conversation}/hand-back"),
        ]
        assert {answer.json()["detail"] for answer in answers} == {"There is no such conversation."}
        for answer in answers:
            assert_problem(answer, 404, "conversation.not_found")
    assert brand.get(f"/inbox/{far}").json()["conversation"]["reason"] == "送错货了"


def test_a_person_ends_his_own_hand_over_and_no_other(shop: Shop, wang: Caller) -> None:
    """A colleague of the same dealer may not."""
    conversation = waiting(shop)
    assert_problem(shop.caller("colleague").post(f"/inbox/{conversation}/hand-back"), 404, "conversation.not_found")
    assert [wang.post(f"/inbox/{conversation}/hand-back").status_code for _ in range(2)] == [204, 204]
    assert people(shop.caller("bm")) == []


def test_a_staff_answer_orders_and_confirms_nothing(shop: Shop, wang: Caller) -> None:
    """Words that would confirm, order or cancel for the dealer are words."""
    token = wang.draft(COKE=3)["confirm_token"]
    conversation, staff = waiting(shop), shop.caller("bm")
    for number, text in enumerate(("确认", "yes", "再来100箱可乐", "取消订单", f"confirm:{token}")):
        assert staff.post(f"/inbox/{conversation}/answers", {"text": text, "message_id": f"a{number}"}).status_code == 201
    assert wang.get("/orders").json()["items"] == []
    assert wang.get("/draft").json()["lines"][0]["qty"] == "3"
    assert_problem(staff.confirm(token, "k"), 404, "proposal.not_found")


def test_feedback_is_given_read_and_moved_on(shop: Shop, wang: Caller) -> None:
    """Its author reads his own and hears of the change in his language."""
    taken = wang.post("/feedback", {"text": "送货老迟到", "rating": 2})
    assert taken.status_code == 201, taken.text
    shop.caller("far").post("/feedback", {"text": "fine"})
    assert [one["text"] for one in wang.get("/feedback").json()["items"]] == ["送货老迟到"]
    staff = shop.caller("pm")
    listed = staff.get("/feedback?status=new").json()
    assert ([one["author"] for one in listed["items"]], listed["counts"]["new"]) == (["Wang"], 1)
    path = f"/feedback/{listed['items'][0]['id']}"
    assert_problem(wang.post(path, {"status": "done", "version": 1}), 403, "identity.not_permitted")
    assert staff.post(path, {"status": "planned", "note": "下月", "version": 1}).json()["status"] == "planned"
    assert_problem(staff.post(path, {"status": "done", "version": 1}), 409, "feedback.stale")
    relay_events(shop.database, shop.clock)
    assert taken.json()["number"] in wang.get("/notices").json()["items"][0]["text"]


def test_one_chooses_what_to_be_told(shop: Shop, wang: Caller) -> None:
    """And nobody else's choice is touched."""
    chosen = {"muted": ["orders"], "quiet_from": "21:00:00", "quiet_until": "07:30:00", "connector": "telegram"}
    assert wang.call("PUT", "/notices/settings", chosen).json() == chosen
    assert wang.get("/notices/settings").json() == chosen
    shop.caller("colleague").order(COKE=1)
    relay_events(shop.database, shop.clock)
    assert wang.get("/notices").json() == {"items": [], "unread": 0}
    assert shop.caller("far").get("/notices/settings").json()["muted"] == []
    assert_problem(wang.call("PUT", "/notices/settings", {"muted": ["people"]}), 422, "request.invalid")
    assert_problem(wang.call("PUT", "/notices/settings", {"quiet_from": "21:00"}), 422, "notice.bad_hours")
