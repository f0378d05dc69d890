"""The last resort of routing: which topic's examples (bot/lexicon/examples.toml) a clause resembles most.

Texts are compared by weighted pieces (Chinese character pairs, English words, word pairs and word beginnings), cosine over the examples.
Invariant: deterministic, no training step; a text that resembles nothing gets "unknown".
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.lexicon import load_lexicon

_PARTS = re.compile(r"[\u3400-\u9fff]+|[a-z']+")
_STEM = 5
_POLITE = {"please", "pls", "kindly"}
"""Words that any wish may carry; they tell nothing about its topic."""
_NEIGHBOURS = 3
_PLAIN = frozenset(load_lexicon("language")["plain"])
_PLAIN_HAN = frozenset(load_lexicon("language")["plain_han"])
"""Words and characters that any sentence may hold; alone they liken it to nothing."""
_SMOOTH = 1e-9


@dataclass(frozen=True, slots=True)
class _Index:
    """For each piece the examples that contain it with their weights, and the topic of each example."""

    postings: Mapping[str, tuple[tuple[int, float], ...]]
    weight: Mapping[str, float]
    topics: tuple[str, ...]


def nearest_topic(folded: str) -> tuple[str, float]:
    """The topic whose examples are nearest and its share of the evidence; ("unknown", 0.0) when nothing is alike."""
    index = _index()
    pieces = Counter(piece for piece in _pieces(folded) if piece in index.weight)
    if not pieces:
        return "unknown", 0.0
    length = math.sqrt(sum((count * index.weight[piece]) ** 2 for piece, count in pieces.items()))
    if not any(_tells(piece) for piece in pieces):
        return "unknown", 0.0
    likeness: dict[int, float] = defaultdict(float)
    told: set[int] = set()
    for piece, count in pieces.items():
        for example, weight in index.postings[piece]:
            likeness[example] += count * index.weight[piece] * weight / length
            if _tells(piece):
                told.add(example)
    by_topic: dict[str, list[float]] = defaultdict(list)
    for example, value in likeness.items():
        if example not in told:
            continue
        by_topic[index.topics[example]].append(value)
    scores = {topic: sum(sorted(values, reverse=True)[:_NEIGHBOURS]) for topic, values in by_topic.items()}
    best = max(sorted(scores), key=lambda topic: scores[topic])
    known = sum(pieces.values()) / max(1, len(_pieces(folded)))
    return best, min(1.0, scores[best] * (0.5 + known))


def _tells(piece: str) -> bool:
    """Whether a piece carries meaning of its own."""
    if piece[0] > "z":
        return not set(piece) <= _PLAIN_HAN
    return any(word.rstrip("~") not in _PLAIN for word in piece.split()) and not (piece.endswith("~") and piece[:-1] in _PLAIN)


def _pieces(folded: str) -> list[str]:
    pieces: list[str] = []
    previous = ""
    for part in _PARTS.findall(folded):
        if part[0] > "z":
            pieces += [part[start : start + 2] for start in range(len(part) - 1)] or [part]
            previous = ""
        else:
            word = part.strip("'")
            if word in _POLITE:
                continue
            pieces += [word, f"{word[:_STEM]}~"] + ([f"{previous} {word}"] if previous else [])
            previous = word
    return pieces


@cache
def _index() -> _Index:
    topics: list[str] = []
    counts: list[Counter[str]] = []
    for topic, examples in load_lexicon("examples").items():
        for example in examples:
            topics.append(topic)
            counts.append(Counter(_pieces(example.casefold())))
    spread = Counter(piece for count in counts for piece in count)
    weight = {piece: math.log(1 + len(counts) / (1 + number)) for piece, number in spread.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for example, count in enumerate(counts):
        length = math.sqrt(sum((number * weight[piece]) ** 2 for piece, number in count.items())) + _SMOOTH
        for piece, number in count.items():
            postings[piece].append((example, number * weight[piece] / length))
    return _Index({piece: tuple(places) for piece, places in postings.items()}, weight, tuple(topics))
