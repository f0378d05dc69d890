"""Exact money: unit prices are Decimals, line totals are rounded once, half up on the absolute value (R14).

Invariant: no float ever enters; a sale and its return give the same absolute amount.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

from backend.kit.errors import Invalid


def round_money(amount: Decimal, exponent: int = 2) -> Decimal:
    """`amount` rounded half up on its absolute value to `exponent` decimals (2 for CNY). Raises Invalid("money.too_large")."""
    try:
        return amount.quantize(Decimal(1).scaleb(-exponent), rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise Invalid("money.too_large") from error


def money_text(amount: Decimal, exponent: int = 2) -> str:
    """`amount` in plain digits with exactly `exponent` decimals, rounded like all money: "0.01" for half a cent, "1200" for an exponent of 0."""
    return f"{round_money(amount, exponent):f}"


def decimals_of(amount: Decimal) -> int:
    """How many decimals an amount that was rounded to its currency is written with."""
    places = amount.as_tuple().exponent
    return max(0, -places) if isinstance(places, int) else 0


def line_total(base_qty: int, unit_price: Decimal, exponent: int = 2) -> Decimal:
    """Price of `base_qty` base units at the exact price per base unit, rounded once."""
    return round_money(base_qty * unit_price, exponent)


def split_tax(gross: Decimal, percent: Decimal, exponent: int = 2) -> tuple[Decimal, Decimal]:
    """Net and tax of an amount that holds `percent` of tax: the net is rounded once, the tax is the rest, so that both always make the amount."""
    net = round_money(gross / (1 + percent / 100), exponent)
    return net, gross - net


def spread(amount: Decimal, weights: Sequence[Decimal], exponent: int = 2) -> list[Decimal]:
    """Split `amount` over `weights` by largest remainder so that the parts add up exactly (R10, R14)."""
    if not weights:
        return []
    whole = sum(weights, Decimal(0))
    shares = [amount * weight / whole if whole else amount / len(weights) for weight in weights]
    step = Decimal(1).scaleb(-exponent)
    parts = [share.quantize(step, rounding=ROUND_DOWN) for share in shares]
    missing = int((amount - sum(parts, Decimal(0))) / step)
    sign = 1 if missing >= 0 else -1
    by_remainder = sorted(range(len(parts)), key=lambda i: (-abs(shares[i] - parts[i]), i))
    for i in by_remainder[: abs(missing)]:
        parts[i] += sign * step
    return parts
