"""What a file of invoice lines means: which rows count, how products, customers and invoices are told apart. Pure.

An invoice is one customer at one instant. A negative quantity is a return: a fact of its own that changes no order. A row that lacks
something an order needs is set aside with the first reason that applies.
Invariant: rows read = rows in orders + returns + rows set aside.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from backend.ordering.required_fields import RequiredField

COLUMNS = ("Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
CODE_LENGTH = 10
LONGEST_NUMBER = 30
LONGEST_NAME = 200
LONGEST_CUSTOMER = 40
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_SPACES = re.compile(r"\s+")


class SetAside(StrEnum):
    """Why a row is not part of an order, in the order in which it is judged."""

    BROKEN_LINE = "broken_line"
    NO_CUSTOMER = "no_customer"
    BAD_CUSTOMER = "bad_customer"
    NO_DESCRIPTION = "no_description"
    BAD_DATE = "bad_date"
    BAD_QUANTITY = "bad_quantity"
    NO_PRICE = "no_price"
    RETURN = "return"

    @property
    def field(self) -> RequiredField | None:
        """Which of the twelve required fields of an order the row lacks; None when it is no order line at all."""
        return _FIELD_OF.get(self)


_FIELD_OF = {
    SetAside.NO_CUSTOMER: RequiredField.DEALER,
    SetAside.BAD_CUSTOMER: RequiredField.DEALER,
    SetAside.NO_DESCRIPTION: RequiredField.SKU,
    SetAside.BAD_DATE: RequiredField.ORDER_DATE,
    SetAside.BAD_QUANTITY: RequiredField.QUANTITY,
    SetAside.NO_PRICE: RequiredField.UNIT_PRICE,
}


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One usable row of the file. `price` is per piece and above zero, `quantity` at least one."""

    customer: str
    at: datetime
    description: str
    quantity: int
    price: Decimal
    country: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file. `already_imported` says that its content was known and nothing was done."""

    run_id: str
    file_name: str
    content_hash: str
    rows_read: int
    rows_in_orders: int
    orders: int
    lines: int
    returns: int
    returned_pieces: int
    customers: int
    products: int
    first_day: date | None
    last_day: date | None
    total_value: Decimal
    currency: str
    set_aside: Mapping[str, int] = field(default_factory=dict)
    already_imported: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.rows_read == self.rows_in_orders + self.returns + sum(self.set_aside.values())

    @property
    def merged(self) -> int:
        """Rows that joined another row of the same product on the same invoice."""
        return self.rows_in_orders - self.lines

    def to_json(self) -> dict[str, Any]:
        """A JSON document that `report_of_json` reads back."""
        days = {name: day.isoformat() if day else None for name, day in (("first_day", self.first_day), ("last_day", self.last_day))}
        return {**asdict(self), **days, "total_value": str(self.total_value), "set_aside": dict(self.set_aside)}


def report_of_json(document: Mapping[str, Any], *, already_imported: bool = False) -> ImportReport:
    """The report that `ImportReport.to_json` stored."""
    days = {name: date.fromisoformat(document[name]) if document[name] else None for name in ("first_day", "last_day")}
    return ImportReport(**{**document, **days, "total_value": Decimal(document["total_value"]), "already_imported": already_imported})


def shown_name(description: str) -> str:
    """A product's name as people read it: its spelling with single spaces."""
    return _SPACES.sub(" ", description).strip()[:LONGEST_NAME]


def product_key(description: str) -> str:
    """The same for names that differ only by case, width or spaces."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", description)).casefold()


def sku_code(key: str) -> str:
    """A stable code of ten letters from a product key; letters only, so that it is never taken for a quantity."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[index])
    return "".join(letters)


def invoice_number(customer: str, at: datetime) -> str:
    """A stable number for a customer's invoice at an instant; a long customer number is shortened to a hash."""
    stamp = f"{at:%Y%m%d%H%M}" if at.second == 0 and at.microsecond == 0 else f"{at:%Y%m%d%H%M%S%f}"
    number = f"INV-{customer}-{stamp}".upper()
    if len(number) <= LONGEST_NUMBER:
        return number
    return "INV-" + hashlib.sha256(f"{customer}\x1f{stamp}".encode()).hexdigest()[:20].upper()
