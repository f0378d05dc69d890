"""What brand staff set for a product of the catalogue, over HTTP and on the page alike: what stands in for it, and how long it lives."""

from collections.abc import Sequence

from backend.catalog.service import check_known
from backend.identity.domain import Actor, Permission
from backend.inventory.policies import set_sku_lives
from backend.inventory.substitutes import set_substitutes
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork


def agree_substitutes(uow: UnitOfWork, actor: Actor, sku: str, substitutes: Sequence[str], *, clock: Clock) -> None:
    """What is offered when the product is short, the best first. Raises NotFound("catalog.no_sku"), Invalid("inventory.bad_substitutes")."""
    actor.require(Permission.MANAGE_DEALERS)
    check_known(uow, [sku, *substitutes])
    set_substitutes(uow, actor, sku, substitutes, clock=clock)


def agree_life(uow: UnitOfWork, actor: Actor, sku: str, days: int, *, clock: Clock) -> None:
    """How many days the product lives. Raises NotFound("catalog.no_sku"), Invalid("inventory.bad_life")."""
    actor.require(Permission.MANAGE_DEALERS)
    check_known(uow, [sku])
    set_sku_lives(uow, actor, {sku: days}, clock=clock)
