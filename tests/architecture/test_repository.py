"""Promises about the repository itself: layers, words, documents whose commands work, nothing of the machine it was written on."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".toml", ".ftl", ".txt", ".json", ".csv", ".jsonl", ".cfg", ".yml", ".yaml", ".css", ".js", ".svg", ".html", ""}
FOREIGN_ADDRESSES = re.compile(r"https?://[^\s\"'`)>]*(?:pypi|pythonhosted|npmjs|jfrog|artifactory|nexus|simple/|conda|goproxy)[^\s\"'`)>]*", re.IGNORECASE)
MACHINE_PATHS = re.compile(r"/(?:work/(?:main|shared|\.library)|home/\w+/|Users/\w+/|root/\.)")
DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TARGETS = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def _tracked() -> list[Path]:
    """What git tracks; everything but hidden and generated folders where there is no git."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]
    folders = ("bot", "tools", "knowledge", "backend", "tests", "docs", "requirements")
    found = [*ROOT.glob("*.*"), *(file for folder in folders for file in (ROOT / folder).rglob("*"))]
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


@pytest.fixture(scope="module")
def tracked_texts() -> dict[str, str]:
    """Every tracked text file but this one, which names what it forbids."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in _tracked() if path.suffix in TEXT and path != Path(__file__).resolve()
    }


def test_the_layers_hold() -> None:
    """The import contracts of pyproject.toml, with nothing ignored."""
    done = subprocess.run([str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    assert [contract["name"] for contract in contracts if contract.get("ignore_imports")] == []


def test_no_module_of_the_backend_but_the_kit_is_open_to_retrieval() -> None:
    """The contract names each of them, a new one too."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    named = next(contract["forbidden_modules"] for contract in contracts if contract.get("source_modules") == ["knowledge"])
    modules = {f"backend.{path.stem}" for path in (ROOT / "backend").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules - set(named) == {"backend.__init__", "backend.kit"}


def test_every_private_table_and_query_file_is_under_the_contract() -> None:
    """A new module's models and repository are private from its first day."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    protected = [name for contract in contracts if contract["type"] == "protected" for name in contract["protected_modules"]]
    found = {f"backend.{path.parent.name}.{path.stem}" for name in ("models", "repository") for path in (ROOT / "backend").glob(f"*/{name}.py")}
    assert found - set(protected) == set()


def test_a_module_keeps_its_tables_and_queries_to_itself() -> None:
    """No file outside backend/<module>/ imports its models or repository, tests of other modules included."""
    foreign = []
    pattern = re.compile(r"from backend\.(\w+)(?:\.(models|repository)\b| import [^\n]*\b(models|repository)\b)")
    for path in (ROOT / package for package in ("backend", "bot", "tools", "knowledge")):
        for file in path.rglob("*.py"):
            uses = pattern.finditer(file.read_text(encoding="utf-8"))
            foreign += [f"{file.relative_to(ROOT)}: {use.group(0)}" for use in uses if ROOT / "backend" / use.group(1) not in file.parents]
    assert foreign == []


def test_no_file_names_a_package_index_or_a_path_of_somebodys_machine(tracked_texts: dict[str, str]) -> None:
    """The lock holds hashes and no addresses; nothing depends on where it was written."""
    forbidden = re.compile(f"{FOREIGN_ADDRESSES.pattern}|{MACHINE_PATHS.pattern}", re.IGNORECASE)
    assert [f"{name}: {match.group(0)}" for name, words in tracked_texts.items() for match in forbidden.finditer(words)] == []


def test_the_lock_is_complete_and_hashed() -> None:
    """Every requirement is pinned with at least one hash, and the runtime's versions are the development's."""
    pins = {name: _pins(ROOT / "requirements" / f"{name}.txt") for name in ("base", "dev")}
    assert {package: version for package, version in pins["base"].items() if pins["dev"].get(package) != version} == {}
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {re.split(r"[\[<>=!~;]", requirement)[0].strip().lower().replace("_", "-") for requirement in wanted["project"]["dependencies"]}
    assert names - set(pins["base"]) == set()


def _pins(path: Path) -> dict[str, str]:
    pins: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8")):
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", block)
        if match:
            assert "--hash=sha256:" in block, f"{match.group(1)} has no hash"
            pins[match.group(1).lower().replace("_", "-")] = match.group(2)
    return pins


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS])
def test_the_commands_a_document_shows_exist(document: Path) -> None:
    """Every `make` target, every `dinghuo` command and option, every relative link and every environment variable."""
    words = document.read_text(encoding="utf-8")
    known_targets = set(TARGETS.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    problems = [f"make {target}" for target in re.findall(r"\bmake ([a-z][a-z-]+)", words) if target not in known_targets and target != "sure"]
    problems += [f"link {link}" for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", words) if not (document.parent / link).exists()]
    problems += [f"variable {name}" for name in set(re.findall(r"\bDINGHUO_[A-Z_]+\b", words)) if name not in _variables()]
    problems += [f"command {line}" for line in _shell_lines(words) if not _is_known(line)]
    assert problems == []


def _shell_lines(words: str) -> list[str]:
    blocks = re.findall(r"```(?:sh|bash|shell)(?: run)?\n(.*?)```", words, re.DOTALL)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line.split("  #")[0].strip() for line in joined.splitlines() if re.search(r"(?:^|[ /])dinghuo [a-z-]", line) and not line.strip().startswith("#")]


def _is_known(line: str) -> bool:
    import typer.main

    from bot.cli import app

    words = line[re.search(r"(?:^|[ /])dinghuo ", line).end() :].split()  # type: ignore[union-attr] # chosen by the same pattern
    command = typer.main.get_command(app)
    while words and hasattr(command, "commands"):
        name = words.pop(0)
        if name == "--help":
            return True
        if name not in command.commands:
            return False
        command = command.commands[name]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
    return all(word.split("=")[0] in options for word in words if word.startswith("--"))


def _variables() -> set[str]:
    from backend.settings.process import ProcessSettings

    return {f"DINGHUO_{name.upper()}" for name in ProcessSettings.model_fields} | {"DINGHUO_PASSWORD", "DINGHUO_TEST_POSTGRESQL"}


def test_the_glossary_explains_every_word_in_both_languages() -> None:
    """One word per thing: the vocabulary that the code uses, with its Chinese."""
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line for line in glossary.splitlines() if line.startswith("| ") and not line.startswith(("| word", "|--", "| --"))]
    assert len(rows) >= 60
    for row in rows:
        word, chinese, meaning = (cell.strip() for cell in row.strip("|").split("|"))
        assert word
        assert meaning
        assert re.search(r"[\u4e00-\u9fff]|[A-Z]{2,}", chinese), f"{word} has no Chinese"
    words = {row.strip("|").split("|")[0].strip().lower() for row in rows}
    assert {"draft", "submit", "hold", "release", "reject", "proposal", "scope", "on hand", "reserved", "available", "exposure", "actor"} <= words


def test_modules_are_explained_where_a_newcomer_looks() -> None:
    """Every top-level folder and backend module has a place in the README's map or in its own package docstring."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for folder in ("bot/", "tools/", "knowledge/", "backend/", "tests/"):
        assert folder in readme
