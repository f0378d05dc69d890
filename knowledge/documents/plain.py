"""Plain text: blank lines part paragraphs, numbered and dashed lines are steps, short lines that stand alone or are numbered "2.3" are headings.

What is recognised line by line here serves the pages of a PDF too.
"""

import re
from dataclasses import replace

from backend.kit.errors import Invalid
from knowledge.documents.domain import Block, BlockKind, Document

_STEP = re.compile(
    r"^\s{0,12}(?:第?\s*(?P<number>\d{1,2})\s*(?:[.)、．）]|步[:：、]?)|[(（](?P<bracketed>\d{1,2})[)）]|(?P<circled>[①-⑳]))\s*(?!\d)(?P<said>\S.*)$"
)
_BULLET = re.compile(r"^\s{0,12}[-*•·●▪◦–]\s+(?P<said>\S.*)$")
_WARNING = re.compile(r"^\s*(?:[⚠!！]\s*)?(?:warning|caution|danger|警告|注意|危险|小心)\s*[:：!！]", re.IGNORECASE)
_SECTION = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+\S")
_CHAPTER = re.compile(r"^(?:第[一二三四五六七八九十\d]{1,3}[章节]|[一二三四五六七八九十]{1,3}、)\s*\S")
_SENTENCE_END = tuple("。．.;；,，:：!?！？")
_SHORT = 40
_ENCODINGS = ("utf-8-sig", "gb18030")


def decoded(data: bytes) -> str:
    """The text of some bytes: UTF-8, UTF-16 with its mark, else GB18030. Raises Invalid("article.unreadable")."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("article.unreadable")


def read_plain(text: str) -> Document:
    """A text file; its first line is its title when a blank line follows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    first, alone = lines[0].strip(), len(lines) > 1 and not lines[1].strip()
    titled = alone and len(first) <= _SHORT and not first.endswith(_SENTENCE_END)
    return Document(first if titled else "", tuple(blocks_of(lines[1:] if titled else lines)))


def blocks_of(lines: list[str], page: int | None = None) -> list[Block]:
    """Lines as blocks: a paragraph ends at a blank line, a step, a heading or a warning; what stands further in below a step goes on with it."""
    blocks: list[Block] = []
    words: list[str] = []
    step: Block | None = None

    def flush() -> None:
        nonlocal step
        if step is not None:
            blocks.append(replace(step, text=join_lines(words)))
        elif words:
            blocks.append(Block(BlockKind.TEXT, join_lines(words), page=page))
        words.clear()
        step = None

    for line in lines:
        said = line.strip()
        block = _block(said, page)
        goes_on = step is not None and line.startswith((" ", "\t", "\u3000"))
        if block is not None or (step is None and not said) or (step is not None and said and not goes_on):
            flush()
        if block is None:
            words += [said] if said else []
        elif block.kind is BlockKind.STEP:
            step = block
            words.append(block.text)
        else:
            blocks.append(block)
    flush()
    return blocks


def step_of(line: str, page: int | None = None) -> Block | None:
    """A numbered or dashed line as a step."""
    if (match := _STEP.match(line)) is not None:
        circled = match["circled"]
        number = ord(circled) - ord("①") + 1 if circled else int(match["number"] or match["bracketed"])
        return Block(BlockKind.STEP, match["said"].strip(), 1, number, page=page)
    if (match := _BULLET.match(line)) is not None:
        return Block(BlockKind.STEP, match["said"].strip(), 1, page=page)
    return None


def is_warning(text: str) -> bool:
    """Whether a paragraph says of itself that it warns."""
    return _WARNING.match(text) is not None


def join_lines(lines: list[str]) -> str:
    """Lines of one paragraph as one: Chinese is joined without a blank, a word parted by a hyphen is whole again."""
    parts: list[str] = []
    for line in lines:
        last = parts[-1] if parts else ""
        if last.endswith("-") and last[-2:-1].isalpha() and line[:1].islower():
            parts[-1] = last[:-1]
        elif last and not (ord(last[-1]) > 0x2E7F and ord(line[0]) > 0x2E7F):  # noqa: PLR2004 - where East Asian writing begins
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _block(line: str, page: int | None) -> Block | None:
    if not line:
        return None
    if is_warning(line):
        return Block(BlockKind.WARNING, line, page=page)
    if _is_heading(line):
        section = _SECTION.match(line)
        return Block(BlockKind.HEADING, line, section["number"].count(".") + 1 if section else 1, page=page)
    return step_of(line, page)


def _is_heading(line: str) -> bool:
    """A numbered section, a chapter, or a Markdown-like mark; never a sentence."""
    if line.endswith(_SENTENCE_END) or len(line) > 2 * _SHORT:
        return False
    return _SECTION.match(line) is not None or _CHAPTER.match(line) is not None
