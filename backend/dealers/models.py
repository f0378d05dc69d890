"""Tables of dealers, licences, regions and ship-to places. Private to this module."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from backend.kit.columns import JsonText, metadata

dealers = Table(
    "dealers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name_zh", String(120), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("grade", String(2), nullable=False),
    Column("tier", Integer, nullable=False),
    Column("parent_id", String(40)),
    Column("default_ship_to", String(40)),
    Column("frozen", Boolean, nullable=False, default=False),
    Column("frozen_since", Date),
    Column("frozen_reason", Text),
    Column("groups", JsonText, nullable=False),
)

dealer_licences = Table(
    "dealer_licences",
    metadata,
    Column("dealer_id", String(40), ForeignKey("dealers.id"), primary_key=True),
    Column("number", String(60), primary_key=True),
    Column("valid_through", Date, nullable=False),
)

dealer_regions = Table(
    "dealer_regions",
    metadata,
    Column("dealer_id", String(40), ForeignKey("dealers.id"), primary_key=True),
    Column("region", String(40), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
)

regions = Table(
    "regions",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name_zh", String(120), nullable=False),
    Column("name_en", String(120), nullable=False),
)

region_forbidden_categories = Table(
    "region_forbidden_categories",
    metadata,
    Column("region", String(40), ForeignKey("regions.code"), primary_key=True),
    Column("category", String(60), primary_key=True),
)

ship_to_places = Table(
    "ship_to_places",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name_zh", String(120), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("aliases", JsonText, nullable=False),
    Column("region", String(40), nullable=False),
)
