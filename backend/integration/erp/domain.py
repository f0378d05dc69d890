"""What a row of another system must hold, kind by kind, and what became of it. Pure.

A row is a document of texts: from a file or a request it means the same. Invariant: two rows say the same when their contents are equal, and
only then have the same hash; blank and missing fields are the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from backend.integration.domain import CodeKind
from backend.kit.columns import MAX_AMOUNT
from backend.kit.errors import Invalid
from backend.kit.ids import hash_content

LONGEST_TEXT = 120
LARGEST_QUANTITY = 2**40
PRICE_DECIMALS = 6
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)
"""Whatever lies between is a day in every time zone."""


class Kind(StrEnum):
    """What an ERP hands in."""

    STOCK = "stock"
    PRICES = "prices"
    SHIPMENTS = "shipments"
    INVOICES = "invoices"
    PAYMENTS = "payments"


class Outcome(StrEnum):
    """What became of a row: used now, used before, waiting for a mapping, in conflict with an earlier one, or not usable as it is."""

    TAKEN = "taken"
    KNOWN = "known"
    WAITING = "waiting"
    CONFLICT = "conflict"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What became of one row. `code` and `params` say why, where there is a why."""

    row_no: int
    external_id: str
    outcome: Outcome
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A sound row: its fields as plain texts, and its codes by what they name."""

    kind: Kind
    external_id: str
    content: Mapping[str, str]

    @property
    def content_hash(self) -> str:
        """The same for the same content."""
        return hash_content(self.kind.value, *(f"{name}={value}" for name, value in sorted(self.content.items())))

    @property
    def codes(self) -> dict[CodeKind, str]:
        """The other system's codes in it."""
        return {kind: self.content[kind.value] for kind in CodeKind if kind.value in self.content}


@dataclass(frozen=True, slots=True)
class _Field:
    read: Callable[[str], str]
    needed: bool = True


def _text(value: str) -> str:
    if len(value) > LONGEST_TEXT or not value.isprintable():
        raise ValueError
    return value


def _quantity(value: str) -> str:
    number = int(value)
    if not 0 <= number <= LARGEST_QUANTITY:
        raise ValueError
    return str(number)


def _amount(value: str) -> str:
    return _decimal(value, 4)


def _positive(value: str) -> str:
    found = _decimal(value, 4)
    if Decimal(found) <= 0:
        raise ValueError
    return found


def _price(value: str) -> str:
    found = _decimal(value, PRICE_DECIMALS)
    if Decimal(found) < 0:
        raise ValueError
    return found


def _decimal(value: str, places: int) -> str:
    number = Decimal(value)
    if not number.is_finite() or abs(number) > MAX_AMOUNT or number != round(number, places):
        raise ValueError
    return format(number.normalize(), "f")


def _day(value: str) -> str:
    found = date.fromisoformat(value)
    if not _FIRST_DAY <= found <= _LAST_DAY:
        raise ValueError
    return found.isoformat()


def _instant(value: str) -> str:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None or not _FIRST_DAY <= found.date() <= _LAST_DAY:
        raise ValueError
    return found.isoformat()


def _optional(read: Callable[[str], str]) -> _Field:
    return _Field(read, needed=False)


FIELDS: Mapping[Kind, Mapping[str, _Field]] = {
    Kind.STOCK: {
        "warehouse": _Field(_text),
        "sku": _Field(_text),
        "quantity": _Field(_quantity),
        "as_of": _Field(_instant),
        "lot": _optional(_text),
        "expiry": _optional(_day),
    },
    Kind.PRICES: {
        "price_list": _Field(_text),
        "sku": _Field(_text),
        "unit_price": _Field(_price),
        "valid_from": _Field(_day),
        "min_quantity": _optional(_quantity),
    },
    Kind.SHIPMENTS: {
        "part": _Field(_text),
        "carrier": _Field(_text),
        "tracking": _optional(_text),
        "sku": _optional(_text),
        "quantity": _optional(_quantity),
    },
    Kind.INVOICES: {
        "dealer": _Field(_text),
        "amount": _Field(_amount),
        "day": _Field(_day),
        "due_day": _optional(_day),
        "order_number": _optional(_text),
    },
    Kind.PAYMENTS: {"dealer": _Field(_text), "amount": _Field(_positive), "day": _Field(_day), "invoice": _optional(_text)},
}
"""The fields of each kind beside `external_id`. Quantities are base units, amounts in the brand's currency, prices for a base unit."""


def read_row(kind: Kind, raw: Mapping[str, Any]) -> Row:
    """A sound row. Raises Invalid("integration.missing_field" | "integration.bad_field" | "integration.unknown_field") naming the field."""
    given = plain_row(raw)
    fields = FIELDS[kind]
    unknown = sorted(set(given) - set(fields) - {"external_id"})
    if unknown:
        raise Invalid("integration.unknown_field", field=unknown[0][:LONGEST_TEXT])
    for name in ("external_id", *(name for name, one in fields.items() if one.needed)):
        if not given.get(name):
            raise Invalid("integration.missing_field", field=name)
    wanted = {"external_id": _Field(_text), **fields}
    content: dict[str, str] = {}
    for name, one in wanted.items():
        if not given.get(name):
            continue
        try:
            content[name] = one.read(given[name])
        except (ValueError, InvalidOperation) as error:
            raise Invalid("integration.bad_field", field=name, value=given[name][:LONGEST_TEXT]) from error
    return Row(kind, content.pop("external_id"), content)


def plain_row(raw: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a row as texts without blanks around them, sound or not."""
    return {str(name).strip(): _plain(value) for name, value in raw.items()}


def columns_of(kind: Kind) -> Sequence[str]:
    """The columns of a file of this kind."""
    return ("external_id", *FIELDS[kind])


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip()
