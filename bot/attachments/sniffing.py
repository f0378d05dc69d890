"""What a file really is, by its first bytes; neither its name nor what the sender says of it counts."""

import zipfile
from io import BytesIO
from typing import Literal

Content = Literal["jpeg", "png", "webp", "ogg", "mp3", "mp4", "wav", "webm", "xlsx", "xls", "pdf", "text", "other"]
PICTURES: frozenset[Content] = frozenset({"jpeg", "png", "webp"})
SOUNDS: frozenset[Content] = frozenset({"ogg", "mp3", "mp4", "wav", "webm"})
SHEETS: frozenset[Content] = frozenset({"xlsx", "xls"})
_PROBED = 4096
_STARTS: tuple[tuple[bytes, Content], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\x1aE\xdf\xa3", "webm"),
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0", "xls"),
)
_BEGINNINGS_OF_TEXT = ("utf-8-sig", "gb18030")


def content_of(data: bytes) -> Content:
    """The kind of a file's content."""
    for start, content in _STARTS:
        if data.startswith(start):
            return content
    if data[:4] == b"RIFF":
        return "webp" if data[8:12] == b"WEBP" else "wav" if data[8:12] == b"WAVE" else "other"
    if data[4:8] == b"ftyp":
        return "mp4"
    if data[:2] == b"PK":
        return _packed(data)
    return "text" if data and decoded(data[:_PROBED], final=False) is not None else "other"


def decoded(data: bytes, *, final: bool = True) -> str | None:
    """The text of a file in UTF-8 or GB 18030; None when it is no text. Without `final` the last character may be cut."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        return None if "\x00" in text else text
    if b"\x00" in data:
        return None
    for encoding in _BEGINNINGS_OF_TEXT:
        for cut in range(1 if final else 4):
            try:
                return data[: len(data) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


def _packed(data: bytes) -> Content:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return "other"
    return "xlsx" if "xl/workbook.xml" in names else "other"
