"""Dealers, their standing for the gates of an order, freezing, and the places goods go to."""

from collections.abc import Sequence
from datetime import date

from backend.dealers import repository
from backend.dealers.domain import Dealer, NewDealer, Region, ShipTo, Standing
from backend.identity.domain import Actor, Permission
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

FIRST_DAY = date(1970, 1, 1)


def get_dealer(uow: UnitOfWork, actor: Actor, dealer_id: str) -> Dealer:
    """A dealer inside the actor's scope; raises NotFound("dealer.not_found") for every other one."""
    dealer = repository.get_dealer(uow, actor, dealer_id)
    if dealer is None:
        raise NotFound("dealer.not_found", dealer=dealer_id)
    return dealer


def list_dealers(uow: UnitOfWork, actor: Actor, text: str | None = None, *, cursor: str | None = None, limit: int = 50) -> Page[Dealer]:
    """Dealers inside the actor's scope in order of code."""
    size = page_size(limit)
    after = str(decode_cursor(cursor)[0]) if cursor else ""
    found = repository.list_dealers(uow, actor, text, after, size + 1)
    return Page(tuple(found[:size]), encode_cursor(found[size - 1].id) if len(found) > size else None)


def find_dealers_named(uow: UnitOfWork, actor: Actor, text: str) -> list[Dealer]:
    """The dealers inside the scope whose code or name stands in `text`."""
    words = text.casefold()
    return [dealer for dealer in repository.names_in_scope(uow, actor) if _is_named(dealer, words)]


def list_places(uow: UnitOfWork) -> list[ShipTo]:
    """Every ship-to place; they belong to the brand and are no secret among dealers."""
    return repository.list_places(uow)


def known_grades(uow: UnitOfWork) -> tuple[str, ...]:
    """Every grade that some dealer has."""
    return repository.known_grades(uow)


def order_standing(uow: UnitOfWork, dealer_id: str, ship_to: str, *, day: date) -> Standing:
    """What the hard gates need for an order of a dealer to a place; regions as valid on `day`."""
    dealer, rules = repository.read_standing(uow, dealer_id, ship_to, day)
    if dealer is None:
        raise NotFound("dealer.not_found", dealer=dealer_id)
    place = repository.place_of_standing(dealer)
    if place is None:
        raise Invalid("dealer.no_place", place=ship_to)
    return Standing(
        dealer=repository.dealer_of_row(dealer),
        licence_number=dealer.number,
        licence_valid_through=dealer.valid_through,
        authorised_regions=frozenset(rule.value for rule in rules if rule.kind == "region"),
        ship_to=place,
        forbidden_categories=frozenset(rule.value for rule in rules if rule.kind == "forbidden"),
    )


def freeze_dealer(uow: UnitOfWork, actor: Actor, dealer_id: str, reason: str, *, clock: Clock) -> None:
    """Take away a dealer's right to order, at once and at every door, with a reason on record."""
    _set_frozen(uow, actor, dealer_id, reason, clock)


def unfreeze_dealer(uow: UnitOfWork, actor: Actor, dealer_id: str, *, clock: Clock) -> None:
    """Give it back."""
    _set_frozen(uow, actor, dealer_id, None, clock)


def import_dealers(uow: UnitOfWork, new: Sequence[NewDealer]) -> None:
    """Load dealers with licences and regions in one batch; their org units exist already."""
    rows = [
        {
            **{name: getattr(dealer, name) for name in ("id", "name_zh", "name_en", "grade", "tier", "parent_id", "default_ship_to")},
            "frozen": dealer.frozen,
            "frozen_since": dealer.frozen_since,
            "frozen_reason": dealer.frozen_reason,
            "groups": list(dealer.groups),
        }
        for dealer in new
    ]
    licences = [{"dealer_id": d.id, "number": number, "valid_through": day} for d in new for number, day in d.licences.items()]
    areas = [{"dealer_id": d.id, "region": region, "valid_from": FIRST_DAY, "valid_to": None} for d in new for region in d.authorised_regions]
    repository.add_dealers(uow, rows, licences, areas)


def import_regions(uow: UnitOfWork, new: Sequence[Region]) -> None:
    """Load regions."""
    rows = [{"code": region.code, "name_zh": region.name_zh, "name_en": region.name_en} for region in new]
    repository.add_regions(uow, rows, [{"region": region.code, "category": category} for region in new for category in region.forbidden_categories])


def import_places(uow: UnitOfWork, new: Sequence[ShipTo]) -> None:
    """Load ship-to places."""
    names = ("code", "name_zh", "name_en", "region")
    repository.add_places(uow, [{**{name: getattr(place, name) for name in names}, "aliases": list(place.aliases)} for place in new])


def _set_frozen(uow: UnitOfWork, actor: Actor, dealer_id: str, reason: str | None, clock: Clock) -> None:
    actor.require(Permission.MANAGE_DEALERS)
    since = local_day(load_brand_settings(uow), clock.now()) if reason is not None else None
    values = {"frozen": reason is not None, "frozen_since": since, "frozen_reason": reason}
    if not repository.set_frozen(uow, actor, dealer_id, values):
        raise NotFound("dealer.not_found", dealer=dealer_id)
    action = "dealer.frozen" if reason is not None else "dealer.unfrozen"
    record(uow, f"dealer:{dealer_id}", action, {"reason": reason}, by=Stamp(actor.user_id, clock.now()))


def _is_named(dealer: Dealer, words: str) -> bool:
    names = (dealer.name_zh.casefold(), dealer.name_en.casefold())
    if any(len(name) > 1 and name in words for name in names):
        return True
    return dealer.id.casefold() in "".join(char if char.isalnum() and char.isascii() else " " for char in words).split()
