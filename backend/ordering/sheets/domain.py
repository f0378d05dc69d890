"""Values of tables that people send: raw rows, what each column says, and what became of each row. Pure.

Invariant: only an OK row has a product and a whole number of base units; every other row says why it has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from backend.catalog.domain import Unit

TABLE = 2_000_000
"""Rows of the second sheet of a workbook are numbered from here on, those of the third from twice as much: more rows no sheet has."""


class Role(StrEnum):
    """What a column says."""

    NAME = "name"
    CODE = "code"
    SPEC = "spec"
    BRAND = "brand"
    UNIT = "unit"
    QTY = "qty"
    NOTE = "note"
    OTHER = "other"


class RowStatus(StrEnum):
    """What became of a row. SKIP is no wish for goods: blank, a total, a heading, hidden, or not ordered."""

    OK = "ok"
    ASK = "ask"
    REJECT = "reject"
    SKIP = "skip"


class Why(StrEnum):
    """Why a row is not OK, or how it became so."""

    NONE = ""
    AMBIGUOUS = "ambiguous"
    LIKELY = "likely"
    CODE_NAME = "code_name"
    UNIT = "unit"
    LARGE = "large"
    UNUSUAL = "unusual"
    BROKEN = "broken"
    PACK = "pack"
    CALLED_OFF = "called_off"
    FREE = "free"
    UNCLEAR_QTY = "unclear_qty"
    FORMULA = "formula"
    UNKNOWN = "unknown"
    NOT_SOLD = "not_sold"
    NO_PRODUCT = "no_product"
    NO_QTY = "no_qty"
    NEGATIVE = "negative"
    BLANK = "blank"
    TOTAL = "total"
    HEADING = "heading"
    HIDDEN = "hidden"
    NOT_ORDERED = "not_ordered"
    REMARK = "remark"
    LEFT_OUT = "left_out"
    BY_HISTORY = "by_history"
    BY_PERSON = "by_person"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file, cells as text; numbered as the program that made it numbers them."""

    number: int
    cells: tuple[str, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a line that names their brand or product and nothing else; the line itself is the row before `first`."""

    first: int
    last: int
    title: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What each column of one sheet says. `header` is the number of the heading row, 0 without one; `titles` are its cells.

    `blank_is_none` says that the table is a list of everything: what has no quantity in it is not ordered, where otherwise a quantity was forgotten.
    """

    roles: tuple[Role, ...]
    header: int = 0
    titles: tuple[str, ...] = ()
    blank_is_none: bool = False
    name: str = ""
    sections: tuple[Section, ...] = ()

    def section_of(self, number: int) -> Section | None:
        """The section that a row or its title belongs to."""
        return next((one for one in self.sections if one.first - 1 <= number <= one.last), None)

    def places(self, role: Role) -> tuple[int, ...]:
        """The columns with a role."""
        return tuple(place for place, one in enumerate(self.roles) if one is role)

    def title(self, place: int) -> str:
        """The heading of a column."""
        return self.titles[place] if place < len(self.titles) else ""

    @property
    def orders(self) -> bool:
        """Whether it says which product and how much of it."""
        return self.names_goods and Role.QTY in self.roles

    @property
    def names_goods(self) -> bool:
        """Whether some column says which product is meant."""
        return Role.NAME in self.roles or Role.CODE in self.roles

    def document(self) -> dict[str, object]:
        """As it is stored."""
        roles, titles = [role.value for role in self.roles], list(self.titles)
        sections = [[one.first, one.last, one.title] for one in self.sections]
        return {"roles": roles, "header": self.header, "titles": titles, "blank_is_none": self.blank_is_none, "name": self.name, "sections": sections}


def layouts_of_document(document: Sequence[Mapping[str, Any]]) -> tuple[Layout, ...]:
    """What `Layout.document` stored of each sheet."""
    return tuple(
        Layout(
            tuple(Role(role) for role in one["roles"]),
            int(one["header"]),
            tuple(map(str, one["titles"])),
            bool(one["blank_is_none"]),
            one["name"],
            tuple(Section(int(first), int(last), str(title)) for first, last, title in one.get("sections", ())),
        )
        for one in document
    )


@dataclass(frozen=True, slots=True)
class RowReading:
    """What a row says: the product (or those it may be), the quantity, and why it is not clear. `said` are its words for the product."""

    number: int
    status: RowStatus
    why: Why = Why.NONE
    said: str = ""
    sku: str | None = None
    candidates: tuple[str, ...] = ()
    qty: Decimal | None = None
    unit: Unit | None = None
    base_qty: int | None = None
    likely: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a sheet are what."""

    ok: int = 0
    ask: int = 0
    reject: int = 0
    skip: int = 0
    unread: int = 0

    @property
    def rows(self) -> int:
        """All rows."""
        return self.ok + self.ask + self.reject + self.skip + self.unread


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read into rows, and how the columns of each of its tables were guessed."""

    name: str
    rows: tuple[RawRow, ...] = field(repr=False)
    layouts: tuple[Layout, ...] = ()
