"""What a person says about an order beside its goods, place and day: kept and shown word for word, never acted upon.

Invariant: a payment wish changes no terms and urgency no promise; they are for the people who read the order.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Row

LONGEST = {"po_number": 60, "recipient": 120, "payment_wish": 120, "urgency": 20}
LONGEST_LOT_WISH = 120


@dataclass(frozen=True, slots=True)
class OrderNotes:
    """The person's own order number, who the goods are for, how he wishes to pay, and "urgent" or "line_down"."""

    po_number: str = ""
    recipient: str = ""
    payment_wish: str = ""
    urgency: str = ""

    def to_document(self) -> dict[str, str]:
        """What is set, as JSON."""
        return {name: value for name, value in asdict(self).items() if value}

    def to_row(self) -> dict[str, str | None]:
        """The columns of an order."""
        return {name: getattr(self, name) or None for name in LONGEST}


NO_NOTES = OrderNotes()


def notes_of(document: Mapping[str, Any]) -> OrderNotes:
    """Notes from JSON or from the columns of an order; what is missing was not said."""
    return OrderNotes(**{name: document.get(name) or "" for name in LONGEST})


def notes_of_order(row: Row[Any]) -> OrderNotes:
    """Notes from an order's row."""
    return OrderNotes(**{name: getattr(row, name) or "" for name in LONGEST})


def with_notes(notes: OrderNotes, **said: str) -> OrderNotes:
    """The notes with what was said now, cut to what is kept; what was not said stays."""
    kept = {name: value.strip()[: LONGEST[name]] for name, value in said.items() if value.strip()}
    return replace(notes, **kept) if kept else notes
