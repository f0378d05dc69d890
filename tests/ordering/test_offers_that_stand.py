"""What was shown stays confirmable while nothing changed, and what is shown counts: a double of the same order, questions of this very draft."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from backend.catalog.domain import Unit
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.ordering.models import drafts
from backend.ordering.reading.domain import LineStatus, Op, OrderReading, ReadLine
from backend.ordering.schemas import Answer, ChangeEdit, ChangeText, DraftEdit, DraftView, LineEdit, Shortage
from backend.ordering.service import answer_question, discard_draft, edit_draft, look_at_draft, propose_change, show_draft
from backend.proposals.models import proposals
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from tests.ordering.company import Company


def shown(company: Company, login: str = "d1") -> DraftView:
    """Show the open draft."""
    actor = company.actor(login)
    return company.write(lambda uow: show_draft(uow, actor, clock=company.clock))


def looked(company: Company, login: str = "d1") -> DraftView | None:
    """Look at the open draft without a write; None when one is needed."""
    actor = company.actor(login)
    return company.database.read(lambda uow: look_at_draft(uow, actor, clock=company.clock))


def answered(company: Company, question_id: str, shortage: Shortage) -> DraftView:
    """Press a button of a short line."""
    actor = company.actor("d1")
    return company.write(lambda uow: answer_question(uow, actor, Answer(question_id, shortage=shortage), clock=company.clock))


def rows(company: Company) -> tuple[int, int]:
    """How many proposals there are, and the versions of all drafts added up."""
    count = select(func.count()).select_from(proposals)
    return company.database.read(lambda uow: (uow.execute(count).scalar_one(), uow.execute(select(func.sum(drafts.c.version))).scalar_one()))


def test_a_draft_shown_again_unchanged_keeps_its_button_and_writes_nothing(company: Company) -> None:
    """Twenty looks: the same token and the same rows; the button of the first card places the order."""
    first = company.draft("d1", COKE=1)
    before = rows(company)
    assert {shown(company).confirm_token for _ in range(10)} == {first.confirm_token}
    looks = [looked(company) for _ in range(10)]
    assert all(look is not None and (look.confirm_token, look.proposal_id) == (first.confirm_token, first.proposal_id) for look in looks)
    assert rows(company) == before
    assert company.confirm("d1", first.confirm_token).outcome == "submitted"


def test_a_changed_price_or_draft_makes_a_new_button_and_kills_the_old_one(company: Company) -> None:
    """The old one stands for something that is not shown any more."""
    first = company.draft("d1", COKE=1)
    company.credit("D1", "1.00")
    assert looked(company) is None
    second = shown(company)
    assert second.confirm_token not in {None, first.confirm_token}
    third = company.draft("d1", COKE=2)
    for dead in (first, second):
        with pytest.raises(Conflict, match=r"proposal\.superseded"):
            company.confirm("d1", dead.confirm_token)
    assert looked(company) == third


def test_an_offer_is_renewed_in_the_second_half_of_its_time(company: Company) -> None:
    """Whoever looks at minute 20 of 30 keeps the same button for 30 more; after 50 minutes without a look it is dead."""
    first = company.draft("d1", COKE=1)
    company.clock.instant += timedelta(minutes=20)
    assert looked(company) is None
    again = shown(company)
    assert (again.confirm_token, again.expires_at) == (first.confirm_token, company.clock.instant + timedelta(minutes=30))
    company.clock.instant += timedelta(minutes=30)
    with pytest.raises(Conflict, match=r"proposal\.expired"):
        company.confirm("d1", first.confirm_token)
    assert shown(company).confirm_token not in {None, first.confirm_token}


def test_a_draft_that_waits_for_an_answer_is_looked_at_without_a_write(company: Company) -> None:
    """No button while a question is open; one that was there must be taken back first. Without a draft there is nothing to look at."""
    with pytest.raises(NotFound, match=r"draft\.none"):
        looked(company)
    company.draft("d1", BEER=11)
    seen = looked(company)
    assert seen is not None
    assert (seen.confirm_token, len(seen.questions)) == (None, 1)
    company.draft("d1", BEER=10)
    company.order("d3", BEER=1)
    assert looked(company) is None
    assert shown(company).confirm_token is None
    assert looked(company) is not None


def test_the_same_order_placed_by_a_colleague_since_is_told_once(company: Company) -> None:
    """Both saw no warning; the second yes asks once, and the yes to the warning counts."""
    mine, theirs = company.draft("d1", COKE=7), company.draft("d1b", COKE=7)
    assert (mine.warnings, theirs.warnings) == ((), ())
    number = company.confirm("d1", mine.confirm_token).order.number
    asked = company.confirm("d1b", theirs.confirm_token)
    assert (asked.outcome, asked.draft.changed) == ("needs_review", ("duplicate",))
    assert [(one.code, one.params["number"]) for one in asked.draft.warnings] == [("DUPLICATE_ORDER", number)]
    assert company.confirm("d1b", asked.draft.confirm_token).outcome == "submitted"
    assert company.disagreements() == []


def test_a_double_that_was_shown_as_one_is_ordered_at_once(company: Company) -> None:
    """The warning stood on the card that was confirmed; 0 hours warn of nothing."""
    company.order("d1", COKE=7)
    view = company.draft("d1", COKE=7)
    assert [one.code for one in view.warnings] == ["DUPLICATE_ORDER"]
    assert company.confirm("d1", view.confirm_token).outcome == "submitted"
    company.write(lambda uow: save_brand_settings(uow, BrandSettings(duplicate_hours=0)))
    assert company.draft("d1", COKE=7).warnings == ()


@pytest.mark.parametrize("shortage", list(Shortage))
def test_a_button_of_an_earlier_draft_does_nothing_to_this_one(company: Company, shortage: Shortage) -> None:
    """Draft A was short of beer and thrown away; in draft B there is plenty: A's buttons find no question and B stays as it is."""
    old = company.draft("d1", BEER=11).questions[0]
    actor = company.actor("d1")
    company.write(lambda uow: discard_draft(uow, actor, clock=company.clock))
    view = company.draft("d1", BEER=10, COKE=1)
    with pytest.raises(NotFound, match=r"draft\.no_question"):
        answered(company, old.id, shortage)
    company.draft("d1", BEER=11)
    with pytest.raises(NotFound, match=r"draft\.no_question"):
        answered(company, old.id, shortage)
    now = company.draft("d1", BEER=10)
    assert [(line.sku, line.base_qty, line.marks) for line in now.lines] == [(line.sku, line.base_qty, line.marks) for line in view.lines]


