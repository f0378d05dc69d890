"""Exact look-up of fault codes and part numbers: the first stage, because a code is a key and not a word.

Of the passages that are about a code of the question all come first, unless the question names one of the models or products that share the code: then
only that one's. Invariant: a code that no passage is about finds nothing here, whatever the words around it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.codes import Mention, keys_of, mentions, spelled
from knowledge.domain import Question
from knowledge.segments import Flags
from knowledge.shelf import Card

Naming = Callable[[str], bool]


@dataclass(frozen=True, slots=True, eq=False)
class CodeIndex:
    """Key of a code to the slots of the passages that are about it, ascending."""

    slots: Mapping[str, tuple[int, ...]]

    def with_cards(self, cards: Iterable[tuple[int, Card]]) -> "CodeIndex":
        """The index with more passages."""
        added: dict[str, list[int]] = defaultdict(list)
        for slot, card in cards:
            for key in dict.fromkeys(key for code in card.codes for key in keys_of(code)):
                added[key].append(slot)
        return CodeIndex({**self.slots, **{key: (*self.slots.get(key, ()), *held) for key, held in added.items()}})

    def without(self, cards: Iterable[tuple[int, Card]]) -> "CodeIndex":
        """The index without these passages."""
        slots = dict(self.slots)
        for gone, card in cards:
            for key in {key for code in card.codes for key in keys_of(code)}:
                rest = tuple(slot for slot in slots.get(key, ()) if slot != gone)
                if rest:
                    slots[key] = rest
                else:
                    slots.pop(key, None)
        return CodeIndex(slots)

    def find(self, question: Question, allowed: Flags) -> dict[int, tuple[str, ...]]:
        """Slots of the passages about the question's codes, in the order of the codes, with the codes that led there."""
        named = [*mentions(question.text), *(Mention(code, keys_of(code)) for code in question.codes)]
        found = self._slots_of(named, allowed)
        return found or self._slots_of(spelled(question.text), allowed, first_only=True)

    def unknown(self, question: Question, allowed: Flags, occurs: Callable[[str], bool]) -> tuple[str, ...]:
        """The codes and designations of a question that no passage for its reader is about and that stand in no text for him either (`occurs`)."""
        named = [*mentions(question.text), *(Mention(code, keys_of(code)) for code in question.codes)]
        strange = (one for one in named if not any(allowed[slot] for key in one.keys for slot in self.slots.get(key, ())))
        return tuple(one.text for one in strange if not occurs(one.text))

    def _slots_of(self, named: Sequence[Mention], allowed: Flags, *, first_only: bool = False) -> dict[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        for mention in named:
            held = next((held for key in mention.keys if (held := [slot for slot in self.slots.get(key, ()) if allowed[slot]])), [])
            for slot in held:
                found[slot] = (*found.get(slot, ()), mention.text)
            if held and first_only:
                break
        return found


def only_named(found: Mapping[int, tuple[str, ...]], cards: Sequence[Card], naming: Naming) -> dict[int, tuple[str, ...]]:
    """The passages of the models or products that the question names; all of them when it names none or they do not differ in it."""
    kept = {slot: codes for slot, codes in found.items() if any(naming(name) for name in (*cards[slot].models, *cards[slot].products))}
    return kept or dict(found)
