"""DOCX: paragraphs by their style, numbered lists as steps, tables and pictures in reading order.

Entities are not resolved (python-docx parses without them); links are not followed.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document as Opened
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from backend.kit.errors import Invalid
from knowledge.documents.domain import Block, BlockKind, Document
from knowledge.documents.plain import is_warning, step_of

MOST_FIGURES = 200
MOST_COLUMNS = 40
LONGEST_SPAN = 4
LARGEST_FIGURE = 5 * 1024 * 1024
_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)", re.IGNORECASE)


def read_docx(data: bytes) -> Document:
    """A document; its title is the paragraph of that style, else its first heading. Raises Invalid("article.unreadable")."""
    try:
        opened = docx.Document(BytesIO(data))
        return _Walk(opened).document()
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        raise Invalid("article.unreadable") from error


class _Walk:
    """One pass over the body."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._figures: dict[str, bytes] = {}
        self._numbers: dict[str, int] = {}
        self._title = ""

    def document(self) -> Document:
        """The blocks and the pictures."""
        blocks = tuple(self._blocks())
        first = next((block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), None)
        title = self._title or (first.text if first is not None else self._opened.core_properties.title or "")
        return Document(title, tuple(block for block in blocks if block is not first or block.text != title), figures=self._figures)

    def _blocks(self) -> Iterator[Block]:
        for item in self._opened.iter_inner_content():
            if isinstance(item, Table):
                rows = tuple(_rows(item))
                if any(any(row) for row in rows):
                    yield Block(BlockKind.TABLE, rows=rows)
            else:
                yield from self._paragraph(item)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Block]:
        text = " ".join(paragraph.text.split())
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        yield from self._pictures(paragraph)
        if not text:
            return
        if style.lower() in {"title", "标题"} and not self._title:
            self._title = text
        elif (heading := _HEADING.match(style)) is not None:
            self._numbers.clear()
            yield Block(BlockKind.HEADING, text, int(heading[1]))
        elif (listed := self._listed(paragraph, style)) is not None:
            depth, number = listed
            yield Block(BlockKind.STEP, text, depth, number)
        elif is_warning(text):
            yield Block(BlockKind.WARNING, text)
        else:
            yield step_of(text) or Block(BlockKind.TEXT, text)

    def _listed(self, paragraph: Paragraph, style: str) -> tuple[int, int | None] | None:
        """Depth and number of a list paragraph. Word counts by list and depth; a heading begins anew."""
        numbering = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")  # noqa: SLF001 - python-docx shows lists nowhere else
        if numbering is None and not style.lower().startswith("list"):
            return None
        deep, which = ("", "") if numbering is None else (_value(numbering.find(qn(f"w:{name}"))) for name in ("ilvl", "numId"))
        depth = int(deep) + 1 if deep.isdecimal() else 1
        if "bullet" in style.lower():
            return depth, None
        kind = f"{which or style}/{depth}"
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return depth, self._numbers[kind]

    def _pictures(self, paragraph: Paragraph) -> Iterator[Block]:
        for drawing in paragraph._p.iter(qn("w:drawing")):  # noqa: SLF001 - python-docx shows pictures of a paragraph nowhere else
            told: Any = next(drawing.iter(qn("wp:docPr")), None)
            for blip in drawing.iter(qn("a:blip")):
                part = self._opened.part.related_parts.get(blip.get(qn("r:embed")) or "")
                if part is None or len(part.blob) > LARGEST_FIGURE or len(self._figures) >= MOST_FIGURES:
                    continue
                name = str(part.partname).rpartition("/")[2]
                self._figures[name] = part.blob
                yield Block(BlockKind.FIGURE, (told.get("descr") or "") if told is not None else "", source=name)


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    """A cell that spans columns stands once in each, one that goes on from the row above says what that says; tables inside a cell are words of it.

    python-docx gives such cells too, but makes as many as a file claims and asks each row for all above it.
    """
    above: list[str] = []
    for row in table._tbl.tr_lst:  # noqa: SLF001 - see above
        cells: list[str] = []
        for cell in row.tc_lst:
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue" and len(cells) < len(above)
            said = above[len(cells)] if goes_on else " ".join(_words(cell).split())
            span = _value(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"))
            cells += [said] * min(max(int(span) if span.isdecimal() and len(span) < LONGEST_SPAN else 1, 1), MOST_COLUMNS - len(cells))
        above = cells
        yield tuple(cells)


def _words(cell: Any) -> str:
    """The words of a cell, a line a paragraph."""
    parts = cell.iter(qn("w:p"), qn("w:t"), qn("w:tab"), qn("w:br"))
    return "".join(str(part.text or "") if part.tag == qn("w:t") else "\n" for part in parts)


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(qn("w:val")) or "")
