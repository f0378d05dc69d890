"""The life of the approval rules: one draft that everybody with the right edits, its trial by examples, and the published versions.

A draft decides nothing. Publishing needs a table without problems, examples that all come out, and the engine to agree with the table's own
reading of every bound. Invariant: a published set is never changed, only followed by another one; the newest is in force.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from backend.identity.domain import Actor, Permission
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.paging import Page, cursor_number, encode_cursor, page_size
from backend.ordering import repository as orders
from backend.ordering.rules import repository
from backend.ordering.rules.engine import differing_rows
from backend.ordering.rules.judging import Example, RuleSet, judge_document
from backend.ordering.rules.legacy import ApprovalRule, CodesExample, rule_set_of, rules_of_document
from backend.ordering.rules.table import Cell, CellProblem, Outcome, Row, Table, Words, problems_of_table, table_of_document, table_to_document
from backend.ordering.rules.words import known_words

MOST_EXAMPLES = 50
_AUDIT = "approval_rules"

DEFAULT_RULES = RuleSet(
    version=0,
    table=Table(
        ("grade", "total"),
        (
            Row("grade_not_a", {"grade": Cell("not_in", ("A",))}, Outcome.HOLD, "GRADE_NOT_A"),
            Row("amount_ge_100000", {"total": Cell("ge", ("100000.00",))}, Outcome.HOLD, "AMOUNT_GE_100000"),
            Row("grade_a", {"grade": Cell("in", ("A",)), "total": Cell("lt", ("100000.00",))}, Outcome.AUTO),
        ),
    ),
    examples=(
        Example({"grade": "A", "total": "99999.99"}, Outcome.AUTO),
        Example({"grade": "A", "total": "100000.00"}, Outcome.HOLD, ("AMOUNT_GE_100000",)),
        Example({"grade": "B", "total": "1.00", "shortfall": "0.01", "overdue": "true"}, Outcome.HOLD, ("OVER_CREDIT", "OVERDUE", "GRADE_NOT_A")),
    ),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of an example: the outcome and reasons that came out, or nothing when its facts cannot be read."""

    example: Example
    outcome: Outcome | None
    codes: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether it came out as it must."""
        return self.outcome is self.example.outcome and self.example.codes in {None, self.codes}


@dataclass(frozen=True, slots=True)
class RulesDraft:
    """The rules being worked on, with everything that keeps them from being published. Revision 0 was never saved and is what is in force."""

    revision: int
    based_on: int
    table: Table
    examples: tuple[Example, ...]
    edited_by: str
    edited_at: datetime | None
    problems: tuple[CellProblem, ...] = ()
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """One published version with its author."""

    version: int
    author: str
    published_at: datetime
    table: Table
    examples: tuple[Example, ...]


def load_approval_rules(uow: UnitOfWork) -> RuleSet:
    """The rules in force; the defaults while none were published."""
    stored = orders.load_rules(uow)
    return _parse(*stored) if stored else DEFAULT_RULES


def load_rules_and_twin(uow: UnitOfWork, dealer_id: str, lines_hash: str, since: datetime) -> tuple[RuleSet, str | None]:
    """The rules in force and the dealer's newest order with the same lines since an instant, in one look."""
    stored, twin = orders.rules_and_twin(uow, dealer_id, lines_hash, since)
    return (_parse(*stored) if stored else DEFAULT_RULES), twin


def load_rule_set(uow: UnitOfWork, version: int) -> RuleSet:
    """The rules of a version, to repeat a decision; raises NotFound("rules.no_version")."""
    row = repository.read_set(uow, version) if version else None
    if row is None and version:
        raise NotFound("rules.no_version", version=version)
    return DEFAULT_RULES if row is None else _parse(version, json.dumps(row.document, ensure_ascii=False))


