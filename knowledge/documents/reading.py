"""The door of this package: one file in, one document out."""

import logging
from collections.abc import Callable
from dataclasses import replace

from backend.kit.errors import DomainError, Invalid, TooMuch
from knowledge.documents.docx import read_docx
from knowledge.documents.domain import Block, Document
from knowledge.documents.markdown import read_markdown
from knowledge.documents.pages import read_html
from knowledge.documents.plain import decoded, read_plain
from knowledge.documents.tables import read_csv, read_workbook
from knowledge.documents.telling import LONGEST_FILE, FileKind, kind_of

__all__ = ["LONGEST_FILE", "read_document"]
LONGEST_TITLE = 200
LONGEST_TEXT = 10_000_000
"""Characters of a whole document; a small file can say a great deal more, by cells that span."""
_NO_SIGNS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(8234, 8239), *range(8294, 8298), *range(55296, 57344)))
_log = logging.getLogger(__name__)


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
    TooMuch("article.too_large" | "article.too_much" | "article.too_many_pages" | "article.too_many_rows").
    """
    kind = kind_of(name, data)
    try:
        document = _FROM_BYTES[kind](data) if kind in _FROM_BYTES else _FROM_TEXT[kind](decoded(data))
    except DomainError:
        raise
    except Exception as error:
        _log.warning("a file (%s) could not be read: %s", kind.value, type(error).__name__)
        raise Invalid("article.unreadable") from error
    if sum(map(_length, document.blocks)) > LONGEST_TEXT:
        raise TooMuch("article.too_much")
    blocks = tuple(_shown(block) for block in document.blocks)
    if not any(block.text or block.rows for block in blocks):
        raise Invalid("article.empty")
    title = " ".join(_plain(document.title or _stem(name)).split())[:LONGEST_TITLE]
    return replace(document, title=title or "-", blocks=blocks)


def _length(block: Block) -> int:
    return len(block.text) + sum(len(cell) for row in block.rows for cell in row)


def _shown(block: Block) -> Block:
    """The block without what is no sign: no database keeps some of them, and others write over what stands before."""
    rows = tuple(tuple(_plain(cell) for cell in row) for row in block.rows)
    return replace(block, text=_plain(block.text), rows=rows, source=_plain(block.source))


def _plain(text: str) -> str:
    return text.translate(_NO_SIGNS) if not text.isprintable() else text


def _stem(name: str) -> str:
    """A file's name without folders and ending, as words."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return (last.rpartition(".")[0] or last).replace("_", " ").strip() or "-"
