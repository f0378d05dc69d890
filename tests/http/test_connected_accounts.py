"""Promises of connected accounts over HTTP: one's own only, links by staff only, confirmed by nobody but the person."""

import pytest

from backend.identity import service as identity
from backend.identity.service import MessengerAccount
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.settings.process import ProcessSettings
from bot.connectors.web.accounts import mount_accounts
from tests.http.application import application
from tests.http.shop import Shop


@pytest.fixture
def desk(shop_database: Database, settings: ProcessSettings, clock: FixedClock) -> Shop:
    """The company with the routes of messengers; the bot is called dinghuo_bot."""
    app = application(shop_database, settings, clock, mount_accounts)
    app.state.messenger_names = {"telegram": lambda: "dinghuo_bot"}
    return Shop(app, shop_database, clock)


def opened(desk: Shop, code: str, number: str = "41") -> None:
    """A Telegram account opens a link."""
    desk.database.write(lambda uow: identity.open_binding_link(uow, "telegram", MessengerAccount(number, "@phone"), code, clock=desk.clock))


def test_staff_make_a_link_and_only_the_person_confirms_it(desk: Shop) -> None:
    """The link opens the bot with a code; the request shows up for its person alone, who connects and disconnects it."""
    made = desk.caller("boss").post("/messengers/telegram/links", {"login": "wang"}).json()
    assert made["link"] == f"https://t.me/dinghuo_bot?start={made['code']}"
    opened(desk, made["code"])
    wang, far = desk.caller("wang"), desk.caller("far")
    assert far.get("/messengers/accounts").json() == {"items": [], "requests": []}
    request = wang.get("/messengers/accounts").json()["requests"][0]
    assert (request["name"], request["external_id"]) == ("@phone", "41")
    assert far.post(f"/messengers/requests/{request['id']}/confirm").status_code == 404
    assert wang.post(f"/messengers/requests/{request['id']}/confirm").status_code == 204
    assert wang.get("/messengers/accounts").json()["items"] == [{"connector": "telegram", "external_id": "41", "name": "@phone"}]
    assert far.call("DELETE", "/messengers/telegram/accounts/41").status_code == 404
    assert wang.call("DELETE", "/messengers/telegram/accounts/41").status_code == 204
    assert wang.get("/messengers/accounts").json()["items"] == []


def test_a_refused_request_is_gone(desk: Shop) -> None:
    """It cannot be confirmed afterwards."""
    opened(desk, desk.caller("boss").post("/messengers/telegram/links", {"login": "wang"}).json()["code"])
    wang = desk.caller("wang")
    request = wang.get("/messengers/accounts").json()["requests"][0]["id"]
    assert wang.post(f"/messengers/requests/{request}/refuse").status_code == 204
    assert wang.post(f"/messengers/requests/{request}/confirm").status_code == 404


def test_links_for_others_are_for_staff_within_their_scope(desk: Shop) -> None:
    """A dealer's user and a province manager make none; a brand manager only for dealers' users."""
    for login, status in (("wang", 403), ("pm", 403), ("bm", 201), ("boss", 201)):
        assert desk.caller(login).post("/messengers/telegram/links", {"login": "far"}).status_code == status
    assert desk.caller("bm").post("/messengers/telegram/links", {"login": "boss"}).status_code == 403


def test_a_code_of_ones_own_is_for_the_signed_in_person(desk: Shop) -> None:
    """Whoever types it speaks for him; an unknown messenger has no codes."""
    code = desk.caller("wang").post("/messengers/telegram/codes").json()["code"]
    bound = desk.database.write(lambda uow: identity.redeem_code(uow, "telegram", MessengerAccount("41", ""), code, clock=desk.clock))
    assert bound.actor.name == "Wang"
    assert desk.caller("wang").post("/messengers/pigeon/codes").status_code == 422
