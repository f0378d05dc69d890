"""The rows and columns of an Excel sheet that its sender has hidden, read from the sheet's own marks; other formats have none.

Invariant: no more of a packed file is unpacked than LONGEST_SHEET bytes, whatever it says of itself.
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

LONGEST_SHEET = 40 * 1024 * 1024
_LONGEST_INDEX = 1024 * 1024
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Numbers of hidden rows and columns, from one."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def hidden_in(data: bytes, sheet: str) -> Hidden:
    """What is hidden on a sheet; nothing when the file is no .xlsx."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            path = _path_of(archive, sheet)
            return _hidden(_unpacked(archive, path, LONGEST_SHEET)) if path else Hidden()
    except (zipfile.BadZipFile, KeyError, ET.ParseError, OSError, ValueError):
        return Hidden()


def too_large_unpacked(data: bytes) -> bool:
    """Whether a packed file would unpack to more than we read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist()) > LONGEST_SHEET
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    book = ET.fromstring(_unpacked(archive, "xl/workbook.xml", _LONGEST_INDEX))  # noqa: S314 - see the import
    wanted = next((entry.get(_ID) for entry in book.iter(f"{_MAIN}sheet") if entry.get("name") == sheet), None)
    relations = ET.fromstring(_unpacked(archive, "xl/_rels/workbook.xml.rels", _LONGEST_INDEX))  # noqa: S314 - see the import
    target = next((str(entry.get("Target")) for entry in relations if entry.get("Id") == wanted), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}" if target else ""


def _unpacked(archive: zipfile.ZipFile, path: str, longest: int) -> bytes:
    with archive.open(path) as packed:
        data = packed.read(longest + 1)
    if len(data) > longest:
        raise ValueError("larger than it may be")
    return data


def _hidden(sheet: bytes) -> Hidden:
    rows: set[int] = set()
    columns: set[int] = set()
    for _, element in ET.iterparse(BytesIO(sheet)):  # noqa: S314 - see the import
        if element.tag == f"{_MAIN}row" and _is_on(element.get("hidden")):
            rows.add(int(element.get("r") or 0))
        elif element.tag == f"{_MAIN}col" and _is_on(element.get("hidden")):
            first, last = int(element.get("min") or 0), int(element.get("max") or 0)
            columns.update(range(first, min(last, first + 500) + 1))
        element.clear()
    return Hidden(frozenset(rows), frozenset(columns))


def _is_on(value: str | None) -> bool:
    return re.fullmatch(r"1|true", value or "", re.IGNORECASE) is not None
