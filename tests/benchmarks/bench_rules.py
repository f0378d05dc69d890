"""An approval decision by the compiled decision table, beside plain Python comparisons over the same rules and facts.

    python tests/benchmarks/bench_rules.py

All judge the same orders in turn in the same run; the table is compiled once and kept, as for orders. The promise is at most 1 ms, for a decision
and for the engine asked anew (a decision asks it only where no order lay among the bounds before); the ratio is decision / plain Python.
"""

# ruff: noqa: E402 - the checkout is put on the path before it is imported

import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from backend.credit.domain import CreditDecision
from backend.ordering.rules.facts import OrderFacts
from backend.ordering.rules.judging import RuleSet, judge
from backend.ordering.rules.table import Cell, Outcome, Row, Table, fits
from backend.ordering.rules.versions import DEFAULT_RULES

ORDERS, ROUNDS, WIDE = 1000, 5, 50
LIMIT_MS = 1.0


def orders() -> list[OrderFacts]:
    """Orders of every grade around every bound."""
    found = []
    for number in range(ORDERS):
        total = Decimal(number * 211 % 200_000) + Decimal("0.99")
        credit = CreditDecision(Decimal(500_000), Decimal(0), total, Decimal(0), number % 7 == 0, number % 7)
        found.append(OrderFacts("ABC"[number % 3], total, credit))
    return found


def wide_table() -> RuleSet:
    """Fifty rows over four facts."""
    rows = [
        Row(
            f"r{number}",
            {
                "grade": Cell("in", ("ABC"[number % 3],)),
                "total": Cell("between", (str(number * 4000), str(number * 4000 + 3999))),
                "overdue_days": Cell("lt", (str(number + 1),)),
            },
            Outcome.HOLD if number % 5 else Outcome.AUTO,
            f"R{number}",
        )
        for number in range(WIDE)
    ]
    return RuleSet(1, Table(("grade", "total", "overdue_days"), tuple(rows)))


def plain(rules: RuleSet, facts: OrderFacts) -> tuple[str, ...]:
    """The same rows by comparing in Python."""
    values = facts.values()
    return tuple(row.id for row in rules.table.rows if fits(row, values))


def engine(rules: RuleSet, facts: OrderFacts) -> tuple[str, ...]:
    """The same rows by the engine itself, with nothing remembered."""
    return rules.engine.ask(rules.engine.place_of(facts.values()))


def per_order_ms(work: Callable[[OrderFacts], object], asked: list[OrderFacts]) -> float:
    """Milliseconds of wall clock for one order."""
    began = time.perf_counter()
    for facts in asked:
        work(facts)
    return (time.perf_counter() - began) / len(asked) * 1000


def main() -> int:
    """Print a table; 1 when the promise is broken."""
    asked, slow = orders(), 0
    print(f"{'rules':<28}{'first, ms':>12}{'engine, ms':>12}{'decision, ms':>14}{'plain Python, ms':>18}{'ratio':>8}")
    for name, rules in (("as the product comes (3 rows)", DEFAULT_RULES), (f"{WIDE} rows, 3 facts", wide_table())):
        fresh = RuleSet(rules.version, rules.table)
        first = per_order_ms(partial(judge, fresh), asked[:1])
        anew, ours, theirs = [], [], []
        for _ in range(ROUNDS):
            anew.append(per_order_ms(partial(engine, fresh), asked))
            ours.append(per_order_ms(partial(judge, fresh), asked))
            theirs.append(per_order_ms(partial(plain, fresh), asked))
        slow += max(median(anew), median(ours)) > LIMIT_MS
        print(f"{name:<28}{first:>12.3f}{median(anew):>12.3f}{median(ours):>14.3f}{median(theirs):>18.3f}{median(ours) / median(theirs):>8.1f}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
