"""The scorer of dialogues: when a reply carries a fact, and when an end state is the wanted one."""

from typing import Any

import pytest

from bot.evaluation.match_facts import holds
from bot.evaluation.scoring_dialogues import end_state_problems, score

NOTHING: dict[str, Any] = {"orders_created": [], "orders_changed": [], "drafts_open": 0, "cases": [], "tickets": 0, "feedback": 0, "nothing_else": True}
ORDER = {"dealer": "D1", "lines": {"A": 12}, "total": "9.50", "hold_reasons": ["X", "Y"]}


@pytest.mark.parametrize(
    ("fact", "reply", "expected"),
    [
        ("48.00", "合计 ¥48.00 元", True),
        ("48", "148", False),
        ("48", "48.00", False),
        ("48", "48.", True),
        ("48.00", "1,048.00", False),
        ("1048.00", "1,048.00", True),
        ("3箱", "只有 3 箱", True),
        ("3箱", "13箱", False),
        ("SO-1003", "order so-1003:", True),
        ("30%", "下降 30 %", True),
        ("06-12", "2025-06-12", True),
        ("4320", "4,320 cans", True),
        ("20", "2025", False),
        ("5", "E5", True),
        ("10 cases", "10 cases are left", True),
        ("10 cases", "10\ncases", True),
        ("16:00", "\uff11\uff16:\uff10\uff10", True),
        ({"any_of": ["KSH-T", "红烧"]}, "康师傅红烧牛肉面", True),
        ({"any_of": ["KSH-T", "红烧"]}, "康师傅", False),
        ("2.5", "12.5", False),
        ("5", "2.5", False),
    ],
)
def test_a_fact_is_found_as_a_reader_would_find_it(fact: str | dict[str, Any], reply: str, *, expected: bool) -> None:
    """Width, case, thousands commas and spaces do not matter; a part of a longer number is another number."""
    assert holds(fact, reply) is expected


def test_created_orders_are_compared_by_the_keys_that_are_wanted() -> None:
    """Numbers of new orders are free; hold reasons are a set; everything named must be equal and nothing may be left over."""
    got = {**ORDER, "order_id": "SO-25000001", "hold_reasons": ["Y", "X"], "ship_to": "WH-W"}
    final = {**NOTHING, "orders_created": [ORDER]}
    assert end_state_problems(final, {**NOTHING, "orders_created": [got]}) == []
    assert end_state_problems(final, {**NOTHING, "orders_created": [{**got, "total": "9.5"}]}) == ["orders_created"]
    assert end_state_problems(final, {**NOTHING, "orders_created": [got, got]}) == ["orders_created"]
    assert end_state_problems(final, NOTHING) == ["orders_created"]


def test_drafts_are_not_judged_when_the_dialogue_leaves_them_open() -> None:
    """None means that the draft may stay or go."""
    assert end_state_problems({**NOTHING, "drafts_open": None}, {**NOTHING, "drafts_open": 1}) == []
    assert end_state_problems(NOTHING, {**NOTHING, "drafts_open": 1}) == ["drafts_open"]


def test_any_other_changed_row_fails_a_dialogue_that_wants_nothing_else() -> None:
    """A changed credit limit is not seen in orders; it must be seen all the same."""
    changed = {**NOTHING, "other_changes": ["credit_accounts: D1"]}
    assert end_state_problems(NOTHING, changed) == ["other_changes"]
    assert end_state_problems({**NOTHING, "nothing_else": False}, changed) == []


def test_figures_count_end_states_and_facts_apart() -> None:
    """A dialogue passes only with both; one that did not run fails both."""
    turns = [{"reply_must": ["9.50"], "reply_must_not": ["D2"]}]
    dialogues = [{"id": name, "category": kind, "turns": turns, "final": NOTHING} for name, kind in (("a", "x"), ("b", "x"), ("c", "y"), ("d", "y"))]
    end = {**NOTHING, "other_changes": []}
    runs = {
        "a": {"replies": [["total 9.50"]], "end": end},
        "b": {"replies": [["total 9.50", "of D2"]], "end": end},
        "c": {"replies": [["total", "9.50"]], "end": {**end, "tickets": 1}},
    }
    figures, failures = score(dialogues, runs)
    assert figures == {"passed": 1, "total": 4, "end_state_passed": 2, "facts_passed": 2, "by_category": {"x": "1/2", "y": "0/2"}}
    assert [(one.id, one.end, one.facts) for one in failures] == [
        ("b", (), ("turn 1 says D2",)),
        ("c", ("tickets",), ()),
        ("d", ("not run",), ("turn 1 lacks 9.50",)),
    ]
