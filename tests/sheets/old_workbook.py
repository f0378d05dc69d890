"""A workbook in the format before 2007, made for tests: one sheet of figures, and whatever it says of its size."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SHORTEST = 4096


def old_workbook(cells: Mapping[tuple[int, int], float], said: tuple[int, int] = (0, 0)) -> bytes:
    """The bytes of an .xls file with figures by (row, column); `said` are the rows and columns the sheet says it has."""
    numbers = b"".join(_record(0x0203, struct.pack("<HHHd", row, column, 15, figure)) for (row, column), figure in sorted(cells.items()))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + _record(0x0200, struct.pack("<IIHHH", 0, said[0], 0, said[1], 0))
    sheet += numbers + _record(0x000A, b"")
    first = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    place = len(first) + 4 + 8 + len(b"Sheet1") + 4
    book = first + _record(0x0085, struct.pack("<IBBBB", place, 0, 0, 6, 0) + b"Sheet1") + _record(0x000A, b"") + sheet
    return _file(book.ljust(_SHORTEST, b"\x00"))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _file(stream: bytes) -> bytes:
    """A file system of one file: its table, its folder, its content."""
    sectors = -(-len(stream) // _SECTOR)
    table = [_TABLE, _END, *range(3, 2 + sectors), _END]
    folder = _entry("Root Entry", 5, _END, 0, 1) + _entry("Workbook", 2, 2, len(stream), _FREE) + _entry("", 0, 0, 0, _FREE) * 2
    header = struct.pack("<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    header += struct.pack("<108I", *([_FREE] * 108))
    body = struct.pack(f"<{_SECTOR // 4}I", *table, *([_FREE] * (_SECTOR // 4 - len(table)))) + folder + stream.ljust(sectors * _SECTOR, b"\x00")
    return header + body


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    written = (name.encode("utf-16-le") + b"\x00\x00") if name else b""
    return struct.pack("<64sHBBIII16xI16xIII", written, len(written), kind, 1, _FREE, _FREE, child, 0, start, size, 0)
