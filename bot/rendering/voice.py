"""The language of one reply: sentences from the phrasebook, names, money and days as that language writes them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from backend.kit.phrases import Phrasebook
from bot.rendering.formats import format_date, format_money, format_time


class Named(Protocol):
    """Anything with a name in both languages."""

    @property
    def name_zh(self) -> str:
        """The Chinese name."""
        ...

    @property
    def name_en(self) -> str:
        """The English name."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks `locale` ("zh" or "en")."""

    locale: str
    book: Phrasebook

    def __call__(self, key: str, **params: object) -> str:
        """The sentence for `key`."""
        return self.book.say(self.locale, key, **params)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return self.book.has(key)

    def name(self, thing: Named) -> str:
        """The name of a thing, in the other language when it has none in this one."""
        return self.pick(thing.name_zh, thing.name_en)

    def pick(self, zh: str, en: str) -> str:
        """One of two words for the same thing."""
        return (zh or en) if self.locale == "zh" else (en or zh)

    def money(self, amount: Decimal | None, currency: str | None = None) -> str:
        """An amount of money; a dash for one that the reader may not see."""
        return "—" if amount is None else format_money(amount, currency, self.locale)

    def day(self, day: date, near: date | None = None) -> str:
        """A day with its weekday."""
        return format_date(day, self.locale, near=near)

    def as_of(self, at: datetime) -> str:
        """The note that says when figures were true."""
        return self("as-of", time=format_time(at))

    def list(self, words: list[str]) -> str:
        """Words in a row."""
        return ("、" if self.locale == "zh" else ", ").join(words)
