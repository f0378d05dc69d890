"""Values of dealers: who they are, what they are licensed for, where they may sell and where goods may go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Dealer:
    """A member of the channel. `id` is the dealer code; `tier` 1 is the top; `groups` are the customer groups whose price lists apply."""

    id: str
    name_zh: str
    name_en: str
    grade: str
    tier: int
    parent_id: str | None
    default_ship_to: str | None
    frozen: bool
    frozen_since: date | None
    frozen_reason: str | None
    groups: tuple[str, ...] = ()

    def name(self, locale: str) -> str:
        """The name in `locale`, falling back to the other language."""
        return (self.name_zh or self.name_en) if locale == "zh" else (self.name_en or self.name_zh)


@dataclass(frozen=True, slots=True)
class ShipTo:
    """A place the goods can go to."""

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    region: str

    def name(self, locale: str) -> str:
        """The name in `locale`, falling back to the other language."""
        return (self.name_zh or self.name_en) if locale == "zh" else (self.name_en or self.name_zh)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the hard gates of an order need to know of a dealer and a ship-to place on one day.

    The ship-to decides which region counts (D4), never the dealer's seat.
    """

    dealer: Dealer
    licence_number: str | None
    licence_valid_through: date | None
    authorised_regions: frozenset[str]
    ship_to: ShipTo
    forbidden_categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Region:
    """A sales region and the categories that may not be shipped there."""

    code: str
    name_zh: str
    name_en: str
    forbidden_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewDealer:
    """A dealer to load. `licences` are number -> last valid day (inclusive); regions are authorised without end."""

    id: str
    name_zh: str
    name_en: str
    grade: str
    tier: int
    parent_id: str | None
    default_ship_to: str | None
    authorised_regions: tuple[str, ...] = ()
    licences: Mapping[str, date] = field(default_factory=dict)
    frozen: bool = False
    frozen_since: date | None = None
    frozen_reason: str | None = None
    groups: tuple[str, ...] = ()
