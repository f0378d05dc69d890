"""Figures are written the way people of either language read them, and never lose anything."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.formats import format_date, format_instant, format_money, format_packs, format_quantity, format_unit_price, format_weekdays, quote_words


def test_money_has_two_decimals_and_thousands() -> None:
    """With a currency it has its sign in Chinese and its code in English."""
    assert format_money(Decimal("2318.76")) == "2,318.76"
    assert format_money(Decimal(0)) == "0.00"
    assert format_money(Decimal("2318.76"), "CNY", "zh") == "¥2,318.76"
    assert format_money(Decimal("2318.76"), "GBP", "en") == "GBP 2,318.76"
    assert format_money(Decimal(2318), "JPY", "zh") == "JP¥2,318"


def test_money_of_a_currency_with_more_decimals_is_not_cut() -> None:
    """A limit of one fils is not nothing."""
    assert [format_money(Decimal(text), "KWD") for text in ("0.001", "1234.500", "2")] == ["KWD 0.001", "KWD 1,234.50", "KWD 2.00"]


def test_a_price_of_a_piece_is_exact() -> None:
    """Two decimals at least, four where they count."""
    assert [format_unit_price(Decimal(text)) for text in ("1.9", "1.805", "7.0560", "1200")] == ["1.90", "1.805", "7.056", "1,200.00"]


def test_quantities_have_plurals_in_english_only() -> None:
    """1 case, 2 cases, 0 cases, half a case; Chinese words do not change."""
    said = [format_quantity(Decimal(text), "case") for text in ("1", "2", "0", "0.5", "1200.0")]
    assert said == ["1 case", "2 cases", "0 cases", "0.5 cases", "1,200 cases"]
    assert format_quantity(2, "箱") == "2 箱"
    assert format_quantity(2, "six-pack") == "2 six-packs"


def test_packs_and_rest() -> None:
    """Whole packs first, then loose pieces; nothing is rounded away."""
    assert format_packs(72, 24, "箱", "罐") == "3 箱"
    assert format_packs(77, 24, "箱", "罐") == "3 箱 5 罐"
    assert format_packs(5, 24, "箱", "罐") == "5 罐"
    assert format_packs(0, 24, "case", "can") == "0 cases"
    assert format_packs(7, 1, "个", "个") == "7 个"


@given(st.integers(0, 10**7), st.integers(2, 500))
def test_packs_say_exactly_the_base_units(base: int, factor: int) -> None:
    """Packs times factor plus the rest is what there is."""
    numbers = [int(word.replace(",", "")) for word in format_packs(base, factor, "箱", "罐").split() if word[0].isdigit()]
    whole = numbers[0] * factor + sum(numbers[1:]) if "箱" in format_packs(base, factor, "箱", "罐") else numbers[0]
    assert whole == base


def test_days_are_absolute_and_name_their_weekday() -> None:
    """A Chinese day of another year says so."""
    day = date(2025, 6, 13)
    assert format_date(day, "zh") == "6月13日(周五)"
    assert format_date(day, "en") == "Fri 13 June 2025"
    assert format_date(day, "zh", near=date(2024, 12, 30)) == "2025年6月13日(周五)"
    assert format_date(day, "en", weekday=False) == "13 June 2025"


def test_instants_are_told_on_the_asked_clock() -> None:
    """Storage is UTC, people live in a zone."""
    at = datetime(2025, 6, 11, 1, 30, tzinfo=UTC)
    assert format_instant(at, "zh", ZoneInfo("Asia/Shanghai")) == "6月11日 09:30"
    assert format_instant(at, "en") == "11 June 2025, 01:30"


def test_weekdays() -> None:
    """Days without delivery."""
    assert format_weekdays((5, 6), "zh") == "周六、周日"
    assert format_weekdays((6,), "en") == "Sun"


def test_quoted_words_stay_on_one_line() -> None:
    """No line breaks, no direction marks, no zero-width letters, and an end."""
    assert quote_words(" 火星\n饮料\u202e\u200b ") == "火星 饮料"
    assert quote_words("x" * 100) == "x" * 39 + "…"
    assert quote_words("\n") == ""
