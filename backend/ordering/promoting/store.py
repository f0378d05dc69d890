"""Statements over what promotions gave to orders. Reached by the use cases of ordering only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared
from backend.ordering.promoting.deriving import free_pack
from backend.ordering.promoting.models import order_promotions
from backend.ordering.promoting.views import PromotionView

_SAME = ("line_no", "promotion_id", "version", "kind", "name_zh", "name_en", "amount_off", "sku", "sku_name_zh", "sku_name_en")
_QUANTITIES = ("free_base", "reserved_base", "shipped_base", "units")
_READ = Prepared(select(order_promotions).where(order_promotions.c.order_id == bindparam("order")).order_by(order_promotions.c.line_no))
_ADD = Prepared(insert(order_promotions), [column.name for column in order_promotions.c])


def read_given(uow: UnitOfWork, order_id: str) -> Sequence[Any]:
    """What promotions gave to an order."""
    return _READ.all(uow, {"order": order_id})


def free_goods_of(uow: UnitOfWork, order_ids: Sequence[str]) -> Sequence[Row[Any]]:
    """The free goods of several orders, by order and line."""
    theirs = order_promotions.c.order_id.in_(list(order_ids)) & order_promotions.c.sku.is_not(None) & (order_promotions.c.free_base > 0)
    return uow.execute(select(order_promotions).where(theirs).order_by(order_promotions.c.order_id, order_promotions.c.line_no)).all()


def add_given(uow: UnitOfWork, order_id: str, views: Sequence[PromotionView], budgeted: frozenset[str]) -> None:
    """Store the derived lines of an order; those of promotions with a budget say what they claimed of it."""
    if views:
        _ADD.run_many(uow, [_row(order_id, view, view.promotion_id in budgeted) for view in views])


def replace_given(uow: UnitOfWork, order_id: str, views: Sequence[PromotionView], budgeted: frozenset[str]) -> None:
    """Put new derived lines in the place of an order's."""
    uow.execute(delete(order_promotions).where(order_promotions.c.order_id == order_id))
    add_given(uow, order_id, views, budgeted)


def end_given(uow: UnitOfWork, order_id: str) -> None:
    """Nothing of an order's free goods is held any more, nor anything of a budget."""
    one = order_promotions.c.order_id == order_id
    uow.execute(update(order_promotions).where(one).values(reserved_base=0, claimed_amount=0, claimed_units=0))


def set_free_reserved(uow: UnitOfWork, order_id: str, line_no: int, reserved: int) -> None:
    """Correct what a line of free goods holds."""
    one = (order_promotions.c.order_id == order_id) & (order_promotions.c.line_no == line_no)
    uow.execute(update(order_promotions).where(one).values(reserved_base=reserved))


def ship_free(uow: UnitOfWork, order_id: str, shipped: Mapping[int, int]) -> None:
    """Free goods that were held have left: line number -> base units. Other line numbers are nobody's free goods and pass by."""
    for line_no, base_qty in sorted(shipped.items()):
        one = (order_promotions.c.order_id == order_id) & (order_promotions.c.line_no == line_no)
        moved = {"reserved_base": order_promotions.c.reserved_base - base_qty, "shipped_base": order_promotions.c.shipped_base + base_qty}
        uow.execute(update(order_promotions).where(one).values(**moved))


def set_clawed(uow: UnitOfWork, row: Any, values: Mapping[str, Any]) -> None:
    """Say what of a derived line was taken back."""
    one = (order_promotions.c.order_id == row.order_id) & (order_promotions.c.line_no == row.line_no)
    uow.execute(update(order_promotions).where(one).values(**values))


def amounts_off(uow: UnitOfWork) -> dict[str, Any]:
    """What promotions take off each order."""
    total = func.sum(order_promotions.c.amount_off, type_=order_promotions.c.amount_off.type).label("off")
    return {row.order_id: row.off for row in uow.execute(select(order_promotions.c.order_id, total).group_by(order_promotions.c.order_id))}


def held_free(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """What the lines of free goods say they hold."""
    columns = (order_promotions.c.order_id, order_promotions.c.line_no, order_promotions.c.reserved_base)
    return uow.execute(select(*columns).where(order_promotions.c.sku.is_not(None)).order_by(order_promotions.c.order_id, order_promotions.c.line_no)).all()


def claimed_sums(uow: UnitOfWork) -> dict[str, tuple[Any, int]]:
    """What all orders say they claimed of each promotion's budget."""
    amount = func.sum(order_promotions.c.claimed_amount, type_=order_promotions.c.claimed_amount.type).label("amount")
    units = func.sum(order_promotions.c.claimed_units).label("units")
    rows = uow.execute(select(order_promotions.c.promotion_id, amount, units).group_by(order_promotions.c.promotion_id))
    return {row.promotion_id: (row.amount, int(row.units)) for row in rows}


def given_views(uow: UnitOfWork, rows: Sequence[Any], locale: str) -> tuple[PromotionView, ...]:
    """Stored derived lines as they are shown, in the words of a language."""
    skus = get_skus(uow, [row.sku for row in rows if row.sku]) if any(row.sku for row in rows) else {}
    return tuple(_view(row, skus.get(row.sku) if row.sku else None, locale) for row in rows)


def _view(row: Any, sku: Sku | None, locale: str) -> PromotionView:
    view = PromotionView(**{name: getattr(row, name) for name in (*_SAME, *_QUANTITIES)}, line_nos=tuple(row.line_nos))
    if row.sku is None:
        return view
    return replace(view, later_base=row.free_base - row.reserved_base - row.shipped_base, **free_pack(sku, row.free_base, locale))


def _row(order_id: str, view: PromotionView, budgeted: bool) -> dict[str, Any]:
    claimed = {"claimed_amount": (view.amount_off or 0) if budgeted else 0, "claimed_units": view.units if budgeted else 0}
    given = {name: getattr(view, name) for name in (*_SAME, *_QUANTITIES)}
    return {**given, "order_id": order_id, "line_nos": list(view.line_nos), **claimed, "clawed_base": 0, "clawed_amount": 0}
