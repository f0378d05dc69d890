"""Rows of a table as wishes for goods: each is OK, ASK, REJECT or no wish at all, with the reason. Pure.

Invariant: one row never changes what another one means, so that any part of a table can be read by itself, and read again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.index import CatalogueIndex
from backend.catalog.text import phrase_key
from backend.ordering.editing import MOST_BASE_UNITS
from backend.ordering.reading.amounts import Amount
from backend.ordering.reading.choosing import Chooser
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.domain import LearnedName, LineStatus, Op, PastOrder, ReadingPolicy
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.pipeline import read_order
from backend.ordering.reading.words import UnitWord
from backend.ordering.sheets.cells import NO_VALUE
from backend.ordering.sheets.domain import TABLE, Layout, RawRow, Role, RowReading, RowStatus, Why
from backend.ordering.sheets.guessing import is_heading
from backend.ordering.sheets.products import Product, ProductReader, ProductWords
from backend.ordering.sheets.quantities import CellAmount, amount_for, is_held, one_of, pack_meant, pack_said, read_amount, unit_word_of
from backend.ordering.sheets.titles import units_in_title

_TOTAL = re.compile(
    r".{0,10}(?:合\s*计|总\s*计|小\s*计|共\s*计)(?:[（(:：\s].*)?|(?:总数|总额|汇总)(?:[:：].*)?|(?:grand |sub|page |order )?-?total(?:s|\b.*)?|sum|subtotal.*",
    re.IGNORECASE,
)
_CALLED_OFF = re.compile(
    r"不要(?!紧|求)|勿(?:下单|订|发)|取消|作废|不订|不用(?:了|送|发)|暂停|先别|撤销|划掉|缺货|\bcancel|\bdo not (?:order|send|ship)|"
    r"\bdon'?t (?:order|send|ship|need|want)|\bnot needed|\bno longer|"
    r"\bskip\b|\bdelete\b|\bvoid\b|\bignore\b",
    re.IGNORECASE,
)
_ON_CONDITION = re.compile(r"(?:临期|近效期|过期|旧日期|老日期|旧货|旧包装|破损|压坏)的?(?:一律|都)?(?:不要|勿发|别发)|不要(?:临期|过期|旧|老日期|破|压坏)")
"""Not these goods, but goods in a bad state are not wanted."""
_GIVEN_BACK = re.compile(r"退货|退换|退回|\breturns?\b", re.IGNORECASE)
_FREE = re.compile(r"赠品|赠送|搭赠|买赠|免费|\bfree of charge|\bf\.?o\.?c\b|\bcomplimentary|\bgratis|\bno charge|^free\b(?! (?:ship|deliver))", re.IGNORECASE)
_PIECE = UnitWord((), "base", word="piece")
_LOOKED_AT = 4
_SAID = 120
_NO_COLUMN = -1
_SHORT = 6
"""So long is a remark that says a flavour or colour and nothing else."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What rows are read by: the catalogue, the dealer's latest orders and own words, the brand's limits, and the day."""

    index: CatalogueIndex
    now: datetime
    history: Sequence[PastOrder] = ()
    learned: Sequence[LearnedName] = ()
    policy: ReadingPolicy = field(default_factory=ReadingPolicy)


class RowReader:
    """Reads the rows of one file, each by the columns of its table."""

    def __init__(self, known: Knowledge, layouts: Sequence[Layout]) -> None:
        """One layout for each table of the file."""
        chooser, learned = Chooser(known.index, known.history, known.policy), {phrase_key(one.name): one for one in known.learned}
        products = ProductReader(known.index, chooser, learned)
        some_order = any(layout.orders for layout in layouts)
        self._tables = [None if some_order and not layout.names_goods else TableReader(known, layout, products) for layout in layouts]

    def read(self, rows: Iterable[RawRow]) -> tuple[RowReading, ...]:
        """What the rows say, in their order."""
        return tuple(self._read(row) for row in rows)

    def _read(self, row: RawRow) -> RowReading:
        table = row.number // TABLE
        reader = self._tables[table] if table < len(self._tables) else None
        return RowReading(row.number, RowStatus.SKIP, Why.REMARK) if reader is None else reader.read_row(row)


