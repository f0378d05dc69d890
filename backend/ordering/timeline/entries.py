"""From the audit entries of an order to the steps of its timeline. Pure.

An entry that placed, changed or decided an order holds several steps in one: what stood in its way, what the rules said, and what came of it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.identity.domain import SYSTEM
from backend.kit.audit import AuditEntry
from backend.ordering.timeline.domain import Doer, StepKind, TimelineStep

APPROVALS = frozenset({"released", "first_release", "rejected", "escalated"})
KINDS: Mapping[str, StepKind] = {
    "submitted": StepKind.ORDER,
    "held": StepKind.ORDER,
    "changed": StepKind.CHANGE,
    "cancelled": StepKind.CHANGE,
    "closed": StepKind.CHANGE,
    "allocated": StepKind.PARTS,
    "picking": StepKind.PARTS,
    "filled": StepKind.PARTS,
    "short_closed": StepKind.CHANGE,
    "close_asked": StepKind.CHANGE,
    **dict.fromkeys(
        ("return_requested", "return_approved", "return_rejected", "return_withdrawn", "returned", "return_inspected", "credited"), StepKind.RETURN
    ),
    **dict.fromkeys(APPROVALS, StepKind.APPROVAL),
}
_JUDGED = frozenset({"decision", "prices", "proposal", "by_name", "version"})


def steps_of(entry: AuditEntry) -> tuple[TimelineStep, ...]:
    """The steps of one entry, in the order in which they happened."""
    action = entry.action.removeprefix("order.")
    decision: Mapping[str, Any] | None = entry.data.get("decision")
    judged: tuple[TimelineStep, ...] = ()
    if decision is not None:
        judged = (_gates(entry, action), _rules(entry, decision))
    return (*judged, _event(entry, action))


def entries_of(steps: Iterable[TimelineStep]) -> frozenset[int]:
    """The numbers of the entries that steps came of."""
    return frozenset(step.entry for step in steps)


def _gates(entry: AuditEntry, action: str) -> TimelineStep:
    """What forbids an order whoever would release it; an order that came about passed all of it."""
    return _step(entry, StepKind.GATES, "passed", {"for": action}, Doer.RULE)


def _rules(entry: AuditEntry, decision: Mapping[str, Any]) -> TimelineStep:
    names = ("rule_set", "rules", "facts", "outcome")
    outcome = str(decision.get("outcome") or ("hold" if decision.get("rules") else "auto"))
    return _step(entry, StepKind.RULES, outcome, {name: decision[name] for name in names if name in decision}, Doer.RULE)


def _event(entry: AuditEntry, action: str) -> TimelineStep:
    data = {name: value for name, value in entry.data.items() if name not in _JUDGED}
    doer = Doer.JOB if entry.actor == SYSTEM.user_id else Doer.PERSON
    return _step(entry, KINDS.get(action, StepKind.SHIPMENT), action, data, doer)


def _step(entry: AuditEntry, kind: StepKind, action: str, data: Mapping[str, Any], doer: Doer) -> TimelineStep:
    by = "" if doer is Doer.RULE else str(entry.data.get("by_name") or entry.actor)
    source = entry.data.get("source_message_id")
    return TimelineStep(entry.at, kind, action, by, doer, entry.seq, entry.data.get("version"), data, message_id=source)
