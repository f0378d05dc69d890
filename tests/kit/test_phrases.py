"""Promises of the sentences: any parameter name works, a missing key never raises, figures keep their form."""

from pathlib import Path

import pytest

from backend.kit.errors import Conflict
from backend.kit.phrases import Phrasebook


@pytest.fixture
def book(tmp_path: Path) -> Phrasebook:
    """Two sentences in two languages."""
    (tmp_path / "test.zh.ftl").write_text("order-gone = 没有 { $key }。\nitems = { $names }\n", encoding="utf-8")
    (tmp_path / "test.en.ftl").write_text("order-gone = There is no { $key }.\nitems = { $names }\n", encoding="utf-8")
    return Phrasebook(tmp_path)


def test_parameters_may_be_called_anything(book: Phrasebook) -> None:
    """A parameter named key, locale or code belongs to the sentence."""
    error = Conflict("order.gone", key="SO-1", locale="x", code="y")
    assert book.say("en", error.code, **dict(error.params)) == "There is no SO-1."
    assert book.say("zh", error.code, **dict(error.params)) == "没有 SO-1。"


def test_a_key_nobody_wrote_is_shown_instead_of_raising(book: Phrasebook) -> None:
    """An unknown language falls back to English."""
    assert book.say("zh", "order.unknown") == "order-unknown"
    assert book.say("fr", "order.gone", key="SO-1") == "There is no SO-1."
    assert book.has("order.gone")
    assert not book.has("order.unknown")


def test_lists_are_joined(book: Phrasebook) -> None:
    """Several names are read as words, not as a program's list."""
    assert book.say("en", "items", names=["a", "b"]) == "a, b"
