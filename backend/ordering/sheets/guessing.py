"""What each column of a table says: by its heading where there is one, else by what stands in it. A guess, shown and correctable.

Invariant: only the first PROBED rows are looked at, so that a table of any length is guessed in the same time.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from backend.catalog.attributes import attribute_words
from backend.catalog.index import CatalogueIndex
from backend.catalog.text import normalise, phrase_key, tokens_of
from backend.ordering.sheets.domain import TABLE, Layout, RawRow, Role, Section
from backend.ordering.sheets.quantities import amount_in, is_number, is_unit
from backend.ordering.sheets.titles import NOT_ORDERED, ORDERED, role_of, unit_in_title

PROBED = 200
_HEADING_WITHIN = 30
_FEWEST_TITLES = 2
_HALF = 0.5
_NO_ORDER = re.compile(
    r"勿下单|不要下单|请勿订|(?:仅供|仅作|仅为|只供|只作)[^,，。]{0,6}参考|\bfor reference\b|\bdo not order\b|\bnot an order\b", re.IGNORECASE
)
_NO_ORDER_PAGE = re.compile(
    rf"(?:此|本|这)(?:页|表|张表)[^。]{{0,12}}(?:{_NO_ORDER.pattern})|\bthis (?:sheet|page|tab|table)\b.{{0,24}}(?:{_NO_ORDER.pattern})", re.IGNORECASE
)
_MOSTLY = 0.8


def guess_layouts(rows: Iterable[RawRow], index: CatalogueIndex, names: Sequence[str] = ()) -> tuple[Layout, ...]:
    """What the columns of each table say. A table that orders nothing beside one that does (instructions, a cover) has no columns of goods."""
    tables: dict[int, list[RawRow]] = {}
    for row in rows:
        tables.setdefault(row.number // TABLE, []).append(row)
    found = [guess_layout(tables.get(table, ()), index) for table in range(max(tables, default=0) + 1)]
    orders = [one.orders and not _says_no_order(one, tables.get(table, ())) for table, one in enumerate(found)]
    kept = [one if orders[table] or not any(orders) else replace(one, roles=(Role.OTHER,) * len(one.roles)) for table, one in enumerate(found)]
    return tuple(replace(one, name=names[table] if table < len(names) else "") for table, one in enumerate(kept))


def _says_no_order(layout: Layout, rows: Iterable[RawRow]) -> bool:
    """Whether a table says of itself that nothing is ordered by it; one without a heading also says so beside its goods."""
    cells = [cell for row in rows for cell in row.cells if cell]
    return any(_NO_ORDER_PAGE.search(cell) or (not layout.header and _NO_ORDER.search(cell)) for cell in cells)


def guess_layout(rows: Iterable[RawRow], index: CatalogueIndex) -> Layout:
    """What the columns of a table say, by its first rows."""
    probe = [row for row in rows if not row.hidden][:PROBED]
    width = max((len(row.cells) for row in probe), default=0)
    header = _heading_row(probe)
    body = [row for row in probe if header is None or row.number > header.number]
    columns = [[row.cells[place] if place < len(row.cells) else "" for row in body] for place in range(width)]
    if header is not None:
        roles = _by_titles(header.cells, columns)
        guessed = _filled_in(roles, columns, index, header.cells)
    else:
        guessed = _filled_in([Role.OTHER] * width, columns, index, ())
    layout = Layout(tuple(guessed), header.number if header else 0, header.cells if header else ())
    return replace(layout, blank_is_none=_is_list_of_everything(layout, body), sections=_sections(layout, body, index))


def _sections(layout: Layout, rows: Sequence[RawRow], index: CatalogueIndex) -> tuple[Section, ...]:
    """The rows under each line that only names a brand or product: up to a blank line or the next line of one cell.

    Some row must need the line, naming no goods itself, or the line stand apart: otherwise it is a product whose quantity was forgotten.
    """
    found: list[Section] = []
    title, first, needed = "", 0, False
    for before, row, after in zip((None, *rows), rows, (*rows[1:], None), strict=False):
        filled = [cell for cell in row.cells if cell]
        if len(filled) <= 1:
            title, first = (_goods_title(filled[0], index) if filled and layout.orders else ""), row.number + 1
            needed = before is not None and not any(before.cells)
            continue
        named = [row.cells[place] for role in (Role.NAME, Role.CODE) for place in layout.places(role) if place < len(row.cells)]
        needed = needed or not any(names_goods(cell, index) for cell in named)
        if title and not _may_be_of(title, " ".join(named), index):
            found += [Section(first, row.number - 1, title)] if needed and row.number > first else []
            title = ""
        if title and needed and (after is None or sum(bool(cell) for cell in after.cells) <= 1):
            found.append(Section(first, row.number, title))
    return tuple(found)


def _may_be_of(title: str, cell: str, index: CatalogueIndex) -> bool:
    """Whether a row may be of the brands of a title: it names no goods, or some that one of these brands has."""
    own, said = _brands_in(title, index), _brands_in(cell, index)
    return not said or bool(own & said)


def _brands_in(text: str, index: CatalogueIndex) -> set[str]:
    """The brands of the goods that are named."""
    tokens, at = tokens_of(normalise(text)), 0
    found: set[str] = set()
    while at < len(tokens):
        phrase = index.longest_phrase(tokens, at)
        found |= {index.skus[place].brand_zh for place in index.phrases[phrase[0]]} if phrase is not None else set()
        at = phrase[1] if phrase is not None else at + 1
    return found


def _goods_title(cell: str, index: CatalogueIndex) -> str:
    """The words of a line that names goods from its first to its last word; empty for any other line."""
    text = _DECORATION.sub(" ", normalise(cell)).strip()
    if re.search(r"\d{2}", text):
        return ""
    tokens, at = tokens_of(text), 0
    while at < len(tokens):
        phrase = index.longest_phrase(tokens, at)
        if phrase is None:
            return ""
        at = phrase[1]
    return text


_DECORATION = re.compile(r"[【】\[\]()（）<>《》:：*★●■◆\-—=#]+|(?:系列|品牌|专区|区|类|产品)(?=\W*$)|^\s*[一二三四五六七八九十]{1,2}\s*[、.]")


def _heading_row(rows: Sequence[RawRow]) -> RawRow | None:
    """The row with the most cells that are headings, among the first; a row of goods is none."""
    best, most = None, _FEWEST_TITLES - 1
    for row in rows[:_HEADING_WITHIN]:
        titles = [cell for cell in row.cells if cell and role_of(cell) is not None]
        figures = [cell for cell in row.cells if is_number(cell)]
        if len(titles) > most and not figures:
            best, most = row, len(titles)
    return best


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row names columns, as a heading that is repeated on the next page does."""
    filled = [cell for cell in cells if cell]
    if len(filled) < _FEWEST_TITLES or any(is_number(cell) for cell in filled):
        return False
    titles = [cell for cell in filled if role_of(cell) is not None]
    return len(titles) >= _FEWEST_TITLES and len(titles) * 2 > len(filled)


