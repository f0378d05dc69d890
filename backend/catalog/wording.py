"""How a quantity of a SKU is said: the SKU's own pack word in either language, with the English plural."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

from backend.catalog.domain import Sku, Unit

_IRREGULAR = {"box": "boxes", "kg": "kg", "m": "m", "m2": "m²", "pc": "pcs", "pouch": "pouches", "brush": "brushes"}
_SUFFIXED = ("s", "x", "z", "ch", "sh")


@cache
def _words() -> dict[str, str]:
    return dict(tomllib.loads(Path(__file__).with_name("unit_words.toml").read_text(encoding="utf-8")))


def unit_word(sku: Sku, unit: Unit, locale: str) -> str:
    """The word for one `unit` of the SKU, for example "箱" or "six-pack"."""
    english = {Unit.BASE: sku.base_unit, Unit.CASE: sku.case_unit, Unit.INNER: sku.inner_unit}.get(unit) or unit.value
    if locale == "zh" and unit is Unit.CASE:
        return "箱"
    return _words().get(english, english) if locale == "zh" else ("m²" if english == "m2" else english)


def pack_word(english: str) -> str:
    """The Chinese word for a pack, or the English one when there is none."""
    return _words().get(english, english)


def unit_phrase(word: str, qty: Decimal | int) -> str:
    """An English unit word agreeing with `qty`; Chinese measure words do not change."""
    if not word.isascii() or abs(qty) == 1:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return f"{word}es" if word.endswith(_SUFFIXED) else f"{word}s"
