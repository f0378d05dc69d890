"""The same commands on PostgreSQL."""

from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.mark.postgresql
def test_a_company_lives_on_postgresql_as_on_sqlite(dinghuo: Command, empty_postgresql_url: str) -> None:
    """Set up, order in the terminal, reconcile, reset."""
    dinghuo_on = {"DINGHUO_DATABASE_URL": empty_postgresql_url}
    assert "dinghuo setup" in dinghuo("chat", "--user", "d1.en", **dinghuo_on).stderr
    ready = dinghuo("setup", "--demo", **dinghuo_on)
    assert ready.returncode == 0, ready.stderr
    ordered = dinghuo("chat", "--user", "d1.en", said="10 cases of coke 330\nok\n", **dinghuo_on)
    assert ordered.returncode == 0, ordered.stderr
    assert "SO-" in ordered.stdout
    checked = dinghuo("reconcile", **dinghuo_on)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert dinghuo("demo-reset", **dinghuo_on).returncode == 0
    assert dinghuo("reconcile", **dinghuo_on).returncode == 0
