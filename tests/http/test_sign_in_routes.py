"""Signing in over HTTP: passwords, demo people, expiry, signing out, and that a token is the only identity."""

from datetime import timedelta

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.settings.process import ProcessSettings
from tests.http.application import application
from tests.http.shop import PASSWORD, Caller, Shop, assert_problem


def test_the_right_password_opens_a_session_that_works(shop: Shop) -> None:
    """The token of the answer is what later requests carry."""
    answer = shop.caller(None).post("/sessions", {"login": "boss", "password": PASSWORD})
    assert answer.status_code == 201
    session = answer.json()
    assert session["token_type"] == "bearer"
    assert session["me"]["role"] == "admin"
    me = Caller(shop.caller(None).client, session["token"]).get("/me")
    assert me.json() == session["me"]


def test_a_wrong_login_and_a_wrong_password_look_the_same(shop: Shop) -> None:
    """Nobody learns which logins exist."""
    nobody = shop.caller(None)
    unknown = assert_problem(nobody.post("/sessions", {"login": "nobody", "password": "x"}), 401, "identity.wrong_password")
    wrong = assert_problem(nobody.post("/sessions", {"login": "boss", "password": "x"}), 401, "identity.wrong_password")
    assert {**unknown, "request_id": ""} == {**wrong, "request_id": ""}


def test_a_user_without_a_password_cannot_sign_in_with_one(shop: Shop) -> None:
    """Demo people have no password; an empty one is not accepted either."""
    nobody = shop.caller(None)
    assert_problem(nobody.post("/sessions", {"login": "wang", "password": "x"}), 401, "identity.wrong_password")
    assert_problem(nobody.post("/sessions", {"login": "wang", "password": ""}), 422, "request.invalid")


def test_guessing_passwords_is_slowed_down(shop: Shop) -> None:
    """The 31st attempt on one login within a minute has to wait, and is told how long."""
    nobody = shop.caller(None)
    limit = shop.app.state.sign_in_limit
    for _ in range(30):
        limit.take("testclient|boss")
    answer = nobody.post("/sessions", {"login": "Boss", "password": PASSWORD})
    assert_problem(answer, 429, "identity.too_many_attempts")
    assert int(answer.headers["retry-after"]) >= 1
    assert nobody.post("/sessions", {"login": "wang", "password": "x"}).status_code == 401, "another login is not slowed down"


def test_a_demo_user_signs_in_without_a_password(shop: Shop) -> None:
    """The demo door lists the people and opens a session for one of them."""
    nobody = shop.caller(None)
    listed = nobody.get("/sessions/demo").json()["items"]
    assert {"login": "wang", "name": "Wang", "role": "dealer_user", "locale": "zh", "dealer_id": "D1"} in listed
    session = nobody.post("/sessions/demo", {"login": "wang"})
    assert session.status_code == 201
    assert session.json()["me"]["dealer_id"] == "D1"
    assert "place_orders" in session.json()["me"]["permissions"]
    assert_problem(nobody.post("/sessions/demo", {"login": "nobody"}), 404, "identity.no_user")


def test_outside_demo_mode_the_demo_door_is_not_there(shop_database: Database, clock: FixedClock) -> None:
    """A production server must not let anybody in by name: known and unknown logins answer alike."""
    shop = Shop(application(shop_database, ProcessSettings(demo_mode=False), clock), shop_database, clock)
    nobody = shop.caller(None)
    assert_problem(nobody.post("/sessions/demo", {"login": "wang"}), 404, "identity.no_user")
    assert_problem(nobody.get("/sessions/demo"), 404, "identity.no_user")


def test_signing_out_ends_the_session(shop: Shop) -> None:
    """The token is dead at once; signing out with it again is unauthorised."""
    wang = shop.caller("wang")
    assert wang.call("DELETE", "/sessions/current").status_code == 204
    assert_problem(wang.get("/me"), 401, "identity.bad_token")
    assert_problem(wang.call("DELETE", "/sessions/current"), 401, "identity.bad_token")


def test_an_expired_token_says_that_it_expired(shop: Shop) -> None:
    """After thirty days the person has to sign in again."""
    wang = shop.caller("wang")
    shop.clock.instant += timedelta(days=30)
    answer = wang.get("/me")
    assert_problem(answer, 401, "identity.expired_token")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic d2FuZzp4", "bearer\t", "Token abc"])
def test_anything_but_a_known_bearer_token_is_nobody(shop: Shop, header: str) -> None:
    """No other scheme, no empty token, no made-up one."""
    answer = shop.caller(None).client.get("/api/v1/me", headers={"Authorization": header} if header else {})
    assert_problem(answer, 401, "identity.bad_token")


def test_nothing_but_the_token_names_the_actor(shop: Shop) -> None:
    """Headers and queries that claim to be somebody else change nothing."""
    wang = shop.caller("wang")
    me = wang.call("GET", "/me?user_id=boss&dealer_id=D3", X_User="boss", X_Dealer_Id="D3").json()
    assert (me["name"], me["dealer_id"]) == ("Wang", "D1")
