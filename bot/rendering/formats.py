"""How money, days, instants and quantities are written, the same in chat, pages and console.

Invariant: a figure is written as it is, never rounded further than its money; a date always names its day of the week.
"""

from datetime import date, datetime, tzinfo
from decimal import Decimal

from backend.kit.money import decimals_of
from tools.views import unit_phrase

_SYMBOLS = {"CNY": "¥", "GBP": "£", "EUR": "€", "USD": "US$", "JPY": "JP¥"}
_WHOLE = {"JPY", "KRW", "VND"}
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_EXACT_PLACES = 4


def format_money(amount: Decimal, currency: str | None = None, locale: str = "en") -> str:
    """An amount of money such as "2,318.76"; with a currency "¥2,318.76" in Chinese and "CNY 2,318.76" in English."""
    places = max(0 if currency in _WHOLE else 2, decimals_of(amount.normalize()))
    text = f"{amount:,.{places}f}"
    if currency is None:
        return text
    return _SYMBOLS.get(currency, f"{currency} ") + text if locale == "zh" else f"{currency} {text}"


def format_unit_price(price: Decimal) -> str:
    """An exact price of one piece: two decimals, up to four where it has them."""
    exact = price.quantize(Decimal(1).scaleb(-_EXACT_PLACES)).normalize()
    places = max(2, -int(exact.as_tuple().exponent))
    return f"{exact:,.{places}f}"


def format_count(qty: Decimal | int) -> str:
    """A number without trailing zeros: "1,200", "0.5"."""
    return f"{Decimal(qty).normalize():,f}"


def format_quantity(qty: Decimal | int, word: str) -> str:
    """A quantity with its unit, in English with the right plural: "20 箱", "1 case", "3 cases"."""
    return f"{format_count(qty)} {unit_phrase(word, qty)}".rstrip()


def format_packs(base: int, factor: int, unit_word: str, base_word: str) -> str:
    """Base units said in whole packs and the rest: "3 箱", "3 箱 5 罐", "5 罐"."""
    if factor <= 1 or not unit_word:
        return format_quantity(base, base_word or unit_word)
    packs, rest = divmod(base, factor)
    if rest and not packs:
        return format_quantity(rest, base_word)
    whole = format_quantity(packs, unit_word)
    return f"{whole} {format_quantity(rest, base_word)}" if rest else whole


def format_date(day: date, locale: str, *, weekday: bool = True, near: date | None = None) -> str:
    """An absolute day: "6月13日(周五)", "Fri 13 June 2025"; the Chinese form names the year when it is not that of `near`."""
    if locale == "zh":
        year = f"{day.year}年" if near is not None and near.year != day.year else ""
        return f"{year}{day.month}月{day.day}日" + (f"(周{_WEEKDAYS['zh'][day.weekday()]})" if weekday else "")
    return (f"{_WEEKDAYS['en'][day.weekday()]} " if weekday else "") + f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_instant(at: datetime, locale: str, zone: tzinfo | None = None) -> str:
    """A day and a time on the clock of `zone`, or on the instant's own: "6月11日 09:30", "11 June 2025, 09:30"."""
    local = at.astimezone(zone) if zone is not None else at
    separator = " " if locale == "zh" else ", "
    return f"{format_date(local.date(), locale, weekday=False)}{separator}{local:%H:%M}"


def format_time(at: datetime) -> str:
    """The time of an instant on its own clock: "09:30"."""
    return f"{at:%H:%M}"


def quote_words(words: str, longest: int = 40) -> str:
    """A person's own words for quoting them: on one line, without marks that nobody sees, cut where they are long."""
    line = " ".join("".join(char for char in words if char.isprintable() or char.isspace()).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def format_weekdays(days: tuple[int, ...], locale: str) -> str:
    """Days of the week: "周日", "Sun"."""
    names = [f"周{_WEEKDAYS['zh'][day]}" if locale == "zh" else _WEEKDAYS["en"][day] for day in days]
    return ("、" if locale == "zh" else ", ").join(names)
