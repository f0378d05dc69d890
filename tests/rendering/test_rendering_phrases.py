"""Every sentence that rendering asks for exists in both languages, and no sentence of its catalogue is dead."""

import ast
import re
from pathlib import Path

import pytest

from backend.kit.phrases import keys_of
from bot.sentences import phrasebook

ROOT = Path(__file__).resolve().parents[2]
KEY = re.compile(r"[a-z]+(?:-[a-z_]+)+")
CATALOGUE = ROOT / "bot" / "phrases" / "rendering.zh.ftl"
STATUSES = ["DRAFT", "SUBMITTED", "HOLD", "APPROVED", "REJECTED", "ALLOCATED", "PICKING", "PARTLY_SHIPPED", "SHIPPED", "DELIVERED", "CLOSED", "CANCELLED"]
GATES = [
    *("FROZEN", "LICENCE_EXPIRED", "REGION_NOT_AUTHORISED", "CATEGORY_FORBIDDEN", "NO_SHIP_TO", "NOT_SOLD"),
    *("OVER_CREDIT", "OVERDUE", "GRADE_NOT_A", "AMOUNT_GE_100000"),
    *("LICENCE_EXPIRING", "DATE_MOVED", "DUPLICATE_ORDER"),
]
FAMILIES = "gate order-status order-state order-do approver help unit ask declined differs done action mark"
MADE_FROM_DATA = tuple(f"{family}-" for family in FAMILIES.split())


def _words() -> tuple[set[str], set[str]]:
    """String constants of rendering that look like keys, and the beginnings of computed ones."""
    constants: set[str] = set()
    beginnings: set[str] = set()
    for path in (ROOT / "bot" / "rendering").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                constants.add(node.value)
    return constants, beginnings


def test_every_key_that_is_asked_for_exists() -> None:
    """A key in the code is a message, or the beginning of messages."""
    constants, _ = _words()
    keys = {key for path in (ROOT / "bot" / "phrases").glob("*.zh.ftl") for key in keys_of(path)}
    unknown = [word for word in constants if not phrasebook().has(word) and not any(key.startswith(word) for key in keys)]
    assert unknown == []
    assert len(constants) > 60


def test_no_sentence_is_dead() -> None:
    """Every message of the catalogue is named in the code or belongs to a family that is."""
    constants, beginnings = _words()
    families = tuple(word for word in beginnings if word.startswith(MADE_FROM_DATA))
    raised = {"dealer-which", "dealer-which_one", "order-none", "order-wrong_status", "pack"}
    dead = [key for key in keys_of(CATALOGUE) if key not in constants | raised and not key.startswith((*families, *MADE_FROM_DATA))]
    assert dead == []


@pytest.mark.parametrize("code", GATES)
def test_every_gate_has_a_sentence_and_a_word(code: str) -> None:
    """No gate is shown as its code."""
    assert phrasebook().has(f"gate-{code}")
    assert phrasebook().has(f"gate-{code}-short")


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_word(status: str) -> None:
    """No status is shown as its code."""
    assert phrasebook().has(f"order-status-{status}")


def test_both_languages_have_the_same_parameters() -> None:
    """A figure that one language tells, the other tells too."""
    pattern = re.compile(r"\{ \$(\w+)")
    differing = []
    texts = {locale: _messages(CATALOGUE.with_name(f"rendering.{locale}.ftl")) for locale in ("zh", "en")}
    for key, chinese in texts["zh"].items():
        left, right = set(pattern.findall(chinese)), set(pattern.findall(texts["en"][key]))
        if left != right:
            differing.append((key, left ^ right))
    assert differing == []


def _messages(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    key = ""
    for text in path.read_text(encoding="utf-8").splitlines():
        head = re.match(r"([a-zA-Z][\w-]*) = ?(.*)", text)
        if head:
            key = head[1]
            found[key] = head[2]
        elif key and not text.startswith("#"):
            found[key] += text
    return found
