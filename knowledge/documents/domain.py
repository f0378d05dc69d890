"""What a file says, whatever its format: a title and blocks in reading order.

Invariant: every text here is data. It was written by a stranger, it holds no markup, and nothing in it is ever carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is to its reader."""

    HEADING = "heading"
    TEXT = "text"
    STEP = "step"
    WARNING = "warning"
    TABLE = "table"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece in reading order. `level` is 1.. of a heading and the depth of a step; `number` is a step's own number, None for a bullet.

    `rows` are the cells of a table, its heading first. `source` names a figure by the name it has in the document; `text` is then its caption.
    `page` counts from 1 where the format has pages.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    number: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    source: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """`facts` are the lines above a Markdown article ("model: LC-300"); `figures` are pictures inside the file, name -> bytes."""

    title: str
    blocks: tuple[Block, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, bytes] = field(default_factory=dict)
