"""Values of the catalogue: what a SKU is and in which pack units it is sold.

Invariant: every quantity that leaves this module is an integer number of base units; factors are exact.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

AMBIENT = "ambient"
TEMPERATURES = (AMBIENT, "chilled", "frozen")
"""How goods are kept and carried; what is kept differently does not travel together."""


class Unit(StrEnum):
    """How a person may count a SKU. `m2`, `m` and `kg` are measures that convert to base units by rounding up."""

    CASE = "case"
    BASE = "base"
    INNER = "inner"
    PALLET = "pallet"
    M2 = "m2"
    M = "m"
    KG = "kg"


@dataclass(frozen=True, slots=True)
class Sku:
    """One product as sold. `*_unit` are English words for the pack; `*_per_base` are measures of one base unit.

    `temperature` is one of TEMPERATURES; `supplier` names who sends it where that is not the brand itself.
    """

    code: str
    name_zh: str
    name_en: str
    brand_zh: str = ""
    brand_en: str = ""
    category: str = ""
    spec: str = ""
    base_unit: str = "piece"
    case_unit: str = "case"
    units_per_case: int = 1
    inner_unit: str | None = None
    units_per_inner: int | None = None
    cases_per_pallet: int | None = None
    default_unit: Unit = Unit.CASE
    m2_per_base: Decimal | None = None
    m_per_base: Decimal | None = None
    kg_per_base: Decimal | None = None
    aliases: tuple[str, ...] = ()
    status: str = "active"
    temperature: str = AMBIENT
    supplier: str = ""

    def name(self, locale: str) -> str:
        """The product name in `locale` ("zh" or "en"), falling back to the other language when one is missing."""
        return (self.name_zh or self.name_en) if locale == "zh" else (self.name_en or self.name_zh)
