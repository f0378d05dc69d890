"""Blocks and what a version is about as JSON, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.articles.domain import About
from knowledge.documents import Block, BlockKind
from knowledge.domain import Audience


def to_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Only what differs from a block's defaults."""
    return [_one(block) for block in blocks]


def from_json(found: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """The blocks again."""
    return tuple(
        Block(
            BlockKind(one["kind"]),
            one.get("text", ""),
            one.get("level", 0),
            one.get("number"),
            tuple(tuple(row) for row in one.get("rows", ())),
            one.get("source", ""),
            one.get("page"),
        )
        for one in found
    )


def about_to_json(about: About) -> dict[str, list[str]]:
    """What has no column of its own."""
    return {"products": list(about.products), "models": list(about.models), "codes": list(about.codes), "parts": list(about.parts)}


def about_from_row(row: Any) -> About:
    """What a version is about."""
    told = {key: tuple(row.about.get(key, ())) for key in ("products", "models", "codes", "parts")}
    return About(row.lang, Audience(row.audience), **told, valid_from=row.valid_from, valid_until=row.valid_until)


def _one(block: Block) -> dict[str, Any]:
    plain = {"text": block.text, "level": block.level, "source": block.source, "rows": [list(row) for row in block.rows]}
    kept: dict[str, Any] = {key: value for key, value in plain.items() if value}
    optional = {"number": block.number, "page": block.page}
    return {"kind": block.kind.value, **kept, **{key: value for key, value in optional.items() if value is not None}}