class TableReader:
    """Reads the rows of one table."""

    def __init__(self, known: Knowledge, layout: Layout, products: ProductReader) -> None:
        """Products are shared by the tables of a file."""
        self._known, self._layout, self._products = known, layout, products
        self._quantities = layout.places(Role.QTY)
        self._title_units = {place: tuple(map(unit_word_of, units_in_title(layout.title(place)))) for place in self._quantities}
        self._beside = _second_table(layout)

    def _title_unit(self, place: int, sku: Sku | None) -> UnitWord | None:
        """The unit that a heading counts a product in; of several none that is known without the product."""
        units = tuple(unit for unit in self._title_units.get(place, ()) if unit is not None)
        if len(units) > 1 and sku is not None:
            return one_of(sku, units)
        return units[0] if len(units) == 1 else None

    def read_row(self, row: RawRow) -> RowReading:
        """What one row says."""
        skipped = self._skipped(row)
        if skipped is not None:
            return RowReading(row.number, RowStatus.SKIP, skipped)
        at = self._beside
        if at and any(row.cells[at:]):
            if any(row.cells[:at]):
                return RowReading(row.number, RowStatus.ASK, Why.AMBIGUOUS, " ".join(cell for cell in row.cells if cell)[:_SAID])
            row = replace(row, cells=row.cells[at:])
        return _within_bounds(self._in_columns(row, self._words(row)) if self._quantities else self._in_words(row))

    def _in_columns(self, row: RawRow, words: ProductWords) -> RowReading:
        amounts = [(place, row.cells[place]) for place in self._quantities if place < len(row.cells)]
        read = [(place, cell, read_amount(cell)) for place, cell in amounts]
        filled = [(place, cell, amount) for place, cell, amount in read if not amount.nothing]
        if words.is_empty:
            return RowReading(row.number, RowStatus.REJECT if filled else RowStatus.SKIP, Why.NO_PRODUCT if filled else Why.REMARK)
        product = self._products.read(words)
        base = RowReading(row.number, RowStatus.OK, said=words.said[:_SAID], sku=product.sku.code if product.sku else None, candidates=product.candidates)
        if not filled:
            return self._without_quantity(base, product)
        if any(cell == NO_VALUE for _, cell, _ in filled):
            return _but(base, RowStatus.ASK, Why.FORMULA)
        if self._called_off(row):
            return _but(base, RowStatus.REJECT, Why.CALLED_OFF)
        quantities = [(place, _crossed(amount, product.sku)) for place, _, amount in filled]
        quantities, contradicted = self._as_packed(row, product.sku, quantities)
        found = self._judged(base, product, quantities, self._unit_cell(row))
        return self._doubted(row, found, contradicted=contradicted) if found.status is RowStatus.OK else found

    def _doubted(self, row: RawRow, found: RowReading, *, contradicted: bool) -> RowReading:
        """A clear row, asked about when a remark speaks against its pack or its words are no plain order."""
        why = Why.PACK if contradicted else Why.UNCLEAR_QTY if self._wishes_otherwise(row) else Why.FREE if self._says_free(row) else None
        return found if why is None else replace(found, status=RowStatus.ASK, why=why)

    def _as_packed(self, row: RawRow, sku: Sku | None, read: list[tuple[int, Quantity | None]]) -> tuple[list[tuple[int, Quantity | None]], bool]:
        """The quantities in the packs that a remark describes (10卷一条), and whether it describes one that the product has not."""
        beside = [place for role in (Role.NOTE, Role.OTHER) for place in self._layout.places(role) if place < len(row.cells)]
        said = next((one for place in beside if (one := pack_said(row.cells[place])) is not None), None)
        if said is None or sku is None:
            return read, False
        column, meant = unit_word_of(self._unit_cell(row)), pack_meant(sku, said)
        units = {place: (quantity.unit if quantity else None) or self._title_unit(place, sku) or column for place, quantity in read}
        if not any(unit == said.unit for unit in units.values()):
            return read, False
        if meant is None:
            return read, not _comes_in(sku, (said.count,))
        return [(place, replace(quantity, unit=meant) if quantity and units[place] == said.unit else quantity) for place, quantity in read], False

    def _skipped(self, row: RawRow) -> Why | None:
        filled = [cell for cell in row.cells if cell]
        if row.hidden:
            return Why.HIDDEN if filled else Why.BLANK
        if not filled:
            return Why.BLANK
        if row.number <= self._layout.header or (self._layout.header and is_heading(row.cells)):
            return Why.HEADING
        section = self._layout.section_of(row.number)
        if section is not None and row.number < section.first:
            return Why.HEADING
        goods = [row.cells[place] for role in (Role.NAME, Role.CODE) for place in self._layout.places(role) if place < len(row.cells)]
        return Why.TOTAL if any(_TOTAL.fullmatch(cell) for cell in (*filled[:_LOOKED_AT], *goods)) else None

    def _words(self, row: RawRow) -> ProductWords:
        def cells(role: Role) -> tuple[str, ...]:
            return tuple(row.cells[place] for place in self._layout.places(role) if place < len(row.cells) and row.cells[place])

        section = self._layout.section_of(row.number)
        title = section.title if section is not None else ""
        return ProductWords(
            cells(Role.CODE),
            cells(Role.NAME),
            " ".join(cells(Role.SPEC)),
            " ".join(cells(Role.BRAND)),
            title,
            tuple(cell for cell in cells(Role.NOTE) if len(cell) <= _SHORT),
        )

    def _called_off(self, row: RawRow) -> bool:
        """Whether a remark, or what stands with the name, says that the goods are not wanted after all."""
        places = [place for role in (Role.NOTE, Role.NAME, Role.SPEC) for place in self._layout.places(role)]
        return any(_CALLED_OFF.search(_ON_CONDITION.sub(" ", row.cells[place])) for place in places if place < len(row.cells))

    def _wishes_otherwise(self, row: RawRow) -> bool:
        """Whether what stands with a name makes something else of it than an order: goods given back, of another time, on a condition."""
        said = any(_OTHER_WISH.search(row.cells[place]) for place in self._layout.places(Role.NAME) if place < len(row.cells))
        return said or any(_GIVEN_BACK.search(row.cells[place]) for place in self._layout.places(Role.NOTE) if place < len(row.cells))

    def _says_free(self, row: RawRow) -> bool:
        """Whether the goods are wanted for nothing, which an order does not decide."""
        places = (*self._layout.places(Role.NOTE), *self._layout.places(Role.NAME))
        return any(_FREE.search(row.cells[place]) for place in places if place < len(row.cells))

    def _unit_cell(self, row: RawRow) -> str:
        places = [place for place in self._layout.places(Role.UNIT) if place < len(row.cells)]
        return next((row.cells[place] for place in places if row.cells[place]), "")

    def _without_quantity(self, base: RowReading, product: Product) -> RowReading:
        if product.sku is None and not product.candidates:
            return _but(base, RowStatus.SKIP, Why.REMARK)
        return _but(base, RowStatus.SKIP, Why.NOT_ORDERED) if self._layout.blank_is_none else _but(base, RowStatus.REJECT, Why.NO_QTY)

    def _judged(self, base: RowReading, product: Product, quantities: Sequence[tuple[int, Quantity | None]], unit_cell: str) -> RowReading:
        known = [(place, quantity) for place, quantity in quantities if quantity is not None]
        none = _no_amount(known, len(quantities))
        if none is not None:
            return _but(base, *none)
        column = unit_word_of(unit_cell)
        if product.sku is None:
            said = self._without_product(base, known, column) if len(known) == len(quantities) else base
            return _but(said, RowStatus.ASK if product.candidates else RowStatus.REJECT, product.why)
        if len(known) < len(quantities) or any(quantity.vague or quantity.value is None for _, quantity in known):
            return _but(base, RowStatus.ASK, Why.UNCLEAR_QTY)
        if unit_cell and column is None and not any(quantity.unit for _, quantity in known):
            return _but(replace(base, qty=known[0][1].value if len(known) == 1 else None), RowStatus.ASK, Why.UNIT)
        amounts = self._amounts(product.sku, known, column)
        found = _summed(base, product.sku, amounts, product.why)
        if found.status is RowStatus.OK and product.packs and not _comes_in(product.sku, product.packs) and any(one.unit is Unit.CASE for one in amounts):
            return _but(found, RowStatus.ASK, Why.PACK)
        return found

    def _amounts(self, sku: Sku, known: Sequence[tuple[int, Quantity]], column: UnitWord | None) -> list[Amount]:
        return [amount_for(sku, quantity, (self._title_unit(place, sku), column), self._known.policy) for place, quantity in known if quantity.value]

    def _without_product(self, base: RowReading, known: Sequence[tuple[int, Quantity]], column: UnitWord | None) -> RowReading:
        """The row with its quantity for who chooses the product: a bare figure, or what its words mean for every product it may be."""
        if any(quantity.vague or quantity.value is None for _, quantity in known):
            return base
        place, only = known[0]
        unit = only.unit or self._title_unit(place, None) or column
        if len(known) == 1 and only.also is None and unit is None and len(self._title_units[place]) <= 1:
            return replace(base, qty=only.value)
        if len(known) == 1 and only.also is None and unit is not None and unit.unit == Unit.CASE and unit.times == 1 and not unit.dozen:
            return replace(base, qty=only.value, unit=Unit.CASE)
        skus = [self._known.index.by_code[code] for code in base.candidates if code in self._known.index.by_code]
        found = [_summed(base, sku, self._amounts(sku, known, column), Why.NONE) for sku in skus]
        alike = len({(one.qty, one.unit) for one in found}) == 1 and all(one.status is RowStatus.OK for one in found)
        return replace(base, qty=found[0].qty, unit=found[0].unit) if alike else base

    def _split(self, number: int, text: str) -> RowReading | None:
        """A line of one column that is a product with its amount at the end, each understood to its last character; None for any other."""
        found = next((one for one in (pattern.fullmatch(text) for pattern in _LAST_AMOUNTS) if one and unit_word_of(one["unit"]) is not None), None)
        amount = read_amount(found["amount"]) if found is not None else None
        if found is None or amount is None or amount.quantity is None:
            return None
        product = self._products.read(ProductWords(names=(found["name"].strip(),)))
        if product.sku is None:
            return None
        base = RowReading(number, RowStatus.OK, said=text[:_SAID], sku=product.sku.code)
        return self._judged(base, product, [(_NO_COLUMN, amount.quantity)], "")

    def _in_words(self, row: RawRow) -> RowReading:
        """A row without a column of quantities: its words are read as a line of an order."""
        text = " ".join(cell for cell in row.cells if cell)
        reading = read_order(text, ReadingContext(self._known.index, self._known.now, history=tuple(self._known.history), policy=self._known.policy))
        lines = [line for line in reading.lines if line.op in (Op.ADD, Op.SET)]
        if len(lines) != 1 or len(reading.lines) != 1:
            return RowReading(
                row.number, RowStatus.SKIP if not reading.lines else RowStatus.ASK, Why.REMARK if not reading.lines else Why.AMBIGUOUS, text[:_SAID]
            )
        line = lines[0]
        split = self._split(row.number, text)
        if _OTHER_WISH.search(text):
            return RowReading(row.number, RowStatus.ASK, Why.UNCLEAR_QTY, text[:_SAID], line.sku, line.candidates)
        if split is not None and line.sku in (None, split.sku):
            return split
        found = RowReading(row.number, RowStatus.OK, Why.NONE, text[:_SAID], line.sku, line.candidates, line.qty, line.unit, line.base_qty, line.likely)
        if line.status is LineStatus.OK:
            return found
        status, why = _OF_LINE.get(line.status, (RowStatus.ASK, Why.AMBIGUOUS))
        return _but(found, RowStatus.REJECT if status is RowStatus.ASK and why is Why.UNKNOWN else status, why)