def _by_titles(titles: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Role]:
    roles = [(role_of(titles[place]) if place < len(titles) else None) or Role.OTHER for place in range(len(columns))]
    for place, role in enumerate(roles):
        filled = [cell for cell in columns[place] if cell]
        figures = role is Role.NAME and filled and _share(filled, is_number) > _MOSTLY
        counts = role is Role.SPEC and NOT_ORDERED.search(titles[place]) and _share(filled, _is_count) > _MOSTLY
        if figures or counts or (role is Role.QTY and NOT_ORDERED.search(titles[place])):
            roles[place] = Role.OTHER
    if Role.QTY not in roles:
        roles = [Role.QTY if role is Role.OTHER and _counts_in(titles, place, columns[place]) else role for place, role in enumerate(roles)]
    return _one_quantity(roles, titles, columns)


def _counts_in(titles: Sequence[str], place: int, cells: Sequence[str]) -> bool:
    """Whether a column is headed by a unit alone (箱, 瓶) and holds amounts."""
    filled = [cell for cell in cells if cell]
    return place < len(titles) and is_unit(titles[place]) and bool(filled) and _share(filled, amount_in) > _MOSTLY


def _is_count(cell: str) -> bool:
    """Whether a cell of 箱规 just says how many come in a case; what says the size too is worth reading."""
    return cell.isdigit() and int(cell) < _FEWEST_MILLILITRES


_FEWEST_MILLILITRES = 100


def _one_quantity(roles: list[Role], titles: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Role]:
    """Of several columns of quantities the one that says what is ordered; those that count packs of different sizes (箱数, 瓶数) belong together."""
    places = [place for place, role in enumerate(roles) if role is Role.QTY]
    if len(places) <= 1:
        return roles
    units = {unit_in_title(titles[place]) for place in places}
    if len(units) == len(places) and "" not in units:
        return roles
    chosen = next((place for place in places if ORDERED.search(titles[place])), None)
    if chosen is None:
        chosen = max(places, key=lambda place: sum(bool(cell) for cell in columns[place]))
    return [Role.OTHER if role is Role.QTY and place != chosen else role for place, role in enumerate(roles)]


