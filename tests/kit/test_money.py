"""Promises of R14: one rounding, parts that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, func, select

from backend.kit.columns import Amount
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid
from backend.kit.money import decimals_of, line_total, money_text, round_money, spread

amounts = st.decimals(min_value=Decimal("-999999.99"), max_value=Decimal("999999.99"), places=2)


def test_a_sale_and_its_return_give_the_same_absolute_amount() -> None:
    """82.50 less 15 %, ten pieces."""
    price = Decimal("82.50") * Decimal("0.85")
    assert line_total(10, price) == Decimal("701.25")
    assert line_total(-10, price) == Decimal("-701.25")


def test_half_a_cent_rounds_away_from_zero() -> None:
    """Half up on the absolute value."""
    assert round_money(Decimal("0.005")) == Decimal("0.01")
    assert round_money(Decimal("-0.005")) == Decimal("-0.01")


@pytest.mark.parametrize(
    ("amount", "exponent", "text"),
    [("0.005", 2, "0.01"), ("-0.005", 2, "-0.01"), ("2.675", 2, "2.68"), ("0.001", 3, "0.001"), ("1234.5", 0, "1235"), ("1E+3", 2, "1000.00")],
)
def test_money_in_digits_has_the_decimals_of_its_currency(amount: str, exponent: int, text: str) -> None:
    """Half up like every rounding of money, without exponents and separators."""
    assert money_text(Decimal(amount), exponent) == text
    assert decimals_of(round_money(Decimal(amount), exponent)) == exponent


def test_a_hundred_in_three_is_33_34_and_twice_33_33() -> None:
    """R10's sentence."""
    assert spread(Decimal("100.00"), [Decimal(1)] * 3) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


@given(amounts, st.lists(st.decimals(min_value=0, max_value=1000, places=3), min_size=1, max_size=12))
def test_spread_parts_always_add_up(amount: Decimal, weights: list[Decimal]) -> None:
    """Largest remainder loses no cent."""
    assert sum(spread(amount, weights), Decimal(0)) == amount


def test_an_amount_too_large_to_add_up_is_refused_with_a_sentence(any_database: Database) -> None:
    """Sums over 64 bits would overflow on SQLite; the single amount is refused long before."""
    with pytest.raises(Invalid, match=r"money\.too_large"):
        line_total(10**30, Decimal("1.5"))
    with pytest.raises(Invalid, match=r"money\.too_large"):
        Amount().process_bind_param(Decimal(10) ** 12, any_database.engine.dialect)
    largest = [{"amount": Decimal(10) ** 11}] * 9000
    rows = Table("amounts", MetaData(), Column("amount", Amount))

    def total(uow: UnitOfWork) -> Decimal:
        rows.create(uow.connection)
        uow.execute(rows.insert(), largest)
        return Decimal(uow.execute(select(func.sum(rows.c.amount))).scalar_one())

    assert any_database.write(total) == Decimal(10) ** 11 * 9000