_AMOUNT = r"(?P<amount>(?:\d{1,5}(?:\.\d{1,2})?|[一二两三四五六七八九十百半拾壹贰叁肆伍陆柒捌玖]{1,5})\s*(?P<unit>[㐀-鿿]{1,2}|[A-Za-z]{2,8}))\s*"
_OTHER_WISH = re.compile(r"退|上次|上回|上批|如果|要是|改成|改为|换成|多少钱|\breturn|\blast time|\binstead\b|\bif\b", re.IGNORECASE)
"""Words that make of a product and an amount something else than an order of it: goods given back, of another time, on a condition."""
_LAST_AMOUNTS = (
    re.compile(rf"(?P<name>.*\S)(?:\s*[,，、:：;；]\s*|\s+)(?:[x×]\s*|共计?\s*|要\s*|来\s*)?{_AMOUNT}", re.IGNORECASE),
    re.compile(rf"(?P<name>.*[^\d.\sx×*])(?:共计?|要|来)?{_AMOUNT}", re.IGNORECASE),
)
"""A product and its amount, with something between them, or a figure behind a letter."""


def _crossed(amount: CellAmount, sku: Sku | None) -> Quantity | None:
    """Reads "3 x 24" of what comes 24 to the case as three cases; of what does not, nobody knows."""
    if amount.crossed is None or sku is None:
        return amount.quantity
    packs, each = amount.crossed
    if each not in (sku.units_per_case, sku.units_per_inner):
        packs, each = each, packs
    known = each in (sku.units_per_case, sku.units_per_inner)
    return Quantity(packs * each, _PIECE) if known else None


