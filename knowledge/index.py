"""The one face of retrieval: passages in, hits out, through small stages in a fixed order.

    question -> who may see what (shelf) -> exact codes -> words of its language -> words through the dictionary -> one list -> vectors fill the tail

Everything a search reads is one `State` that never changes; a change makes a new one and puts it in place. Invariant: adding, removing and building anew
lead to the same answers, and a removed article is found by nobody from the moment `remove` returns.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np

from knowledge import storing
from knowledge.analysis import ANALYSERS, CHINESE, languages_of
from knowledge.asking import Asked
from knowledge.code_index import CodeIndex, only_named
from knowledge.codes import codes_of_title
from knowledge.dictionary import Translator
from knowledge.domain import Audience, Hit, Passage, Question, Stage
from knowledge.lexical import TRANSLATED, TUNING, Field
from knowledge.merging import Found, by_words, doubt, in_own_language, join, together
from knowledge.mining import bilingual_lines, mine
from knowledge.naming import figure_of, names_of, plain_name
from knowledge.ranking import Ranked, rank
from knowledge.segments import BREAK, Flags, Laid
from knowledge.shelf import Card, Shelf

OPENING = 20  # so many terms after the title count as a passage's opening; Chinese counts characters and pairs, so four times as many
OPENING_OF = {"en": OPENING, "zh": 4 * OPENING}
DEEP = 10
TAIL = 3
Lines = tuple[tuple[str, str], ...]


class Tail(Protocol):
    """Passages near in meaning, by vectors; see knowledge/vectors.py."""

    def nearest(self, text: str, limit: int) -> Sequence[tuple[str, float]]:
        """Passage ids with their similarity, best first; empty when the store or the endpoint is away."""
        ...


@dataclass(frozen=True, eq=False)
class State:
    """All that a search reads. `lines`: passage to its lines in both languages, of which terms are mined when the first question needs them."""

    shelf: Shelf
    fields: Mapping[str, Field]
    codes: CodeIndex
    lines: Mapping[str, Lines]

    @staticmethod
    def empty() -> "State":
        """Nothing known."""
        return State(Shelf.empty(), {lang: Field.empty(tuning) for lang, tuning in TUNING.items()}, CodeIndex({}), {})

    @cached_property
    def translator(self) -> Translator:
        """The dictionary with this corpus' own terms."""
        return Translator(mine(chain.from_iterable(self.lines[passage] for passage in sorted(self.lines))))

    def occurs(self, name: str, readable: Flags) -> bool:
        """True when a code or a designation is the name of a model or product, or its words stand, in passages that may be read."""
        words, plain = re.findall(r"[a-z0-9]+", name.lower()), plain_name(name)
        known = any(all(one.stands(word, readable) for word in words) for one in self.fields.values())
        if known or plain not in self.shelf.models | self.shelf.products | self.shelf.figures:
            return known
        cards = (self.shelf.cards[slot] for slot in np.flatnonzero(readable).tolist())
        return any(plain in names_of(own) | {figure_of(own)} for card in cards for own in (*card.models, *card.products))

    @cached_property
    def _chinese(self) -> dict[str, tuple[str, ...]]:
        return {}

    def chinese(self, stem: str) -> tuple[str, ...]:
        """The Chinese words of this corpus for an English stem."""
        if stem not in self._chinese:
            known = self.fields[CHINESE].vocabulary
            self._chinese[stem] = self.translator.chinese(stem, lambda word: all(word[at : at + 2] in known for at in range(len(word) - 1)))
        return self._chinese[stem]


