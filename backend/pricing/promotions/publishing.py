"""Putting promotions into force, ending them, and reading what was published, for those who maintain prices.

A change is another version, in force from its own start; the versions before it stay to be read. Invariant: an order keeps the version it was given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.outbox import publish
from backend.pricing.promotions import store
from backend.pricing.promotions.documents import check_sound, promotion_to_document
from backend.pricing.promotions.domain import Promotion

PAGE = 50


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version with who published it and when."""

    promotion: Promotion
    published_by: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class PromotionRecord:
    """A promotion as those see it who maintain it: its versions, newest first, which one is in force, and what of its budget is used."""

    code: str
    versions: tuple[PublishedVersion, ...]
    in_force: int | None
    stopped_at: datetime | None
    claimed_amount: Decimal
    claimed_units: int

    @property
    def newest(self) -> Promotion:
        """The version that was published last."""
        return self.versions[0].promotion


def publish_promotion(uow: UnitOfWork, actor: Actor, promotion: Promotion, *, clock: Clock) -> Promotion:
    """Store a new version, in force by its validity. Raises Invalid("promotion.bad_…" | "promotion.unknown_goods"), Conflict("promotion.stale").

    `version` is the one it was made from (0 for a new promotion), so that two people do not overwrite each other.
    """
    actor.require(Permission.MANAGE_PRICES)
    check_sound(promotion)
    _check_goods(uow, promotion)
    latest = store.latest_version(uow, promotion.code)
    new, at = replace(promotion, version=latest + 1), clock.now()
    if promotion.version != latest or not store.add_version(uow, new, {"published_by": actor.user_id, "published_at": at}):
        raise Conflict("promotion.stale", promotion=promotion.code)
    _tell(uow, actor, new.code, ("published", new.version, promotion_to_document(new)), at)
    return new


def stop_promotion(uow: UnitOfWork, actor: Actor, code: str, *, clock: Clock) -> PromotionRecord:
    """End a promotion now; orders that have it keep it. Raises NotFound, Conflict("promotion.stopped")."""
    actor.require(Permission.MANAGE_PRICES)
    found = read_promotion(uow, actor, code, clock=clock)
    if not store.stop(uow, found.code, clock.now()):
        raise Conflict("promotion.stopped", promotion=found.code)
    _tell(uow, actor, found.code, ("stopped", found.newest.version, {}), clock.now())
    return read_promotion(uow, actor, code, clock=clock)


def read_promotion(uow: UnitOfWork, actor: Actor, code: str, *, clock: Clock) -> PromotionRecord:
    """A promotion with all its versions."""
    actor.require(Permission.MANAGE_PRICES)
    found = _records(store.list_versions(uow, code.strip().upper()), clock.now())
    if not found:
        raise NotFound("promotion.not_found", promotion=code)
    return found[0]


def list_promotions(uow: UnitOfWork, actor: Actor, after: str = "", *, clock: Clock) -> tuple[list[PromotionRecord], str | None]:
    """Promotions by code with their versions, and the cursor of the next page."""
    actor.require(Permission.MANAGE_PRICES)
    found = _records(store.list_versions(uow, None, after, PAGE + 1), clock.now())
    return found[:PAGE], found[PAGE - 1].code if len(found) > PAGE else None


def _records(listed: Sequence[tuple[Promotion, store.Published]], at: datetime) -> list[PromotionRecord]:
    by_code: dict[str, list[tuple[Promotion, store.Published]]] = {}
    for promotion, row in listed:
        by_code.setdefault(promotion.code, []).append((promotion, row))
    return [_record(code, found, at) for code, found in by_code.items()]


def _record(code: str, found: Sequence[tuple[Promotion, store.Published]], at: datetime) -> PromotionRecord:
    row = found[0][1]
    runs = row.stopped_at is None or row.stopped_at > at
    in_force = next((promotion.version for promotion, _ in found if promotion.in_force(at)), None) if runs else None
    versions = tuple(PublishedVersion(promotion, one.published_by, one.published_at) for promotion, one in found)
    return PromotionRecord(code, versions, in_force, row.stopped_at, row.claimed_amount, row.claimed_units)


def _check_goods(uow: UnitOfWork, promotion: Promotion) -> None:
    named = {*promotion.goods.skus, *(sku for sku, _ in promotion.terms.parts), *filter(None, [promotion.terms.free_sku])}
    unknown = sorted(named - set(get_skus(uow, sorted(named)))) if named else []
    if unknown:
        raise Invalid("promotion.unknown_goods", promotion=promotion.code, skus=", ".join(unknown))


def _tell(uow: UnitOfWork, actor: Actor, code: str, what: tuple[str, int, dict[str, object]], at: datetime) -> None:
    done, version, document = what
    record(uow, f"promotion:{code}", f"promotion.{done}", {"version": version, **document}, by=Stamp(actor.user_id, at))
    publish(uow, f"price.promotion_{done}", f"promotion:{code}:{version}:{done}", {"promotion": code, "version": version}, at=at)
