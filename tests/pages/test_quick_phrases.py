"""Which phrases stand above the input."""

from backend.identity.domain import Role
from bot.pages.quick import LONGEST, SHOWN, quick_phrases


def say(key: str, **_params: object) -> str:
    return key


def test_a_new_dealer_sees_what_dealers_usually_ask() -> None:
    """Nothing was learned yet."""
    assert quick_phrases([], Role.DEALER_USER, say) == ("quick-usual", "quick-status", "quick-credit", "quick-help")


def test_phrases_said_more_than_once_come_first() -> None:
    """His own words before ours."""
    said = ["老样子", "来10箱可乐", "老样子", "到哪了", "到哪了", "到哪了"]
    assert quick_phrases(said, Role.DEALER_USER, say)[:2] == ("到哪了", "老样子")


def test_a_confirmation_is_never_a_quick_phrase() -> None:
    """However often it was said, one click must not order anything."""
    said = ["确认", "ok", "好的", "取消", "不要了", "Yes", "1"] * 9
    assert quick_phrases(said, Role.DEALER_USER, say)[0] == "quick-usual"


def test_long_messages_and_numbers_of_orders_are_not_learned() -> None:
    """They are said once and mean one thing."""
    said = ["长" * (LONGEST + 1), "SO-25000012 到哪了"] * 5
    assert quick_phrases(said, Role.DEALER_USER, say)[0] == "quick-usual"


def test_there_are_never_more_than_fit() -> None:
    """And none twice."""
    said = [word for word in ("甲乙", "丙丁", "戊己", "庚辛", "壬癸") for _ in range(3)]
    phrases = quick_phrases(said, Role.DEALER_USER, say)
    assert len(phrases) == SHOWN == len(set(phrases))


def test_every_role_has_phrases() -> None:
    """A technician too sees at least how to begin."""
    assert all(quick_phrases([], role, say) for role in Role)
