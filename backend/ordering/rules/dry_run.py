"""What a draft of the rules would have made of the orders of the last 90 days: how many would come out otherwise, and which.

Each order is judged twice on the same facts, by the rules in force and by the draft; its facts are those its own decision kept, the rest as it
was when the order was placed. Orders are read a batch to a transaction, so nobody waits. Invariant: a dry run writes nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Row

from backend.credit.domain import CreditDecision
from backend.dealers.service import get_dealer, list_places
from backend.identity.domain import SYSTEM, Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.ordering.rules import repository
from backend.ordering.rules.facts import Goods, OrderFacts, all_facts, facts_of, read_fact
from backend.ordering.rules.judging import RuleDecision, RuleSet, judge_values
from backend.ordering.rules.table import Outcome, Table, problems_of_table
from backend.ordering.rules.versions import load_approval_rules
from backend.ordering.rules.words import known_words
from backend.settings.calendar import local_day
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings

LOOKS_BACK = timedelta(days=90)
BATCH = 200
MOST_SHOWN = 200
_NOTHING_OWED = CreditDecision(Decimal(0), Decimal(0), Decimal(0), Decimal(0), False, 0)
"""Of an order that was judged before decisions were kept, nothing is known of its credit then."""
Told = Callable[[int, int], None]
"""Told how many orders have been judged, of how many."""


@dataclass(frozen=True, slots=True)
class Switch:
    """An order that would come out otherwise, with the reasons then and now."""

    number: str
    dealer_zh: str
    dealer_en: str
    placed_at: datetime
    total: Decimal
    before: Outcome
    after: Outcome
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """`moves` counts the orders by what they were and would be; the newest of those that switch are shown, `switched` counts them all."""

    orders: int
    switched: int
    moves: Mapping[str, int]
    shown: tuple[Switch, ...]
    currency: str


@dataclass(slots=True)
class _World:
    """What stays the same from order to order, looked up once."""

    settings: BrandSettings
    rules: RuleSet
    draft: RuleSet
    regions: Mapping[str, str]
    grades: dict[str, str]


def run_dry(database: Database, actor: Actor, table: Table, *, clock: Clock, tell: Told | None = None) -> DryRun:
    """Judge the orders of the last 90 days with a table. Raises Invalid("rules.table_has_problems")."""
    actor.require(Permission.MANAGE_RULES)
    since = clock.now() - LOOKS_BACK
    world = database.read(lambda uow: _world(uow, table))
    whole = database.read(lambda uow: repository.count_since(uow, actor, since))
    moves: Counter[str] = Counter()
    switches: list[Switch] = []
    after, done = None, 0
    while True:
        rows, judged = database.read(partial(_batch, actor=actor, world=world, since=since, after=after))
        for switch in judged:
            moves[f"{switch.before}>{switch.after}"] += 1
        switches.extend(one for one in judged if one.before is not one.after)
        done += len(rows)
        if tell is not None:
            tell(done, max(whole, done))
        if len(rows) < BATCH:
            break
        after = (rows[-1].placed_at, rows[-1].id)
    return DryRun(done, len(switches), dict(sorted(moves.items())), tuple(reversed(switches[-MOST_SHOWN:])), world.settings.currency)


def _world(uow: UnitOfWork, table: Table) -> _World:
    problems = problems_of_table(table, known_words(uow))
    if problems:
        raise Invalid("rules.table_has_problems", count=len(problems))
    regions = {place.code: place.region for place in list_places(uow)}
    return _World(load_brand_settings(uow), load_approval_rules(uow), RuleSet(0, table), regions, {})


def _batch(uow: UnitOfWork, actor: Actor, world: _World, since: datetime, after: tuple[datetime, str] | None) -> tuple[Sequence[Row[Any]], list[Switch]]:
    rows = repository.placed_since(uow, actor, since, after, BATCH)
    lines = repository.lines_of(uow, [row.id for row in rows])
    return rows, [_judge_twice(world, row, _facts(uow, world, row, lines.get(row.id, []))) for row in rows]


def _judge_twice(world: _World, row: Row[Any], facts: Mapping[str, Any]) -> Switch:
    before, after = judge_values(world.rules, facts), judge_values(world.draft, facts)
    return Switch(row.number, row.dealer_name_zh, row.dealer_name_en, row.placed_at, row.total, before.outcome, after.outcome, _codes(before, after))


def _codes(before: RuleDecision, after: RuleDecision) -> tuple[str, ...]:
    """The reasons of whichever is stricter."""
    return tuple(reason.code for reason in (after if after.reasons else before).reasons)


def _facts(uow: UnitOfWork, world: _World, row: Row[Any], lines: list[tuple[str, int]]) -> dict[str, Any]:
    kept = _kept(row.decision)
    grade = kept.get("grade") or _grade(uow, world, row.dealer_id)
    goods = Goods(row.dealer_id, lines, world.regions.get(row.ship_to, ""), row.placed_at, local_day(world.settings, row.placed_at), row.id)
    needed = (world.rules.needed | world.draft.needed) - kept.keys()
    looked = facts_of(uow, needed, goods, OrderFacts(grade, row.total, _NOTHING_OWED, world.settings.currency_exponent))
    return all_facts({**looked.values(), **kept})


def _kept(decision: Mapping[str, Any] | None) -> dict[str, Any]:
    """The facts of an order's own decision, of which the oldest call the total by another name."""
    kept: dict[str, Any] = {}
    for name, text in ((decision or {}).get("facts") or {}).items():
        try:
            kept["total" if name == "amount" else name] = read_fact("total" if name == "amount" else name, str(text))
        except ValueError:
            continue
    return kept


def _grade(uow: UnitOfWork, world: _World, dealer_id: str) -> str:
    if dealer_id not in world.grades:
        try:
            world.grades[dealer_id] = get_dealer(uow, SYSTEM, dealer_id).grade
        except NotFound:
            world.grades[dealer_id] = ""
    return world.grades[dealer_id]
