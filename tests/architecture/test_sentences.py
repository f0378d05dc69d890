"""Promises of the catalogues: every line is a sentence, in both languages, with the same parameters, said in one place."""

from collections import Counter
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted([*ROOT.glob("backend/phrases/*.zh.ftl"), *ROOT.glob("bot/phrases/*.zh.ftl")])


class _Parameters(Visitor):
    """Collects the parameters of a message."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's naming
        """Note one parameter."""
        self.names.add(node.id.name)


def _messages(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content}"
        if isinstance(entry, ast.Message):
            parameters = _Parameters()
            parameters.visit(entry)
            found[entry.id.name] = parameters.names
    return found


@pytest.mark.parametrize("chinese", CATALOGUES, ids=[path.name for path in CATALOGUES])
def test_both_languages_say_the_same_things_with_the_same_parameters(chinese: Path) -> None:
    """A figure that one language shows is not lost in the other; word forms may differ."""
    zh, en = _messages(chinese), _messages(chinese.with_name(chinese.name.replace(".zh.", ".en.")))
    assert set(zh) == set(en)
    assert {key: (zh[key], en[key]) for key in zh if zh[key] != en[key] and not _same_words(zh[key], en[key])} == {}


def _same_words(zh: set[str], en: set[str]) -> bool:
    """Plural forms need a count in English that Chinese need not repeat; names come per language."""
    return {name.removesuffix("_zh") for name in zh} == {name.removesuffix("_en") for name in en} or zh ^ en <= {"count", "n"}


@pytest.mark.parametrize("folder", ["backend", "bot"])
def test_a_sentence_is_written_in_one_place(folder: str) -> None:
    """The same key twice in one layer means that one of the two is never seen; the bot may say a backend's sentence its own way."""
    keys = Counter(key for path in CATALOGUES if path.is_relative_to(ROOT / folder) for key in _messages(path))
    assert [key for key, times in keys.items() if times > 1] == []
