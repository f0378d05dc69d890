"""Statements over what dealers call things; every one of them names the dealer. Private to this module."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared
from backend.ordering.domain import DEAD_STATUSES
from backend.ordering.memory.models import dealer_name_orders, dealer_names
from backend.ordering.models import order_lines, orders

_NAMES = Prepared(
    select(dealer_names.c.word, dealer_names.c.sku, dealer_names.c.unit, dealer_names.c.weight, dealer_names.c.last_day).where(
        dealer_names.c.dealer_id == bindparam("dealer")
    )
)
_DEAD = [status.value for status in sorted(DEAD_STATUSES)]


def names_for_reading(uow: UnitOfWork, dealer_id: str) -> Sequence[Any]:
    """Every word of a dealer with what reading needs of it; they are few, see the cap."""
    return _NAMES.all(uow, {"dealer": dealer_id})


def names_of(uow: UnitOfWork, dealer_id: str) -> Sequence[Any]:
    """Every word of a dealer, the latest used first."""
    query = select(dealer_names).where(dealer_names.c.dealer_id == dealer_id)
    return uow.execute(query.order_by(dealer_names.c.last_day.desc(), dealer_names.c.word_key)).all()


def add_evidence(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what an order said; what is known of the order already stays as it is."""
    make = sqlite_insert if uow.is_sqlite else pg_insert
    uow.execute(make(dealer_name_orders).on_conflict_do_nothing(), [dict(row) for row in rows])


def evidence_of(uow: UnitOfWork, dealer_id: str, key: str) -> Sequence[Any]:
    """The evidence about a word that counts, oldest first."""
    table = dealer_name_orders
    query = select(table).where(table.c.dealer_id == dealer_id, table.c.word_key == key, table.c.void.is_(False))
    return uow.execute(query.order_by(table.c.day, table.c.at, table.c.order_id, table.c.sku)).all()


def void_order(uow: UnitOfWork, dealer_id: str, order_id: str) -> list[str]:
    """Take an order's evidence out; returns the keys of the words it was about."""
    own = (dealer_name_orders.c.order_id == order_id) & (dealer_name_orders.c.dealer_id == dealer_id)
    keys = sorted(set(uow.execute(select(dealer_name_orders.c.word_key).where(own)).scalars()))
    if keys:
        uow.execute(update(dealer_name_orders).where(own).values(void=True))
    return keys


def void_words(uow: UnitOfWork, dealer_id: str, keys: Collection[str]) -> None:
    """Take all evidence about some words of a dealer out."""
    own = (dealer_name_orders.c.dealer_id == dealer_id) & dealer_name_orders.c.word_key.in_(sorted(keys))
    uow.execute(update(dealer_name_orders).where(own).values(void=True))


def put_name(uow: UnitOfWork, dealer_id: str, key: str, row: Mapping[str, Any] | None) -> None:
    """What a word means from now on; None: nothing."""
    if row is None:
        uow.execute(delete(dealer_names).where(dealer_names.c.dealer_id == dealer_id, dealer_names.c.word_key == key))
        return
    make = sqlite_insert if uow.is_sqlite else pg_insert
    named = make(dealer_names).values(dealer_id=dealer_id, word_key=key, **row)
    uow.execute(named.on_conflict_do_update(index_elements=[dealer_names.c.dealer_id, dealer_names.c.word_key], set_=dict(row)))


def drop_beyond(uow: UnitOfWork, dealer_id: str, most: int) -> None:
    """Keep a dealer's `most` words: those used last."""
    table = dealer_names
    own = select(table.c.word_key).where(table.c.dealer_id == dealer_id)
    spare = uow.execute(own.order_by(table.c.last_day.desc(), table.c.weight.desc(), table.c.word_key).offset(most)).scalars().all()
    if spare:
        void_words(uow, dealer_id, spare)
        uow.execute(delete(table).where(table.c.dealer_id == dealer_id, table.c.word_key.in_(spare)))


def most_on_one_line(uow: UnitOfWork, dealer_id: str, skus: Collection[str], since: date) -> Mapping[str, tuple[int, int]]:
    """SKU -> (the most base units on one line, the number of lines) of a dealer's orders since a day, without cancelled and rejected ones."""
    query = (
        select(order_lines.c.sku, func.max(order_lines.c.base_qty).label("most"), func.count().label("lines"))
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(orders.c.dealer_id == dealer_id, orders.c.order_date >= since, orders.c.status.not_in(_DEAD), order_lines.c.sku.in_(sorted(skus)))
        .group_by(order_lines.c.sku)
    )
    return {row.sku: (int(row.most), int(row.lines)) for row in uow.execute(query)}
