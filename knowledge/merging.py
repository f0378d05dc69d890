"""One list of several: the best of each language, passages about a code before all, an article in the asker's language before the same in another.

Lists of different languages are compared by how sure the best of each is; within a list nothing changes places. Invariant: a slot stands in the result
once, and doubt lowers confidence and never the order.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge import confidence
from knowledge.analysis import languages_of
from knowledge.domain import Stage
from knowledge.ranking import Ranked
from knowledge.shelf import Card, Shelf

BESIDE = 0.1  # what the other passages of its article that are found are worth to a passage
FOREIGN = 0.5  # what a passage is worth in order, when its article exists in the asker's language too
DESIGNATION = re.compile(r"[a-z]{2,}[\s-]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A hit before it has its id."""

    slot: int
    order: float
    stage: Stage
    codes: tuple[str, ...]
    confidence: float


def by_words(lists: Iterable[tuple[Stage, str, Ranked]]) -> dict[int, Found]:
    """The best of every language, each slot once."""
    best: dict[int, Found] = {}
    for stage, lang, ranked in lists:
        sure = confidence.probabilities(ranked, stage, lang)
        for slot, score, probability in zip(ranked.slots.tolist(), ranked.scores.tolist(), sure, strict=True):
            order = sure[0] * 2 ** (score - float(ranked.scores[0]))
            if slot not in best or best[slot].order < order:
                best[slot] = Found(slot, order, stage, (), min(probability, sure[0]))
    return best


def together(worded: Mapping[int, Found], cards: Sequence[Card]) -> dict[int, Found]:
    """A passage is likelier when others of its article and language are found with it."""
    whole: dict[tuple[str, str], float] = {}
    for slot, one in worded.items():
        key = (cards[slot].article_id, cards[slot].lang)
        whole[key] = whole.get(key, 0.0) + one.order
    return {slot: replace(one, order=one.order + BESIDE * (whole[cards[slot].article_id, cards[slot].lang] - one.order)) for slot, one in worded.items()}


def in_own_language(worded: Mapping[int, Found], shelf: Shelf, lang: str) -> dict[int, Found]:
    """An article that exists in the asker's language is read in it: its best passage there stands for all, and the other languages step back."""
    best: dict[str, Found] = {}
    most: dict[str, tuple[float, float]] = {}
    for slot, one in worded.items():
        article = shelf.cards[slot].article_id
        order, sure = most.get(article, (0.0, 0.0))
        most[article] = (max(order, one.order), max(sure, one.confidence))
        if lang in languages_of(shelf.cards[slot].lang) and (article not in best or best[article].order < one.order):
            best[article] = one

    def stepped(slot: int, one: Found) -> Found:
        article = shelf.cards[slot].article_id
        if article not in best:
            return one
        if best[article] is one:
            return replace(one, order=most[article][0], confidence=most[article][1])
        return one if lang in languages_of(shelf.cards[slot].lang) else replace(one, order=FOREIGN * one.order)

    return {slot: stepped(slot, one) for slot, one in worded.items()}


def join(coded: Mapping[int, tuple[str, ...]], worded: Mapping[int, Found], cards: Sequence[Card], lang: str) -> list[Found]:
    """Passages about the most of the codes first, in the asker's language before others, with more of the question's words; then by words alone."""
    sure = confidence.of_codes(len({cards[slot].article_id for slot in coded}))

    def order(slot: int) -> float:
        return worded[slot].order if slot in worded else 0.0

    def foreign(slot: int) -> bool:
        return lang not in languages_of(cards[slot].lang)

    first = sorted(coded, key=lambda slot: (-len(coded[slot]), foreign(slot), -order(slot), slot))
    rest = sorted((one for slot, one in worded.items() if slot not in coded), key=lambda one: (-one.order, foreign(one.slot), one.slot))
    count = len(first)
    return [*(Found(slot, 2.0 + (count - place) / count, Stage.CODE, coded[slot], sure) for place, slot in enumerate(first)), *rest]


def doubt(found: list[Found], strange: Sequence[str], cards: Sequence[Card]) -> list[Found]:
    """Less sure of what the words around an unknown code find, and of what a known code finds for a model nobody knows ("LC-900 shows E4")."""
    if not strange:
        return found
    model = any(DESIGNATION.fullmatch(code) for code in strange)

    def doubtful(one: Found) -> bool:
        return one.stage is not Stage.CODE or (model and bool(cards[one.slot].models))

    return [replace(one, confidence=min(one.confidence, confidence.UNKNOWN_CODE)) if doubtful(one) else one for one in found]
