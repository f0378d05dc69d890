"""A reply as HTML: texts as paragraphs, cards as real tables with badges and buttons. Pure functions; every word is escaped here.

A button carries its action in `data-action`; `assets/chat.js` sends it and `bot.pages.chat` runs it as a turn.
Invariant: nothing of a message or a reply reaches the page unescaped; a row that asks or could not be understood is never folded away.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from bot.messages import Badge, Block, Button, Card, Column, Reply, Row, Text
from bot.rendering.plain import to_plain

Say = Callable[..., str]
SHOWN_ROWS = 8
LANG_TAGS = {"zh": "zh-CN", "en": "en-GB"}
_DECIDING = ("confirm:", "confirm-all:", "decline:", "answer:")
COPIED = frozenset({"draft", "change", "order"})
_SHEETS = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 3h10a2 2 0 0 1 2 2v12h-2V5H8zM6 7h8a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V9'
    'a2 2 0 0 1 2-2m0 2v10h8V9z"/></svg>'
)
_OWN_ADDRESS = re.compile(
    r"(?<![\w/.])/(?:import\?sheet=\w+|articles\?a=\w[\w.-]*(?:#[\w-]+)?(?<=\w)|import/order-form\.xlsx"
    r"|orders-export/orders\.(?:xlsx|csv)(?:\?(?:\w+=[\w,-]+(?:&amp;)?)+)?)",
    re.ASCII,
)
"""Nothing else of a text is ever a link: where it leads must be ours."""
_NEWER_KINDS = {"draft", "change", "cancel"}
_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:\(周.\))?")


def message_html(text: str) -> str:
    """What the person wrote, as the bubble on the right."""
    return f'<div class="mine" lang="{lang_of(text)}">{escape(text)}</div>' if text else ""


def reply_html(reply: Reply, say: Say) -> str:
    """The blocks of a reply, one under the other."""
    return f'<div class="reply" lang="{LANG_TAGS.get(reply.lang, "en-GB")}">{"".join(block_html(block, say) for block in reply.blocks)}</div>'


def decides(reply: Reply) -> bool:
    """Whether this reply shows a newer version, so that buttons of earlier replies which name no live proposal are old."""
    return any(_asks(block) or (isinstance(block, Card) and block.kind in _NEWER_KINDS) for block in reply.blocks)


def lang_of(text: str) -> str:
    """The language tag of a message a person wrote."""
    return LANG_TAGS["zh" if any("一" <= char <= "鿿" for char in text) else "en"]


def _words(text: str) -> str:
    """Escaped words in which a Chinese date never breaks over two lines and the address of a table or a file of ours is a link."""
    return _DAY.sub(r'<span class="whole">\g<0></span>', _linked(escape(text)))


def _linked(escaped: str) -> str:
    return _OWN_ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', escaped)


def _asks(block: Block) -> bool:
    rows = block.rows if isinstance(block, Card) else ()
    buttons = [*block.buttons, *(button for row in rows for button in row.buttons)]
    return any(button.action.startswith(_DECIDING) for button in buttons)


def block_html(block: Block, say: Say, *, with_title: bool = True) -> str:
    """One block; its title is left out where the page shows it itself."""
    return _card(block, say, with_title=with_title) if isinstance(block, Card) else _text(block)


def _text(block: Text) -> str:
    tone = "" if block.tone == "plain" else f" {block.tone}"
    first, *rest = [line for line in block.text.split("\n") if line.strip()] or [""]
    lines = f"<p>{_words(first)}</p>" + "".join(f'<p class="{"more item" if line.startswith("· ") else "more"}">{_words(line)}</p>' for line in rest)
    return f'<section class="card block text{tone}">{lines}{_buttons(block.buttons)}</section>'


def _card(card: Card, say: Say, *, with_title: bool) -> str:
    copy = _copy(card, say) if with_title else ""
    title = f'<div class="small title">{_words(card.title)}</div>' if card.title and with_title else ""
    title = f'<div class="card-head">{title}{copy}</div>' if copy else title
    notes = "" if card.total else _notes(card.notes)
    warnings = "".join(f'<p class="notice warning">{_words(warning)}</p>' for warning in card.warnings)
    return f'<section class="card block" data-kind="{escape(card.kind)}">{title}{_table(card, say)}{notes}{warnings}{_buttons(card.buttons)}</section>'


def _copy(card: Card, say: Say) -> str:
    """The button that copies a draft or an order as text, without its buttons."""
    if card.kind not in COPIED or not card.rows:
        return ""
    plain = replace(card, buttons=(), rows=tuple(replace(row, buttons=()) for row in card.rows))
    text = to_plain(Reply("zh" if lang_of(card.title + card.total_label) == LANG_TAGS["zh"] else "en", (plain,)))
    label = escape(say("chat-copy"))
    return f'<button type="button" class="copy" data-copy="{escape(text)}" aria-label="{label}" title="{label}">{_SHEETS}</button>'


def _table(card: Card, say: Say) -> str:
    if not card.rows and card.total is None:
        return ""
    width = max(len(card.columns), 1)
    rows = "".join(_row(row, card.columns, folded=index >= SHOWN_ROWS) for index, row in enumerate(card.rows))
    hidden = sum(1 for row in card.rows[SHOWN_ROWS:] if not _needs_care(row))
    fold = ""
    if hidden:
        labels = f'data-more="{escape(say("chat-lines-more", count=hidden))}" data-less="{escape(say("chat-lines-less"))}"'
        button = f'<button type="button" class="pill unfold" aria-expanded="false" {labels}>{escape(say("chat-lines-more", count=hidden))}</button>'
        fold = f'<tr class="fold"><td colspan="{width}">{button}</td></tr>'
    heading = f"<thead><tr>{''.join(_heading(column) for column in card.columns)}</tr></thead>" if any(c.heading for c in card.columns) else ""
    label = f' aria-label="{escape(card.title)}"' if card.title else ""
    return f'<table class="columns-{width}"{label}>{heading}<tbody>{rows}{fold}</tbody>{_total(card, width)}</table>'


def _heading(column: Column) -> str:
    return f'<th scope="col"{_figure(column)}>{escape(column.heading)}</th>'


def _figure(column: Column | None) -> str:
    return ' class="figure"' if column is not None and column.figure else ""


def _row(row: Row, columns: Sequence[Column], *, folded: bool) -> str:
    marks = "".join(f' <span class="badge {_tone(badge)}">{escape(badge.text)}</span>' for badge in row.badges)
    cares = _needs_care(row)
    cells = []
    for index, cell in enumerate(row.cells):
        column = columns[index] if index < len(columns) else None
        under = _notes((cell.under,)) if cell.under and not (index == 0 and cares) else ""
        cells.append(f"<td{_figure(column)}>{escape(cell.text)}{marks if index == 0 else ''}{under}</td>")
    hidden = ' class="asks"' if cares else (' class="folded" hidden' if folded else "")
    below = _choices(row, max(len(columns), 1)) if cares else ""
    return f"<tr{hidden}>{''.join(cells)}</tr>{below}"


def _needs_care(row: Row) -> bool:
    """Whether a row asks something or could not be understood."""
    return bool(row.buttons) or any(badge.tone == "error" for badge in row.badges)


def _choices(row: Row, width: int) -> str:
    """What a row asks or says is wrong, and its buttons, in a row of their own over the whole width."""
    question = f'<div class="small">{escape(row.cells[0].under)}</div>' if row.cells and row.cells[0].under else ""
    return f'<tr class="choices"><td colspan="{width}">{question}{_buttons(row.buttons)}</td></tr>'


def _tone(badge: Badge) -> str:
    return "" if badge.tone == "accent" else badge.tone


def _total(card: Card, width: int) -> str:
    if card.total is None:
        return ""
    under = (card.total.under, *card.notes) if card.total.under else card.notes
    label = f'<th scope="row" colspan="{max(width - 1, 1)}">{escape(card.total_label)}{_notes(under)}</th>'
    return f'<tfoot><tr>{label}<td class="figure total">{escape(card.total.text)}</td></tr></tfoot>'


def _notes(notes: Sequence[str]) -> str:
    """Muted words in a row; each breaks as a whole, never inside a number, and the dot before it is not seen where a line begins."""
    parts = [part for note in notes for part in note.split(" · ")]
    words = "".join(f"<span>{'<i> · </i>' if index else ''}{_linked(escape(part))}</span>" for index, part in enumerate(parts))
    return f'<div class="small notes">{words}</div>' if parts else ""


def _buttons(buttons: Sequence[Button]) -> str:
    return f'<div class="buttons">{"".join(_button(button) for button in buttons)}</div>' if buttons else ""


def _button(button: Button) -> str:
    style = "pill primary" if button.style == "primary" else "pill"
    off = " disabled" if button.style == "disabled" or not button.action else ""
    return f'<button type="button" class="{style}" data-action="{escape(button.action)}"{off}>{escape(button.label)}</button>'
