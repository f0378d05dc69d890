"""Making drafts of a reviewed sheet, through the same use case as every other draft: prices, stock, gates and the confirmation follow as always.

Rows of one product add up; more products than one order may hold become several drafts. Invariant: nothing is taken partly unless the person
chose so, and a table that was imported before is imported again only on his word.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict
from backend.ordering.domain import DraftContent
from backend.ordering.drafting import add_draft
from backend.ordering.editing import set_base
from backend.ordering.own_words import with_chosen
from backend.ordering.schemas import DraftView
from backend.ordering.sheets import store
from backend.ordering.sheets.domain import RowStatus
from backend.ordering.sheets.fixing import own_sheet
from backend.ordering.sheets.views import EarlierImport, drafts_of, earlier_import
from backend.settings.calendar import local_time
from backend.settings.service import load_brand_settings

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person chose: to take only the rows that are clear, and to import again what was imported before."""

    partly: bool = False
    again: bool = False


@dataclass(slots=True)
class _Wish:
    sku: Sku
    base_qty: int
    unit: Unit | None


def draft_sheet(uow: UnitOfWork, actor: Actor, sheet_id: str, choice: Choice, *, clock: Clock) -> tuple[DraftView, ...]:
    """Drafts of the clear rows of a sheet.

    Raises Conflict("sheet.not_read" | "sheet.open_rows" | "sheet.nothing_clear" | "sheet.already_imported" | "sheet.drafted_already").
    """
    sheet = own_sheet(uow, actor, sheet_id, hold=True)
    store.hold_content(uow, sheet.dealer_id, sheet.content_hash)
    _check(uow, sheet, choice)
    wishes, chosen = _wishes(uow, sheet.id)
    if not wishes:
        raise Conflict("sheet.nothing_clear")
    most = load_brand_settings(uow).max_order_lines
    views = tuple(_draft(uow, actor, wishes[start : start + most], chosen, clock) for start in range(0, len(wishes), most))
    store.set_drafted(uow, sheet.id, [view.draft_id for view in views], clock.now())
    return views


def _check(uow: UnitOfWork, sheet: Row[Any], choice: Choice) -> None:
    counts = store.counts_of(uow, sheet.id)
    if counts.unread:
        raise Conflict("sheet.not_read", left=counts.unread, rows=counts.rows)
    own = drafts_of(uow, sheet)
    earlier = EarlierImport(sheet.drafted_at or sheet.made_at, sheet.user_name, own) if own else earlier_import(uow, sheet)
    if earlier is not None and not choice.again:
        day = local_time(load_brand_settings(uow), earlier.at)
        numbers = [one.order_number for one in earlier.drafts if one.order_number]
        raise Conflict("sheet.already_imported", day=f"{day:%Y-%m-%d %H:%M}", by=earlier.by, numbers=", ".join(numbers), ordered=len(numbers))
    if (counts.ask or counts.reject) and not choice.partly:
        raise Conflict("sheet.open_rows", ok=counts.ok, ask=counts.ask, reject=counts.reject)


def _wishes(uow: UnitOfWork, sheet_id: str) -> tuple[list[_Wish], list[tuple[str, str]]]:
    """What the clear rows add up to for each product in the order of the table, and the words that the person himself resolved."""
    found: dict[str, _Wish] = {}
    chosen: list[tuple[str, str]] = []
    after = 0
    while rows := store.rows_of_sheet(uow, sheet_id, (RowStatus.OK,), after, _PAGE):
        skus = get_skus(uow, sorted({row.sku for row in rows}))
        for row in (one for one in rows if one.sku in skus):
            _add(found, skus[row.sku], row)
            if row.by_person:
                chosen.append((row.said or "", row.sku))
        after = rows[-1].row_no
    return list(found.values()), chosen


def _add(found: dict[str, _Wish], sku: Sku, row: Row[Any]) -> None:
    unit = Unit(row.unit) if row.unit else None
    wish = found.get(sku.code)
    if wish is None:
        found[sku.code] = _Wish(sku, row.base_qty, unit)
    else:
        wish.base_qty += row.base_qty
        wish.unit = unit if unit == wish.unit else None


def _draft(uow: UnitOfWork, actor: Actor, wishes: Sequence[_Wish], chosen: Sequence[tuple[str, str]], clock: Clock) -> DraftView:
    content = DraftContent()
    for wish in wishes:
        content = set_base(content, wish.sku, wish.base_qty, wish.unit)
    codes = {wish.sku.code for wish in wishes}
    for said, code in chosen:
        if code in codes and said:
            content = with_chosen(content, said, code)
    return add_draft(uow, actor, content, clock=clock, believed=_believed(chosen, codes))


def _believed(chosen: Sequence[tuple[str, str]], codes: Collection[str]) -> frozenset[str]:
    return frozenset(code for _, code in chosen if code in codes)
