"""The table of brand settings: one JSON document. Private to this module."""

from sqlalchemy import Column, Integer, Table

from backend.kit.columns import JsonText, metadata

brand_settings = Table(
    "brand_settings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("document", JsonText, nullable=False),
)
