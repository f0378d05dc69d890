"""For whom somebody reads after-sales articles: the one place that says so."""

from backend.identity.domain import Actor
from backend.kit.errors import NotPermitted
from knowledge.domain import Audience


def audience_of(actor: Actor) -> Audience:
    """Dealers' people read what is written for dealers, the brand's own people all. Raises NotPermitted for what is no person."""
    if not actor.is_person:
        raise NotPermitted("identity.not_permitted", permission="read_articles", role=actor.role.value)
    return Audience.DEALER if actor.dealer_id is not None else Audience.INTERNAL
