"""Who releases a held order: two different people where a row says so, a deputy for some days, and nobody by waiting (R9)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from backend.identity.domain import Role
from backend.identity.models import users
from backend.identity.service import NewUser, create_users
from backend.kit.errors import Conflict, Invalid, NotPermitted
from backend.kit.outbox import OutboxMessage, relay_once
from backend.ordering.rules.approving import Waiting, list_approvals
from backend.ordering.rules.delegating import delegate, end_delegation, escalate_waiting, list_delegations
from backend.ordering.rules.judging import Example
from backend.ordering.rules.table import Cell, Outcome, Row, Table
from backend.ordering.rules.versions import publish_draft, save_draft
from backend.ordering.schemas import Decision, OrderView
from backend.ordering.service import get_order, reject_order, release_order
from bot.messages import Card
from bot.rendering.approvals import approval_blocks
from bot.rendering.orders import order_card
from bot.rendering.voice import Voice
from bot.sentences import phrasebook
from tests.ordering.company import Company
from tools.results import ApprovalsShown

ROWS = (Row("big", {"total": Cell("ge", ("1",))}, Outcome.HOLD, "BIG", level=2),)


@pytest.fixture
def firm(company: Company) -> Company:
    """The company with a second brand manager, a province manager and a warehouse person; every order needs two people."""
    people = [("bm2", Role.BRAND_MANAGER), ("wh", Role.WAREHOUSE)]
    company.write(lambda uow: create_users(uow, [NewUser(login=login, name=login.upper(), role=role, locale="en") for login, role in people]))
    return company


@pytest.fixture
def held(firm: Company) -> OrderView:
    """An order that needs two people."""
    manager = firm.actor("bm")

    def rules(uow: object) -> None:
        draft = save_draft(uow, manager, 0, (Table(("total",), ROWS), (Example({"total": "1"}, Outcome.HOLD),)), clock=firm.clock)  # type: ignore[arg-type] # the unit of work
        publish_draft(uow, manager, draft.revision, clock=firm.clock)  # type: ignore[arg-type] # the unit of work

    firm.write(rules)
    return firm.order("d1", COKE=1).order


def release(firm: Company, login: str, order: OrderView, version: int, content: str = "") -> OrderView:
    """Release as somebody."""
    actor = firm.actor(login)
    return firm.write(lambda uow: release_order(uow, actor, Decision(order.order_id, version, "", content), clock=firm.clock))


def waiting(firm: Company, login: str) -> Waiting:
    """The one order that waits, as somebody sees it."""
    actor = firm.actor(login)
    (one,) = firm.database.read(lambda uow: list_approvals(uow, actor, clock=firm.clock)).items
    return one


def hand_over(firm: Company, giver: str, taker: str, first: int, last: int) -> str:
    """Delegate from so many days ahead to so many; returns the id."""
    actor, to_user = firm.actor(giver), firm.actor(taker).user_id
    today = date(2025, 6, 11)
    days = (today + timedelta(days=first), today + timedelta(days=last))
    return firm.write(lambda uow: delegate(uow, actor, to_user, days, clock=firm.clock)).id


def test_an_order_of_level_two_needs_two_different_people(firm: Company, held: OrderView) -> None:
    """The first release leaves it held and is told; the same person cannot be the second."""
    assert (waiting(firm, "bm").level, waiting(firm, "bm").approved_by) == (2, "")
    once = release(firm, "bm", held, 1)
    assert (once.status, once.version, once.history[-1].action) == ("HOLD", 2, "first_release")
    voice = Voice("en", phrasebook())
    assert "1 of 2 releases given; a second person still has to release it." in order_card(once, voice).warnings
    (card,) = approval_blocks(ApprovalsShown((waiting(firm, "bm2"),), 1), voice)
    assert isinstance(card, Card)
    assert any("1 of 2 releases given, by BM" in note for note in card.notes)
    assert not any("otherwise" in line or "you" in line.casefold().split() for line in card.warnings)
    with pytest.raises(NotPermitted, match=r"order\.second_person"):
        release(firm, "bm", held, 2)
    assert (waiting(firm, "bm").refusal, waiting(firm, "bm2").refusal, waiting(firm, "bm2").approved_by) == ("order.second_person", "", "BM")
    done = release(firm, "bm2", held, 2)
    assert (done.status, once.half_released, done.half_released) == ("APPROVED", True, False)


def test_a_decision_is_bound_to_what_was_looked_at(firm: Company, held: OrderView) -> None:
    """Another content is another decision; the list gives version and content together."""
    seen = waiting(firm, "bm")
    with pytest.raises(Conflict, match=r"order\.stale"):
        release(firm, "bm", held, 1, "0" * 16)
    assert release(firm, "bm", held, seen.version, seen.content_hash).version == 2
    assert waiting(firm, "bm2").content_hash != seen.content_hash


def test_a_deputy_decides_on_his_days_and_no_other(firm: Company, held: OrderView) -> None:
    """With the right of who handed it over, which the history names; taken back, it is gone at once."""
    with pytest.raises(NotPermitted):
        release(firm, "wh", held, 1)
    later = hand_over(firm, "bm", "wh", 1, 2)
    with pytest.raises(NotPermitted):
        release(firm, "wh", held, 1)
    firm.write(lambda uow: end_delegation(uow, firm.actor("bm"), later, clock=firm.clock))
    now = hand_over(firm, "bm", "wh", 0, 0)
    release(firm, "wh", held, 1)
    step = firm.database.read(lambda uow: get_order(uow, firm.actor("bm"), held.number)).history[-1]
    assert (step.actor, step.data["in_place_of_name"]) == ("WH", "BM")
    with pytest.raises(NotPermitted, match=r"order\.second_person"):
        release(firm, "bm", held, 2)
    firm.write(lambda uow: end_delegation(uow, firm.actor("bm"), now, clock=firm.clock))
    with pytest.raises(NotPermitted):
        firm.write(lambda uow: reject_order(uow, firm.actor("wh"), Decision(held.order_id, 2, "no"), clock=firm.clock))
    assert firm.database.read(lambda uow: list_delegations(uow, firm.actor("wh"), clock=firm.clock)) == ()


def test_nobody_decides_in_the_place_of_somebody_who_has_left(firm: Company, held: OrderView) -> None:
    """The right that was handed over is gone with the account of who had it."""
    hand_over(firm, "bm2", "wh", 0, 5)
    assert waiting(firm, "wh").refusal == ""
    firm.write(lambda uow: uow.execute(update(users).where(users.c.id == firm.actor("bm2").user_id).values(active=False)))
    with pytest.raises(NotPermitted):
        release(firm, "wh", held, 1)


def test_a_deputy_of_two_releases_second_for_the_one_who_has_not_released(firm: Company, held: OrderView) -> None:
    """In the right of the first releaser he may not, in that of the other he may."""
    for giver in ("bm", "bm2"):
        hand_over(firm, giver, "wh", 0, 5)
    release(firm, "bm", held, 1)
    assert waiting(firm, "wh").refusal == ""
    assert release(firm, "wh", held, 2).status == "APPROVED"
    step = firm.database.read(lambda uow: get_order(uow, firm.actor("bm"), held.number)).history[-1]
    assert step.data["in_place_of_name"] == "BM2"


def test_an_order_that_is_held_anew_is_told_anew(firm: Company, held: OrderView) -> None:
    """After the first of two releases the second person is waited for; that he is late is told as well."""
    firm.clock.instant += timedelta(hours=24)
    escalate = partial(firm.write, partial(escalate_waiting, clock=firm.clock))
    assert escalate() == 1
    release(firm, "bm", held, 1)
    assert (waiting(firm, "bm2").escalated_at, escalate()) == (None, 0)
    firm.clock.instant += timedelta(hours=24)
    assert (escalate(), escalate()) == (1, 0)


@pytest.mark.parametrize(
    ("taker", "days", "code"),
    [("wh", (2, 1), "days"), ("wh", (-3, -1), "days"), ("wh", (0, 93), "days"), ("d1", (0, 1), "deputy"), ("tech", (0, 1), "deputy"), ("bm", (0, 1), "deputy")],
)
def test_approvals_go_to_staff_who_see_orders_for_days_that_can_be(firm: Company, taker: str, days: tuple[int, int], code: str) -> None:
    """Not to a dealer, not to oneself, not for ever."""
    with pytest.raises(Invalid, match=code):
        hand_over(firm, "bm", taker, *days)


def test_waiting_tells_the_approvers_once_and_approves_nothing(firm: Company, held: OrderView) -> None:
    """After the brand's hours; the order is as it was."""
    sent: list[OutboxMessage] = []
    escalate: Callable[[], int] = lambda: firm.write(lambda uow: escalate_waiting(uow, clock=firm.clock))  # noqa: E731 - a word for what the test does thrice
    assert escalate() == 0
    firm.clock.instant += timedelta(hours=24)
    assert (escalate(), escalate()) == (1, 0)
    relay_once(firm.database, sent.append, firm.clock)
    assert [message.payload["number"] for message in sent if message.topic == "order.escalated"] == [held.number]
    assert waiting(firm, "bm").escalated_at == firm.clock.instant
    order = firm.database.read(lambda uow: get_order(uow, firm.actor("bm"), held.number))
    assert (order.status, order.version) == ("HOLD", 1)
    assert firm.disagreements() == []
