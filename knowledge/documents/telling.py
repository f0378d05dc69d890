"""Which kind of file some bytes are, and whether it may be opened at all.

Invariant: told by the bytes before anything is unpacked; an archive that says it unpacks to too much, holds macros, or names files outside itself is
refused without being opened.
"""

import zipfile
from enum import StrEnum
from io import BytesIO

from backend.kit.errors import Invalid, TooMuch

LONGEST_FILE = 40 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_MARKUP = 64 * 1024 * 1024
"""Of a Word document: its reader holds all of it at once, several times over. Told by how well it packs, which pictures do not, whatever parts are called."""
PACKED = 2
MOST_PARTS = 5_000
_PROBED = 4096


class FileKind(StrEnum):
    """The formats that are read."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    HTML = "html"
    MARKDOWN = "markdown"
    CSV = "csv"
    TEXT = "text"


_BY_NAME = {"md": FileKind.MARKDOWN, "markdown": FileKind.MARKDOWN, "csv": FileKind.CSV, "tsv": FileKind.CSV}
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body")


def kind_of(name: str, data: bytes) -> FileKind:
    """Raises TooMuch("article.too_large" | "article.too_much"), Invalid("article.macros" | "article.unreadable" | "article.unknown_format")."""
    if len(data) > LONGEST_FILE:
        raise TooMuch("article.too_large", longest=f"{LONGEST_FILE // 1024 // 1024} MB")
    if data.startswith(b"%PDF-"):
        return FileKind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_office(data)
    start = data[:_PROBED]
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid("article.unknown_format")
    ending = name.rpartition(".")[2].lower()
    if ending in {"html", "htm"} or start.decode("utf-8", "replace").lstrip("\ufeff \r\n\t").lower().startswith(_HTML_STARTS):
        return FileKind.HTML
    return _BY_NAME.get(ending, FileKind.TEXT)


def _archive(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Invalid("article.unreadable") from error
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TooMuch("article.too_much")
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
        raise Invalid("article.macros")
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Invalid("article.unreadable")
    if "word/document.xml" in names:
        if sum(part.file_size for part in parts if part.file_size > PACKED * part.compress_size) > MOST_MARKUP:
            raise TooMuch("article.too_much")
        return FileKind.DOCX
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    raise Invalid("article.unknown_format")


def _old_office(data: bytes) -> FileKind:
    """The old binary workbook can be read; the old binary document, and whatever holds macros, cannot."""
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Invalid("article.macros")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return FileKind.XLS
    raise Invalid("article.unknown_format")
