"""Building the catalogue index: every distinct name, alias and brand is analysed once, however many SKUs share it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from backend.catalog.attributes import attribute_words
from backend.catalog.domain import Sku
from backend.catalog.specs import SPEC_UNITS, Spec, specs_in
from backend.catalog.text import normalise, words_in

Posting = frozenset[int]
_Key = TypeVar("_Key")
_DIGIT = re.compile(r"\d")
_SHORT_UNIT = 2


def is_han(text: str) -> bool:
    """True when all characters are Chinese."""
    return bool(text) and all("㐀" <= char <= "鿿" for char in text)


@dataclass
class Text:
    """One distinct text of the catalogue, analysed on demand."""

    raw: str
    normal: str = field(init=False)

    def __post_init__(self) -> None:
        self.normal = normalise(self.raw)

    @cached_property
    def words(self) -> list[tuple[str, bool]]:
        """Its tokens without signs, and whether each is a Latin word."""
        return words_in(self.normal)

    @cached_property
    def key(self) -> str:
        """Its phrase key."""
        return " ".join(word for word, _latin in self.words)

    @cached_property
    def latin(self) -> tuple[str, ...]:
        """Its Latin words."""
        return tuple(word for word, latin in self.words if latin)

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """Keys of its parts between spaces and brackets."""
        parts = self.normal.replace("(", " ").replace(")", " ").split(" ")
        return tuple(" ".join(word for word, _latin in words_in(part)) for part in parts if part)

    @cached_property
    def specs(self) -> tuple[Spec, ...]:
        """Its sizes and measures."""
        return tuple(dict.fromkeys(specs_in(self.normal))) if _DIGIT.search(self.normal) else ()

    @cached_property
    def attributes(self) -> frozenset[str]:
        """Attribute groups whose words stand in it, longest word first."""
        groups, reach = attribute_words().groups, attribute_words().reach
        words = [word for word, _latin in self.words]
        found, start = set(), 0
        while start < len(words):
            for length in range(min(reach.get(words[start], 0), len(words) - start), 0, -1):
                group = groups.get(" ".join(words[start : start + length]))
                if group:
                    found.add(group)
                    start += length
                    break
            else:
                start += 1
        return frozenset(found)

    @cached_property
    def names_something(self) -> bool:
        """False for attribute words and plain numbers or sizes such as "330 ml" or "m 8"."""
        if self.key in attribute_words().groups or self.key.replace(" ", "").replace(".", "").isdigit():
            return False
        return not is_size(self.key)


def is_size(key: str) -> bool:
    """True for phrase keys that are sizes, not names."""
    parts = key.split(" ")
    return any(part[0].isdigit() for part in parts) and not any(
        len(part) > _SHORT_UNIT or (is_han(part) and part not in SPEC_UNITS) for part in parts if not part[0].isdigit()
    )


@dataclass
class Postings:
    """What the index is made of, while it grows."""

    phrases: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    words: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    chars: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    specs: dict[Spec, set[int]] = field(default_factory=lambda: defaultdict(set))
    attributes: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, int] = field(default_factory=dict)
    han_texts: list[str] = field(default_factory=list)
    name_words: list[frozenset[str]] = field(default_factory=list)
    texts: dict[str, Text] = field(default_factory=dict)

    def text(self, raw: str) -> Text:
        """The analysis of a text, shared by all that carry it."""
        found = self.texts.get(raw)
        if found is None:
            found = self.texts[raw] = Text(raw)
        return found

    def add(self, index: int, sku: Sku) -> None:  # noqa: C901 - one branch a kind of case
        """Post one SKU. An inactive one is known but never found."""
        zh, en, brand_zh, brand_en = (self.text(raw) for raw in (sku.name_zh, sku.name_en, sku.brand_zh, sku.brand_en))
        aliases = [self.text(alias) for alias in sku.aliases]
        han = "\n".join([zh.normal.replace(" ", ""), brand_zh.normal, *(alias.normal for alias in aliases)])
        self.han_texts.append(han)
        self.name_words.append(frozenset(word for word, _latin in (en if sku.name_en else zh).words))
        if sku.status != "active":
            return
        self.codes[normalise(sku.code)] = index
        for text in (*aliases, brand_zh, brand_en):
            if text.key:
                self.phrases[text.key].add(index)
        self._add_names(index, zh, en)
        for text in (en, zh, brand_en, *aliases):
            for word in text.latin:
                self.words[word].add(index)
        for char in set(han):
            if char >= "㐀":
                self.chars[char].add(index)
        for text in (zh, en, self.text(sku.spec), *aliases):
            for spec in text.specs:
                self.specs[spec].add(index)
        for group in zh.attributes | en.attributes | frozenset(group for alias in aliases for group in alias.attributes):
            self.attributes[group].add(index)

    def _add_names(self, index: int, zh: Text, en: Text) -> None:
        for text in (zh, en):
            if text.key:
                self.names[text.key].add(index)
        for part in zh.segments:
            if part:
                self.names[part].add(index)

    def settle(self) -> None:
        """Names become phrases where no alias says the same; kinds of products are phrases too."""
        groups = attribute_words().groups
        for key, posting in self.names.items():
            if key not in self.phrases and key not in groups and not key.replace(" ", "").replace(".", "").isdigit() and not is_size(key):
                self.phrases[key] |= posting
        for key, parts in attribute_words().kinds.items():
            carriers = {index for index, han in enumerate(self.han_texts) if any(_names_kind(part.replace(" ", ""), han) for part in parts)}
            if carriers:
                self.phrases[key] |= carriers
        for key in [key for key in self.phrases if key.replace(" ", "").replace(".", "").isdigit()]:
            del self.phrases[key]


def _names_kind(part: str, han: str) -> bool:
    """True when the part of a name says what the product is: a longer word that begins with it (瓷砖胶 after 瓷砖) is something else."""
    start = han.find(part)
    while start >= 0:
        if han[start + len(part) : start + len(part) + 1] not in attribute_words().tools:
            return True
        start = han.find(part, start + 1)
    return False


def frozen(postings: Mapping[_Key, set[int]]) -> dict[_Key, Posting]:
    """Freeze postings; equal sets share one object, which matters when a catalogue repeats its words."""
    shared: dict[Posting, Posting] = {}
    fixed = {}
    for key, posting in postings.items():
        once = frozenset(posting)
        fixed[key] = shared.setdefault(once, once)
    return fixed
