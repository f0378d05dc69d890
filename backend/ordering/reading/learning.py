"""A dealer's own words for products, learned from confirmed orders: where they stand in a message, and which of several products they mean.

Invariant: a word that the catalogue knows for one product keeps that meaning; a learned word never overrides a size or kind said beside it.
"""

from collections.abc import Sequence

from backend.catalog.clues import Mention
from backend.catalog.domain import Unit
from backend.catalog.index import CatalogueIndex
from backend.catalog.text import normalise, phrase_key
from backend.ordering.reading.domain import LearnedName
from backend.ordering.reading.stripping import Span
from backend.ordering.reading.words import lexicon


def learned_spans(text: str, learned: Sequence[LearnedName], index: CatalogueIndex) -> list[Span]:
    """Where words stand that only this dealer uses; each names its product as a code would."""
    spans: list[Span] = []
    for name in sorted(learned, key=lambda one: -len(one.name)):
        word, key = normalise(name.name).strip(), phrase_key(name.name)
        if not word or key in index.phrases or key in index.words or key in lexicon().entries or name.sku not in index.position:
            continue
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            if _alone(text, start, end) and not any(span.start < end and start < span.end for span in spans):
                spans.append(Span(start, end, "learned", (name.sku,)))
            start = text.find(word, end)
    return spans


def units_learned(text: str, spans: Sequence[Span], learned: Sequence[LearnedName]) -> dict[str, Unit | None]:
    """Sku -> the unit that goes with the word by which the message names it."""
    said = {text[span.start : span.end] for span in spans}
    return {name.sku: name.unit for name in learned if normalise(name.name).strip() in said}


def learned_among(mention: Mention | None, candidates: Sequence[str], learned: Sequence[LearnedName]) -> LearnedName | None:
    """The dealer's meaning of a word that fits several products, when nothing else is said about the product."""
    if mention is None or mention.specs or mention.numbers or mention.attributes or mention.code or mention.unknown:
        return None
    said = phrase_key(mention.said)
    fitting = [name for name in learned if name.sku in candidates and phrase_key(name.name) == said]
    return fitting[0] if len({name.sku for name in fitting}) == 1 else None


def _alone(text: str, start: int, end: int) -> bool:
    """An ascii word is not a part of a longer one."""
    if not text[start].isascii():
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())
