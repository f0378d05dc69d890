"""What floor prices look like over HTTP, for those who maintain them."""

from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from backend.kit.http import PRINTABLE
from backend.pricing.floors.domain import FloorEntry, NewFloorList
from backend.pricing.floors.publishing import FloorEffect, FloorVersion

Name = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]
Figure = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]
Number = Annotated[int, Field(ge=0, le=10**9)]


class FloorEntryBody(BaseModel):
    """One of `price`, `margin_percent` (of the selling price, over `cost`) and `guide_percent` (of the guide price); a product may say only its cost."""

    model_config = ConfigDict(extra="forbid")

    sku: Name = Field("", description="A product; without it the entry is for a category, without that for everything.")
    category: Name = ""
    price: Figure | None = Field(None, description="The lowest price of a base unit.")
    cost: Figure | None = None
    margin_percent: Figure | None = None
    guide_percent: Figure | None = None


class FloorListBody(BaseModel):
    """Another version of a floor list, whole."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"valid_from": "2026-07-01T00:00:00+08:00", "entries": [{"sku": "COKE-330", "price": "1.60"}]}},
    )

    version: Number = Field(0, description="The newest version this was made from; 0 for a new list.")
    valid_from: AwareDatetime
    valid_to: AwareDatetime | None = None
    entries: Annotated[list[FloorEntryBody], Field(min_length=1, max_length=50_000)]

    def floors(self, code: str) -> NewFloorList:
        """As the use cases take it."""
        entries = tuple(FloorEntry(**entry.model_dump()) for entry in self.entries)
        return NewFloorList(code, self.valid_from, entries, self.valid_to, self.version)


class FloorEndBody(BaseModel):
    """The newest version of the list that is to end."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"version": 1}})

    version: Number


class FloorPage(BaseModel):
    """Floor lists with their versions, newest first."""

    items: list[FloorVersion]
    next_cursor: str | None = None


class FloorListView(BaseModel):
    """A floor list with its versions, newest first, and the entries of the newest."""

    versions: list[FloorVersion]
    entries: list[FloorEntry]


class FloorEffects(BaseModel):
    """The floors of a version, those first that a price list undercuts."""

    items: list[FloorEffect]


class PublishedFloors(BaseModel):
    """The number of a version that was published."""

    code: str
    version: int
