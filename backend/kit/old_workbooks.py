"""How far the cells of an .xls file lie apart, told from its records before it is opened: a reader makes room for every cell between them.

Only what that needs is understood of the two formats (a file system in a file, and records in one of its streams). Invariant: a file whose
records cannot be followed raises ValueError and is not opened; no chain of sectors is followed longer than the file has sectors.
"""

import struct
from collections.abc import Iterator
from struct import unpack_from

_NO_SECTOR = 0xFFFFFFF0
_HEADER = 512
_IN_HEADER = 109
_ENTRY = 128
_ROOT = 5
_STREAM_NAMES = ("workbook", "book")
_BEGIN, _END, _SIZE = 0x0809, 0x000A, 0x0200
_SEVERAL = frozenset({0x00BD, 0x00BE})
"""Records of several cells beside each other; the last two bytes name the last column."""
_CELLS = _SEVERAL | {0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0202, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x027E, 0x007E, 0x00D6, 0x00FD, 0x0201}


def area_of(data: bytes) -> int:
    """How many cells the sheets of an .xls file reach over together. Raises ValueError for a file that is none."""
    try:
        return _area(_stream(data))
    except (struct.error, IndexError) as error:
        raise ValueError("a broken workbook") from error


def _area(stream: bytes) -> int:
    """Of each sheet what lies between its first and last cell, or what the sheet says of itself when that is more."""
    area = said = bottom = right = 0
    for kind, at, length in _records(stream):
        if kind in (_BEGIN, _END):
            area, said, bottom, right = area + max(said, bottom * right), 0, 0, 0
        elif kind == _SIZE:
            said = max(said, _said(stream, at, length))
        elif kind in _CELLS:
            row, column = unpack_from("<HH", stream, at)
            last = unpack_from("<H", stream, at + length - 2)[0] if kind in _SEVERAL else column
            bottom, right = max(bottom, row + 1), max(right, column + 1, last + 1)
    return area + max(said, bottom * right)


def _said(stream: bytes, at: int, length: int) -> int:
    """The size that a sheet says it has, with rows in four bytes or, in older files, in two."""
    long = length >= 12  # noqa: PLR2004 - two rows of four bytes and two columns of two
    top, bottom, left, right = unpack_from("<IIHH" if long else "<HHHH", stream, at)
    return int(max(0, bottom - top + 1) * max(0, right - left + 1))


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _stream(data: bytes) -> bytes:
    """The stream that holds the workbook."""
    sector, small = 1 << unpack_from("<H", data, 30)[0], 1 << unpack_from("<H", data, 32)[0]
    if sector not in (512, 4096) or small != 64:  # noqa: PLR2004 - the sizes that the format knows
        raise ValueError("no such sectors")
    first_entry, cutoff, first_small = unpack_from("<I", data, 48)[0], *unpack_from("<II", data, 56)
    table = _numbers(b"".join(_sector(data, sector, number) for number in _table_sectors(data, sector)))
    entries = _chain(data, sector, table, first_entry)
    found = root = None
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        name = entries[at : at + max(0, unpack_from("<H", entries, at + 64)[0] - 2)].decode("utf-16-le", "replace")
        start, size = unpack_from("<II", entries, at + 116)
        root = (start, size) if entries[at + 66] == _ROOT else root
        found = (start, size) if name.casefold() in _STREAM_NAMES and (found is None or name.casefold() == _STREAM_NAMES[0]) else found
    if found is None or root is None:
        raise ValueError("no workbook in it")
    start, size = found
    if size >= cutoff:
        return _chain(data, sector, table, start)[:size]
    within, smalls = _chain(data, sector, table, root[0]), _numbers(_chain(data, sector, table, first_small))
    return _chain(within, small, smalls, start, header=0)[:size]


def _table_sectors(data: bytes, sector: int) -> list[int]:
    """The sectors of the table of sectors: the first in the header, more in a chain of their own."""
    found = list(unpack_from(f"<{_IN_HEADER}I", data, 76))
    following, left = unpack_from("<I", data, 68)[0], len(data) // sector
    while following < _NO_SECTOR and left > 0:
        numbers = _numbers(_sector(data, sector, following))
        found += numbers[:-1]
        following, left = numbers[-1], left - 1
    return [number for number in found if number < _NO_SECTOR]


def _numbers(data: bytes) -> tuple[int, ...]:
    return unpack_from(f"<{len(data) // 4}I", data)


def _sector(data: bytes, size: int, number: int, header: int = _HEADER) -> bytes:
    at = (number + 1) * size if header else number * size
    part = data[at : at + size]
    if not part:
        raise ValueError("beyond the end")
    return part.ljust(size, b"\x00")


def _chain(data: bytes, size: int, table: tuple[int, ...], start: int, header: int = _HEADER) -> bytes:
    """The content of the sectors from `start` on, each naming the next in `table`."""
    parts, number = [], start
    while number < _NO_SECTOR:
        parts.append(_sector(data, size, number, header))
        if len(parts) > len(table):
            raise ValueError("a chain without an end")
        number = table[number]
    return b"".join(parts)
