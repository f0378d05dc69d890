"""Promises of the layout: nothing is lost, everything fits, and a phone shows tables as tables."""

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from bot.connectors.telegram.layout import PHONE_WIDTH, parts_of
from bot.messages import Button, Card, Cell, Column, Reply, Row, Text
from bot.rendering.plain import text_width

LIMIT = 4096


def units(text: str) -> int:
    """Length as Telegram counts it, without tags."""
    return len(unescape(text.replace("<pre>", "").replace("</pre>", "").replace("<b>", "").replace("</b>", "")).encode("utf-16-le")) // 2


def table(rows: int) -> Card:
    """A card with so many rows."""
    columns = (Column("产品"), Column("数量", figure=True), Column("金额", figure=True))
    lines = tuple(Row((Cell(f"可口可乐 {number} & <x>"), Cell("10 箱"), Cell("433.20"))) for number in range(rows))
    return Card("draft", "订单", columns, lines, Cell("4,332.00"), "合计", notes=("截至 09:30",), buttons=(Button("确认", "confirm:abc"),))


def test_a_table_is_fixed_width_escaped_and_fits_a_phone() -> None:
    """No line is wider than a phone shows; markup in names stays text; the button is under the last part."""
    part = parts_of(Reply("zh", (table(3),)))[0]
    inside = part.text.partition("<pre>")[2].partition("</pre>")[0]
    assert "&amp; &lt;x&gt;" in inside
    assert max(text_width(unescape(line)) for line in inside.split("\n")) <= PHONE_WIDTH
    assert "合计：4,332.00" in part.text
    assert [[button.label for button in row] for row in part.keyboard] == [["确认"]]


@given(st.lists(st.text(max_size=3000), max_size=8))
def test_long_replies_are_cut_at_lines_under_the_limit_and_lose_nothing(texts: list[str]) -> None:
    """Whatever the characters are, emoji and long lines included."""
    parts = parts_of(Reply("en", tuple(Text(text) for text in texts)))
    assert all(0 < units(part.text) <= LIMIT for part in parts)
    said = "".join("".join(text.split()) for text in texts)
    shown = "".join("".join(unescape(part.text).split()) for part in parts)
    assert "".join(unescape(said).split()) == shown or said == shown


def test_buttons_of_several_rows_name_their_row_and_disabled_ones_are_left_out() -> None:
    """Two rows with the same choice stay apart; every action is there once."""
    rows = tuple(Row((Cell(name),), buttons=(Button("去掉", f"answer:{name}:drop"), Button("x", "y", "disabled"))) for name in ("可乐", "雪碧"))
    part = parts_of(Reply("zh", (Card("draft", columns=(Column("产品"),), rows=rows),)))[0]
    labels = [button.label for row in part.keyboard for button in row]
    assert labels == ["可乐: 去掉", "雪碧: 去掉"]


def test_a_button_that_decides_something_never_stands_beside_another() -> None:
    """Two plain answers share a row; a yes to all, a refusal and a removal stand alone."""
    actions = ("say:a", "answer:q:COKE", "confirm-all:p1,p2", "decline:p1", "answer:q:drop", "say:b")
    part = parts_of(Reply("zh", (Text("?", tuple(Button(str(place), action) for place, action in enumerate(actions))),)))[0]
    assert [[button.label for button in row] for row in part.keyboard] == [["0", "1"], ["2"], ["3"], ["4"], ["5"]]


def test_an_empty_reply_sends_nothing() -> None:
    """A conversation in the hands of a person is silent."""
    assert parts_of(Reply("zh")) == ()
