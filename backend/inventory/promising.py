"""Available to promise by date: what there is for a day and on which day all of a quantity will be there (R1).

ATP(d) = available for delivery on d + confirmed deliveries due up to d - what earlier orders still wait for. The stock of each day is looked up
for that day, because a lot that is sold today may be gone by then. Invariant: a day that is named is a day on which the whole quantity is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backend.inventory.inbound import expected_inbound
from backend.inventory.reserving import availability
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class PromiseOption:
    """So much on the day that was asked for, and the first day on which all of it is there (None: not within what is announced).

    `steps` are the days on which more comes, each with all there is by then.
    """

    sku: str
    wanted: int
    on_day: int
    first_day: date | None
    steps: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Claims:
    """Until when each SKU must be usable, and what of it earlier orders still wait for; `inbound` when it was looked up already."""

    through: Mapping[str, date] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    inbound: Mapping[str, Sequence[tuple[date, int]]] | None = None


NO_CLAIMS = Claims()


def promise_dates(
    uow: UnitOfWork, skus: Iterable[str], quantities: Mapping[str, int], *, day: date, clock: Clock, claims: Claims = NO_CLAIMS
) -> dict[str, PromiseOption]:
    """What may be promised of each SKU from `day` on."""
    wanted = list(dict.fromkeys(skus))
    today = local_day(load_brand_settings(uow), clock.now())
    inbound: Mapping[str, Sequence[tuple[date, int]]] = claims.inbound or {}
    if claims.inbound is None and wanted:
        inbound = expected_inbound(uow, wanted, since=today)
    days = sorted({day, *sorted({max(due, day) for listed in inbound.values() for due, _ in listed})[:MOST_STEPS]})
    lasting = {sku: (until - day) for sku, until in claims.through.items()}
    stock = {one: availability(uow, wanted, day=one, today=today, through={sku: one + more for sku, more in lasting.items()}) for one in days}
    found: dict[str, PromiseOption] = {}
    for sku in wanted:
        steps = [(one, _by(inbound.get(sku, ()), one) + stock[one][sku].total - claims.waiting.get(sku, 0)) for one in days]
        quantity = quantities.get(sku, 0)
        first = next((one for one, base_qty in steps if base_qty >= max(1, quantity)), None)
        later = tuple((one, max(0, base_qty)) for one, base_qty in steps[1:] if any(max(due, day) == one for due, _ in inbound.get(sku, ())))
        found[sku] = PromiseOption(sku, quantity, max(0, steps[0][1]), first, later)
    return found


def _by(inbound: Iterable[tuple[date, int]], day: date) -> int:
    return sum(base_qty for due, base_qty in inbound if due <= day)
