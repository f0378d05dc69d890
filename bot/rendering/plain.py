"""A reply as a messenger without markup or a terminal shows it: aligned columns, everything that is on a card, buttons in brackets.

Chinese characters are two columns wide. Without a width nothing is wrapped; with one, the first column gives way, and a table that
still does not fit is told row by row. Invariant: no figure, label or reason of the reply is missing, except rows beyond MAX_ROWS,
which are counted.
"""

import unicodedata
from collections.abc import Sequence

from bot.messages import Block, Button, Card, Cell, Column, Reply, Row
from bot.sentences import phrasebook

MAX_ROWS = 30
GAP = "  "
_INDENT = "  "
_NARROWEST = 14
_CLOSING = frozenset(",.;:!?)]}，。；：！？）」』】、%…")


def to_plain(reply: Reply, width: int | None = None) -> str:
    """The whole reply as text; blocks are separated by an empty line."""
    return "\n\n".join(part for part in (_block(block, reply.lang, width) for block in reply.blocks) if part)


def text_width(text: str) -> int:
    """How many columns `text` takes: two for wide characters, none for combining ones."""
    return sum(_char_width(char) for char in text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled with spaces to `width` columns; figures are aligned right."""
    space = " " * max(0, width - text_width(text))
    return space + text if right else text + space


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns; words, figures and their closing marks stay together unless one alone is wider."""
    lines: list[str] = []
    current = ""
    for token in _tokens(text):
        if current and text_width((current + token).rstrip()) > width:
            lines.append(current.rstrip())
            current = ""
        current += token if current or token.strip() else ""
        while text_width(current.rstrip()) > width and len(current) > 1:
            cut = _fitting(current, width)
            lines.append(current[:cut].rstrip())
            current = current[cut:]
    if current.strip() or not lines:
        lines.append(current.rstrip())
    return lines


def _block(block: Block, lang: str, width: int | None) -> str:
    if isinstance(block, Card):
        return "\n".join(_card(block, lang, width))
    lines = [line for paragraph in block.text.split("\n") for line in _flow(paragraph, width)]
    return "\n".join([*lines, *_buttons(block.buttons, width)])


def _card(card: Card, lang: str, width: int | None) -> list[str]:
    lines = _flow(card.title, width) if card.title else []
    lines += _table(card, lang, width)
    if card.total is not None:
        lines += _flow(f"{card.total_label}: {card.total.text}" if lang != "zh" else f"{card.total_label}：{card.total.text}", width)
        lines += _flow(card.total.under, width) if card.total.under else []
    lines += [line for warning in card.warnings for line in _flow(f"! {warning}", width)]
    lines += [line for note in card.notes for line in _flow(note, width)]
    return [*lines, *_buttons(card.buttons, width)]


def _table(card: Card, lang: str, width: int | None) -> list[str]:
    rows = card.rows[:MAX_ROWS]
    if not rows or not card.columns:
        return []
    widths = _widths(card.columns, rows)
    if width is not None:
        rest = sum(widths[1:]) + len(GAP) * (len(widths) - 1)
        if rest + min(widths[0], _NARROWEST) > width:
            return [*_stacked(card.columns, rows, width), *_left_out(card, lang)]
        widths[0] = min(widths[0], width - rest)
    heading = _line([column.heading for column in card.columns], card.columns, widths)
    lines = [heading, "-" * (sum(widths) + len(GAP) * (len(widths) - 1))]
    for row in rows:
        lines += _row(row, card.columns, widths, width)
    if card.total is not None:
        lines.append(lines[1])
    return [*lines, *_left_out(card, lang)]


def _widths(columns: Sequence[Column], rows: Sequence[Row]) -> list[int]:
    wide = [text_width(column.heading) for column in columns]
    for row in rows:
        for place, cell in enumerate(row.cells[: len(wide)]):
            under = 0 if place == 0 else text_width(cell.under)
            wide[place] = max(wide[place], text_width(cell.text), under)
    return wide


def _row(row: Row, columns: Sequence[Column], widths: list[int], width: int | None) -> list[str]:
    """The cells, what stands under them, then badges and buttons of the row on lines of their own."""
    name, *others = row.cells
    first = wrap(name.text, widths[0])
    under = [cell.under for cell in others]
    lines = [_line([first[0], *(cell.text for cell in others)], columns, widths)]
    spare = [*first[1:], *([""] if any(under) and len(first) == 1 else [])]
    for place, text in enumerate(spare):
        lines.append(_line([text, *(under if place == 0 else [""] * len(under))], columns, widths))
    if name.under and any(under) and len(first) == 1 and text_width(_INDENT + name.under) <= widths[0]:
        lines[-1] = _line([_INDENT + name.under, *under], columns, widths)
    elif name.under:
        lines += _flow(name.under, width, _INDENT)
    return [*(line.rstrip() for line in lines), *_extras(row, width)]


def _line(texts: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    return GAP.join(pad(text, wide, right=column.figure) for text, column, wide in zip(texts, columns, widths, strict=False)).rstrip()


def _stacked(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[str]:
    lines: list[str] = []
    for row in rows:
        name, *others = row.cells
        lines += _flow(f"- {name.text}", width)
        lines += _flow(name.under, width, _INDENT) if name.under else []
        for column, cell in zip(columns[1:], others, strict=False):
            lines += _flow(f"{column.heading} {_beside(cell)}", width, _INDENT)
        lines += _extras(row, width)
    return lines


def _beside(cell: Cell) -> str:
    return f"{cell.text} ({cell.under})" if cell.under else cell.text


def _extras(row: Row, width: int | None) -> list[str]:
    badges = _flow("* " + " · ".join(badge.text for badge in row.badges), width, _INDENT) if row.badges else []
    return [*badges, *_buttons(row.buttons, width, _INDENT)]


def _left_out(card: Card, lang: str) -> list[str]:
    count = len(card.rows) - MAX_ROWS
    return [phrasebook().say(lang, "plain-rows-more", count=count)] if count > 0 else []


def _buttons(buttons: Sequence[Button], width: int | None, indent: str = "") -> list[str]:
    if not buttons:
        return []
    lines: list[str] = []
    current = indent
    for button in buttons:
        label = f"[{button.label}]"
        if width is not None and current.strip() and text_width(f"{current} {label}") > width:
            lines.append(current)
            current = indent
        current = f"{current} {label}" if current.strip() else indent + label
    return [*lines, current]


def _flow(text: str, width: int | None, indent: str = "") -> list[str]:
    return [indent + line for line in (wrap(text, max(8, width - len(indent))) if width is not None else [text])]


def _tokens(text: str) -> list[str]:
    """Words with the space after them; a wide character is one of its own, and a closing mark belongs to what it closes."""
    tokens: list[str] = []
    word = ""
    for char in text:
        if char in _CLOSING and not word and tokens and not tokens[-1].endswith(" "):
            tokens[-1] += char
        elif _char_width(char) > 1:
            tokens += [word, char] if word else [char]
            word = ""
        elif char == " ":
            tokens.append(word + char)
            word = ""
        else:
            word += char
    return [token for token in [*tokens, word] if token]


def _fitting(text: str, width: int) -> int:
    used = 0
    for place, char in enumerate(text):
        used += _char_width(char)
        if used > width:
            return max(1, place)
    return len(text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
