"""A quantity far above what the dealer ever ordered of a product is asked back; his own history decides, imported orders included."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.memory import service as memory
from backend.ordering.schemas import Answer, ChangeEdit, DraftText, DraftView, HistoricLine, HistoricOrder, LineEdit, QuestionKind
from backend.ordering.service import answer_question, draft_order, import_orders, propose_change
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings, save_brand_settings
from tests.ordering.company import Company

TODAY = date(2025, 6, 11)


def past(company: Company, dealer: str, cases: list[int], *, days_ago: int = 20, sku: str = "COKE", status: str = "DELIVERED") -> None:
    """Orders of so many cases each, some time ago."""
    price = Decimal("48.00")
    orders = [
        HistoricOrder(
            f"SO-{dealer}-{days_ago}-{place}",
            dealer,
            TODAY - timedelta(days=days_ago),
            "WH-W",
            None,
            status,
            price * count,
            (HistoricLine(sku, Decimal(count), Unit.CASE, count * 24, price * count),),
        )
        for place, count in enumerate(cases)
    ]
    company.write(lambda uow: import_orders(uow, orders))


def say(company: Company, text: str, login: str = "d1") -> DraftView:
    """A message to the draft."""
    actor = company.actor(login)
    return company.write(lambda uow: draft_order(uow, actor, DraftText(text), clock=company.clock))


def test_an_unusual_quantity_is_asked_with_the_likely_one(company: Company) -> None:
    """500 cases from a dealer whose most is 12: "500 or 50?"; the other lines stay."""
    past(company, "D1", [10, 12, 8])
    view = say(company, "可口可乐330ml 500箱，雪碧330ml 5箱")
    question = view.questions[0]
    assert [(line.sku, line.base_qty) for line in view.lines] == [("SPRITE", 120)]
    assert (question.kind, question.qty, question.likely) == (QuestionKind.CHECK_QTY, Decimal(500), Decimal(50))
    assert view.confirm_token is None


@pytest.mark.parametrize(("answer", "base"), [({"qty": Decimal(50)}, 1200), ({"sku": "COKE"}, 2400), ({"qty": Decimal(3)}, 72)])
def test_every_answer_keeps_the_rest(sqlite_company: Company, answer: dict[str, object], base: int) -> None:
    """The likely value, the one that was typed, or any other: one line is settled, the others are as they were."""
    past(sqlite_company, "D1", [4, 5, 4])
    question = say(sqlite_company, "可口可乐330ml 100箱，雪碧330ml 5箱").questions[0]
    actor = sqlite_company.actor("d1")
    view = sqlite_company.write(lambda uow: answer_question(uow, actor, Answer(question.id, **answer), clock=sqlite_company.clock))  # type: ignore[arg-type] - the test's own table
    assert {line.sku: line.base_qty for line in view.lines} == {"SPRITE": 120, "COKE": base}
    assert view.questions == ()


@pytest.mark.parametrize(("said", "answer"), [("可口可乐330ml", "100箱"), ("100箱红罐", "红罐就是可口可乐330ml")])
def test_a_quantity_that_comes_with_an_answer_is_asked_too(sqlite_company: Company, said: str, answer: str) -> None:
    """However the unusual quantity came in; who then says yes is believed."""
    past(sqlite_company, "D1", [4, 5, 4])
    say(sqlite_company, "雪碧330ml 5箱")
    say(sqlite_company, said)
    view = say(sqlite_company, answer)
    assert [(one.kind, one.qty, one.likely) for one in view.questions] == [(QuestionKind.CHECK_QTY, Decimal(100), Decimal(10))]
    assert {line.sku: line.base_qty for line in say(sqlite_company, "是的").lines} == {"SPRITE": 120, "COKE": 2400}


def edit(company: Company, **cases: int) -> DraftView:
    """Quantities put directly, as a page and HTTP do."""
    return company.draft("d1", **cases)


def test_a_quantity_that_is_put_directly_is_asked_too(company: Company) -> None:
    """The line stays as it was until the question is answered; who says yes to it is believed, also when he then edits something else."""
    past(company, "D1", [4, 5, 4])
    edit(company, COKE=5)
    view, actor = edit(company, COKE=100, SPRITE=1), company.actor("d1")
    assert [(one.kind, one.qty, one.likely, one.sku) for one in view.questions] == [(QuestionKind.CHECK_QTY, Decimal(100), Decimal(10), "COKE")]
    assert ({line.sku: line.qty for line in view.lines}, view.confirm_token) == ({"COKE": 5, "SPRITE": 1}, None)
    kept = company.write(lambda uow: answer_question(uow, actor, Answer(view.questions[0].id, sku="COKE"), clock=company.clock))
    assert {line.sku: line.qty for line in kept.lines} == {"COKE": 100, "SPRITE": 1}
    assert {line.sku: line.qty for line in edit(company, SPRITE=2).lines} == {"COKE": 100, "SPRITE": 2}


def test_a_thousand_cases_are_asked_whoever_orders_them(sqlite_company: Company) -> None:
    """As in a message; without a history, too."""
    assert [one.kind for one in edit(sqlite_company, SPRITE=1000).questions] == [QuestionKind.CHECK_QTY]
    assert edit(sqlite_company, SPRITE=10).questions == ()


def test_a_direct_change_of_an_order_is_asked_unless_it_was_checked(sqlite_company: Company) -> None:
    """Nothing is offered before somebody looked again."""
    past(sqlite_company, "D1", [4, 5, 4])
    order, actor = sqlite_company.order("d1", COKE=5).order, sqlite_company.actor("d1")
    assert order is not None
    wish = ChangeEdit(order.number, (LineEdit("COKE", Decimal(90)),))
    views = [sqlite_company.write(lambda uow, w=one: propose_change(uow, actor, w, clock=sqlite_company.clock)) for one in (wish, replace(wish, checked=True))]
    assert [([one.kind.value for one in view.questions], bool(view.confirm_token)) for view in views] == [(["check_qty"], False), ([], True)]


@pytest.mark.parametrize("words", ["50箱", "对，100箱", "是的"])
def test_the_answer_can_be_typed(sqlite_company: Company, words: str) -> None:
    """A number, or a yes to what was typed."""
    past(sqlite_company, "D1", [4, 5, 4])
    say(sqlite_company, "可口可乐330ml 100箱")
    assert say(sqlite_company, words).questions == ()


@pytest.mark.parametrize(
    ("cases", "days_ago", "status"),
    [([12, 10], 20, "DELIVERED"), ([12, 10, 8], 400, "DELIVERED"), ([12, 10, 8], 20, "CANCELLED"), ([12, 60, 8], 20, "DELIVERED")],
)
def test_it_takes_three_lines_of_the_last_year_that_counted(sqlite_company: Company, cases: list[int], days_ago: int, status: str) -> None:
    """Two orders, old ones, cancelled ones, or one large enough: nothing is unusual."""
    past(sqlite_company, "D1", cases, days_ago=days_ago, status=status)
    assert all(question.kind is not QuestionKind.CHECK_QTY for question in say(sqlite_company, "可口可乐330ml 500箱").questions)


def test_another_dealers_orders_do_not_count(sqlite_company: Company) -> None:
    """R17: what is usual for one dealer says nothing about another."""
    past(sqlite_company, "D2", [10, 12, 8])
    assert all(question.kind is not QuestionKind.CHECK_QTY for question in say(sqlite_company, "可口可乐330ml 500箱").questions)


def test_zero_switches_it_off(sqlite_company: Company) -> None:
    """The brand may want no such question."""
    past(sqlite_company, "D1", [10, 12, 8])
    quiet = {"unusual_quantity_factor": 0}
    sqlite_company.write(lambda uow: save_brand_settings(uow, BrandSettings(**{**load_brand_settings(uow).model_dump(), **quiet})))
    assert all(question.kind is not QuestionKind.CHECK_QTY for question in say(sqlite_company, "可口可乐330ml 500箱").questions)


def test_the_most_on_one_line_is_what_is_usual(company: Company) -> None:
    """Of the last twelve months, only of products ordered three times."""
    past(company, "D1", [10, 12, 8])
    past(company, "D1", [3, 4], days_ago=30, sku="SPRITE")
    usual = company.database.read(lambda uow: memory.usual_quantities(uow, "D1", {"COKE", "SPRITE", "BEER"}, TODAY))
    assert usual == {"COKE": 288}
