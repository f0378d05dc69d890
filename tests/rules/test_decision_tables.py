"""Decision tables are judged as they read: the engine and plain Python agree, to the last decimal, and what could not be judged is refused."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.ordering.rules.engine import Compiled, differing_rows, to_jdm
from backend.ordering.rules.facts import FACTS, Kind, all_facts
from backend.ordering.rules.judging import RuleSet, judge_document, judge_values
from backend.ordering.rules.legacy import ApprovalRule, Condition, rule_set_of
from backend.ordering.rules.table import OPERATORS, Cell, Outcome, Row, Table, fits, problems_of_table, table_of_document, table_to_document
from backend.ordering.rules.versions import DEFAULT_RULES

A_GRADE = Row("a", {"grade": Cell("in", ("A",)), "total": Cell("lt", ("100000",))}, Outcome.AUTO)
NUMBERS = st.decimals("-1000", "1000", places=4) | st.decimals("99999.98", "100000.01", places=2) | st.sampled_from([Decimal(99999999999), Decimal("1e15")])
WORDS = st.sampled_from(["A", "B", "C", "饮料", "R-W", "it's", "a b", "#", "$", "true"])


def in_range(number: Decimal) -> bool:
    """Whether a cell may hold it."""
    return abs(number) < Decimal("1e11")


@st.composite
def cells(draw: st.DrawFn, kind: Kind) -> Cell:
    """Any sound cell of a kind."""
    operator = draw(st.sampled_from(OPERATORS[kind]))
    if kind is Kind.NUMBER:
        count = 2 if operator == "between" else 1
        numbers = sorted(draw(st.lists(NUMBERS.filter(in_range), min_size=count, max_size=count)))
        return Cell(operator, tuple(f"{number:f}" for number in numbers))
    if kind is Kind.FLAG:
        return Cell(operator, (draw(st.sampled_from(["true", "false"])),))
    return Cell(operator, tuple(draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))))


VALUES: Mapping[Kind, st.SearchStrategy[Any]] = {
    Kind.NUMBER: NUMBERS | st.decimals("-10", "10", places=7),
    Kind.WORD: WORDS | st.just(""),
    Kind.SET: st.lists(WORDS, max_size=3, unique=True).map(tuple),
    Kind.FLAG: st.booleans(),
}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any sound table of up to five rows."""
    columns = tuple(draw(st.lists(st.sampled_from(sorted(FACTS)), min_size=1, max_size=5, unique=True)))
    rows = []
    for number in range(draw(st.integers(1, 5))):
        chosen = draw(st.lists(st.sampled_from(columns), unique=True, max_size=len(columns)))
        made = {name: draw(cells(FACTS[name].kind)) for name in chosen}
        rows.append(Row(f"r{number}", made, Outcome.HOLD, f"R{number}"))
    return Table(columns, tuple(rows))


@settings(max_examples=80, deadline=None)
@given(table=tables(), data=st.data())
def test_the_engine_names_exactly_the_rows_that_plain_python_names(table: Table, data: st.DataObject) -> None:
    """For every kind, operator and value, also one that is finer or larger than a cell can say."""
    assert problems_of_table(table) == ()
    engine = Compiled(table)
    for _ in range(4):
        facts = {name: data.draw(VALUES[FACTS[name].kind]) for name in table.columns}
        assert engine.matching_rows(facts) == tuple(row.id for row in table.rows if fits(row, facts))
        assert engine.ask(engine.place_of(facts)) == engine.matching_rows(facts)
    assert differing_rows(table) == ()
    assert table_of_document(table_to_document(table)) == table


