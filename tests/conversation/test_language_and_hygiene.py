"""Which language an answer is in, and what is left of a text before anything reads it."""

import pytest

from bot.hygiene import clean_text
from bot.language import language_of


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("来10箱coke 330", "zh"),
        ("加3箱 red bull", "zh"),
        ("10 cases of 可口可乐 please", "en"),
        ("安排 10 cases of 可乐330 and 5箱雪碧330 by Friday", "en"),
        ("how much is 雪碧", "en"),
        ("雪碧 price 多少", "zh"),
        ("Sprite多少钱", "zh"),
        ("再来两箱", "zh"),
        ("list my orders", "en"),
        ("农夫山泉", "zh"),
    ],
)
def test_grammar_decides_the_language_and_brand_names_do_not(text: str, lang: str) -> None:
    """Product names cross over in both directions."""
    assert language_of(text, None, "en" if lang == "zh" else "zh") == lang


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "330",
        "SO-1003",
        "COKE-330",
        "👍",
        "OK!",
        "500ml",
        "yes",
        "...",
        "Tsingtao 500ml",
        "asdf",
        "confirm",
        "DROP TABLE x;",
        "<script>alert(1)</script>",
    ],
)
def test_a_text_without_a_language_keeps_the_one_of_the_conversation(text: str) -> None:
    """A plain "ok" in a Chinese conversation is answered in Chinese."""
    assert language_of(text, "zh", "en") == "zh"
    assert language_of(text, "en", "zh") == "en"
    assert language_of(text, None, "zh") == "zh"


def test_control_and_direction_marks_are_taken_out_and_emoji_stay() -> None:
    """What is read is what can be seen."""
    assert clean_text("\u202e10箱\u0000雪碧\u200f 👨‍👩‍👧 ok\r\n", 100).text == "10箱雪碧 👨‍👩‍👧 ok"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200f\u202e", "\x00\x01"])
def test_a_message_without_anything_visible_is_empty(text: str) -> None:
    """It gets a sentence, not a guess."""
    assert clean_text(text, 100).problem == "assistant.empty"


def test_a_message_over_the_limit_is_refused_whole() -> None:
    """Half an order is worse than none."""
    assert clean_text("箱" * 100, 100).problem is None
    assert clean_text("箱" * 101, 100).problem == "assistant.too-long"
    assert clean_text("x" * 100_000, 4000).problem == "assistant.too-long"
