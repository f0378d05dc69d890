"""Several open drafts of one person: one for each place or day of a message, each with its own offer; edits find the one that is meant."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.kit.errors import Conflict, NotFound
from backend.ordering import answering, reader
from backend.ordering.draft_store import list_drafts
from backend.ordering.naming_drafts import draft_in_words
from backend.ordering.reading.domain import Delivery, LineStatus, Op, OrderPart, OrderReading, ReadLine, ReadTotal
from backend.ordering.schemas import Answer, DraftEdit, DraftText, DraftView, LineEdit
from backend.ordering.service import answer_question, apply_all_words, discard_in_words, edit_draft, read_words, show_drafts
from tests.ordering.company import Company

Read = Callable[..., tuple[DraftView, ...]]


def add(sku: str, cases: int, **more: object) -> ReadLine:
    """So many cases of 24."""
    return ReadLine(Op.ADD, LineStatus.OK, sku=sku, qty=Decimal(cases), unit=Unit.CASE, base_qty=cases * 24, **more)


def parts(*places: tuple[str, ReadLine]) -> OrderReading:
    """A message that sends one line to each place."""
    found = tuple(OrderPart(Delivery(place=place), (line,)) for place, line in places)
    return OrderReading(tuple(line for _, line in places), found[0].delivery, parts=found)


@pytest.fixture
def read(company: Company, monkeypatch: pytest.MonkeyPatch) -> Read:
    """`read(reading, text)` applies a message that reads so; `reading` may be a function of what the draft holds."""

    def send(reading: OrderReading, text: str = "…", login: str = "d1") -> tuple[DraftView, ...]:
        monkeypatch.setattr(answering, "read_reply", lambda *_, **__: None)
        monkeypatch.setattr(reader, "read_message", lambda *_, **__: reading)
        actor = company.actor(login)
        words = company.database.read(lambda uow: read_words(uow, actor, DraftText(text), clock=company.clock))
        return company.write(lambda uow: apply_all_words(uow, actor, words, clock=company.clock))

    return send


def shown(views: tuple[DraftView, ...]) -> list[tuple[int, str | None, list[tuple[str, int]]]]:
    return [(view.number, view.ship_to, [(line.sku, int(line.qty)) for line in view.lines]) for view in views]


def all_shown(company: Company, login: str = "d1") -> tuple[DraftView, ...]:
    actor = company.actor(login)
    return company.write(lambda uow: show_drafts(uow, actor, clock=company.clock))


def test_goods_for_two_places_become_two_drafts_with_an_offer_each(company: Company, read: Read) -> None:
    """Each has its own total, place and button; confirming one leaves the other."""
    views = read(parts(("WH-W", add("COKE", 10)), ("WH-S", add("SPRITE", 5))))
    assert shown(views) == [(1, "WH-W", [("COKE", 10)]), (2, "WH-S", [("SPRITE", 5)])]
    assert [view.beside for view in views] == [1, 1]
    assert len({view.confirm_token for view in views}) == 2
    done = company.confirm("d1", views[0].confirm_token)
    assert (done.outcome, done.subject, done.order.ship_to) == ("submitted", views[0].draft_id, "WH-W")
    (left,) = all_shown(company)
    assert (left.number, left.beside, left.confirm_token) == (2, 0, views[1].confirm_token)
    assert company.confirm("d1", left.confirm_token).order.ship_to == "WH-S"
    assert company.disagreements() == []


def test_notes_of_one_part_are_not_in_the_draft_of_another(read: Read) -> None:
    """Goods for a recipient open a draft of his own; his name and number are in no other."""
    coke, sprite = add("COKE", 10), add("SPRITE", 5)
    own = (OrderPart(Delivery(place="WH-W"), (coke,), po_number="A1", recipient="王姐", payment_wish="月底结"), OrderPart(Delivery(place="WH-S"), (sprite,)))
    views = read(OrderReading((coke, sprite), own[0].delivery, parts=own, po_number="A1", recipient="王姐", payment_wish="月底结"))
    assert [(view.notes.po_number, view.notes.recipient, view.notes.payment_wish) for view in views] == [("A1", "王姐", "月底结"), ("", "", "")]
    other = OrderPart(Delivery(place="WH-S"), (add("COKE", 1),), recipient="李哥")
    views = read(OrderReading(other.lines, other.delivery, parts=(own[1], other)))
    assert [(view.number, view.notes.recipient) for view in views] == [(2, ""), (3, "李哥")]


def test_the_newest_is_edited_unless_another_one_is_named(read: Read) -> None:
    """By its place, its number or its day; who is spoken of is in focus afterwards."""
    read(parts(("WH-W", add("COKE", 10)), ("WH-S", add("SPRITE", 5))))
    more = OrderReading((add("COKE", 2),), final_cart={"SPRITE": 120, "COKE": 48})
    assert shown(read(more)) == [(2, "WH-S", [("SPRITE", 5), ("COKE", 2)])]
    to_west = OrderReading((add("COKE", 2),), final_cart={"COKE": 288})
    assert shown(read(to_west, "城西仓那张加2箱可乐")) == [(1, "WH-W", [("COKE", 12)])]
    assert shown(read(OrderReading((add("COKE", 1),), final_cart={"COKE": 312}))) == [(1, "WH-W", [("COKE", 13)])]
    second = OrderReading((add("SPRITE", 1),), final_cart={"SPRITE": 144, "COKE": 48})
    assert shown(read(second, "第二张加1箱雪碧")) == [(2, "WH-S", [("SPRITE", 6), ("COKE", 2)])]


def test_a_place_beside_goods_means_the_draft_that_goes_there(read: Read) -> None:
    """But "change it to" moves the draft in focus."""
    read(parts(("WH-W", add("COKE", 10)), ("WH-S", add("SPRITE", 5))))
    there = OrderReading((add("COKE", 1),), Delivery(place="WH-W"), final_cart={"COKE": 264})
    assert shown(read(there, "送城西1箱可乐")) == [(1, "WH-W", [("COKE", 11)])]
    moved = OrderReading((), Delivery(place="WH-S"))
    assert shown(read(moved, "改送城南"))[0][:2] == (1, "WH-S")


def test_parts_of_a_later_message_go_to_the_drafts_of_their_places(read: Read) -> None:
    """Nothing is opened twice for one place."""
    read(parts(("WH-W", add("COKE", 10)), ("WH-S", add("SPRITE", 5))))
    views = read(parts(("WH-S", add("COKE", 1)), ("WH-W", add("COKE", 1))))
    assert shown(views) == [(2, "WH-S", [("SPRITE", 5), ("COKE", 1)]), (1, "WH-W", [("COKE", 11)])]


def test_two_days_for_one_place_are_two_drafts(read: Read) -> None:
    """A project split by dates."""
    days = (date(2025, 6, 12), date(2025, 6, 13))
    found = tuple(OrderPart(Delivery(day, "on"), (add("COKE", 10),)) for day in days)
    views = read(OrderReading((add("COKE", 10),) * 2, found[0].delivery, parts=found))
    assert [view.delivery_date for view in views] == list(days)


def test_a_draft_that_moved_on_makes_the_words_stale(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for one of several."""
    actor = company.actor("d1")
    company.draft("d1", COKE=1)
    monkeypatch.setattr(reader, "read_message", lambda *_, **__: parts(("WH-W", add("COKE", 1)), ("WH-S", add("SPRITE", 1))))
    monkeypatch.setattr(answering, "read_reply", lambda *_, **__: None)
    words = company.database.read(lambda uow: read_words(uow, actor, DraftText("…"), clock=company.clock))
    company.draft("d1", COKE=2)
    with pytest.raises(Conflict, match=r"draft\.stale"):
        company.write(lambda uow: apply_all_words(uow, actor, words, clock=company.clock))


