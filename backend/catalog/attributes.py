"""Attribute words of products (flavour, colour, pack, material) as groups that mean the same in both languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.catalog.text import phrase_key


@dataclass(frozen=True, slots=True)
class AttributeWords:
    """`groups` maps a phrase key to its group; `variants` are groups that count only when said.

    `kinds` are everyday words for a kind of product (水) with the name parts that mean it; `reach` is the longest group phrase by first word.
    `tools` are characters that make another product of a kind (瓷砖 -> 瓷砖胶).
    """

    groups: Mapping[str, str]
    variants: frozenset[str]
    kinds: Mapping[str, tuple[str, ...]]
    reach: Mapping[str, int]
    tools: frozenset[str]


@cache
def attribute_words() -> AttributeWords:
    """The attribute words that ship with the product."""
    data = tomllib.loads(Path(__file__).with_name("attribute_words.toml").read_text(encoding="utf-8"))
    groups = {phrase_key(word): name for name, words in data["groups"].items() for word in words}
    kinds = {phrase_key(word): tuple(parts) for word, parts in data["kinds"].items()}
    reach: dict[str, int] = {}
    for key in groups:
        parts = key.split(" ")
        reach[parts[0]] = max(reach.get(parts[0], 0), len(parts))
    return AttributeWords(groups, frozenset(data["variant"]), kinds, reach, frozenset(data["tools"]))
