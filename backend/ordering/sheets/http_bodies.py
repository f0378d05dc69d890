"""Request bodies and list answers of the routes for tables."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from backend.catalog.domain import Unit
from backend.kit.errors import Invalid
from backend.kit.http import Word
from backend.ordering.schemas import DraftView
from backend.ordering.sheets.domain import TABLE, Role
from backend.ordering.sheets.fixing import Columns, RowFix
from backend.ordering.sheets.monthly import Discontinued, MonthlyOrder
from backend.ordering.sheets.views import RowView, SheetView

Quantity = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4, examples=["10"])]


def _example(document: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": document})


class TableBody(BaseModel):
    """A table as text, as it is pasted out of a spreadsheet: cells with tabs, commas, semicolons or bars between them."""

    model_config = _example({"text": "Item\tQty\nCoca-Cola 330ml can\t10 cases", "name": "pasted"})

    text: Annotated[str, Field(min_length=1, max_length=900_000)]
    name: Annotated[str, Field(max_length=200)] = ""


class ColumnsBody(BaseModel):
    """What each column says, from the left, and the number of the heading row (0: there is none)."""

    model_config = _example({"roles": ["name", "spec", "qty"], "header_row": 1})

    roles: list[Role] = Field(max_length=60)
    header_row: int = Field(0, ge=0, le=TABLE - 1)
    table: int = Field(0, ge=0, le=100, description="Which sheet of a workbook.")

    def columns(self) -> Columns:
        """As the use case takes it."""
        return Columns(tuple(self.roles), self.header_row, self.table)


class RowFixBody(BaseModel):
    """What a row means."""

    model_config = _example({"sku": "COKE-330", "qty": "10", "unit": "case"})

    sku: Word | None = None
    qty: Quantity | None = None
    unit: Unit | None = None
    leave_out: bool = False
    alike: bool = False

    def fix(self, row: int) -> RowFix:
        """As the use case takes it."""
        return RowFix(min(max(row, 0), 2**31 - 1), self.sku, self.qty, self.unit, self.leave_out, self.alike)


class DraftSheetBody(BaseModel):
    """Whether to take only what is clear, and whether to import again what was imported before."""

    model_config = _example({"partly": True})

    partly: bool = False
    again: bool = False


class MonthBody(BaseModel):
    """Which month; the last one when left out."""

    model_config = _example({"month": "2025-05"})

    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None

    def first_day(self) -> date | None:
        """The month's first day."""
        if self.month is None:
            return None
        year, month = self.month.split("-")
        if int(year) < 1:
            raise Invalid("order.month_to_come", month=self.month)
        return date(int(year), int(month), 1)


class SheetPage(BaseModel):
    """Tables, newest first."""

    items: list[SheetView]
    next_cursor: str | None = None


class RowPage(BaseModel):
    """Rows in their order."""

    items: list[RowView]
    next_cursor: str | None = None


class RowList(BaseModel):
    """The rows that were settled."""

    items: list[RowView]


class DraftsOfSheet(BaseModel):
    """The drafts that were made."""

    items: list[DraftView]


class MonthlyView(BaseModel):
    """The drafts of a month's totals, how many orders they were, and what of it is no longer sold."""

    items: list[DraftView]
    first: date
    last: date
    orders: int
    discontinued: list[Discontinued]

    @classmethod
    def of(cls, made: MonthlyOrder) -> "MonthlyView":
        """From what the use case made."""
        return cls(items=list(made.drafts), first=made.first, last=made.last, orders=made.orders, discontinued=list(made.discontinued))