def test_the_engine_is_asked_again_only_when_a_fact_moved_across_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another amount below the bound, a word that no cell names and a fact without a column are what was judged before."""
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(Compiled, "ask", lambda self, place, ask=Compiled.ask: asked.append(place) or ask(self, place))
    engine = Compiled(Table(("grade", "total"), (A_GRADE,)))
    for grade, total, more in (("A", "1", {}), ("A", "99999.99", {}), ("A", "2", {"overdue_days": Decimal(3)})):
        assert engine.matching_rows({"grade": grade, "total": Decimal(total), **more}) == ("a",)
    assert len(asked) == 1
    assert [engine.matching_rows({"grade": "A", "total": Decimal(total)}) for total in ("100000", "100000.01")] == [(), ()]
    assert [engine.matching_rows({"grade": grade, "total": Decimal(1)}) for grade in ("B", "C")] == [(), ()]
    assert len(set(asked)) == len(asked) == 4


@pytest.mark.parametrize(
    ("total", "outcome"), [("99999.99", Outcome.AUTO), ("99999.9999999", Outcome.AUTO), ("100000.00", Outcome.HOLD), ("100000.01", Outcome.HOLD)]
)
def test_a_grade_a_order_is_automatic_below_the_bound_and_held_from_it_on(total: str, outcome: Outcome) -> None:
    """R9: 99,999.99 needs nobody, 100,000.00 does; here and with the defaults."""
    own = judge_document(RuleSet(1, Table(("grade", "total"), (A_GRADE,))), {"grade": "A", "total": total})
    assert (own.outcome, judge_document(DEFAULT_RULES, {"grade": "A", "total": total}).outcome) == (outcome, outcome)
    assert [reason.code for reason in own.reasons] == ([] if outcome is Outcome.AUTO else ["NO_RULE_MATCHED"])
    assert own.rows == (("a",) if outcome is Outcome.AUTO else ("no_rule_matched",))


def test_the_most_restrictive_of_all_rows_that_match_counts_wherever_it_stands() -> None:
    """Auto first, block last: blocked; every reason is told."""
    rows = (
        Row("any", {"total": Cell("ge", ("0",))}, Outcome.AUTO),
        Row("new", {"new_dealer": Cell("is", ("true",))}, Outcome.HOLD, "NEW"),
        Row("beer", {"categories": Cell("any_of", ("beer",))}, Outcome.BLOCK, "BEER"),
    )
    rules = RuleSet(3, Table(("total", "new_dealer", "categories"), rows))
    assert judge_values(rules, {"total": Decimal(1)}).outcome is Outcome.AUTO
    assert judge_values(rules, {"new_dealer": True}).outcome is Outcome.HOLD
    both = judge_values(rules, {"new_dealer": True, "categories": ("beer", "cola")})
    assert (both.outcome, [reason.code for reason in both.reasons], both.rows) == (Outcome.BLOCK, ["NEW", "BEER"], ("any", "new", "beer"))


def test_credit_and_overdue_hold_whatever_a_table_says() -> None:
    """They stay in code beside it; an open table cannot wave them through."""
    rules = RuleSet(1, Table(("grade",), (Row("a", {"grade": Cell("in", ("A",))}, Outcome.AUTO),)))
    assert judge_document(rules, {"grade": "A"}).outcome is Outcome.AUTO
    found = judge_document(rules, {"grade": "A", "shortfall": "0.01", "overdue": "true", "overdue_days": "3"})
    assert [(reason.code, reason.blocks) for reason in found.reasons] == [("OVER_CREDIT", False), ("OVERDUE", False)]


@pytest.mark.parametrize(
    ("name", "cell", "problem"),
    [
        ("total", Cell("lt", ("much",)), "rules.not_a_number"),
        ("total", Cell("lt", ("NaN",)), "rules.not_a_number"),
        ("total", Cell("lt", ("1", "2")), "rules.wrong_count"),
        ("total", Cell("lt", ("0.00001",)), "rules.number_out_of_range"),
        ("total", Cell("lt", ("100000000000",)), "rules.number_out_of_range"),
        ("total", Cell("between", ("2", "1")), "rules.wrong_order"),
        ("total", Cell("in", ("1",)), "rules.bad_operator"),
        ("grade", Cell("lt", ("A",)), "rules.bad_operator"),
        ("grade", Cell("in", ()), "rules.no_value"),
        ("grade", Cell("in", ('A"] or true or $ in ["',)), "rules.bad_word"),
        ("grade", Cell("in", ("Z",)), "rules.unknown_word"),
        ("new_dealer", Cell("is", ("yes",)), "rules.not_a_flag"),
    ],
)
def test_a_cell_that_is_not_of_its_facts_kind_is_told_with_its_place(name: str, cell: Cell, problem: str) -> None:
    """What the engine would pass over in silence never reaches it."""
    table = Table((name,), (Row("r", {name: cell}, Outcome.HOLD, "R"),))
    found = problems_of_table(table, {"grade": ("A", "B")})
    assert [(one.row, one.place, one.code) for one in found] == [("r", name, problem)]


@pytest.mark.parametrize(
    ("row", "place", "problem"),
    [
        (Row("r", {}, Outcome.AUTO), "outcome", "rules.auto_for_all"),
        (Row("r", {}, Outcome.HOLD, "lower"), "code", "rules.bad_code"),
        (Row("r", {}, Outcome.HOLD, "R", approver_role="warehouse"), "approver", "rules.bad_approver"),
        (Row("r", {}, Outcome.HOLD, "R", level=3), "level", "rules.bad_level"),
        (Row("", {}, Outcome.HOLD, "R"), "row", "rules.bad_row_id"),
        (Row("r", {"grade": Cell("in", ("A",))}, Outcome.HOLD, "R"), "grade", "rules.no_such_column"),
    ],
)
def test_a_row_that_says_too_little_or_too_much_is_told_with_its_place(row: Row, place: str, problem: str) -> None:
    """No row lets everything pass, and no more than two people approve."""
    assert [(one.place, one.code) for one in problems_of_table(Table((), (row,)))] == [(place, problem)]


def test_the_document_of_a_table_is_one_of_the_json_decision_model() -> None:
    """An input, one table that collects, an output; no expression comes from anybody's text."""
    document = to_jdm(Table(("grade", "total"), (A_GRADE,)))
    table = document["nodes"][1]
    assert (table["type"], table["content"]["hitPolicy"]) == ("decisionTableNode", "collect")
    assert table["content"]["rules"] == [{"_id": "a", "grade": '$ in ["A"]', "total": "$ < 2000000000", "row": '"a"'}]


