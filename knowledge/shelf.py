"""What the index keeps of each passage beside its words: whose it is, who may read it, which models and products it holds for.

Passages get numbers (slots) that are never used twice. Invariant: a shelf is never changed after it is made, except that `cards` only grows; a slot
that is not alive is found by nobody.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from knowledge.codes import bare_figures
from knowledge.domain import Audience, Passage, Question
from knowledge.machines import kinds_in
from knowledge.naming import figure_of, names_of, plain_name
from knowledge.segments import Flags

LONGEST_NAME = 4
UNKNOWN = "?"  # stands for every name that no passage is bound to
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Card:
    """A passage without its words."""

    id: str
    article_id: str
    lang: str
    codes: tuple[str, ...]
    models: tuple[str, ...]
    products: tuple[str, ...]
    audience: Audience

    @staticmethod
    def of(passage: Passage, codes: tuple[str, ...]) -> "Card":
        """The card of a passage with all its codes."""
        return Card(passage.id, passage.article_id, passage.lang, codes, passage.models, passage.products, passage.audience)


@dataclass(frozen=True, eq=False)
class Shelf:
    """See the module. `slots` maps the ids of living passages, `articles` those of living articles."""

    cards: list[Card]
    alive: Flags
    slots: dict[str, int]
    articles: dict[str, tuple[int, ...]]
    _masks: dict[tuple[object, ...], Flags] = field(default_factory=dict)

    @staticmethod
    def empty() -> "Shelf":
        """No passages."""
        return Shelf([], np.zeros(0, np.bool_), {}, {})

    @staticmethod
    def of(cards: list[Card], alive: Flags) -> "Shelf":
        """A shelf of cards that were kept."""
        living = [(slot, cards[slot]) for slot in np.flatnonzero(alive).tolist()]
        articles: dict[str, list[int]] = defaultdict(list)
        for slot, card in living:
            articles[card.article_id].append(slot)
        return Shelf(cards, alive, {card.id: slot for slot, card in living}, {key: tuple(held) for key, held in articles.items()})

    def with_cards(self, cards: Sequence[Card]) -> "Shelf":
        """The shelf with new passages behind the others."""
        first = len(self.alive)
        del self.cards[first:]
        self.cards.extend(cards)
        articles = dict(self.articles)
        for slot, card in enumerate(cards, first):
            articles[card.article_id] = (*articles.get(card.article_id, ()), slot)
        slots = self.slots | {card.id: slot for slot, card in enumerate(cards, first)}
        return Shelf(self.cards, np.concatenate([self.alive, np.ones(len(cards), np.bool_)]), slots, articles)

    def without(self, gone: Iterable[int]) -> "Shelf":
        """The shelf without these slots."""
        alive, slots, articles = self.alive.copy(), dict(self.slots), dict(self.articles)
        for slot in gone:
            card = self.cards[slot]
            alive[slot] = False
            del slots[card.id]
            rest = tuple(other for other in articles[card.article_id] if other != slot)
            if rest:
                articles[card.article_id] = rest
            else:
                del articles[card.article_id]
        return Shelf(self.cards, alive, slots, articles)

    @cached_property
    def models(self) -> frozenset[str]:
        """The plain names of all models that living passages are bound to."""
        return frozenset().union(*map(names_of, self._spelled))

    @cached_property
    def _spelled(self) -> frozenset[str]:
        return frozenset(model for slot in self.slots.values() for model in self.cards[slot].models)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The long figures by which people call models ("the 520")."""
        return frozenset(map(figure_of, self._spelled)) - {""}

    @cached_property
    def _branded(self) -> tuple[str, ...]:
        """Names that words of Chinese stand in, which no blank parts from what is around them."""
        return tuple(name for name in self.models if not name.isascii() and re.search(r"\d", name))

    @cached_property
    def products(self) -> frozenset[str]:
        """The same of products."""
        return frozenset(plain_name(product) for slot in self.slots.values() for product in self.cards[slot].products)

    def models_named(self, question: Question) -> frozenset[str]:
        """The models a question is about: the one of the conversation, or else the designations with a figure ("LC-300") that stand in its words."""
        if question.model:
            return names_of(question.model)
        words = _WORD.findall(unicodedata.normalize("NFKC", question.text).casefold())
        joined = {"".join(words[at : at + size]) for size in range(1, LONGEST_NAME + 1) for at in range(len(words) - size + 1)}
        named = {name for name in joined & self.models if re.search(r"\d", name)}
        text = plain_name(question.text)
        named |= {name for name in self._branded if re.search(rf"{re.escape(name)}(?!\d)", text)}
        figures = self.figures.intersection(bare_figures(question.text)) if not named and self.figures else frozenset()
        return frozenset(named.union(*(names_of(model) for model in self._spelled if figure_of(model) in figures) if figures else ()))

    def readable(self, audience: Audience) -> Flags:
        """Which slots an audience may read, whatever they are about."""
        return self.allowed(Question("", "", audience=audience))

    @cached_property
    def kinds(self) -> Mapping[tuple[str, ...], frozenset[int]]:
        """What kinds of machines the products are that living passages are bound to."""
        return {products: kinds_in(" ".join(products)) for products in {self.cards[slot].products for slot in self.slots.values()}}

    def _kinds_named(self, question: Question) -> frozenset[int]:
        """The kinds of machines a question is about that there are passages of; none where it names a model."""
        asked = kinds_in(question.text) if any(self.kinds.values()) else frozenset()
        return asked if any(asked & kinds for kinds in self.kinds.values()) else frozenset()

    def allowed(self, question: Question) -> Flags:
        """Which slots may be found for a question: alive, for this audience, and not bound to another model, product or kind of machine than asked about."""
        product = plain_name(question.product)
        named = self.models_named(question)
        models = (named & self.models) or (frozenset((UNKNOWN,)) if named else named)
        kinds = frozenset() if models else self._kinds_named(question)
        key = (question.audience, models, product if not product or product in self.products else UNKNOWN, kinds)
        if key not in self._masks:
            held = zip(self.cards, self.alive.tolist(), strict=False)
            others = {products for products, own in self.kinds.items() if kinds and own and kinds.isdisjoint(own)}
            self._masks[key] = np.array([alive and card.products not in others and _fits(card, *key[:3]) for card, alive in held], np.bool_)
        return self._masks[key]


def _fits(card: Card, audience: Audience, models: frozenset[str], product: str) -> bool:
    if not audience.may_read(card.audience):
        return False
    if models and card.models and all(models.isdisjoint(names_of(one)) for one in card.models):
        return False
    return not (product and card.products and all(plain_name(one) != product for one in card.products))
