"""Promises of the doors: the webhook's secret, its acknowledgement, the token that is never logged, starting and stopping."""

import logging
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from backend.kit.errors import Conflict
from backend.settings.process import ProcessSettings
from bot.commands.serving import serve
from bot.connectors.telegram.webhook import HEADER, PATH, mount_webhook
from tests.telegram.fake_bot_api import TOKEN
from tests.telegram.messenger import Messenger

SECRET = "a-secret"


def client_of(messenger: Messenger, secret: str = SECRET) -> TestClient:
    """An application with the webhook."""
    app = FastAPI()
    mount_webhook(app, messenger.connector, secret)
    return TestClient(app)


def test_the_webhook_takes_nothing_without_its_secret(messenger: Messenger) -> None:
    """403 without, with a wrong one, and when none is configured; nothing is stored."""
    update = messenger.api.message(41, "hello")
    for client, headers in ((client_of(messenger), {}), (client_of(messenger), {HEADER: "wrong"}), (client_of(messenger, ""), {HEADER: ""})):
        assert client.post(PATH, json=update, headers=headers).status_code == 403
    assert messenger.quiet()


def test_a_webhook_update_is_stored_before_it_is_acknowledged_and_answered_once(messenger: Messenger) -> None:
    """Also when the connector is not running yet, and when the update comes five times."""
    messenger.polling = False
    wang = messenger.bind("d1.en", 41)
    messenger.new_connector()
    client = client_of(messenger)
    update = messenger.api.message(wang, "how many cases of coke 330 do you have")
    assert [client.post(PATH, json=update, headers={HEADER: SECRET}).status_code for _ in range(5)] == [200] * 5
    assert not messenger.quiet()
    with messenger.running():
        messenger.told(wang, 1)
        messenger.settle()
    assert len(messenger.api.told(wang)) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"update_id": "x"}', b'{"update_id": 1, "message": {"chat": 3}}', b'{"update_id": -4, "message": null}'])
def test_what_is_no_update_is_taken_and_left(messenger: Messenger, body: bytes) -> None:
    """Or it would come again for a day."""
    assert client_of(messenger).post(PATH, content=body, headers={HEADER: SECRET}).status_code == 200
    assert messenger.quiet()


def test_the_webhook_is_registered_with_its_secret(messenger: Messenger) -> None:
    """When its address is configured."""
    messenger.polling = False
    connector = messenger.new_connector(webhook_url="https://shop.example/hook", webhook_secret=SECRET)
    messenger.new_connector = lambda **_: connector  # type: ignore[method-assign,assignment] # this one
    with messenger.running():
        messenger.until(lambda: messenger.api.webhook is not None)
    assert (messenger.api.webhook or {})["secret_token"] == SECRET


def test_the_token_is_never_logged(messenger: Messenger, caplog: Any) -> None:
    """Neither by us nor by the HTTP library, whatever goes wrong."""
    caplog.set_level(logging.INFO)
    messenger.api.behave = lambda _name, _parameters, count: "500" if count == 1 else ""
    wang = messenger.bind("d1.en", 41)
    with messenger.running():
        messenger.api.say(wang, "hello")
        messenger.told(wang, 1)
        messenger.settle()
    assert TOKEN not in caplog.text


def test_serving_by_webhook_needs_a_secret() -> None:
    """It is told before anything starts."""
    settings = ProcessSettings(telegram_token=SecretStr("1:x"), telegram_mode="webhook")
    with pytest.raises(Conflict, match=r"serve\.telegram_no_secret"):
        serve(settings)
