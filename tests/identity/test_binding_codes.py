"""Promises of messenger bindings: a code works once, for fifteen minutes, for whoever types it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from backend.identity.domain import Actor
from backend.identity.service import actor_of_binding, actor_of_login, issue_binding_code, redeem_binding_code
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import DomainError, Invalid, Unauthenticated


def code_of(people: Database, clock: FixedClock, login: str = "wang") -> str:
    """A fresh code."""
    actor = people.read(lambda uow: actor_of_login(uow, login))
    return people.write(lambda uow: issue_binding_code(uow, actor, clock=clock))


def redeem(people: Database, clock: FixedClock, code: str, account: str = "wx-1") -> Actor:
    """Type it in a messenger."""
    return people.write(lambda uow: redeem_binding_code(uow, "wecom", account, code, clock=clock))


def bound(people: Database, account: str = "wx-1", connector: str = "wecom") -> str:
    """Whom an account stands for."""
    return people.read(lambda uow: actor_of_binding(uow, connector, account)).name


def test_a_code_binds_the_account_to_its_person(people: Database, clock: FixedClock) -> None:
    """Small letters and spaces around it do not matter; another messenger's account of the same name is another one."""
    code = code_of(people, clock)
    assert (len(code), code.isalnum(), code.isupper()) == (10, True, True)
    assert redeem(people, clock, f" {code.lower()} ").name == "Wang"
    assert bound(people) == "Wang"
    with pytest.raises(Unauthenticated, match=r"identity\.not_bound"):
        bound(people, connector="dingtalk")


def test_a_code_works_once(people: Database, clock: FixedClock) -> None:
    """Also for the same account, and the binding stays."""
    code = code_of(people, clock)
    redeem(people, clock, code)
    for account in ("wx-1", "wx-2"):
        with pytest.raises(Invalid, match=r"identity\.bad_code"):
            redeem(people, clock, code, account)
    assert bound(people) == "Wang"


def test_of_two_who_type_it_at_once_one_is_bound(people: Database, clock: FixedClock) -> None:
    """On both databases the mark "used" decides."""
    code = code_of(people, clock)

    def attempt(number: int) -> str:
        try:
            return redeem(people, clock, code, f"wx-{number}").name
        except DomainError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8))) == ["Wang", *["identity.bad_code"] * 7]


def test_a_code_ends_after_fifteen_minutes(people: Database, clock: FixedClock) -> None:
    """To the second."""
    early, late = code_of(people, clock), code_of(people, clock)
    clock.instant += timedelta(minutes=15, seconds=-1)
    assert redeem(people, clock, early).name == "Wang"
    clock.instant += timedelta(seconds=1)
    with pytest.raises(Invalid, match=r"identity\.bad_code"):
        redeem(people, clock, late)


@pytest.mark.parametrize("code", ["", "AAAAAAAAAA", "' OR 1=1 --"])
def test_an_invented_code_looks_like_a_used_one(people: Database, clock: FixedClock, code: str) -> None:
    """And binds nobody; the stored hash is no code either."""
    code_of(people, clock)
    stored = people.read(lambda uow: uow.execute(text("SELECT hash FROM binding_codes")).scalar_one())
    for wrong in (code, stored):
        with pytest.raises(Invalid, match=r"identity\.bad_code"):
            redeem(people, clock, wrong)


def test_another_persons_code_takes_the_account_over(people: Database, clock: FixedClock) -> None:
    """A telephone that changes hands is bound anew; one person may have several accounts."""
    redeem(people, clock, code_of(people, clock))
    redeem(people, clock, code_of(people, clock), "wx-2")
    assert redeem(people, clock, code_of(people, clock, "far")).name == "Far"
    assert (bound(people), bound(people, "wx-2")) == ("Far", "Wang")


def test_an_inactive_person_is_neither_bound_nor_answered(people: Database, clock: FixedClock) -> None:
    """The code is not used up by the attempt."""
    redeem(people, clock, code_of(people, clock))
    code = code_of(people, clock)
    people.write(lambda uow: uow.execute(text("UPDATE users SET active = (1 = 0) WHERE login = 'wang'")))
    with pytest.raises(Unauthenticated, match=r"identity\.not_bound"):
        bound(people)
    with pytest.raises(Invalid, match=r"identity\.bad_code"):
        redeem(people, clock, code)
    people.write(lambda uow: uow.execute(text("UPDATE users SET active = (1 = 1)")))
    assert redeem(people, clock, code).name == "Wang"