def _second_table(layout: Layout) -> int:
    """Where the columns of a heading begin again, for a second list beside the first; 0 where they do not."""
    titles = [title.strip() for title in layout.titles]
    half = next((place for place in range(2, len(titles)) if titles[0] and titles[place] == titles[0]), 0)
    own = [title for title in titles[:half] if title]
    return half if len(own) > 1 and [title for title in titles[half:] if title][: len(own)] == own else 0


def _comes_in(sku: Sku, packs: Sequence[int]) -> bool:
    own = {1, sku.units_per_case, sku.units_per_inner, *map(int, re.findall(r"\d+", f"{sku.spec} {sku.name_zh}"))}
    return any(pack in own for pack in packs)


def _no_amount(known: Sequence[tuple[int, Quantity]], cells: int) -> tuple[RowStatus, Why] | None:
    """What a row is whose figures order nothing: below nothing, or nothing at all."""
    if any(quantity.value is not None and quantity.value < 0 for _, quantity in known):
        return RowStatus.REJECT, Why.NEGATIVE
    if known and len(known) == cells and all(quantity.value == 0 for _, quantity in known):
        return RowStatus.SKIP, Why.NOT_ORDERED
    return None


_OF_LINE = {
    LineStatus.UNKNOWN_PRODUCT: (RowStatus.REJECT, Why.UNKNOWN),
    LineStatus.NEED_QTY: (RowStatus.REJECT, Why.NO_QTY),
    LineStatus.BAD_QTY: (RowStatus.ASK, Why.BROKEN),
    LineStatus.CHECK_QTY: (RowStatus.ASK, Why.LARGE),
}
_OF_AMOUNT = {LineStatus.NEED_QTY: Why.UNIT, LineStatus.BAD_QTY: Why.BROKEN, LineStatus.CHECK_QTY: Why.LARGE}


