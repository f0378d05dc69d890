"""HTML: the words of a page in reading order, without anything that runs, frames, or hides.

Invariant: no entity is resolved and nothing is fetched; a picture is only named.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree, html

from backend.kit.errors import Invalid
from knowledge.documents.domain import Block, BlockKind, Document
from knowledge.documents.plain import decoded, is_warning

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "form", "nav", "head", "button", "select", "textarea"}
)
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "br",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "img",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "var",
        "wbr",
    }
)
_HIDING = ("display:none", "visibility:hidden", "font-size:0")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEAVES = frozenset({"p", "dt", "dd", "pre", "blockquote", "figcaption", "address", "caption"})
_DEEPEST = 200
_PROBED = 4096


def read_html(data: bytes) -> Document:
    """A page; its title is its first heading, else its <title>. Raises Invalid("article.unreadable")."""
    text, encoding = _told(data)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding=encoding)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Invalid("article.unreadable") from error
    body = root.find("body")
    blocks = tuple(_Walk().blocks(root if body is None else body))
    first = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    named = root.findtext("head/title") or ""
    title = first.text if first is not None and first.level == 1 else " ".join(named.split())
    return Document(title, tuple(block for block in blocks if block is not first or first.text != title))


def _told(data: bytes) -> tuple[bytes, str | None]:
    """The bytes of a page and their encoding: UTF-8 when they are, else what the page names, else as any text is read."""
    try:
        return data.decode("utf-8-sig").encode(), "utf-8"
    except UnicodeDecodeError:
        return (data, None) if b"charset" in data[:_PROBED].lower() else (decoded(data).encode(), "utf-8")


class _Walk:
    """One pass; words directly inside a box are a paragraph of their own."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []

    def blocks(self, node: html.HtmlElement, depth: int = 0) -> Iterator[Block]:
        """The blocks below a node."""
        loose = [node.text or ""]
        for child in node:
            if not isinstance(child.tag, str) or child.tag in _DROPPED or _is_hidden(child) or depth > _DEEPEST:
                loose.append(child.tail or "")
                continue
            if _is_inline(child):
                yield from _figures(child)
                loose += [*_parts(child), child.tail or ""]
                continue
            yield from _paragraph(loose)
            yield from self._box(child, depth)
            loose = [child.tail or ""]
        yield from _paragraph(loose)

    def _box(self, node: html.HtmlElement, depth: int) -> Iterator[Block]:
        tag = node.tag
        if tag in _HEADINGS:
            yield Block(BlockKind.HEADING, _words(node), _HEADINGS[tag])
        elif tag == "table":
            yield from _figures(node)
            if rows := tuple(row for row in _rows(node) if any(row)):
                yield Block(BlockKind.TABLE, rows=rows)
        elif tag in {"ol", "ul"}:
            self._lists.append(_first_number(node) - 1 if tag == "ol" else None)
            yield from self.blocks(node, depth + 1)
            self._lists.pop()
        elif tag == "li":
            yield from self._step(node, depth)
        elif tag in _LEAVES:
            yield from _figures(node)
            yield from _paragraph([_words(node)])
        else:
            yield from self.blocks(node, depth + 1)

    def _step(self, node: html.HtmlElement, depth: int) -> Iterator[Block]:
        if self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
        found = list(self.blocks(node, depth + 1))
        for place, block in enumerate(found):
            if place == 0 and block.kind is BlockKind.TEXT:
                yield Block(BlockKind.STEP, block.text, max(1, len(self._lists)), self._lists[-1] if self._lists else None)
            else:
                yield block


def _first_number(node: html.HtmlElement) -> int:
    start = node.get("start") or ""
    return int(start) if start.isdecimal() and len(start) < 6 else 1  # noqa: PLR2004 - longer is no list


def _is_inline(node: html.HtmlElement) -> bool:
    return node.tag in _INLINE


def _is_hidden(node: html.HtmlElement) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return node.get("hidden") is not None or node.get("aria-hidden") == "true" or any(way in style for way in _HIDING)


def _words(node: html.HtmlElement) -> str:
    return " ".join("".join(_parts(node)).split())


def _parts(node: html.HtmlElement) -> Iterator[str]:
    """The words of a node as they stand, blanks too: an element begins and ends inside a word as well as between two."""
    if node.tag == "br":
        yield "\n"
    yield node.text or ""
    for child in node:
        if isinstance(child.tag, str) and child.tag not in _DROPPED and not _is_hidden(child):
            apart = not _is_inline(child)
            yield "\n" if apart else ""
            yield from _parts(child)
            yield "\n" if apart else ""
        yield child.tail or ""


def _paragraph(parts: list[str]) -> Iterator[Block]:
    text = " ".join("".join(parts).split())
    if text:
        yield Block(BlockKind.WARNING if is_warning(text) else BlockKind.TEXT, text)


def _figures(node: html.HtmlElement) -> Iterator[Block]:
    """Pictures, the node itself included; pictures written into the page itself are not named files and left out."""
    for image in node.iter("img"):
        source = image.get("src") or ""
        if source and not source.startswith("data:"):
            yield Block(BlockKind.FIGURE, image.get("alt") or "", source=unquote(source))


def _rows(table: html.HtmlElement) -> Iterator[tuple[str, ...]]:
    """A cell that spans columns stands once in each; one that spans rows is said again in each row."""
    kept: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue  # of a table in a cell, whose words are the cell's
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _fill(cells, kept)
            text, wide, tall = _words(cell), _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(wide):
                if tall > 1:
                    kept[len(cells)] = (tall - 1, text)
                cells.append(text)
        _fill(cells, kept)
        yield tuple(cells)


def _fill(cells: list[str], kept: dict[int, tuple[int, str]]) -> None:
    while (place := len(cells)) in kept:
        left, text = kept.pop(place)
        if left > 1:
            kept[place] = (left - 1, text)
            cells.append(text)
            continue
        cells.append(text)


def _span(cell: html.HtmlElement, name: str) -> int:
    said = cell.get(name) or ""
    return min(int(said), 40) if said.isdecimal() and len(said) < 4 and int(said) else 1  # noqa: PLR2004 - no table is as wide
