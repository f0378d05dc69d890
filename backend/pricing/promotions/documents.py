"""Promotions as stored JSON and back, and what makes one sound before it is published. Pure.

Invariant: reading what was written gives an equal value; what `check_sound` lets through can be applied to every basket.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from backend.kit.errors import Invalid
from backend.pricing.promotions.domain import Audience, Goods, Promotion, PromotionKind, Terms

HUNDRED = Decimal(100)
LONGEST_NAME = 80
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,39}")
_MONEY = ("percent", "amount", "least_amount", "budget_amount")
_UNCOUNTED_BUDGET = {
    PromotionKind.PERCENT: "budget_units",
    PromotionKind.AMOUNT: "budget_units",
    PromotionKind.GIFT: "budget_amount",
    PromotionKind.BUNDLE: "budget_units",
}
"""The budget of which promotions of a kind never use anything."""
_PLAIN = ("least_base", "free_base", "free_sku", "repeats", "budget_units")


def promotion_to_document(promotion: Promotion) -> dict[str, Any]:
    """Everything but code, version, names and validity, which have columns of their own."""
    terms: dict[str, Any] = {name: format(value, "f") for name in _MONEY if (value := getattr(promotion.terms, name)) is not None}
    terms |= {name: getattr(promotion.terms, name) for name in _PLAIN}
    terms["parts"] = [list(part) for part in promotion.terms.parts]
    sets = {name: {key: sorted(value) for key, value in asdict(getattr(promotion, name)).items() if value} for name in ("goods", "audience")}
    return {"kind": promotion.kind.value, "terms": terms, "priority": promotion.priority, "group": promotion.group, **sets}


def promotion_of_row(row: Any, document: Mapping[str, Any]) -> Promotion:
    """A promotion from its row and document."""
    given = document["terms"]
    figures: dict[str, Any] = {name: Decimal(given[name]) for name in _MONEY if name in given}
    terms = Terms(**figures, **{name: given[name] for name in _PLAIN}, parts=tuple((sku, need) for sku, need in given["parts"]))
    return Promotion(
        code=row.code,
        version=row.version,
        kind=PromotionKind(document["kind"]),
        name_zh=row.name_zh,
        name_en=row.name_en,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        terms=terms,
        goods=Goods(**{name: frozenset(value) for name, value in document["goods"].items()}),
        audience=Audience(**{name: frozenset(value) for name, value in document["audience"].items()}),
        priority=document["priority"],
        group=document["group"],
    )


def check_sound(promotion: Promotion) -> None:
    """Raise Invalid("promotion.bad_code" | "promotion.bad_names" | "promotion.bad_validity" | "promotion.bad_terms")."""
    if not _CODE.fullmatch(promotion.code):
        raise Invalid("promotion.bad_code", promotion=promotion.code)
    if not (promotion.name_zh.strip() and promotion.name_en.strip()) or max(len(promotion.name_zh), len(promotion.name_en)) > LONGEST_NAME:
        raise Invalid("promotion.bad_names", promotion=promotion.code, longest=LONGEST_NAME)
    if promotion.valid_to is not None and promotion.valid_to <= promotion.valid_from:
        raise Invalid("promotion.bad_validity", promotion=promotion.code)
    uncounted = _UNCOUNTED_BUDGET.get(promotion.kind)
    limited = uncounted is not None and getattr(promotion.terms, uncounted) is not None
    if limited or not _sound_figures(promotion.terms) or not _has_terms(promotion.kind, promotion.terms):
        raise Invalid("promotion.bad_terms", promotion=promotion.code, kind=promotion.kind.value)


def _sound_figures(terms: Terms) -> bool:
    money = [value for name in _MONEY if (value := getattr(terms, name)) is not None]
    counts = [terms.least_base, terms.free_base, *(need for _, need in terms.parts)]
    if any(not value.is_finite() or value < 0 for value in money) or any(count < 0 for count in counts):
        return False
    return (terms.percent is None or terms.percent <= HUNDRED) and (terms.budget_units is None or terms.budget_units >= 0)


def _has_terms(kind: PromotionKind, terms: Terms) -> bool:
    if kind is PromotionKind.PERCENT:
        return bool(terms.percent)
    if kind is PromotionKind.AMOUNT:
        return bool(terms.amount)
    if kind is PromotionKind.GIFT:
        return terms.free_base > 0 and (terms.least_base > 0 or bool(terms.least_amount))
    if kind is PromotionKind.BUNDLE:
        skus = [sku for sku, need in terms.parts if need > 0]
        return terms.amount is not None and len(skus) == len(terms.parts) == len(set(skus)) > 1
    return terms.amount is not None
