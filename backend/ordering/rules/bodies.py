"""Request and answer bodies of the routes of the approval rules."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from backend.kit.http import PRINTABLE, Word
from backend.ordering.rules.delegating import Delegation, Deputy
from backend.ordering.rules.facts import Fact
from backend.ordering.rules.judging import Example
from backend.ordering.rules.table import MOST_COLUMNS, MOST_ROWS, MOST_VALUES, Cell, CellProblem, Outcome, Row, Table
from backend.ordering.rules.versions import MOST_EXAMPLES, RulesDraft, Tried

LARGEST_REVISION = 2**31 - 1
MOST_CODES = 20
Text = Annotated[str, Field(max_length=300, pattern=PRINTABLE)]
Short = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]
Revision = Annotated[int, Field(ge=0, le=LARGEST_REVISION)]


class CellBody(BaseModel):
    """An operator of the fact's kind with its values."""

    model_config = ConfigDict(extra="forbid")

    operator: Short
    values: list[Short] = Field(max_length=MOST_VALUES)


class RowBody(BaseModel):
    """A row of the table: cells by fact, and what becomes of an order that fits them all."""

    model_config = ConfigDict(extra="forbid")

    id: Short
    cells: dict[Short, CellBody] = Field(default_factory=dict, max_length=MOST_COLUMNS)
    outcome: Outcome = Outcome.HOLD
    code: Short = ""
    message_zh: Text = ""
    message_en: Text = ""
    approver_role: Short = "brand_manager"
    level: int = Field(1, ge=1, le=2)

    def row(self) -> Row:
        """As the table holds it."""
        cells = {name: Cell(cell.operator, tuple(cell.values)) for name, cell in self.cells.items()}
        return Row(self.id, cells, self.outcome, self.code, self.message_zh, self.message_en, self.approver_role, self.level)


class ExampleBody(BaseModel):
    """Facts as text, the outcome they must have, and the reasons where they matter."""

    model_config = ConfigDict(extra="forbid")

    facts: dict[Short, Text] = Field(max_length=MOST_COLUMNS)
    outcome: Outcome
    codes: list[Short] | None = Field(None, max_length=MOST_CODES)

    def example(self) -> Example:
        """As a set holds it."""
        return Example(self.facts, self.outcome, None if self.codes is None else tuple(self.codes))


_EXAMPLE: dict[str, Any] = {
    "revision": 0,
    "columns": ["grade", "total"],
    "rows": [
        {
            "id": "a",
            "outcome": "auto",
            "cells": {"grade": {"operator": "in", "values": ["A"]}, "total": {"operator": "lt", "values": ["100000"]}},
        }
    ],
    "examples": [{"facts": {"grade": "A", "total": "99999.99"}, "outcome": "auto"}],
}


class DraftRulesBody(BaseModel):
    """A whole draft, on top of the revision that was read."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})

    revision: Revision
    columns: list[Short] = Field(max_length=MOST_COLUMNS)
    rows: list[RowBody] = Field(max_length=MOST_ROWS)
    examples: list[ExampleBody] = Field(default_factory=list, max_length=MOST_EXAMPLES)

    def table(self) -> Table:
        """As the use case takes it."""
        return Table(tuple(self.columns), tuple(row.row() for row in self.rows))


class PublicationBody(BaseModel):
    """The revision of the draft that was tried."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"revision": 3}})

    revision: Revision


class DelegationBody(BaseModel):
    """To whom the caller's approvals go, from the first through the last day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"to_user": "pm", "first_day": "2026-12-01", "last_day": "2026-12-05"}})

    to_user: Word
    first_day: date
    last_day: date


class RulesView(BaseModel):
    """A set of rules; `version` 0 are the defaults."""

    version: int
    table: Table
    examples: list[Example]
    author: str = ""
    published_at: datetime | None = None


class DraftRulesView(BaseModel):
    """The draft with what is wrong with it and what its examples come to."""

    revision: int
    based_on: int
    table: Table
    examples: list[Tried]
    problems: list[CellProblem]
    edited_by: str
    edited_at: datetime | None

    @classmethod
    def of(cls, draft: RulesDraft) -> "DraftRulesView":
        """The view of a draft."""
        return cls(
            revision=draft.revision,
            based_on=draft.based_on,
            table=draft.table,
            examples=list(draft.tried),
            problems=list(draft.problems),
            edited_by=draft.edited_by,
            edited_at=draft.edited_at,
        )


class FactView(BaseModel):
    """A fact of the palette with the operators a cell over it may have, and the words it can have where they are known."""

    fact: Fact
    operators: list[str]
    words: list[str] | None = None


class FactList(BaseModel):
    """The palette."""

    items: list[FactView]


class VersionList(BaseModel):
    """Published versions, newest first."""

    items: list[RulesView]
    next_cursor: str | None = None


class DelegationList(BaseModel):
    """Delegations that are not over, and who could stand in."""

    items: list[Delegation]
    deputies: list[Deputy]
