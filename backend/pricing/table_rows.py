"""Rows of a table of prices as records: the heading says which column is what, in either language. Pure; reading files is nobody's business here.

Invariant: a row that cannot be read refuses the table and is named by its number; nothing is guessed about money.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from backend.kit.errors import Invalid

MOST_ROWS = 50_000
Rows = Iterable[tuple[int, Sequence[str]]]
"""The number of each row as its file numbers it, and its cells."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number and what each known column says; `refusal` is the code of the error a bad row raises."""

    number: int
    cells: Mapping[str, str]
    refusal: str

    def refused(self) -> Invalid:
        """The error that names the row."""
        return Invalid(self.refusal, row=self.number)

    def text(self, name: str) -> str:
        """What a column says; empty where it is missing."""
        return self.cells.get(name, "")

    def figure(self, name: str) -> Decimal | None:
        """The number of a column, not below zero; None for an empty one."""
        text = self.text(name).replace(",", "").removesuffix("%")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise self.refused() from error
        if not number.is_finite() or number < 0:
            raise self.refused()
        return number

    def count(self, name: str) -> int | None:
        """A whole number of a column."""
        number = self.figure(name)
        if number is not None and number != number.to_integral_value():
            raise self.refused()
        return None if number is None else int(number)


def records_of(rows: Rows, columns: Mapping[str, Collection[str]], needed: Collection[str], refusal: str) -> Iterator[Record]:
    """The rows behind the heading, the empty ones left out; Invalid(`refusal`) for a heading without a needed column, no row, or too many."""
    places: Mapping[str, int] | None = None
    found = 0
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if places is None:
            names = [cell.casefold() for cell in cells]
            places = {field: names.index(word) for field, words in columns.items() for word in words if word in names}
            if not set(needed) <= places.keys():
                raise Invalid(refusal, row=number)
            continue
        found += 1
        if found > MOST_ROWS:
            raise Invalid(refusal, row=number)
        yield Record(number, {field: cells[place] if place < len(cells) else "" for field, place in places.items()}, refusal)
    if not found:
        raise Invalid(refusal, row=1)