@pytest.mark.parametrize(
    ("conditions", "facts", "held"),
    [
        ((Condition("amount", "ge", "10"), Condition("amount", "lt", "20")), {"total": "10"}, True),
        ((Condition("amount", "ge", "10"), Condition("amount", "lt", "20")), {"total": "20"}, False),
        ((Condition("amount", "gt", "10"), Condition("grade", "eq", "C")), {"total": "10.01", "grade": "C"}, True),
        ((Condition("overdue", "ne", "true"),), {"overdue": "false"}, True),
        ((Condition("shortfall", "gt", "5"),), {"shortfall": "5"}, False),
        ((Condition("overdue_days", "ge", "7"),), {"overdue_days": "7", "overdue": "true"}, True),
    ],
)
def test_rules_of_before_the_table_decide_as_they_did(conditions: tuple[Condition, ...], facts: dict[str, str], held: bool) -> None:
    """Who fits none of them needs nobody, and only the guards they had judge beside them."""
    rules = rule_set_of(1, [ApprovalRule("x", "X", conditions)])
    decision = judge_document(rules, facts)
    assert ([reason.code for reason in decision.reasons] == ["X"]) is held
    assert bool(decision.reasons) is held


def test_a_decision_is_repeated_from_what_it_kept() -> None:
    """Version, rows, facts and outcome of the document are enough."""
    rules = RuleSet(9, Table(("total", "categories"), (Row("r", {"categories": Cell("only", ("a", "b"))}, Outcome.AUTO),)))
    first = judge_values(rules, all_facts({"total": Decimal("1.10"), "categories": ("a",)}))
    again = judge_document(rules, first.to_document()["facts"])
    assert (again.rows, again.outcome, dict(again.facts)) == (first.rows, first.outcome, dict(first.facts))
