"""A hosted model may change only what the person's own message asks for, and each thing once."""

import json

import pytest

from backend.kit.db import Database
from bot.brain.second_reading import are_own_words, kind_of, misses
from tests.conversation.chat import Chat
from tests.hosted.endpoint import Act, calls, says, serve
from tests.hosted.test_hosted_turns import brain_at

ORDER = "来10箱雪碧330ml罐装"


def both(*made: tuple[str, dict[str, str]]) -> Act:
    """Several calls in one answer."""
    return Act(calls=[(name, json.dumps(args, ensure_ascii=False)) for name, args in made])


@pytest.mark.parametrize("words", ["来1000箱雪碧330ml罐装", "10箱雪碧330ml罐装和100箱喜力330ml", "10 cases of Heineken"])
def test_words_that_the_person_did_not_say_reach_no_draft(words: str, company: Database) -> None:
    """The model is told, and what the person said is drafted by the embedded brain."""
    with serve(calls("draft_order", text=words), says("")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        answer = chat.say(ORDER)
        told = json.dumps(endpoint.requests[1], ensure_ascii=False)
    assert "words.not_the_persons" in told
    assert "433.20" in answer
    assert "喜力" not in answer
    assert chat.orders_placed() == []


def test_a_model_that_corrects_itself_is_heard(company: Database) -> None:
    """It reads the refusal and calls again with the person's words."""
    with serve(calls("draft_order", text="10 cases of Sprite"), calls("draft_order", text=ORDER), says("好的，请看。")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        assert "433.20" in chat.say(ORDER)
    assert chat.replies[-1].brain == "hosted"


def test_a_second_change_of_the_draft_in_one_turn_is_refused(company: Database) -> None:
    """Twice the same words would be twice the goods."""
    with serve(both(("draft_order", {"text": ORDER}), ("amend_draft", {"text": "10箱雪碧"}), ("discard_draft", {})), says("")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        answer = chat.say(ORDER)
        told = json.dumps(endpoint.requests[1], ensure_ascii=False)
    assert told.count("write.already_done_this_turn") == 2
    assert "433.20" in answer
    assert chat.live() == ["order_draft"]


def test_two_wishes_of_one_message_are_both_met(company: Database) -> None:
    """A draft and the cancellation of an order stand side by side (C2)."""
    wish = f"取消SO-1003,另外{ORDER}"
    with serve(both(("cancel_order", {"number": "SO-1003"}), ("draft_order", {"text": ORDER})), says("")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        chat.say(wish)
    assert sorted(chat.live()) == ["order_cancel", "order_draft"]


@pytest.mark.parametrize(
    "call",
    [
        calls("cancel_order", number="SO-1003"),
        calls("discard_draft"),
        calls("request_person", reason="雪碧330ml罐装还有多少?"),
        calls("give_feedback", text="雪碧330ml罐装还有多少?"),
        calls("draft_order", text="1000箱红牛"),
        calls("list_orders", dealer_name="夜宵啤酒批发"),
        calls("order_status", number="SO-7003"),
    ],
    ids=["cancel", "discard", "hand over", "feedback", "draft", "another dealer", "another dealer's order"],
)
def test_a_question_changes_nothing_and_looks_nobody_else_up(call: Act, company: Database) -> None:
    """Whatever the model read in a result: the message asked for stock, so stock is all that is told."""
    with serve(call, says("")) as endpoint:
        chat = Chat(company, "d1.zh", brain_at(endpoint))
        answer = chat.say("雪碧330ml罐装还有多少?")
    assert "900" in answer
    assert "夜宵" not in answer
    assert "SO-7003" not in answer
    assert chat.live() == []


def test_codes_of_shown_products_may_stand_for_it(company: Database) -> None:
    """The person says "10 cases at that price"; the model adds the code that the answer before showed."""
    with serve(calls("quote_price", text="What do I pay per case for Snow beer 500ml cans?"), says("")) as endpoint:
        chat = Chat(company, "d7.en", brain_at(endpoint))
        chat.say("What do I pay per case for Snow beer 500ml cans?")
        endpoint.acts[:] = [calls("draft_order", text="10 cases at that price XH-500"), says("")]
        assert "846.72" in chat.say("10 cases at that price")
    assert chat.replies[-1].brain == "hosted"


def test_a_model_that_meets_one_of_two_wishes_does_not_count_the_goods_twice(company: Database) -> None:
    """Its draft stands; the embedded brain does not draft the same message again for the sake of the other wish."""
    with serve(calls("draft_order", text=ORDER), says("")) as endpoint:
        answer = Chat(company, "d1.zh", brain_at(endpoint)).say(f"取消SO-1003,另外{ORDER}")
    assert "433.20" in answer
    assert "866.40" not in answer


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("雪碧 10箱", True),
        ("10箱雪碧330ml罐装", True),
        ("10 cases", False),
        ("110箱雪碧", False),
        ("1箱雪碧", False),
        ("10箱雪碧330ML罐装。", True),
        ("确认10箱雪碧", False),
    ],
)
def test_own_words_are_those_of_the_message_in_any_order(text: str, own: bool) -> None:
    """Punctuation and case do not count; a number is a whole number."""
    assert are_own_words(text, ORDER) is own


def test_a_wish_is_missed_when_no_change_was_made_or_nothing_asked_was_answered() -> None:
    """The measure for falling back to the embedded brain."""
    writing = {"draft_order", "amend_draft", "cancel_order"}
    assert misses(("draft_order",), (), writing)
    assert misses(("draft_order", "check_stock"), ("check_stock",), writing)
    assert not misses(("draft_order", "cancel_order"), ("draft_order",), writing)
    assert not misses(("draft_order",), ("amend_draft",), writing)
    assert not misses(("check_stock",), ("draft_order",), writing)
    assert misses(("check_stock",), ("credit_status",), writing)
    assert not misses((), (), writing)
    assert kind_of("repeat_last_order") == "draft"
