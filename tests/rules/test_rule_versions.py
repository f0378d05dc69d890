"""Draft, trial, publication: a draft decides nothing, a wrong example keeps it from being published, and a dry run tells what would switch."""

from functools import partial

import pytest

from backend.kit.errors import Conflict, DomainError, Invalid, NotPermitted
from backend.ordering.rules.dry_run import run_dry
from backend.ordering.rules.judging import Example
from backend.ordering.rules.repository import drop_draft
from backend.ordering.rules.table import Cell, Outcome, Row, Table
from backend.ordering.rules.versions import (
    RulesDraft,
    discard_draft,
    list_versions,
    load_approval_rules,
    load_rule_set,
    publish_draft,
    read_draft,
    save_draft,
)
from backend.ordering.service import get_order
from tests.ordering.company import Company

SMALL = Row("small", {"grade": Cell("in", ("A",)), "total": Cell("lt", ("100",))}, Outcome.AUTO)
TABLE = Table(("grade", "total"), (SMALL,))
RIGHT, WRONG = Example({"grade": "A", "total": "99.99"}, Outcome.AUTO), Example({"grade": "A", "total": "100.00"}, Outcome.AUTO)


def save(company: Company, table: Table, *examples: Example, revision: int = 0) -> RulesDraft:
    """Save a draft as the brand manager."""
    manager = company.actor("bm")
    return company.write(lambda uow: save_draft(uow, manager, revision, (table, examples), clock=company.clock))


def publish(company: Company, revision: int) -> int:
    """Publish it; returns the version."""
    manager = company.actor("bm")
    return company.write(lambda uow: publish_draft(uow, manager, revision, clock=company.clock)).version


def test_a_draft_decides_nothing_until_it_is_published(company: Company) -> None:
    """The same basket before, while drafting, and after; version and author are kept."""
    draft = save(company, TABLE, RIGHT)
    assert company.draft("d1", COKE=10).gates == ()
    assert publish(company, draft.revision) == 1
    order = company.order("d1", COKE=10).order
    assert [(reason.code, reason.rule) for reason in order.hold_reasons] == [("NO_RULE_MATCHED", "no_rule_matched")]
    decision = order.history[0].data["decision"]
    assert (decision["rule_set"], decision["rules"], decision["outcome"]) == (1, ["no_rule_matched"], "hold")
    assert (decision["facts"]["grade"], decision["facts"]["total"]) == ("A", "456.00")
    assert company.order("d1", COKE=2).order.status == "APPROVED"
    page = company.database.read(lambda uow: list_versions(uow, company.actor("bm")))
    assert [(one.version, one.author, one.table) for one in page.items] == [(1, "BM", TABLE)]
    assert company.database.read(lambda uow: read_draft(uow, company.actor("bm"))).revision == 0


def test_versions_come_by_pages_and_a_cursor_that_is_none_is_refused(sqlite_company: Company) -> None:
    """The cursor is the one of every other list."""
    company, manager = sqlite_company, sqlite_company.actor("bm")
    for _ in range(2):
        publish(company, save(company, TABLE, RIGHT).revision)
    first = company.database.read(lambda uow: list_versions(uow, manager, limit=1))
    second = company.database.read(lambda uow: list_versions(uow, manager, cursor=first.next_cursor, limit=1))
    assert ([one.version for one in (*first.items, *second.items)], second.next_cursor) == ([2, 1], None)
    for cursor in ("9" * 30, "x"):
        with pytest.raises(Invalid, match=r"paging\.bad_cursor"):
            company.database.read(partial(list_versions, actor=manager, cursor=cursor))


def test_only_the_draft_that_was_tried_is_taken_into_force(company: Company) -> None:
    """What somebody saved in between stays a draft."""
    draft = save(company, TABLE, RIGHT)
    later = save(company, TABLE, RIGHT, revision=draft.revision)
    assert company.write(lambda uow: drop_draft(uow, draft.revision)) is False
    assert company.database.read(lambda uow: read_draft(uow, company.actor("bm"))).revision == later.revision


@pytest.mark.parametrize("published", [True, False])
def test_a_page_that_shows_a_draft_of_before_does_nothing_to_the_next_one(company: Company, published: bool) -> None:
    """Whether that was published or thrown away: the next draft has another revision."""
    first, manager = save(company, TABLE, RIGHT), company.actor("bm")
    if published:
        publish(company, first.revision)
    else:
        company.write(lambda uow: discard_draft(uow, manager, first.revision))
    second = save(company, TABLE, RIGHT)
    for stale in (lambda uow: discard_draft(uow, manager, first.revision), lambda uow: publish_draft(uow, manager, first.revision, clock=company.clock)):
        with pytest.raises(Conflict, match="draft_moved_on"):
            company.write(stale)
    assert company.database.read(lambda uow: read_draft(uow, manager)).revision == second.revision


def test_publishing_is_refused_while_an_example_does_not_come_out(company: Company) -> None:
    """The wrong one is named; put right, it goes through."""
    draft = save(company, TABLE, RIGHT, WRONG)
    assert [tried.passes for tried in draft.tried] == [True, False]
    with pytest.raises(Invalid, match=r"rules\.example_fails") as refused:
        publish(company, draft.revision)
    assert refused.value.params["examples"] == "2"
    assert company.database.read(load_approval_rules).version == 0
    again = save(company, TABLE, RIGHT, Example(WRONG.facts, Outcome.HOLD), revision=draft.revision)
    assert publish(company, again.revision) == 1


