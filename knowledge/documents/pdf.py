"""PDF: lines by their place and size, tables by their rules, each with its page.

Letters at one height are one line whatever their fonts; a table that goes on at the top of the next page is one table. A line in larger or heavier
letters than the body is a heading; what stands at the same place on most pages (running heads, page numbers) is left out. Pictures of pages are not
read: a scanned document has no words and is refused as empty.
"""

import logging
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from backend.kit.errors import Invalid, TooMuch
from knowledge.documents.domain import Block, BlockKind, Document
from knowledge.documents.pdf_limits import put_in_place
from knowledge.documents.plain import blocks_of

MOST_PAGES = 3_000
MOST_DRAWN = 200 * 1024 * 1024
"""Bytes of what all pages draw, unpacked."""
MOST_RULES = 5_000
"""A page with more lines is a drawing, and looking for a table in it takes minutes."""
_LARGER = 1.12
_EDGE = 0.08
_REPEATED = 0.5
_FEW_PAGES = 4
_LONGEST_HEADING = 90
_GAP = 1.6
_SAME_HEIGHT = 0.5
_WORD_GAP = 0.15
_RADICALS = str.maketrans("⺟⺠⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳", "母民西见角贝车長长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟")
"""Signs of parts of characters that fonts map whole characters to and that Unicode's normal form leaves as they are."""
put_in_place()
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    bold: bool
    top: float
    at_edge: bool


@dataclass(frozen=True, slots=True)
class _Read:
    number: int
    lines: tuple[_Line, ...]
    tables: tuple[tuple[float, tuple[tuple[str, ...], ...]], ...]


