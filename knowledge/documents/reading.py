"""The door of this package: one file in, one document out."""

from collections.abc import Callable
from dataclasses import replace

from backend.kit.errors import Invalid
from knowledge.documents.docx import read_docx
from knowledge.documents.domain import Document
from knowledge.documents.markdown import read_markdown
from knowledge.documents.pages import read_html
from knowledge.documents.plain import decoded, read_plain
from knowledge.documents.tables import read_csv, read_workbook
from knowledge.documents.telling import LONGEST_FILE, FileKind, kind_of

__all__ = ["LONGEST_FILE", "read_document"]
LONGEST_TITLE = 200


def _read_pdf(data: bytes) -> Document:
    from knowledge.documents.pdf import read_pdf  # its libraries take a second, and most files are none

    return read_pdf(data)


_FROM_BYTES: dict[FileKind, Callable[[bytes], Document]] = {
    FileKind.PDF: _read_pdf,
    FileKind.DOCX: read_docx,
    FileKind.XLSX: read_workbook,
    FileKind.XLS: read_workbook,
    FileKind.HTML: read_html,
}
_FROM_TEXT: dict[FileKind, Callable[[str], Document]] = {
    FileKind.MARKDOWN: read_markdown,
    FileKind.CSV: read_csv,
    FileKind.TEXT: read_plain,
}


def read_document(name: str, data: bytes) -> Document:
    """What a file says; its title is the file's name when it names none.

    Raises Invalid("article.unknown_format" | "article.unreadable" | "article.empty" | "article.encrypted" | "article.macros") and
    TooMuch("article.too_large").
    """
    kind = kind_of(name, data)
    document = _FROM_BYTES[kind](data) if kind in _FROM_BYTES else _FROM_TEXT[kind](decoded(data))
    if not any(block.text or block.rows for block in document.blocks):
        raise Invalid("article.empty")
    title = " ".join((document.title or _stem(name)).split())[:LONGEST_TITLE]
    return replace(document, title=title)


def _stem(name: str) -> str:
    """A file's name without folders and ending, as words."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return (last.rpartition(".")[0] or last).replace("_", " ").strip() or "-"
