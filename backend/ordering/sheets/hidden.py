"""What an Excel sheet says beside its values: hidden rows and columns, and formulas that were stored without a value. Other formats have none.

Invariant: no more of a packed file is unpacked than LONGEST_SHEET bytes, whatever it says of itself; elements are dropped as they are read.
"""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO
from xml.etree import ElementTree as ET

LONGEST_SHEET = 60 * 1024 * 1024
_LONGEST_INDEX = 1024 * 1024
_MOST_COLUMNS = 500
_MOST_FORMULAS = 200_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Marks:
    """Numbers of hidden rows and columns, from one; (row, column) -> the text of a formula without a value."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    widest: int = 0
    """The last column with such a formula."""


def marks_in(data: bytes, sheet: str) -> Marks:
    """The marks of a sheet; none when the file is no .xlsx."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            path = _path_of(archive, sheet)
            if not path or archive.getinfo(path).file_size > LONGEST_SHEET:
                return Marks()
            with archive.open(path) as packed:
                return _marks(packed)
    except (zipfile.BadZipFile, KeyError, ET.ParseError, OSError, ValueError):
        return Marks()


def too_large_unpacked(data: bytes) -> bool:
    """Whether a packed file would unpack to more than we read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist()) > LONGEST_SHEET
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def column_number(letters: str) -> int:
    """Which column letters name, from one."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    book = ET.fromstring(_unpacked(archive, "xl/workbook.xml", _LONGEST_INDEX))  # noqa: S314 - entities are not expanded beyond expat's own limits
    wanted = next((entry.get(_ID) for entry in book.iter(f"{_MAIN}sheet") if entry.get("name") == sheet), None)
    relations = ET.fromstring(_unpacked(archive, "xl/_rels/workbook.xml.rels", _LONGEST_INDEX))  # noqa: S314 - see above
    target = next((str(entry.get("Target")) for entry in relations if entry.get("Id") == wanted), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}" if target else ""


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
    for event, element in steps:
        if event == "start":
            parent = element if element.tag == f"{_MAIN}sheetData" else parent
        elif element.tag == f"{_MAIN}row":
            if _is_on(element.get("hidden")):
                rows.add(int(element.get("r") or 0))
            formulas.update(_formulas(element) if len(formulas) < _MOST_FORMULAS else ())
            element.clear()
            if parent is not None:
                parent.clear()
        elif element.tag == f"{_MAIN}col" and _is_on(element.get("hidden")):
            first, last = int(element.get("min") or 0), int(element.get("max") or 0)
            columns.update(range(first, min(last, first + _MOST_COLUMNS) + 1))
    return Marks(frozenset(rows), frozenset(columns), formulas, max((column for _, column in formulas), default=0))


def _formulas(row: ET.Element) -> list[tuple[tuple[int, int], str]]:
    found = []
    for cell in row:
        formula = cell.find(f"{_MAIN}f")
        if formula is not None and formula.text and not (cell.findtext(f"{_MAIN}v") or "").strip():
            place = _CELL.fullmatch(cell.get("r") or "")
            if place is not None and column_number(place[1]) <= _MOST_COLUMNS:
                found.append(((int(place[2]), column_number(place[1])), formula.text[:200]))
    return found


def _is_on(value: str | None) -> bool:
    return re.fullmatch(r"1|true", value or "", re.IGNORECASE) is not None
