"""Promises of links that staff make: they bind only what the person himself confirmed, once, in time, and every change is audited."""

from datetime import timedelta

import pytest

from backend.identity import service as identity
from backend.identity.domain import Actor
from backend.identity.service import Bound, LinkRequest, MessengerAccount
from backend.kit.audit import history
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Invalid, NotFound, NotPermitted, Unauthenticated

TG = "telegram"
PHONE = MessengerAccount("41", "@wang")


def actor_of(people: Database, login: str) -> Actor:
    """Somebody."""
    return people.read(lambda uow: identity.actor_of_login(uow, login))


def link_for(people: Database, clock: FixedClock, login: str = "wang", by: str = "root") -> str:
    """A fresh link."""
    staff = actor_of(people, by)
    return people.write(lambda uow: identity.make_binding_link(uow, staff, login, TG, clock=clock)).code


def opened(people: Database, clock: FixedClock, code: str, account: MessengerAccount = PHONE) -> Actor:
    """The messenger account opens it."""
    return people.write(lambda uow: identity.open_binding_link(uow, TG, account, code, clock=clock))


def requests(people: Database, clock: FixedClock, login: str = "wang") -> list[LinkRequest]:
    """What waits for somebody's word."""
    actor = actor_of(people, login)
    return people.read(lambda uow: identity.list_link_requests(uow, actor, clock=clock))


def confirmed(people: Database, clock: FixedClock, request_id: str, login: str = "wang") -> Bound:
    """He says yes on the web."""
    actor = actor_of(people, login)
    return people.write(lambda uow: identity.confirm_link(uow, actor, request_id, clock=clock))


def speaks_for(people: Database, account: str = "41") -> str:
    """Whom an account stands for."""
    return people.read(lambda uow: identity.actor_of_binding(uow, TG, account)).name


def test_a_link_binds_only_after_the_person_confirmed_it(people: Database, clock: FixedClock) -> None:
    """Opening it connects nothing; nobody else can confirm it, not even who made it."""
    code = link_for(people, clock)
    assert len(code) <= 64
    assert opened(people, clock, code).name == "Wang"
    with pytest.raises(Unauthenticated):
        speaks_for(people)
    request = requests(people, clock)[0]
    assert request.account_name == "@wang"
    for other in ("root", "li"):
        with pytest.raises(NotFound, match=r"identity\.no_request"):
            confirmed(people, clock, request.id, other)
    confirmed(people, clock, request.id)
    assert speaks_for(people) == "Wang"
    assert requests(people, clock) == []


def test_a_link_works_once_and_for_fifteen_minutes(people: Database, clock: FixedClock) -> None:
    """A second account cannot open it; what was opened in time must be confirmed in time."""
    code, late = link_for(people, clock), link_for(people, clock)
    opened(people, clock, code)
    with pytest.raises(Invalid, match=r"identity\.bad_code"):
        opened(people, clock, code, MessengerAccount("42", ""))
    request = requests(people, clock)[0]
    clock.instant += timedelta(minutes=15)
    with pytest.raises(Invalid, match=r"identity\.bad_code"):
        opened(people, clock, late)
    with pytest.raises(NotFound, match=r"identity\.no_request"):
        confirmed(people, clock, request.id)


def test_a_refused_request_cannot_be_confirmed_afterwards(people: Database, clock: FixedClock) -> None:
    """No is no."""
    opened(people, clock, link_for(people, clock))
    request, wang = requests(people, clock)[0], actor_of(people, "wang")
    people.write(lambda uow: identity.refuse_link(uow, wang, request.id, clock=clock))
    with pytest.raises(NotFound):
        confirmed(people, clock, request.id)


def test_only_staff_make_links_and_only_for_people_they_may_see(people: Database, clock: FixedClock) -> None:
    """A dealer's user makes none; a brand manager none for an administrator; unknown people get none."""
    with pytest.raises(NotPermitted):
        link_for(people, clock, by="li")
    with pytest.raises(NotPermitted):
        link_for(people, clock, "root", by="bm")
    with pytest.raises(NotFound):
        link_for(people, clock, "nobody")
    assert link_for(people, clock, by="bm")


def test_an_account_that_changes_hands_is_audited_and_its_loser_named(people: Database, clock: FixedClock) -> None:
    """Both people's histories show it, and the result says who must be told."""
    opened(people, clock, link_for(people, clock))
    first = confirmed(people, clock, requests(people, clock)[0].id)
    assert (first.lost_by, first.has_others) == (None, False)
    opened(people, clock, link_for(people, clock, "far"))
    taken = confirmed(people, clock, requests(people, clock, "far")[0].id, "far")
    wang, far = actor_of(people, "wang"), actor_of(people, "far")
    assert taken.lost_by == wang.user_id
    assert speaks_for(people) == "Far"
    assert [entry.action for entry in people.read(lambda uow: history(uow, f"user:{wang.user_id}"))] == ["binding_link_made", "account_bound", "account_lost"]
    assert people.read(lambda uow: history(uow, f"user:{far.user_id}"))[-1].data["taken_from"] == wang.user_id
    assert people.write(lambda uow: identity.bind_account(uow, far, TG, MessengerAccount("43", ""), clock=clock)).has_others


def test_a_disconnected_account_is_a_stranger_at_once(people: Database, clock: FixedClock) -> None:
    """Only its person can disconnect it."""
    wang, li = actor_of(people, "wang"), actor_of(people, "li")
    people.write(lambda uow: identity.bind_account(uow, wang, TG, PHONE, clock=clock))
    with pytest.raises(NotFound, match=r"identity\.no_account"):
        people.write(lambda uow: identity.unbind_account(uow, li, TG, "41", clock=clock))
    assert people.read(lambda uow: identity.accounts_of_user(uow, wang.user_id, TG)) == ["41"]
    people.write(lambda uow: identity.unbind_account(uow, wang, TG, "41", clock=clock))
    with pytest.raises(Unauthenticated):
        speaks_for(people)