def _filled_in(roles: Sequence[Role], columns: Sequence[Sequence[str]], index: CatalogueIndex, titles: Sequence[str]) -> list[Role]:
    """The roles with what headings did not say guessed by content."""
    found = list(roles)
    free = [place for place, role in enumerate(found) if role is Role.OTHER]
    _find_goods(found, columns, index, free)
    if Role.NAME not in found and Role.CODE not in found and Role.SPEC in found:
        found[found.index(Role.SPEC)] = Role.NAME
    if Role.SPEC not in found:
        sizes = _sizes_by_content(found, [() if _heads_no_order(titles, place) else cells for place, cells in enumerate(columns)], index)
        if sizes is not None:
            found[sizes] = Role.SPEC
    if Role.QTY not in found:
        best = _quantity_by_content(found, [() if _heads_no_order(titles, place) else cells for place, cells in enumerate(columns)])
        if best is not None:
            found[best] = Role.QTY
    if Role.UNIT not in found:
        units = next((place for place in free if found[place] is Role.OTHER and _share([cell for cell in columns[place] if cell], is_unit) > _MOSTLY), None)
        if units is not None:
            found[units] = Role.UNIT
    return found


def _find_goods(found: list[Role], columns: Sequence[Sequence[str]], index: CatalogueIndex, free: Sequence[int]) -> None:
    """Give the columns of codes and names their roles, by what stands in them."""
    if Role.CODE not in found:
        codes = {
            place: _share([cell for cell in columns[place] if cell], lambda cell: squashed(cell) in codes_of(index)) for place in _candidates(found, columns)
        }
        best = max(codes, key=lambda place: codes[place], default=None)
        if best is not None and codes[best] >= _HALF and found[best] is not Role.QTY:
            found[best] = Role.CODE
    if Role.NAME not in found:
        named = {
            place: _share([cell for cell in columns[place] if cell], lambda cell: names_goods(cell, index)) for place in free if found[place] is Role.OTHER
        }
        best = max(named, key=lambda place: named[place], default=None)
        if best is not None and named[best] > 1 / 4:
            found[best] = Role.NAME


def _heads_no_order(titles: Sequence[str], place: int) -> bool:
    """Whether a heading says that its figures are money or goods that are not ordered."""
    title = titles[place] if place < len(titles) else ""
    return bool(title) and (NOT_ORDERED.search(title) is not None or role_of(title) is Role.OTHER)


def _candidates(roles: Sequence[Role], columns: Sequence[Sequence[str]]) -> list[int]:
    spare = (Role.OTHER, Role.SPEC, Role.NAME) if list(roles).count(Role.NAME) > 1 else (Role.OTHER, Role.SPEC)
    return [place for place, role in enumerate(roles) if role in spare and any(columns[place])]


def _sizes_by_content(roles: Sequence[Role], columns: Sequence[Sequence[str]], index: CatalogueIndex) -> int | None:
    """The column of sizes of the catalogue, some of them with their measure or pack (330, 500听, 1L); bare figures alone may be anything."""
    for place, role in enumerate(roles):
        filled = [cell for cell in columns[place] if cell]
        if role is not Role.OTHER or len(filled) < _FEWEST_SIZES or _share(filled, lambda cell: _is_size(cell, index)) < _MOSTLY:
            continue
        others = [cells for other, cells in enumerate(columns) if other != place and roles[other] is Role.OTHER and any(cells)]
        counted = Role.QTY in roles or any(_share([cell for cell in cells if cell], amount_in) > _MOSTLY and not _counts_up(cells) for cells in others)
        if counted and any(not is_number(cell) for cell in filled):
            return place
    return None


def _is_size(cell: str, index: CatalogueIndex) -> bool:
    """Whether a cell is a size, or a word for a pack or brand, as they stand beside a name."""
    text = normalise(cell)
    figure = _SIZE.fullmatch(text)
    if figure is not None:
        return bool(figure["measure"]) or ("n", f"{Decimal(figure['figure']).normalize():f}") in index.specs
    return phrase_key(text) in attribute_words().groups or names_goods(text, index) or _PACK.fullmatch(text) is not None


