"""D7: on tables that somebody else wrote and labelled, what is entered without asking is right, and little that is clear is asked."""

from tests.sheets.labelled import demo_index, measure


def test_d7_wrong_automatic_matches_and_questions_stay_within_bounds() -> None:
    """At most one in a hundred entered wrongly, at most twelve in a hundred clear rows asked."""
    figures = measure(demo_index())
    assert figures.items > 600
    assert figures.wrong_share <= 0.01, figures.mistakes
    assert figures.asked_share <= 0.12
