"""The values of an order's timeline: a step, and whether a decision comes out the same when it is made again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class StepKind(StrEnum):
    """What a step of an order's life is."""

    MESSAGE = "message"
    READING = "reading"
    PROPOSAL = "proposal"
    GATES = "gates"
    RULES = "rules"
    ORDER = "order"
    APPROVAL = "approval"
    CHANGE = "change"
    PARTS = "parts"
    SHIPMENT = "shipment"
    RETURN = "return"


class Doer(StrEnum):
    """Who did a step."""

    PERSON = "person"
    RULE = "rule"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Goods:
    """A product in words: its names, and its usual pack with how many base units are in it."""

    name_zh: str
    name_en: str
    factor: int
    pack_zh: str
    pack_en: str
    base_zh: str
    base_en: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of making a decision again from what was kept of it. `differences` are details such as "row:grade_a" or "price:COKE"."""

    same: bool
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One step: when, who, and what is known of it.

    `action` is the word of the event ("held", "released", "shipped" …), `entry` its number in the audit chain of the order, `version` the order's
    version after it. `words` are the message of a message step, `message_id` names the message that a step came of.
    """

    at: datetime
    kind: StepKind
    action: str
    by: str
    doer: Doer = Doer.PERSON
    entry: int = 0
    version: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    words: str | None = None
    message_id: str | None = None
    replay: Replay | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The life of one order, oldest step first, and the products that its steps name by their codes."""

    order_id: str
    number: str
    status: str
    steps: tuple[TimelineStep, ...]
    goods: Mapping[str, Goods] = field(default_factory=dict)
