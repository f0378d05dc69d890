"""Scoring runs of scripted dialogues: the end state of the database, and the facts of every reply. Pure.

Invariant: a dialogue passes when its end state matches and every fact holds in its turn; what was not run has failed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.match_facts import holds

ROWS = ("orders_created", "orders_changed", "cases")
COUNTS = ("tickets", "feedback")
SETS = frozenset({"hold_reasons", "codes"})
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """What a dialogue failed on: parts of the end state, facts of turns."""

    id: str
    category: str
    end: tuple[str, ...]
    facts: tuple[str, ...]


def score(dialogues: Sequence[Document], predictions: Mapping[str, Document]) -> tuple[dict[str, Any], list[Failure]]:
    """The figures, and one Failure for every dialogue that did not pass."""
    by_category: dict[str, list[int]] = {}
    failures: list[Failure] = []
    ends = facts = 0
    for dialogue in dialogues:
        failure = judge(dialogue, predictions.get(dialogue["id"]))
        ends += not failure.end
        facts += not failure.facts
        passed = not failure.end and not failure.facts
        tally = by_category.setdefault(dialogue["category"], [0, 0])
        tally[0] += passed
        tally[1] += 1
        if not passed:
            failures.append(failure)
    figures = {
        "passed": len(dialogues) - len(failures),
        "total": len(dialogues),
        "end_state_passed": ends,
        "facts_passed": facts,
        "by_category": {name: f"{passed}/{total}" for name, (passed, total) in sorted(by_category.items())},
    }
    return figures, failures


def judge(dialogue: Document, prediction: Document | None) -> Failure:
    """What one dialogue failed on; nothing when it passed."""
    run = prediction or {"replies": [], "end": {}}
    end = end_state_problems(dialogue["final"], run["end"]) if run["end"] else ["not run"]
    return Failure(dialogue["id"], dialogue["category"], tuple(end), tuple(fact_problems(dialogue["turns"], run["replies"])))


def end_state_problems(final: Document, end: Document) -> list[str]:
    """The parts of the end state that differ from what was wanted."""
    problems = [name for name in ROWS if not same_rows(final.get(name) or [], end.get(name) or [])]
    problems += [name for name in COUNTS if (final.get(name) or 0) != (end.get(name) or 0)]
    drafts = final.get("drafts_open")
    if drafts is not None and drafts != end.get("drafts_open"):
        problems.append("drafts_open")
    if final.get("nothing_else") and end.get("other_changes"):
        problems.append("other_changes")
    return problems


def fact_problems(turns: Sequence[Document], replies: Sequence[Sequence[str]]) -> list[str]:
    """Facts that a turn lacks, and facts that it must not say."""
    problems: list[str] = []
    for number, turn in enumerate(turns, 1):
        said = "\n".join(replies[number - 1]) if number <= len(replies) else ""
        problems += [f"turn {number} lacks {fact}" for fact in turn.get("reply_must", ()) if not holds(fact, said)]
        problems += [f"turn {number} says {fact}" for fact in turn.get("reply_must_not", ()) if holds(fact, said)]
    return problems


def same_rows(wanted: Sequence[Document], got: Sequence[Document]) -> bool:
    """Each wanted row has its own row in `got` that agrees on every key the wanted row has; no row is left over."""
    rest = list(got)
    for row in wanted:
        match = next((index for index, other in enumerate(rest) if _agrees(row, other)), None)
        if match is None:
            return False
        del rest[match]
    return not rest


def _agrees(wanted: Document, got: Document) -> bool:
    return all(sorted(value or []) == sorted(got.get(key) or []) if key in SETS else value == got.get(key) for key, value in wanted.items())