@pytest.mark.parametrize("shortage", list(Shortage))
def test_a_question_that_is_settled_cannot_be_answered_again(company: Company, shortage: Shortage) -> None:
    """The beer came in: nothing is short, so nothing may be marked for later or dropped; the backorder stays unagreed."""
    asked = company.draft("d1", BEER=11).questions[0]
    company.stock("BEER", 120, "L2")
    before = shown(company)
    assert (before.questions, before.lines[0].base_qty) == ((), 132)
    with pytest.raises(NotFound, match=r"draft\.no_question"):
        answered(company, asked.id, shortage)
    assert looked(company) == before
    company.order("d3", BEER=10)
    assert shown(company).questions[0].id == asked.id


def test_a_question_of_words_is_bound_to_its_draft_too(sqlite_company: Company, say: Callable[..., DraftView]) -> None:
    """The same words in the next draft ask the same thing under another name."""
    unclear = ReadLine(Op.ADD, LineStatus.AMBIGUOUS, None, ("COKE", "SPRITE"), Decimal(2), Unit.CASE, source="cola")
    old = say(OrderReading((unclear,))).questions[0]
    actor = sqlite_company.actor("d1")
    sqlite_company.write(lambda uow: discard_draft(uow, actor, clock=sqlite_company.clock))
    new = say(OrderReading((unclear,))).questions[0]
    for stale in (old.id, old.id.partition(".")[2], new.id.partition(".")[2], ""):
        with pytest.raises(NotFound, match=r"draft\.no_question"):
            sqlite_company.write(lambda uow, i=stale: answer_question(uow, actor, Answer(i, sku="COKE"), clock=sqlite_company.clock))
    done = sqlite_company.write(lambda uow: answer_question(uow, actor, Answer(new.id, sku="COKE"), clock=sqlite_company.clock))
    assert [line.sku for line in done.lines] == ["COKE"]


def test_nobody_reserves_goods_for_longer_than_the_brand_plans(company: Company) -> None:
    """90 days are the last; one more is refused in edits, words and changes of an order, and nothing is stored."""
    actor, latest = company.actor("d1"), date(2025, 6, 11) + timedelta(days=90)

    def wish(day: date) -> DraftView:
        edit = DraftEdit((LineEdit("COKE", Decimal(1)),), delivery_date=day)
        return company.write(lambda uow: edit_draft(uow, actor, edit, clock=company.clock))

    for far in (latest + timedelta(days=1), date.max):
        with pytest.raises(Invalid, match=r"order\.day_too_far"):
            wish(far)
    with pytest.raises(NotFound, match=r"draft\.none"):
        shown(company)
    order = company.confirm("d1", wish(latest).confirm_token).order
    assert order.delivery_date == latest
    for change in (ChangeEdit(order.number, delivery_date=date.max), ChangeText(order.number, "改到2026年6月1日送")):
        with pytest.raises(Invalid, match=r"order\.day_too_far"):
            company.write(lambda uow, c=change: propose_change(uow, actor, c, clock=company.clock))
