"""Promises of the log: it can be read by machines, names the request, and holds no secret."""

import json
import logging
import uuid
from collections.abc import Iterator

import pytest
import structlog

from backend.kit.logging import request_id, set_up_logging


@pytest.fixture(autouse=True)
def _logging_put_back() -> Iterator[None]:
    """The root logger belongs to the test runner."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_line_is_one_json_object_with_the_request_and_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    """Tokens and passwords are blanked at any depth, in structlog's and the standard library's lines."""
    set_up_logging(as_json=True)
    with request_id("req-1"):
        body = {"password": "hunter2", "rows": [{"Authorization": "Bearer x"}]}
        structlog.get_logger("dinghuo").info("signed in", user="wang", access_token="tok_secret", body=body)
        logging.getLogger("plain").warning("slow %s", "query")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["user"], first["request_id"], first["access_token"]) == ("signed in", "wang", "req-1", "***")
    assert first["body"] == {"password": "***", "rows": [{"Authorization": "***"}]}
    assert (second["event"], second["level"], second["request_id"]) == ("slow query", "warning", "req-1")


def test_lines_for_people_carry_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """The console form on a terminal."""
    set_up_logging()
    structlog.get_logger("dinghuo").info("served", port="8000", secret_word="no")
    line = capsys.readouterr().err
    assert "served" in line
    assert "8000" in line
    assert "no\n" not in line


def _fail(token: str) -> None:
    raise RuntimeError(f"failed with a secret of {len(token)} letters")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_no_values_of_variables(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    """Otherwise a failing request would write its token into the log."""
    set_up_logging(as_json=as_json)
    token = str(uuid.uuid4())
    try:
        _fail(token)
    except RuntimeError:
        structlog.get_logger("dinghuo").exception("request failed")
    shown = capsys.readouterr().err
    assert "RuntimeError" in shown
    assert token not in shown
