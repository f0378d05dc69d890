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
    """The passages of a version under their headings, each with its id as an anchor."""
    parts: list[str] = []
    path: tuple[str, ...] = ()
    for passage in found.passages:
        parts += [_heading(text, depth) for depth, text in _new_headings(path, passage.heading_path)]
        path = passage.heading_path
        parts.append(passage_html(passage, figures, say))
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


def _table(block: Block) -> str:
    heading, *rows = block.rows
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heading)
    below = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="price-table"><table><thead><tr>{top}</tr></thead><tbody>{below}</tbody></table></div>'


def _new_headings(before: tuple[str, ...], path: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    same = 0
    while same < min(len(before), len(path)) and before[same] == path[same]:
        same += 1
    yield from ((depth, text) for depth, text in enumerate(path) if depth >= same)


def _heading(text: str, depth: int) -> str:
    level = min(3 + depth, 6)
    return f"<h{level}>{escape(text)}</h{level}>"
