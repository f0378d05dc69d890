"""The index on disk: arrays as they are, words and cards as text, so that a start reads instead of analysing.

One folder a generation, and a small file that names the one in force: it is replaced last, so a crash leaves the generation before. Invariant: nothing
is unpickled, and what does not fit this version of the code is refused, never guessed.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from backend.kit.errors import Unavailable
from knowledge.domain import Audience
from knowledge.lexical import TUNING, Field
from knowledge.segments import Flags, Segment
from knowledge.shelf import Card

VERSION = 1
CURRENT = "current.json"


@dataclass(frozen=True, slots=True)
class Saved:
    """What is written and read: everything else follows from it."""

    cards: Sequence[Card]
    alive: Flags
    fields: Mapping[str, Field]
    lines: Mapping[str, tuple[tuple[str, str], ...]]


def write(folder: Path, saved: Saved) -> None:
    """Write a new generation and let go of the others."""
    name = f"generation-{uuid4().hex}"
    target = folder / name
    target.mkdir(parents=True)
    np.save(target / "alive.npy", saved.alive)
    (target / "cards.json").write_text(json.dumps([_row(card) for card in saved.cards], ensure_ascii=False), encoding="utf-8")
    (target / "lines.json").write_text(json.dumps(saved.lines, ensure_ascii=False), encoding="utf-8")
    for lang, one in saved.fields.items():
        _write_field(target, lang, one)
    pointer = folder / f"{name}.json"
    pointer.write_text(json.dumps({"version": VERSION, "generation": name}), encoding="utf-8")
    pointer.replace(folder / CURRENT)
    for old in folder.glob("generation-*"):
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink(missing_ok=True)


def read(folder: Path) -> Saved:
    """The generation in force. Raises Unavailable("knowledge.index_unreadable") when it is missing, damaged or of another version."""
    try:
        current = json.loads((folder / CURRENT).read_text(encoding="utf-8"))
        if current["version"] != VERSION:
            raise Unavailable("knowledge.index_unreadable", reason="version")
        source = folder / Path(current["generation"]).name
        cards = [_card(row) for row in json.loads((source / "cards.json").read_text(encoding="utf-8"))]
        lines = {article: tuple((row[0], row[1]) for row in rows) for article, rows in json.loads((source / "lines.json").read_text(encoding="utf-8")).items()}
        alive = np.load(source / "alive.npy", allow_pickle=False)
        held = {lang: _read_field(source, lang) for lang in TUNING}
    except (OSError, ValueError, KeyError, TypeError, EOFError) as damaged:
        raise Unavailable("knowledge.index_unreadable", reason=type(damaged).__name__) from damaged
    if len(cards) != len(alive):
        raise Unavailable("knowledge.index_unreadable", reason="length")
    return Saved(cards, alive, held, lines)


def _write_field(target: Path, lang: str, one: Field) -> None:
    (target / f"{lang}.terms").write_text("\n".join(one.vocabulary), encoding="utf-8")
    figures = {"count": one.count, "total": one.total, "segments": len(one.segments), "terms": len(one.vocabulary)}
    (target / f"{lang}.json").write_text(json.dumps(figures), encoding="utf-8")
    np.save(target / f"{lang}.df.npy", one.df)
    for at, segment in enumerate(one.segments):
        for field in fields(Segment):
            np.save(target / f"{lang}.{at}.{field.name}.npy", getattr(segment, field.name))


def _read_field(source: Path, lang: str) -> Field:
    figures = json.loads((source / f"{lang}.json").read_text(encoding="utf-8"))
    words = (source / f"{lang}.terms").read_text(encoding="utf-8")
    terms = words.split("\n") if words else []
    if len(terms) != figures["terms"]:
        raise Unavailable("knowledge.index_unreadable", reason="terms")
    segments = tuple(
        Segment(*(np.load(source / f"{lang}.{at}.{field.name}.npy", allow_pickle=False) for field in fields(Segment))) for at in range(figures["segments"])
    )
    df = np.load(source / f"{lang}.df.npy", allow_pickle=False)
    return Field({term: number for number, term in enumerate(terms)}, TUNING[lang], segments, df, figures["count"], figures["total"])


def _row(card: Card) -> list[Any]:
    return [card.id, card.article_id, card.lang, card.codes, card.models, card.products, card.audience]


def _card(row: list[Any]) -> Card:
    return Card(row[0], row[1], row[2], tuple(row[3]), tuple(row[4]), tuple(row[5]), Audience(row[6]))
