"""Markdown, with facts between two fences above it.

    ---
    model: LC-300
    codes: E4
    ---
    # E4: condenser too hot

Raw HTML in it is dropped. A quotation that begins with a word of warning is a warning.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.documents.domain import Block, BlockKind, Document
from knowledge.documents.plain import is_warning

_FENCE = "---"
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")


def read_markdown(text: str) -> Document:
    """An article in Markdown; its title is the fact "title" or its first heading of the first level."""
    facts, body = _facts(text.lstrip("\ufeff").replace("\r\n", "\n"))
    blocks = tuple(_Walk(_READER.parse(body)).blocks())
    first = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    title = facts.get("title", "") or (first.text if first is not None and first.level == 1 else "")
    if first is not None and first.level == 1 and first.text == title:
        blocks = tuple(block for block in blocks if block is not first)
    return Document(title, blocks, facts)


def _facts(text: str) -> tuple[dict[str, str], str]:
    """The lines between the fences at the very beginning, and what follows."""
    lines = text.split("\n")
    if lines[0].strip() != _FENCE or _FENCE not in [line.strip() for line in lines[1:]]:
        return {}, text
    end = [line.strip() for line in lines[1:]].index(_FENCE) + 1
    pairs = (line.partition(":") for line in lines[1:end] if ":" in line)
    return {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}, "\n".join(lines[end + 1 :])


class _Walk:
    """One pass over the tokens; lists and quotations are told by how deep they stand."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._numbers: list[int | None] = []
        self._quoted = 0
        self._in_step = False

    def blocks(self) -> Iterator[Block]:
        """The blocks in reading order."""
        index = 0
        while index < len(self._tokens):
            token = self._tokens[index]
            if token.type == "table_open":
                end = next(place for place in range(index, len(self._tokens)) if self._tokens[place].type == "table_close")
                yield Block(BlockKind.TABLE, rows=tuple(_rows(self._tokens[index:end])))
                index = end
            elif token.type == "heading_open":
                yield Block(BlockKind.HEADING, _words(self._tokens[index + 1]), int(token.tag[1:]))
                index += 1
            elif token.type == "inline":
                yield from self._paragraph(token)
            elif token.type in {"fence", "code_block"}:
                yield Block(BlockKind.TEXT, token.content.strip())
            else:
                self._enter(token)
            index += 1

    def _enter(self, token: Token) -> None:
        kind = token.type
        if kind == "ordered_list_open":
            self._numbers.append(int(token.attrGet("start") or 1) - 1)
        elif kind == "bullet_list_open":
            self._numbers.append(None)
        elif kind in {"ordered_list_close", "bullet_list_close"}:
            self._numbers.pop()
        elif kind == "list_item_open":
            last = self._numbers[-1]
            self._numbers[-1] = None if last is None else last + 1
            self._in_step = True
        elif kind == "blockquote_open":
            self._quoted += 1
        elif kind == "blockquote_close":
            self._quoted -= 1

    def _paragraph(self, token: Token) -> Iterator[Block]:
        """A paragraph, and the figures in it. The first one of a list item is its step, further ones are said below it."""
        text = _words(token)
        for child in token.children or ():
            if child.type == "image":
                yield Block(BlockKind.FIGURE, child.content, source=unquote(str(child.attrGet("src") or "")))
        if not text:
            return
        if self._in_step and self._numbers:
            self._in_step = False
            yield Block(BlockKind.STEP, text, len(self._numbers), self._numbers[-1])
        elif is_warning(text):
            yield Block(BlockKind.WARNING, text)
        else:
            yield Block(BlockKind.TEXT, text)


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    row: list[str] = []
    for token in tokens:
        if token.type == "inline":
            row.append(_words(token))
        elif token.type == "tr_close":
            yield tuple(row)
            row = []


def _words(token: Token) -> str:
    """The plain words of inline marks; pictures have their own block."""
    said = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            said.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            said.append("\n")
    lines = [line.strip() for line in "".join(said).split("\n") if line.strip()]
    return " ".join(lines)
