"""The products that a timeline speaks of, in words of both languages.

Invariant: a product that the catalogue no longer knows keeps its code.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.catalog.wording import unit_word
from backend.kit.db import UnitOfWork
from backend.ordering.timeline.domain import Goods, TimelineStep


def goods_of(uow: UnitOfWork, steps: Iterable[TimelineStep]) -> dict[str, Goods]:
    """The products of the lines in some steps."""
    codes = sorted({sku for step in steps for sku in _codes(step.data)})
    return {code: _goods(sku) for code, sku in get_skus(uow, codes).items()} if codes else {}


def _codes(data: Mapping[str, Any]) -> list[str]:
    lines = [*data.get("lines", ()), *(line for side in ("before", "after") for line in data.get(side, {}).get("lines", ()))]
    return [str(line[0]) for line in lines if isinstance(line, list | tuple) and line]


def _goods(sku: Sku) -> Goods:
    pack, factor = sku.default_unit, sku.units_per_case if sku.default_unit is Unit.CASE else 1
    words = [unit_word(sku, unit, locale) for unit in (pack, Unit.BASE) for locale in ("zh", "en")]
    return Goods(sku.name_zh, sku.name_en, factor, *words)
