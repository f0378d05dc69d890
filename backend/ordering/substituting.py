"""What is offered in the place of a line that stock cannot serve: what brand staff set, else the same product in another pack.

Invariant: nothing is swapped silently. An offer is a choice beside the others, and the swapped line stands in the draft to be confirmed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import catalogue_index, get_skus
from backend.catalog.units import factor_of
from backend.inventory.service import availability
from backend.inventory.substitutes import substitutes_of
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.editing import base_of, put_line, remove_line
from backend.ordering.schemas import Candidate, Question

MOST_OFFERED = 3
_ACTIVE = "active"
_SIZE = re.compile(
    r"\d[\d.,]*\s*(?:ml|l|kg|g|升|毫升|公斤|克)?(?:\s*[x×*]\s*\d+)?|[罐瓶桶袋盒听]装"
    r"|\b(?:cans?|bottles?|box(?:es)?|bags?|pet|glass|pack)\b",
    re.IGNORECASE,
)


def offers_for(uow: UnitOfWork, questions: Sequence[Question], day: tuple[date, date], through: Mapping[str, date]) -> dict[str, tuple[Candidate, ...]]:
    """By SKU what stands in for the lines of `questions` and of which there is some on the delivery day; `day` is that day and today."""
    listed = _listed(uow, tuple(dict.fromkeys(question.sku for question in questions if question.sku)))
    known = get_skus(uow, sorted({one for found in listed.values() for one in found})) if listed else {}
    stock = availability(uow, list(known), day=day[0], today=day[1], through=through) if known else {}
    offers: dict[str, tuple[Candidate, ...]] = {}
    for sku, found in listed.items():
        there = [known[one] for one in found if one in known and known[one].status == _ACTIVE and stock[one].total > 0]
        offers[sku] = tuple(Candidate(one.code, one.name_zh, one.name_en) for one in there[:MOST_OFFERED])
    return offers


def with_substitute(uow: UnitOfWork, content: DraftContent, line: DraftLine, code: str) -> DraftContent:
    """The content with as many packs of the substitute in the line's place. Raises Invalid("draft.bad_answer") for what was no offer."""
    if code not in _listed(uow, (line.sku,)).get(line.sku, ()):
        raise Invalid("draft.bad_answer")
    sku = get_skus(uow, [code]).get(code)
    if sku is None or sku.status != _ACTIVE:
        raise Invalid("draft.bad_answer")
    qty, unit = _as_packs(sku, line)
    before = content.line_of(code)
    base_qty = base_of(sku, qty, unit) + (before.base_qty if before else 0)
    factor = factor_of(sku, unit)
    qty, unit = (Decimal(base_qty) / factor, unit) if factor and base_qty % factor == 0 else (Decimal(base_qty), Unit.BASE)
    swapped = DraftLine(code, qty, unit, base_qty, marks=(f"instead_of:{line.sku}",), lot_wish=line.lot_wish)
    return put_line(remove_line(content, line.sku), replace(swapped, backorder=False))


def _as_packs(sku: Sku, line: DraftLine) -> tuple[Decimal, Unit]:
    """So many of the pack the person counted in, or so many base units where the substitute has no such pack."""
    return (line.qty, line.unit) if factor_of(sku, line.unit) else (Decimal(line.base_qty), Unit.BASE)


def _listed(uow: UnitOfWork, skus: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    chosen = substitutes_of(uow, skus)
    rest = [sku for sku in skus if sku not in chosen]
    return {**chosen, **(_families(uow, rest) if rest else {})}


def _families(uow: UnitOfWork, skus: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The same product in other packs, the nearest in size by catalogue order."""
    by_code = catalogue_index(uow).by_code
    kin: dict[tuple[str, str, str], list[str]] = {}
    wanted = {sku: _family(by_code[sku]) for sku in skus if sku in by_code}
    shelves = {family[:2] for family in wanted.values()}
    for sku in by_code.values():
        if sku.status == _ACTIVE and _shelf(sku) in shelves:
            kin.setdefault(_family(sku), []).append(sku.code)
    return {sku: tuple(one for one in kin.get(family, ()) if one != sku) for sku, family in wanted.items()}


def _family(sku: Sku) -> tuple[str, str, str]:
    name = sku.name_zh or sku.name_en
    return (*_shelf(sku), " ".join(_SIZE.sub(" ", name).split()).casefold())


def _shelf(sku: Sku) -> tuple[str, str]:
    return sku.brand_zh or sku.brand_en, sku.category
