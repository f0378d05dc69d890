"""Promises of setup, demo-reset, users and reconcile."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from backend.kit.ownership import claim
from backend.settings.process import ProcessSettings
from bot.commands.chatting import chat
from bot.commands.terminal import sentence

Command = Callable[..., Any]


def _query(database_url: str, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(str(make_url(database_url).database))
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_setup_loads_the_demo_company_once_and_its_ledgers_agree(dinghuo: Command, database_url: str) -> None:
    """Orders made meanwhile survive a second setup; the articles that come along are there once, with their pictures."""
    assert dinghuo("setup", "--demo").returncode == 0
    first = _query(database_url, "SELECT id FROM users ORDER BY id")
    assert first
    articles = "SELECT count(*), sum(status = 'published'), (SELECT count(*) FROM article_figures) FROM article_versions WHERE source LIKE 'kb-%'"
    assert _query(database_url, articles) == [(90, 90, 20)]
    assert dinghuo("setup", "--demo").returncode == 0
    assert _query(database_url, "SELECT id FROM users ORDER BY id") == first
    assert _query(database_url, articles) == [(90, 90, 20)]
    done = dinghuo("reconcile", lang="zh_CN.UTF-8")
    assert (done.returncode, done.stdout) == (0, "")
    assert "一致" in done.stderr


def test_a_demo_reset_makes_a_fresh_company_of_this_week(dinghuo: Command, demo_url: str) -> None:
    """Its newest order is not older than a fortnight, and the old rows are gone."""
    before = _query(demo_url, "SELECT id FROM users ORDER BY id")
    assert dinghuo("demo-reset").returncode == 0
    assert _query(demo_url, "SELECT id FROM users ORDER BY id") != before
    newest = date.fromisoformat(str(_query(demo_url, "SELECT max(order_date) FROM orders")[0][0]))
    assert abs(datetime.now(UTC).date() - newest) < timedelta(days=14)


def test_a_damaged_demo_database_is_replaced_by_a_demo_reset(dinghuo: Command, database_url: str) -> None:
    """The demo holds nothing of value."""
    Path(str(make_url(database_url).database)).write_bytes(b"x" * 9000)
    assert dinghuo("demo-reset").returncode == 0
    assert dinghuo("reconcile").returncode == 0


def test_whoever_holds_the_database_is_named(dinghuo: Command, demo_url: str) -> None:
    """Writing commands stay away from a file that another process owns; looking is allowed."""
    with claim(demo_url, "http://127.0.0.1:8123"):
        for command in (["demo-reset"], ["reconcile", "--repair"], ["serve", "--port", "0"], ["users", "bind-code", "d1.zh"]):
            done = dinghuo(*command)
            assert done.returncode == 1
            assert "http://127.0.0.1:8123" in done.stderr
        assert dinghuo("reconcile").returncode == 0
        assert "nothing to set up" in dinghuo("setup", "--demo").stderr


def test_reconcile_names_what_disagrees_and_repairs_counters(dinghuo: Command, demo_url: str) -> None:
    """A counter that was tampered with is found, repaired from its ledger, and found no more."""
    connection = sqlite3.connect(str(make_url(demo_url).database))
    connection.execute("UPDATE credit_accounts SET committed = committed + 10000 WHERE dealer_id = 'D1'")
    connection.commit()
    connection.close()
    found = dinghuo("reconcile")
    assert found.returncode == 1
    assert "credit.committed D1" in found.stdout
    assert dinghuo("reconcile", "--repair").returncode == 0
    assert dinghuo("reconcile").returncode == 0


def test_the_first_user_of_a_real_company_can_be_added(dinghuo: Command) -> None:
    """The password comes from stdin and is shown nowhere."""
    dinghuo("setup")
    done = dinghuo("users", "add", "boss", "--name", "Boss", "--role", "admin", said="correct horse\n")
    assert done.returncode == 0
    assert "correct horse" not in done.stdout + done.stderr
    assert dinghuo("users", "list").stdout == "boss\tadmin\tBoss\n"
    code = dinghuo("users", "bind-code", "boss").stdout.strip()
    assert len(code) == 10
    assert dinghuo("users", "add", "x", "--name", "X", "--role", "king", said="correct horse\n").returncode == 1


def test_a_chat_says_that_it_learns_and_does_so_before_it_waits_for_a_line(
    demo_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After an upgrade without `setup` nobody's first message waits in silence."""
    done: list[str] = []
    monkeypatch.setattr("bot.commands.chatting.set_up_logging", lambda **_: None)
    monkeypatch.setattr("bot.intents.classifier.model_file", lambda: tmp_path / "no-model.npz")
    monkeypatch.setattr("bot.intents.classifier.classifier", lambda: done.append("learned"))
    monkeypatch.setattr("bot.commands.chatting._talk", lambda _: done.append("talked"))
    chat(ProcessSettings(database_url=demo_url), "d1.zh")
    assert done == ["learned", "talked"]
    assert sentence("setup-training") in capsys.readouterr().err
