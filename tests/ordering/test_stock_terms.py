"""Availability as one dealer may count on it: terms, wishes for new dates, shortages with a day, substitutes, blocked lots, lapsed reservations."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from backend.identity.domain import SYSTEM
from backend.inventory.blocking import LotMark
from backend.inventory.domain import BackorderPolicy, LotStatus
from backend.inventory.inbound import NewInbound
from backend.inventory.policies import Lasting, StockPolicy, set_stock_policy
from backend.inventory.service import Receipt, receive_stock, ship_reserved
from backend.inventory.substitutes import set_substitutes
from backend.kit.errors import Conflict, Invalid
from backend.kit.outbox import outbox
from backend.ordering import inbound as arrivals
from backend.ordering import lapsing
from backend.ordering.domain import OrderStatus
from backend.ordering.fulfilling.allocating import allocate_order
from backend.ordering.lapsing import lapse_held
from backend.ordering.lot_marks import mark_lot_for_orders, preview_lot_mark
from backend.ordering.schemas import Answer, Decision, DraftText, OrderView
from backend.ordering.service import answer_question, apply_all_words, get_order, read_words, release_order
from backend.ordering.supplying import lasting_of
from tests.ordering.company import Company

TODAY = date(2025, 6, 11)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def placed(company: Company, **quantities: int) -> OrderView:
    done = company.order("d1", **quantities).order
    assert done is not None
    return done


def again(company: Company, order: OrderView) -> OrderView:
    return company.database.read(lambda uow: get_order(uow, SYSTEM, order.number))


def topics(company: Company) -> list[str]:
    return list(company.database.read(lambda uow: uow.execute(select(outbox.c.topic).order_by(outbox.c.id)).scalars().all()))


def terms(company: Company, backorder: BackorderPolicy = BackorderPolicy.ASK, days: int = 0, percent: int = 0) -> None:
    policy = StockPolicy("D1", backorder, days, percent)
    company.write(lambda uow: set_stock_policy(uow, SYSTEM, policy, clock=company.clock))


def block(company: Company, sku: str = "BEER", lot: str = "L1", status: LotStatus = LotStatus.RECALLED) -> object:
    mark = LotMark((sku, "BW-E"), lot, status, "bad")
    return company.write(lambda uow: mark_lot_for_orders(uow, SYSTEM, mark, clock=company.clock))


def announce(company: Company, external_id: str, base_qty: int, due: date) -> None:
    rows = [NewInbound(external_id, "BW-E", "BEER", base_qty, due)]
    company.write(lambda uow: arrivals.announce(uow, SYSTEM, rows, clock=company.clock))


def test_a_minimum_remaining_life_is_judged_on_the_delivery_day(company: Company) -> None:
    """Forty days on the 12th end on the 22nd of July: the lot that ends on the 21st is no stock for this dealer, the other dealer gets it."""
    company.stock("BEER", 24, lot="NEAR", expiry=day(40))
    terms(company, days=40)
    assert block(company)
    short = company.draft("d1", BEER=1).questions[0]
    assert (short.available_base, short.expected_on) == (0, None)
    terms(company, days=39)
    assert company.draft("d1", BEER=1).lines[0].base_qty == 12
    terms(company, days=40)
    assert company.order("d2", BEER=2).outcome == "submitted"


def test_new_dates_skip_the_oldest_lot_and_the_line_says_so(company: Company) -> None:
    """Of a life of 100 days two thirds must be left: the lot with 50 is left out, and shipped to nobody who asked for new dates."""
    block(company)
    company.stock("BEER", 24, lot="OLD", expiry=day(50))
    company.stock("BEER", 24, lot="NEW", expiry=day(90))
    actor = company.actor("d1")
    words = DraftText("雪花啤酒1箱，要新日期的")
    said = company.database.read(lambda uow: read_words(uow, actor, words, clock=company.clock))
    view = company.write(lambda uow: apply_all_words(uow, actor, said, clock=company.clock))[0]
    line = view.lines[0]
    assert line.lot_wish
    assert line.available_base == 24
    assert any(mark.startswith("older:24:") for mark in line.marks)
    order = company.confirm("d1", view.confirm_token).order
    assert order is not None
    picks = company.write(lambda uow: ship_reserved(uow, SYSTEM, order.order_id, clock=company.clock))
    assert {pick.lot for pick in picks} == {"NEW"}


@pytest.mark.parametrize(
    ("words", "lasting"),
    [
        ("要新日期", Lasting(is_new=True)),
        ("fresh dates only", Lasting(is_new=True)),
        ("不要临期的", Lasting(days=30)),
        ("no short dated stock", Lasting(days=30)),
        ("保质期还要至少6个月以上的", Lasting(days=180)),
        ("at least 3 weeks left", Lasting(days=21)),
        ("要同一批次的", Lasting()),
        ("same dye lot", Lasting()),
        ("", Lasting()),
    ],
)
def test_words_about_lots_are_read_once(words: str, lasting: Lasting) -> None:
    """Days, new dates, or nothing about dates."""
    assert lasting_of(words, near_days=30) == lasting


def test_a_shortage_says_when_all_of_it_will_be_there_and_what_could_be_taken_instead(company: Company) -> None:
    """Ten cases there, six on the 20th: fifteen by the 20th, and Sprite is offered, never taken."""
    announce(company, "PO1", 72, day(9))
    company.write(lambda uow: set_substitutes(uow, SYSTEM, "BEER", ("DRILL", "SPRITE"), clock=company.clock))
    question = company.draft("d1", BEER=15).questions[0]
    assert (question.available_base, question.expected_on) == (120, day(9))
    assert [one.sku for one in question.substitutes] == ["DRILL", "SPRITE"]
    actor = company.actor("d1")
    with pytest.raises(Invalid):
        company.write(lambda uow: answer_question(uow, actor, Answer(question.id, "COKE"), clock=company.clock))
    view = company.write(lambda uow: answer_question(uow, actor, Answer(question.id, "SPRITE"), clock=company.clock))
    assert [(line.sku, line.qty, line.marks) for line in view.lines] == [("SPRITE", Decimal(15), ("instead_of:BEER",))]
    assert view.questions == ()


@pytest.mark.parametrize("words", ["那就用替代的吧", "ok, use the substitute please"])
def test_the_one_offered_substitute_is_taken_in_words(company: Company, words: str) -> None:
    """Where two are offered the words leave open which one: it is asked again."""
    actor = company.actor("d1")

    def say() -> tuple[str, ...]:
        said = company.database.read(lambda uow: read_words(uow, actor, DraftText(words), clock=company.clock))
        return tuple(line.sku for line in company.write(lambda uow: apply_all_words(uow, actor, said, clock=company.clock))[0].lines)

    company.write(lambda uow: set_substitutes(uow, SYSTEM, "BEER", ("DRILL", "SPRITE"), clock=company.clock))
    assert company.draft("d1", BEER=15).questions[0].substitutes
    with pytest.raises(Invalid, match="nothing_read"):
        say()
    company.write(lambda uow: set_substitutes(uow, SYSTEM, "BEER", ("SPRITE",), clock=company.clock))
    assert say() == ("SPRITE",)


def test_backorders_get_a_day_in_order_of_placing_and_hear_when_it_moves(company: Company) -> None:
    """Two orders wait for one delivery each; the first delivery moves behind the second: the first order is told, once."""
    announce(company, "PO1", 24, day(5))
    announce(company, "PO2", 24, day(9))
    first = company.draft("d1", BEER=12)
    first = company.answer("d1", first.questions[0].id, "backorder")
    assert first.lines[0].expected_on == day(5)
    one = company.confirm("d1", first.confirm_token).order
    second = company.draft("d2", BEER=2)
    second = company.answer("d2", second.questions[0].id, "backorder")
    two = company.confirm("d2", second.confirm_token).order
    assert one is not None
    assert two is not None
    assert (one.lines[0].expected_on, two.lines[0].expected_on) == (day(5), day(9))
    company.write(lambda uow: arrivals.move(uow, SYSTEM, "PO1", day(12), clock=company.clock))
    assert (again(company, one).lines[0].expected_on, again(company, two).lines[0].expected_on) == (day(9), day(12))
    assert topics(company).count("order.delayed") == 2
    company.write(lambda uow: arrivals.move(uow, SYSTEM, "PO1", day(12), clock=company.clock))
    assert topics(company).count("order.delayed") == 2
    assert company.disagreements() == []


@pytest.mark.parametrize(
    ("policy", "asks", "may_wait"), [(BackorderPolicy.ASK, 1, True), (BackorderPolicy.NEVER, 1, False), (BackorderPolicy.PARTIAL, 0, True)]
)
def test_the_dealers_terms_decide_whether_a_shortage_is_asked(company: Company, policy: BackorderPolicy, asks: int, may_wait: bool) -> None:
    """Asked with or without waiting as an answer, or taken with the rest to come and shown so."""
    terms(company, policy)
    view = company.draft("d1", BEER=12)
    assert len(view.questions) == asks
    if asks:
        assert view.questions[0].may_wait is may_wait
    if not may_wait:
        with pytest.raises(Invalid):
            company.answer("d1", view.questions[0].id, "backorder")
    if not asks:
        assert view.lines[0].backorder_base == 24
        order = company.confirm("d1", view.confirm_token).order
        assert order is not None
        assert (order.lines[0].reserved_base, order.lines[0].backorder_base) == (120, 24)


def test_an_order_that_is_taken_only_whole_is_not_called_for_before_all_is_there(company: Company) -> None:
    """What there is stays reserved meanwhile."""
    terms(company, BackorderPolicy.COMPLETE)
    order = placed(company, BEER=12)
    with pytest.raises(Conflict):
        company.write(lambda uow: allocate_order(uow, SYSTEM, order.number, clock=company.clock))


def test_a_recall_shows_first_what_it_takes_and_then_promises_anew(company: Company) -> None:
    """36 of 120 are in another lot, 24 in the south: the first order keeps all, the second gets a part of it and is told about the rest."""
    company.stock("BEER", 36, lot="L2")
    company.write(lambda uow: receive_stock(uow, SYSTEM, [Receipt("BW-S", "BEER", "S1", 24, TODAY)], clock=company.clock))
    one, two = placed(company, BEER=3), placed(company, BEER=9)
    mark = LotMark(("BEER", "BW-E"), "L1", LotStatus.RECALLED, "bad")
    seen = company.database.write(lambda uow: preview_lot_mark(uow, SYSTEM, mark, clock=company.clock))
    assert [(loss.number, loss.lost_base, loss.moved_base, loss.late_base) for loss in seen.orders] == [(two.number, 108, 24, 84)]
    assert again(company, two).lines[0].reserved_base == 108
    assert company.write(lambda uow: mark_lot_for_orders(uow, SYSTEM, mark, clock=company.clock)) == seen
    after = again(company, two).lines[0]
    assert (again(company, one).lines[0].reserved_base, after.reserved_base, after.backorder_base) == (36, 24, 84)
    assert topics(company).count("order.delayed") == 1
    assert company.disagreements() == []


def test_a_recall_takes_goods_out_of_parts_that_have_not_left(company: Company) -> None:
    """The part loses what its lot had; what the south has becomes a further part, the rest waits."""
    company.write(lambda uow: receive_stock(uow, SYSTEM, [Receipt("BW-S", "BEER", "S1", 24, TODAY)], clock=company.clock))
    order = placed(company, BEER=5, COKE=1)
    company.write(lambda uow: allocate_order(uow, SYSTEM, order.number, clock=company.clock))
    block(company)
    now = again(company, order)
    beer = next(line for line in now.lines if line.sku == "BEER")
    assert (beer.reserved_base, beer.backorder_base) == (24, 36)
    assert now.status == OrderStatus.ALLOCATED.value
    assert company.disagreements() == []


def test_a_held_order_gives_its_goods_back_after_a_while_and_takes_them_up_at_its_release(company: Company) -> None:
    """Three days; then the goods are free, the notice is out, and a release holds them again or says what is gone."""
    company.credit("D1", "10")
    order = placed(company, BEER=10)
    assert order.status == OrderStatus.HOLD.value
    assert lapse_held(company.database, company.clock) == 0
    company.clock.instant += timedelta(hours=73)
    assert lapse_held(company.database, company.clock) == 1
    assert lapse_held(company.database, company.clock) == 0
    lapsed = again(company, order)
    assert (lapsed.lines[0].reserved_base, lapsed.lines[0].backorder_base, lapsed.status) == (0, 120, OrderStatus.HOLD.value)
    assert "order.lapsed" in topics(company)
    boss = company.actor("bm")
    looked = company.write(lambda uow: release_order(uow, boss, Decision(lapsed.number, lapsed.version, ""), clock=company.clock))
    assert looked.lines[0].reserved_base == 120
    assert company.disagreements() == []


def test_orders_that_are_not_held_keep_no_held_one_from_lapsing(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many released orders hold goods for longer, only held ones are looked at."""
    monkeypatch.setattr(lapsing, "BATCH", 1)
    placed(company, COKE=1)
    company.credit("D1", "10")
    held = placed(company, BEER=10)
    company.clock.instant += timedelta(hours=73)
    assert lapse_held(company.database, company.clock) == 1
    assert again(company, held).lines[0].reserved_base == 0
