"""Learning, forgetting, cancelling and time at random: no dealer ever has another's word, and an order counts once however often it is told."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.catalog.domain import Unit
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.ordering.memory import service as memory
from backend.ordering.memory.domain import Evidence, How, meaning_of, weight_after
from backend.ordering.memory.repository import names_of
from tests.ordering.company import Company, load_company

WORDS = ["红罐", "红胖子", "redcan", "red can", "Red  Can", "紅罐", "箱", "", "12"]
SKUS = ["COKE", "SPRITE", "BEER"]
DEALERS = {"d1": "D1", "d2": "D2", "d3": "D3"}
TODAY = date(2025, 6, 11)

used = st.tuples(st.sampled_from(WORDS), st.sampled_from(SKUS), st.sampled_from(list(How)))
steps = st.one_of(
    st.tuples(st.just("learn"), st.sampled_from(sorted(DEALERS)), st.integers(0, 5), st.lists(used, min_size=1, max_size=3)),
    st.tuples(st.just("cancel"), st.sampled_from(sorted(DEALERS)), st.integers(0, 5), st.just([])),
    st.tuples(st.just("forget"), st.sampled_from(sorted(DEALERS)), st.sampled_from(range(len(WORDS))), st.just([])),
)
evidence = st.lists(st.tuples(st.sampled_from(SKUS), st.sampled_from(list(How)), st.integers(0, 30)), max_size=12)


def known(company: Company) -> dict[str, list[tuple[object, ...]]]:
    """The words of every dealer."""
    return company.database.read(lambda uow: {dealer: [tuple(row) for row in names_of(uow, dealer)] for dealer in DEALERS.values()})


def take(company: Company, step: tuple[str, str, int, list[tuple[str, str, How]]]) -> None:
    """One step; orders are numbered by dealer, so that a number taken twice is the same order told again."""
    kind, login, number, words = step
    dealer, order_id = DEALERS[login], f"ord-{login}-{number}"
    if kind == "learn":
        order = memory.LearnedFrom(order_id, f"SO-{number}", dealer, TODAY - timedelta(days=number), company.clock.now())
        company.write(lambda uow: memory.learn(uow, order, [memory.Used(word, sku, Unit.CASE, how) for word, sku, how in words]))
    elif kind == "cancel":
        company.write(lambda uow: memory.take_back(uow, dealer, order_id))
    elif any(one.word == WORDS[number] for one in names(company, login)):
        actor = company.actor(login)
        company.write(lambda uow: memory.forget_word(uow, actor, WORDS[number], clock=company.clock))


def names(company: Company, login: str) -> tuple[memory.KnownName, ...]:
    """The words as the dealer sees them."""
    actor = company.actor(login)
    return company.database.read(lambda uow: memory.known_names(uow, actor, clock=company.clock))


def test_no_dealer_has_anothers_word_and_replaying_changes_nothing(any_database: Database, clock: FixedClock) -> None:
    """Whatever is done for one dealer, the others' words stay exactly as they were; the same order told again is no news."""
    company = load_company(any_database, clock)

    @given(st.lists(steps, min_size=1, max_size=6))
    def run(story: list[tuple[str, str, int, list[tuple[str, str, How]]]]) -> None:
        for step in story:
            before = known(company)
            take(company, step)
            after = known(company)
            assert {dealer: rows for dealer, rows in after.items() if dealer != DEALERS[step[1]]} == {
                dealer: rows for dealer, rows in before.items() if dealer != DEALERS[step[1]]
            }
            take(company, step)
            assert known(company) == after
            for login in DEALERS:
                assert all(1 < len(one.word) <= 40 for one in names(company, login))

    run()


@given(evidence)
def test_what_a_word_means_was_confirmed_and_not_taken_back_since(found: list[tuple[str, How, int]]) -> None:
    """The meaning is the product of the newest confirmed choice, counted once for each of its orders."""
    ordered = sorted(found, key=lambda one: one[2])
    meaning = meaning_of(Evidence(sku, None, how, f"SO-{day}", TODAY + timedelta(days=day)) for sku, how, day in ordered)
    confirmed = [sku for sku, how, _ in ordered if how is How.CONFIRMED]
    if meaning is None:
        assert not confirmed or any(how is How.DENIED for _, how, _ in ordered)
    else:
        assert meaning.sku == confirmed[-1]
        assert 0 < meaning.weight <= meaning.orders == confirmed.count(meaning.sku)


@given(st.integers(0, 500), st.integers(-400, 4000), st.integers(0, 30))
def test_time_never_makes_a_word_stronger(weight: int, days: int, fade: int) -> None:
    """The longer ago, the less it weighs; without a fade time it stays."""
    day = date(2020, 1, 31)
    now, later = (weight_after(weight, day, day + timedelta(days=days + more), fade) for more in (0, 40))
    assert 0 <= later <= now <= weight
    assert fade or now == weight
