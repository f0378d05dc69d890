"""The rows of the order book for readers with and without the right to prices."""

from bot.pages.order_grid import grid_columns, grid_row
from bot.rendering.voice import Voice
from bot.sentences import phrasebook
from tests.rendering.examples import summary


def test_a_row_without_money_has_no_figure_and_the_grid_no_column_for_it() -> None:
    """The warehouse reads the same book without totals."""
    voice = Voice("en", phrasebook())
    row = grid_row(summary(total=None), voice, with_dealer=True)
    assert (row["total"], row["lines"], row["shown_total"]) == (None, 4, "—")
    assert [column["field"] for column in grid_columns(voice, None, with_dealer=True)] == ["number", "date", "dealer", "status", "delivery", "lines"]
    assert [column["field"] for column in grid_columns(voice, "CNY", with_dealer=False)][-1] == "total"
