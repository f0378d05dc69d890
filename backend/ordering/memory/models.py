"""Tables of what dealers call things. Private to this module.

`dealer_name_orders` is the evidence, one row for each confirmed order, word and product; `dealer_names` is what it adds up to, one row for
each word. Invariant: a row of `dealer_names` follows from the evidence of the same dealer that is not void.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table

from backend.kit.columns import UtcDateTime, metadata

_WORD = 120
"""Forty characters at most, and as many spaces between them in the key."""

dealer_names = Table(
    "dealer_names",
    metadata,
    Column("dealer_id", String(40), primary_key=True),
    Column("word_key", String(_WORD), primary_key=True),
    Column("word", String(_WORD), nullable=False),
    Column("sku", String(60), nullable=False),
    Column("unit", String(10)),
    Column("orders", Integer, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("first_number", String(30), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_number", String(30), nullable=False),
    Column("last_day", Date, nullable=False),
)

dealer_name_orders = Table(
    "dealer_name_orders",
    metadata,
    Column("order_id", String(40), primary_key=True),
    Column("word_key", String(_WORD), primary_key=True),
    Column("sku", String(60), primary_key=True),
    Column("dealer_id", String(40), nullable=False),
    Column("word", String(_WORD), nullable=False),
    Column("unit", String(10)),
    Column("how", String(10), nullable=False),
    Column("number", String(30), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("void", Boolean, nullable=False),
)
Index("ix_dealer_name_orders_word", dealer_name_orders.c.dealer_id, dealer_name_orders.c.word_key)
