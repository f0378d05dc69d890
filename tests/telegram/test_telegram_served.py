"""The whole product as `dinghuo serve` starts it, with a bot: connected on the web, ordering in Telegram, over a restart."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.pages.serving import ROOT, free_port, run_to_the_end
from tests.telegram.fake_bot_api import BOT_NAME, TOKEN, FakeBotApi, fake_bot_api

PATIENCE_S = 120.0


@contextmanager
def served(database: str, api: str, log: Path) -> Iterator[str]:
    """The address of a running server with Telegram switched on; ended as an operator ends it."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DINGHUO_", "PYTEST_", "NICEGUI_"))}
    environment = {**kept, "DINGHUO_TELEGRAM_TOKEN": TOKEN, "DINGHUO_TELEGRAM_BASE_URL": api}
    command = [sys.executable, "-m", "bot.cli", "serve", "--demo", "--port", str(port), "--database", database]
    with log.open("ab") as out, subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=environment) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            until(lambda: process.poll() is None and _answers(address))
            yield address
        finally:
            process.terminate()
            assert process.wait(30) == 0, log.read_text(encoding="utf-8")[-3000:]


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def until(done: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, "not so in time"
        time.sleep(0.05)


def connect(api: FakeBotApi, address: str, person: int) -> str:
    """Sign in on the web, make a code and open its link; the link."""
    token = httpx.post(f"{address}/api/v1/sessions/demo", json={"login": "d1.en"}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    until(lambda: httpx.post(f"{address}/api/v1/messengers/telegram/codes", headers=headers).json()["link"] is not None)
    made = httpx.post(f"{address}/api/v1/messengers/telegram/codes", headers=headers).json()
    api.say(person, f"/start {made['code']}")
    return str(made["link"])


def test_a_person_connects_and_orders_and_a_restart_loses_nothing(tmp_path: Path) -> None:
    """The server says that Telegram is on, ends when asked, and takes up what was said meanwhile; the token is in no log."""
    database, log = f"sqlite:///{tmp_path / 'dinghuo.db'}", tmp_path / "server.log"
    run_to_the_end(["-m", "bot.cli", "setup", "--demo", "--database", database])
    with fake_bot_api() as (api, at):
        with served(database, at, log) as address:
            assert connect(api, address, 41).startswith(f"https://t.me/{BOT_NAME}?start=")
            until(lambda: len(api.told(41)) == 1)
            api.say(41, "3 cases of coke 330")
            until(lambda: len(api.told(41)) == 2)
            draft = api.sent[-1]
        api.deliver(api.press(41, draft.button("Confirm"), draft))
        with served(database, at, log):
            until(lambda: any("SO-" in told for told in api.told(41)[2:]))
    words = log.read_text(encoding="utf-8")
    assert "Telegram" in words
    assert TOKEN not in words