class KnowledgeIndex:
    """See the module and `knowledge/__init__.py`."""

    def __init__(self, *, tail: Tail | None = None) -> None:
        """An empty index. `tail`: vectors, when an endpoint for them is configured."""
        self._state = State.empty()
        self._tail = tail
        self._changing = Lock()

    @classmethod
    def build(cls, passages: Iterable[Passage], *, tail: Tail | None = None) -> "KnowledgeIndex":
        """An index of all these passages. Deterministic: the same passages in the same order give the same index."""
        index = cls(tail=tail)
        index.add(passages)
        return index

    @classmethod
    def load(cls, folder: Path, *, tail: Tail | None = None) -> "KnowledgeIndex":
        """The index as it was saved. Unavailable("knowledge.index_unreadable") when it is missing, damaged or of another version: build it anew."""
        index = cls(tail=tail)
        saved = storing.read(folder)
        codes = CodeIndex({}).with_cards((slot, card) for slot, card in enumerate(saved.cards) if saved.alive[slot])
        index._state = State(Shelf.of(list(saved.cards), saved.alive), saved.fields, codes, saved.lines)
        return index

    def save(self, folder: Path) -> None:
        """Write the index; a crash in between leaves the one before."""
        state = self._state
        storing.write(folder, storing.Saved(state.shelf.cards[: len(state.shelf.alive)], state.shelf.alive, state.fields, state.lines))

    def add(self, passages: Iterable[Passage]) -> None:
        """Add passages; one whose id is there replaces it."""
        self.change((), passages)

    def remove(self, article_id: str) -> int:
        """Take out every passage of an article; how many there were."""
        return self.change((article_id,), ())

    def change(self, articles: Iterable[str], passages: Iterable[Passage]) -> int:
        """Take out articles and add passages in one step: no search sees the one without the other. How many passages were taken out."""
        with self._changing:
            shelf = self._state.shelf
            fresh = {passage.id: passage for passage in passages}
            gone = {slot for article in articles for slot in shelf.articles.get(article, ())}
            same = {slot for key in fresh if (slot := shelf.slots.get(key)) is not None}
            self._state = _with_passages(_without(self._state, sorted(gone | same)), list(fresh.values()))
            return len(gone)

    def __len__(self) -> int:
        """How many passages are in the index."""
        return len(self._state.shelf.slots)

    def __contains__(self, passage_id: object) -> bool:
        """True for the id of a passage in the index."""
        return passage_id in self._state.shelf.slots

    @property
    def nbytes(self) -> int:
        """Memory of the index arrays."""
        return sum(one.nbytes for one in self._state.fields.values())

    def search(self, question: Question, limit: int) -> tuple[Hit, ...]:
        """The best passages for a question, best first; see `Hit` for what their figures mean."""
        state = self._state
        allowed = state.shelf.allowed(question)
        if limit < 1 or not allowed.any():
            return ()
        readable = state.shelf.readable(question.audience)
        asked = Asked(question.text, state.translator, state.chinese)
        coded = only_named(state.codes.find(question, allowed), state.shelf.cards, asked.names)
        worded = by_words(_lists(state, asked, allowed, max(limit, DEEP, len(coded))))
        found = join(coded, in_own_language(together(worded, state.shelf.cards), state.shelf, question.lang), state.shelf.cards, question.lang)
        found = doubt(found[:limit], state.codes.unknown(question, readable, lambda name: state.occurs(name, readable)), state.shelf.cards)
        hits = [_hit(state, one) for one in found]
        return tuple(hits if self._tail is None else self._with_tail(state, question, hits, limit))

    def warm(self) -> None:
        """Read the dictionary now, when passages of one language may be asked for in the other: a third of a second that no question should wait for."""
        for text in ("热身", "warm"):
            self.search(Question(text, "zh", audience=Audience.INTERNAL), 1)

    def explain(self, question: Question, limit: int) -> list[tuple[Stage, str, tuple[str, ...], Ranked]]:
        """What each language found and why: stage, language, passage ids and ranking's figures, for measuring and for the curious."""
        state = self._state
        asked = Asked(question.text, state.translator, state.chinese)
        lists = _lists(state, asked, state.shelf.allowed(question), limit)
        return [(stage, lang, tuple(state.shelf.cards[slot].id for slot in ranked.slots.tolist()), ranked) for stage, lang, ranked in lists]

    def _with_tail(self, state: State, question: Question, hits: Sequence[Hit], limit: int) -> list[Hit]:
        """Vectors get the last third of the places: they never stand before the passages that codes and words find best."""
        front = list(hits[: limit - limit // TAIL])
        allowed, have = state.shelf.allowed(question), {hit.passage_id for hit in front}
        lowest = front[-1].score if front else 0.0
        for passage_id, near in self._tail.nearest(question.text, 2 * limit) if self._tail else ():
            slot = state.shelf.slots.get(passage_id)
            if len(front) < limit and slot is not None and allowed[slot] and passage_id not in have:
                front.append(Hit(passage_id, lowest - 2 + near, Stage.MEANING))
                have.add(passage_id)
        rest = [replace(hit, score=lowest - 4 + hit.score) for hit in hits if hit.passage_id not in have]
        return [*front, *rest][:limit]


def _lists(state: State, asked: Asked, allowed: Flags, limit: int) -> Iterator[tuple[Stage, str, Ranked]]:
    """The best of every language that has passages."""
    for lang, held in state.fields.items():
        if held.count:
            stage = Stage.WORDS if lang == asked.script else Stage.TRANSLATED
            one = held if stage is Stage.WORDS else replace(held, tuning=replace(TRANSLATED, k1=held.tuning.k1, b=held.tuning.b))
            yield stage, lang, rank(one, asked.groups(lang, one), allowed, limit)


def _hit(state: State, found: Found) -> Hit:
    return Hit(state.shelf.cards[found.slot].id, found.order, found.stage, found.codes, round(found.confidence, 4))


def _with_passages(state: State, passages: Sequence[Passage]) -> State:
    if not passages:
        return state
    first = len(state.shelf.alive)
    cards = [Card.of(passage, _codes_of(passage)) for passage in passages]
    shelf = state.shelf.with_cards(cards)
    fields = {lang: _grown(one, lang, list(enumerate(passages, first)), shelf.alive) for lang, one in state.fields.items()}
    lines = dict(state.lines)
    for passage in passages:
        if pairs := bilingual_lines(passage):
            lines[passage.id] = pairs
    return State(shelf, fields, state.codes.with_cards(enumerate(cards, first)), lines)


def _codes_of(passage: Passage) -> tuple[str, ...]:
    """The codes it is given and those of its title; the model it holds for is none of them."""
    names = frozenset().union(*map(names_of, (*passage.models, *passage.products)))
    return (*passage.codes, *(code for code in codes_of_title(passage.title) if plain_name(code) not in names))


def _grown(one: Field, lang: str, numbered: Sequence[tuple[int, Passage]], alive: Flags) -> Field:
    laid = [_laid(one, lang, slot, passage) for slot, passage in numbered if lang in languages_of(passage.lang)]
    return one.with_passages(laid, alive)


def _laid(one: Field, lang: str, slot: int, passage: Passage) -> Laid:
    """A passage's terms: title with its heading path, then the text."""
    heads = " | ".join(dict.fromkeys((*passage.heading_path, passage.title)))
    title = _numbered(one, lang, heads)
    tokens = np.array([*title, *_numbered(one, lang, passage.text)], np.int32)
    return Laid(slot, tokens, len(title), len(title) + OPENING_OF[lang])


def _numbered(one: Field, lang: str, text: str) -> list[int]:
    return [number for clause in ANALYSERS[lang].clauses(text) for number in (*one.number(clause), BREAK)]


def _without(state: State, gone: Sequence[int]) -> State:
    if not gone:
        return state
    slots = np.array(sorted(gone), np.int32)
    fields = {lang: one.without(slots) for lang, one in state.fields.items()}
    codes = state.codes.without((slot, state.shelf.cards[slot]) for slot in gone)
    away = {state.shelf.cards[slot].id for slot in gone}
    return State(state.shelf.without(gone), fields, codes, {passage: lines for passage, lines in state.lines.items() if passage not in away})
