"""R4: what promotions give to a basket. Pure, recomputed from scratch on every change, over all lines of a product together and in base units.

Promotions are asked by priority, then by code. Each sees what those before it left of a line's amount; free goods are whole units and never count
towards anything. Invariant: the same lines give the same result whatever happened before; no product's amount falls below zero.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from backend.kit.money import round_money, spread
from backend.pricing.promotions.domain import Derived, Hint, Offer, PromotedLine, Promotion, PromotionBuyer, PromotionKind

ZERO = Decimal(0)
NEAR = Decimal("0.5")
"""A hint is given when at most this share of a threshold is missing."""


def apply(offers: Iterable[Offer], lines: Iterable[PromotedLine], buyer: PromotionBuyer, at: datetime, exponent: int = 2) -> tuple[Derived, ...]:
    """Everything the promotions give to these lines for an order at `at`."""
    basket = _Basket.of(lines, exponent)
    return tuple(derived for offer in _in_turn(offers, buyer, at) for derived in _derive(offer, basket))


def nearest(offers: Iterable[Offer], lines: Iterable[PromotedLine], buyer: PromotionBuyer, at: datetime, exponent: int = 2) -> Hint | None:
    """The promotion of which the smallest share of a threshold is missing, when something of its goods is in the basket already."""
    basket, best, least = _Basket.of(lines, exponent), None, NEAR
    for offer in _in_turn(offers, buyer, at):
        if offer.agreed or offer.left_amount == ZERO or offer.left_units == 0:
            continue
        for hint, share in _missing(offer.promotion, basket.seen_by(offer)):
            if share < least or (best is None and share == least):
                best, least = hint, share
        _derive(offer, basket)
    return best


@dataclass(frozen=True, slots=True)
class _Seen:
    """A product as one promotion sees it: all its lines together, after earlier promotions."""

    sku: str
    base: int
    net: Decimal


@dataclass(slots=True)
class _Basket:
    """The products of a basket while promotions are applied."""

    base: dict[str, int]
    net: dict[str, Decimal]
    categories: dict[str, str]
    numbers: dict[str, list[int]]
    exponent: int
    claims: dict[str, set[str]] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, lines: Iterable[PromotedLine], exponent: int) -> "_Basket":
        basket = cls({}, {}, {}, {}, exponent)
        for line in sorted(lines, key=lambda line: (line.sku, line.line_no)):
            basket.base[line.sku] = basket.base.get(line.sku, 0) + line.base_qty
            basket.net[line.sku] = basket.net.get(line.sku, ZERO) + line.line_total
            basket.categories[line.sku] = line.category
            basket.numbers.setdefault(line.sku, []).append(line.line_no)
            basket.fresh.update([line.sku] if line.fresh else [])
        return basket

    def seen_by(self, offer: Offer) -> list[_Seen]:
        """The products of the promotion that no other one of its group has, as far as it may look at them; sorted by code."""
        promotion, taken = offer.promotion, self.claims.get(offer.promotion.group, set()) if offer.promotion.group else set()
        found: list[_Seen] = []
        for sku, base in self.base.items():
            seen = base if offer.caps is None else min(base, offer.caps.get(sku, 0))
            if seen > 0 and sku not in taken and promotion.goods.covers(sku, self.categories[sku]):
                net = self.net[sku] if seen == base else round_money(self.net[sku] * seen / base, self.exponent)
                found.append(_Seen(sku, seen, net))
        return found

    def take(self, promotion: Promotion, seen: Sequence[_Seen], off: Decimal) -> Derived:
        """Take an amount off the products, shared by what they cost."""
        for one, share in zip(seen, spread(off, [one.net for one in seen], self.exponent), strict=True):
            self.net[one.sku] -= share
        return Derived(promotion, self.claim(promotion, seen), off)

    def claim(self, promotion: Promotion, seen: Sequence[_Seen]) -> tuple[int, ...]:
        """Keep the products from the rest of the promotion's group; returns their line numbers."""
        if promotion.group:
            self.claims.setdefault(promotion.group, set()).update(one.sku for one in seen)
        return tuple(sorted(number for one in seen for number in self.numbers[one.sku]))


def _in_turn(offers: Iterable[Offer], buyer: PromotionBuyer, at: datetime) -> list[Offer]:
    fits = [one for one in offers if one.agreed or (one.promotion.in_force(at) and one.promotion.audience.fits(buyer))]
    return sorted(fits, key=lambda one: (-one.promotion.priority, one.promotion.code, one.promotion.version))


def _derive(offer: Offer, basket: _Basket) -> list[Derived]:
    seen = basket.seen_by(offer)
    return _RULES[offer.promotion.kind](offer, seen, basket) if seen else []


