"""The catalogue prepared for finding products in free text: which SKUs carry a phrase, a word, a spec or an attribute.

Built once per catalogue revision and read by everything that resolves a mention. Postings are frozensets of positions in `skus`.
Invariant: the index only says which SKUs carry a clue; choosing among them is `matching.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from backend.catalog.building import Posting, Postings, frozen, is_han
from backend.catalog.domain import Sku
from backend.catalog.sounds import initials, sound_keys, spelled
from backend.catalog.specs import Spec
from backend.catalog.text import Token

NOTHING: Posting = frozenset()
_LEAST_SOUND = 2
_MOST_SOUND = 8


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
    reach: Mapping[str, int] = field(default_factory=dict)

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
    def fuzzy_by_initial(self) -> Mapping[str, tuple[str, ...]]:
        """`fuzzy_words` by their first letter, which is rarely mistyped."""
        return _by_initial(self.fuzzy_words)

    @cached_property
    def spelled_by_initial(self) -> Mapping[str, tuple[str, ...]]:
        """Spellings of whole names (six letters and more) by their first letter."""
        return _by_initial([letters for letters in self.latin_spellings if len(letters) >= 6])  # noqa: PLR2004 - shorter ones have too many neighbours

    @cached_property
    def han_by_edge(self) -> Mapping[tuple[int, int, str], tuple[str, ...]]:
        """Chinese phrase keys by (number of characters, 0 for the first or -1 for the last, that character)."""
        found: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for key in self._han_phrases:
            length = (len(key) + 1) // 2
            found[length, 0, key[0]].append(key)
            found[length, -1, key[-1]].append(key)
        return {edge: tuple(keys) for edge, keys in found.items()}

    @cached_property
    def families(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Codes by (brand, category)."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for sku in self.skus:
            found[sku.brand_en or sku.brand_zh, sku.category].append(sku.code)
        return {family: tuple(codes) for family, codes in found.items()}

    def warm(self) -> None:
        """Build what is otherwise built at its first use."""
        _ = (self.sounds, self.spelled_by_initial, self.fuzzy_by_initial, self.han_by_edge)

    @cached_property
    def _han_phrases(self) -> tuple[str, ...]:
        kept = []
        for key in self.phrases:
            chars = key.replace(" ", "")
            if _LEAST_SOUND <= len(chars) <= _MOST_SOUND and is_han(chars):
                kept.append(key)
        return tuple(kept)

    def longest_phrase(self, tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
        """The longest known phrase beginning at `start`: its key and the index after it. Hyphens and dots inside are skipped."""
        most = self.reach.get(tokens[start].text, 0)
        best = None
        parts: list[str] = []
        index = start
        while index < len(tokens) and len(parts) < most:
            token = tokens[index]
            index += 1
            if token.kind == "sign":
                if not parts or token.text not in "-.&/'()":
                    break
                continue
            parts.append(token.text)
            key = " ".join(parts)
            if key in self.phrases:
                best = (key, index)
        return best

    def containing(self, chars: str) -> Posting:
        """SKUs whose Chinese names, brand or aliases contain `chars` as they stand."""
        posting = None
        for char in chars:
            if char < "㐀":
                continue
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


def _by_initial(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        found[word[0]].append(word)
    return {initial: tuple(group) for initial, group in found.items()}


def _build(skus: tuple[Sku, ...]) -> CatalogueIndex:
    postings = Postings()
    for index, sku in enumerate(skus):
        postings.add(index, sku)
    postings.settle()
    reach: dict[str, int] = {}
    for key in postings.phrases:
        parts = key.split(" ")
        reach[parts[0]] = max(reach.get(parts[0], 0), len(parts))
    return CatalogueIndex(
        skus=skus,
        by_code={sku.code: sku for sku in skus},
        position={sku.code: index for index, sku in enumerate(skus)},
        codes=postings.codes,
        phrases=frozen(postings.phrases),
        words=frozen(postings.words),
        chars=frozen(postings.chars),
        specs=frozen(postings.specs),
        attributes=frozen(postings.attributes),
        han_texts=tuple(postings.han_texts),
        name_words=tuple(postings.name_words),
        names=frozen(postings.names),
        reach=reach,
    )
