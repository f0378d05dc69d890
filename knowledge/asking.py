"""A question in every language of the index: its own words as they are, foreign ones through the dictionary.

Invariant: a word of the question that a language does not know stays in its groups without variants, so that it counts against coverage.
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from knowledge.analysis import ANALYSERS, ENGLISH, runs, script_of
from knowledge.dictionary import Translator
from knowledge.lexical import Field, Group, Variant
from knowledge.machines import kinds_in
from knowledge.naming import names_of

MOST_TEXT = 2_000  # characters of a question that are read: a pasted mail is no question beyond


class Asked:
    """The words of one question."""

    def __init__(self, text: str, translator: Translator, chinese: Callable[[str], tuple[str, ...]]) -> None:
        """`translator` and `chinese` (the Chinese words for an English stem) are only asked when a language other than the question's is searched."""
        self.text = text[:MOST_TEXT]
        self.script = script_of(text)
        self._translator = translator
        self._chinese = chinese

    def groups(self, lang: str, field: Field) -> tuple[Group, ...]:
        """What to look for in one language."""
        if lang == self.script:
            return field.known(ANALYSERS[lang].question(self.text))
        return self._in_english(field) if lang == ENGLISH else self._in_chinese(field)

    def names(self, name: str) -> bool:
        """True when the question names a model or product, in its own language or the other, or what kind of machine it is."""
        plain = names_of(name)
        spelled = "|".join(r"[\s\-_./]*".join(re.escape(char) for char in one) for one in sorted(plain))
        if not plain or re.search(rf"(?<![a-z0-9])(?:{spelled})s?(?![a-z0-9])", self.text.casefold()):
            return bool(plain)
        words = [bag for piece, han in runs(name) for bag in self._meanings(piece, han=han)]
        return (bool(words) and all(bag & self._foreign[han] for han, bag in words)) or not self._kinds.isdisjoint(kinds_in(name))

    @cached_property
    def _kinds(self) -> frozenset[int]:
        return kinds_in(self.text)

    @cached_property
    def _foreign(self) -> tuple[frozenset[str], frozenset[str]]:
        """English stems of the question: of its Chinese words, for English names; of its English words, for Chinese names."""
        found = [one for piece, han in runs(self.text) for one in self._meanings(piece, han=han)]
        return frozenset().union(*(bag for han, bag in found if han)), frozenset().union(*(bag for han, bag in found if not han))

    def _meanings(self, piece: str, *, han: bool) -> list[tuple[bool, frozenset[str]]]:
        """One set of English stems a word, and whether the word is Chinese: what a word means fully, not parts of what it means."""
        if han:
            return [(True, frozenset(stem for stem, weight in bag.items() if weight == 1)) for bag in self._translator.english(piece) if bag]
        return [(False, frozenset((stem,))) for stem in ANALYSERS[ENGLISH].question(piece)]

    def _in_english(self, field: Field) -> tuple[Group, ...]:
        groups: list[Group] = []
        for piece, han in runs(self.text):
            if not han:
                groups += field.known(ANALYSERS[ENGLISH].question(piece))
                continue
            for bag in self._translator.english(piece):
                known = ((field.vocabulary.get(stem), weight) for stem, weight in bag.items())
                groups.append(Group(tuple(Variant((number,), weight) for number, weight in known if number is not None and field.df[number])))
        return tuple(groups)

    def _in_chinese(self, field: Field) -> tuple[Group, ...]:
        groups: list[Group] = []
        for stem in ANALYSERS[ENGLISH].question(self.text):
            variants = (_phrase(field, word) for word in self._chinese(stem))
            own = field.known((stem,))[0].variants
            groups.append(Group((*own, *(variant for variant in variants if variant is not None))))
        return tuple(groups)


def _phrase(field: Field, word: str) -> Variant | None:
    """A Chinese word as the pairs of characters that have to stand in a passage together."""
    numbers: Sequence[int | None] = [field.vocabulary.get(word[at : at + 2]) for at in range(max(len(word) - 1, 1))]
    known = tuple(number for number in numbers if number is not None and field.df[number])
    return Variant(known) if len(known) == len(numbers) else None
