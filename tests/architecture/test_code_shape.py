"""The budgets and the house style of the code, checked on every file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "tools", "knowledge", "backend")
MAX_FILE = 400
MAX_FUNCTION = 50
MAX_ARGUMENTS = 6
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "common", "misc"}


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "versions" not in path.parts:
                yield path


SOURCES = list(_sources())
IDS = [str(path.relative_to(ROOT)) for path in SOURCES]


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_a_file_stays_within_its_budget_and_says_what_it_is(path: Path) -> None:
    """400 lines at most, a module docstring, and a name that means something."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_FILE
    assert path.stem not in FORBIDDEN_NAMES
    tree = ast.parse(text)
    if tree.body:
        assert ast.get_docstring(tree), "no module docstring"


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_functions_stay_within_their_budget(path: Path) -> None:
    """50 lines and six arguments at most, counted without self and the docstring."""
    too_big = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        arguments = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if arg.arg not in {"self", "cls"}]
        docstring = node.body[0] if ast.get_docstring(node) else None
        documented = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
        length = (node.end_lineno or 0) - node.lineno + 1 - documented
        if length > MAX_FUNCTION:
            too_big.append(f"{node.name}: {length} lines")
        if len(arguments) > MAX_ARGUMENTS and not _is_http_door(node):
            too_big.append(f"{node.name}: {len(arguments)} arguments")
    assert too_big == []


def _is_http_door(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Route handlers and commands declare every query parameter or option as an argument; that is their form."""
    names = {part.attr for decorator in node.decorator_list for part in ast.walk(decorator) if isinstance(part, ast.Attribute)}
    return bool(names & {"get", "post", "patch", "delete", "put", "command"})


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_no_statement_is_put_together_from_text(path: Path) -> None:
    """SQL is built with SQLAlchemy's expressions; `text()` takes literals only, and eval and exec do not occur."""
    offences = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"eval", "exec"}:
                offences.append(f"{node.func.id} in line {node.lineno}")
            if node.func.id == "text" and node.args and not isinstance(node.args[0], ast.Constant) and "sqlalchemy" in path.read_text(encoding="utf-8"):
                offences.append(f"text() of a computed string in line {node.lineno}")
    assert offences == []


def test_every_sentence_exists_in_both_languages() -> None:
    """A key of one catalogue is a key of the other."""
    missing = []
    for chinese in [*ROOT.glob("backend/phrases/*.zh.ftl"), *ROOT.glob("bot/phrases/*.zh.ftl")]:
        english = chinese.with_name(chinese.name.replace(".zh.", ".en."))
        missing += [f"{chinese.name}: {key}" for key in _keys(chinese) ^ _keys(english)]
    assert missing == []


def _keys(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.split("=", 1)[0].strip() for line in lines if "=" in line and line[:1].isalpha()}


def test_error_codes_have_a_sentence_in_both_languages() -> None:
    """Every code raised as a DomainError is in the catalogues of the backend."""
    kinds = {"Invalid", "Unauthenticated", "NotPermitted", "NotFound", "Conflict", "Refused", "TooMuch", "Unavailable"}
    keys = set().union(*(_keys(path) for path in ROOT.glob("*/phrases/*.zh.ftl")))
    unsaid = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value.replace(".", "-") not in keys:
                    unsaid.append(f"{path.relative_to(ROOT)}: {code.value}")
    assert unsaid == []
