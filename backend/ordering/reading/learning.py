"""A dealer's own words for products, learned from confirmed orders: where they stand in a message, and which of several products they mean.

Invariant: a word that the catalogue knows for one product keeps that meaning; a learned word never overrides a size or kind said beside it.
"""

from collections.abc import Sequence

from backend.catalog.clues import Mention
from backend.catalog.domain import Unit
from backend.catalog.index import CatalogueIndex
from backend.catalog.text import normalise, phrase_key
from backend.ordering.reading.domain import LearnedName
from backend.ordering.reading.items import Item, Kind
from backend.ordering.reading.spans import Span
from backend.ordering.reading.words import lexicon

_GOODS = frozenset({Kind.CODE, Kind.PHRASE, Kind.WORD, Kind.HAN, Kind.ATTRIBUTE, Kind.SPEC})


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


def standing_alone(text: str, spans: Sequence[Span], items: Sequence[Item]) -> list[Span]:
    """Those of the learned spans that no other word for goods touches: "红罐" of "王老吉红罐装" or "红罐500ml" is not the dealer's product."""
    goods = [(item.start, item.end) for item in items if item.kind in _GOODS and not item.weak]
    kept = []
    for span in spans:
        before = any(end <= span.start and _touches(text, end, span.start) for _, end in goods)
        after = any(span.end <= start and _touches(text, span.end, start) for start, _ in goods)
        if not (before or after):
            kept.append(span)
    return kept


def _touches(text: str, end: int, start: int) -> bool:
    """Whether nothing separates two words; a space does in Chinese, as in a list."""
    gap = text[end:start]
    return gap in ("", "的") or (gap == " " and text[end - 1].isascii() and text[start].isascii())


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
