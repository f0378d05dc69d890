"""Taking back: one version further each time, drafts that were thrown away, only the goods that were taken out."""

from datetime import timedelta
from decimal import Decimal

import pytest

from backend.kit.clock import FixedClock
from backend.kit.errors import Conflict, NotFound
from backend.ordering import reader
from backend.ordering.draft_store import KEPT_VERSIONS
from backend.ordering.schemas import DraftEdit, DraftText, DraftView
from backend.ordering.service import discard_draft, discard_in_words, draft_order, edit_draft, undo_change
from tests.ordering.company import Company
from tests.ordering.test_several_drafts import add, parts


def undo(company: Company, text: str = "", login: str = "d1") -> DraftView | None:
    """What taking back leads to."""
    actor = company.actor(login)
    done = company.write(lambda uow: undo_change(uow, actor, clock=company.clock, text=text))
    return done.drafts[-1] if done.drafts else None


def lines(view: DraftView | None) -> dict[str, int]:
    """SKU -> cases."""
    assert view is not None
    return {line.sku: int(line.qty) for line in view.lines}


def discard(company: Company) -> None:
    """Throw the draft away."""
    company.write(lambda uow: discard_draft(uow, company.actor("d1"), clock=company.clock))


def test_each_undo_goes_one_version_further_and_is_a_version_of_its_own(company: Company) -> None:
    """Three, two, one; the buttons of before stay dead, the new one works."""
    first = company.draft("d1", COKE=1)
    second = company.draft("d1", COKE=2)
    company.draft("d1", COKE=3, SPRITE=1)
    back = undo(company)
    assert lines(back) == {"COKE": 2}
    assert back.version == 4
    with pytest.raises(Conflict, match=r"proposal\.superseded"):
        company.confirm("d1", second.confirm_token)
    again = undo(company)
    assert lines(again) == {"COKE": 1}
    with pytest.raises(Conflict, match=r"proposal\.superseded"):
        company.confirm("d1", first.confirm_token)
    order = company.confirm("d1", again.confirm_token).order
    assert [(line.sku, line.base_qty) for line in order.lines] == [("COKE", 24)]


def test_a_change_after_an_undo_is_taken_back_to_where_the_undo_led(company: Company) -> None:
    """Not to what was undone."""
    company.draft("d1", COKE=1)
    company.draft("d1", COKE=2)
    undo(company)
    company.draft("d1", COKE=9)
    assert lines(undo(company)) == {"COKE": 1}


def test_the_first_message_taken_back_leaves_no_draft_and_can_be_put_back(company: Company) -> None:
    """A toggle, and nothing was ordered."""
    company.draft("d1", COKE=1)
    assert undo(company) is None
    assert lines(undo(company)) == {"COKE": 1}


def test_a_draft_that_was_thrown_away_comes_back_with_its_history(company: Company) -> None:
    """Then its own last change can be taken back."""
    company.draft("d1", COKE=1)
    company.draft("d1", COKE=5)
    discard(company)
    restored = undo(company)
    assert lines(restored) == {"COKE": 5}
    assert restored.confirm_token
    assert lines(undo(company)) == {"COKE": 1}


def test_a_later_draft_is_what_is_taken_back_not_an_older_discarded_one(company: Company) -> None:
    """The last thing that was done."""
    company.draft("d1", COKE=1)
    discard(company)
    company.draft("d1", SPRITE=1)
    company.draft("d1", SPRITE=2)
    assert lines(undo(company)) == {"SPRITE": 1}


def test_a_draft_thrown_away_long_ago_is_gone(company: Company) -> None:
    """Its life is a day."""
    company.draft("d1", COKE=1)
    discard(company)
    company.clock = FixedClock(company.clock.now() + timedelta(hours=25))
    with pytest.raises(NotFound, match=r"draft\.nothing_to_undo"):
        undo(company)


def test_ordered_drafts_and_those_of_others_are_never_taken_back(company: Company) -> None:
    """An order stays an order."""
    company.order("d1", COKE=1)
    company.draft("d1b", COKE=1)
    with pytest.raises(NotFound, match=r"draft\.nothing_to_undo"):
        undo(company)


def test_only_the_last_versions_are_kept(company: Company) -> None:
    """Ten, and the answer after them is honest."""
    for cases in range(1, KEPT_VERSIONS + 5):
        company.draft("d1", COKE=cases)
    for _ in range(KEPT_VERSIONS):
        undo(company)
    with pytest.raises(NotFound, match=r"draft\.nothing_to_undo"):
        undo(company)


def test_goods_that_were_taken_out_come_back_by_name(company: Company) -> None:
    """As they last were, beside what was changed since."""
    company.draft("d1", COKE=2, SPRITE=7)
    company.draft("d1", SPRITE=0)
    company.draft("d1", COKE=3)
    assert lines(undo(company, "把雪碧330ml加回来")) == {"COKE": 3, "SPRITE": 7}


def test_an_unchanged_save_is_no_step(company: Company) -> None:
    """The same quantities again add nothing to take back."""
    company.draft("d1", COKE=1)
    company.draft("d1", COKE=2)
    company.draft("d1", COKE=2)
    assert lines(undo(company)) == {"COKE": 1}


def test_place_and_notes_are_taken_back_too(company: Company) -> None:
    """A version is all of a draft."""
    company.draft("d1", COKE=1)
    edit = DraftEdit(ship_to="WH-S", notes={"po_number": "PO-9"})
    company.write(lambda uow: edit_draft(uow, company.actor("d1"), edit, clock=company.clock))
    back = undo(company)
    assert (back.ship_to, back.notes.po_number, back.total) == ("WH-W", "", Decimal("45.60"))


def test_one_of_several_that_was_thrown_away_comes_back_as_itself(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it was not the one in focus; it keeps its number."""
    first = parts(("WH-W", add("COKE", 10)), ("WH-S", add("SPRITE", 5)))
    monkeypatch.setattr(reader, "read_message", lambda *_, **__: first)
    company.write(lambda uow: draft_order(uow, company.actor("d1"), DraftText("…"), clock=company.clock))
    company.write(lambda uow: discard_in_words(uow, company.actor("d1"), "城西仓那张不要了", clock=company.clock))
    back = undo(company)
    assert (back.ship_to, back.number, back.beside, lines(back)) == ("WH-W", 1, 1, {"COKE": 10})


def test_what_was_thrown_away_before_an_order_stays_away(company: Company) -> None:
    """The order is the last thing that was done; taking back does not reach over it."""
    company.draft("d1", SPRITE=1)
    discard(company)
    company.clock = FixedClock(company.clock.now() + timedelta(minutes=5))
    company.order("d1", COKE=1)
    with pytest.raises(NotFound, match=r"draft\.nothing_to_undo"):
        undo(company)
