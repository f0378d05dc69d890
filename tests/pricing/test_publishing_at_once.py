"""Two people publish the same version at the same moment: both looked before either stored, and the second is told so, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from backend.identity.domain import SYSTEM
from backend.kit.errors import Conflict
from backend.ordering.rules import versions
from backend.ordering.rules.versions import DEFAULT_RULES, save_approval_rules, save_draft
from backend.pricing import repository
from backend.pricing.floors import store as floor_store
from backend.pricing.floors.domain import FloorEntry, NewFloorList
from backend.pricing.floors.publishing import publish_floors
from backend.pricing.lists import publish_price_list
from backend.pricing.promotions import store as promotion_store
from backend.pricing.promotions.publishing import publish_promotion
from backend.pricing.service import NewPriceList
from tests.ordering.company import START, Company
from tests.promotions.baskets import gift

FLOORS = NewFloorList("F", START, (FloorEntry("COKE", price=Decimal(1)),))
PRICES = NewPriceList("P", "base", START + timedelta(days=1), entries=(("COKE", 0, Decimal(2)),))
PUBLISH: dict[str, tuple[Any, str, Callable[..., object]]] = {
    "price list": (repository, "latest_version", lambda uow, clock: publish_price_list(uow, SYSTEM, PRICES, clock=clock)),
    "promotion": (promotion_store, "latest_version", lambda uow, clock: publish_promotion(uow, SYSTEM, gift(), clock=clock)),
    "floors": (floor_store, "latest_version", lambda uow, clock: publish_floors(uow, SYSTEM, FLOORS, clock=clock)),
    "rules": (versions, "load_approval_rules", lambda uow, clock: save_approval_rules(uow, SYSTEM, [], clock=clock)),
    "draft of the rules": (versions, "load_approval_rules", lambda uow, clock: save_draft(uow, SYSTEM, 0, (DEFAULT_RULES.table, ()), clock=clock)),
}


@pytest.mark.parametrize("what", PUBLISH)
def test_the_second_of_two_who_publish_at_once_is_told_and_nothing_of_his_is_stored(company: Company, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look at the newest version is made to see what it saw before the first one stored."""
    place, name, publish = PUBLISH[what]
    seen = replace(DEFAULT_RULES) if "rules" in what else 0
    monkeypatch.setattr(place, name, lambda *_: seen)
    company.write(lambda uow: publish(uow, company.clock))
    with pytest.raises(Conflict):
        company.write(lambda uow: publish(uow, company.clock))
    assert company.disagreements() == []
