"""A draft made and mended in a person's own words, read by the real reader (C1 to C7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import import_skus
from backend.kit.errors import Conflict, Invalid, NotFound, NotPermitted, TooMuch
from backend.ordering.schemas import Answer, DraftEdit, DraftText, DraftView, LineEdit
from backend.ordering.service import answer_question, draft_order, edit_draft, show_draft
from backend.pricing.service import NewPriceList, import_price_list
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from tests.ordering.company import START, Company

Write = Callable[..., DraftView]
BIG = Sku("COKE-500", "可口可乐500ml", "Coca-Cola 500ml", brand_zh="可口可乐", brand_en="Coca-Cola", category="cola", base_unit="bottle", units_per_case=24)

SMALL = replace(BIG, code="COKE", name_zh="可口可乐330ml", name_en="Coca-Cola 330ml", base_unit="can")


@pytest.fixture
def write(sqlite_company: Company) -> Write:
    """`write("10箱雪碧")` sends a message as d1."""

    def send(text: str, login: str = "d1") -> DraftView:
        actor = sqlite_company.actor(login)
        return sqlite_company.write(lambda uow: draft_order(uow, actor, DraftText(text), clock=sqlite_company.clock))

    return send


def lines(view: DraftView) -> list[tuple[str, int]]:
    """SKU and base quantity of each line."""
    return [(line.sku, line.base_qty) for line in view.lines]


def test_an_order_is_drafted_corrected_and_its_older_button_is_dead(sqlite_company: Company, write: Write) -> None:
    """Ten cases, two more of something else, then five instead of ten."""
    first = write("10箱可口可乐330ml")
    assert lines(first) == [("COKE", 240)]
    assert lines(write("再加2箱雪碧330ml")) == [("COKE", 240), ("SPRITE", 48)]
    last = write("可口可乐改成5箱")
    assert (lines(last), last.total) == ([("COKE", 120), ("SPRITE", 48)], Decimal("273.60"))
    with pytest.raises(Conflict, match=r"proposal\.superseded"):
        sqlite_company.confirm("d1", first.confirm_token)
    assert sqlite_company.confirm("d1", last.confirm_token).order.total == last.total


@pytest.mark.parametrize("usual", ["the usual place please", "还是老地方", "as always"])
def test_a_place_that_nobody_knows_keeps_the_draft_open_until_it_is_said(write: Write, usual: str) -> None:
    """The usual place is taken when it is said to be meant, another one by its name; never silently."""
    view = write("3箱雪碧330ml送东莞")
    assert [(question.kind, question.source) for question in view.questions] == [("which_place", "东莞")]
    assert view.confirm_token is None
    settled = write(usual)
    assert (settled.questions, settled.ship_to, bool(settled.confirm_token)) == ((), "WH-W", True)
    assert write("送佛山").confirm_token is None
    assert write("送城南仓").ship_to == "WH-S"


def test_short_stock_is_asked_and_answered_in_words(sqlite_company: Company, write: Write) -> None:
    """Ten cases of beer are there; twelve are wanted: what there is, all of it later, or none. Other lines stay."""
    asked = write("12箱雪花啤酒,1箱雪碧330ml")
    question = asked.questions[0]
    assert (lines(asked), asked.total, asked.confirm_token) == ([("SPRITE", 24)], Decimal("22.80"), None)
    assert (question.kind.value, question.available_base, question.base_qty, question.factor, question.unit_word) == ("short_stock", 120, 144, 12, "箱")
    later = write("12箱都要,有货的先发,剩下的等补货")
    assert [(line.sku, line.base_qty, line.backorder_base, line.marks) for line in later.lines] == [
        ("BEER", 144, 24, ("backorder",)), ("SPRITE", 24, 0, ()),
    ]  # fmt: skip
    assert lines(write("雪花啤酒改成13箱")) == [("SPRITE", 24)]
    assert lines(write("有多少要多少,其余不要了")) == [("BEER", 120), ("SPRITE", 24)]
    write("雪花啤酒改成13箱")
    none = write("不要了")
    assert (lines(none), none.questions, bool(none.confirm_token)) == ([("SPRITE", 24)], (), True)
    assert sqlite_company.disagreements() == []


def test_an_ambiguous_name_is_chosen_by_number_or_name_and_keeps_its_quantity(sqlite_company: Company, write: Write) -> None:
    """Two sizes; the answer may also be an order about something else, then the question stays."""
    sqlite_company.write(lambda uow: import_skus(uow, [SMALL, BIG]))
    prices = (("COKE-500", 0, Decimal(3)), ("COKE", 0, Decimal(2)), ("SPRITE", 0, Decimal(1)))
    sqlite_company.write(lambda uow: import_price_list(uow, NewPriceList("BASE", "base", START, entries=prices)))
    sqlite_company.stock("COKE-500", 2400)
    asked = write("10箱可口可乐")
    assert ([one.sku for one in asked.questions[0].candidates], asked.confirm_token) == (["COKE", "COKE-500"], None)
    both = write("再来1箱雪碧330ml")
    assert (lines(both), len(both.questions), both.confirm_token) == ([("SPRITE", 24)], 1, None)
    chosen = write("第二个")
    assert (lines(chosen), chosen.questions) == ([("SPRITE", 24), ("COKE-500", 240)], ())


def test_a_price_in_the_words_is_a_claim_and_the_line_says_so(write: Write) -> None:
    """Drafted at the computed price, marked so that the reply can say it."""
    view = write("5箱雪碧330ml,按每箱1元算")
    assert (view.total, [line.marks for line in view.lines]) == (Decimal("114.00"), [("price_claim",)])
    both = write("2箱雪花啤酒,每箱20元,再加1箱可口可乐330ml")
    assert {line.sku: line.marks for line in both.lines} == {"SPRITE": ("price_claim",), "BEER": ("price_claim",), "COKE": ()}


def test_what_is_unknown_is_told_and_does_not_stop_the_rest(write: Write) -> None:
    """The known line can be confirmed."""
    view = write("3箱雪碧330ml,2箱茅台")
    assert (lines(view), [(one.kind.value, one.blocking) for one in view.questions]) == ([("SPRITE", 72)], [("unknown_product", False)])
    assert view.confirm_token


def test_place_and_day_may_be_said_alone_or_with_the_goods(write: Write) -> None:
    """The region of the place counts from then on."""
    view = write("3箱雪碧330ml送到城北仓,周五送到")
    assert (view.ship_to, view.delivery_date, [gate.code for gate in view.gates]) == ("WH-N", date(2025, 6, 13), ["REGION_NOT_AUTHORISED"])
    moved = write("改送城西仓")
    assert (moved.ship_to, moved.gates, lines(moved)) == ("WH-W", (), [("SPRITE", 72)])


def test_the_usual_comes_at_todays_price_with_its_order_named(sqlite_company: Company, write: Write) -> None:
    """And half of one line, counted in the same pack."""
    number = sqlite_company.order("d1", COKE=4, SPRITE=15).order.number
    view = write("老样子,雪碧减半")
    assert (lines(view), view.repeated_order) == ([("COKE", 96), ("SPRITE", 180)], number)
    assert [(line.qty, line.unit) for line in view.lines] == [(4, Unit.CASE), (Decimal("7.5"), Unit.CASE)]
    assert [line.marks for line in view.lines] == [("repeat",), ("scaled:0.5",)]


def test_small_talk_changes_nothing(sqlite_company: Company, write: Write) -> None:
    """Neither without a draft nor with one."""
    for _ in range(2):
        with pytest.raises(Invalid, match=r"order\.nothing_read"):
            write("谢谢,辛苦了")
        write("1箱雪碧330ml")
    version = sqlite_company.write(lambda uow: show_draft(uow, sqlite_company.actor("d1"), clock=sqlite_company.clock)).version
    assert version == 2


def test_each_person_has_his_own_draft_for_his_own_dealer(write: Write) -> None:
    """A colleague starts empty; people without a dealer or a right have none."""
    write("1箱雪碧330ml")
    assert lines(write("2箱雪花啤酒", "d1b")) == [("BEER", 24)]
    for login in ("bm", "tech"):
        with pytest.raises(NotPermitted):
            write("1箱雪碧330ml", login)


def test_limits_are_those_of_the_brand(sqlite_company: Company, write: Write) -> None:
    """Length of a message, lines of a draft, units of a line."""
    sqlite_company.write(lambda uow: save_brand_settings(uow, BrandSettings(max_order_lines=2, max_order_text=40)))
    with pytest.raises(TooMuch, match=r"order\.text_too_long"):
        write("雪碧" * 21)
    with pytest.raises(TooMuch, match=r"order\.too_many_lines"):
        write("1箱雪碧330ml,1箱雪花啤酒,1箱可口可乐330ml")
    actor = sqlite_company.actor("d1")
    for qty in (Decimal(1_000_000_000), Decimal("NaN"), Decimal(-1), Decimal("Infinity")):
        edit = DraftEdit((LineEdit("COKE", qty, Unit.BASE),))
        with pytest.raises(Invalid, match=r"order\.bad_qty"):
            sqlite_company.write(lambda uow, e=edit: edit_draft(uow, actor, e, clock=sqlite_company.clock))
    with pytest.raises(NotFound, match=r"draft\.none"):
        sqlite_company.write(lambda uow: answer_question(uow, actor, Answer("x"), clock=sqlite_company.clock))


def test_an_edit_of_a_version_that_moved_on_is_refused(sqlite_company: Company) -> None:
    """Two windows of one person do not overwrite each other unseen."""
    view = sqlite_company.draft("d1", COKE=1)
    sqlite_company.draft("d1", COKE=2)
    edit = DraftEdit((LineEdit("COKE", Decimal(9)),), expected_version=view.version)
    with pytest.raises(Conflict, match=r"draft\.stale"):
        sqlite_company.write(lambda uow: edit_draft(uow, sqlite_company.actor("d1"), edit, clock=sqlite_company.clock))