_FEWEST_SIZES = 2
_SIZE = re.compile(
    r"[㐀-鿿]{0,3}\s*(?P<figure>\d{1,4}(?:\.\d{1,3})?)\s*(?P<measure>ml|l|g|kg|毫升|升|克|公斤|斤|抽|层|枚|mm|寸)?\s*(?:[㐀-鿿]{0,2}[^\W\d件箱提托打板])?"
)
_PACK = re.compile(r"(?:大|小|玻璃|塑料|易拉)?[罐瓶桶听袋盒包]装?|cans?|bottles?|glass|big|small")


def _quantity_by_content(roles: Sequence[Role], columns: Sequence[Sequence[str]]) -> int | None:
    """The column of whole amounts that is no running number; where price and sum stand beside it the one that makes the sum."""
    figures = {
        place: columns[place]
        for place, role in enumerate(roles)
        if role is Role.OTHER and any(columns[place]) and _share([cell for cell in columns[place] if cell], lambda cell: amount_in(cell) is not None) > _MOSTLY
    }
    plain = {place: cells for place, cells in figures.items() if not _counts_up(cells)}
    by_sum = _makes_sums(plain)
    if by_sum is not None:
        return by_sum
    whole = [place for place, cells in plain.items() if _share([cell for cell in cells if cell], lambda cell: "." not in cell) > _MOSTLY]
    with_unit = [place for place in whole if _share([cell for cell in columns[place] if cell], lambda cell: not is_number(cell)) > _HALF]
    named = max((place for place, role in enumerate(roles) if role in (Role.NAME, Role.CODE)), default=-1)
    behind = [place for place in whole if place > named]
    return next(iter((*with_unit, *behind, *whole, *plain)), None)


def _counts_up(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isdigit()]
    steps = [after - before for before, after in pairwise(numbers)]
    return len(numbers) > _FEWEST_TITLES and numbers[0] in (0, 1) and sum(step == 1 for step in steps) >= _MOSTLY * len(steps)


def _makes_sums(figures: dict[int, Sequence[str]]) -> int | None:
    """The column that times another one makes a third in most rows, and is the whole one of the two."""
    numbers = {place: [Decimal(cell.replace(",", "")) if is_number(cell) else None for cell in cells] for place, cells in figures.items()}
    for amount, quantities in numbers.items():
        for price, prices in numbers.items():
            for total, totals in numbers.items():
                if len({amount, price, total}) < 3:  # noqa: PLR2004 - three different columns
                    continue
                rows = [(q, p, t) for q, p, t in zip(quantities, prices, totals, strict=True) if q and p and t and p != 1 and q != 1]
                fits = sum(abs(q * p - t) <= Decimal("0.02") for q, p, t in rows)
                is_whole = all(q == q.to_integral_value() for q, _, _ in rows)
                if (
                    len(rows) >= _FEWEST_TITLES
                    and fits > _MOSTLY * len(rows)
                    and is_whole
                    and not all(p == p.to_integral_value() and p < q for q, p, _ in rows)
                ):
                    return amount
    return None


def _is_list_of_everything(layout: Layout, rows: Sequence[RawRow]) -> bool:
    """Whether most goods have no quantity: then what has none is not ordered."""
    places, goods = layout.places(Role.QTY), (*layout.places(Role.NAME), *layout.places(Role.CODE))
    named = [row for row in rows if any(place < len(row.cells) and row.cells[place] for place in goods)]
    blank = [row for row in named if not any(place < len(row.cells) and row.cells[place] for place in places)]
    return bool(places) and len(named) > 4 and len(blank) * 10 > len(named) * 3  # noqa: PLR2004 - three of ten


def names_goods(cell: str, index: CatalogueIndex) -> bool:
    """Whether some name of the catalogue stands in a cell."""
    tokens = tokens_of(normalise(cell))
    return any(index.longest_phrase(tokens, start) is not None for start in range(len(tokens)))


def codes_of(index: CatalogueIndex) -> dict[str, str]:
    """Squashed code -> code, of the codes that stay apart when signs and capitals are left out; kept with the index."""
    known: dict[str, str] | None = index.__dict__.get("_squashed")
    if known is None:
        known = {}
        twice: set[str] = set()
        for sku in index.skus:
            key = squashed(sku.code)
            twice.update({key} if key in known else ())
            known[key] = sku.code
        known = {key: code for key, code in known.items() if key and key not in twice}
        index.__dict__["_squashed"] = known
    return known


def squashed(text: str) -> str:
    """A code without signs, blanks and capitals."""
    return re.sub(r"[^0-9a-z㐀-鿿]+", "", normalise(text))


def _share(cells: Sequence[str], holds: Callable[[str], object]) -> float:
    """The share of cells for which something holds."""
    return sum(bool(holds(cell)) for cell in cells) / len(cells) if cells else 0.0