def read_pdf(data: bytes) -> Document:
    """A PDF. Raises Invalid("article.encrypted" | "article.unreadable") and TooMuch("article.too_many_pages" | "article.too_much")."""
    try:
        with pdfplumber.open(BytesIO(data)) as opened:
            if len(opened.pages) > MOST_PAGES:
                raise TooMuch("article.too_many_pages", most=MOST_PAGES)
            title = opened.metadata.get("Title") or ""
            pages = list(_pages(opened.pages))
    except PdfminerException as error:
        if (large := next((one for one in error.args if isinstance(one, TooMuch)), None)) is not None:
            raise large from error
        locked = any(isinstance(one, PDFPasswordIncorrect | PDFEncryptionError) for one in error.args)
        raise Invalid("article.encrypted" if locked else "article.unreadable") from error
    except (PSException, MalformedPDFException, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise Invalid("article.unreadable") from error
    running = _running(pages)
    body = _body_size(pages)
    blocks = tuple(_joined(block for page in pages for block in _blocks(page, running, body)))
    named = title if isinstance(title, str) and title.strip() and not title.lower().endswith((".doc", ".docx", ".indd")) else ""
    first = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
    return Document(named.strip() or first, blocks)


def _pages(pages: Iterable[Page]) -> Iterator[_Read]:
    """One after the other, as long as they say no more than anybody reads."""
    left = MOST_DRAWN
    for page in pages:
        left -= sum(len(stream_value(one).get_data()) for one in page.page_obj.contents)
        if left < 0:
            raise TooMuch("article.too_much")
        yield _page(page)


def _page(page: Page) -> _Read:
    drawn = len(page.lines) + len(page.rects) + len(page.curves)
    tables = page.find_tables() if drawn <= MOST_RULES else []
    outside = page
    for table in tables:
        outside = outside.outside_bbox(_within(table.bbox, page.bbox), relative=False)
    lines = [_line(one, page.height) for one in _one_line_each(outside.extract_text_lines(return_chars=True))]
    found = tuple((table.bbox[1], tuple(tuple(_cell(cell) for cell in row) for row in table.extract())) for table in tables)
    page.close()
    return _Read(page.page_number, tuple(line for line in lines if line.text), found)


def _one_line_each(lines: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Pieces that overlap in height are one line, from left to right: letters of another font stand a little higher or lower."""
    joined: list[list[dict[str, Any]]] = []
    for line in sorted(lines, key=lambda one: float(one["top"])):
        last = joined[-1][0] if joined else None
        overlap = min(last["bottom"], line["bottom"]) - line["top"] if last is not None else 0
        apart = last is None or all(line["x0"] >= one["x1"] - 1 or line["x1"] <= one["x0"] + 1 for one in joined[-1])
        if last is not None and apart and overlap > _SAME_HEIGHT * min(last["bottom"] - last["top"], line["bottom"] - line["top"]):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [sorted(pieces, key=lambda one: float(one["x0"])) for pieces in joined]


def _said(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_RADICALS).split()) if text else ""


def _within(box: Sequence[float], page: Sequence[float]) -> tuple[float, float, float, float]:
    return max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3])


def _cell(cell: str | None) -> str:
    return _said(cell or "")


def _line(pieces: Sequence[dict[str, Any]], height: float) -> _Line:
    chars = [char for piece in pieces for char in piece["chars"] if char["text"].strip()]
    size = Counter(round(char["size"], 1) for char in chars).most_common(1)[0][0] if chars else 0.0
    bold = bool(chars) and all("bold" in str(char["fontname"]).lower() or "heavy" in str(char["fontname"]).lower() for char in chars)
    top, bottom = min(piece["top"] for piece in pieces), max(piece["bottom"] for piece in pieces)
    text = pieces[0]["text"]
    for before, piece in pairwise(pieces):
        text += (" " if piece["x0"] - before["x1"] > size * _WORD_GAP else "") + piece["text"]
    return _Line(_said(text), size, bold, top, top < height * _EDGE or bottom > height * (1 - _EDGE))


def _without_numbers(text: str) -> str:
    return "".join("#" if char.isdecimal() else char for char in text)


def _running(pages: Sequence[_Read]) -> frozenset[str]:
    """What is said at the edge of most pages, whatever the number in it."""
    if len(pages) < _FEW_PAGES:
        return frozenset()
    said = Counter(text for page in pages for text in {_without_numbers(line.text) for line in page.lines if line.at_edge})
    return frozenset(text for text, times in said.items() if times > len(pages) * _REPEATED)


def _body_size(pages: Sequence[_Read]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _blocks(page: _Read, running: frozenset[str], body: float) -> list[Block]:
    """The blocks of a page from top to bottom."""
    blocks: list[Block] = []
    waiting: list[str] = []
    tables, last = list(page.tables), None

    def flush() -> None:
        blocks.extend(blocks_of(waiting, page.number))
        waiting.clear()

    for line in page.lines:
        if line.at_edge and (_without_numbers(line.text) in running or line.text.isdecimal()):
            continue
        while tables and tables[0][0] <= line.top:
            flush()
            blocks += _table(tables.pop(0)[1], page.number)
        if _is_heading(line, body):
            flush()
            blocks.append(Block(BlockKind.HEADING, line.text, _level(line, body), page=page.number))
        else:
            if last is not None and line.top - last.top > _GAP * max(line.size, 1) * 1.2:
                waiting.append("")
            waiting.append(line.text)
        last = line
    flush()
    for _, rows in tables:
        blocks += _table(rows, page.number)
    return blocks


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """A table that the page before left open takes the rows at the top of the next one, its repeated heading left out."""
    last: Block | None = None
    for block in blocks:
        if last is not None and _goes_on(last, block):
            rows = block.rows[1:] if block.rows[0] == last.rows[0] else block.rows
            last = replace(last, rows=last.rows + rows)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _goes_on(last: Block, block: Block) -> bool:
    both = last.kind is BlockKind.TABLE and block.kind is BlockKind.TABLE
    return both and last.page != block.page and len(last.rows[0]) == len(block.rows[0])


def _table(rows: tuple[tuple[str, ...], ...], page: int) -> list[Block]:
    full = tuple(row for row in rows if any(row))
    return [Block(BlockKind.TABLE, rows=full, page=page)] if full else []


def _is_heading(line: _Line, body: float) -> bool:
    heavy = line.size > body * _LARGER or (line.bold and line.size >= body)
    return heavy and len(line.text) <= _LONGEST_HEADING and not line.text.endswith(("。", ".", ";", "；", ",", "，"))


def _level(line: _Line, body: float) -> int:
    """1 for the largest letters; bold letters of the body's size are the lowest."""
    ratio = line.size / body if body else 1.0
    return 1 if ratio > 1.6 else 2 if ratio > 1.3 else 3  # noqa: PLR2004 - the usual sizes of titles, sections and subsections
