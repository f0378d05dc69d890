"""Tables of prices on the pages of promotions and price lists, and how their forms read days and lists of words. Pure.

Invariant: what a person typed is escaped; a figure that cannot be read is refused by its field's name.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from html import escape

from backend.kit.errors import Invalid
from bot.rendering.formats import format_date

_SPLIT = re.compile(r"[\s,，、;；]+")
_PART = re.compile(r"([^\s×xX*]+)\s*[×xX*]\s*(\d+)")
MIDNIGHT = time(0)


def table_html(heads: Sequence[str], rows: Sequence[Sequence[str]], figures_from: int) -> str:
    """A table; columns from `figures_from` on are figures. On a phone it scrolls inside its card."""
    head = "".join(f"<th scope='col'{' class=figure' if number >= figures_from else ''}>{escape(name)}</th>" for number, name in enumerate(heads))
    body = "".join(f"<tr>{''.join(_cell(number, cell, figures_from) for number, cell in enumerate(row))}</tr>" for row in rows)
    return f"<div class='card price-table' tabindex='0'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _cell(number: int, text: str, figures_from: int) -> str:
    return f"<td{' class=figure' if number >= figures_from else ''}>{escape(text)}</td>"


def day_text(at: datetime | None, zone: tzinfo, *, last: bool = False) -> str:
    """The brand's day of an instant as a field of a form has it; with `last` the last day before it."""
    return "" if at is None else _day(at, zone, last=last).isoformat()


def day_words(at: datetime | None, zone: tzinfo, locale: str, *, last: bool = False) -> str:
    """The same day as the reader's language writes it, with its year; a dash for none."""
    if at is None:
        return "—"
    return format_date(_day(at, zone, last=last), locale, weekday=False, near=date.min)


def _day(at: datetime, zone: tzinfo, *, last: bool) -> date:
    return (at.astimezone(zone) - timedelta(microseconds=1 if last else 0)).date()


def instant_of(text: str, zone: tzinfo, field: str, *, after: int = 0) -> datetime | None:
    """The midnight that begins a day (or the one after it); nothing for an empty field. Raises Invalid("prices.bad_field")."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid("prices.bad_field", field=field) from error
    return datetime.combine(day + timedelta(days=after), MIDNIGHT, zone)


def words_of(text: str) -> frozenset[str]:
    """Words between commas, spaces or lines."""
    return frozenset(word for word in _SPLIT.split(text.strip()) if word)


def parts_of(text: str, field: str) -> tuple[tuple[str, int], ...]:
    """A set written as "A×12, B×6". Raises Invalid("prices.bad_field")."""
    found = tuple((match[1], int(match[2])) for match in _PART.finditer(text))
    if len(found) != len([one for one in re.split(r"[,，、;；\n]+", text) if one.strip()]):
        raise Invalid("prices.bad_field", field=field)
    return found


def number_of(text: str, field: str) -> Decimal | None:
    """A figure; nothing for an empty field. Raises Invalid("prices.bad_field")."""
    if not text.strip():
        return None
    try:
        number = Decimal(text.strip().replace(",", "").removesuffix("%"))
    except InvalidOperation as error:
        raise Invalid("prices.bad_field", field=field) from error
    if not number.is_finite():
        raise Invalid("prices.bad_field", field=field)
    return number


def count_of(text: str, field: str) -> int | None:
    """A whole figure; nothing for an empty field. Raises Invalid("prices.bad_field")."""
    number = number_of(text, field)
    if number is None:
        return None
    if number != number.to_integral_value() or number < 0:
        raise Invalid("prices.bad_field", field=field)
    return int(number)
