"""Budgets of promotions and what returned goods had earned: claimed with an order, moved with its change, given back with its end.

Codes are always taken in the same order, behind the credit account and before stock. Invariant: what a promotion's budget says is claimed is the
sum of what living orders claimed of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.service import get_skus
from backend.identity.domain import SYSTEM
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.money import round_money
from backend.ordering import repository
from backend.ordering.accepting import MovedOnError
from backend.ordering.promoting.deriving import EarlierPromotions, PromotionBasis
from backend.ordering.promoting.store import end_given, given_views, read_given, set_clawed
from backend.ordering.promoting.views import PromotionView
from backend.ordering.supplying import asks_longer
from backend.pricing.promotions.domain import Derived, Offer, PromotedLine, PromotionBuyer, Terms
from backend.pricing.promotions.service import apply, read_versions, shift_budget
from backend.settings.service import load_brand_settings

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ClawBack:
    """What returned goods had earned and is owed back: free goods by SKU, and money that was taken off."""

    free_base: Mapping[str, int] = field(default_factory=dict)
    amount: Decimal = _ZERO


def claim_budgets(uow: UnitOfWork, basis: PromotionBasis, views: Sequence[PromotionView], earlier: Sequence[Any] = ()) -> frozenset[str]:
    """Take what the derived lines need beyond what the order claimed `earlier`; returns the promotions that claim from a budget.

    A version of before today's was agreed: it claims what it had, never from a budget that it did not know. Raises MovedOnError when another order
    was faster.
    """
    limits = {one.promotion.code: one.promotion.terms for one in basis.offers}
    current = {(one.promotion.code, one.promotion.version) for one in basis.offers if _has_budget(one.promotion.terms)}
    claimed = {row.promotion_id for row in earlier if _claimed(row)}
    budgeted = frozenset(view.promotion_id for view in views if (view.promotion_id, view.version) in current) | claimed
    moved: dict[str, tuple[Decimal, int]] = {}
    for view in views:
        if view.promotion_id in budgeted:
            _add(moved, view.promotion_id, view.amount_off or _ZERO, view.units)
    for row in earlier:
        _add(moved, row.promotion_id, -row.claimed_amount, -row.claimed_units)
    for code, (amount, units) in sorted(moved.items()):
        if (amount or units) and not shift_budget(uow, code, limits.get(code, Terms()), amount, units):
            raise MovedOnError((f"promotion:{code}",))
    return budgeted


def give_back(uow: UnitOfWork, order_id: str) -> None:
    """An order came to its end before it was delivered: its claims on budgets go back, and its free goods are no longer held."""
    rows = read_given(uow, order_id)
    if not rows:
        return
    _return_claims(uow, ((row.promotion_id, row.claimed_amount, row.claimed_units) for row in rows))
    end_given(uow, order_id)


def give_back_rest(uow: UnitOfWork, order_id: str) -> None:
    """What an order holds no more and has not left is given up: its share of the claims goes back, once. The rest keeps what it was promised."""
    exponent, rows = load_brand_settings(uow).currency_exponent, {row.line_no: row for row in repository.read_lines(uow, order_id)}
    for row in read_given(uow, order_id):
        gone, whole = _given_up(row, rows)
        if not gone or not _claimed(row):
            continue
        keeps = min(row.claimed_amount, round_money(row.amount_off * (whole - gone) / whole, exponent))
        keeps_units = min(row.claimed_units, row.units - row.units * gone // whole)
        _return_claims(uow, [(row.promotion_id, row.claimed_amount - keeps, row.claimed_units - keeps_units)])
        set_clawed(uow, row, {"claimed_amount": keeps, "claimed_units": keeps_units})


def _given_up(row: Any, rows: Mapping[int, Row[Any]]) -> tuple[int, int]:
    """How much of what a derived line is about was given up, of how much."""
    if row.sku:
        return row.free_base - row.shipped_base - row.reserved_base, row.free_base
    about = [rows[line_no] for line_no in row.line_nos if line_no in rows]
    return sum(line.cancelled_base for line in about), sum(line.base_qty for line in about) or 1


def earlier_promotions(uow: UnitOfWork, order_id: str, rows: Sequence[Row[Any]], wanted: Mapping[str, int], locale: str) -> EarlierPromotions:
    """What promotions an order with these lines has when it shall hold `wanted`."""
    given = read_given(uow, order_id)
    before = {row.sku: row.base_qty for row in rows}
    reserved: dict[str, int] = {}
    for row in given:
        if row.sku:
            reserved[row.sku] = reserved.get(row.sku, 0) + row.reserved_base
    if wanted != before:
        claims: dict[str, tuple[Decimal, int]] = {}
        for row in given:
            _add(claims, row.promotion_id, row.claimed_amount, row.claimed_units)
        return EarlierPromotions(None, _agreed(uow, given), before, reserved, claims)
    return EarlierPromotions(given_views(uow, given, locale), reserved=reserved)


def claw_back(uow: UnitOfWork, order_id: str, returned: Mapping[str, int]) -> ClawBack:
    """What is owed because goods came back: `returned` is all that came back of each SKU of the order so far, this time included.

    The order's own promotions are computed again over what the dealer keeps; what they give less than before, and was not taken back yet, is
    owed. Money off what was given up counts on: what was delivered keeps its share, which the caller knows. Written down at once, so the same
    call again owes nothing.
    """
    given = read_given(uow, order_id)
    if not given:
        return ClawBack()
    exponent = load_brand_settings(uow).currency_exponent
    order = repository.read_order(uow, SYSTEM, order_id)
    if order is None:
        raise NotFound("order.not_found", number=order_id)
    rows = repository.read_lines(uow, order_id)
    categories = {code: sku.category for code, sku in get_skus(uow, [row.sku for row in rows]).items()}
    offers = [replace(one, left_amount=None, left_units=None) for one in _agreed(uow, given)]
    buyer = PromotionBuyer(order.dealer_id, "")

    def derived(lost: Mapping[str, int]) -> Sequence[Derived]:
        shares = (_kept(row, categories.get(row.sku, ""), lost.get(row.sku, 0), exponent) for row in rows)
        return apply(offers, [line for line in shares if line is not None], buyer, order.placed_at, exponent)

    free: dict[tuple[str, str | None], int] = {}
    off: dict[tuple[str, str | None], Decimal] = {}
    for one in derived({row.sku: returned.get(row.sku, 0) + row.cancelled_base for row in rows}):
        free[one.promotion.code, one.sku] = free.get((one.promotion.code, one.sku), 0) + one.free_base
    for one in derived(returned):
        off[one.promotion.code, one.sku] = off.get((one.promotion.code, one.sku), _ZERO) + one.amount_off
    return _settle(uow, given, free, off)


def _settle(uow: UnitOfWork, given: Sequence[Any], free: dict[tuple[str, str | None], int], off: dict[tuple[str, str | None], Decimal]) -> ClawBack:
    goods: dict[str, int] = {}
    amount = _ZERO
    for row in given:
        key = (row.promotion_id, row.sku)
        keeps, keeps_off = min(row.free_base, free.get(key, 0)), min(row.amount_off, off.get(key, _ZERO))
        free[key], off[key] = free.get(key, 0) - keeps, off.get(key, _ZERO) - keeps_off
        owed, owed_off = max(0, row.free_base - keeps - row.clawed_base), max(_ZERO, row.amount_off - keeps_off - row.clawed_amount)
        if not (owed or owed_off):
            continue
        back = (min(row.claimed_amount, owed_off), min(row.claimed_units, owed))
        _return_claims(uow, [(row.promotion_id, *back)])
        values = {"clawed_base": row.clawed_base + owed, "clawed_amount": row.clawed_amount + owed_off}
        set_clawed(uow, row, {**values, "claimed_amount": row.claimed_amount - back[0], "claimed_units": row.claimed_units - back[1]})
        amount += owed_off
        if owed:
            goods[row.sku] = goods.get(row.sku, 0) + owed
    return ClawBack(goods, amount)


def _kept(row: Row[Any], category: str, lost: int, exponent: int) -> PromotedLine | None:
    """What of a line counts for its promotions."""
    base = row.base_qty - lost
    if base <= 0:
        return None
    return PromotedLine(row.line_no, row.sku, category, base, round_money(row.line_total * base / row.base_qty, exponent), asks_longer(row.lot_wish or ""))


def _agreed(uow: UnitOfWork, given: Sequence[Any]) -> tuple[Offer, ...]:
    """The promotions an order has, limited by what is left of their budgets and what the order itself claimed."""
    found = read_versions(uow, {(row.promotion_id, row.version) for row in given})
    offers: list[Offer] = []
    for (code, _), offer in sorted(found.items()):
        mine = [row for row in given if row.promotion_id == code]
        money = None if offer.left_amount is None else offer.left_amount + sum((row.claimed_amount for row in mine), _ZERO)
        units = None if offer.left_units is None else offer.left_units + sum(row.claimed_units for row in mine)
        offers.append(Offer(offer.promotion, money, units, agreed=True))
    return tuple(offers)


def _return_claims(uow: UnitOfWork, claims: Iterable[tuple[str, Decimal, int]]) -> None:
    back: dict[str, tuple[Decimal, int]] = {}
    for code, amount, units in claims:
        _add(back, code, -amount, -units)
    for code, (amount, units) in sorted(back.items()):
        if amount or units:
            shift_budget(uow, code, Terms(), amount, units)


def _add(sums: dict[str, tuple[Decimal, int]], code: str, amount: Decimal, units: int) -> None:
    before = sums.get(code, (_ZERO, 0))
    sums[code] = (before[0] + amount, before[1] + units)


def _has_budget(terms: Terms) -> bool:
    return terms.budget_amount is not None or terms.budget_units is not None


def _claimed(row: Any) -> bool:
    return bool(row.claimed_amount or row.claimed_units)
