"""A question in every language of the index: its own words as they are, foreign ones through the dictionary.

Invariant: a word of the question that a language does not know stays in its groups without variants, so that it counts against coverage.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from knowledge.analysis import ANALYSERS, ENGLISH, runs, script_of
from knowledge.dictionary import Translator
from knowledge.lexical import Field, Group, Variant
from knowledge.shelf import plain_name


class Asked:
    """The words of one question."""

    def __init__(self, text: str, translator: Translator, chinese: Callable[[str], tuple[str, ...]]) -> None:
        """`translator` and `chinese` (the Chinese words for an English stem) are only asked when a language other than the question's is searched."""
        self.text = text
        self.script = script_of(text)
        self._translator = translator
        self._chinese = chinese

    def groups(self, lang: str, field: Field) -> tuple[Group, ...]:
        """What to look for in one language."""
        if lang == self.script:
            return field.known(ANALYSERS[lang].question(self.text))
        return self._in_english(field) if lang == ENGLISH else self._in_chinese(field)

    def names(self, name: str) -> bool:
        """True when the question names a model or product, in its own language or the other."""
        if plain_name(name) in plain_name(self.text):
            return True
        stems = [stem for piece, han in runs(name) for stem in self._stems(piece, han=han)]
        return bool(stems) and all(bag & self._all_stems for bag in stems)

    @cached_property
    def _all_stems(self) -> frozenset[str]:
        return frozenset(stem for piece, han in runs(self.text) for bag in self._stems(piece, han=han) for stem in bag)

    def _stems(self, piece: str, *, han: bool) -> list[frozenset[str]]:
        """One set of English stems a word."""
        if han:
            return [frozenset(bag) for bag in self._translator.english(piece) if bag]
        return [frozenset((stem,)) for stem in ANALYSERS[ENGLISH].question(piece) if stem]

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