def list_versions(uow: UnitOfWork, actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[PublishedRules]:
    """Published versions, newest first."""
    actor.require(Permission.MANAGE_RULES)
    size = page_size(limit)
    before = cursor_number(cursor) if cursor else None
    found = repository.list_sets(uow, before, size + 1)
    shown = tuple(_published(row) for row in found[:size])
    return Page(shown, encode_cursor(shown[-1].version) if len(found) > size else None)


def _published(row: Any) -> PublishedRules:
    rules = _parse(row.version, json.dumps(row.document, ensure_ascii=False))
    return PublishedRules(row.version, row.saved_by_name or row.saved_by, row.saved_at, rules.table, rules.examples)


def read_draft(uow: UnitOfWork, actor: Actor) -> RulesDraft:
    """The draft as it is; what is in force where nobody has begun one."""
    actor.require(Permission.MANAGE_RULES)
    row = repository.read_draft(uow)
    if row is None:
        rules = load_approval_rules(uow)
        return _tried(uow, RulesDraft(0, rules.version, rules.table, rules.examples, "", None))
    table, examples = table_of_document(row.document), _examples_of(row.document)
    return _tried(uow, RulesDraft(row.revision, row.based_on, table, examples, row.edited_by_name, row.edited_at))


def save_draft(uow: UnitOfWork, actor: Actor, revision: int, content: tuple[Table, Sequence[Example]], *, clock: Clock) -> RulesDraft:
    """Keep a draft, with whatever is still wrong with it. Raises Conflict("rules.draft_moved_on") when somebody else saved meanwhile."""
    actor.require(Permission.MANAGE_RULES)
    table, examples = content
    if len(examples) > MOST_EXAMPLES:
        raise Invalid("rules.too_many_examples", most=MOST_EXAMPLES)
    document = {**table_to_document(table), "examples": [_example_to_document(example) for example in examples]}
    based_on, row = load_approval_rules(uow).version, repository.read_draft(uow)
    values = {"document": document, "based_on": row.based_on if row else based_on, "edited_at": clock.now()}
    if not repository.put_draft(uow, revision, {**values, "edited_by": actor.user_id, "edited_by_name": actor.name}):
        raise Conflict("rules.draft_moved_on")
    return read_draft(uow, actor)


def discard_draft(uow: UnitOfWork, actor: Actor, revision: int) -> None:
    """Throw the draft away as it was looked at; what is in force stays. Raises Conflict("rules.draft_moved_on") when it is another one by now."""
    actor.require(Permission.MANAGE_RULES)
    if not repository.drop_draft(uow, revision):
        raise Conflict("rules.draft_moved_on")


def publish_draft(uow: UnitOfWork, actor: Actor, revision: int, *, clock: Clock) -> RuleSet:
    """Put the draft into force as the next version.

    Raises Conflict("rules.draft_moved_on" | "rules.based_on_older"), Invalid("rules.table_has_problems" | "rules.no_example" | "rules.example_fails").
    """
    actor.require(Permission.MANAGE_RULES)
    draft = read_draft(uow, actor)
    if draft.revision != revision or not revision:
        raise Conflict("rules.draft_moved_on")
    newest = load_approval_rules(uow).version
    if draft.based_on != newest:
        raise Conflict("rules.based_on_older", version=newest)
    check_table(draft.table, draft.examples, known_words(uow))
    if not repository.drop_draft(uow, revision):
        raise Conflict("rules.draft_moved_on")
    return _store(uow, actor, RuleSet(newest + 1, draft.table, draft.examples), clock)


def check_table(table: Table, examples: Sequence[Example], words: Words | None = None) -> None:
    """Raise Invalid for what keeps a table from being published."""
    problems = problems_of_table(table, words)
    if problems:
        raise Invalid("rules.table_has_problems", count=len(problems))
    if not table.rows or not examples:
        raise Invalid("rules.no_example" if table.rows else "rules.no_row")
    rules = RuleSet(0, table, tuple(examples))
    failing = [str(number) for number, example in enumerate(examples, 1) if not try_example(rules, example).passes]
    if failing:
        raise Invalid("rules.example_fails", examples=", ".join(failing), count=len(failing))
    differing = differing_rows(table)
    if differing:
        raise Invalid("rules.engine_differs", rows=", ".join(differing))


def try_example(rules: RuleSet, example: Example) -> Tried:
    """What becomes of an example."""
    try:
        decision = judge_document(rules, example.facts)
    except ValueError:
        return Tried(example, None)
    return Tried(example, decision.outcome, tuple(reason.code for reason in decision.reasons), decision.rows)


def save_approval_rules(uow: UnitOfWork, actor: Actor, rules: Sequence[ApprovalRule], examples: Sequence[CodesExample] = (), *, clock: Clock) -> RuleSet:
    """Publish rules of the old shape: who fits none of them needs nobody. Raises Invalid("order.bad_rule" | "order.example_fails")."""
    actor.require(Permission.MANAGE_RULES)
    saved = check_rules(rules, examples, version=load_approval_rules(uow).version + 1)
    document = {"rules": [asdict(rule) for rule in rules], "examples": [asdict(example) for example in examples]}
    return _store(uow, actor, saved, clock, document)


def check_rules(rules: Sequence[ApprovalRule], examples: Sequence[CodesExample] = (), *, version: int = 0) -> RuleSet:
    """Rules of the old shape as a set; raises Invalid for a rule that could not be judged or an example that comes out otherwise."""
    made = rule_set_of(version, rules, examples)
    for number, (given, example) in enumerate(zip(examples, made.examples, strict=True), 1):
        tried = try_example(made, example)
        if tried.codes != given.codes:
            raise Invalid("order.example_fails", example=number, expected=", ".join(given.codes), found=", ".join(tried.codes))
    return made


def _store(uow: UnitOfWork, actor: Actor, saved: RuleSet, clock: Clock, document: dict[str, Any] | None = None) -> RuleSet:
    at = clock.now()
    kept = document or {**table_to_document(saved.table), "examples": [_example_to_document(example) for example in saved.examples]}
    row = {"version": saved.version, "document": kept, "saved_by": actor.user_id, "saved_at": at, "saved_by_name": actor.name}
    if not orders.add_rules(uow, row):
        raise Conflict("rules.based_on_older", version=saved.version)
    record(uow, _AUDIT, "approval_rules.saved", {"version": saved.version, **kept}, by=Stamp(actor.user_id, at))
    return saved


@lru_cache(maxsize=16)
def _parse(version: int, text: str) -> RuleSet:
    document = json.loads(text)
    if "rules" in document:
        rules, examples = rules_of_document(document)
        return rule_set_of(version, rules, examples)
    return RuleSet(version, table_of_document(document), _examples_of(document))


def try_draft(uow: UnitOfWork, actor: Actor, table: Table, examples: Sequence[Example]) -> RulesDraft:
    """What is wrong with a table and what its examples come to, without keeping anything."""
    actor.require(Permission.MANAGE_RULES)
    return _tried(uow, RulesDraft(0, 0, table, tuple(examples), "", None))


def _tried(uow: UnitOfWork, draft: RulesDraft) -> RulesDraft:
    problems = problems_of_table(draft.table, known_words(uow))
    shape = (draft.revision, draft.based_on, draft.table, draft.examples, draft.edited_by, draft.edited_at)
    if problems:
        return RulesDraft(*shape, problems, tuple(Tried(example, None) for example in draft.examples))
    rules = RuleSet(0, draft.table, draft.examples)
    return RulesDraft(*shape, (), tuple(try_example(rules, example) for example in draft.examples))


def _example_to_document(example: Example) -> dict[str, Any]:
    codes = {} if example.codes is None else {"codes": list(example.codes)}
    return {"facts": dict(example.facts), "outcome": example.outcome.value, **codes}


def _examples_of(document: dict[str, Any]) -> tuple[Example, ...]:
    return tuple(Example(one["facts"], Outcome(one["outcome"]), tuple(one["codes"]) if "codes" in one else None) for one in document["examples"])