def test_an_answer_reaches_the_draft_that_was_asked(company: Company, read: Read) -> None:
    """The button says which, whatever is in focus."""
    views = read(parts(("WH-W", add("BEER", 20, source="啤酒")), ("WH-S", add("SPRITE", 5))))
    question = views[0].questions[0]
    actor = company.actor("d1")
    done = company.write(lambda uow: answer_question(uow, actor, Answer(question.id, drop=True), clock=company.clock))
    assert (done.draft_id, done.lines) == (views[0].draft_id, ())


def test_an_edit_over_http_may_name_its_draft(company: Company, read: Read) -> None:
    """By id; a draft of somebody else is none."""
    views = read(parts(("WH-W", add("COKE", 10)), ("WH-S", add("SPRITE", 5))))
    edit = DraftEdit((LineEdit("COKE", Decimal(3)),), draft_id=views[0].draft_id)
    view = company.write(lambda uow: edit_draft(uow, company.actor("d1"), edit, clock=company.clock))
    assert shown((view,)) == [(1, "WH-W", [("COKE", 3)])]
    with pytest.raises(NotFound, match=r"draft\.none"):
        company.write(lambda uow: edit_draft(uow, company.actor("d1b"), edit, clock=company.clock))


@pytest.mark.parametrize(
    ("text", "left"), [("城西仓那张不要了", ["WH-S"]), ("都不要了", []), ("不要了", ["WH-W"]), ("drop both", []), ("第一张作废", ["WH-S"])]
)
def test_drafts_are_thrown_away_by_name_or_all_at_once(company: Company, read: Read, text: str, left: list[str]) -> None:
    """Without a name it is the one in focus."""
    read(parts(("WH-W", add("COKE", 10)), ("WH-S", add("SPRITE", 5))))
    actor = company.actor("d1")
    company.write(lambda uow: discard_in_words(uow, actor, text, clock=company.clock))
    open_ones = company.database.read(lambda uow: list_drafts(uow, actor.user_id, "D1"))
    assert [draft.content.ship_to for draft in open_ones] == left


def test_a_checksum_that_disagrees_is_asked_and_answered(read: Read) -> None:
    """A sum of 35 over lines of 15 blocks until the person says what is right; a new wish for goods also settles it."""
    total = ReadTotal(Decimal(35), Unit.CASE, agrees=False)
    (view,) = read(OrderReading((add("COKE", 10), add("SPRITE", 5)), final_cart={"COKE": 240, "SPRITE": 120}, checksum=total))
    (asked,) = view.questions
    assert (asked.kind.value, asked.qty, asked.counted, view.confirm_token) == ("check_total", 35, 15, None)
    (view,) = read(OrderReading(), "清单没错")
    assert view.confirm_token
    assert view.questions == ()


def test_one_draft_is_never_searched_for_names() -> None:
    """The ordinary case looks nothing up."""
    assert draft_in_words("城西那张", (), {}) is None


def test_the_same_goods_twice_for_one_place_and_day_are_asked_about_although_both_lay_open(company: Company, read: Read) -> None:
    """For two places they are two wishes; once both go to the same place the second may be a slip."""
    first, second = read(parts(("WH-W", add("COKE", 10)), ("WH-S", add("COKE", 10))))
    moved = company.write(lambda uow: edit_draft(uow, company.actor("d1"), DraftEdit(ship_to="WH-W", draft_id=second.draft_id), clock=company.clock))
    assert company.confirm("d1", first.confirm_token).outcome == "submitted"
    again = company.confirm("d1", moved.confirm_token)
    assert (again.outcome, again.draft.changed) == ("needs_review", ("duplicate",))
