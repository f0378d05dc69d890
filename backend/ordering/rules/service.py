"""The public face of the approval rules: the draft and its versions, the dry run, who approves, and what waits for him."""

from backend.ordering.rules.approving import Waiting, list_approvals, may_decide, read_approval
from backend.ordering.rules.delegating import LONGEST_DAYS, Delegation, Deputy, delegate, deputies_of, end_delegation, escalate_waiting, list_delegations
from backend.ordering.rules.dry_run import DryRun, Switch, run_dry
from backend.ordering.rules.judging import judge_document
from backend.ordering.rules.versions import (
    PublishedRules,
    RulesDraft,
    discard_draft,
    list_versions,
    load_approval_rules,
    load_rule_set,
    publish_draft,
    read_draft,
    save_draft,
    try_draft,
)
from backend.ordering.rules.words import known_words

__all__ = [
    "LONGEST_DAYS",
    "Delegation",
    "Deputy",
    "DryRun",
    "PublishedRules",
    "RulesDraft",
    "Switch",
    "Waiting",
    "delegate",
    "deputies_of",
    "discard_draft",
    "end_delegation",
    "escalate_waiting",
    "judge_document",
    "known_words",
    "list_approvals",
    "list_delegations",
    "list_versions",
    "load_approval_rules",
    "load_rule_set",
    "may_decide",
    "publish_draft",
    "read_approval",
    "read_draft",
    "run_dry",
    "save_draft",
    "try_draft",
]