def _summed(base: RowReading, sku: Sku, amounts: Sequence[Amount], why: Why) -> RowReading:
    """One amount of one or several columns; one of them that is not OK speaks for the row."""
    wrong = next((one for one in amounts if one.status is not LineStatus.OK), None)
    if wrong is not None:
        return RowReading(
            base.number, RowStatus.ASK, _OF_AMOUNT.get(wrong.status, Why.UNCLEAR_QTY), base.said, sku.code, (), wrong.qty, wrong.unit, wrong.base_qty
        )
    if len({one.base_qty for one in amounts}) == 1 and len({one.unit for one in amounts}) == len(amounts):
        amounts = amounts[:1]  # 3 cases and 72 bottles of what comes by 24: the same said twice
    total = sum(one.base_qty or 0 for one in amounts)
    qty, unit = (amounts[0].qty, amounts[0].unit) if len(amounts) == 1 else (Decimal(total), Unit.BASE)
    return RowReading(base.number, RowStatus.OK, why, base.said, sku.code, (), qty, unit, total)


def _within_bounds(found: RowReading) -> RowReading:
    """The row; a figure that no order holds is no quantity."""
    if (found.qty is None or is_held(found.qty)) and (found.base_qty is None or found.base_qty < MOST_BASE_UNITS):
        return found
    status, why = (RowStatus.ASK, Why.UNCLEAR_QTY) if found.status is RowStatus.OK or found.sku else (found.status, found.why)
    return replace(found, status=status, why=why, qty=None, unit=None, base_qty=None)


def _but(base: RowReading, status: RowStatus, why: Why) -> RowReading:
    keeps = status is RowStatus.ASK
    return RowReading(base.number, status, why, base.said, base.sku, base.candidates, base.qty, base.unit, base.base_qty if keeps else None, base.likely)
