"""The one MetaData and the column types whose values must survive SQLite exactly.

Invariant: money and prices are never stored as binary floats; instants are stored as UTC.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, String, Text, TypeDecorator

from backend.kit.errors import Invalid

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""Integer primary key that SQLite can autoincrement."""

AMOUNT_SCALE = 4
MAX_AMOUNT = Decimal(10) ** 11
"""Largest single amount: nine thousand of them still add up inside 64 bits."""


class Amount(TypeDecorator[Decimal]):
    """Money as an integer of 1/10,000 currency units, a Decimal in Python; sums and comparisons in SQL stay exact."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Scale up; more than four decimals is a programming error. Raises Invalid("money.too_large")."""
        if value is None:
            return None
        if abs(Decimal(value)) > MAX_AMOUNT:
            raise Invalid("money.too_large")
        scaled = Decimal(value).scaleb(AMOUNT_SCALE)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"amount {value} has more than {AMOUNT_SCALE} decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Scale down, shown with at least two decimals."""
        if value is None:
            return None
        amount = Decimal(value).scaleb(-AMOUNT_SCALE)
        cents = amount.quantize(Decimal("0.01"))
        return cents if cents == amount else amount


class ExactDecimal(TypeDecorator[Decimal]):
    """An exact decimal kept as text (unit prices, quantities in the person's unit); not for arithmetic in SQL."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Plain notation without exponent."""
        return None if value is None else format(Decimal(value), "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The exact value."""
        return None if value is None else Decimal(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant stored as ISO text in UTC with microseconds, so that it sorts and compares the same everywhere."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse naive instants."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Aware, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class JsonText(TypeDecorator[Any]):
    """A JSON document as text; Decimals become strings."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - any JSON value
        """Compact, keys sorted, so that equal documents are equal text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - any JSON value
        """The parsed document."""
        return None if value is None else json.loads(value)
