"""What stock means for one dealer's order: until when the goods of each line must last, and what his terms say about lines that are short.

A wish for lots comes in the person's own words; what they say of dates is read here and nowhere else. Words about one batch or shade say nothing of
dates and stay a note. Invariant: preview, confirmation, change and release judge stock by the same terms.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from backend.catalog.text import normalise
from backend.inventory.domain import BackorderPolicy
from backend.inventory.policies import Lasting, stock_policy_of, usable_through
from backend.kit.db import UnitOfWork
from backend.ordering.reading.remarks import remarks_in
from backend.settings.service import load_brand_settings

_SAME_LOT = re.compile(r"同一?|相同|一个批|一批的|色号|窑号|缸号|same|single|\bone\b|shade|dye|calibre|\brun\b", re.IGNORECASE)
_OF_A_MONTH = re.compile(r"\d{1,2}月(?!份?以?内)")
_AT_LEAST = re.compile(r"(\d{1,4})\s*(个月|天|months?|weeks?|days?)", re.IGNORECASE)
_NOT_SHORT = re.compile(r"临期|快过期|老日期|旧日期|日期不好|日期老|陈货|\b(?:short|near|close)\b", re.IGNORECASE)
_DAYS = {"个月": 30, "天": 1, "month": 30, "week": 7, "day": 1}


class Wished(Protocol):
    """A line of a draft or an order: a product and the words about its lots."""

    @property
    def sku(self) -> str:
        """The product."""
        ...

    @property
    def lot_wish(self) -> str | None:
        """The words."""
        ...


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A product of a question and the words about its lots."""

    sku: str
    lot_wish: str = ""


@dataclass(frozen=True, slots=True)
class Supply:
    """The terms of one order; `through` holds the SKUs that must be usable beyond the delivery day."""

    backorder: BackorderPolicy = BackorderPolicy.ASK
    through: Mapping[str, date] = field(default_factory=dict)

    @property
    def may_wait(self) -> bool:
        """Whether what is missing may come later at all."""
        return self.backorder is not BackorderPolicy.NEVER

    def takes_later(self, *, agreed: bool) -> bool:
        """Whether a line takes what there is and waits for the rest: as the person agreed, unless the dealer's terms say it for every line."""
        return agreed if self.backorder is BackorderPolicy.ASK else self.may_wait


USUAL = Supply()


def supply_of(uow: UnitOfWork, dealer_id: str, lines: Iterable[Wished], day: date) -> Supply:
    """The terms for goods delivered on `day`."""
    policy = stock_policy_of(uow, dealer_id)
    said = {line.sku: line.lot_wish or "" for line in lines}
    if not any(said.values()) and not policy.least_days and not policy.least_percent:
        return USUAL if policy.backorder is BackorderPolicy.ASK else Supply(policy.backorder)
    near = load_brand_settings(uow).near_expiry_days
    wishes = {sku: lasting_of(words, near_days=near) for sku, words in said.items()}
    return Supply(policy.backorder, usable_through(uow, policy, wishes, day=day))


def lot_words(text: str) -> str:
    """The words of a question that are about lots and their dates."""
    remark = remarks_in(normalise(text)).first("lot") if text else None
    return remark.said if remark else ""


def asks_longer(words: str) -> bool:
    """Whether words about lots want goods that last longer than the usual ones."""
    return bool(words) and lasting_of(words, near_days=1) != Lasting()


def lasting_of(words: str, *, near_days: int) -> Lasting:
    """What words about lots say of their dates: so many days left, none that expires soon, new ones, or nothing."""
    least = _AT_LEAST.search(words)
    if least:
        unit = least.group(2).lower()
        return Lasting(days=int(least.group(1)) * _DAYS.get(unit, _DAYS.get(unit.rstrip("s"), 1)))
    if not words or _SAME_LOT.search(words) or _OF_A_MONTH.search(words):
        return Lasting()
    return Lasting(days=near_days) if _NOT_SHORT.search(words) else Lasting(is_new=True)
