"""What an Excel sheet says beside its values: hidden rows and columns, formulas that were stored without a value, and how far its cells lie apart.

Other formats have none. Invariant: no more of a packed file is unpacked than LONGEST_SHEET bytes, whatever it says of itself; elements are dropped
as they are read; an Excel sheet whose marks cannot be read is not read at all.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO
from xml.etree import ElementTree as ET

LONGEST_SHEET = 60 * 1024 * 1024
_LONGEST_INDEX = 1024 * 1024
_MOST_COLUMNS = 500
_MOST_FORMULAS = 200_000
_AT_ONCE = 1024 * 1024
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Marks:
    """Numbers of hidden rows and columns, from one; (row, column) -> the text of a formula without a value."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    widest: int = 0
    """The last column with such a formula."""
    area: int = 0
    """How many cells a reader makes room for that holds every cell from the first to the last one with something in it."""


def marks_in(data: bytes, sheet: str) -> Marks:
    """The marks of a sheet; none when the file is no .xlsx. Raises ValueError for an .xlsx that is broken."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return Marks()
            with archive.open(_path_of(archive, sheet)) as packed:
                return _marks(packed)
    except zipfile.BadZipFile:
        return Marks()
    except (KeyError, ET.ParseError, RuntimeError, zlib.error) as error:
        raise ValueError("a broken sheet") from error


def too_large_unpacked(data: bytes) -> bool:
    """Whether a packed file unpacks to more than we read; counted, since what it says of itself may be wrong."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LONGEST_SHEET:
                return True
            left = LONGEST_SHEET
            for entry in archive.infolist():
                left -= _unpacks_to(archive, entry, left)
                if left < 0:
                    return True
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return False


def _unpacks_to(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """How many bytes an entry really holds, counted up to a little more than `most`."""
    entry.file_size, size = most + _AT_ONCE, 0
    try:
        with archive.open(entry) as packed:
            while size <= most and (part := packed.read(_AT_ONCE)):
                size += len(part)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error):
        return size
    return size


def column_number(letters: str) -> int:
    """Which column letters name, from one."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    book = ET.fromstring(_unpacked(archive, "xl/workbook.xml", _LONGEST_INDEX))  # noqa: S314 - entities are not expanded beyond expat's own limits
    wanted = next((_relation(entry) for entry in book.iter() if _name(entry) == "sheet" and entry.get("name") == sheet), None)
    relations = ET.fromstring(_unpacked(archive, "xl/_rels/workbook.xml.rels", _LONGEST_INDEX))  # noqa: S314 - see above
    targets = [str(entry.get("Target")).replace("\\", "/") for entry in relations if wanted is not None and entry.get("Id") == wanted]
    if len(targets) != 1:
        raise KeyError(sheet)
    path = targets[0].lstrip("/") if targets[0].startswith(("/", "xl/")) else f"xl/{targets[0]}"
    return next((name for name in archive.namelist() if name.casefold() == path.casefold()), path)


def _relation(entry: ET.Element) -> str | None:
    return next((value for key, value in entry.attrib.items() if key.endswith("}id")), None)


def _name(element: ET.Element) -> str:
    """The name of an element in whichever edition of the format."""
    return element.tag.rpartition("}")[2]


def _unpacked(archive: zipfile.ZipFile, path: str, longest: int) -> bytes:
    with archive.open(path) as packed:
        data = packed.read(longest + 1)
    if len(data) > longest:
        raise ValueError("larger than it may be")
    return data


def _marks(packed: IO[bytes]) -> Marks:
    rows: set[int] = set()
    columns: set[int] = set()
    formulas: dict[tuple[int, int], str] = {}
    steps = ET.iterparse(packed, events=("start", "end"))  # noqa: S314 - see above
    parent: ET.Element | None = None
    number = widest = deepest = 0
    for event, element in steps:
        name = _name(element)
        if event == "start":
            parent = element if name == "sheetData" else parent
        elif name == "row":
            number = int(element.get("r") or number + 1)
            if _is_on(element.get("hidden")):
                rows.add(number)
            last_row, last_column = _last(element, number)
            deepest, widest = max(deepest, last_row), max(widest, last_column)
            formulas.update(_formulas(element) if len(formulas) < _MOST_FORMULAS else ())
            element.clear()
            if parent is not None:
                parent.clear()
        elif name == "col" and _is_on(element.get("hidden")):
            first, last = int(element.get("min") or 0), int(element.get("max") or 0)
            columns.update(range(first, min(last, first + _MOST_COLUMNS) + 1))
    return Marks(frozenset(rows), frozenset(columns), formulas, max((column for _, column in formulas), default=0), deepest * widest)


def _last(row: ET.Element, number: int) -> tuple[int, int]:
    """The last row and column of the cells of a row with something in them."""
    deepest = widest = column = 0
    for cell in row:
        place = _CELL.fullmatch((cell.get("r") or "").upper())
        column, line = (column_number(place[1]), int(place[2])) if place is not None else (column + 1, number)
        if len(cell):
            deepest, widest = max(deepest, line), max(widest, column)
    return deepest, widest


def _formulas(row: ET.Element) -> list[tuple[tuple[int, int], str]]:
    found = []
    for cell in row:
        parts = {_name(part): part for part in cell}
        formula, value = parts.get("f"), parts.get("v")
        if formula is not None and formula.text and (value is None or not (value.text or "").strip()):
            place = _CELL.fullmatch(cell.get("r") or "")
            if place is not None and column_number(place[1]) <= _MOST_COLUMNS:
                found.append(((int(place[2]), column_number(place[1])), formula.text[:200]))
    return found


def _is_on(value: str | None) -> bool:
    return re.fullmatch(r"1|true", value or "", re.IGNORECASE) is not None
