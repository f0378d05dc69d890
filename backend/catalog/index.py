"""The catalogue prepared for finding products in free text: which SKUs carry a phrase, a word, a spec or an attribute.

Built once per catalogue revision and read by everything that resolves a mention. Postings are frozensets of positions in `skus`.
Invariant: the index only says which SKUs carry a clue; choosing among them is `matching.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from backend.catalog.attributes import attribute_words
from backend.catalog.domain import Sku
from backend.catalog.sounds import initials, sound_keys, spelled
from backend.catalog.specs import Spec, specs_in
from backend.catalog.text import Token, normalise, phrase_key, tokens_of

MAX_PHRASE = 12
Posting = frozenset[int]
_Key = TypeVar("_Key")
NOTHING: Posting = frozenset()
_LEAST_SOUND = 2
_MOST_SOUND = 8


def _is_han(text: str) -> bool:
    return bool(text) and all("㐀" <= char <= "鿿" for char in text)


@dataclass(frozen=True, slots=True)
class _Words:
    """One SKU's words while the index is built."""

    phrases: tuple[str, ...]
    names: tuple[str, ...]
    latin: tuple[str, ...]
    han_text: str


@dataclass(frozen=True)
class CatalogueIndex:
    """Postings over `skus`; build with `CatalogueIndex.build`."""

    skus: tuple[Sku, ...]
    by_code: Mapping[str, Sku]
    position: Mapping[str, int]
    codes: Mapping[str, int]
    phrases: Mapping[str, Posting]
    words: Mapping[str, Posting]
    chars: Mapping[str, Posting]
    specs: Mapping[Spec, Posting]
    attributes: Mapping[str, Posting]
    han_texts: tuple[str, ...]
    name_words: tuple[frozenset[str], ...]
    names: Mapping[str, Posting] = field(default_factory=dict)

    @staticmethod
    def build(skus: Sequence[Sku]) -> "CatalogueIndex":
        """The index of `skus`, in their order. Inactive SKUs are known but never found."""
        return _build(tuple(skus))

    @cached_property
    def sounds(self) -> Mapping[str, tuple[str, ...]]:
        """Sound key -> phrase keys that sound so (Chinese phrases of two to eight characters)."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key in self._han_phrases:
            for sound in sound_keys(key.replace(" ", "")):
                found[sound][key] = None
        return {sound: tuple(keys) for sound, keys in found.items()}

    @cached_property
    def latin_spellings(self) -> Mapping[str, tuple[str, ...]]:
        """Letters -> phrase keys: full pinyin, initials, and phrases written without spaces ("cocacola")."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key in self._han_phrases:
            chars = key.replace(" ", "")
            found[spelled(chars)][key] = None
            found[initials(chars)][key] = None
        for key in self.phrases:
            if " " in key and key.isascii():
                found[key.replace(" ", "")][key] = None
        return {letters: tuple(keys) for letters, keys in found.items()}

    @cached_property
    def fuzzy_words(self) -> tuple[str, ...]:
        """Latin words long enough to be mistyped recognisably."""
        return tuple(word for word in self.words if len(word) >= 4 and word.isalpha() and word.isascii())  # noqa: PLR2004 - shorter words have too many neighbours

    @cached_property
    def _han_phrases(self) -> tuple[str, ...]:
        kept = []
        for key in self.phrases:
            chars = key.replace(" ", "")
            if _LEAST_SOUND <= len(chars) <= _MOST_SOUND and _is_han(chars):
                kept.append(key)
        return tuple(kept)

    def longest_phrase(self, tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
        """The longest known phrase beginning at `start`: its key and the index after it. Hyphens and dots inside are skipped."""
        best = None
        parts: list[str] = []
        for index in range(start, min(start + 2 * MAX_PHRASE, len(tokens))):
            token = tokens[index]
            if token.kind == "sign":
                if index == start or token.text not in "-.&/'()":
                    break
                continue
            parts.append(token.text)
            if len(parts) > MAX_PHRASE:
                break
            key = " ".join(parts)
            if key in self.phrases:
                best = (key, index + 1)
        return best

    def containing(self, chars: str) -> Posting:
        """SKUs whose Chinese names, brand or aliases contain `chars` as they stand."""
        posting = None
        for char in chars:
            carrying = self.chars.get(char, NOTHING)
            posting = carrying if posting is None else posting & carrying
            if not posting:
                return NOTHING
        return frozenset(index for index in posting or () if chars in self.han_texts[index])

    def codes_of(self, posting: Iterable[int]) -> tuple[str, ...]:
        """SKU codes in catalogue order."""
        return tuple(self.skus[index].code for index in sorted(posting))

    def search(self, text: str, limit: int) -> list[Sku]:
        """SKUs that fit all words of `text`, else those that fit most, in catalogue order."""
        from backend.catalog.matching import match_text

        return [self.by_code[code] for code in match_text(self, text)[:limit]]


def _words_of(sku: Sku) -> _Words:
    phrases = {phrase_key(alias) for alias in sku.aliases}
    phrases.update(phrase_key(brand) for brand in (sku.brand_zh, sku.brand_en))
    segments = [part for part in normalise(sku.name_zh).replace("(", " ").replace(")", " ").split(" ") if part]
    names = {phrase_key(segment) for segment in segments} | {phrase_key(sku.name_zh), phrase_key(sku.name_en)}
    latin = {token.text for text in (sku.name_en, sku.name_zh, sku.brand_en, *sku.aliases) for token in tokens_of(normalise(text)) if token.kind == "latin"}
    han = "\n".join(normalise(text) for text in (sku.name_zh.replace(" ", ""), sku.brand_zh, *sku.aliases))
    return _Words(tuple(phrases - {""}), tuple(names - {""}), tuple(latin), han)


def _is_attribute_or_number(key: str) -> bool:
    return key in attribute_words().groups or key.replace(" ", "").replace(".", "").isdigit()


def _is_spec_phrase(key: str) -> bool:
    """True for phrases such as "330 ml" or "m 8" that are sizes, not names."""
    parts = key.split(" ")
    return any(part[0].isdigit() for part in parts) and not any(len(part) > 2 or _is_han(part) for part in parts if not part[0].isdigit())  # noqa: PLR2004 - unit words are short


def _build(skus: tuple[Sku, ...]) -> CatalogueIndex:
    phrases: dict[str, set[int]] = defaultdict(set)
    names: dict[str, set[int]] = defaultdict(set)
    words: dict[str, set[int]] = defaultdict(set)
    chars: dict[str, set[int]] = defaultdict(set)
    specs: dict[Spec, set[int]] = defaultdict(set)
    attributes: dict[str, set[int]] = defaultdict(set)
    han_texts: list[str] = []
    name_words: list[frozenset[str]] = []
    codes: dict[str, int] = {}
    for index, sku in enumerate(skus):
        found = _words_of(sku)
        han_texts.append(found.han_text)
        name_words.append(frozenset(token.text for token in tokens_of(normalise(sku.name_en or sku.name_zh)) if token.kind != "sign"))
        if sku.status != "active":
            continue
        codes[normalise(sku.code)] = index
        for key in found.phrases:
            phrases[key].add(index)
        for key in found.names:
            names[key].add(index)
        for word in found.latin:
            words[word].add(index)
        for char in {char for char in found.han_text if _is_han(char)}:
            chars[char].add(index)
        for text in (sku.name_zh, sku.name_en, sku.spec, *sku.aliases):
            for spec in specs_in(normalise(text)):
                specs[spec].add(index)
        for group in _attributes_of(sku):
            attributes[group].add(index)
    for key, posting in names.items():
        if key not in phrases and not _is_attribute_or_number(key) and not _is_spec_phrase(key):
            phrases[key] |= posting
    return CatalogueIndex(
        skus=skus,
        by_code={sku.code: sku for sku in skus},
        position={sku.code: index for index, sku in enumerate(skus)},
        codes=codes,
        phrases=_frozen({key: posting for key, posting in phrases.items() if not key.replace(" ", "").isdigit()}),
        words=_frozen(words),
        chars=_frozen(chars),
        specs=_frozen(specs),
        attributes=_frozen(attributes),
        han_texts=tuple(han_texts),
        name_words=tuple(name_words),
        names=_frozen(names),
    )


def _frozen(postings: Mapping[_Key, set[int]]) -> dict[_Key, Posting]:
    """Freeze postings; equal sets share one object, which matters when a catalogue repeats its words."""
    shared: dict[Posting, Posting] = {}
    frozen = {}
    for key, posting in postings.items():
        fixed = frozenset(posting)
        frozen[key] = shared.setdefault(fixed, fixed)
    return frozen


def _attributes_of(sku: Sku) -> set[str]:
    """Attribute groups whose words stand in the SKU's names, longest word first."""
    found = set()
    groups = attribute_words().groups
    for text in (sku.name_zh, sku.name_en, *sku.aliases):
        tokens = [token.text for token in tokens_of(normalise(text)) if token.kind != "sign"]
        start = 0
        while start < len(tokens):
            for length in range(min(5, len(tokens) - start), 0, -1):
                group = groups.get(" ".join(tokens[start : start + length]))
                if group:
                    found.add(group)
                    start += length
                    break
            else:
                start += 1
    return found
