"""Tables of the catalogue. Private to this module."""

from sqlalchemy import CheckConstraint, Column, Integer, String, Table

from backend.catalog.domain import AMBIENT, TEMPERATURES
from backend.kit.columns import ExactDecimal, JsonText, metadata

_TEMPERATURES = ", ".join(f"'{one}'" for one in TEMPERATURES)

skus = Table(
    "skus",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("position", Integer, nullable=False, index=True),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("brand_zh", String(120), nullable=False),
    Column("brand_en", String(120), nullable=False),
    Column("category", String(60), nullable=False),
    Column("spec", String(120), nullable=False),
    Column("base_unit", String(30), nullable=False),
    Column("case_unit", String(30), nullable=False),
    Column("units_per_case", Integer, nullable=False),
    Column("inner_unit", String(30)),
    Column("units_per_inner", Integer),
    Column("cases_per_pallet", Integer),
    Column("default_unit", String(10), nullable=False),
    Column("m2_per_base", ExactDecimal),
    Column("m_per_base", ExactDecimal),
    Column("kg_per_base", ExactDecimal),
    Column("aliases", JsonText, nullable=False),
    Column("status", String(20), nullable=False),
    Column("temperature", String(10), nullable=False, server_default=AMBIENT),
    Column("supplier", String(60), nullable=False, server_default=""),
    CheckConstraint(f"temperature IN ({_TEMPERATURES})", name="temperature"),
)

catalogue_revision = Table(
    "catalogue_revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", String(40), nullable=False),
)
