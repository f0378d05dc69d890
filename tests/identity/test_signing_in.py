"""Promises of passwords and tokens: who gets a session, how long it lasts, and what a stranger can learn."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from backend.identity import sessions
from backend.identity.domain import Permission, Role, ScopeKind
from backend.identity.service import (
    NewUser,
    SignIn,
    actor_of_login,
    actor_of_token,
    create_user,
    create_users,
    sign_in,
    sign_in_demo,
    sign_out,
    users_of_dealer,
)
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Unauthenticated
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from tests.identity.people import PASSWORD


def token_of(people: Database, clock: FixedClock, login: str = "wang") -> str:
    """A fresh token."""
    return people.write(lambda uow: sign_in(uow, SignIn(login, PASSWORD), clock=clock)).token


def test_the_right_password_gives_a_token_that_stands_for_its_person(people: Database, clock: FixedClock) -> None:
    """Name, role, dealer and scope come from the stored row; two sign-ins are two tokens."""
    first, second = token_of(people, clock), token_of(people, clock)
    assert first != second
    actor = people.read(lambda uow: actor_of_token(uow, first, clock=clock))
    assert (actor.name, actor.role, actor.dealer_id, actor.locale, actor.scope.kind) == ("Wang", Role.DEALER_USER, "D1", "zh", ScopeKind.SUBTREE)


def test_no_token_and_no_password_is_stored(people: Database, clock: FixedClock) -> None:
    """Whoever reads the tables cannot sign in with what he finds."""
    token = token_of(people, clock)
    kept = people.read(lambda uow: [*uow.execute(text("SELECT hash FROM tokens")).scalars(), *uow.execute(text("SELECT password_hash FROM users")).scalars()])
    assert not [value for value in kept if value and (token in value or PASSWORD in value)]


@pytest.mark.parametrize(("login", "password"), [("wang", "another password"), ("nobody", PASSWORD), ("li", PASSWORD), ("li", ""), ("wang", "")])
def test_a_wrong_password_looks_like_a_wrong_login(people: Database, clock: FixedClock, login: str, password: str) -> None:
    """The same error without parameters, also for somebody who has no password at all."""
    with pytest.raises(Unauthenticated) as error:
        people.write(lambda uow: sign_in(uow, SignIn(login, password), clock=clock))
    assert (error.value.code, dict(error.value.params)) == ("identity.wrong_password", {})


def test_a_login_that_does_not_exist_costs_a_password_check_too(people: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the time would tell which logins exist."""
    checked: list[str] = []

    class CountingHasher:
        def verify(self, _password: str, stored: str) -> bool:
            checked.append(stored)
            return False

    monkeypatch.setattr(sessions, "hasher", CountingHasher())
    for login in ("wang", "li", "nobody"):
        with pytest.raises(Unauthenticated):
            people.write(partial(sign_in, request=SignIn(login, PASSWORD), clock=clock))
    assert len(checked) == 3
    assert all(stored.startswith("$argon2") for stored in checked)


def test_a_token_ends_after_the_brands_days_to_the_second(people: Database, clock: FixedClock) -> None:
    """Thirty days unless the brand says otherwise."""
    people.write(lambda uow: save_brand_settings(uow, BrandSettings(token_days=2)))
    session = people.write(lambda uow: sign_in(uow, SignIn("wang", PASSWORD), clock=clock))
    assert session.expires_at == clock.now() + timedelta(days=2)
    clock.instant += timedelta(days=2, seconds=-1)
    assert people.read(lambda uow: actor_of_token(uow, session.token, clock=clock)).name == "Wang"
    clock.instant += timedelta(seconds=1)
    with pytest.raises(Unauthenticated, match=r"identity\.expired_token"):
        people.read(lambda uow: actor_of_token(uow, session.token, clock=clock))


def test_signing_out_ends_one_token_and_can_be_repeated(people: Database, clock: FixedClock) -> None:
    """The other sessions of the same person go on."""
    one, other = token_of(people, clock), token_of(people, clock)
    for _ in range(2):
        people.write(lambda uow: sign_out(uow, one, clock=clock))
    with pytest.raises(Unauthenticated, match=r"identity\.bad_token"):
        people.read(lambda uow: actor_of_token(uow, one, clock=clock))
    assert people.read(lambda uow: actor_of_token(uow, other, clock=clock)).name == "Wang"


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "0" * 64])
def test_an_invented_token_is_nobody(people: Database, clock: FixedClock, token: str) -> None:
    """Neither is the stored hash of a real one."""
    token_of(people, clock)
    stored = people.read(lambda uow: uow.execute(text("SELECT hash FROM tokens")).scalar_one())
    for wrong in (token, stored):
        with pytest.raises(Unauthenticated, match=r"identity\.bad_token"):
            people.read(partial(actor_of_token, token=wrong, clock=clock))


def test_somebody_who_was_made_inactive_is_out_at_once(people: Database, clock: FixedClock) -> None:
    """The token is looked up with its person each time."""
    token = token_of(people, clock)
    people.write(lambda uow: uow.execute(text("UPDATE users SET active = (1 = 0) WHERE login = 'wang'")))
    with pytest.raises(Unauthenticated, match=r"identity\.bad_token"):
        people.read(lambda uow: actor_of_token(uow, token, clock=clock))
    with pytest.raises(Unauthenticated, match=r"identity\.wrong_password"):
        token_of(people, clock)
    with pytest.raises(NotFound, match=r"identity\.no_user"):
        people.write(lambda uow: sign_in_demo(uow, "wang", clock=clock))
    assert people.read(lambda uow: users_of_dealer(uow, "D1")) == []


def test_only_who_manages_users_creates_them(people: Database) -> None:
    """A brand manager does not; what is created can sign in."""
    manager, admin = (people.read(partial(actor_of_login, login=login)) for login in ("bm", "root"))
    assert not manager.may(Permission.MANAGE_USERS)
    new = NewUser("zhao", "Zhao", Role.WAREHOUSE, "zh")
    with pytest.raises(NotPermitted, match=r"identity\.not_permitted"):
        people.write(lambda uow: create_user(uow, manager, new))
    user_id = people.write(lambda uow: create_user(uow, admin, new))
    assert people.read(lambda uow: actor_of_login(uow, "zhao")).user_id == user_id


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewUser("wang", "Second", Role.WAREHOUSE, "zh"), "identity.login_taken"),
        (NewUser("chen", "Chen", Role.DEALER_USER, "zh"), "identity.dealer_needed"),
        (NewUser("chen", "Chen", Role.WAREHOUSE, "zh", password="1234567"), "identity.short_password"),
    ],
)
def test_a_user_that_could_not_work_is_refused(people: Database, new: NewUser, code: str) -> None:
    """A login twice, a dealer's user without dealer, a password that is too short."""
    with pytest.raises((Conflict, Invalid)) as error:
        people.write(lambda uow: create_users(uow, [new]))
    assert error.value.code == code
