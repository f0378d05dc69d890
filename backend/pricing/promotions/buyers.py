"""Who an actor is to promotions: his dealer with its grade, groups and the region of its usual place."""

from backend.dealers.service import get_dealer, list_places
from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.pricing.promotions.domain import PromotionBuyer


def buyer_of(uow: UnitOfWork, actor: Actor) -> PromotionBuyer | None:
    """The buyer an actor is; None for staff without a dealer."""
    if actor.dealer_id is None:
        return None
    dealer = get_dealer(uow, actor, actor.dealer_id)
    regions = {place.code: place.region for place in list_places(uow)}
    return PromotionBuyer(dealer.id, dealer.grade, frozenset(dealer.groups), regions.get(dealer.default_ship_to or "", ""))
