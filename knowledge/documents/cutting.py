"""Documents into sections that can be cited: what stands under one heading, whole step lists kept together, one section a row of a fault-code table.

Invariant: every block of the document is in exactly one section; a section never parts a step list and is longer than LONGEST only when one list is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.documents.domain import Block, BlockKind, Document

LONGEST = 1_600
"""Characters: about what a person reads at once and a model is given as one piece."""
_CODE_HEADING = re.compile(
    r"代码|故障码|报警号|错误码|料号|编号|型号|零件号|配件号|"
    r"(?<![a-z])(?:(?:error|fault|alarm)?codes?|errors?|alarms?|faults?|part(?:s|no)?)(?![a-z])"
)
_GROUPED_ROWS = 12


@dataclass(frozen=True, slots=True)
class Section:
    """`heading_path` from the outermost heading to its own; `key` is the code that a table row is about, else empty; `page` is where it begins."""

    heading_path: tuple[str, ...]
    blocks: tuple[Block, ...]
    page: int | None = None
    key: str = ""


def sections_of(document: Document) -> tuple[Section, ...]:
    """The sections in reading order; a heading without a body of its own is only in the paths of those below it."""
    found: list[Section] = []
    path: list[tuple[int, str]] = []
    body: list[Block] = []

    def close() -> None:
        found.extend(_pieces(tuple(text for _, text in path), body))
        body.clear()

    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            close()
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, block.text))
        elif block.kind is BlockKind.TABLE and (column := _key_column(block)) is not None:
            close()
            found.extend(_rows(tuple(text for _, text in path), block, column))
        else:
            body.append(block)
    close()
    return tuple(found)


def text_of(blocks: Sequence[Block]) -> str:
    """Blocks as plain text, a line each; steps with their numbers, cells with their headings."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    if block.kind is BlockKind.STEP:
        yield f"{'  ' * (block.level - 1)}{f'{block.number}.' if block.number is not None else '-'} {block.text}"
    elif block.kind is BlockKind.TABLE:
        heading, *rows = block.rows
        if not rows:
            yield " · ".join(cell for cell in heading if cell)
        for row in rows:
            yield " · ".join(f"{name}: {cell}" if name else cell for name, cell in zip(heading, row, strict=False) if cell)
    elif block.text:
        yield block.text


def _key_column(block: Block) -> int | None:
    """Which column of a table names what its rows are about; None for any other table."""
    if len(block.rows) < 2 or len(block.rows[0]) < 2:  # noqa: PLR2004 - a heading and a row, a code and its meaning
        return None
    names = [name.casefold().strip() for name in block.rows[0]]
    return next((place for place, name in enumerate(names) if _CODE_HEADING.search(name)), None)


def _rows(path: tuple[str, ...], block: Block, column: int) -> Iterator[Section]:
    """Each row with a code by itself; rows below it without one go on with it (a cell that spans rows)."""
    heading, *rows = block.rows
    groups: list[tuple[str, list[tuple[str, ...]]]] = []
    for row in rows:
        key = row[column].strip() if column < len(row) else ""
        if groups and (not key or key == groups[-1][0]) and len(groups[-1][1]) < _GROUPED_ROWS:
            groups[-1][1].append(row)
        else:
            groups.append((key, [row]))
    for key, kept in groups:
        yield Section(path, (replace(block, rows=(heading, *kept)),), block.page, key)


def _pieces(path: tuple[str, ...], body: Sequence[Block]) -> Iterator[Section]:
    """A body in pieces of at most LONGEST; a warning or figure goes with what follows it, a step with its list."""
    piece: list[Block] = []
    for unit in _units(body):
        if piece and _length(piece) + _length(unit) > LONGEST:
            yield Section(path, tuple(piece), piece[0].page)
            piece = []
        piece += unit
    if piece:
        yield Section(path, tuple(piece), piece[0].page)


def _units(body: Sequence[Block]) -> Iterator[list[Block]]:
    unit: list[Block] = []
    for block in body:
        inside = bool(unit) and (
            unit[-1].kind in {BlockKind.WARNING, BlockKind.FIGURE}
            or block.kind is BlockKind.FIGURE
            or (unit[-1].kind is BlockKind.STEP and (block.kind is BlockKind.STEP or block.kind is BlockKind.WARNING))
            or (block.kind is BlockKind.STEP and unit[-1].text.endswith((":", "：")))
        )
        if unit and not inside:
            yield unit
            unit = []
        unit.append(block)
    if unit:
        yield unit


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) + sum(len(cell) for row in block.rows for cell in row) for block in blocks)
