"""How far the cells of a workbook lie apart, told before it is opened: a reader makes room for every cell between the first and the last one.

Invariant: a workbook whose cells cannot be followed raises ValueError and is not opened; elements are dropped as they are read.
"""

import re
import zipfile
import zlib
from io import BytesIO
from typing import IO
from xml.etree import ElementTree as ET

from backend.kit.old_workbooks import area_of

_RELATIONS = "xl/_rels/workbook.xml.rels"
_PLACE = re.compile(r"([A-Z]{1,7})(\d{1,10})")


def reach_of(data: bytes) -> int:
    """How many cells the largest sheet of an .xlsx reaches over, or all sheets of an .xls together."""
    if not data.startswith(b"PK"):
        return area_of(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            relations = ET.fromstring(archive.read(_RELATIONS))  # noqa: S314 - entities are not expanded beyond expat's own limits
            wanted = {_last_part(str(entry.get("Target"))) for entry in relations}
            sheets = [name for name in archive.namelist() if _last_part(name) in wanted]
            return max((_reach(archive, name) for name in sheets), default=0)
    except (zipfile.BadZipFile, KeyError, ET.ParseError, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise ValueError("a broken workbook") from error


def _last_part(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].casefold()


def _reach(archive: zipfile.ZipFile, name: str) -> int:
    with archive.open(name) as packed:
        return _area(packed)


def _area(packed: IO[bytes]) -> int:
    deepest = widest = row = column = 0
    parent: ET.Element | None = None
    for event, element in ET.iterparse(packed, events=("start", "end")):  # noqa: S314 - see above
        name = element.tag.rpartition("}")[2]
        if event == "end":
            element.clear()
            if name == "row" and parent is not None:
                parent.clear()
        elif name == "sheetData":
            parent = element
        elif name == "row":
            row, column = int(element.get("r") or row + 1), 0
        elif name == "c":
            column += 1
            if (place := _PLACE.fullmatch(element.get("r") or "")) is not None:
                row, column = int(place[2]), _number(place[1])
            deepest, widest = max(deepest, row), max(widest, column)
    return deepest * widest


def _number(letters: str) -> int:
    """Which column letters name, from one."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
