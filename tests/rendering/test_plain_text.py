"""What a messenger without markup shows: the same facts as the card, readable in columns, buttons in brackets."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Button, Card, Cell, Column, Reply, Row, Text
from bot.rendering.plain import MAX_ROWS, pad, text_width, to_plain, wrap
from tests.rendering.examples import OVER_CREDIT, blocks_of, draft, line, order, plain_of, question, which_cola
from tools.views import QuestionKind

FULL = draft(questions=(question(QuestionKind.SHORT_STOCK), which_cola()), gates=(OVER_CREDIT,), confirm_token=None)


def test_columns_line_up_although_chinese_is_wide() -> None:
    """Every amount ends in the same column."""
    lines = plain_of(draft()).splitlines()
    ends = {text_width(text) for text in lines if text.endswith(("866.40", "216.60", "金额"))}
    assert len(ends) == 1


@pytest.mark.parametrize("width", [None, 60, 40, 24])
def test_nothing_is_missing_at_any_width(width: int | None) -> None:
    """Every figure, badge, label and reason of the cards is in the text, whatever the layout."""
    text = "".join(plain_of(FULL, order(), width=width).split())
    for block in blocks_of(FULL, order()):
        assert isinstance(block, Card)
        parts = [block.title, *block.notes, *block.warnings, *(button.label for button in block.buttons)]
        for row in block.rows:
            parts += [part for cell in row.cells for part in (cell.text, cell.under)]
            parts += [badge.text for badge in row.badges] + [button.label for button in row.buttons]
        if block.total is not None:
            parts += [block.total_label, block.total.text, block.total.under]
        missing = [part for part in parts if "".join(part.split()) not in text]
        assert missing == []


@pytest.mark.parametrize("width", [72, 44, 30])
def test_no_line_is_wider_than_asked(width: int) -> None:
    """Except a single word or button that cannot be broken."""
    for text in plain_of(FULL, lang="zh", width=width).splitlines():
        assert text_width(text) <= width or "[" in text


def test_buttons_stand_in_brackets_on_the_last_line() -> None:
    """People read what they could press, and may type it."""
    assert plain_of(draft()).splitlines()[-1] == "[确认下单 ¥1,083.00] [先不下单]"


def test_long_orders_are_cut_and_counted() -> None:
    """Thirty rows, then how many are left; the total is of all."""
    many = tuple(replace(line(), line_no=number) for number in range(40))
    text = plain_of(draft(lines=many))
    assert text.count("可口可乐 330ml 罐装") == MAX_ROWS
    assert "还有 10 行" in text
    assert "34,656.00" in text


def test_blocks_are_separated_and_texts_keep_their_lines() -> None:
    """A sentence, an empty line, the next one."""
    reply = Reply("en", (Text("One\nTwo", (Button("Yes", "say:yes"),)), Text("Three")))
    assert to_plain(reply) == "One\nTwo\n[Yes]\n\nThree"


def test_an_empty_reply_is_empty() -> None:
    """Nothing to say gives nothing, not a crash."""
    assert to_plain(Reply("zh")) == ""
    assert to_plain(Reply("zh", (Card(kind="x"),))) == ""


def test_a_name_too_wide_for_its_column_goes_on_below() -> None:
    """Figures keep their place."""
    card = Card("x", columns=(Column("Product"), Column("Amount", figure=True)), rows=(Row((Cell("Coca-Cola Zero Sugar 330ml can"), Cell("1.00"))),))
    assert to_plain(Reply("en", (card,)), 26).splitlines()[2:] == ["Coca-Cola Zero        1.00", "Sugar 330ml can"]


@given(st.text(alphabet="可乐a b1.,，。（）é\u0301", max_size=80), st.integers(4, 40))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str, width: int) -> None:
    """All characters but spaces survive, and no line is too wide."""
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(part) <= width for part in lines)


@given(st.text(alphabet="可乐ab1 ", max_size=20), st.integers(0, 40))
def test_padding_reaches_exactly_the_width(text: str, width: int) -> None:
    """Right and left alike; a text that is wider stays as it is."""
    for right in (True, False):
        assert text_width(pad(text, width, right=right)) == max(width, text_width(text))
