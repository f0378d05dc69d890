"""The quantity of a row: a figure as text or number, with its unit in the cell, in a column of its own or in the heading. Pure.

Invariant: a cell must be understood to its last character; a range, a date, "some" or a figure with words behind it is asked, never guessed.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from backend.catalog.domain import Sku, Unit
from backend.catalog.text import normalise, tokens_of
from backend.ordering.editing import MOST_BASE_UNITS
from backend.ordering.reading.amounts import Amount, amount_of, comes_in, is_large, unit_for
from backend.ordering.reading.domain import LineStatus, ReadingPolicy
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.quantities import QuantityReader
from backend.ordering.reading.words import UnitWord, lexicon

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DATE = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|\d{1,2}[-/月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d")
_AROUND = re.compile(r"^(?:订|要|共|共计|约定|数量|qty|x|\*|:|：|=)+\s*|\s*(?:整|only)$|\s*[(（\[][^()（）\d]*[)）\]]$", re.IGNORECASE)
_REMEMBERED = 2000
"""Equal cells of a table are read once."""
_MOST_DECIMALS = 20
_EACH = frozenset({"ea", "each", "pcs.", "pce", "st", "stk", "unit", "units", "支装"})
_CROSSED = re.compile(r"(\d{1,5})\s*[x*×]\s*(\d{1,4})\s*(?:瓶|罐|听|包|袋|盒|个|支|btls?|cans?|pcs?)?")
_HALF = frozenset({"half", "半", "1/2", "½", "a half"})
_PARTS = re.compile(r"^(?:(\d{1,4})\s+)?([1-3])/([24])(?=\s*[^\s\d/])")
_TIMES = re.compile(r"(?<=\d)\s*[x*×]$")
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "none", "n/a", "na", "nil", "不要", "不订", "暂不", "x", "×"})


@dataclass(frozen=True, slots=True)
class CellAmount:
    """What a quantity cell says. `quantity` is None for what cannot be read."""

    quantity: Quantity | None
    nothing: bool = False
    crossed: tuple[Decimal, Decimal] | None = None
    """The two figures of "3 x 24": packs, and how many are in one, when the product comes so."""


def is_number(cell: str) -> bool:
    """Whether a cell is a plain figure."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_held(value: Decimal) -> bool:
    """Whether a figure is one that an order can hold: neither beyond every order nor with an endless tail."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_MOST_DECIMALS and abs(value) < MOST_BASE_UNITS


def is_unit(cell: str) -> bool:
    """Whether a cell is just a unit word."""
    return unit_word_of(cell) is not None


@lru_cache(_REMEMBERED)
def unit_word_of(cell: str) -> UnitWord | None:
    """The unit that a cell names, 箱, "cases", "CTN."; None when it is none."""
    text = normalise(cell).strip(" .()/（）")
    if text in _EACH:
        text = "piece"
    tokens = tokens_of(text)
    if not tokens:
        return None
    found = QuantityReader(tokens, lexicon()).unit_at(0)
    return found[0] if found is not None and found[1] == len(tokens) else None


def amount_in(cell: str) -> Quantity | None:
    """The quantity that a cell says; None when it is empty or not understood to its end."""
    return read_amount(cell).quantity


@lru_cache(_REMEMBERED)
def read_amount(cell: str) -> CellAmount:
    """What a quantity cell says."""
    text = normalise(cell).strip()
    if text in _NOTHING:
        return CellAmount(None, nothing=True)
    crossed = _CROSSED.fullmatch(text)
    if crossed is not None:
        return CellAmount(None, crossed=(Decimal(crossed[1]), Decimal(crossed[2])))
    if _DATE.fullmatch(text) and text not in _HALF:
        return CellAmount(None)
    text = _PARTS.sub(_with_part, _TIMES.sub("", text))
    if text in _HALF or _NUMBER.fullmatch(text):
        return CellAmount(Quantity(Decimal("0.5") if text in _HALF else Decimal(text.replace(",", ""))))
    return CellAmount(_in_words(_AROUND.sub("", text).strip(" .;,")))


def _with_part(found: re.Match[str]) -> str:
    """A part of a pack in figures: "1/2 case", "1 1/2 cases"."""
    return f"{Decimal(found[1] or 0) + Decimal(found[2]) / Decimal(found[3])}"


def _in_words(text: str) -> Quantity | None:
    """The quantity that a text says from its first to its last word."""
    tokens = tokens_of(text)
    found = QuantityReader(tokens, lexicon()).at(0) if tokens else None
    if found is None:
        return None
    quantity, end = found
    if end < len(tokens) and quantity.unit is None:
        each = unit_word_of(text[tokens[end].start :])
        if each is not None:
            quantity, end = replace(quantity, unit=each), len(tokens)
    if end < len(tokens) and quantity.unit is not None:
        more = QuantityReader(tokens, lexicon()).at(end)
        if more is not None and more[0].unit is not None and more[1] == len(tokens) and not more[0].vague:
            quantity, end = replace(quantity, also=more[0]), len(tokens)
    return quantity if end == len(tokens) else None


@dataclass(frozen=True, slots=True)
class PackSaid:
    """How many of what are in one of a unit, as a remark says it: "10卷一条", "12 bars per box"."""

    count: int
    each: UnitWord | None
    unit: UnitWord


_PACK_SAID = (
    re.compile(
        r"(?<![\d.])(?P<count>\d{1,4})\s*(?P<each>[㐀-鿿]|[a-z]{2,8})\s*(?:/|一|每|1|\bper\b|\b(?:in )?a\b)\s*(?P<unit>[㐀-鿿]|[a-z]{2,8})(?![㐀-鿿a-z])"
    ),
    re.compile(r"(?:每|一|1)\s*(?P<unit>[㐀-鿿])\s*(?:有|是|装|=|:)?\s*(?P<count>\d{1,4})\s*(?P<each>[㐀-鿿])(?![㐀-鿿])"),
)


@lru_cache(_REMEMBERED)
def pack_said(remark: str) -> PackSaid | None:
    """What a remark says about the pack that is meant; None when it says nothing of the kind."""
    text = normalise(remark)
    for pattern in _PACK_SAID:
        for found in pattern.finditer(text):
            unit = unit_word_of(found["unit"])
            if unit is not None and int(found["count"]) > 1:
                return PackSaid(int(found["count"]), unit_word_of(found["each"]), unit)
    return None


def pack_meant(sku: Sku, said: PackSaid) -> UnitWord | None:
    """The pack of a product that holds as many as a remark says; None when none does."""
    each = unit_for(sku, said.each) if said.each is not None else Unit.BASE
    count = said.count * (sku.units_per_inner or 1) if each is Unit.INNER else said.count
    if count == sku.units_per_inner:
        return UnitWord((), "inner")
    return UnitWord((), "case") if count == sku.units_per_case else None


def amount_for(sku: Sku, quantity: Quantity, units: tuple[UnitWord | None, ...], policy: ReadingPolicy) -> Amount:
    """The quantity in base units of a product; without a unit in the cell, in the first of `units` that is said, else in its usual pack."""
    said = quantity.unit or next((unit for unit in units if unit is not None), None)
    if said is not None and _is_doubtful(sku, said):
        return Amount(LineStatus.NEED_QTY, quantity.value)
    amount = amount_of(sku, quantity if said is None else replace(quantity, unit=said), policy)
    if amount.status is LineStatus.OK and amount.base_qty is not None and is_large(sku, amount.base_qty, policy):
        return replace(amount, status=LineStatus.CHECK_QTY)
    return amount


def _is_doubtful(sku: Sku, unit: UnitWord) -> bool:
    """Whether a unit means two packs of a product: a dozen of what comes by twelve, 板 of drinks (tray or pallet), 条 of rolls (one or a sleeve)."""
    if unit.dozen:
        return _TWELVE.search(f"{sku.spec} {sku.name_zh}") is not None
    return (unit.word == "板" and sku.base_unit in ("can", "bottle")) or (unit.word == "条" and sku.base_unit == "roll" and bool(sku.units_per_inner))


_TWELVE = re.compile(r"(?<![\d.])12\s*(?:双|付|副|对|个|支|枚|只|pairs?)")


def one_of(sku: Sku, units: tuple[UnitWord, ...]) -> UnitWord | None:
    """Which of several units of a heading (瓶/包) counts a product; one that means none where they mean different packs."""
    own = [unit for unit in units if comes_in(sku, unit)] or list(units)
    meant = {unit_for(sku, unit) for unit in own} - {None}
    return own[0] if len(units) <= 1 or len(meant) == 1 else _NO_UNIT


_NO_UNIT = UnitWord((), "unknown")
