"""Statements over what dealers call things; every one of them names the dealer. Private to this module."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, Text, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared
from backend.ordering.domain import DEAD_STATUSES
from backend.ordering.memory.domain import How
from backend.ordering.memory.models import dealer_name_orders, dealer_names
from backend.ordering.models import order_lines, orders

MOST_EVIDENCE = 100
"""So many confirmed orders are looked at to say what a word means now; the older ones are only counted."""
_READ = select(dealer_names.c.word, dealer_names.c.sku, dealer_names.c.unit, dealer_names.c.weight, dealer_names.c.last_day)
_NAMES_IN = Prepared(
    lambda is_sqlite: _READ.where(
        dealer_names.c.dealer_id == bindparam("dealer"),
        (func.instr if is_sqlite else func.strpos)(bindparam("text", type_=Text), dealer_names.c.word) > 0,
    )
)
_E = dealer_name_orders.c
_EVIDENCE = select(dealer_name_orders).where(_E.void.is_(False))
_DEAD = [status.value for status in sorted(DEAD_STATUSES)]


def names_in(uow: UnitOfWork, dealer_id: str, text: str) -> Sequence[Any]:
    """The words of a dealer that stand in a text, with what reading needs of them."""
    return _NAMES_IN.all(uow, {"dealer": dealer_id, "text": text})


def name_of(uow: UnitOfWork, dealer_id: str, key: str) -> str | None:
    """One word of a dealer as it is listed, None when it is none."""
    query = select(dealer_names.c.word).where(dealer_names.c.dealer_id == dealer_id, dealer_names.c.word_key == key)
    return uow.execute(query).scalar_one_or_none()


def names_of(uow: UnitOfWork, dealer_id: str) -> Sequence[Any]:
    """Every word of a dealer, the latest used first."""
    query = select(dealer_names).where(dealer_names.c.dealer_id == dealer_id)
    return uow.execute(query.order_by(dealer_names.c.last_day.desc(), dealer_names.c.word_key)).all()


def add_evidence(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what an order said; what is known of the order already stays as it is."""
    make = sqlite_insert if uow.is_sqlite else pg_insert
    uow.execute(make(dealer_name_orders).on_conflict_do_nothing(), [dict(row) for row in rows])


def evidence_of(uow: UnitOfWork, dealer_id: str, key: str) -> Sequence[Any]:
    """The newest evidence about a word that counts, oldest first."""
    newest = _newest_first(_EVIDENCE.where(_E.dealer_id == dealer_id, _E.word_key == key)).limit(MOST_EVIDENCE)
    return uow.execute(newest).all()[::-1]


def first_use(uow: UnitOfWork, dealer_id: str, key: str, sku: str) -> tuple[int, str, date]:
    """How many confirmed orders used a word for a product, and the number and day of the first of them."""
    used = _EVIDENCE.where(_E.dealer_id == dealer_id, _E.word_key == key, _E.sku == sku, _E.how == How.CONFIRMED.value)
    count = uow.execute(select(func.count()).select_from(used.subquery())).scalar_one()
    first = uow.execute(used.order_by(_E.day, _E.at, _E.order_id).limit(1)).one()
    return int(count), first.number, first.day


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(_E.day.desc(), _E.at.desc(), _E.order_id.desc(), _E.sku.desc())


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