@pytest.mark.parametrize(
    ("table", "examples", "code"),
    [
        (TABLE, (), "rules.no_example"),
        (Table(), (RIGHT,), "rules.no_row"),
        (Table(("grade",), (Row("r", {"grade": Cell("in", ("Z",))}, Outcome.AUTO),)), (RIGHT,), "rules.table_has_problems"),
        (TABLE, (Example({"colour": "red"}, Outcome.AUTO),), "rules.example_fails"),
    ],
)
def test_a_draft_that_could_not_be_judged_stays_a_draft(sqlite_company: Company, table: Table, examples: tuple[Example, ...], code: str) -> None:
    """It is kept, with what is wrong with it, and never gets into force."""
    draft = save(sqlite_company, table, *examples)
    with pytest.raises(Invalid) as refused:
        publish(sqlite_company, draft.revision)
    assert refused.value.code == code


def test_two_people_do_not_overwrite_each_other(company: Company) -> None:
    """Neither another's draft nor a version that came in between."""
    first = save(company, TABLE, RIGHT)
    with pytest.raises(Conflict, match=r"rules\.draft_moved_on"):
        save(company, TABLE, RIGHT)
    second = save(company, TABLE, RIGHT, revision=first.revision)
    with pytest.raises(Conflict, match=r"rules\.draft_moved_on"):
        publish(company, first.revision)
    publish(company, second.revision)
    manager = company.actor("bm")
    third = save(company, TABLE, RIGHT)
    fourth = save(company, TABLE, RIGHT, revision=third.revision)
    with pytest.raises(Conflict, match=r"rules\.draft_moved_on"):
        company.write(lambda uow: discard_draft(uow, manager, third.revision))
    company.write(lambda uow: discard_draft(uow, manager, fourth.revision))
    with pytest.raises(Conflict):
        publish(company, fourth.revision)


def test_only_who_manages_the_rules_sees_or_changes_them(sqlite_company: Company) -> None:
    """A dealer and the channel control do not."""
    for login in ("d1", "cco"):
        actor = sqlite_company.actor(login)
        with pytest.raises(NotPermitted):
            sqlite_company.database.read(lambda uow, actor=actor: read_draft(uow, actor))  # type: ignore[misc] # bound default
        with pytest.raises(DomainError):
            run_dry(sqlite_company.database, actor, TABLE, clock=sqlite_company.clock)


def test_a_dry_run_tells_how_many_orders_would_switch_and_which(company: Company) -> None:
    """Two of three: the large one of grade A would be held, the one of grade B would pass, the small one stays."""
    small, large = company.order("d1", COKE=1).order, company.order("d1", COKE=10).order
    other = company.order("d2", SPRITE=1).order
    before = company.database.read(lambda uow: [get_order(uow, company.actor("bm"), one.number) for one in (small, large, other)])
    table = Table(("total",), (Row("small", {"total": Cell("lt", ("100",))}, Outcome.AUTO),))
    told: list[tuple[int, int]] = []
    found = run_dry(company.database, company.actor("bm"), table, clock=company.clock, tell=lambda done, whole: told.append((done, whole)))
    assert (found.orders, found.switched, dict(found.moves)) == (3, 2, {"auto>auto": 1, "auto>hold": 1, "hold>auto": 1})
    assert {(one.number, one.before, one.after) for one in found.shown} == {(large.number, "auto", "hold"), (other.number, "hold", "auto")}
    assert told == [(3, 3)]
    assert company.database.read(lambda uow: [get_order(uow, company.actor("bm"), one.number) for one in (small, large, other)]) == before


def test_facts_that_are_looked_up_are_those_of_the_order(company: Company) -> None:
    """A first order, its region, categories and discount off the base list; the second is no first any more."""
    rows = (
        Row("first", {"new_dealer": Cell("is", ("true",))}, Outcome.HOLD, "FIRST"),
        Row("cola", {"categories": Cell("any_of", ("cola",)), "region": Cell("in", ("R-W",))}, Outcome.HOLD, "COLA"),
        Row("cheap", {"discount_percent": Cell("ge", ("5",))}, Outcome.HOLD, "CHEAP"),
        Row("often", {"orders_last_90_days": Cell("ge", ("1",))}, Outcome.HOLD, "OFTEN"),
    )
    table = Table(("new_dealer", "categories", "region", "discount_percent", "orders_last_90_days"), rows)
    publish(company, save(company, table, Example({"new_dealer": "true"}, Outcome.HOLD)).revision)
    first = company.order("d1", COKE=1).order
    assert [reason.code for reason in first.hold_reasons] == ["FIRST", "COLA", "CHEAP"]
    second = company.order("d1", SPRITE=1).order
    assert [reason.code for reason in second.hold_reasons] == ["CHEAP", "OFTEN"]
    kept = second.history[0].data["decision"]["facts"]
    assert (kept["discount_percent"], kept["orders_last_90_days"], kept["categories"], kept["region"]) == ("5.00", "1", "soda", "R-W")
    assert company.database.read(lambda uow: load_rule_set(uow, 1)).table == table
