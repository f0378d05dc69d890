"""Passages of articles as HTML: warnings first, steps as a list, tables, pictures. Every word is escaped here, whoever wrote it.

Invariant: a picture is shown as an image from our own address and never as a page; nothing of an article becomes markup.
"""

from collections.abc import Collection, Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from bot.pages.layout import Say
from knowledge.articles import ArticleView, CitedPassage, VersionView
from knowledge.documents import Block, BlockKind

FIGURES = "/articles/figures"


def article_html(found: ArticleView, figures: Collection[str], say: Say) -> str:
    """The passages of a version under their headings, each with its id as an anchor; rows that were cut apart are one table again."""
    parts: list[str] = []
    path: tuple[str, ...] = ()
    for _, run in groupby(found.passages, key=_table_of):
        passages = list(run)
        parts += [_heading(text, depth) for depth, text in _new_headings(path, passages[0].heading_path)]
        path = passages[0].heading_path
        parts += [_whole_table(passages)] if len(passages) > 1 else [passage_html(passages[0], figures, say)]
    return "".join(parts)


def passage_html(passage: CitedPassage, figures: Collection[str], say: Say) -> str:
    """One passage; `figures` are the names of the pictures that are kept."""
    page = f'<span class="small">{escape(say("article-page", page=passage.page))}</span>' if passage.page else ""
    words = "".join(blocks_html(passage.blocks, passage.version_id, figures))
    return f'<section class="passage" id="{escape(anchor(passage.id))}">{words}{page}</section>'


def anchor(passage_id: str) -> str:
    """A passage's place in its page."""
    return "p-" + passage_id.rpartition(":")[2]


def facts_line(version: VersionView, say: Say) -> str:
    """What a version is about, in one line."""
    about = version.about
    told = [f"{version.article_id} · v{version.version}", say(f"article-lang-{about.lang}"), *about.models, *about.codes]
    return " · ".join(told)


def blocks_html(blocks: Sequence[Block], version_id: str, figures: Collection[str]) -> Iterator[str]:
    """Blocks in reading order; neighbouring steps are one list."""
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        some = list(run)
        if kind is BlockKind.STEP:
            yield _steps(some)
        else:
            yield from (_block(block, version_id, figures) for block in some)


def _block(block: Block, version_id: str, figures: Collection[str]) -> str:
    if block.kind is BlockKind.WARNING:
        return f'<p class="notice warning">{escape(block.text)}</p>'
    if block.kind is BlockKind.TABLE:
        return _table(block)
    if block.kind is BlockKind.FIGURE:
        if block.source not in figures:
            return f'<p class="small">{escape(block.text)}</p>' if block.text else ""
        address = f"{FIGURES}/{quote(version_id, safe='')}/{quote(block.source, safe='')}"
        caption = escape(block.text)
        return f'<figure><img src="{escape(address)}" alt="{caption}" loading="lazy"><figcaption class="small">{caption}</figcaption></figure>'
    return f"<p>{escape(block.text)}</p>"


def _steps(steps: Sequence[Block]) -> str:
    """Deeper ones stand further in; a step keeps the number it has in its article."""
    items = []
    for step in steps:
        mark = f"{step.number}." if step.number is not None else "•"
        items.append(f'<li style="margin-left:{(step.level - 1) * 1.4:.1f}em"><span class="mark">{mark}</span> {escape(step.text)}</li>')
    return f'<ol class="steps">{"".join(items)}</ol>'


def _table_of(passage: CitedPassage) -> tuple[object, ...]:
    """Which table a passage was a row of; what is no row is like no other."""
    only = passage.blocks[0] if len(passage.blocks) == 1 else None
    return (passage.heading_path, only.rows[0]) if only is not None and only.rows else (passage.id,)


def _whole_table(passages: Sequence[CitedPassage]) -> str:
    rows = [(anchor(passage.id) if place == 0 else "", row) for passage in passages for place, row in enumerate(passage.blocks[0].rows[1:])]
    return _rows_html(passages[0].blocks[0].rows[0], rows)


def _table(block: Block) -> str:
    return _rows_html(block.rows[0], [("", row) for row in block.rows[1:]])


def _rows_html(heading: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heading)
    below = ""
    for place, row in rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row)
        below += f'<tr class="passage" id="{place}">{cells}</tr>' if place else f"<tr>{cells}</tr>"
    return f'<div class="price-table"><table><thead><tr>{top}</tr></thead><tbody>{below}</tbody></table></div>'


def _new_headings(before: tuple[str, ...], path: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    same = 0
    while same < min(len(before), len(path)) and before[same] == path[same]:
        same += 1
    yield from ((depth, text) for depth, text in enumerate(path) if depth >= same)


def _heading(text: str, depth: int) -> str:
    level = min(3 + depth, 6)
    return f"<h{level}>{escape(text)}</h{level}>"
