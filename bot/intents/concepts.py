"""Which concepts a text touches: word lists of bot/lexicon/concepts.toml, found in one pass. Both languages share the concepts.

Invariant: pure; a Latin word is found as a whole word (or as its beginning, when listed with "*"), a Chinese one anywhere.
"""

from functools import cache
from typing import Any

import ahocorasick

from bot.lexicon import load_lexicon


def concepts_in(folded: str) -> list[str]:
    """The concepts of a normalised text in their order; a word in several lists gives several."""
    found: list[tuple[int, str]] = []
    for end, (length, open_end, concepts) in _automaton().iter(folded):
        start = end - length + 1
        if _stands_alone(folded, start, end, open_end=open_end):
            found += [(start, concept) for concept in concepts]
    return [concept for _, concept in sorted(found)]


def _stands_alone(text: str, start: int, end: int, *, open_end: bool) -> bool:
    if not _is_latin(text[start]):
        return True
    before = start == 0 or not _is_latin(text[start - 1])
    return before and (open_end or end + 1 == len(text) or not _is_latin(text[end + 1]))


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z" or char == "'"


@cache
def _automaton() -> Any:
    words: dict[str, tuple[int, bool, list[str]]] = {}
    for concept, entries in load_lexicon("concepts").items():
        for entry in entries:
            word = entry.rstrip("*")
            length, open_end, concepts = words.get(word, (len(word), False, []))
            words[word] = (length, open_end or entry.endswith("*"), [*dict.fromkeys([*concepts, concept])])
    automaton = ahocorasick.Automaton()
    for word, value in words.items():
        automaton.add_word(word, value)
    automaton.make_automaton()
    return automaton
