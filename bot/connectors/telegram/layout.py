"""A reply as Telegram shows it: a bold title, the table in fixed width that fits a phone, sentences, and its buttons under the last part.

Long replies are cut at line borders. Invariant: every message stays under Telegram's 4,096 characters, every text is escaped, and no
line or button of the reply is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Literal

from bot.messages import Block, Button, Card, Reply
from bot.rendering.plain import text_width, to_plain, wrap

LONGEST = 3900
"""In UTF-16 units, as Telegram counts; below its 4,096 so that no entity of ours can push a message over."""
PHONE_WIDTH = 34
LONGEST_LABEL = 60
MOST_BUTTONS = 90
_BESIDE_EACH_OTHER = 14
_NAME_WIDTH = 16
_HARMLESS = {"say", "answer", "again"}
"""What a press says; everything else confirms or declines."""
_DROPS = (":drop", ":duplicate")


@dataclass(frozen=True, slots=True)
class Part:
    """One message: HTML text, and rows of buttons."""

    text: str
    keyboard: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    style: Literal["plain", "bold", "fixed"] = "plain"


def parts_of(reply: Reply) -> tuple[Part, ...]:
    """The messages that show a reply; none for an empty reply."""
    lines: list[_Line] = []
    for block in reply.blocks:
        lines += [_Line("")] if lines else []
        lines += _lines(block, reply.lang)
    texts = [_html(message) for message in _packed(lines)]
    texts = [text for text in texts if text.strip()]
    if not texts:
        return ()
    keyboard = _rows(_buttons(reply))
    return (*(Part(text) for text in texts[:-1]), Part(texts[-1], keyboard))


def part_of(text: str) -> Part:
    """A sentence as a message."""
    return Part(escape(text, quote=False))


def _lines(block: Block, lang: str) -> list[_Line]:
    if not isinstance(block, Card):
        return [_Line(line) for line in block.text.split("\n")]
    bare = replace(block, title="", total=None, notes=(), warnings=(), buttons=(), rows=tuple(replace(row, buttons=()) for row in block.rows))
    table = to_plain(Reply(lang, (bare,)), PHONE_WIDTH)
    lines = [_Line(block.title, "bold")] if block.title else []
    lines += [_Line(line, "fixed") for line in table.split("\n")] if table else []
    if block.total is not None:
        colon = "：" if lang == "zh" else ": "
        lines.append(_Line(f"{block.total_label}{colon}{block.total.text}", "bold"))
        lines += [_Line(block.total.under)] if block.total.under else []
    lines += [_Line(f"⚠ {line}") for warning in block.warnings for line in warning.split("\n")]
    return [*lines, *(_Line(line) for note in block.notes for line in note.split("\n"))]


def _packed(lines: list[_Line]) -> Iterator[list[_Line]]:
    """As many whole lines as fit into one message each; a line longer than a message is cut."""
    message: list[_Line] = []
    used = 0
    for line in lines:
        for piece in _pieces(line):
            size = _units(piece.text) + 1
            if used + size > LONGEST and message:
                yield message
                message, used = [], 0
            message.append(piece)
            used += size
    if message:
        yield message


def _pieces(line: _Line) -> Iterator[_Line]:
    text = line.text
    while _units(text) > LONGEST - 1:
        end = len(text[: LONGEST - 1].encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore"))
        yield replace(line, text=text[:end])
        text = text[end:]
    yield replace(line, text=text)


def _html(message: list[_Line]) -> str:
    shown = []
    for style, group in groupby(message, key=lambda line: line.style):
        text = escape("\n".join(line.text for line in group), quote=False)
        shown.append(f"<pre>{text}</pre>" if style == "fixed" else f"<b>{text}</b>" if style == "bold" and text.strip() else text)
    return "\n".join(shown).strip("\n")


def _buttons(reply: Reply) -> list[Button]:
    """Every button that can be pressed; one of a row names its row when several rows have some."""
    found: list[Button] = []
    for block in reply.blocks:
        rows = [row for row in block.rows if any(button.style != "disabled" for button in row.buttons)] if isinstance(block, Card) else []
        for row in rows:
            name = f"{wrap(row.cells[0].text, _NAME_WIDTH)[0]}: " if len(rows) > 1 and row.cells else ""
            found += [replace(button, label=name + button.label) for button in row.buttons if button.style != "disabled"]
        found += [button for button in block.buttons if button.style != "disabled"]
    once = dict.fromkeys((button.label, button.action) for button in found)
    return [Button(label[:LONGEST_LABEL], action) for label, action in once][:MOST_BUTTONS]


def _rows(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    """Two short buttons beside each other; a long one alone, and every one that decides something, so that no thumb meets its opposite."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and _may_share(button) and _may_share(rows[-1][0]):
            rows[-1] = (rows[-1][0], button)
        else:
            rows.append((button,))
    return tuple(rows)


def _may_share(button: Button) -> bool:
    """Whether a button is short and only says or answers something, and drops nothing."""
    harmless = button.action.partition(":")[0] in _HARMLESS and not button.action.endswith(_DROPS)
    return harmless and text_width(button.label) <= _BESIDE_EACH_OTHER


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