def _reached(promotion: Promotion, seen: Sequence[_Seen]) -> int:
    """How often the threshold is reached: 0, 1, or for every full one where it repeats; without a threshold once."""
    terms, times = promotion.terms, []
    if terms.least_base:
        times.append(sum(one.base for one in seen) // terms.least_base)
    if terms.least_amount:
        times.append(int(sum((one.net for one in seen), ZERO) // terms.least_amount))
    reached = min(times, default=1)
    return reached if terms.repeats else min(reached, 1)


def _percent(offer: Offer, seen: Sequence[_Seen], basket: _Basket) -> list[Derived]:
    percent = offer.promotion.terms.percent
    if percent is None or not _reached(offer.promotion, seen):
        return []
    offs = [round_money(one.net * percent / 100, basket.exponent) for one in seen]
    whole = sum(offs, ZERO)
    off = _at_most(whole, offer.left_amount, basket.exponent)
    if off <= 0:
        return []
    if off < whole:
        return [basket.take(offer.promotion, seen, off)]
    for one, share in zip(seen, offs, strict=True):
        basket.net[one.sku] -= share
    return [Derived(offer.promotion, basket.claim(offer.promotion, seen), off)]


def _amount(offer: Offer, seen: Sequence[_Seen], basket: _Basket) -> list[Derived]:
    wanted = (offer.promotion.terms.amount or ZERO) * _reached(offer.promotion, seen)
    return _taken_off(offer, seen, basket, wanted)


def _taken_off(offer: Offer, seen: Sequence[_Seen], basket: _Basket, wanted: Decimal) -> list[Derived]:
    worth = _at_most(round_money(wanted, basket.exponent), sum((one.net for one in seen), ZERO), basket.exponent)
    off = _at_most(worth, offer.left_amount, basket.exponent)
    return [basket.take(offer.promotion, seen, off)] if off > 0 else []


def _at_most(amount: Decimal, limit: Decimal | None, exponent: int) -> Decimal:
    """A rounded amount, or as much of it as a limit leaves in whole steps of the currency."""
    return amount if limit is None or amount <= limit else limit.quantize(Decimal(1).scaleb(-exponent), rounding=ROUND_DOWN)


def _gift(offer: Offer, seen: Sequence[_Seen], basket: _Basket) -> list[Derived]:
    promotion, terms, left = offer.promotion, offer.promotion.terms, offer.left_units
    pools = [([one], one.sku) for one in seen] if terms.free_sku is None else [(list(seen), terms.free_sku)]
    found: list[Derived] = []
    for pool, sku in pools:
        times = _reached(promotion, pool)
        if left is not None:
            times = min(times, left // terms.free_base)
        free = times * terms.free_base
        if free > 0:
            found.append(Derived(promotion, basket.claim(promotion, pool), ZERO, sku, free, free))
            left = None if left is None else left - free
    return found


def _bundle(offer: Offer, seen: Sequence[_Seen], basket: _Basket) -> list[Derived]:
    terms, by_sku = offer.promotion.terms, {one.sku: one for one in seen}
    if any(sku not in by_sku for sku, _ in terms.parts):
        return []
    sets = min(by_sku[sku].base // need for sku, need in terms.parts)
    sets = sets if terms.repeats else min(sets, 1)
    used = [_Seen(sku, need * sets, by_sku[sku].net * need * sets / by_sku[sku].base) for sku, need in sorted(terms.parts)]
    worth = sum((one.net for one in used), ZERO)
    return _taken_off(offer, used, basket, worth - sets * (terms.amount or ZERO)) if sets else []


def _clearance(offer: Offer, seen: Sequence[_Seen], basket: _Basket) -> list[Derived]:
    price, left, money = offer.promotion.terms.amount or ZERO, offer.left_units, offer.left_amount
    found: list[Derived] = []
    for one in (each for each in seen if each.sku not in basket.fresh):
        units = one.base if left is None else min(one.base, left)
        off = round_money(one.net * units / one.base - price * units, basket.exponent)
        off = _at_most(off, money, basket.exponent)
        if off > 0:
            basket.net[one.sku] -= off
            found.append(Derived(offer.promotion, basket.claim(offer.promotion, [one]), off, units=units))
            left, money = (None if left is None else left - units), (None if money is None else money - off)
    return found


_RULES: Mapping[PromotionKind, Callable[[Offer, Sequence[_Seen], _Basket], list[Derived]]] = {
    PromotionKind.PERCENT: _percent,
    PromotionKind.AMOUNT: _amount,
    PromotionKind.GIFT: _gift,
    PromotionKind.BUNDLE: _bundle,
    PromotionKind.CLEARANCE: _clearance,
}
_WITH_THRESHOLD = frozenset({PromotionKind.PERCENT, PromotionKind.AMOUNT, PromotionKind.GIFT})


def _missing(promotion: Promotion, seen: Sequence[_Seen]) -> list[tuple[Hint, Decimal]]:
    """What is missing to the next threshold, with the share of it."""
    if promotion.kind not in _WITH_THRESHOLD or not seen:
        return []
    pools = [[one] for one in seen] if promotion.kind is PromotionKind.GIFT and promotion.terms.free_sku is None else [list(seen)]
    return [found for pool in pools if (found := _missing_of(promotion, pool)) is not None]


def _missing_of(promotion: Promotion, pool: Sequence[_Seen]) -> tuple[Hint, Decimal] | None:
    terms, times = promotion.terms, _reached(promotion, pool)
    if times and (not terms.repeats or promotion.kind is PromotionKind.PERCENT):
        return None
    sku = pool[0].sku if len(pool) == 1 else None
    if terms.least_base:
        missing = (times + 1) * terms.least_base - sum(one.base for one in pool)
        return (Hint(promotion, sku, missing), Decimal(missing) / terms.least_base) if missing > 0 else None
    if terms.least_amount:
        short = (times + 1) * terms.least_amount - sum((one.net for one in pool), ZERO)
        return (Hint(promotion, sku, 0, short), short / terms.least_amount) if short > 0 else None
    return None
