"""The hard gates of an order: what makes it impossible whoever would release it (N6). Pure.

Invariant: all gates are judged and every one that blocks is returned with the figures that explain it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from backend.catalog.domain import Sku
from backend.dealers.domain import Dealer, Standing
from backend.ordering.schemas import GateReason


def blocking_gates(standing: Standing, skus: Iterable[Sku], *, today: date) -> tuple[GateReason, ...]:
    """What blocks an order of these SKUs to the standing's place. The last valid day of a licence still passes."""
    dealer, place = standing.dealer, standing.ship_to
    found = list(frozen_account(dealer))
    if standing.licence_valid_through is not None and standing.licence_valid_through < today:
        found.append(_block("LICENCE_EXPIRED", {"licence": standing.licence_number or "", "valid_through": standing.licence_valid_through.isoformat()}))
    if place.region not in standing.authorised_regions:
        found.append(_block("REGION_NOT_AUTHORISED", _place_params(standing)))
    forbidden: dict[str, list[str]] = {}
    for sku in skus:
        if sku.category in standing.forbidden_categories:
            forbidden.setdefault(sku.category, []).append(sku.code)
    for category in sorted(forbidden):
        codes = sorted(forbidden[category])
        found.append(_block("CATEGORY_FORBIDDEN", {**_place_params(standing), "category": category, "skus": ", ".join(codes)}))
    return tuple(found)


def frozen_account(dealer: Dealer) -> tuple[GateReason, ...]:
    """The block of a dealer whose account is frozen, since when and why; nothing for any other."""
    if not dealer.frozen:
        return ()
    since = dealer.frozen_since.isoformat() if dealer.frozen_since else ""
    return (_block("FROZEN", {"since": since, "reason": dealer.frozen_reason or ""}),)


def licence_warnings(standing: Standing, *, today: date, warning_days: int) -> tuple[GateReason, ...]:
    """A licence that is valid today and ends within `warning_days`."""
    last = standing.licence_valid_through
    if last is None or not today <= last <= today + timedelta(days=warning_days):
        return ()
    figures = {"licence": standing.licence_number or "", "valid_through": last.isoformat(), "days": (last - today).days}
    return (GateReason("LICENCE_EXPIRING", blocks=False, params=figures),)


def missing_place() -> GateReason:
    """No ship-to was said and the dealer has no usual one."""
    return _block("NO_SHIP_TO", {})


def not_sold(skus: Iterable[str]) -> GateReason:
    """SKUs that are not sold any more or have no price for this dealer."""
    return _block("NOT_SOLD", {"skus": ", ".join(sorted(skus))})


def _block(code: str, params: Mapping[str, object]) -> GateReason:
    return GateReason(code, blocks=True, params=dict(params))


def _place_params(standing: Standing) -> dict[str, str]:
    place = standing.ship_to
    return {"ship_to": place.code, "place_zh": place.name_zh, "place_en": place.name_en, "region": place.region}
