"""From a mention to candidates to one SKU: the draft first where the person points at it, then the dealer's history, else nobody chooses.

Invariant: with several candidates left the line is ambiguous; history chooses only by the policy's counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from backend.catalog.clues import Mention
from backend.catalog.index import CatalogueIndex
from backend.catalog.matching import carrying, match_mention
from backend.catalog.text import normalise, phrase_key
from backend.ordering.reading.domain import PastOrder, ReadingPolicy

_PLAUSIBLE = 400
_MOST_NEAR = 40
_PACKS = {"can", "bottle", "box", "bag", "pack", "carton"}


class Chooser:
    """Resolves mentions for one message."""

    def __init__(self, index: CatalogueIndex, history: Sequence[PastOrder], policy: ReadingPolicy) -> None:
        self._index = index
        self._history = history
        self._policy = policy
        self._seen: dict[Mention, tuple[str, ...]] = {}

    def candidates(self, mention: Mention) -> tuple[str, ...]:
        """SKU codes that the mention may mean, in catalogue order."""
        if mention not in self._seen:
            self._seen[mention] = match_mention(self._index, mention)
        return self._seen[mention]

    def among(self, mention: Mention, codes: Iterable[str]) -> tuple[str, ...]:
        """Those of `codes` that the mention may mean; pointing at known lines needs fewer words."""
        pool = tuple(dict.fromkeys(codes))
        if not pool or mention.is_empty:
            return ()
        found = match_mention(self._index, mention, pool)
        if found:
            return found
        wide = set(self.candidates(mention))
        return tuple(code for code in pool if code in wide)

    def headed(self, mention: Mention, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Of several known lines for one plain word those that are called so at the end ("floor tile", not "tile adhesive")."""
        if len(codes) <= 1 or len(mention.words) + len(mention.phrases) != 1:
            return codes
        heads = {f" {key}" for keys in (*mention.words, *mention.phrases) for key in keys if key.isascii()}
        called = tuple(code for code in codes if any(f" {phrase_key(alias)}".endswith(tuple(heads)) for alias in self._index.by_code[code].aliases))
        return called if heads and called else codes

    def nearest(self, mention: Mention) -> tuple[str, ...]:
        """SKUs that carry most of the words of a mention which none carries as a whole: to be asked about, never taken."""
        if mention.code or mention.unknown or mention.attributes or len(mention.words) + len(mention.phrases) <= 1:
            return ()
        scores: dict[int, int] = {}
        for keys in (*mention.words, *mention.phrases):
            for position in frozenset[int]().union(*(carrying(self._index, key) for key in keys)):
                scores[position] = scores.get(position, 0) + 1
        best = max(scores.values(), default=0)
        near = [position for position, score in scores.items() if score == best]
        return self._index.codes_of(near) if best > 1 and len(near) <= _MOST_NEAR else ()

    def strictly_among(self, mention: Mention, codes: Sequence[str]) -> tuple[str, ...]:
        """Those of `codes` that carry every clue of the mention."""
        return match_mention(self._index, mention, codes)

    def siblings(self, code: str, mention: Mention) -> tuple[str, ...]:
        """Products of the same brand and kind as `code` that carry every clue of the mention."""
        own = self._index.by_code[code]
        found = match_mention(self._index, mention, self._index.families[own.brand_en or own.brand_zh, own.category])
        narrow = tuple(one for one in found if self._kind(one) == self._kind(code))
        return narrow or found

    def _kind(self, code: str) -> frozenset[str]:
        """The words of a name that are no sizes."""
        return frozenset(word for word in normalise(self._index.by_code[code].name_en).split() if word.isalpha() and word not in _PACKS)

    def by_history(self, candidates: Sequence[str]) -> str | None:
        """The candidate that this dealer orders: at least so many orders, at least such a share of matching lines."""
        wanted = set(candidates)
        orders: dict[str, int] = {}
        lines = 0
        for order in self._history:
            here = [line.sku for line in order.lines if line.sku in wanted]
            lines += len(here)
            for code in set(here):
                orders[code] = orders.get(code, 0) + 1
        if not orders:
            return None
        best = max(orders, key=lambda code: orders[code])
        count = sum(line.sku == best for order in self._history for line in order.lines)
        enough = orders[best] >= self._policy.history_min_orders and count >= self._policy.history_min_share * lines
        return best if enough else None

    def inherited(self, mention: Mention, earlier: Mention) -> Mention | tuple[str, ...]:
        """An incomplete mention ("6枚的", "grape 330") completed by an earlier one: a fuller mention, or codes of the same brand that fit."""
        fuller = replace(
            earlier,
            code=None,
            specs=mention.specs or (() if mention.numbers else earlier.specs),
            numbers=mention.numbers or (() if mention.specs else earlier.numbers),
            attributes=mention.attributes + tuple(group for group in earlier.attributes if not mention.attributes),
            unknown=mention.unknown,
            said=f"{mention.said} {earlier.said}",
        )
        if earlier.code is None and self.candidates(fuller):
            return fuller
        named = [self._index.by_code[code] for code in self.candidates(earlier)[:_PLAUSIBLE]]
        brands, categories = {sku.brand_en or sku.brand_zh for sku in named}, {sku.category for sku in named}
        pool = [code for brand in sorted(brands) for category in sorted(categories) for code in self._index.families.get((brand, category), ())]
        for wanted in (replace(mention, specs=mention.specs or earlier.specs, numbers=mention.numbers or earlier.numbers), mention):
            found = match_mention(self._index, wanted, pool)
            if found:
                return found
        return fuller
