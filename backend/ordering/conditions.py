"""Wishes that depend on stock: "20 if you have them", "up to 20". What stock cannot give is left out openly, never without the condition.

Invariant: a conditional line never falls below what was ordered without a condition, nor rises above what was asked for.
"""

from dataclasses import replace
from datetime import date

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.catalog.units import factor_of
from backend.inventory.service import availability
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_content
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.editing import counted, put_line, remove_line
from backend.ordering.planning import plan_delivery
from backend.ordering.schemas import Candidate, Question, QuestionKind
from backend.ordering.supplying import supply_of
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings


def settle_conditions(uow: UnitOfWork, content: DraftContent, dealer_id: str = "", *, clock: Clock) -> DraftContent:
    """The content with every conditional line at what stock has of it for the delivery day; reads stock only when there is such a line."""
    conditional = [line for line in content.lines if line.condition]
    if not conditional:
        return content
    codes = [line.sku for line in conditional]
    settings, now = load_brand_settings(uow), clock.now()
    day: date = plan_delivery(settings, content, now).day
    through = supply_of(uow, dealer_id, conditional, day).through
    stock, skus = availability(uow, codes, day=day, today=local_day(settings, now), through=through), get_skus(uow, codes)
    for line in conditional:
        if line.sku in skus:
            content = _settled(content, line, skus[line.sku], stock[line.sku].total)
    return content


def _settled(content: DraftContent, line: DraftLine, sku: Sku, available: int) -> DraftContent:
    pack = factor_of(sku, line.unit) or 1
    base_qty = max(line.firm_base, min(line.asked_base, available // pack * pack))
    if base_qty == 0:
        told = _left_out(line, sku, available)
        others = tuple(one for one in content.questions if one.id != told.id)
        return replace(remove_line(content, line.sku), questions=(*others, told))
    if base_qty == line.base_qty:
        return content
    qty, unit = counted(sku, base_qty, line.unit)
    return put_line(content, replace(line, qty=qty, unit=unit, base_qty=base_qty))


def _left_out(line: DraftLine, sku: Sku, available: int) -> Question:
    """What is told about a line that stock has nothing of; it asks nothing."""
    qty, unit = counted(sku, line.asked_base, line.unit)
    return Question(
        id=hash_content(QuestionKind.LEFT_OUT.value, sku.code)[:12],
        kind=QuestionKind.LEFT_OUT,
        source="",
        candidates=(Candidate(sku.code, sku.name_zh, sku.name_en),),
        sku=sku.code,
        qty=qty,
        unit=unit,
        base_qty=line.asked_base,
        available_base=available,
        blocking=False,
    )
